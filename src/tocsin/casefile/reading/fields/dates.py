"""Dates in words and figures, in every language of the labels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from babel import Locale

from tocsin.casefile.reading.flow import fold
from tocsin.casefile.reading.labels import languages

_EARLIEST, _LATEST = 1961, 2099


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date and the columns at which it stands."""

    value: date
    begin: int
    stop: int


@cache
def _months() -> dict[str, int]:
    """Folded names of the months, long and short, to their numbers."""
    names: dict[str, int] = {}
    for language in languages():
        locale = Locale(language.code)
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in locale.months[context][width].items():
                    names.setdefault(fold(name).strip(". "), number)
        names |= {name: int(number) for name, number in language.months.items()}
    return {name: number for name, number in names.items() if len(name) >= 3}


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    months = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    space = r"[ \n]{0,20}"
    link = rf"(?:{space}(?:de|del|d'|of|-|/)?){space}"
    day, year = r"(?P<day>\d{1,2})", r"(?P<year>(?:19|20)\d{2}|\d{2})(?!\d)"
    ordinal = r"(?:st|nd|rd|th|er|re|o|a|\.|°|º)?"
    return (
        re.compile(rf"(?<!\d){day}{ordinal}{link}(?P<month>{months})\.?{link},?{space}{year}"),
        re.compile(rf"(?<![a-z])(?P<month>{months})\.?{space}{day}{ordinal}{space},?{space}{year}"),
        re.compile(r"(?<!\d)(?P<year>(?:19|20)\d{2})-(?P<number>\d{2})-(?P<day>\d{2})(?!\d)"),
        re.compile(r"(?<!\d)(?P<day>\d{1,2})[.](?P<number>\d{1,2})[.](?P<year>(?:19|20)\d{2}|\d{2})(?!\d)"),
        re.compile(r"(?<!\d)(?P<day>\d{1,2})/(?P<number>\d{1,2})/(?P<year>(?:19|20)\d{2})(?!\d)"),
    )


def find_dates(folded: str) -> list[FoundDate]:
    """Every full date of a folded text, in order; impossible dates are passed over."""
    found = sorted(_matches(folded), key=lambda match: (match.begin, -match.stop))
    kept: list[FoundDate] = []
    for candidate in found:
        if not kept or candidate.begin >= kept[-1].stop:
            kept.append(candidate)
    return kept


def _matches(folded: str) -> Iterator[FoundDate]:
    for form in _patterns():
        for match in form.finditer(folded):
            parts = match.groupdict()
            month = _months()[parts["month"]] if "month" in parts else int(parts["number"])
            value = _calendar_day(int(parts["year"]), month, int(parts["day"]))
            if value is not None:
                yield FoundDate(value, match.start(), match.end())


def _calendar_day(year: int, month: int, day: int) -> date | None:
    if year < 100:
        year += 1900 if year >= 61 else 2000
    if not _EARLIEST <= year <= _LATEST:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
