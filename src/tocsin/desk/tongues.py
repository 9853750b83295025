"""Names of languages, in the desk's language and in their own."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language, to_locale


def language_name(tag: str) -> str:
    """“French”; the tag itself where nobody knows it."""
    found = _locale(tag)
    said = found.get_display_name(to_locale(get_language() or "en")) if found else None
    return said or tag


def own_name(tag: str) -> str:
    """“français”."""
    found = _locale(tag)
    return (found.get_display_name() if found else None) or tag


def _locale(tag: str) -> Locale | None:
    try:
        return Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError):
        return None
