"""How much of a text is the writer's own: neither the case's nor found in other writers' letters.

Names, days and numbers have to be the same in every letter, so a run made of them mostly is nobody's.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from tocsin.casefile import CaseFile
from tocsin.letters.own_words.assisted import sentences_for
from tocsin.letters.own_words.draft import Draft
from tocsin.letters.own_words.findings import Finding, FindingCode
from tocsin.letters.own_words.lexicon import month_names
from tocsin.letters.own_words.matter import Matter, runs_of_case
from tocsin.letters.own_words.reading import Reading
from tocsin.letters.own_words.shingles import run_length, runs, window_length, winnow, words_of

_CASES_KEPT = 64
_NEARLY = 0.5
_OWN_SENTENCE = 8
"""Words; beside chosen sentences, a sentence of one's own makes a letter one's own."""


@dataclass(frozen=True, slots=True)
class Share:
    """Where each word of a text stands too. lent: in the sentences that writers may choose from."""

    of_action: tuple[bool, ...]
    of_others: tuple[bool, ...]
    lent: tuple[bool, ...]

    @property
    def own(self) -> float:
        """The share that is the writer's alone, 0 to 1; 1 for a text without words."""
        borrowed = sum(a or b for a, b in zip(self.of_action, self.of_others, strict=True))
        return round(1 - borrowed / len(self.of_action), 3) if self.of_action else 1.0


def share_of(reading: Reading, case: CaseFile, matter: Matter, key: bytes, seen: Set[int]) -> Share:
    """Look for every run of the text in the case, and for its kept runs in the letters seen."""
    draft, language = reading.draft, reading.language
    words = [word.plain for word in draft.words]
    fixed = _fixed_words(draft, matter, language)
    telling = _telling_places(fixed, run_length(language))
    of_action = _marked(words, language, runs_of_case(case, language), telling)
    lent = _marked(words, language, _lent_runs(case, language), telling)
    of_others = _seen(words, language, key, seen, telling) if seen else (False,) * len(words)
    return Share(of_action, of_others, lent)


def share_findings(share: Share, draft: Draft) -> Iterator[Finding]:
    """Said where half of the text or more is not the writer's, with the longest such passage.

    Sentences chosen on the assisted path are no fault, as long as one of the writer's own is among them.
    """
    length = len(share.of_action)
    if not length:
        return
    if sum(share.of_action) >= _NEARLY * length:
        yield Finding(FindingCode.NEARLY_THE_ACTION, _longest(share.of_action, draft))
        return
    borrowed = [a or b or c for a, b, c in zip(share.of_action, share.of_others, share.lent, strict=True)]
    of_others = [b and not c for b, c in zip(share.of_others, share.lent, strict=True)]
    has_own_sentence = borrowed.count(False) >= _OWN_SENTENCE
    others = of_others if has_own_sentence else share.of_others
    if sum(others) >= _NEARLY * length:
        yield Finding(FindingCode.NEARLY_OTHERS, _longest(tuple(others), draft))


def _fixed_words(draft: Draft, matter: Matter, language: str) -> list[bool]:
    """Whether each word is a number, a month or part of a name."""
    single = matter.name_words | {name[0] for name in month_names(language) if len(name) == 1}
    fixed = [word.plain[0].isdigit() or word.plain in single for word in draft.words]
    starts = {word.start: place for place, word in enumerate(draft.words)}
    for part in single:
        if len(part) > 1 and part[0] > "\u2e80":
            for start in _places_of(part, draft.text):
                for offset in range(len(part)):
                    fixed[starts[start + offset]] = True
    return fixed


def _places_of(part: str, text: str) -> Iterator[int]:
    place = text.find(part)
    while place >= 0:
        yield place
        place = text.find(part, place + len(part))


def _telling_places(fixed: list[bool], length: int) -> list[bool]:
    """Whether the run that begins at each word has more other words than fixed ones."""
    return [2 * sum(fixed[place : place + length]) < length for place in range(len(fixed) - length + 1)]


def _marked(
    words: list[str], language: str, known: frozenset[tuple[str, ...]], telling: list[bool]
) -> tuple[bool, ...]:
    """Which words stand in a run that is known."""
    marks = [False] * len(words)
    length = run_length(language)
    for place, run in enumerate(runs(words, language)):
        if telling[place] and run in known:
            marks[place : place + length] = [True] * length
    return tuple(marks)


def _seen(words: list[str], language: str, key: bytes, seen: Set[int], telling: list[bool]) -> tuple[bool, ...]:
    """Which words stand in kept runs that were seen, and between two neighbouring ones that were both seen."""
    marks = [False] * len(words)
    length, window = run_length(language), window_length(language)
    kept = winnow(words, language, key)
    known = [one.print in seen and telling[one.place] for one in kept]
    for one, is_known in zip(kept, known, strict=True):
        if is_known:
            marks[one.place : one.place + length] = [True] * length
    for (one, other), both in zip(pairwise(kept), map(all, pairwise(known)), strict=True):
        if both and other.place - one.place <= window:
            marks[one.place : other.place] = [True] * (other.place - one.place)
    if kept and known[0] and kept[0].place < window:
        marks[: kept[0].place] = [True] * kept[0].place
    if kept and known[-1] and len(words) - kept[-1].place < window + length:
        marks[kept[-1].place :] = [True] * (len(words) - kept[-1].place)
    return tuple(marks)


@lru_cache(_CASES_KEPT)
def _lent_runs(case: CaseFile, language: str) -> frozenset[tuple[str, ...]]:
    """Runs of words of the sentences that writers on this case may choose from."""
    suggestions = sentences_for(case, language).suggestions
    return frozenset(run for one in suggestions for text in one.sentences for run in runs(words_of(text), language))


def _longest(marks: tuple[bool, ...], draft: Draft) -> str:
    """The longest marked passage, as far as a quotation goes."""
    best = (0, 0)
    start = 0
    for place in range(len(marks) + 1):
        if place < len(marks) and marks[place]:
            continue
        best = max(best, (start, place), key=lambda span: span[1] - span[0])
        start = place + 1
    return draft.quote(best[0], best[1] - 1)
