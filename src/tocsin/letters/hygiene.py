"""Strings from outside, made safe to typeset and to put into headers: NFC, no controls, no bidi overrides."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

JOINERS = frozenset("\u200b\u200c\u200d\u200e\u200f")
"""Format characters that writing needs: Persian and Indic joiners, Thai word breaks, direction marks."""

_SPACES = re.compile(r"\s+")
_MARKS = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{8})"
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)
_LINE = 80


def one_line(text: str) -> str:
    """A value that stands on one line: every kind of line break and run of spaces is one space."""
    return _SPACES.sub(" ", without_controls(text)).strip()


def lines_of(values: Iterable[str]) -> tuple[str, ...]:
    """A postal block: each line cleaned, empty ones left out, a line break inside an item starts a new line."""
    pieces = (one_line(piece) for value in values for piece in value.splitlines())
    return tuple(piece for piece in pieces if piece)


def without_controls(text: str) -> str:
    """NFC without lone surrogates, byte order marks, direction overrides and isolates (U+202A-202E, U+2066-2069).

    A line or paragraph separator and any control becomes a space, so that words do not run together.
    """
    if text.isascii() and text.isprintable():
        return text
    # Only what is short and comes again in every letter, names and postal lines: no letter's words stay in memory.
    return _cleaned_line(text) if len(text) <= _LINE else _cleaned(text)


def _cleaned(text: str) -> str:
    safe = "".join(map(_safe, text))
    # Normalising an endless run of marks on one letter would take time that grows with its square.
    return unicodedata.normalize("NFC", _MARKS.sub(r"\1", safe))


_cleaned_line = lru_cache(maxsize=4096)(_cleaned)


def _safe(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"Cc", "Zl", "Zp"}:
        return " "
    if category == "Cs" or (category == "Cf" and character not in JOINERS) or "\ufe00" <= character <= "\ufe0f":
        return ""
    return character
