"""PDF to lines of text, in the order of the page, with blank lines where the page leaves space."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

import pypdfium2
import pypdfium2.raw as pdfium

from tocsin.casefile.errors import UnreadableDocument

_MAX_PAGES = 40
_MAX_CHARACTERS = 60_000
"""Of one page; a page full of the smallest print has ten thousand."""


@dataclass(slots=True)
class _Row:
    """One printed line: characters with their left and right edges, and its place; points, y upwards."""

    characters: list[str] = field(default_factory=list)
    lefts: list[float] = field(default_factory=list)
    rights: list[float] = field(default_factory=list)
    bottom: float = 0.0
    top: float = 0.0

    @property
    def left(self) -> float:
        return self.lefts[0] if self.lefts else 0.0


def text_of_pdf(content: bytes) -> str:
    """The text of all pages, parted by form feeds; UnreadableDocument where the file is damaged or encrypted."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise UnreadableDocument("The PDF is encrypted: save it without a password.") from None
        raise UnreadableDocument("The PDF is damaged and cannot be opened.") from None
    with document:
        if len(document) > _MAX_PAGES:
            raise UnreadableDocument(
                f"The PDF has {len(document)} pages; an urgent action has a few, and at most {_MAX_PAGES} are read."
            )
        try:
            return "\f".join(_page_text(document, number) for number in range(len(document)))
        except pypdfium2.PdfiumError:
            raise UnreadableDocument("The PDF is damaged: a page cannot be read.") from None


def _page_text(document: pypdfium2.PdfDocument, number: int) -> str:
    page = document[number]
    try:
        text_page = page.get_textpage()
        try:
            return "\n".join(_lines(_rows(text_page)))
        finally:
            text_page.close()
    finally:
        page.close()


def _rows(text_page: pypdfium2.PdfTextPage) -> list[_Row]:
    """The characters of a page gathered into rows, as pdfium orders them."""
    if text_page.count_chars() > _MAX_CHARACTERS:
        raise UnreadableDocument(
            f"A page of the PDF holds more than {_MAX_CHARACTERS:,} characters, which no printed page does."
        )
    rows = [_Row()]
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    for index in range(text_page.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        if code in (10, 13):
            if rows[-1].characters:
                rows.append(_Row())
            continue
        row = rows[-1]
        pdfium.FPDFText_GetCharBox(text_page, index, left, right, bottom, top)
        if not row.characters:
            row.bottom, row.top = bottom.value, top.value
        elif code != 32 and top.value > bottom.value:
            row.bottom, row.top = min(row.bottom, bottom.value), max(row.top, top.value)
        # pdfium marks a hyphen at a line's end with U+0002 or U+FFFE.
        row.characters.append(
            "-" if code in (2, 0xFFFE) else chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd"
        )
        row.lefts.append(left.value)
        row.rights.append(right.value)
    return [row for row in rows if "".join(row.characters).strip()]


def _lines(rows: Sequence[_Row]) -> list[str]:
    """Rows as lines, with a blank one where the distance to the row above is more than the usual."""
    if not rows:
        return []
    steps = [_step(above, row) for above, row in pairwise(rows)]
    usual = _usual_step([step for step in steps if 0 < step < 40])
    lines = [_spaced(rows[0])]
    for row, step in zip(rows[1:], steps, strict=True):
        if step < -2 or step > 1.22 * usual:
            lines.append("")
        lines.append(_spaced(row))
    return lines


def _step(above: _Row, row: _Row) -> float:
    """From one row down to the next, in points, measured at the top of the letters."""
    return above.top - row.top


def _usual_step(steps: Sequence[float]) -> float:
    """The distance between lines of one paragraph: most steps, and the small ones among them."""
    if not steps:
        return 12.0
    small = [step for step in steps if step <= median(steps) * 1.15]
    return median(small) if small else median(steps)


def _spaced(row: _Row) -> str:
    """The row's text, wide gaps kept wide: two columns that were drawn as one line."""
    pieces: list[str] = []
    size = max(row.top - row.bottom, 6.0)
    for index, character in enumerate(row.characters):
        if index and character != " " and row.lefts[index] - _last_right(row, index) > 2.2 * size:
            pieces.append("    ")
        pieces.append(character)
    return "".join(pieces).rstrip()


def _last_right(row: _Row, index: int) -> float:
    """The right edge of the last character that is not a space."""
    for before in range(index - 1, -1, -1):
        if row.characters[before] != " ":
            return row.rights[before]
    return row.lefts[index]
