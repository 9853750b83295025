"""How wide a text is in the columns of a terminal, and where a line may end."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

WIDTH: Final = 72

_NOT_FIRST: Final = frozenset("、。，．：；？！）】》」』〉〕”’％…·,.:;?!)]}%")
_NOT_LAST: Final = frozenset("（【《「『〈〔“‘([{")


def columns(text: str) -> int:
    """Letters of East Asia take two columns (UAX 11), marks on a letter and marks of direction none."""
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def wrapped(text: str, width: int = WIDTH) -> list[str]:
    """Lines of at most so many columns, where a line can be ended; never an empty list."""
    lines = [""]
    taken = 0
    for piece, gap in _pieces(text):
        size = columns(piece)
        if lines[-1] and taken + len(gap) + size > width:
            lines.append(piece)
            taken = size
        else:
            lines[-1] += gap + piece
            taken += len(gap) + size
    return lines


def shortened(text: str, width: int) -> str:
    """The text, or as much of it as fits with an ellipsis after it."""
    if columns(text) <= width:
        return text
    first = wrapped(text, width - 1)[0]
    while columns(first) > width - 1:
        first = first[:-1]
    return f"{first.rstrip(' ,;:.，、；：。')}…"


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """What may not be broken, and the gap before it: words, and single letters of East Asia with their punctuation.

    A space that holds (U+00A0) is a part of a word.
    """
    for n, word in enumerate(filter(None, text.split(" "))):
        gap = " " if n else ""
        for piece in _clusters(word):
            yield piece, gap
            gap = ""


def _clusters(word: str) -> list[str]:
    found: list[str] = []
    for character in word:
        before = found[-1][-1] if found else ""
        wide = _columns(character) == 2 or (before and _columns(before) == 2)
        if not found or not wide or character in _NOT_FIRST or before in _NOT_LAST or not _columns(character):
            found[-1:] = [(found[-1] if found else "") + character]
        else:
            found.append(character)
    return found
