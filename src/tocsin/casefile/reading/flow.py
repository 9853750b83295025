"""Extracted text as lines that know where they stand, and as one string in which labels can be sought.

Offsets are positions in the extracted text (`Reading.text`), in characters. A line whose text was mended (spaced
capitals, very long runs of spaces) keeps the offsets of what was printed.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Place = tuple[int, int]
"""Start and end in the extracted text, end exclusive."""

LONGEST_RUN = 80
"""A longer run of spaces carries no more meaning, and only feeds regular expressions."""

_SPACED = re.compile(r"(?:(?<![^\s(])[^\W\d_][ ]){4,}[^\W\d_](?!\w)")
_SPACED_HEADING = re.compile(r"(?:(?:[^\W\d_][ ]){2,}[^\W\d_](?![^\s])\s*)+")
_LONG_RUN = re.compile(rf"[ \t\u00a0]{{{LONGEST_RUN + 1},}}")
_QUOTE = re.compile(r"[ \t]{0,3}(?:[>|][ \t]?){1,9}")


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line, or a part of one; `text` keeps the spaces at its left, they can mean something."""

    start: int
    end: int
    text: str
    after_page: bool = False
    """A page ends directly before this line, or furniture of a page stood there."""

    @property
    def bare(self) -> str:
        return self.text.strip()

    @property
    def blank(self) -> bool:
        return not self.text or self.text.isspace()

    @property
    def place(self) -> Place:
        lead = len(self.text) - len(self.text.lstrip())
        return (min(self.start + lead, self.end), self.end)

    def part(self, begin: int, stop: int | None = None) -> Line:
        """The line from one column to another; both are columns of `text`."""
        stop = len(self.text) if stop is None else stop
        whole = self.end - self.start
        return Line(
            self.start + min(begin, whole),
            self.start + min(stop, whole),
            self.text[begin:stop],
            self.after_page and begin == 0,
        )


def fold(text: str) -> str:
    """Lower case, no accents, plain quotes, dashes and spaces; every character stays one character."""
    return text.translate(_FOLD)


class _Fold(dict[int, str]):
    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        return folded


def _fold_character(character: str) -> str:
    if character in "\u2018\u2019\u201a\u201b\u02bc\u00b4`\u2032":
        return "'"
    if character in "\u201c\u201d\u201e\u00ab\u00bb\u2033":
        return '"'
    if unicodedata.category(character) == "Pd" or character == "\u2212":
        return "-"
    if character != "\n" and character.isspace():
        return " "
    if character in _UNCOMPOSED:
        return _UNCOMPOSED[character]
    base = unicodedata.normalize("NFKD", character)[0].lower()
    return base if len(base) == 1 else character


_UNCOMPOSED = {"ı": "i", "ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ħ": "h", "Ħ": "h"}
_FOLD = _Fold()


def close_spaced_capitals(text: str) -> str:
    """`U R G E N T   A C T I O N` to `URGENT ACTION`."""

    def close(match: re.Match[str]) -> str:
        return match.group().replace(" ", "")

    return re.sub(r"(?<=\S)[ ]{2,}", " ", _SPACED.sub(close, text)) if _SPACED.search(text) else text


def split_lines(text: str) -> list[Line]:
    """The lines of an extracted text, marks of quoting taken off, page breaks noted, long gaps shortened."""
    lines: list[Line] = []
    start = blank = 0
    for raw in text.split("\n"):
        for line in _lines_of(raw, start):
            blank = blank + 1 if line.blank else 0
            if blank <= _LONGEST_GAP:
                lines.append(line)
        start += len(raw) + 1
    return lines


_LONGEST_GAP = 12
"""Blank lines in a row; more carry no more meaning."""


def _lines_of(raw: str, start: int) -> Iterable[Line]:
    """One line, or several where a form feed or a heading in spaced capitals stands inside it."""
    for number, part in enumerate(raw.split("\f")):
        quote = _QUOTE.match(part)
        lead = quote.end() if quote else 0
        text = part[lead:].rstrip()
        heading = _SPACED_HEADING.match(text)
        cut = heading.end() if heading and len(text) - heading.end() > 40 else 0
        if cut:
            yield _mended(text[:cut].rstrip(), start + lead, after_page=number > 0)
        yield _mended(text[cut:], start + lead + cut, after_page=number > 0 and not cut)
        start += len(part) + 1


def _mended(text: str, start: int, *, after_page: bool) -> Line:
    """A line with its offsets as printed and its text mended; columns fit offsets only where nothing was mended."""
    return Line(start, start + len(text), close_spaced_capitals(_LONG_RUN.sub(" " * LONGEST_RUN, text)), after_page)


class Flow:
    """Lines in reading order, and the folded text of all of them to search in."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = tuple(lines)
        self.text = "\n".join(line.text for line in lines)
        self.folded = fold(self.text)
        self._starts: list[int] = []
        position = 0
        for line in self.lines:
            self._starts.append(position)
            position += len(line.text) + 1

    def line_at(self, position: int) -> int:
        """The number of the line in which a position of `text` lies."""
        return max(bisect_right(self._starts, position) - 1, 0)

    def at_line_start(self, position: int) -> bool:
        start = self._starts[self.line_at(position)] if self._starts else 0
        return not self.text[start:position].strip()

    def cut(self, begin: int, stop: int) -> list[Line]:
        """The lines between two positions of `text`, the first and the last perhaps in part."""
        if not self.lines or begin >= stop:
            return []
        first, last = self.line_at(begin), self.line_at(stop)
        cut = []
        for number in range(first, last + 1):
            line, offset = self.lines[number], self._starts[number]
            left, right = max(begin - offset, 0), min(stop - offset, len(line.text))
            if left < right or (number not in (first, last)):
                cut.append(line if (left, right) == (0, len(line.text)) else line.part(left, right))
        return cut


def trim(lines: Sequence[Line]) -> list[Line]:
    """Without the blank lines at both ends."""
    kept = list(lines)
    while kept and kept[0].blank:
        kept.pop(0)
    while kept and kept[-1].blank:
        kept.pop()
    return kept


def blocks(lines: Iterable[Line]) -> list[list[Line]]:
    """Groups of lines between blank lines."""
    groups: list[list[Line]] = [[]]
    for line in lines:
        if line.blank:
            groups.append([])
        else:
            groups[-1].append(line)
    return [group for group in groups if group]


def places_of(lines: Iterable[Line]) -> tuple[Place, ...]:
    """Where lines stand, in order, neighbours drawn together."""
    merged: list[Place] = []
    for start, end in sorted({line.place for line in lines if not line.blank}):
        if merged and start - merged[-1][1] <= 2:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)
