"""Which calls of the case a letter makes, in whatever words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from tocsin.casefile import CaseFile
from tocsin.letters.languages import same_language
from tocsin.letters.own_words.findings import Cover, Finding, FindingCode
from tocsin.letters.own_words.matter import CallWords, Matter, stems_of
from tocsin.letters.own_words.reading import Reading

_ENOUGH = 0.2
_VERBATIM = 0.8
_WORDS_IN_REQUEST = 6
_WEIGHT_OF_STEM = 0.25


def covers(reading: Reading, matter: Matter) -> tuple[Cover, ...]:
    """One answer for each call. Words of two languages cannot be compared: the answer is then UNKNOWN."""
    if not same_language(reading.language, matter.language):
        return (Cover.UNKNOWN,) * len(matter.calls)
    shares = _Shares(matter.calls)
    asked = _Said.in_sentences(reading, reading.asking() if reading.lexicon else None)
    said = _Said.in_sentences(reading, None)
    otherwise = Cover.UNKNOWN if reading.lexicon is None or _asks_in_other_words(reading) else Cover.MISSING
    pairs = frozenset(pairwise(word.plain for word in reading.draft.words))

    def cover(call: CallWords) -> Cover:
        if shares.of(call, asked) >= _ENOUGH or _stands_there(call, pairs):
            return Cover.COVERED
        # Missing at most when it is not even spoken of, because people ask in many ways.
        return otherwise if shares.of(call, said) < _ENOUGH else Cover.UNKNOWN

    return tuple(map(cover, matter.calls))


def _stands_there(call: CallWords, pairs: frozenset[tuple[str, str]]) -> bool:
    """Whether the letter makes the call in the case's own words."""
    return bool(call.pairs) and len(call.pairs & pairs) >= _VERBATIM * len(call.pairs)


def _asks_in_other_words(reading: Reading) -> bool:
    """Whether a sentence asks for something that the lexicon does not know: it may be any of the calls."""
    draft = reading.draft
    known = {reading.sentence_of(match) for match in reading.matches if ":" in match.code}
    asking = draft.questions() | {reading.sentence_of(match) for match in reading.of("requests")}
    long = {draft.words[places.start].sentence for places in draft.sentences() if len(places) >= _WORDS_IN_REQUEST}
    return bool((asking & long) - known)


def missing_calls(case: CaseFile, answers: tuple[Cover, ...]) -> Iterator[Finding]:
    """A finding for each call that the letter does not make."""
    for number, answer in enumerate(answers):
        if answer is Cover.MISSING:
            yield Finding(FindingCode.CALL_MISSING, expected=case.calls[number], call=number)


@dataclass(frozen=True, slots=True)
class _Said:
    """Things and stems of some sentences of a letter."""

    things: frozenset[str]
    stems: frozenset[str]

    @classmethod
    def in_sentences(cls, reading: Reading, chosen: frozenset[int] | None) -> _Said:
        """Of the chosen sentences, or of all."""
        draft, lexicon = reading.draft, reading.lexicon
        things = (match for match in reading.matches if match.code.startswith("things:"))
        sentences = [(draft.words[places.start].sentence, places) for places in draft.sentences()]
        stems = (
            stems_of(draft, places, lexicon, lexicon.language if lexicon else "")
            for sentence, places in sentences
            if chosen is None or sentence in chosen
        )
        return cls(
            frozenset(match.code for match in things if chosen is None or reading.sentence_of(match) in chosen),
            frozenset().union(*stems),
        )


class _Shares:
    """Weighs what a call asks for: what several calls have in common tells them apart less."""

    def __init__(self, calls: tuple[CallWords, ...]) -> None:
        self._frequency = Counter(word for call in calls for word in (*call.things, *call.stems))

    def of(self, call: CallWords, said: _Said) -> float:
        """How much of a call was found, 0 to 1."""
        whole = self._weight(call.things) + _WEIGHT_OF_STEM * self._weight(call.stems)
        found = self._weight(call.things & said.things) + _WEIGHT_OF_STEM * self._weight(call.stems & said.stems)
        return found / whole if whole else 0.0

    def _weight(self, words: frozenset[str]) -> float:
        return sum(1 / self._frequency[word] for word in words)
