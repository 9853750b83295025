"""The weekly digest: on their own day of the week its members get all editions that wait for them in one message.

A digest is an alert of its own, one for each week (ISO, UTC). The turns stay while it is on its way, for they say which
editions a member's digest tells of; then everybody's end stands in the editions' own waves, so that both add up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import batched, groupby
from operator import itemgetter
from typing import Final, cast

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from tocsin.actions.models import PublicRecord
from tocsin.actions.publishing.shapes import CaseRecord
from tocsin.actions.publishing.standing import standing_of
from tocsin.actions.states import EditionState
from tocsin.alerts.models import Alert, AlertKind, Chunk, ChunkState, End, Turn, Wave, WaveState
from tocsin.alerts.packing import packed, unpacked
from tocsin.alerts.planning import rules
from tocsin.alerts.planning.announcing import TURN
from tocsin.alerts.planning.bulk import set_next
from tocsin.alerts.planning.chunks import LARGEST, make_chunks
from tocsin.alerts.planning.turns import Round, free_among, page_by_page, turns_after
from tocsin.alerts.sending.ledger import end_wave
from tocsin.members.models import Member
from tocsin.members.wishes import Rhythm, Wishes
from tocsin.records.turns import take_turn

AT_ONCE: Final = 5_000
CHUNKS_AT_ONCE: Final = 2
"""Of a digest, settled in one transaction: their members wait for a score of editions each."""

NEVER: Final = datetime.min.replace(tzinfo=UTC)
_OVER: Final = (EditionState.STOPPED, EditionState.CLOSED, EditionState.TAKEN_DOWN)


def week_of(now: datetime) -> int:
    """Year and ISO week: 202648."""
    year, week, _ = now.astimezone(UTC).isocalendar()
    return year * 100 + week


def weekday_of(member: int) -> int:
    """0 for Monday. Spreads the members over the week, and stays the same for each of them."""
    return member % 7


def next_digest(member: int, cap: int | None, now: datetime) -> datetime:
    """The beginning of their day next week; later where their cap says so."""
    monday = now.astimezone(UTC).date() - timedelta(days=now.astimezone(UTC).weekday())
    day = monday + timedelta(days=7 + weekday_of(member))
    begins = datetime.combine(day, time(0), UTC)
    return begins if cap is None else max(begins, now + rules.MONTH / cap)


def make_digests(now: datetime) -> int:
    """Give all whose day has come their digest; how many. Safe to run by several at once, and again."""
    return page_by_page(_page, now)


@transaction.atomic
def _page(at_hand: Round, cursor: int) -> tuple[int, int | None]:
    take_turn(TURN)
    rows = turns_after(at_hand.waves, cursor)
    if not rows:
        return 0, None
    waits = {member: [wave for _, wave in some] for member, some in groupby(rows, key=itemgetter(0))}
    today = at_hand.now.astimezone(UTC).weekday()
    due = {
        member: wishes
        for member, wishes in free_among(at_hand, list(waits))
        if wishes.rhythm is Rhythm.WEEKLY and weekday_of(member) <= today
    }
    given = _give(due, waits, at_hand.now) if due else 0
    return given, rows[-1][0]


def _give(due: dict[int, Wishes], waits: dict[int, list[int]], now: datetime) -> int:
    """How many got their digest. Of a week whose digest was ended, or made in test mode before delivery went live, they
    get none: their turns wait for the next one.
    """
    is_test = not settings.ENVIRONMENT.is_live
    alert, _ = Alert.objects.get_or_create(
        kind=AlertKind.DIGEST, slug="", n=week_of(now), defaults={"made_at": now, "is_test": is_test}
    )
    if alert.is_test and not is_test:
        return 0
    given: list[int] = []
    by_section: dict[str, list[int]] = defaultdict(list)
    for member, section in Member.objects.filter(pk__in=list(due)).values_list("pk", "section"):
        by_section[section].append(member)
    for section, members in sorted(by_section.items()):
        wave, _ = Wave.objects.get_or_create(alert=alert, section=section)
        if wave.state == WaveState.RECALLED:
            continue
        taken = [wave_number for member in members for wave_number in waits[member]]
        Turn.objects.filter(member__in=members, wave__in=set(taken), digest=None).update(digest=wave)
        make_chunks(wave.pk, members)
        Wave.objects.filter(pk=wave.pk).update(
            audience=F("audience") + len(members), state=WaveState.SENDING, planned_at=now
        )
        given += members
    later: dict[datetime, list[int]] = defaultdict(list)
    for member in given:
        later[next_digest(member, due[member].most_a_month, now)].append(member)
    for moment, members in later.items():
        set_next(members, moment)
    return len(given)


def settle_digests(now: datetime) -> int:
    """Write what became of digests that are done into the waves of the editions that they told of; how many turns."""
    done = 0
    waves = Wave.objects.filter(alert__kind=AlertKind.DIGEST, told__isnull=False).distinct()
    for digest in waves.exclude(chunks__state__in=[ChunkState.READY, ChunkState.CLAIMED]):
        # The newest first: whoever stands in two of them is where the later one says.
        for chunks in batched(digest.chunks.order_by("-pk").values_list("pk", flat=True), CHUNKS_AT_ONCE):
            done += _settle(digest, chunks, now)
        while some := _settle(digest, None, now):
            done += some
    return done


@transaction.atomic
def _settle(digest: Wave, chunks: Sequence[int] | None, now: datetime) -> int:
    """The turns of those in some of a digest's chunks; None: of the first few who are in none of them, which nobody
    should be. Nothing while the digest is on its way, also where it began again just now.
    """
    take_turn(TURN)
    if digest.chunks.exclude(state=ChunkState.DONE).exists():
        return 0
    ends = _ends_in(chunks or ())
    turns = Turn.objects.filter(digest=digest).select_related("wave__alert").defer("wave__words")
    some_turns = turns.order_by("wave", "member")
    rows = list(some_turns[:AT_ONCE] if chunks is None else some_turns.filter(member__in=ends))
    for wave, some in groupby(rows, key=lambda turn: turn.wave):
        until = _shown_until(wave.alert, digest.section)
        _close(wave.pk, [(turn.member, _end_of(ends.get(turn.member), until)) for turn in some], now)
    Turn.objects.filter(pk__in=[turn.pk for turn in rows]).delete()
    for number in {turn.wave_id for turn in rows}:
        end_wave(number)
    return len(rows)


def _ends_in(chunks: Iterable[int]) -> dict[int, tuple[End, datetime | None]]:
    """By member: what became of their digest, and when its chunk was closed. Who moved on stands in a later chunk."""
    found = {}
    for chunk in Chunk.objects.filter(pk__in=chunks):
        for member, code in zip(unpacked(chunk.members), bytes(chunk.ends), strict=True):
            if code != ord(End.MOVED):
                found[member] = End(chr(code)), chunk.closed_at
    return found


def _end_of(known: tuple[End, datetime | None] | None, until: datetime | None) -> End:
    """What a member's digest means for an edition that digests showed until then; None: they still do."""
    end, at = known or (End.GIVEN_UP, None)
    if end is End.WAITS:
        return End.GIVEN_UP
    if end in {End.HANDED, End.BOUNCED} and at is not None and until is not None and at >= until:
        return End.RECALLED
    return End.DIGEST if end is End.HANDED else end


