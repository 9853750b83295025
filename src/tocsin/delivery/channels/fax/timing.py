"""When a fax may be sent: at the target's working day alone, and less and less often where nobody answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tocsin.delivery.channels.retrying import Retry

OPENS, CLOSES = time(8), time(20)
TRIES = 10
FIRST_PAUSE = timedelta(minutes=20)
GROWTH = 1.9


@dataclass(frozen=True, slots=True)
class Opening:
    """One stretch of time in which a fax may be handed over, in UTC: from `start` up to, but not at, `end`."""

    start: datetime
    end: datetime


def plan_fax_retry(attempt: int) -> Retry:
    """After the attempt with this number (1 for the first one) failed: 20 min × 1.9ⁿ, ten tries in all.

    The moment still has to be moved into the target's day: `next_fax_moment`.
    """
    if attempt >= TRIES:
        return Retry(None, f"no answer at {TRIES} tries")
    return Retry(FIRST_PAUSE * GROWTH ** (max(attempt, 1) - 1), "try again")


def next_fax_moment(now: datetime, zone: str) -> datetime:
    """The first moment from `now` (aware) on at which it is between 8 and 20 h in that IANA zone; in UTC."""
    return opening_of(now, zone).start


def opening_of(now: datetime, zone: str) -> Opening:
    """What is left of this working day in that zone, or the whole of the next one."""
    place = ZoneInfo(zone)
    day = now.astimezone(place).date()
    while True:
        # Both ends by the clock on the wall there: days of 23 and 25 hours come out right.
        opens = datetime.combine(day, OPENS, place).astimezone(UTC)
        closes = datetime.combine(day, CLOSES, place).astimezone(UTC)
        if now < closes:
            return Opening(max(now.astimezone(UTC), opens), closes)
        day += timedelta(days=1)
