"""The deadline as one truth: a date and a zone, the last moment of that day. Expired is what the clock says."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale
from django.utils.translation import gettext as _

from tocsin.actions.models import Case, Edition
from tocsin.actions.states import EditionState
from tocsin.records.errors import BadInput

_NO_ZONES = frozenset({"localtime", "posixrules", "Factory"})
_NOT_IANA = ("posix/", "right/")
"""What some systems keep beside the zones: it means something else on another machine, or counts leap seconds."""


def zone_of(name: str) -> ZoneInfo:
    """An IANA zone; BadInput where there is none of this name."""
    try:
        if name in _NO_ZONES or name.startswith(_NOT_IANA):
            raise ValueError
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadInput(
            _("“%(name)s” is not a time zone: take an IANA name such as Europe/Paris.") % {"name": name[:60]}
        ) from None


def end_of_day(day: date, zone: str) -> datetime:
    """UTC instant at which that day is over in the zone: the first moment at which it is too late.

    Midnight may not exist there (a clock put forward at midnight); then it is the first moment of the next day.
    """
    if day.year == date.max.year:
        raise BadInput(_("The day %(day)s lies too far ahead: the calendar ends there.") % {"day": day})
    midnight = datetime.combine(day + timedelta(days=1), time(0), tzinfo=zone_of(zone))
    return midnight.astimezone(UTC)


def state_at(state: str, deadline_at: datetime | None, now: datetime) -> EditionState:
    """The state as it is shown: a live edition whose deadline has passed is expired."""
    stored = EditionState(state)
    if stored is EditionState.LIVE and deadline_at is not None and now >= deadline_at:
        return EditionState.EXPIRED
    return stored


def state_of_case(case: Case, newest: Edition | None, now: datetime) -> str:
    """Of the case as a whole, by its newest edition: a state of it, or `withdrawn` or `not public`."""
    if case.taken_down_at:
        return EditionState.TAKEN_DOWN
    if newest is None:
        return "withdrawn" if case.withdrawn_at else "not public"
    ends = end_of_day(newest.deadline, newest.deadline_zone) if newest.deadline and newest.deadline_zone else None
    return state_at(newest.state, ends, now)


def days_left(deadline: date, zone: str, now: datetime) -> int:
    """Whole days from today there to the last day; 0 on the last day itself."""
    return (deadline - now.astimezone(zone_of(zone)).date()).days


def city_of(zone: str | None, locale: Locale) -> str | None:
    """What a zone's city is called; None for a zone that is only a distance from UTC."""
    if zone is None or "/" not in zone or zone.startswith("Etc/"):
        return None
    known = locale.time_zones.get(zone)
    return str((known.get("city") if known else None) or zone.rpartition("/")[2].replace("_", " "))


def offset_of(zone: str | None, moment: datetime) -> str:
    """“UTC+3”: how far the zone is from UTC at that moment."""
    distance = moment.astimezone(zone_of(zone or "UTC")).utcoffset()
    minutes = (distance or timedelta(0)) // timedelta(minutes=1)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}{f':{rest:02}' if rest else ''}"
