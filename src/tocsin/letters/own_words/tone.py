"""Words that close a door: insults, threats, shouting, party politics, and demands that are not the action's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tocsin.letters.own_words.finder import Match
from tocsin.letters.own_words.findings import Finding, FindingCode
from tocsin.letters.own_words.matter import Matter
from tocsin.letters.own_words.reading import Reading

_EXCLAIMED = re.compile(r"[!！](?:[^\S\n]?[!！?？]){2,40}")
_MOST_EXCLAMATIONS = 6
_QUOTED = re.compile(r"[\"“«„「『‘][^\"“”«»„「」『』\n]{1,300}[\"”»“」』]")
_SHOUTED_WORDS = 3
_LONG_WORD = 4
_REACH_OF_DEMAND = 14
_REACH_OF_NO = 3


def rough_tone(reading: Reading, matter: Matter) -> Iterator[Finding]:
    """One finding for each sentence with insults or threats, one for each shout."""
    at_you = [match for match in reading.of("rough_at_you") if _speaks_to_you(reading, match)]
    hard = [*reading.of("rough", "threats"), *at_you]
    yield from _by_sentence(reading, matter, hard, FindingCode.ROUGH_TONE)
    yield from (Finding(FindingCode.ROUGH_TONE, shout) for shout in _shouts(reading, matter))
    text = reading.draft.text
    exclaimed = [match.group() for match in _EXCLAIMED.finditer(text)]
    if not exclaimed and text.count("!") + text.count("！") >= _MOST_EXCLAMATIONS:
        exclaimed = ["!"]
    yield from (Finding(FindingCode.ROUGH_TONE, mark) for mark in exclaimed)


def partisan_words(reading: Reading, matter: Matter) -> Iterator[Finding]:
    """One finding for each sentence with the words of party politics."""
    yield from _by_sentence(reading, matter, reading.of("partisan"), FindingCode.PARTISAN)


def added_demands(reading: Reading, matter: Matter) -> Iterator[Finding]:
    """What a sentence plainly asks for, and the calls and the model letter do not; each kind once."""
    told: set[str] = set()
    for match in reading.matches:
        table, _, thing = match.code.partition(":")
        if table != "demands" or thing in told or thing in matter.things or not _is_asked(reading, match):
            continue
        told.add(thing)
        yield Finding(FindingCode.DEMAND_ADDED, reading.draft.quote(match.first, match.last))


def _by_sentence(reading: Reading, matter: Matter, matches: list[Match], code: FindingCode) -> Iterator[Finding]:
    """From the first to the last of a sentence's words; what the case says itself or what is quoted is left alone."""
    quoted = [match.span() for match in _QUOTED.finditer(reading.draft.text)]
    spans: dict[int, tuple[int, int]] = {}
    for match in matches:
        if _is_quoted(reading, match, quoted) or _is_in_case(reading, match, matter):
            continue
        first, last = spans.get(reading.sentence_of(match), (match.first, match.last))
        spans[reading.sentence_of(match)] = (min(first, match.first), max(last, match.last))
    for _, (first, last) in sorted(spans.items()):
        yield Finding(code, reading.draft.quote(first, last))


def _is_quoted(reading: Reading, match: Match, quoted: list[tuple[int, int]]) -> bool:
    word = reading.draft.words[match.first]
    return any(start <= word.start < end for start, end in quoted)


def _is_in_case(reading: Reading, match: Match, matter: Matter) -> bool:
    return reading.draft.quote(match.first, match.last).casefold() in matter.text.casefold()


def _speaks_to_you(reading: Reading, match: Match) -> bool:
    """Whether the words around speak to the reader: "you are murderers", not "the murderers were tried"."""
    assert reading.lexicon is not None
    words = reading.draft.words
    unspaced = reading.lexicon.is_unspaced
    near = range(max(match.first - (8 if unspaced else 6), 0), min(match.last + (4 if unspaced else 3), len(words)))
    return any(
        words[place].plain in reading.lexicon.you and words[place].sentence == words[match.first].sentence
        for place in near
    )


def _shouts(reading: Reading, matter: Matter) -> Iterator[str]:
    """Three and more words of capitals in a row, one of them long; abbreviations and the case's own are left alone.

    So is the first line, where a salutation or a subject may be printed like that.
    """
    words = reading.draft.words
    start = 0
    for place in range(len(words) + 1):
        if place < len(words) and words[place].text.isupper() and words[place].sentence > 0:
            continue
        run = words[start:place]
        if len(run) >= _SHOUTED_WORDS and any(len(w.text) >= _LONG_WORD and w.text not in matter.text for w in run):
            yield reading.draft.quote(start, place - 1)
        start = place + 1


def _is_asked(reading: Reading, match: Match) -> bool:
    """Whether the same sentence asks, shortly before, and not "I do not ask for"."""
    assert reading.lexicon is not None
    words = reading.draft.words
    asked = [
        request
        for request in reading.of("requests")
        if reading.sentence_of(request) == reading.sentence_of(match)
        and 0 <= match.first - request.first <= _REACH_OF_DEMAND
    ]
    is_order = reading.draft.begins_sentence(match.first)
    if not asked and not is_order:
        return False
    places = {
        place
        for start in [match.first, *(request.first for request in asked)]
        for place in range(max(start - _REACH_OF_NO, 0), start)
    }
    denied = any(
        words[place].plain in reading.lexicon.negations and words[place].sentence == words[match.first].sentence
        for place in places
    )
    return not denied
