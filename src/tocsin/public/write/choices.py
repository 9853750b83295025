"""The two choices on which all else rests: the country somebody writes from, and the language of the letter."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import pycountry
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tocsin.casefile import CaseFile
from tocsin.casefile.writing.wording import language_name, wording_for
from tocsin.letters.countries import country_name
from tocsin.letters.languages import same_language
from tocsin.letters.phrases import languages as languages_of_letters
from tocsin.public.reader import Reader


def country_options(chosen: str, reader: Reader) -> SafeString:
    """All states by name in the reader's language, the chosen one selected; an empty one first where none is."""
    known, all_options = _countries(reader.tongue.code, reader.tongue.tag)
    if chosen in known:
        # Each code stands there once, and nothing in it comes from outside.
        return mark_safe(all_options.replace(f'"{chosen}"', f'"{chosen}" selected', 1))  # noqa: S308
    own = country_name(chosen, reader.tongue.tag) if chosen else _("Choose a country")
    return format_html('<option value="{}" selected>{}</option>{}', chosen, own or chosen, all_options)


@lru_cache(maxsize=16)
def _countries(code: str, tag: str) -> tuple[frozenset[str], SafeString]:
    """For a language of the interface; a page of writing has 250 of them, and they are always the same."""
    codes = [*(country.alpha_2 for country in pycountry.countries), "XK"]
    named = [(one, country_name(one, tag) or one) for one in codes]
    named.sort(key=lambda pair: _in_order(pair[1]))
    return frozenset(codes), format_html_join("", '<option value="{}">{}</option>', named)


def _in_order(name: str) -> str:
    """Small and capital letters, with and without accents, alike; the Arabic article does not count."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(character for character in plain if not unicodedata.combining(character)).removeprefix("ال")


def language_options(chosen: str, case: CaseFile, reader: Reader) -> SafeString:
    """Those that are read soonest first, then, where the action takes any, those that letters have words for."""
    words = wording_for(reader.tongue.code)
    tags = list(languages_for(case))
    if chosen and not any(same_language(tag, chosen) for tag in tags):
        tags.append(chosen)
    picked = next((tag for tag in tags if tag == chosen or same_language(tag, chosen)), "") if chosen else ""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((tag, SafeString(" selected") if tag == picked else "", language_name(tag, words)) for tag in tags),
    )


def languages_for(case: CaseFile) -> tuple[str, ...]:
    """In which a letter may be."""
    first = case.write_in.languages or (case.language,)
    if case.write_in.languages and not case.write_in.own_language:
        return first
    return (*first, *(tag for tag in languages_of_letters() if not any(same_language(tag, one) for one in first)))
