"""DOCX to lines of text: paragraphs, lists, tables, text boxes, headers and footers, in the order of the page."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from itertools import islice
from typing import Any

import docx
from docx.oxml.ns import qn

from tocsin.casefile.errors import UnreadableDocument

_MAX_UNPACKED = 60_000_000
_MAX_MEMBERS = 4_000
_MAX_SECTIONS = 40
_LONG = 100
"""A paragraph of more characters is running text: Word parts it from the next by space, not by a blank line."""

_SKIPPED = frozenset(map(qn, ("w:del", "w:moveFrom", "w:instrText", "w:delText", "w:fldData")))
_MC_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def text_of_docx(content: bytes) -> str:
    """The text of a DOCX; UnreadableDocument where it is damaged, encrypted or unpacks to too much."""
    _refuse_bombs(content)
    try:
        document = docx.Document(io.BytesIO(content))
        lines = [
            *_headers(document, "header"),
            *_block_lines(document.element.body, _bulleted_styles(document)),
            "",
            *_headers(document, "footer"),
        ]
    except MemoryError:
        raise UnreadableDocument("The DOCX file needs too much memory: save it anew, without pictures.") from None
    except RecursionError:
        raise UnreadableDocument("The DOCX file is nested too deeply.") from None
    # python-docx and lxml raise what they come across; to the reader every one of them means a damaged file.
    except Exception as error:
        raise UnreadableDocument(
            "The DOCX file is damaged: open it in a word processor and save it anew.", detail=type(error).__name__
        ) from None
    return "\n".join(lines)


def _refuse_bombs(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise UnreadableDocument("The DOCX file is damaged: it cannot be unpacked.") from None
    if len(members) > _MAX_MEMBERS:
        raise UnreadableDocument(f"The DOCX file holds {len(members):,} parts; an urgent action has a few dozen.")
    if sum(member.file_size for member in members) > _MAX_UNPACKED:
        raise UnreadableDocument(
            f"The DOCX file unpacks to more than {_MAX_UNPACKED // 1_000_000} MB, which no urgent action does."
        )
    if any(member.flag_bits & 1 for member in members):
        raise UnreadableDocument("The DOCX file is encrypted: save it without a password.")


def _headers(document: Any, part: str) -> Iterator[str]:
    """Lines of the headers or footers, each kind once."""
    seen: set[str] = set()
    for section in islice(document.sections, _MAX_SECTIONS):
        for kind in (f"first_page_{part}", part, f"even_page_{part}"):
            story = getattr(section, kind)
            if story.is_linked_to_previous:
                continue
            for line in _block_lines(story._element, frozenset()):
                if line.strip() and line.strip() not in seen:
                    seen.add(line.strip())
                    yield line


def _bulleted_styles(document: Any) -> frozenset[str]:
    """Ids of paragraph styles that number or bullet their paragraphs."""
    return frozenset(
        style.style_id
        for style in document.styles
        if style.element.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None
        or (style.name or "").startswith("List Bullet")
    )


def _block_lines(container: Any, bulleted: frozenset[str]) -> Iterator[str]:
    for child in container:
        if child.tag == qn("w:p"):
            yield from _paragraph_lines(child, bulleted)
        elif child.tag == qn("w:tbl"):
            yield ""
            yield from _table_lines(child, bulleted)
            yield ""
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml"), qn("w:moveTo")):
            yield from _block_lines(child, bulleted)


def _paragraph_lines(paragraph: Any, bulleted: frozenset[str]) -> Iterator[str]:
    boxes: list[Any] = []
    text = "".join(_inline(paragraph, boxes))
    listed = _is_listed(paragraph, bulleted)
    if listed and text.strip():
        yield f"\u2022 {text.strip()}"
    else:
        yield from text.split("\n")
    if listed or (len(text) > _LONG and "\n" not in text):
        yield ""
    for box in boxes:
        yield ""
        yield from _block_lines(box, bulleted)
        yield ""


def _is_listed(paragraph: Any, bulleted: frozenset[str]) -> bool:
    properties = paragraph.find(qn("w:pPr"))
    if properties is None:
        return False
    numbering = properties.find(qn("w:numPr"))
    if numbering is not None:
        number = numbering.find(qn("w:numId"))
        return number is None or number.get(qn("w:val")) != "0"
    style = properties.find(qn("w:pStyle"))
    return style is not None and style.get(qn("w:val")) in bulleted


_MARKS = {qn("w:tab"): "\t", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-", qn("w:softHyphen"): "\u00ad"}


def _inline(element: Any, boxes: list[Any]) -> Iterator[str]:
    """The text of a paragraph as last agreed: insertions kept, deletions left out; text boxes are set aside."""
    for child in element:
        if child.tag in _SKIPPED or child.tag == _MC_FALLBACK:
            continue
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag == qn("w:br"):
            yield "\f" if child.get(qn("w:type")) == "page" else "\n"
        elif child.tag == qn("w:tab") and element.tag != qn("w:tabs"):
            yield "\t"
        elif child.tag in _MARKS:
            yield _MARKS[child.tag]
        elif child.tag == qn("w:sym"):
            yield "\u2022 "
        elif child.tag == qn("w:txbxContent"):
            boxes.append(child)
        elif child.tag != qn("w:pPr") and isinstance(child.tag, str):
            yield from _inline(child, boxes)


def _table_lines(table: Any, bulleted: frozenset[str]) -> Iterator[str]:
    """Cells in reading order, each a block of its own; a label and its value in two cells stay on one line."""
    rows = [[list(_block_lines(cell, bulleted)) for cell in _cells(row)] for row in _rows(table)]
    if _is_column_wise(rows):
        for column in zip(*rows, strict=True):
            yield from (line for cell in column for line in cell if line.strip())
            yield ""
        return
    for row in rows:
        yield from _row_lines(row)


def _rows(table: Any) -> Iterator[Any]:
    return (row for row in table.iter(qn("w:tr")) if _table_of(row) is table)


def _cells(row: Any) -> Iterator[Any]:
    return (cell for cell in row.iter(qn("w:tc")) if _row_of(cell) is row)


def _is_column_wise(rows: list[list[list[str]]]) -> bool:
    """Addresses side by side, one row for each of their lines: several rows, short cells, no labels with a colon."""
    if len(rows) < 4 or len({len(row) for row in rows}) != 1 or len(rows[0]) < 2:
        return False
    cells = [[line for line in cell if line.strip()] for row in rows for cell in row]
    filled = [cell for cell in cells if cell]
    first = [row[0] for row in rows if any(line.strip() for line in row[0])]
    labels = sum(cell[-1].rstrip().endswith(":") for cell in first)
    return sum(len(cell) == 1 and len(cell[0]) < 80 for cell in filled) >= 0.8 * len(filled) and labels < len(first) / 2


def _row_lines(row: list[list[str]]) -> Iterator[str]:
    label = ""
    for lines in row:
        filled = [line for line in lines if line.strip()]
        if label and filled:
            yield f"{label} {filled[0].strip()}"
            yield from lines[lines.index(filled[0]) + 1 :]
            yield ""
            label = ""
        elif len(filled) == 1 and filled[0].rstrip().endswith(":") and len(filled[0]) < 90:
            label = filled[0].strip()
        else:
            yield from lines
            yield ""
    if label:
        yield label


def _row_of(cell: Any) -> Any:
    return next(ancestor for ancestor in cell.iterancestors(qn("w:tr")))


def _table_of(row: Any) -> Any:
    return next(ancestor for ancestor in row.iterancestors(qn("w:tbl")))
