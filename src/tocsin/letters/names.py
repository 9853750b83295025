"""What a recipient and a case are called in letters, lists and file names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from babel.lists import format_list

from tocsin.casefile import CaseFile, Recipient
from tocsin.letters.countries import country_name
from tocsin.letters.hygiene import one_line
from tocsin.letters.languages import locale_for, same_language
from tocsin.letters.phrases import phrases_for

_NAMES_IN_SUBJECT = 3
_SUBJECT_LENGTH = 110


def name_of(recipient: Recipient) -> str:
    """Who is written to, on one line: the person or organisation, else the office, else the block's first line."""
    candidates = (recipient.name, recipient.post, *recipient.lines[:1])
    return next((one_line(text) for text in candidates if text and one_line(text)), "")


def in_words(names: Sequence[str], language: str) -> str:
    """`A`, `A and B`, `A, B and C` in the letter's language."""
    return str(format_list(list(names), locale=locale_for(language))) if names else ""


def subject_of(case: CaseFile, language: str) -> str:
    """The people; else the headline where it is in the letter's language; else "Appeal" with number or state."""
    names = [one_line(person.name) for person in case.people if person.name and not person.group]
    if names:
        return _shortened(
            in_words(names, language) if len(names) <= _NAMES_IN_SUBJECT else f"{', '.join(names[:3])}, …"
        )
    if case.headline and same_language(case.language, language):
        return _shortened(one_line(case.headline))
    about = one_line(case.number or "") or _main_country(case, language)
    return ": ".join(filter(None, (phrases_for(language).appeal, about)))


def reference_of(case: CaseFile, language: str) -> str:
    """Case number and state, as `UA 84/26, China`; empty when the case has neither."""
    return ", ".join(filter(None, (one_line(case.number or ""), _main_country(case, language))))


def file_stem(position: int, role: str, recipient: Recipient) -> str:
    """`01-target-president`: plain ASCII, short, the same for the same case; never the writer's name."""
    text = recipient.post or recipient.name or (recipient.lines[0] if recipient.lines else "")
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:32].strip("-")
    return "-".join(filter(None, (f"{position:02d}", role, slug)))


def _main_country(case: CaseFile, language: str) -> str:
    return (country_name(case.countries[0], language) or "") if case.countries else ""


def _shortened(text: str) -> str:
    return text if len(text) <= _SUBJECT_LENGTH else text[: _SUBJECT_LENGTH - 1].rsplit(" ", 1)[0].rstrip(",;:") + " …"
