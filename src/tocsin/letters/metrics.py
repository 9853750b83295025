"""How wide and how tall lines of text will be, read straight from the fonts' tables.

Typst decides the real layout; this decides beforehand whether an address fits its window. Only nominal glyphs are
looked at: kerning and joining make a line slightly narrower as a rule, `SAFETY` covers the rest.
Tables: OpenType 1.9 (cmap formats 4 and 12, hmtx, loca, glyf).
"""

from __future__ import annotations

import re
import struct
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tocsin.typesetting import FontChoice
from tocsin.typesetting.fonts import shared_fonts

SAFETY = 1.02

# Of characters whose outlines are not looked at (CFF2), and the least for any line.
_HAN_EXTENT = (0.92, 0.16)
_LEAST_EXTENT = (0.80, 0.24)
_MISSING = (1.0, *_HAN_EXTENT)

_MARKS = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc"
    "\u0ec8-\u0ecd\u0900-\u0902\u093c\u0941-\u0948\u094d\u1031-\u103a\u17b6-\u17d3]+"
)
"""Runs of marks above or below a letter."""


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One face: ranges of code points with their first glyph, advances in units, outlines' heights."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    first_glyphs: tuple[int, ...]
    units: int
    advances: memoryview
    advance_count: int
    outlines: memoryview | None
    offsets: memoryview | None
    long_offsets: bool

    def glyph(self, code: int) -> int | None:
        position = bisect_right(self.starts, code) - 1
        if position < 0 or code > self.ends[position]:
            return None
        return self.first_glyphs[position] + code - self.starts[position]

    def width(self, glyph: int) -> float:
        (advance,) = struct.unpack_from(">H", self.advances, 4 * min(glyph, self.advance_count - 1))
        return float(advance) / self.units

    def extent(self, glyph: int) -> tuple[float, float]:
        """Height above and depth below the baseline, in em."""
        if self.outlines is None or self.offsets is None:
            return _HAN_EXTENT
        start, end = self._outline(glyph)
        if start == end:
            return 0.0, 0.0
        _, low, _, high = struct.unpack_from(">4h", self.outlines, start + 2)
        return high / self.units, -low / self.units

    def _outline(self, glyph: int) -> tuple[int, int]:
        """Where the outline begins and ends; the short form counts in pairs of bytes."""
        assert self.offsets is not None
        if self.long_offsets:
            return struct.unpack_from(">II", self.offsets, 4 * glyph)
        start, end = struct.unpack_from(">HH", self.offsets, 2 * glyph)
        return 2 * start, 2 * end


class _Measures(dict[str, tuple[float, float, float]]):
    """Width, height and depth in em of each character, in the first of these fonts that has it; filled as asked for."""

    def __init__(self, families: tuple[str, ...]) -> None:
        super().__init__()
        self.families = families

    def __missing__(self, character: str) -> tuple[float, float, float]:
        self[character] = found = self._measure(character)
        return found

    def _measure(self, character: str) -> tuple[float, float, float]:
        for face in filter(None, map(_face, self.families)):
            if glyph := face.glyph(ord(character)):
                return face.width(glyph), *face.extent(glyph)
        return _MISSING


def has_glyph(character: str, fonts: FontChoice) -> bool:
    """Whether one of the fonts has the character; `False` may also be a character that needs none."""
    return _measures(fonts)[character] is not _MISSING


def width_of(text: str, fonts: FontChoice) -> float:
    """Width of a line in em, rather too wide than too narrow."""
    measures = _measures(fonts)
    return SAFETY * sum(measures[character][0] for character in text)


