"""What the advice knows of each language: one TOML file per language, so that a new language is a new file.

`en.toml` explains the keys. Calls, tone and demands are judged only in these languages; names, dates, placeholders,
length and likeness in all.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from tocsin.letters.languages import MOST_KEPT, fallback_chain, locale_for
from tocsin.letters.own_words.draft import Draft, is_unspaced, plain, plain_words
from tocsin.letters.own_words.finder import PhraseFinder, forms_of

_TOLD_BY = 25
_LEAST_STOPWORDS = 0.12


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language's file. The finder's codes are the keys of the file; things and demands have the key before them."""

    language: str
    is_unspaced: bool
    finder: PhraseFinder
    stopwords: frozenset[str]
    you: frozenset[str]
    own: frozenset[str]
    negations: frozenset[str]
    titles: frozenset[str]
    offices: frozenset[str]
    streets: frozenset[str]
    placeholders: frozenset[str]
    months: dict[tuple[str, ...], int]

    def reads(self, draft: Draft) -> bool:
        """Whether the text is in this language, as far as its smallest words tell; a short one counts as if it were."""
        if len(draft.words) < _TOLD_BY:
            return True
        known = sum(any(form in self.stopwords for form in forms_of(word.plain)) for word in draft.words)
        return known >= _LEAST_STOPWORDS * len(draft.words)


@cache
def languages() -> tuple[str, ...]:
    """Every language that has a file."""
    names = (entry.name for entry in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def lexicon_for(tag: str) -> Lexicon | None:
    """The lexicon of a language, None when there is no file for it."""
    known = {language.lower(): language for language in languages()}
    return next((_read(known[name.lower()]) for name in fallback_chain(tag) if name.lower() in known), None)


@lru_cache(MOST_KEPT)
def month_names(language: str) -> dict[tuple[str, ...], int]:
    """Names of months as compared, with their numbers: CLDR's, and those that the lexicon adds."""
    locale, lexicon = locale_for(language), lexicon_for(language)
    forms = (locale.months["format"]["wide"], locale.months["stand-alone"]["wide"])
    names = {plain_words(name): number for form in forms for number, name in form.items()}
    names |= lexicon.months if lexicon else {}
    return {name: number for name, number in names.items() if name and not name[0].isdigit()}


def placeholder_phrases(language: str) -> frozenset[str]:
    """What stands in a form for what its user should fill in, in this language and in English."""
    fitting = (lexicon_for(language), lexicon_for("en"))
    return frozenset().union(*(lexicon.placeholders for lexicon in fitting if lexicon))


@cache
def _read(language: str) -> Lexicon:
    values = tomllib.loads(files(__name__).joinpath(f"{language}.toml").read_text("utf-8"))
    lists = {key: values[key] for key in ("requests", "orders", "rough", "rough_at_you", "threats", "partisan")}
    for table in ("things", "demands"):
        lists |= {f"{table}:{code}": phrases for code, phrases in values[table].items()}
    sets = {key: _plain_set(values[key]) for key in ("you", "own", "negations", "titles", "offices", "streets")}
    return Lexicon(
        language=language,
        is_unspaced=is_unspaced(language),
        finder=PhraseFinder(lists),
        stopwords=frozenset(plain_words(values["stopwords"])),
        placeholders=frozenset(
            " ".join(plain_words(phrase)) + "*" * phrase.endswith("*") for phrase in values["placeholders"]
        ),
        months={plain_words(name): number for number, more in enumerate(values["months"], 1) for name in more},
        **sets,
    )


def _plain_set(words: list[str]) -> frozenset[str]:
    return frozenset(plain(word) for word in words)
