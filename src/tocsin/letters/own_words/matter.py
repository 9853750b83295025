"""A case as the advice sees it: words, names, dates and calls, prepared once for all its letters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from tocsin.casefile import CaseFile, Recipient
from tocsin.letters.own_words.calendar import DayNamed, days_in
from tocsin.letters.own_words.draft import Draft, plain_words, read_draft
from tocsin.letters.own_words.finder import forms_of
from tocsin.letters.own_words.lexicon import Lexicon, lexicon_for
from tocsin.letters.own_words.shingles import runs, words_of

_CASES_PREPARED = 64
_LONGEST_STEM = 5
_END_OF_NUMBER = 8


@dataclass(frozen=True, slots=True)
class Name:
    """A name as the case spells it. parts: its words as printed; plain: as compared. Places have one part."""

    parts: tuple[str, ...]
    plain: tuple[str, ...]
    is_person: bool


@dataclass(frozen=True, slots=True)
class CallWords:
    """What a call asks for: things of the lexicon, and stems of its other words; pairs of its words as they stand."""

    things: frozenset[str]
    stems: frozenset[str]
    pairs: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class CaseDay:
    """A day that the case names. stems, names: of the sentence in which it stands."""

    named: DayNamed
    text: str
    stems: frozenset[str]
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Matter:
    """The prepared case.

    words: every word of it. numbers: the last digits of its telephones. things: all that it asks for.
    """

    language: str
    text: str
    words: frozenset[str]
    numbers: frozenset[str]
    names: tuple[Name, ...]
    name_words: frozenset[str]
    calls: tuple[CallWords, ...]
    things: frozenset[str]
    days: tuple[CaseDay, ...]


@lru_cache(_CASES_PREPARED)
def prepare(case: CaseFile) -> Matter:
    """Everything that letters on this case are compared with."""
    lexicon = lexicon_for(case.language)
    narrative = [read_draft(text) for text in _narrative(case)]
    words = frozenset(word.plain for draft in narrative for word in draft.words) | _words_of_recipients(case)
    names = (*_people(case), *_places(narrative, lexicon))
    asked = "\n".join([*case.calls, case.model_letter or ""])
    return Matter(
        language=case.language,
        text="\n".join([draft.text for draft in narrative]),
        words=words,
        numbers=frozenset(number[-_END_OF_NUMBER:] for one in _recipients(case) for number in (*one.fax, *one.phone)),
        names=names,
        name_words=frozenset(part for name in names for part in name.plain),
        calls=tuple(_call_words(call, lexicon, names) for call in case.calls),
        things=_things(read_draft(asked), lexicon),
        days=tuple(_days(case, narrative, lexicon, names)),
    )


@lru_cache(_CASES_PREPARED)
def runs_of_case(case: CaseFile, language: str) -> frozenset[tuple[str, ...]]:
    """Runs of words of the case's own text, of the length that letters in this language are compared by."""
    return frozenset(run for text in _narrative(case) for run in runs(words_of(text), language))


def stem(word: str, language: str) -> str:
    """The part of a word that its forms share, roughly."""
    shortest = min(forms_of(word), key=len)
    return shortest[:4] if language.startswith("ar") else shortest[:_LONGEST_STEM]


def stems_of(draft: Draft, places: range, lexicon: Lexicon | None, language: str) -> frozenset[str]:
    """Stems of the words that say something; pairs of characters where there are no spaces."""
    if lexicon is not None and lexicon.is_unspaced:
        text = [draft.words[place].plain for place in places]
        return frozenset(a + b for a, b in pairwise(text) if not (a + b)[0].isdigit())
    stopwords = lexicon.stopwords if lexicon else frozenset()
    words = (draft.words[place].plain for place in places)
    return frozenset(
        stem(word, language)
        for word in words
        if not word[0].isdigit() and len(word) > 2 and not stopwords.intersection(forms_of(word))
    )