def extent_of(texts: tuple[str, ...], fonts: FontChoice) -> tuple[float, float]:
    """Greatest height and depth of these lines in em."""
    table = _measures(fonts)
    text = "\n".join(texts)
    measures = [table[character] for character in set(text) - {"\n"}]
    marks = max(map(len, _MARKS.findall(text)), default=0)
    # Fonts lift a mark over a tall letter, and a second mark over the first: Thai, Arabic, Vietnamese in two parts.
    lift = 0.12 * (marks > 0) + 0.25 * max(marks - 1, 0)
    height = max((measure[1] for measure in measures), default=0.0) + lift
    depth = max((measure[2] for measure in measures), default=0.0) + lift / 3
    return max(height + 0.02, _LEAST_EXTENT[0]), max(depth + 0.02, _LEAST_EXTENT[1])


def _measures(fonts: FontChoice) -> _Measures:
    return _measures_in(tuple(family["name"] if isinstance(family, dict) else family for family in fonts.serif))


@cache
def _measures_in(families: tuple[str, ...]) -> _Measures:
    return _Measures(families)


@cache
def _face(family: str) -> Glyphs | None:
    for font in shared_fonts().fonts():
        if font.family == family and font.style == "normal" and font.path:
            return _read_face(Path(font.path), font.index)
    return None


def _read_face(path: Path, index: int) -> Glyphs:
    content = memoryview(path.read_bytes())
    tables = _tables(content, index)
    starts, ends, glyphs = _ranges(content[tables["cmap"] :])
    (units,) = struct.unpack_from(">H", content, tables["head"] + 18)
    (is_long,) = struct.unpack_from(">h", content, tables["head"] + 50)
    (advance_count,) = struct.unpack_from(">H", content, tables["hhea"] + 34)
    has_outlines = "glyf" in tables
    return Glyphs(
        starts, ends, glyphs, units, content[tables["hmtx"] :], advance_count,
        content[tables["glyf"] :] if has_outlines else None, content[tables["loca"] :] if has_outlines else None,
        is_long == 1,
    )  # fmt: skip


def _tables(content: memoryview, index: int) -> dict[str, int]:
    """Offsets of the tables of one face; a collection begins with a list of faces."""
    start = struct.unpack_from(">I", content, 12 + 4 * index)[0] if bytes(content[:4]) == b"ttcf" else 0
    (count,) = struct.unpack_from(">H", content, start + 4)
    records = (struct.unpack_from(">4sIII", content, start + 12 + 16 * number) for number in range(count))
    return {tag.decode("latin-1"): offset for tag, _, offset, _ in records}


def _ranges(cmap: memoryview) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """Ranges of code points in order; format 12 where there is one, else format 4."""
    (count,) = struct.unpack_from(">H", cmap, 2)
    subtables = [cmap[struct.unpack_from(">HHI", cmap, 4 + 8 * number)[2] :] for number in range(count)]
    by_format = {struct.unpack_from(">H", subtable)[0]: subtable for subtable in subtables}
    if 12 in by_format:
        (groups,) = struct.unpack_from(">I", by_format[12], 12)
        numbers = struct.unpack_from(f">{3 * groups}I", by_format[12], 16)
        return numbers[0::3], numbers[1::3], numbers[2::3]
    return _ranges_of_format_4(by_format[4])


def _ranges_of_format_4(table: memoryview) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """Each code point as a range of its own: glyphs of one segment need not follow each other."""
    doubled: int = struct.unpack_from(">H", table, 6)[0]
    segments = doubled // 2
    words = struct.unpack_from(f">{4 * segments + 1}H", table, 14)
    ends, starts = words[:segments], words[segments + 1 : 2 * segments + 1]
    deltas, offsets = words[2 * segments + 1 : 3 * segments + 1], words[3 * segments + 1 :]
    found: dict[int, int] = {}
    for number, (start, end, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        position = 14 + 2 * (3 * segments + 1 + number) + offset
        for code in range(start, min(end, 0xFFFE) + 1):
            glyph = struct.unpack_from(">H", table, position + 2 * (code - start))[0] if offset else code
            if glyph or not offset:
                found[code] = (glyph + delta) % 0x10000
    codes = tuple(sorted(code for code, glyph in found.items() if glyph))
    return codes, codes, tuple(found[code] for code in codes)