def _shown_until(alert: Alert, section: str) -> datetime | None:
    """Until when digests told the members of a section of an edition; None where nothing has ended it."""
    later = Q(n__gt=alert.n) | Q(n=alert.n, kind__in=rules.AT_ONCE)
    newer = Alert.objects.filter(later, slug=alert.slug).exclude(pk=alert.pk).order_by("made_at").first()
    if newer is not None:
        return newer.made_at
    row = PublicRecord.objects.filter(slug=alert.slug).values_list("state", "visible_until", "record").first()
    if row is None or row[0] in _OVER or row[2]["live"] != alert.n:
        return NEVER
    standing = standing_of(cast("CaseRecord", row[2]), NEVER)
    own = (one.deadline for one in standing.extended if section and one.section == section)
    deadline = next(own, standing.deadline)
    return min((at for at in (row[1], deadline.at if deadline else None) if at is not None), default=None)


def _close(wave: int, ended: Iterable[tuple[int, End]], now: datetime) -> None:
    """Their places in the edition's own wave, which nobody has to hand over any more."""
    for some in batched(ended, LARGEST):
        Chunk.objects.create(
            wave_id=wave,
            members=packed(member for member, _ in some),
            ends="".join(end for _, end in some).encode(),
            size=len(some),
            state=ChunkState.DONE,
            closed_at=now,
        )
