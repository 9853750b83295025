"""Days that a letter gives otherwise than the case, where it plainly tells of the same event."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.letters.languages import same_language
from tocsin.letters.own_words.calendar import DayFound, DayNamed, days_in
from tocsin.letters.own_words.findings import Finding, FindingCode
from tocsin.letters.own_words.matter import CaseDay, Matter, stems_of
from tocsin.letters.own_words.reading import Reading

_SHARED = 3
_SHARED_WHERE_TOLD = 2
_SHARED_NAMES = 2
_PAIRS = {_SHARED: 5, _SHARED_WHERE_TOLD: 4}
"""Pairs of characters overlap: more of them must be shared."""


def differing_dates(reading: Reading, matter: Matter) -> Iterator[Finding]:
    """A day that the case does not name, in a sentence that shares its words with one of the case's on another day."""
    draft = reading.draft
    found = list(days_in(draft, reading.language))
    right = {_sentence(reading, one) for one in found if _is_in_case(one, matter)}
    sentences = {draft.words[places.start].sentence: places for places in draft.sentences()}
    for one in found:
        if _is_in_case(one, matter) or _sentence(reading, one) in right:
            continue
        meant = _meant(reading, matter, one, sentences[_sentence(reading, one)])
        if meant is not None:
            yield Finding(FindingCode.DATE_DIFFERS, draft.quote(one.first, one.last), meant.text)


def _sentence(reading: Reading, one: DayFound) -> int:
    return reading.draft.words[one.first].sentence


def _is_in_case(one: DayFound, matter: Matter) -> bool:
    return any(day.named.agrees_with(reading) for day in matter.days for reading in one.readings)


def _meant(reading: Reading, matter: Matter, one: DayFound, places: range) -> CaseDay | None:
    """The day of the case that was meant: the one whose sentence shares most words, if it shares enough."""
    close = [
        (_shared(reading, matter, day, places) - _least(reading, matter, named, day.named), day)
        for day in matter.days
        for named in one.readings
        if _is_close(named, day.named)
    ]
    surplus, day = max(close, key=lambda pair: pair[0], default=(-1, None))
    return day if surplus >= 0 else None


def _is_close(one: DayNamed, other: DayNamed) -> bool:
    """Two of day, month and year are alike; a year left out is alike to any, but not enough beside another month."""
    if one.month != other.month:
        return one.day == other.day and one.year is not None and one.year == other.year
    years_alike = None in (one.year, other.year) or one.year == other.year
    return one.day == other.day or years_alike


def _shared(reading: Reading, matter: Matter, day: CaseDay, places: range) -> int:
    """How many words the two sentences share, names counting as one; names alone where they are in two languages."""
    draft = reading.draft
    words = {draft.words[place].plain for place in places}
    if _is_other_language(reading, matter):
        return _shared_names(matter, day, words)
    assert reading.lexicon is not None
    stems = day.stems & stems_of(draft, places, reading.lexicon, reading.lexicon.language)
    return len(stems) + bool(matter.name_words & words)


def _shared_names(matter: Matter, day: CaseDay, words: set[str]) -> int:
    """How many names the sentence shares with the case's, people counting wherever the case names them."""
    named = [name for name in matter.names if words.intersection(name.plain)]
    there = [name for name in named if day.names.intersection(name.plain)]
    elsewhere = [name for name in named if name.is_person and name not in there]
    return len(there) + len(elsewhere) if there else 0


def _least(reading: Reading, matter: Matter, one: DayNamed, meant: DayNamed) -> int:
    """How many words must be shared: fewer where the day or the year says by itself that the same event is meant."""
    if _is_other_language(reading, matter):
        return _SHARED_NAMES
    assert reading.lexicon is not None
    tells = one.day == meant.day or (one.year is not None and one.year == meant.year)
    least = _SHARED_WHERE_TOLD if tells else _SHARED
    return _PAIRS[least] if reading.lexicon.is_unspaced else least


def _is_other_language(reading: Reading, matter: Matter) -> bool:
    return reading.lexicon is None or not same_language(reading.language, matter.language)
