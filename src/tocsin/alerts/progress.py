"""How far an alert is: where every member of its audience stands, how fast it goes, and when it will be done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Final, Self

from django.db.models import Count

from tocsin.alerts.models import Alert, AlertKind, Chunk, ChunkState, End, Entry, Turn, Wave, WaveState
from tocsin.alerts.packing import ends_of
from tocsin.records.moments import one_moment

MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Counts:
    """Members, by where they stand. Their sum is the audience: everybody stands in one place.

    handed: accepted by the mail server. digested: told by a weekly digest. turns: wait for their cap or their day.
    passed: whose turn never came. waiting: in a chunk, not handed over yet.
    """

    handed: int = 0
    digested: int = 0
    bounced: int = 0
    refused: int = 0
    gone: int = 0
    recalled: int = 0
    given_up: int = 0
    waiting: int = 0
    turns: int = 0
    passed: int = 0

    @property
    def whole(self) -> int:
        return sum(getattr(self, one.name) for one in fields(self))

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    @classmethod
    def of_ends(cls, ends: bytes) -> Self:
        """Who moved on to a later chunk counts there."""
        return cls(**{name: ends.count(end.encode()) for name, end in _ENDS.items()})

    def to_json(self) -> dict[str, int]:
        return {one.name: getattr(self, one.name) for one in fields(self)}


_ENDS: Final = {
    "handed": End.HANDED,
    "digested": End.DIGEST,
    "bounced": End.BOUNCED,
    "refused": End.REFUSED,
    "gone": End.GONE,
    "recalled": End.RECALLED,
    "given_up": End.GIVEN_UP,
    "waiting": End.WAITS,
}


@dataclass(frozen=True, slots=True)
class Part:
    """One section's. delay: how long it was held for adaptation, or has been up to now."""

    wave: Wave
    counts: Counts
    delay: timedelta


@dataclass(frozen=True, slots=True)
class Progress:
    """audience: of what is planned. rate: handed over in the last minute, for each second. ends: when all will be
    handed over that can be, at that rate; None where it stands still or is done.
    """

    alert: Alert
    state: str
    audience: int
    counts: Counts
    parts: tuple[Part, ...]
    rate: float
    ends: datetime | None


def progress_of(alerts: Iterable[Alert], now: datetime) -> list[Progress]:
    """Of these alerts, in their order."""
    with one_moment():
        return _progress_of(list(alerts), now)


def _progress_of(found: list[Alert], now: datetime) -> list[Progress]:
    """In one look at the database: who goes from one place to the next meanwhile stands in one of them."""
    waves: dict[int, list[Wave]] = defaultdict(list)
    for wave in Wave.objects.filter(alert__in=found).order_by("section").defer("words"):
        waves[wave.alert_id].append(wave)
    counts = _counts([wave for some in waves.values() for wave in some])
    recent = _handed_since([one.pk for one in found], now - MINUTE)
    return [_progress(one, waves[one.pk], counts, recent.get(one.pk, 0), now) for one in found]


def _progress(alert: Alert, waves: list[Wave], counts: dict[int, Counts], recent: int, now: datetime) -> Progress:
    parts = tuple(Part(wave, counts[wave.pk], _delay(wave, now)) for wave in waves)
    whole = sum((part.counts for part in parts), Counts())
    rate = recent / MINUTE.total_seconds()
    stands = alert.paused or not whole.waiting or not rate
    ends = None if stands else now + timedelta(seconds=whole.waiting / rate)
    return Progress(alert, state_of(alert, waves), sum(wave.audience for wave in waves), whole, parts, rate, ends)


def state_of(alert: Alert, waves: Iterable[Wave]) -> str:
    """paused, planning, sending, held, recalled or done: the first that is true of any wave, in this order."""
    states = {wave.state for wave in waves}
    going = [state for state in (WaveState.PLANNING, WaveState.SENDING, WaveState.HELD) if state in states]
    if alert.paused and going:
        return "paused"
    order = (*going, WaveState.DONE, WaveState.RECALLED)
    return next((str(state) for state in order if state in states), str(WaveState.DONE))


def _delay(wave: Wave, now: datetime) -> timedelta:
    if wave.held_at is None:
        return timedelta()
    return max(timedelta(), (wave.released_at or now) - wave.held_at)


def _counts(waves: list[Wave]) -> dict[int, Counts]:
    found = {wave.pk: Counts(passed=wave.passed) for wave in waves}
    chunks = Chunk.objects.filter(wave__in=waves)
    for wave, ends in chunks.exclude(state=ChunkState.CLAIMED).values_list("wave", "ends").iterator(500):
        found[wave] += Counts.of_ends(bytes(ends))
    for chunk in chunks.filter(state=ChunkState.CLAIMED).prefetch_related("entries"):
        found[chunk.wave_id] += Counts.of_ends(ends_of(chunk))
    turns = Turn.objects.filter(wave__in=waves).order_by().values("wave").annotate(number=Count("pk"))
    for wave, number in turns.values_list("wave", "number"):
        found[wave] += Counts(turns=number)
    return found


def _handed_since(alerts: list[int], since: datetime) -> dict[int, int]:
    """What chunks closed since then handed over, and what the journals of those at work say of it."""
    handed: dict[int, int] = defaultdict(int)
    closed = Chunk.objects.filter(wave__alert__in=alerts, closed_at__gt=since)
    for alert, ends in closed.values_list("wave__alert", "ends"):
        handed[alert] += bytes(ends).count(End.HANDED.encode())
    entries = Entry.objects.filter(chunk__wave__alert__in=alerts, at__gt=since)
    for alert, done in entries.values_list("chunk__wave__alert", "done"):
        handed[alert] += bytes(done)[2::3].count(End.HANDED.encode())
    return handed


def progress_to_json(progress: Progress) -> dict[str, Any]:
    """For scripts: codes, numbers and moments."""
    alert = progress.alert
    return {
        "id": alert.pk,
        "kind": alert.kind,
        "case": alert.slug or None,
        "edition": None if alert.kind == AlertKind.DIGEST else alert.n,
        "week": alert.n if alert.kind == AlertKind.DIGEST else None,
        "state": progress.state,
        "made_at": alert.made_at.isoformat(),
        "first_at": _moment(alert.first_at),
        "last_at": _moment(alert.last_at),
        "audience": progress.audience,
        **progress.counts.to_json(),
        "rate": round(progress.rate, 2),
        "expected_end": _moment(progress.ends),
        "sections": [
            {
                "section": part.wave.section or None,
                "state": part.wave.state,
                "audience": part.wave.audience,
                **part.counts.to_json(),
                "held_seconds": round(part.delay.total_seconds()),
                "held_until": _moment(part.wave.hold_until),
            }
            for part in progress.parts
        ],
    }


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")
