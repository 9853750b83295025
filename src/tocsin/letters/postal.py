"""The postal block: which lines it has, and how it is made to fit a window.

Lines stay as printed, in their own script and direction; only the country line is ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tocsin.casefile import Recipient
from tocsin.letters.countries import country_line, official_language, only_names_country
from tocsin.letters.envelopes import Box, Envelope
from tocsin.letters.hygiene import lines_of
from tocsin.letters.languages import reads_right_to_left
from tocsin.letters.metrics import extent_of, width_of
from tocsin.letters.writer import Writer
from tocsin.typesetting import FontChoice

MM_PER_POINT = 25.4 / 72
SIZES = (11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0)
"""Points, from the usual size to the smallest that stays readable."""
SIZES_WHEN_WRAPPED = (9.0, 8.5, 8.0)
LINE_HEIGHTS = (1.25, 1.15)
"""Of a line, in em: the usual one, then a tighter one."""
TIGHTEST = 1.09
"""The last resort, at the smallest size."""
HANGING_MM = 3.0


@dataclass(frozen=True, slots=True)
class Row:
    """One printed row; a line too wide for the window goes on in a second, indented row."""

    text: str
    right_to_left: bool = False
    indent: float = 0.0


@dataclass(frozen=True, slots=True)
class AddressBlock:
    """Rows placed on the sheet: left, top, width in millimetres, size and line height in points, ascent in em."""

    left: float
    top: float
    width: float
    size: float
    line_height: float
    ascent: float
    rows: tuple[Row, ...]
    fonts: FontChoice

    def to_json(self) -> dict[str, Any]:
        """Plain values for the template."""
        rows = [{"text": r.text, "dir": "rtl" if r.right_to_left else "ltr", "indent": r.indent} for r in self.rows]
        numbers = {"left": self.left, "top": self.top, "width": self.width}
        sizes = {"size": self.size, "line_height": self.line_height, "ascent": self.ascent}
        return numbers | sizes | {"rows": rows, "fonts": self.fonts.to_json()}


@lru_cache(maxsize=4096)
def postal_lines(recipient: Recipient, writer: Writer, document_language: str) -> tuple[str, ...]:
    """The block with its country line: last, in capitals, in an official language of the writer's country.

    It replaces a last line that only names the country. Within the country there is none. Where the recipient's
    country is not known, or has no name, the block stays as printed.
    """
    lines = lines_of(recipient.lines)
    if not lines or recipient.country is None:
        return lines
    likely = (document_language, writer.language, official_language(writer.country, writer.language))
    without = lines[:-1] if len(lines) > 1 and only_names_country(lines[-1], recipient.country, likely) else lines
    if recipient.country == writer.country:
        return without
    name = country_line(recipient.country, writer.country, writer.language)
    return lines if name is None else (*without, name)


def fit_window(lines: tuple[str, ...], envelope: Envelope, fonts: FontChoice) -> AddressBlock | None:
    """The block in the envelope's safe rectangle, or in its notes' zone too; None when it is too tall for both."""
    if not envelope.has_window:
        return lay_open(lines, envelope.address, fonts)
    boxes = [envelope.address, *([envelope.notes] if envelope.notes else [])]
    return next((block for box in boxes for block in _in_box(lines, box, fonts)), None)


def lay_open(lines: tuple[str, ...], box: Box, fonts: FontChoice) -> AddressBlock:
    """The block at its usual size, as tall as it gets: for a plain letter and for a label."""
    return _block(_rows(lines, box.width, SIZES[0], fonts), box, SIZES[0], LINE_HEIGHTS[0], fonts)


def height_of(block: AddressBlock) -> float:
    """Millimetres from the top of the first row to the foot of the last."""
    return len(block.rows) * block.line_height * MM_PER_POINT


def _in_box(lines: tuple[str, ...], box: Box, fonts: FontChoice) -> Iterator[AddressBlock]:
    """Every way in which the block fits, best first: large, airy and unbroken before small, tight and wrapped."""
    for sizes, may_wrap in ((SIZES, False), (SIZES_WHEN_WRAPPED, True)):
        for size in sizes:
            rows = _rows(lines, box.width, size, fonts)
            if len(rows) > len(lines) and not may_wrap:
                continue
            for em in (*LINE_HEIGHTS, TIGHTEST) if size == SIZES[-1] else LINE_HEIGHTS:
                block = _block(rows, box, size, em, fonts)
                if _drop(block) <= box.height:
                    yield block


def _drop(block: AddressBlock) -> float:
    """Millimetres that the block really needs: from the top of its first row to the lowest descender of its last."""
    _, depth = extent_of(tuple(row.text for row in block.rows), block.fonts)
    points = (len(block.rows) - 1) * block.line_height + (block.ascent + depth) * block.size
    return points * MM_PER_POINT


def _block(rows: tuple[Row, ...], box: Box, size: float, em: float, fonts: FontChoice) -> AddressBlock:
    height, depth = extent_of(tuple(row.text for row in rows), fonts)
    return AddressBlock(
        box.left,
        box.top,
        box.width,
        size,
        round(max(em, height + depth - 0.1) * size, 3),
        round(height, 3),
        rows,
        fonts,
    )


def _rows(lines: tuple[str, ...], width: float, size: float, fonts: FontChoice) -> tuple[Row, ...]:
    room = width / (size * MM_PER_POINT)
    hanging = HANGING_MM / (size * MM_PER_POINT)
    return tuple(row for line in lines for row in _wrapped(line, room, hanging, fonts))


def _wrapped(line: str, room: float, hanging: float, fonts: FontChoice) -> Iterator[Row]:
    """One row, or several broken at spaces; a word wider than the window is broken where it must be."""
    right_to_left = reads_right_to_left(line)
    indent = 0.0
    left = line
    while left:
        piece = _first_piece(left, room - (hanging if indent else 0.0), fonts)
        yield Row(piece.rstrip(), right_to_left, indent)
        left = left[len(piece) :].lstrip()
        indent = HANGING_MM


def _first_piece(text: str, room: float, fonts: FontChoice) -> str:
    if width_of(text, fonts) <= room:
        return text
    end = next(count for count in range(len(text), 0, -1) if count == 1 or width_of(text[:count], fonts) <= room)
    space = text.rfind(" ", 1, end + 1)
    return text[: space + 1] if space > 0 else text[:end]
