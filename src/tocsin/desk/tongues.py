"""Languages as the desk names them, in the language of the page and in their own, each with its direction."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language, to_locale

from tocsin.actions.translating.tags import language_tag
from tocsin.typesetting import fonts_for

OFFERED: Final = ("ar", "de", "es", "fa", "fr", "hi", "it", "ja", "ko", "nl", "pl", "pt", "ru", "tr", "uk", "ur", "zh")
_IN_BRACKETS: Final = re.compile(r"\(([A-Za-z0-9-]+)\)\s*\Z")


@dataclass(frozen=True, slots=True)
class Tongue:
    """tag: as in `lang`. direction: as in `dir`."""

    tag: str
    name: str
    direction: str


def tongue(tag: str) -> Tongue:
    return Tongue(tag, language_name(tag), fonts_for(tag).direction)


def language_name(tag: str) -> str:
    """“French”, in the language of the page; the tag where there is no name for it."""
    found, page = _locale(tag), _page_locale()
    if found is None:
        return str(page.languages.get(tag.partition("-")[0], tag))
    return found.get_display_name(page) or tag


def own_name(tag: str) -> str:
    """“français”."""
    found = _locale(tag)
    return (found.get_display_name() if found else None) or tag


def tag_typed(text: str) -> str:
    """“French (fr)”, “fr” or “French” as `fr`. BadInput where no such language is known."""
    in_brackets = _IN_BRACKETS.search(text)
    if in_brackets:
        return language_tag(in_brackets[1])
    wanted = text.strip().casefold()
    for locale in (_page_locale(), Locale("en")):
        for code, name in locale.languages.items():
            if str(name).casefold() == wanted and wanted:
                return language_tag(code)
    return language_tag(text)


def _page_locale() -> Locale:
    return Locale.parse(to_locale(get_language() or "en"))


def _locale(tag: str) -> Locale | None:
    try:
        return Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError):
        return None
