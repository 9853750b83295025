"""Letters on paper: from a letter to the values that the template sets, and to PDF.

PDF/A-2a and PDF/UA-1; the document's date is the letter's, so that the same letter gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from importlib.resources import as_file, files
from itertools import islice
from pathlib import Path
from typing import Any

from tocsin.letters.composing import Letter
from tocsin.letters.envelopes import ENVELOPES, SIZES, Box, Envelope
from tocsin.letters.languages import has_right_to_left
from tocsin.letters.metrics import width_of
from tocsin.letters.phrases import phrases_for
from tocsin.letters.postal import MM_PER_POINT, AddressBlock, fit_window, height_of, lay_open
from tocsin.typesetting import FontChoice, fonts_for, typeset

BATCH = 100
"""Letters in one file where many are printed: larger files gain nothing and cost memory."""

_LABEL = Box(25, 25, 115, 85)
_LABEL_EDGE_MM = 7.0
# Two columns fit both papers, each label with its edge, 7 mm from the sheet's sides.
_LABEL_IN_TWO_COLUMNS = Box(0, 0, 84, 60)
_RULE_MM = 9.0
_FEWEST_RULES = 5
_ROWS_ON_FIRST_PAGE = 18
_TALL_SCRIPTS = {"ar", "fa", "th", "hi", "zh", "ja", "ko", "km", "lo", "my", "bn", "ta", "te", "ur"}


class LetterPress:
    """Prints letters. One may be shared by threads; fonts are read once a process."""

    def one(self, letter: Letter, envelope: Envelope | None = None) -> bytes:
        """One letter as one PDF, folded for the envelope (the writer's own by default)."""
        return self.many([letter], envelope)

    def many(self, letters: Sequence[Letter], envelope: Envelope | None = None, *, title: str = "") -> bytes:
        """Several letters in one PDF, each on a new page; at least one.

        title: what the document is called where its letters are of many people; then it names no author.
        """
        pages = [page_values(letter, envelope or letter.writer.envelope) for letter in letters]
        return _set("letter.typ", _document(letters[0], title) | {"letters": pages}, letters[0].day)

    def batches(self, letters: Iterable[Letter], size: int = BATCH) -> Iterator[bytes]:
        """Thousands of letters as a row of PDFs, each of up to `size` letters; takes them one batch at a time."""
        waiting = iter(letters)
        while batch := list(islice(waiting, size)):
            yield self.many(batch)

    def label(self, letter: Letter) -> bytes:
        """The address to cut out, for an envelope without a window."""
        block = lay_open(letter.address, _LABEL, address_fonts(letter))
        frame = [_LABEL.left - _LABEL_EDGE_MM, _LABEL.top - _LABEL_EDGE_MM, _LABEL.width + 2 * _LABEL_EDGE_MM]
        height = max(height_of(block), 40.0) + 2 * _LABEL_EDGE_MM
        values = {"sheet": SIZES[letter.writer.paper], "frame": [*frame, height], "address": block.to_json()}
        return _set("label.typ", _document(letter) | values, letter.day)

    def labels(self, letters: Sequence[Letter], *, title: str) -> bytes:
        """The addresses of many letters, several to a sheet in two columns, row by row in the letters' order."""
        blocks = [lay_open(letter.address, _LABEL_IN_TWO_COLUMNS, address_fonts(letter)) for letter in letters]
        first = letters[0]
        values = {
            "sheet": SIZES[first.writer.paper],
            "label": [_LABEL_IN_TWO_COLUMNS.width, max(40.0, *map(height_of, blocks)), _LABEL_EDGE_MM],
            "addresses": [block.to_json() for block in blocks],
        }
        return _set("labels.typ", _document(first, title) | values, first.day)


def page_values(letter: Letter, envelope: Envelope) -> dict[str, Any]:
    """Everything that the template needs for one letter; a block too tall is laid as on a letter without a window."""
    fonts = fonts_for(letter.language, letter.recipient.country)
    block = fit_letter(letter, envelope)
    if block is None:
        envelope = ENVELOPES["none"]
        block = lay_open(letter.printed_address, envelope.address, address_fonts(letter))
    phrases = phrases_for(letter.language)
    text_top = max(envelope.text_top, block.top + height_of(block) + 10, _foot(letter, envelope, fonts) + 9)
    return {
        "sheet": SIZES[letter.writer.paper],
        "fonts": fonts.to_json(),
        "leading": 0.95 if fonts.language in _TALL_SCRIPTS else 0.72,
        "marks": _marks(envelope),
        "information": envelope.information,
        "facts": _facts(letter),
        "address": block.to_json(),
        "text_top": round(text_top, 2),
        "is_long": _is_long(letter, fonts),
        "subject": letter.subject,
        "salutation": letter.salutation_line,
        "paragraphs": letter.paragraphs,
        "rules": _rules(letter, text_top, fonts) if letter.is_ruled else 0,
        "closing": letter.closing,
        "signature": letter.signature.name,
        "page_label": phrases.page.split("{number}"),
    }


def fit_letter(letter: Letter, envelope: Envelope) -> AddressBlock | None:
    """The address in that envelope's window; None when it is too tall."""
    return fit_window(letter.printed_address, envelope, address_fonts(letter))


def address_fonts(letter: Letter) -> FontChoice:
    """Fonts of the postal lines: Han characters as they are written in the recipient's country."""
    country = letter.recipient.country
    local = {
        "CN": "zh-Hans",
        "SG": "zh-Hans",
        "TW": "zh-TW",
        "HK": "zh-HK",
        "MO": "zh-MO",
        "JP": "ja",
        "KR": "ko",
        "KP": "ko",
    }
    has_han = any(
        "\u3000" <= character <= "\u9fff" or "\uac00" <= character <= "\ud7a3"
        for line in letter.printed_address
        for character in line
    )
    return fonts_for(local.get(country or "", letter.language) if has_han else letter.language, country)


def _facts(letter: Letter) -> list[dict[str, Any]]:
    """Names and lines of the information block; what is empty is left out."""
    phrases = phrases_for(letter.language)
    facts = (
        (phrases.sender, letter.signature.sender),
        (phrases.date, (letter.date_line,)),
        (phrases.concerning, (letter.reference,)),
    )
    found = ((name, [_directed(line) for line in lines if line]) for name, lines in facts)
    return [{"name": name, "lines": lines} for name, lines in found if lines]


def _directed(line: str) -> dict[str, str]:
    return {"text": line, "dir": "rtl" if has_right_to_left(line) else "ltr"}


def _foot(letter: Letter, envelope: Envelope, fonts: FontChoice) -> float:
    """Where the information block ends, in millimetres: lines of 9 pt, 1.3 em apart, 0.6 em more between facts."""
    _, top, width = envelope.information
    facts = _facts(letter)
    room = width / (9 * MM_PER_POINT)
    # The sans is a little wider than the serif that is measured here.
    rows = sum(1 + sum(1 + int(1.1 * width_of(line["text"], fonts) / room) for line in fact["lines"]) for fact in facts)
    return top + (1.3 * rows + 0.6 * len(facts)) * 9 * MM_PER_POINT


def _rules(letter: Letter, text_top: float, fonts: FontChoice) -> int:
    """How many lines to write on by hand; the template spreads them over all that is left of the page."""
    room = 165 / (11 * MM_PER_POINT)
    rows = sum(1 + int(width_of(text, fonts) / room) for text in (letter.subject, *letter.paragraphs))
    # Below the text's top: what is printed, the salutation, the closing with its place for a signature, the margin.
    left = SIZES[letter.writer.paper][1] - text_top - 22 - 7 * rows - 50
    return max(int(left / _RULE_MM), _FEWEST_RULES)


def _is_long(letter: Letter, fonts: FontChoice) -> bool:
    """Whether the letter may need a second page; rather yes than no."""
    room = 165 / (11 * MM_PER_POINT)
    rows = sum(1.5 + width_of(text, fonts) / room for text in letter.paragraphs)
    return rows > _ROWS_ON_FIRST_PAGE


def _marks(envelope: Envelope) -> list[list[float]]:
    """Height on the sheet and length of each mark, in millimetres."""
    marks = [[fold, 4.0] for fold in envelope.folds]
    return sorted([*marks, [envelope.punch, 6.0]]) if envelope.punch else marks


def _document(letter: Letter, title: str = "") -> dict[str, Any]:
    day = letter.day
    author = [] if title else list(filter(None, [letter.signature.author]))
    return {"title": title or letter.subject, "author": author, "date": [day.year, day.month, day.day]}


def _set(template: str, values: dict[str, Any], day: date) -> bytes:
    return typeset(_template(template), values, created=_moment(day))


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _template(name: str) -> Path:
    with as_file(files("tocsin.letters").joinpath(name)) as path:
        return path
