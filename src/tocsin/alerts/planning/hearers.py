"""What is known of members and one case before an alert: who got an earlier one, who missed it, who wrote.

One byte for each member, so that a million of them cost a megabyte.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Max, Q, QuerySet

from tocsin.actions.models import PublicRecord
from tocsin.alerts.models import Alert, AlertKind, Chunk, ChunkState, End, Turn, Wave, WaveState
from tocsin.alerts.packing import ends_of, members_with
from tocsin.alerts.planning.rules import AT_ONCE, Facts, Known
from tocsin.appeals.models import Appeal
from tocsin.delivery.kinds import Kind
from tocsin.delivery.models import Letter
from tocsin.delivery.states import LetterState
from tocsin.members.models import Member

_GOT = (End.HANDED, End.BOUNCED, End.DIGEST)
_MISSED = (End.WAITS, End.RECALLED, End.GIVEN_UP)
_OURS = (LetterState.READY, LetterState.HELD, LetterState.FROZEN)
"""Confirmed letters that a stop holds back; their writers are told of it."""


@dataclass(frozen=True, slots=True)
class Hearers:
    """flags: one `Known` for each member's id. after: by section, from which id on an earlier alert was not planned."""

    flags: bytearray
    after: dict[str, int]

    @classmethod
    def of(cls, kind: AlertKind, slug: str, n: int) -> Hearers:
        if kind is AlertKind.NEW:
            return cls(bytearray(), {})
        newest = Member.objects.aggregate(newest=Max("pk"))["newest"] or 0
        found = cls(bytearray(newest + 1), {})
        earlier = Alert.objects.filter(slug=slug, n__lte=n).exclude(kind=kind, n=n)
        for chunk in _with_journal(Chunk.objects.filter(wave__alert__in=earlier)):
            found._mark_ends(kind, chunk)
        turns = Turn.objects.filter(wave__alert__in=earlier)
        found._mark(turns.filter(digest=None).values_list("member", flat=True).iterator(), Known.MISSED)
        for digest in list(turns.exclude(digest=None).order_by().values_list("digest", flat=True).distinct()):
            told = bytearray(newest + 1)
            for member in turns.filter(digest=digest).values_list("member", flat=True).iterator():
                told[member : member + 1] = b"\x01"
            for chunk in _with_journal(Chunk.objects.filter(wave=digest)):
                found._mark_ends(kind, chunk, told)
        found._mark(_members(writers(slug)), Known.WROTE)
        found._mark(_told(kind, slug, n), Known.TOLD)
        for section, cursor in _unplanned(earlier):
            found.after[section] = min(cursor, found.after.get(section, cursor))
        return found

    def known(self, member: int, section: str) -> Known:
        at = Known(self.flags[member]) if member < len(self.flags) else Known.NOTHING
        after = self.after.get(section)
        return at if after is None or member <= after else at | Known.MISSED

    def _mark_ends(self, kind: AlertKind, chunk: Chunk, told: bytearray | None = None) -> None:
        """told: of a digest, whose members it tells of the case; None: all."""
        ends = ends_of(chunk)
        for wanted, flag in ((_got(kind, chunk), Known.GOT), (_MISSED, Known.MISSED)):
            members = members_with(chunk, ends, wanted)
            self._mark((one for one in members if told is None or (one < len(told) and told[one])), flag)

    def _mark(self, members: Iterable[int], flag: Known) -> None:
        value = int(flag)
        for member in members:
            if member < len(self.flags):
                self.flags[member] |= value


def _with_journal(chunks: QuerySet[Chunk]) -> Iterator[Chunk]:
    return chunks.prefetch_related("entries").iterator(200)


def _got(kind: AlertKind, chunk: Chunk) -> tuple[End, ...]:
    """Ends of those who count as reached. What a worker hands over it notes a moment later, and one that died never
    does: a stop or an outcome goes to them too, for they are better told once for nothing than never.
    """
    if kind not in AT_ONCE:
        return _GOT
    if chunk.state == ChunkState.CLAIMED:
        return (*_GOT, End.WAITS)
    # Somebody began it and did not end it; whoever took it over found the alert called back.
    return (*_GOT, End.RECALLED) if chunk.claims > 1 else _GOT


def facts_of(kind: AlertKind, slug: str) -> Facts:
    record = PublicRecord.objects.values_list("record", flat=True).get(slug=slug)
    return Facts(kind, tuple(record["countries"]), tuple(record["concern_slugs"]))


def writers(slug: str) -> QuerySet[Appeal]:
    """Appeals on a case whose writers confirmed them."""
    return Appeal.objects.filter(slug=slug, confirmed_at__isnull=False, person__isnull=False)


def _unplanned(earlier: QuerySet[Alert]) -> Iterable[tuple[str, int]]:
    waves = Wave.objects.filter(alert__in=earlier, planned_at=None, state=WaveState.RECALLED)
    return waves.filter(alert__kind=AlertKind.NEW).values_list("section", "cursor")


def _told(kind: AlertKind, slug: str, n: int) -> Iterator[int]:
    """Members whom the appeals' own notice tells, or an earlier stop told."""
    notices = Letter.objects.filter(kind=Kind.NOTICE, slug=slug)
    if kind is AlertKind.OUTCOME:
        by_notice = Q(news__isnull=False) | Q(pk__in=notices.filter(key="outcome", n=n).values("owner"))
        yield from _members(writers(slug).filter(by_notice))
    if kind is AlertKind.STOP:
        held_back = Letter.objects.filter(kind=Kind.LETTER, slug=slug, state__in=_OURS).values("owner")
        by_notice = Q(pk__in=held_back) | Q(pk__in=notices.filter(key="stopped").values("owner"))
        yield from _members(writers(slug).filter(by_notice))
        stops = Alert.objects.filter(slug=slug, kind=AlertKind.STOP).exclude(n=n)
        for chunk in _with_journal(Chunk.objects.filter(wave__alert__in=stops)):
            yield from members_with(chunk, ends_of(chunk), _GOT)


def _members(appeals: QuerySet[Appeal]) -> Iterable[int]:
    return Member.objects.filter(person__in=appeals.values("person")).values_list("pk", flat=True).iterator()
