"""The assisted path: sentences to choose from, for people who cannot type much, and beginnings for one of their own.

A letter chosen here is as good as any: every part has many sentences, each writer sees them in an order of their own,
and the advice does not count a chosen sentence against the writer.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from hashlib import blake2b
from importlib.resources import files

from babel.lists import format_list

from tocsin.casefile import CaseFile
from tocsin.letters.hygiene import one_line
from tocsin.letters.languages import fallback_chain, locale_for, same_language

_CASES_KEPT = 64
_MOST_NAMES = 3


class Part(StrEnum):
    """The parts of a letter, in their order; pages word them."""

    OPENING = "opening"
    WHAT_HAPPENED = "what-happened"
    CALL = "call"
    CLOSING_THOUGHT = "closing-thought"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Sentences for one part. call: the number of the call that they make, None for all calls together.

    beginnings: for a sentence of one's own; each ends in an ellipsis, which the advice knows as unfinished.
    """

    part: Part
    call: int | None
    sentences: tuple[str, ...]
    beginnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assisted:
    """What can be chosen, in one language; nothing where no sentences are kept in it."""

    language: str
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class _Sentences:
    """One language's file. The lists named `…_without_names` serve cases whose people have no names."""

    lists: dict[str, tuple[str, ...]]

    def filled(self, key: str, names: str, call: str = "") -> tuple[str, ...]:
        """The sentences of a list with the names and the call in their places."""
        chosen = key if names or f"{key}_without_names" not in self.lists else f"{key}_without_names"
        return tuple(
            text.replace("{names}", names).replace("{call}", call)
            for text in self.lists[chosen]
            if names or "{names}" not in text
        )


def languages() -> tuple[str, ...]:
    """Every language in which sentences can be chosen."""
    names = (entry.name for entry in (files(__package__) / "sentences").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def beginnings_in(language: str) -> tuple[str, ...]:
    """Every beginning that is offered in a language, to find those that nobody finished."""
    sentences = _sentences(language)
    lists = sentences.lists.items() if sentences else ()
    return tuple(text for key, texts in lists if key.endswith("_beginnings") for text in texts)


def sentences_for(case: CaseFile, language: str, seed: str = "") -> Assisted:
    """The sentences for a case, in an order that depends on the seed: give each writer another.

    Calls are worded as the case words them; where the case is in another language, they are spoken of all together.
    """
    assisted = _in_order(case, language)
    return Assisted(assisted.language, tuple(_reordered(one, seed) for one in assisted.suggestions))


@lru_cache(_CASES_KEPT)
def _in_order(case: CaseFile, language: str) -> Assisted:
    sentences = _sentences(language)
    if sentences is None:
        return Assisted(language, ())
    same = same_language(case.language, language)
    names = _names(case, language, same=same)

    def suggest(part: Part, key: str, call: int | None = None, text: str = "") -> Suggestion:
        return Suggestion(part, call, sentences.filled(key, names, text), sentences.lists[f"{key}_beginnings"])

    calls = [suggest(Part.CALL, "call", number, _clause(call)) for number, call in enumerate(case.calls)]
    return Assisted(
        language,
        (
            suggest(Part.OPENING, "opening"),
            suggest(Part.WHAT_HAPPENED, "what_happened"),
            *(calls if same and calls else [suggest(Part.CALL, "all_calls")]),
            suggest(Part.CLOSING_THOUGHT, "closing_thought"),
        ),
    )


def _names(case: CaseFile, language: str, *, same: bool) -> str:
    """The people as the case spells them, `A, B and C`; nothing for groups, or in another script than the letter's."""
    names = [one_line(person.name) for person in case.people if person.name and not person.group][:_MOST_NAMES]
    if not names or not (same or all(name.isascii() for name in names)):
        return ""
    return str(format_list(names, locale=locale_for(language)))


def _clause(call: str) -> str:
    return one_line(call).rstrip(" .;,。；،؛")


def _reordered(one: Suggestion, seed: str) -> Suggestion:
    salt = f"{seed}\n{one.part}\n{one.call}\n"
    return Suggestion(one.part, one.call, _shuffled(one.sentences, salt), _shuffled(one.beginnings, salt))


def _shuffled(texts: Sequence[str], salt: str) -> tuple[str, ...]:
    return tuple(
        sorted(texts, key=lambda text: blake2b((salt + text).encode(errors="replace"), digest_size=8).digest())
    )


def _sentences(language: str) -> _Sentences | None:
    known = {name.lower(): name for name in languages()}
    return next((_read(known[name.lower()]) for name in fallback_chain(language) if name.lower() in known), None)


@cache
def _read(language: str) -> _Sentences:
    text = (files(__package__) / "sentences" / f"{language}.toml").read_text("utf-8")
    return _Sentences(
        {key: tuple(re.sub(r"\s+", " ", one) for one in values) for key, values in tomllib.loads(text).items()}
    )
