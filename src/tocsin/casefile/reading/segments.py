"""Labels in a document, and the parts that they begin."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from tocsin.casefile.reading.flow import Flow, Line, trim
from tocsin.casefile.reading.labels import Concept, Language, languages, needed_word, pattern


@dataclass(frozen=True, slots=True)
class Hit:
    """A label that was found."""

    concept: Concept
    language: Language
    begin: int
    stop: int


@dataclass(frozen=True, slots=True)
class Segment:
    """What stands between one label and the next. Positions are those of the flow's text."""

    concept: Concept
    begin: int
    label_stop: int
    stop: int


class Segments:
    """A document cut at its labels."""

    def __init__(self, flow: Flow, hits: Sequence[Hit]) -> None:
        self.flow = flow
        stops = [*(hit.begin for hit in hits[1:]), len(flow.text)][: len(hits)]
        self.all = tuple(Segment(hit.concept, hit.begin, hit.stop, stop) for hit, stop in zip(hits, stops, strict=True))
        self.start = hits[0].begin if hits else len(flow.text)

    def of(self, *concepts: Concept) -> list[Segment]:
        return [segment for segment in self.all if segment.concept in concepts]

    def first(self, *concepts: Concept) -> Segment | None:
        return next(iter(self.of(*concepts)), None)

    def after(self, segment: Segment, *concepts: Concept) -> Segment | None:
        """The first segment of some concepts behind another one."""
        return next((other for other in self.of(*concepts) if other.begin > segment.begin), None)

    def lines(self, segment: Segment) -> list[Line]:
        """The lines of a segment, without its label and without blank lines at its ends."""
        return trim(self.flow.cut(segment.label_stop, segment.stop))

    def label_and_lines(self, segment: Segment) -> list[Line]:
        return trim(self.flow.cut(segment.begin, segment.stop))

    def label(self, segment: Segment) -> str:
        return self.flow.text[segment.begin : segment.label_stop]


def find_labels(flow: Flow) -> list[Hit]:
    """Every label in order; where two claim the same place, the longer one stays."""
    exact = [hit for language in _spoken(flow.folded) for hit in _hits_of(flow, language)]
    hits = _without_overlaps(exact)
    return _without_overlaps([*hits, *_misspelt(flow, hits)])


_ENOUGH = 60
"""So many small words settle which languages a text can be in."""


def _spoken(folded: str) -> list[Language]:
    """Languages whose labels are worth looking for: English, the likeliest by its small words, and any near it."""
    shares = _small_words(folded)
    best = max(shares.values())
    if best < _ENOUGH:
        return list(languages())
    return [language for language in languages() if language.code == "en" or shares[language.code] > 0.5 * best]


def _small_words(folded: str) -> dict[str, int]:
    """How many small words of each language stand in a text."""
    words = Counter(re.findall(r"[a-z']+", folded[:20_000]))
    return {language.code: sum(words[word] for word in language.common_words) for language in languages()}


def language_of(hits: Sequence[Hit], folded: str) -> Language:
    """The language of a document: that of its labels, and of its small words where labels are few."""
    shares = _small_words(folded)
    every = sum(shares.values()) or 1
    scores: dict[str, float] = {}
    for language in languages():
        labels = sum(3.0 if hit.stop - hit.begin > 12 else 1.0 for hit in hits if hit.language is language)
        scores[language.code] = 40 * shares[language.code] / every + min(labels, 12.0)
    return max(languages(), key=lambda language: scores[language.code])


def _hits_of(flow: Flow, language: Language) -> Iterator[Hit]:
    for concept, sources in language.labels.items():
        for source in sources:
            if needed_word(source) not in flow.folded:
                continue
            for match in pattern(source).finditer(flow.folded):
                if match.end() > match.start() and _stands(flow, source, match):
                    yield Hit(concept, language, *_tight(flow, match))


def _tight(flow: Flow, match: re.Match[str]) -> tuple[int, int]:
    """The match without white space at its ends."""
    text = match.group()
    return match.start() + len(text) - len(text.lstrip()), match.end() - len(text) + len(text.rstrip())


