"""Languages to write in, by the names that documents print."""

from __future__ import annotations

import re
from functools import cache

import pycountry
from babel import Locale

from tocsin.casefile.model import WriteIn
from tocsin.casefile.reading.flow import fold
from tocsin.casefile.reading.labels import alternatives, languages


@cache
def _names() -> dict[str, str]:
    """Folded names of languages to BCP 47 codes."""
    names: dict[str, str] = {}
    for language in languages():
        for code, name in Locale(language.code).languages.items():
            if len(code) <= 3:
                names.setdefault(fold(name), code)
    for entry in pycountry.languages:
        if hasattr(entry, "alpha_2"):
            names.setdefault(fold(entry.name), entry.alpha_2)
    for language in languages():
        names |= language.other_languages
    return names


def language_named(text: str) -> str | None:
    """The code of the language that a text is the name of."""
    plain = re.sub(r"\s+", " ", fold(text)).strip(" .,;:()[]'\"")
    names = _names()
    if plain in names:
        return names[plain]
    # German inflects: `in gutem Portugiesisch`, `auf Englisch`, `englischer Sprache`.
    for ending in ("er sprache", "e", "er", "en", "em", "es"):
        if plain.endswith(ending) and plain.removesuffix(ending) in names:
            return names[plain.removesuffix(ending)]
    return None


def languages_in(text: str) -> WriteIn:
    """Languages that a phrase names, in order, and whether it allows the writer's own."""
    folded = re.sub(r"\s+", " ", fold(text))
    own = any(alternatives(language.own_language).search(folded) for language in languages())
    for language in languages():
        folded = alternatives(language.own_language).sub(" ; ", folded)
    found: list[str] = []
    joints = "|".join(
        sorted({word for language in languages() for word in language.conjunctions}, key=len, reverse=True)
    )
    for part in re.split(rf"[,;:/()&.]|\b(?:{joints})\b", folded):
        code = language_named(part)
        if code and code not in found:
            found.append(code)
    return WriteIn(tuple(found), own)
