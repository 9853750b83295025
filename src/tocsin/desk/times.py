"""Moments and days in words, as each language writes them (CLDR). Times are UTC unless a zone is named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from babel import Locale
from babel.dates import format_date, format_time
from django.utils.translation import get_language, to_locale


@dataclass(frozen=True, slots=True)
class When:
    """iso: for the `datetime` of a `time` element."""

    iso: str
    words: str


def _locale() -> str:
    locale = to_locale(get_language() or "en")
    # International English: the day before the month.
    return "en_GB" if locale == "en" else locale


def moment(at: datetime) -> When:
    """“23 November 2026, 14:32 UTC”."""
    there = at.astimezone(UTC)
    return When(there.isoformat(timespec="minutes"), f"{date_and_time(there)} UTC")


def date_and_time(there: datetime) -> str:
    """“23 November 2026, 14:32”, by the clock that it carries."""
    locale = Locale.parse(_locale())
    written = format_date(there.date(), "long", locale), format_time(there.time(), "HH:mm", locale=locale)
    # The pattern has the comma of the language.
    return str(locale.datetime_formats["medium"]).format(written[1], written[0])


def day(value: date) -> When:
    """“Monday, 14 December 2026”."""
    return When(value.isoformat(), format_date(value, "full", _locale()))
