"""Languages by their tags (BCP 47), each in its one form, so that a case has one translation into each."""

from __future__ import annotations

import re

import pycountry
from django.utils.translation import gettext as _

from tocsin.letters.languages import is_language_tag, normal_tag
from tocsin.records.errors import BadInput

_LONGEST = 35
"""What RFC 5646 (section 4.4.1) asks everybody to have room for."""


def language_tag(text: str) -> str:
    """`FR` as `fr`, `pt_br` as `pt-BR`, `fra` as `fr`. BadInput where no such language is known."""
    tag = text.strip().replace("_", "-")
    if len(tag) > _LONGEST or not is_language_tag(tag):
        raise BadInput(_("“%(text)s” is not a language tag like fr or pt-BR.") % {"text": text[:20]})
    first, *rest = normal_tag(tag).split("-")
    known = _known(first)
    if known is None:
        raise BadInput(_("There is no language “%(first)s”: take a tag like fr, ar, zh or pt-BR.") % {"first": first})
    return "-".join([known, *rest])


def language_of(tag: str) -> str:
    """The language alone, as a translator's tool says it: of `fr_CA.UTF-8`, `fr`; empty where it says none."""
    return _known(re.split("[-_.@]", tag.strip().lower(), maxsplit=1)[0]) or ""


def _known(code: str) -> str | None:
    """The shortest code of a language (ISO 639), which BCP 47 asks for; None where there is none."""
    languages = pycountry.languages
    found = languages.get(alpha_2=code) if len(code) == 2 else languages.get(alpha_3=code) if len(code) == 3 else None
    return None if found is None else str(getattr(found, "alpha_2", code))
