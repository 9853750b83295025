"""How wide and how tall lines of text will be, by the fonts' own tables.

Typst decides the real layout; this decides beforehand whether an address fits its window. Only nominal glyphs are
looked at: kerning and joining make a line slightly narrower as a rule, `SAFETY` covers the rest.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from tocsin.typesetting import FontChoice
from tocsin.typesetting.faces import UNKNOWN_EXTENT, Glyphs, read_face
from tocsin.typesetting.fonts import shared_fonts

SAFETY = 1.02

# The least for any line.
_LEAST_EXTENT = (0.80, 0.24)
_MISSING = (1.0, *UNKNOWN_EXTENT)

_MARKS = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc"
    "\u0ec8-\u0ecd\u0900-\u0902\u093c\u0941-\u0948\u094d\u1031-\u103a\u17b6-\u17d3]+"
)
"""Runs of marks above or below a letter."""


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
            return read_face(Path(font.path), font.index)
    return None
