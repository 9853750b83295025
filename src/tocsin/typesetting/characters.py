"""Which characters a page may carry, and which of them no font can show."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tocsin.typesetting.faces import read_face
from tocsin.typesetting.fonts import fonts_by_size

# Embeddings and overrides can make a name or an address read otherwise than it is stored; the byte order mark
# and lone surrogates are not text.
_UNWANTED = re.compile("[\u202a-\u202e\ufeff\ud800-\udfff]")
_BREAKS = re.compile("\r\n|[\r\u0085\u2028\u2029\v\f]")
# Code points with the property Default_Ignorable_Code_Point (Unicode, DerivedCoreProperties): shown as nothing by
# design, so a font need not have them. Line feed and tab are the page's own business.
_INVISIBLE = re.compile(
    "[\n\t\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u206f\u3164\ufe00-\ufe0f\uffa0"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


@dataclass(frozen=True, slots=True, order=True)
class MissingCharacter:
    """A character that none of the fonts has, and where it stands (`targets[0].lines[2]`)."""

    place: str
    character: str

    @property
    def code_point(self) -> str:
        return f"U+{ord(self.character):04X}"

    @property
    def name(self) -> str:
        return unicodedata.name(self.character, "a character without a name")

    def __str__(self) -> str:
        return f"{self.code_point} ({self.name.lower()}) in {self.place or 'the text'}"


def clean(text: str) -> str:
    """The text as a page may carry it: NFC, line feeds as the only line breaks, no controls, no direction overrides."""
    lines = _UNWANTED.sub("", _BREAKS.sub("\n", text)).replace("\t", " ")
    kept = "".join(character for character in lines if character == "\n" or not _is_control(character))
    return unicodedata.normalize("NFC", kept)


def clean_all(value: Any) -> Any:
    """The same for every string inside lists and dictionaries."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {key: clean_all(item) for key, item in value.items()}
    return [clean_all(item) for item in value] if isinstance(value, list | tuple) else value


def missing_characters(value: Any, place: str = "") -> tuple[MissingCharacter, ...]:
    """What no font can show in a text, or in the texts inside lists and dictionaries; one entry a place and character.

    Private use characters count as missing: every reader would see another one, and PDF/A-2a forbids them.
    """
    found = [(where, set(_INVISIBLE.sub("", text))) for where, text in texts_in(value, place)]
    unknown = _without_glyph({character for _, characters in found for character in characters})
    return tuple(
        MissingCharacter(where, character) for where, characters in found for character in sorted(characters & unknown)
    )


def texts_in(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every string of JSON-like data with its place."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from texts_in(item, f"{place}.{key}" if place else str(key))
    elif isinstance(value, list | tuple):
        for position, item in enumerate(value):
            yield from texts_in(item, f"{place}[{position}]")


def _without_glyph(characters: set[str]) -> set[str]:
    private = {character for character in characters if unicodedata.category(character) == "Co"}
    wanted = {ord(character) for character in characters - private}
    for path in fonts_by_size():
        if not wanted:
            break
        # The five faces of the CJK collection have the same characters: the first one speaks for all.
        face = read_face(path)
        wanted = {code for code in wanted if not face.glyph(code)}
    return private | {chr(code) for code in wanted}


def _is_control(character: str) -> bool:
    return unicodedata.category(character) == "Cc"
