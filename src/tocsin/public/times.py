"""Days, zones and the time that is left, in the reader's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_decimal
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.actions.publishing.clock import city_of, days_left, offset_of, zone_of
from tocsin.casefile.writing.wording import Wording

NEAR_DAYS: Final = 3
"""From here on the time left is shown as pressing."""
LAST_MINUTE: Final = time(23, 59)

type Length = Literal["days", "hours", "minutes", "over"]


@dataclass(frozen=True, slots=True)
class Day:
    """iso: for the `datetime` of a `time` element."""

    iso: str
    words: str


@dataclass(frozen=True, slots=True)
class Left:
    """How much time is left, counted in what is named by `length`."""

    length: Length
    count: int = 0

    @property
    def is_near(self) -> bool:
        return self.length in {"hours", "minutes"} or (self.length == "days" and self.count <= NEAR_DAYS)


def time_left(deadline: date, zone: str, deadline_at: datetime, now: datetime) -> Left:
    """Whole days until the last day comes; on it whole hours, then nothing smaller than the last one."""
    if now >= deadline_at:
        return Left("over")
    days = days_left(deadline, zone, now)
    if days > 0:
        return Left("days", days)
    hours = (deadline_at - now) // timedelta(hours=1)
    return Left("hours", hours) if hours else Left("minutes")


def left_in_words(left: Left, words: Wording) -> SafeString:
    """“21 days left”; the number, or what stands for it, is set off for the eye."""
    number = count(left.count, words)
    match left.length:
        case "days":
            said = ngettext(
                "<b>{number}</b> <span>day left</span>", "<b>{number}</b> <span>days left</span>", left.count
            )
        case "hours":
            said = ngettext(
                "<b>{number}</b> <span>hour left</span>", "<b>{number}</b> <span>hours left</span>", left.count
            )
        case "minutes":
            said = _("<span>Less than</span> <b>1</b> <span>hour left</span>")
        case "over":
            said = _("Deadline passed")
    return format_html(said, number=number)


def count(number: int, words: Wording) -> str:
    """A number with the marks of the language."""
    return str(format_decimal(number, locale=words.locale))


def day(value: date, words: Wording) -> Day:
    """14 December 2026."""
    return Day(value.isoformat(), words.day(value))


def day_and_month(value: date, words: Wording) -> str:
    """14 December."""
    written = format_skeleton("MMMMd", datetime.combine(value, time(12)), locale=words.locale)
    first = words.phrases.get("first_of_month")
    return f"{first}{written[1:]}" if first and written.startswith("1 ") else str(written)


def weekday(value: date, words: Wording) -> str:
    return str(format_date(value, "EEEE", locale=words.locale))


def full_day(value: date, words: Wording) -> Day:
    """Monday 14 December 2026."""
    # Translators: a day, such as “Monday 14 December 2026”; both parts are already in your language.
    said = _("%(weekday)s %(day)s") % {"weekday": weekday(value, words), "day": words.day(value)}
    return Day(value.isoformat(), said)


def day_of(moment: datetime, zone: str | None) -> date:
    """Which day it was there."""
    return moment.astimezone(_zone(zone)).date()


def moment_in_words(moment: datetime, zone: str | None, words: Wording) -> SafeString:
    """8 November 2026, 16:20, Paris time (UTC+1)."""
    there = moment.astimezone(_zone(zone))
    return format_html(
        # Translators: a moment, such as “8 November 2026, 16:20, Paris time (UTC+1)”.
        _('<time datetime="{iso}">{day}, {clock}</time>, {zone}'),
        iso=moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ"),
        day=words.day(there.date()),
        clock=format_time(there.time(), "HH:mm", locale=words.locale),
        zone=zone_in_words(zone, moment, words),
    )


def last_minute(words: Wording) -> str:
    return str(format_time(LAST_MINUTE, "HH:mm", locale=words.locale))


def zone_in_words(name: str | None, moment: datetime, words: Wording) -> SafeString:
    """“Paris time (UTC+1)”: the city of an IANA zone and how far it is from UTC at that moment."""
    offset = format_html('<bdi dir="ltr">{}</bdi>', offset_of(name, moment))
    city = city_of(name, words.locale)
    # Translators: the time of a city, such as “Paris time (UTC+1)”.
    return format_html(_("{city} time ({offset})"), city=city, offset=offset) if city else offset


def _zone(name: str | None) -> ZoneInfo:
    return zone_of(name or "UTC")
