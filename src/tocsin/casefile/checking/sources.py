"""Phrases that could lead to somebody's source: who told it, and something by which that person can be found."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from tocsin.casefile.reading.flow import fold

LONGEST_PHRASE = 100


@cache
def phrases(language: str) -> Mapping[str, str]:
    """The word lists of a language, English where there are none."""
    folder = files("tocsin.casefile.checking").joinpath("phrases")
    own = folder.joinpath(f"{language.split('-', maxsplit=1)[0].lower()}.toml")
    found = own if own.is_file() else folder.joinpath("en.toml")
    return tomllib.loads(found.read_text("utf-8"))


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    words = phrases(language)
    somebody = rf"\b(?:{words['articles']})[ '](?:[\w'-]+ ){{0,3}}?(?:{words['people']})s?\b"
    described = rf"{somebody},?(?: [\w'-]+){{0,4}}?,? (?:{words['who']})\b"
    telling = rf"{somebody}(?: [\w'-]+){{0,6}}? (?:{words['told']})\b"
    quoted = rf"\b(?:{words['according']})(?: [\w'-]+){{0,4}}? (?:{words['people']})s?\b"
    return tuple(map(re.compile, (described, telling, quoted)))


def source_phrases(text: str, language: str) -> Iterator[str]:
    """The phrases of a paragraph, each with the words around it that make it dangerous."""
    folded = fold(text)
    taken: list[tuple[int, int]] = []
    for pattern in _patterns(language):
        for match in pattern.finditer(folded):
            if any(match.start() < stop and start < match.end() for start, stop in taken):
                continue
            taken.append(match.span())
    for start, stop in sorted(taken):
        end = next(
            (position for position in range(stop, min(len(text), start + LONGEST_PHRASE)) if text[position] in ".;!?"),
            min(len(text), start + LONGEST_PHRASE),
        )
        yield text[start:end].strip(" ,")
