"""Faces of font files, read straight from their tables: which characters they have, and how large those are.

Only nominal glyphs are looked at. Tables: OpenType 1.9 (cmap formats 4 and 12, hmtx, loca, glyf). A general library
reads the same in a third of a second before the first letter; this takes milliseconds.
"""

from __future__ import annotations

import mmap
import struct
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from pathlib import Path

UNKNOWN_EXTENT = (0.92, 0.16)
"""Height and depth in em of characters whose outlines are not looked at (CFF2)."""


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
            return UNKNOWN_EXTENT
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


@cache
def read_face(path: Path, index: int = 0) -> Glyphs:
    """One face of a font file; index: which, in a collection."""
    with path.open("rb") as stream:
        content = memoryview(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))
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
