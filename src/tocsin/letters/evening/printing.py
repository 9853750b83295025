"""Files of an evening, from their plan to their bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

import pypdfium2

from tocsin.letters.composing import Letter
from tocsin.letters.evening.planning import Evening, Part, PlannedLetter
from tocsin.letters.pages import LetterPress
from tocsin.typesetting import TypesettingError
from tocsin.typesetting.joining import join


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A letter that could not be set after all, and why."""

    letter: PlannedLetter
    message: str


@dataclass(frozen=True, slots=True)
class PrintedPart:
    """content: the PDF; empty where none of its letters could be set."""

    content: bytes
    sheets: int
    left_out: tuple[LeftOut, ...] = ()


def print_part(evening: Evening, part: Part, press: LetterPress) -> PrintedPart:
    """One whole file in memory. A letter that refuses is left out and named; the others are printed."""
    printed = [print_piece(evening, piece, press) for piece in part.pieces()]
    if len(printed) == 1:
        return printed[0]
    left_out = tuple(one for piece in printed for one in piece.left_out)
    contents = [piece.content for piece in printed if piece.content]
    joined = BytesIO()
    sheets = join(contents, joined) if contents else 0
    return PrintedPart(joined.getvalue(), sheets, left_out)


def print_piece(evening: Evening, part: Part, press: LetterPress) -> PrintedPart:
    """What is set at once, as `Part.pieces` gives it."""
    letters = [(planned, evening.letter(planned)) for planned in part.letters]

    def set_them(some: list[Letter]) -> bytes:
        return press.labels(some, title=part.title) if part.is_labels else press.many(some, title=part.title)

    try:
        return _printed(set_them([letter for _, letter in letters]))
    except TypesettingError:
        # Each character has a glyph somewhere, but no one font has a whole cluster of them; found one by one.
        left_out = tuple(LeftOut(planned, why) for planned, letter in letters if (why := _refusal(set_them, letter)))
    refused = {id(one.letter) for one in left_out}
    good = [letter for planned, letter in letters if id(planned) not in refused]
    return _printed(set_them(good), left_out) if good else PrintedPart(b"", 0, left_out)


def _refusal(set_them: Callable[[list[Letter]], bytes], letter: Letter) -> str:
    try:
        set_them([letter])
    except TypesettingError as error:
        return f"The letter cannot be printed. {error}"
    return ""


def _printed(content: bytes, left_out: tuple[LeftOut, ...] = ()) -> PrintedPart:
    document = pypdfium2.PdfDocument(content)
    try:
        return PrintedPart(content, len(document), left_out)
    finally:
        document.close()
