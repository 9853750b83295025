"""Where somebody writes from and in which language, guessed from what the browser wishes; never from an IP address."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from babel.core import get_global

from tocsin.casefile import CaseFile
from tocsin.letters.countries import is_country
from tocsin.letters.languages import base_language, same_language
from tocsin.letters.phrases import is_known


def country_of(wishes: Sequence[str], state: str) -> str:
    """Alpha-2: the first that a wish names, else where the first language is spoken most; empty where nothing tells.

    state: that is written to. That somebody writes from within it is never taken from a language alone.
    """
    named = next(filter(None, map(_named_in, wishes)), "")
    if named:
        return named
    likely = _likely(wishes[0]) if wishes else ""
    return "" if likely == state else likely


def language_of(wishes: Sequence[str], case: CaseFile) -> str:
    """The first wish in which the letter may be, else what the case asks for first."""
    return next(filter(None, (_usable(wish, case) for wish in wishes)), _first(case))


def _named_in(wish: str) -> str:
    regions = (part for part in wish.split("-")[1:] if len(part) == 2)
    return next((region for region in regions if is_country(region)), "")


@lru_cache(maxsize=1024)
def _likely(wish: str) -> str:
    """By CLDR's likely subtags."""
    known = get_global("likely_subtags")
    parts = wish.split("-")
    keys = ("_".join(parts[:2]), parts[0])
    found = next((known[key] for key in keys if key in known), "")
    region = found.rpartition("_")[2]
    return region if len(region) == 2 and is_country(region) else ""


def _usable(wish: str, case: CaseFile) -> str:
    named = next((tag for tag in case.write_in.languages if same_language(tag, wish)), "")
    if named:
        return named
    return base_language(wish) if case.write_in.own_language and is_known(wish) else ""


def _first(case: CaseFile) -> str:
    return next(iter(case.write_in.languages), case.language)
