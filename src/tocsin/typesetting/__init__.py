"""Typesetting: from plain values and a typst template to an archivable, accessible PDF.

    clean(text)                      what a page may carry: NFC, no controls, no direction overrides
    fonts_for(language, country)     which fonts, which direction, which form of the Han characters
    breakable(text, most)            where a word too long for its column may be broken
    missing_characters(value)        what no font can show, each with its code point, name and place
    typeset(template, data, ...)     PDF/A-2a and PDF/UA-1; the same input gives the same bytes

Text reaches a template as JSON data only (`json(bytes(sys.inputs.data))`), never as markup.

TypesettingError
└── CharactersWithoutGlyph    a character that none of the fonts has; it would print as a box
"""

from tocsin.typesetting.breaking import breakable
from tocsin.typesetting.characters import MissingCharacter, clean, clean_all, missing_characters
from tocsin.typesetting.fonts import FontChoice, fonts_for
from tocsin.typesetting.pages import CharactersWithoutGlyph, TypesettingError, typeset

__all__ = [
    "CharactersWithoutGlyph",
    "FontChoice",
    "MissingCharacter",
    "TypesettingError",
    "breakable",
    "clean",
    "clean_all",
    "fonts_for",
    "missing_characters",
    "typeset",
]