def _stands(flow: Flow, source: str, match: re.Match[str]) -> bool:
    """Whether a match stands as its pattern asks."""
    begin, stop = _tight(flow, match)
    if (
        begin > 0
        and flow.folded[begin - 1].isalpha()
        and flow.folded[begin].isalpha()
        and not flow.text[begin].isupper()
    ):
        return False
    at_start = flow.at_line_start(begin)
    if source.startswith("^"):
        return at_start
    if not source.startswith("!"):
        return True
    printed = [character for character in flow.text[begin:stop] if character.isalpha()]
    if printed and sum(character.isupper() for character in printed) >= 0.8 * len(printed):
        return True
    end = flow.text.find("\n", stop)
    rest = flow.text[stop : end if end >= 0 else len(flow.text)]
    return at_start and (
        flow.text[stop - 1] in ":."
        or rest.lstrip()[:1] == ":"
        or not rest.strip()
        or (flow.text[begin:stop].strip()[:1].isupper() and _stands_alone(flow, begin, stop))
    )


def _stands_alone(flow: Flow, begin: int, stop: int) -> bool:
    """A label in mixed case counts inside a line only where a colon follows soon."""
    end = flow.text.find("\n", stop)
    return ":" in flow.text[stop : end if end >= 0 else len(flow.text)][:40]


def _without_overlaps(hits: Sequence[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.begin, -(hit.stop - hit.begin))):
        if kept and hit.begin < kept[-1].stop:
            if hit.stop - hit.begin > 2 * (kept[-1].stop - kept[-1].begin):
                kept[-1] = hit
            continue
        kept.append(hit)
    return kept


_CLOSE_ENOUGH = 0.86
_MOST_TRIED = 400
"""Lines that are compared letter by letter; no document has so many that could be labels."""


def _misspelt(flow: Flow, hits: Sequence[Hit]) -> Iterator[Hit]:
    """Labels with typing errors: lines in capitals, or with a colon, that nearly begin like a label."""
    taken = {flow.line_at(hit.begin) for hit in hits}
    tried = 0
    position = 0
    for number, line in enumerate(flow.lines):
        bare = line.bare
        alone = len(bare) <= 40 and bare[:1].isupper() and bare[-1:] not in ".,;"
        if tried >= _MOST_TRIED:
            return
        if number not in taken and 8 <= len(bare) <= 140 and (alone or bare.upper() == bare or ":" in bare[:70]):
            tried += 1
            yield from _nearest(flow, position, len(line.text))
        position += len(line.text) + 1


@dataclass(frozen=True, slots=True)
class _Spelling:
    concept: Concept
    language: Language
    letters: str
    pieces: frozenset[str]


@cache
def _spellings() -> tuple[_Spelling, ...]:
    found = (
        (concept, language, re.sub(r"[^a-z]", "", text))
        for language in languages()
        for concept, text in language.spellings.items()
    )
    return tuple(_Spelling(concept, language, letters, _pieces(letters)) for concept, language, letters in found)


def _pieces(letters: str) -> frozenset[str]:
    return frozenset(letters[start : start + 3] for start in range(len(letters) - 2))


def _nearest(flow: Flow, begin: int, length: int) -> Iterator[Hit]:
    folded = flow.folded[begin : begin + length]
    columns = [column for column, character in enumerate(folded) if "a" <= character <= "z"]
    letters = "".join(folded[column] for column in columns)
    pieces = _pieces(letters[:90])
    for entry in _spellings():
        concept, language, spelling = entry.concept, entry.language, entry.letters
        # Comparing letter by letter is slow: only where half of the groups of three are there at all.
        if 2 * len(entry.pieces & pieces) < len(entry.pieces):
            continue
        for size in (len(spelling), len(spelling) - 1, len(spelling) + 1):
            head = letters[:size]
            if (
                len(head) >= 8
                and abs(len(head) - len(spelling)) <= 2
                and SequenceMatcher(None, head, spelling).ratio() >= _CLOSE_ENOUGH
            ):
                colon = folded.find(":", columns[size - 1] if size <= len(columns) else columns[-1])
                stop = colon + 1 if colon >= 0 else (columns[min(size, len(columns)) - 1] + 1)
                yield Hit(concept, language, begin + columns[0], begin + stop)
                return
