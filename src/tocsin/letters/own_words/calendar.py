"""Days named in a text: in numbers or in words, in any language whose months CLDR names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from tocsin.letters.own_words.draft import Draft
from tocsin.letters.own_words.lexicon import month_names

_FILLERS = {
    "of",
    "the",
    "de",
    "del",
    "du",
    "le",
    "el",
    "er",
    "st",
    "nd",
    "rd",
    "th",
    "º",
    "o",
    "a",
    "شهر",
    "سنه",
    "عام",
    "من",
}
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|e|o|a|º|ª)?\Z")
_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})(?![\d/-])")
_NUMERAL = "[0-9〇零一二三四五六七八九十廿]"
_HAN = re.compile(rf"(?:({_NUMERAL}{{4}})\s?年\s?)?({_NUMERAL}{{1,3}})\s?月\s?({_NUMERAL}{{1,3}})\s?[日号號]")
_HAN_DIGITS = {digit: str(number) for number, digit in enumerate("〇一二三四五六七八九")} | {"零": "0"}
_TEN = "十"


class DayNamed(NamedTuple):
    """A day as it was named; the year may be left out."""

    day: int
    month: int
    year: int | None

    def agrees_with(self, other: DayNamed) -> bool:
        years_agree = None in (self.year, other.year) or self.year == other.year
        return self[:2] == other[:2] and years_agree


class DayFound(NamedTuple):
    """Where a day is named, and how it may be read: 3/11 is one day in Paris and another in New York."""

    first: int
    last: int
    readings: tuple[DayNamed, ...]


def days_in(draft: Draft, language: str) -> Iterator[DayFound]:
    """Every day that a text names. Months without a day are left alone."""
    months = month_names(language)
    longest = max(map(len, months), default=1)
    for place in range(len(draft.words)):
        for length in range(longest, 0, -1):
            month = months.get(tuple(word.plain for word in draft.words[place : place + length]))
            if month is not None:
                yield from _around(draft, place, place + length - 1, month)
                break
    yield from _in_numbers(draft)


def _around(draft: Draft, first: int, last: int, month: int) -> Iterator[DayFound]:
    """The day before the month's name, else the one after it, and the year behind both."""
    start, before = _number(draft, first, -1)
    end, after = _number(draft, last, +1)
    day_before, day_after = _as_day(before), _as_day(after)
    if day_before is not None:
        year = _as_year(after)
        yield from _real(start, end if year else last, DayNamed(day_before, month, year))
    elif day_after is not None:
        year_end, following = _number(draft, end, +1)
        year = _as_year(following)
        yield from _real(first, year_end if year else end, DayNamed(day_after, month, year))


def _number(draft: Draft, place: int, step: int) -> tuple[int, str]:
    """The next word in that direction that is no filler, if the same sentence goes on there."""
    for distance in range(1, 4):
        at = place + step * distance
        if not 0 <= at < len(draft.words) or draft.words[at].sentence != draft.words[place].sentence:
            break
        if draft.words[at].plain not in _FILLERS:
            return at, draft.words[at].plain
    return place, ""


def _as_day(word: str) -> int | None:
    match = _DAY.match(word)
    return int(match.group(1)) if match else None


def _as_year(word: str) -> int | None:
    return int(word) if re.fullmatch(r"[12]\d{3}", word) else None


def _in_numbers(draft: Draft) -> Iterator[DayFound]:
    places = {word.start: place for place, word in enumerate(draft.words)}
    ends = {word.end: place for place, word in enumerate(draft.words)}
    for match in _NUMERIC.finditer(draft.text):
        one, two, three = (int(match.group(part)) for part in (1, 3, 4))
        readings = [(three, two, one)] if one > 31 else [(one, two, _full(three)), (two, one, _full(three))]
        if match.start() in places and match.end() in ends:
            yield from _real(places[match.start()], ends[match.end()], *(DayNamed(*reading) for reading in readings))
    for match in _HAN.finditer(draft.text):
        year, month, day = (_han_number(part) if part else None for part in match.groups())
        first, last = places.get(match.start()), ends.get(match.end())
        if month and day and first is not None and last is not None:
            yield from _real(first, last, DayNamed(day, month, year))


def _full(year: int) -> int:
    return year + 2000 if year < 100 else year


def _han_number(text: str) -> int:
    """`十一` is 11, `二〇二六` is 2026, `二十` is 20; what is none is 0."""
    text = text.replace("廿", "二十")
    if _TEN not in text:
        digits = "".join(_HAN_DIGITS.get(digit, digit) for digit in text)
        return int(digits) if digits.isdecimal() else 0
    tens, _, ones = text.partition(_TEN)
    if _TEN in ones:
        return 0
    return 10 * (_han_number(tens) if tens else 1) + (_han_number(ones) if ones else 0)


def _real(first: int, last: int, *readings: DayNamed) -> Iterator[DayFound]:
    """Only days that exist; 29 February may be of any year."""
    real = tuple(dict.fromkeys(reading for reading in readings if _exists(reading)))
    if real:
        yield DayFound(first, last, real)


def _exists(named: DayNamed) -> bool:
    try:
        date(named.year or 2024, named.month, named.day)
    except ValueError:
        return False
    return True
