"""In which words an alert is said: what tells the text of one member from that of another."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from django.conf import settings

from tocsin.appeals.wording import tongue_for
from tocsin.letters.languages import normal_tag, same_language

LAST_WISH: Final = "en"

type Why = Literal["all", "country", "region", "concern", "wrote", "group"]
type Reason = tuple[Why, str]
"""Why somebody gets it, and of which: a state (alpha-2), a region (M49), a concern (slug); else empty."""


@dataclass(frozen=True, slots=True)
class Variant:
    """Members of one variant get the same octets but for the holes.

    language: BCP 47, of the edition's text. tongue: code of settings.LANGUAGES, of the words around it.
    quiet: neither person nor country is named. plain: without HTML. wrote_on: the day on which they wrote on this case.
    group: they get one packet for many. section: code, empty for none.
    """

    language: str = "en"
    tongue: str = "en"
    quiet: bool = False
    plain: bool = False
    reason: Reason = ("all", "")
    wrote_on: date | None = None
    group: bool = False
    section: str = ""


@dataclass(frozen=True, slots=True)
class AlertText:
    """subject: one line. text, html: lines ended by a line feed, with holes in them. html: None for plain alerts."""

    subject: str
    text: str
    html: str | None


def language_for(
    wishes: Collection[str], section: Collection[str], available: Collection[str], own: str
) -> tuple[str, str]:
    """The language of the text and the tongue of the words around it, for somebody with these wishes.

    The member's languages in their order, then those of their section, then English, then `own`, in which the edition
    was written. Where the words can be said in the text's language, and the member named it, they are; else in the
    first of these languages that they can be said in.
    """
    wanted = tuple(dict.fromkeys((*wishes, *section, LAST_WISH)))
    language = next(_served(wanted, available), own)
    named = [language] if any(same_language(language, wish) for wish in wishes) else []
    spoken = (tongue_for(one) for one in (*named, *wanted) if _is_spoken(one))
    return language, next(spoken, LAST_WISH)


def _served(wanted: Collection[str], available: Collection[str]) -> Iterator[str]:
    """For each wish the language that is exactly it, else one that serves it."""
    for wish in wanted:
        yield from (one for one in available if normal_tag(one) == normal_tag(wish))
        yield from (one for one in available if same_language(one, wish))


def _is_spoken(language: str) -> bool:
    return any(same_language(code, language) for code, _ in settings.LANGUAGES)