def _narrative(case: CaseFile) -> list[str]:
    texts = (case.headline, case.summary, *case.body, *case.calls, case.model_letter, *case.background, *case.concerns)
    return [text for text in texts if text]


def _recipients(case: CaseFile) -> tuple[Recipient, ...]:
    return (*case.targets, *case.copies)


def _words_of_recipients(case: CaseFile) -> frozenset[str]:
    """Names, posts, addresses and the people: what the case prints outside its sentences."""
    texts = [
        *(line for one in _recipients(case) for line in (*one.lines, *one.email, one.name, one.post, one.salutation))
    ]
    texts += [text for person in case.people for text in (person.name, person.detail)]
    return frozenset(word for text in texts if text for word in plain_words(text))


def _people(case: CaseFile) -> Iterator[Name]:
    names = [person.name for person in case.people if not person.group] + [one.name for one in _recipients(case)]
    for text in dict.fromkeys(filter(None, names)):
        draft = read_draft(text)
        if _is_unspaced_name(text):
            pieces = tuple(text.replace("・", "·").replace("•", "·").split("·"))
            yield Name(pieces, pieces, is_person=True)
        elif draft.words:
            yield Name(tuple(w.text for w in draft.words), tuple(w.plain for w in draft.words), is_person=True)


def _is_unspaced_name(text: str) -> bool:
    return "\u3040" <= text[0] <= "\u9fff"


def _places(narrative: list[Draft], lexicon: Lexicon | None) -> Iterator[Name]:
    """Words with a capital inside sentences, never without: other people, places, offices."""
    small = {word.plain for draft in narrative for word in draft.words if word.text[0].islower()}
    stopwords = lexicon.stopwords if lexicon else frozenset()
    seen: dict[str, str] = {}
    for draft in narrative:
        for place, word in enumerate(draft.words):
            if word.text[0].isupper() and not word.text.isupper() and not draft.begins_sentence(place):
                seen.setdefault(word.plain, word.text)
    for compared, printed in seen.items():
        if compared not in small and compared not in stopwords and len(compared) > 3:
            yield Name((printed,), (compared,), is_person=False)


def _call_words(call: str, lexicon: Lexicon | None, names: tuple[Name, ...]) -> CallWords:
    draft = read_draft(call)
    named = {part for name in names for part in name.plain}
    matches = lexicon.finder.find(draft.words) if lexicon else ()
    things = [match for match in matches if match.code.startswith("things:")]
    inside = {place for match in things for place in range(match.first, match.last + 1)}
    language = lexicon.language if lexicon else ""
    stems = frozenset[str]()
    if lexicon is None or not lexicon.is_unspaced:
        for place, word in enumerate(draft.words):
            if place not in inside and word.plain not in named:
                stems |= stems_of(draft, range(place, place + 1), lexicon, language)
    pairs = frozenset(pairwise(word.plain for word in draft.words))
    return CallWords(frozenset(match.code for match in things), stems, pairs)


def _things(draft: Draft, lexicon: Lexicon | None) -> frozenset[str]:
    matches = lexicon.finder.find(draft.words) if lexicon else ()
    return frozenset(match.code.partition(":")[2] for match in matches if ":" in match.code)


def _days(
    case: CaseFile, narrative: list[Draft], lexicon: Lexicon | None, names: tuple[Name, ...]
) -> Iterator[CaseDay]:
    for day in filter(None, (case.issued, case.deadline)):
        yield CaseDay(DayNamed(day.day, day.month, day.year), day.isoformat(), frozenset(), frozenset())
    language = lexicon.language if lexicon else ""
    known = frozenset(part for name in names for part in name.plain)
    for draft in narrative:
        sentences = list(draft.sentences())
        for found in days_in(draft, case.language):
            places = next(places for places in sentences if found.first in places)
            here = frozenset(draft.words[place].plain for place in places) & known
            stems = stems_of(draft, places, lexicon, language) - {stem(name, language) for name in here}
            for named in found.readings:
                yield CaseDay(named, draft.quote(found.first, found.last), stems, here)
