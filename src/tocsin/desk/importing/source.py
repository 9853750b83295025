"""The document beside the form: its lines with numbers, which of them are used, and which contradict themselves."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from tocsin.actions.models import Draft
from tocsin.actions.originals import KeptReading, reading_of
from tocsin.casefile import CaseFile, case_from

MOST_LINES: Final = 600
"""Lines that are shown; of a longer document those that nothing was taken from are left out first."""
_AROUND: Final = 3
"""Lines that are shown before and after one that is used."""
_LONGEST: Final = 4_000
"""Characters of one line that are shown."""
_CERTAIN: Final = frozenset({"missing", "directory-differs", "number-known", "case-known"})
"""Codes of warnings that say nothing of a place in the document."""

type Span = tuple[int, int]
"""First and last line, from 1."""


@dataclass(frozen=True, slots=True)
class Part:
    text: str
    doubt: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the document. goes: id of the field that it was taken to, `f-targets-0-fax`, or empty. left_out: how
    many lines before it are not shown.
    """

    number: int
    parts: tuple[Part, ...]
    used: bool
    doubt: bool
    goes: str
    left_out: int


@dataclass(frozen=True, slots=True)
class SourcePanel:
    """places: by path of a field (`targets.0.fax`), the first and last line that it came from. left_out: lines at the
    end that are not shown.
    """

    name: str
    lines: tuple[Line, ...]
    places: Mapping[str, Span]
    left_out: int


def field_id(path: str) -> str:
    """`f-targets-0-fax`: the id of the element round a field."""
    return f"f-{path.replace('.', '-')}"


def source_panel(draft: Draft, content: CaseFile | None = None) -> SourcePanel | None:
    """The panel of a draft that was accessed before; None where it was read from no document. content: the draft's case
    file, where it was opened already.
    """
    reading = reading_of(draft)
    if reading is None:
        return None
    if content is None and draft.content is not None:
        content = case_from(draft.content.open())
    return panel_of(reading, content or CaseFile())


def panel_of(reading: KeptReading, content: CaseFile) -> SourcePanel:
    """From what was read and what the draft says now."""
    text = reading.text
    starts = _line_starts(text)
    length = max(len(text.rstrip()), starts[-1])
    places = {
        path: (bisect_right(starts, ranges[0][0]), bisect_right(starts, max(ranges[0][0], ranges[-1][1] - 1)))
        for path, ranges in reading.places.items()
        if ranges
    }
    takes = _takes(reading.places, starts)
    doubts = _doubts(reading, content)
    shown = _shown(len(starts), takes)
    lines = []
    before = 0
    for number in shown:
        start = starts[number - 1]
        end = starts[number] - 1 if number < len(starts) else length
        here = [(max(one, start), min(other, end)) for one, other in doubts if one < end and other > start]
        lines.append(
            Line(
                number=number,
                parts=tuple(_parts(text, start, min(end, start + _LONGEST), here)),
                used=number in takes,
                doubt=bool(here),
                goes=field_id(takes[number]) if number in takes else "",
                left_out=number - before - 1,
            )
        )
        before = number
    return SourcePanel(reading.name, tuple(lines), places, len(starts) - before)


def _line_starts(text: str) -> list[int]:
    """Pages are parted by form feeds, and each page begins a line. The empty end of the last line is none."""
    return [0, *(found.end() for found in re.finditer(r"[\n\f]", text.rstrip()))]


def _takes(places: Mapping[str, tuple[tuple[int, int], ...]], starts: list[int]) -> dict[int, str]:
    """By line, the path of the narrowest field that was taken from it."""
    takes: dict[int, str] = {}
    for path, ranges in sorted(places.items(), key=lambda item: (item[0].count("."), item[0])):
        for start, end in ranges:
            first, last = bisect_right(starts, start), bisect_right(starts, max(start, end - 1))
            for number in range(first, last + 1):
                # The printed block of an address holds the lines of name and post too, which say more.
                if not (path.endswith(".lines") and takes.get(number, "").count(".") == 2):
                    takes[number] = path
    return takes


def _doubts(reading: KeptReading, content: CaseFile) -> list[tuple[int, int]]:
    """Ranges of characters that a warning is about: what it quotes, else all that its field was taken from."""
    found: list[tuple[int, int]] = []
    for warning in content.warnings:
        if warning.code in _CERTAIN:
            continue
        ranges = reading.places.get(warning.field, ())
        quoted = re.findall("“([^”]{3,})”", warning.message)
        hits = [hit for quote in quoted for hit in _within(reading.text, quote, ranges)]
        if hits or warning.field not in {"targets", "copies", "people", "body"}:
            found.extend(hits or ranges)
    return _merged(found)


def _within(text: str, quote: str, ranges: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Where a field says just this, else the first place that holds it: half of another number is not meant."""
    held = [(place, place + len(quote)) for start, end in ranges if (place := text.find(quote, start, end)) >= 0]
    just = [hit for hit in held if hit in set(ranges)]
    yield from just or held[:1]


def _merged(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _shown(count: int, takes: Mapping[int, str]) -> list[int]:
    """Numbers of the lines that are shown, in order."""
    if count <= MOST_LINES:
        return list(range(1, count + 1))
    near = {number + step for number in takes for step in range(-_AROUND, _AROUND + 1)}
    wanted = sorted(number for number in near if 1 <= number <= count)[:MOST_LINES]
    spare = MOST_LINES - len(wanted)
    others = (number for number in range(1, count + 1) if number not in near)
    return sorted([*wanted, *(number for number, _ in zip(others, range(spare), strict=False))])


def _parts(text: str, start: int, end: int, doubts: list[tuple[int, int]]) -> Iterator[Part]:
    cuts = sorted({start, end, *(min(cut, end) for doubt in doubts for cut in doubt)})
    for one, other in pairwise(cuts):
        yield Part(text[one:other], any(begin <= one < stop for begin, stop in doubts))
