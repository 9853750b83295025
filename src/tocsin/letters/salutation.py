"""The form of address at the head of a letter: which one is used, and how it is punctuated."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from tocsin.letters.languages import same_language
from tocsin.letters.phrases import Phrases, is_known, languages, phrases_for

_SPACED_SLASH = re.compile(r"\s+[/|]\s+")
_SLASH = re.compile(r"[/|]")
_END = " ,:;،؛，：；、"


@dataclass(frozen=True, slots=True)
class Salutation:
    """The text used, without closing punctuation; `is_default` when nobody prescribed it."""

    text: str
    is_default: bool

    def line(self, language: str) -> str:
        """As it stands in the letter, with the language's own punctuation and never a second mark."""
        if self.text.endswith(("!", "！")):
            return self.text
        return self.text + phrases_for(language).salutation_end


@lru_cache(maxsize=4096)
def choose_salutation(
    printed: str | None,
    document_language: str,
    language: str,
    *,
    local_languages: tuple[str, ...] = (),
    to_mission: bool = False,
) -> Salutation:
    """The printed form where it serves this language (a bilingual one gives its half), else the polite default.

    local_languages: those in which the document asks to write; a half in a language not known here is in one of them.
    """
    fitting = _prescribed(printed, document_language, language, local_languages) if printed else None
    text = fitting.rstrip(_END) if fitting else ""
    if text:
        return Salutation(text, is_default=False)
    phrases = phrases_for(language)
    return Salutation(phrases.mission_salutation if to_mission else phrases.office_salutation, is_default=True)


def _prescribed(printed: str, document_language: str, language: str, local_languages: tuple[str, ...]) -> str | None:
    halves = _halves(printed)
    for half, own_languages in halves:
        if any(same_language(own, language) for own in own_languages):
            return half
    in_document_language = same_language(document_language, language)
    if len(halves) == 1:
        # Printed in one form only: the document prescribes it, whatever tongue it is in.
        return halves[0][0] if in_document_language else None
    unknown = next((half for half, own_languages in halves if not own_languages), None)
    is_local = not is_known(language) and any(same_language(language, local) for local in local_languages)
    return unknown if in_document_language or is_local else None


def _halves(printed: str) -> list[tuple[str, frozenset[str]]]:
    """Each part with the languages that it may be in; the whole where it is not bilingual (`Dear Sir/Madam`)."""
    for separator in (_SPACED_SLASH, _SLASH):
        parts = [(part.strip(), languages_of(part.strip())) for part in separator.split(printed) if part.strip()]
        known = [own_languages for _, own_languages in parts if own_languages]
        are_apart = sum(map(len, known)) == len(frozenset().union(*known))
        if len(parts) > 1 and known and are_apart and len(parts) - len(known) <= 1:
            return parts
    return [(printed, languages_of(printed))]


@lru_cache(maxsize=4096)
def languages_of(salutation: str) -> frozenset[str]:
    """The languages whose openings and titles fit a salutation best; empty when none does."""
    scores = {language: _score(salutation, phrases_for(language)) for language in languages()}
    best = max(scores.values())
    return frozenset(language for language, score in scores.items() if score == best and best > 0)


def _score(salutation: str, phrases: Phrases) -> int:
    opening = starts_with_one_of(salutation, phrases.openings)
    titles = sum(word.strip(",.:") in phrases.titles for word in salutation.split())
    return 3 * len(opening.split()) + titles if opening else titles


def starts_with_one_of(text: str, beginnings: tuple[str, ...]) -> str:
    """The beginning with which the text starts, as whole words; empty when none."""
    lowered = text.casefold()
    for beginning in beginnings:
        wanted = beginning.casefold()
        # Thai, Chinese and Japanese have no spaces that would end a word.
        goes_on = lowered[len(wanted) : len(wanted) + 1].isalpha() and wanted[-1] < "\u0e00"
        if lowered.startswith(wanted) and not goes_on:
            return beginning
    return ""
