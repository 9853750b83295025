"""When a letter may first leave: at once, or, where the writer's section wishes it, spread over the office hours at its
target.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from tocsin.appeals.matter import Matter
from tocsin.delivery.kinds import Route
from tocsin.delivery.models import Letter

OPENS: Final = time(9)
HOURS: Final = 8
HURRY: Final = timedelta(hours=48)
"""So near the deadline nothing is spread any more."""


def first_moment(letter: Letter, matter: Matter, now: datetime) -> datetime:
    """UTC. Only e-mail is spread; a fax has hours of its own."""
    section = matter.section_of(letter.country)
    spreads = bool(section and section["letters"].get("office_hours")) and letter.route == Route.NETWORK_EMAIL
    near = letter.not_after is not None and letter.not_after - now < HURRY
    if not spreads or near or matter.standing.zone is None:
        return now
    return _spread(now, ZoneInfo(matter.standing.zone), letter.message_id)


def _spread(now: datetime, zone: ZoneInfo, seed: str) -> datetime:
    """Some moment of the present or the next working day's hours, evenly, and not before now."""
    share = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4], "big") / 2**32
    local = now.astimezone(zone)
    for days in range(8):
        opens = datetime.combine(local.date() + timedelta(days=days), OPENS, zone)
        closes = opens + timedelta(hours=HOURS)
        begin = max(opens, local)
        if opens.weekday() < 5 and begin < closes - timedelta(minutes=10):
            return (begin + (closes - begin) * share).astimezone(UTC)
    return now
