"""The network's own words round a case, in the language of the document: labels, dates, names of languages.

The words stand in `phrases/`, one file per language; a language without a file gets the English ones.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pycountry
from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.languages import get_official_languages
from babel.lists import format_list

from tocsin.casefile.model import CaseFile, Kind, Person, Recipient, WriteIn
from tocsin.casefile.states import invented_name
from tocsin.typesetting import clean, fonts_for

FALLBACK = "en"
CLOSED = frozenset({Kind.STOP, Kind.OUTCOME})
"""Kinds of documents that must not invite anybody to write."""

_FOLDER = Path(__file__).with_name("phrases")


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one language. `language` is theirs: English where the document's has no file."""

    language: str
    direction: str
    locale: Locale
    phrases: Mapping[str, Any]

    def say(self, key: str, **values: object) -> str:
        """The phrase for a key such as `headings.calls`, its blanks filled in."""
        phrase: Any = self.phrases
        for part in key.split("."):
            phrase = phrase[part]
        return str(phrase).format(**values)

    def has(self, key: str) -> bool:
        """Whether there is a phrase of this key."""
        section, _, name = key.partition(".")
        return name in self.phrases.get(section, {})

    def heading(self, name: str, *, closed: bool = False) -> str:
        """The heading of a section; on a closed case one that asks for nothing."""
        return self.say(
            f"headings_closed.{name}" if closed and self.has(f"headings_closed.{name}") else f"headings.{name}"
        )

    def day(self, day: date) -> str:
        """A date in words: 14 December 2026."""
        written = format_date(day, format="long", locale=self.locale)
        first = self.phrases.get("first_of_month")
        return f"{first}{written[1:]}" if first and written.startswith("1 ") else written

    def country(self, code: str, names: Mapping[str, str]) -> str:
        """The name of a state. names: those that CLDR does not know, such as invented ones."""
        return names.get(code) or self.locale.territories.get(code) or invented_name(code, self.language) or code

    def listed(self, *items: str | None) -> str:
        """Items one after the other, with the comma of the language; what is missing is left out."""
        return str(self.phrases["comma"]).join(item for item in items if item)

    def sentences(self, *items: str | None) -> str:
        """Sentences one after the other."""
        return str(self.phrases["sentence_gap"]).join(item for item in items if item)

    def one_of(self, items: Iterable[str]) -> str:
        """A list in words: English, Chinese or your own language."""
        return str(format_list(list(items), style="or", locale=self.locale))


@cache
def wording_for(language: str) -> Wording:
    """The words for documents in a language (BCP 47)."""
    chosen = fonts_for(language)
    name = chosen.language if _has_file(language) else FALLBACK
    phrases = tomllib.loads((_FOLDER / f"{name}.toml").read_text("utf-8"))
    own = f"{name}_{chosen.region}" if name == chosen.language and chosen.region else phrases["locale"]
    return Wording(name, fonts_for(name).direction, _locale(own) or Locale.parse(phrases["locale"]), phrases)


def _has_file(language: str) -> bool:
    chosen = fonts_for(language)
    # The Chinese phrases are in simplified characters: readers of traditional ones get English rather than those.
    traditional = chosen.language == "zh" and chosen.han != "SC"
    return not traditional and (_FOLDER / f"{chosen.language}.toml").is_file()


def _locale(name: str) -> Locale | None:
    try:
        return Locale.parse(name)
    except (UnknownLocaleError, ValueError):
        return None


def language_name(tag: str, words: Wording) -> str:
    """What a language is called; the tag itself where CLDR has no name for it."""
    known = words.locale.languages
    whole = known.get(tag.replace("-", "_"))
    return str(whole or known.get(tag.split("-", maxsplit=1)[0].lower()) or tag)


def languages_sentence(write_in: WriteIn, words: Wording) -> str | None:
    """Which languages to write in: “In English, Chinese or your own language.”"""
    if not write_in.languages:
        return words.say("only_own_language") if write_in.own_language else None
    names = [language_name(tag, words) for tag in write_in.languages]
    own = [words.say("own_language")] if write_in.own_language else []
    return words.say("languages", languages=words.one_of([*dict.fromkeys(names), *own]))


def notice(case: CaseFile, words: Wording) -> tuple[str, str] | None:
    """What has to be said first on anything but a first document: a title and a sentence."""
    if case.kind is Kind.INITIAL:
        return None
    counted = case.update > 0 and words.has(f"{case.kind.value}_notice.title_counted")
    title = words.say(f"{case.kind.value}_notice.{'title_counted' if counted else 'title'}", count=case.update)
    return title, words.say(f"{case.kind.value}_notice.text")


def title_of(case: CaseFile, words: Wording) -> str:
    """The headline, or what comes closest to one; never empty."""
    people = words.listed(*(person.name for person in case.people))
    names = (clean(name).strip() for name in (case.headline, words.listed(*case.concerns), people))
    return next(filter(None, names), words.say("urgent_action"))


def name_of(case: CaseFile, words: Wording) -> str:
    """The number and, on an update, which one: “UA 84/26, update 1”."""
    update = words.say("update", count=case.update) if case.update else None
    return words.listed(case.number or words.say("urgent_action"), update)


def who(person: Person, words: Wording) -> tuple[str, str]:
    """Somebody at risk: the name, or what stands for it, and the rest in words."""
    if person.name:
        name, detail = person.name, person.detail
    else:
        name = person.detail or words.say("people.group" if person.group else "people.unnamed")
        detail = None
    gender = words.say(f"people.{person.gender}") if person.gender else None
    return name, words.listed(gender, person.pronouns, detail)


def postal_lines(recipient: Recipient) -> tuple[tuple[str, bool], ...]:
    """The postal block as printed, each line with whether it is the one that names the recipient.

    A name or a post that the block lacks goes before it, so that nothing is left out.
    """
    lead = recipient.name or recipient.post
    before = [part for part in (recipient.name, recipient.post) if part and part not in recipient.lines]
    return tuple((line, line == lead) for line in (*before, *recipient.lines))


def country_line(recipient: Recipient, words: Wording, names: Mapping[str, str]) -> str | None:
    """The recipient's state where the postal block does not say it: an envelope from abroad needs it."""
    if recipient.country is None:
        return None
    own = words.country(recipient.country, names)
    if own == recipient.country:
        return None
    block = "\n".join(recipient.lines).casefold()
    return None if any(name.casefold() in block for name in (own, *_names_of(recipient.country))) else own


@cache
def _names_of(country: str) -> tuple[str, ...]:
    """What a state calls itself, its English name and its three letters (USA)."""
    state = pycountry.countries.get(alpha_2=country)
    locales = filter(None, map(_locale, ("en", *get_official_languages(country, de_facto=True))))
    names = (locale.territories.get(country) for locale in locales)
    return tuple(str(name) for name in (*names, state.alpha_3 if state else None) if name)


def paragraphs(text: str) -> list[str]:
    """A text of several paragraphs, parted by blank lines."""
    return [part.strip("\n") for part in text.split("\n\n") if part.strip()]


def direction_of(text: str, otherwise: str) -> str:
    """Direction of a text by its first strong character (UAX 9, P2 and P3)."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in {"L", "R", "AL"}:
            return "ltr" if kind == "L" else "rtl"
    return otherwise
