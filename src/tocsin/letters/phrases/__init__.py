"""What a letter says of itself, in each language: one TOML file per language, so that a new language is a new file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tocsin.letters.languages import fallback_chain

FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language's file. `openings`, `closings` and `titles` serve to know a printed salutation's language."""

    language: str
    office_salutation: str
    mission_salutation: str
    salutation_end: str
    closing: str
    covering_line: str
    covering_line_without_recipients: str
    forwarding: str
    sender: str
    date: str
    concerning: str
    page: str
    appeal: str
    embassy: str
    openings: tuple[str, ...]
    closings: tuple[str, ...]
    titles: frozenset[str]


@cache
def languages() -> tuple[str, ...]:
    """Every language that has a file."""
    names = (entry.name for entry in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def is_known(tag: str) -> bool:
    """Whether there is a file for this language, in any of its forms."""
    known = {language.lower() for language in languages()}
    return any(candidate.lower() in known for candidate in fallback_chain(tag))


@cache
def phrases_for(tag: str) -> Phrases:
    """The phrases of a language, or of the nearest one that has a file: `zh-TW`, then `zh-Hant`, at last English."""
    known = {language.lower(): language for language in languages()}
    fitting = (known[candidate.lower()] for candidate in fallback_chain(tag) if candidate.lower() in known)
    return _read(next(fitting, FALLBACK))


@cache
def _read(language: str) -> Phrases:
    values = tomllib.loads(files(__name__).joinpath(f"{language}.toml").read_text("utf-8"))
    openings, closings = (tuple(sorted(values.pop(key), key=len, reverse=True)) for key in ("openings", "closings"))
    return Phrases(language, openings=openings, closings=closings, titles=frozenset(values.pop("titles")), **values)
