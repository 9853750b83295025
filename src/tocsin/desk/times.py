"""Moments and days in words. Times are UTC unless a zone is named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from babel.dates import format_date, format_time
from django.utils.translation import get_language, to_locale


@dataclass(frozen=True, slots=True)
class When:
    """iso: for the `datetime` of a `time` element."""

    iso: str
    words: str


def _locale() -> str:
    return to_locale(get_language() or "en")


def moment(at: datetime) -> When:
    """“23 November 2026, 14:32 UTC”."""
    there = at.astimezone(UTC)
    words = f"{format_date(there.date(), 'd MMMM y', _locale())}, {format_time(there, 'HH:mm', locale=_locale())} UTC"
    return When(there.isoformat(timespec="minutes"), words)


def day(value: date) -> When:
    """“Monday, 14 December 2026”."""
    return When(value.isoformat(), format_date(value, "EEEE, d MMMM y", _locale()))
