"""The weekly digest: on their own day of the week its members get all editions that wait for them in one message.

A digest is an alert of its own, one for each week (ISO, UTC). The turns stay while it is on its way, for they say which
editions a member's digest tells of; then everybody's end stands in the editions' own waves, so that both add up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from itertools import batched, groupby
from operator import itemgetter
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F

from tocsin.alerts.models import Alert, AlertKind, Chunk, ChunkState, End, Turn, Wave, WaveState
from tocsin.alerts.packing import ends_of, packed, unpacked
from tocsin.alerts.planning.announcing import TURN
from tocsin.alerts.planning.bulk import set_next
from tocsin.alerts.planning.chunks import LARGEST, make_chunks
from tocsin.alerts.planning.rules import MONTH
from tocsin.alerts.planning.turns import Round, free_among, turns_after
from tocsin.alerts.sending.ledger import end_wave
from tocsin.members.models import Member
from tocsin.members.wishes import Rhythm, Wishes
from tocsin.records.turns import take_turn

AT_ONCE: Final = 5_000


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
    return begins if cap is None else max(begins, now + MONTH / cap)


def make_digests(now: datetime) -> int:
    """Give all whose day has come their digest; how many. Safe to run by several at once, and again."""
    at_hand, cursor, done = Round.of(now), 0, 0
    while True:
        given, last = _page(at_hand, cursor)
        done += given
        if last is None:
            return done
        cursor = last


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
    if due:
        _give(due, waits, at_hand.now)
    return len(due), rows[-1][0]


def _give(due: dict[int, Wishes], waits: dict[int, list[int]], now: datetime) -> None:
    alert, _ = Alert.objects.get_or_create(
        kind=AlertKind.DIGEST,
        slug="",
        n=week_of(now),
        defaults={"made_at": now, "is_test": not settings.ENVIRONMENT.is_live},
    )
    by_section: dict[str, list[int]] = defaultdict(list)
    for member, section in Member.objects.filter(pk__in=list(due)).values_list("pk", "section"):
        by_section[section].append(member)
    for section, members in sorted(by_section.items()):
        wave, _ = Wave.objects.get_or_create(alert=alert, section=section)
        taken = [wave_number for member in members for wave_number in waits[member]]
        Turn.objects.filter(member__in=members, wave__in=set(taken), digest=None).update(digest=wave)
        make_chunks(wave.pk, members)
        Wave.objects.filter(pk=wave.pk).update(
            audience=F("audience") + len(members), state=WaveState.SENDING, planned_at=now
        )
    later: dict[datetime, list[int]] = defaultdict(list)
    for member, wishes in due.items():
        later[next_digest(member, wishes.most_a_month, now)].append(member)
    for moment, members in later.items():
        set_next(members, moment)


def settle_digests(now: datetime) -> int:
    """Write what became of digests that are done into the waves of the editions that they told of; how many turns."""
    done = 0
    waves = Wave.objects.filter(alert__kind=AlertKind.DIGEST, told__isnull=False).distinct()
    for wave in waves.exclude(chunks__state__in=[ChunkState.READY, ChunkState.CLAIMED]):
        while some := _settle(wave, now):
            done += some
    return done


@transaction.atomic
def _settle(digest: Wave, now: datetime) -> int:
    take_turn(TURN)
    turns = list(Turn.objects.filter(digest=digest).order_by("wave", "member")[:AT_ONCE])
    ends = _ends_in(digest, {turn.member for turn in turns})
    for wave, some in groupby(turns, key=lambda turn: turn.wave_id):
        _close(wave, [(turn.member, ends.get(turn.member, End.GIVEN_UP)) for turn in some], now)
    Turn.objects.filter(pk__in=[turn.pk for turn in turns]).delete()
    for wave in {turn.wave_id for turn in turns}:
        end_wave(wave)
    return len(turns)


def _ends_in(digest: Wave, members: set[int]) -> dict[int, End]:
    found = {}
    for chunk in digest.chunks.prefetch_related("entries"):
        for member, code in zip(unpacked(chunk.members), ends_of(chunk), strict=True):
            if member in members and code != ord(End.MOVED):
                found[member] = End(chr(code))
    return found


def _close(wave: int, ended: Iterable[tuple[int, End]], now: datetime) -> None:
    """Their places in the edition's own wave, which nobody has to hand over any more."""
    for some in batched(ended, LARGEST):
        ends = "".join(End.DIGEST if end is End.HANDED else end for _, end in some)
        Chunk.objects.create(
            wave_id=wave,
            members=packed(member for member, _ in some),
            ends=ends.encode(),
            size=len(some),
            state=ChunkState.DONE,
            closed_at=now,
        )
