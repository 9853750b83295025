"""Days, zones and the time that is left, in plain words of the active language."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.actions.publishing.clock import city_of, days_left, offset_of
from tocsin.actions.publishing.standing import Deadline
from tocsin.alerts.wording.blocks import isolated
from tocsin.casefile.writing.wording import Wording


def full_day(value: date, words: Wording) -> str:
    """Monday 14 December 2026."""
    weekday = str(format_date(value, "EEEE", locale=words.locale))
    return _("%(weekday)s %(day)s") % {"weekday": weekday, "day": words.day(value)}


def day_and_month(value: date, words: Wording) -> str:
    """12 November."""
    # A skeleton is looked up for a moment alone.
    written = str(format_skeleton("MMMMd", datetime(value.year, value.month, value.day, 12), locale=words.locale))
    first = words.phrases.get("first_of_month")
    return f"{first}{written[1:]}" if first and written.startswith("1 ") else written


def zone_in_words(deadline: Deadline, words: Wording, *, quiet: bool) -> str:
    """“Ostreva time (UTC+3)”. quiet: the distance alone, for a city is in a country."""
    # The end of that day is the first moment of the next: the zone's distance from UTC is told as of the day itself.
    offset = isolated(offset_of(deadline.zone, deadline.at - timedelta(minutes=1)), words.direction)
    city = None if quiet else city_of(deadline.zone, words.locale)
    # Translators: the time of a city, such as “Paris time (UTC+1)”.
    return _("{city} time ({offset})").format(city=isolated(city, words.direction), offset=offset) if city else offset


def left(deadline: Deadline, now: datetime, words: Wording) -> str:
    """“24 days left”, as of `now`; who reads it later counts from the day that stands beside it."""
    days = days_left(deadline.day, deadline.zone, now)
    if days <= 0:
        return _("Today is the last day")
    return ngettext("{number} day left", "{number} days left", days).format(number=count(days, words))


def count(number: int, words: Wording) -> str:
    """A number with the marks of the language."""
    return str(format_decimal(number, locale=words.locale))
