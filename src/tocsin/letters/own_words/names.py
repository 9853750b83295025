"""Names that differ from the case's spelling, and people whom the case does not name.

A wrong finding insults, so a word is taken for a misspelt name only where its surroundings say so: another part of
the same name beside it, or a capital inside a sentence and a single letter of difference.
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.letters.languages import base_language
from tocsin.letters.own_words.draft import Draft, Word
from tocsin.letters.own_words.finder import forms_of
from tocsin.letters.own_words.findings import Finding, FindingCode
from tocsin.letters.own_words.lexicon import Lexicon
from tocsin.letters.own_words.matter import Matter
from tocsin.letters.own_words.reading import Reading

_SHORTEST_ALONE = 5
_SHORTEST_BESIDE = 3
_TWO_APART_FROM = 5
_INFLECTION = 3
_DECLINING_LITTLE = {"en", "fr", "es", "ar", "de", "nl", "sv", "da", "nb", "it", "pt", "id", "zh-Hans", "zh-Hant", "ja"}


def misspelt_names(reading: Reading, matter: Matter) -> Iterator[Finding]:
    """Each misspelling once, with the case's spelling."""
    told: set[str] = set()
    for place, word in enumerate(reading.draft.words):
        if word.plain in told or not _may_be_name(word, matter):
            continue
        meant = _meant(reading, matter, place)
        if meant is not None:
            told.add(word.plain)
            yield Finding(FindingCode.NAME_DIFFERS, word.text, meant)


def unknown_people(reading: Reading, matter: Matter) -> Iterator[Finding]:
    """A title and a name that the case does not have, unless the writer speaks of somebody of their own."""
    lexicon, draft = reading.lexicon, reading.draft
    if lexicon is None:
        return
    for place, word in enumerate(draft.words[:-1]):
        following = draft.words[place + 1]
        if (
            word.plain in lexicon.titles
            and not draft.begins_sentence(place + 1)
            and _is_strange(following, lexicon, matter)
            and not _is_of_the_writer(draft, place, lexicon)
        ):
            yield Finding(FindingCode.UNKNOWN_PERSON, draft.quote(place, place + 1))


def _may_be_name(word: Word, matter: Matter) -> bool:
    return word.plain not in matter.words and len(word.plain) >= _SHORTEST_BESIDE and word.plain.isalpha()


def _meant(reading: Reading, matter: Matter, place: int) -> str | None:
    """The spelling of the case that a word comes close to, None where it is a word of its own."""
    draft = reading.draft
    word = draft.words[place]
    forms = forms_of(word.plain)
    if any(form in matter.words for form in forms):
        return None
    beside = {form for neighbour in _neighbours(draft, place) for form in forms_of(neighbour.plain)}
    alone = _may_stand_alone(draft, place, matter)
    if not alone and not beside & matter.name_words:
        return None
    for name in matter.names:
        for part, known in enumerate(name.plain):
            others = (other for position, other in enumerate(name.plain) if position != part)
            allowed = _allowed(word, known, beside=any(other in beside for other in others), alone=alone)
            if allowed and any(_is_near(form, known, allowed) for form in forms):
                return None if _is_inflected(word.plain, known, reading.language) else name.parts[part]
    return None


def _allowed(word: Word, known: str, *, beside: bool, alone: bool) -> int:
    """How many letters may differ: more beside another part of the same name, none where it could be any word."""
    if len(known) < _SHORTEST_BESIDE:
        return 0
    if beside:
        return 2 if min(len(word.plain), len(known)) >= _TWO_APART_FROM else 1
    return int(alone and (len(known) >= _SHORTEST_ALONE or len(word.plain) > len(known) > _SHORTEST_BESIDE))


def _may_stand_alone(draft: Draft, place: int, matter: Matter) -> bool:
    """Whether a word is written as a name, and not as part of a name that is not the case's."""
    is_written_so = draft.words[place].text[0].isupper() and not draft.begins_sentence(place)
    return is_written_so and not _has_other_name_beside(draft, place, matter)


def _neighbours(draft: Draft, place: int) -> Iterator[Word]:
    """The words directly before and after, with nothing but a space or a hyphen between."""
    for one, other in ((place - 1, place), (place, place + 1)):
        if one >= 0 and other < len(draft.words):
            between = draft.text[draft.words[one].end : draft.words[other].start]
            if not between.strip(" \n-"):
                yield draft.words[one if other == place else other]


def _has_other_name_beside(draft: Draft, place: int, matter: Matter) -> bool:
    """Whether the word is part of a name that is not the case's: "my neighbour Tom Walker"."""
    return any(
        word.text[0].isupper() and word.plain not in matter.words and not draft.begins_sentence(at)
        for at, word in ((at, draft.words[at]) for at in (place - 1, place + 1) if 0 <= at < len(draft.words))
        if word in set(_neighbours(draft, place))
    )


def _is_inflected(word: str, known: str, language: str) -> bool:
    """Whether the word is the name with an ending: a genitive, or any case of a language that declines names."""
    if word.startswith(known):
        return base_language(language) not in _DECLINING_LITTLE or word[len(known) :] in {"s", "es"}
    if base_language(language) in _DECLINING_LITTLE:
        return False
    return word.startswith(known[:-1]) and word[-1] != known[-1] and abs(len(word) - len(known)) <= _INFLECTION


def _is_near(word: str, known: str, allowed: int) -> bool:
    """Whether so few letters differ: changed, left out, added, or two neighbours exchanged."""
    if word == known or abs(len(word) - len(known)) > allowed:
        return False
    half = min(len(word), len(known)) // 2
    if allowed == 1 and word[:half] != known[:half] and word[-half:] != known[-half:]:
        return False
    return distance(word, known) <= allowed


def distance(one: str, other: str) -> int:
    """Letters to change, add, leave out or exchange with a neighbour (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _is_strange(word: Word, lexicon: Lexicon, matter: Matter) -> bool:
    """Whether a word after a title is the name of somebody who is not in the case."""
    forms = forms_of(word.plain)
    known = matter.words | lexicon.titles | lexicon.offices | lexicon.stopwords
    if len(word.plain) < _SHORTEST_BESIDE or known.intersection(forms) or not word.plain.isalpha():
        return False
    if any(_is_near(form, part, 2) for form in forms for part in matter.name_words):
        return False
    is_arabic = "\u0621" <= word.plain[0] <= "\u064a"
    return not word.plain.startswith("ال") if is_arabic else word.text[0].isupper()


def _is_of_the_writer(draft: Draft, place: int, lexicon: Lexicon) -> bool:
    """Whether "my", "I am" or the like stands shortly before."""
    before = draft.words[max(place - 3, 0) : place]
    return any(
        lexicon.own.intersection(forms_of(word.plain))
        for word in before
        if word.sentence == draft.words[place].sentence
    )
