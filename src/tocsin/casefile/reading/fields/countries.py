"""States by the names that documents print, in many languages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

import pycountry
from babel import Locale

from tocsin.casefile.reading.flow import fold
from tocsin.casefile.reading.labels import languages
from tocsin.casefile.states import INVENTED

_MORE_LANGUAGES = (
    "pt",
    "it",
    "nl",
    "tr",
    "id",
    "pl",
    "sv",
    "ms",
    "sw",
    "ca",
    "cs",
    "hu",
    "ro",
    "da",
    "nb",
    "fi",
    "sq",
    "hr",
    "az",
    "uz",
    "vi",
    "lt",
    "et",
    "lv",
    "sl",
    "sk",
    "eu",
    "fil",
    "mg",
)
"""Postal blocks end in the state's own language too."""

_NOT_STATES = frozenset({"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"})


@cache
def _names() -> dict[str, str]:
    """Folded names to alpha-2 codes in the languages of the labels; what the label modules say wins."""
    names = _names_in([language.code for language in languages()])
    for country in pycountry.countries:
        for name in (country.name, getattr(country, "official_name", None), getattr(country, "common_name", None)):
            if name:
                names.setdefault(_plain(name), country.alpha_2)
    for code, state in INVENTED.items():
        names |= {_plain(name): code for name in (*state.names.values(), state.formal_name)}
    for language in languages():
        names |= {_plain(name): territory for name, territory in language.countries.items()}
    return {name: territory for name, territory in names.items() if len(name) > 1}


@cache
def _own_names() -> dict[str, str]:
    """Names in many more languages. It takes time to load, and most documents do without it."""
    return _names_in(_MORE_LANGUAGES)


def _names_in(codes: Sequence[str]) -> dict[str, str]:
    names: dict[str, str] = {}
    for code in codes:
        for territory, name in Locale(code).territories.items():
            if len(territory) == 2 and territory.isalpha() and territory not in _NOT_STATES:
                names.setdefault(_plain(name), territory)
    return names


def _plain(name: str) -> str:
    return re.sub(r"\s+", " ", fold(name)).strip(" .,;:()[]")


@lru_cache(maxsize=20_000)
def country_named(text: str) -> str | None:
    """The state that a text is the name of: the whole text, nothing else in it."""
    plain = _plain(text)
    names = _names()
    if plain in names:
        return names[plain]
    bare = _FORM_OF_STATE.sub("", plain)
    return names.get(bare) if bare != plain and bare else None


_FORM_OF_STATE = re.compile(
    r"^(?:(?:the|la|le|les|el|republi\w+|royaume|kingdom|etat|state|reino|konigreich|sultanat\w*|principa\w+|emirat\w*"
    r"|islami\w+|arab\w*|democrati\w+|populaire|popular|socialist\w*|federal\w*|federation|union|bolivarian\w*"
    r"|oriental|plurina[ct]ional|commonwealth|of|de|du|des|del)\s+|[ld]')+"
)
"""`Republic of`, `République islamique de`: what stands before the name of a state."""


def country_at_end(line: str) -> str | None:
    """The state that a postal line ends with: `Nairobi, Kenya`, `Kenya`, `Cairo - Egypt`."""
    return country_named(line) or _after_a_separator(line) or _as_last_words(line)


def own_name_at_end(line: str) -> str | None:
    """The state that a postal line ends with in the state's own language: `Türkiye`, `Hrvatska`."""
    tail = re.split(r"[,;]| [-\u2013\u2014] ", line)[-1]
    return _own_names().get(_plain(tail))


def _after_a_separator(line: str) -> str | None:
    parts = [part for part in re.split(r"[,;]| [-\u2013\u2014] |\. |/", line) if part.strip(" .")]
    return country_named(parts[-1]) if len(parts) > 1 else None


def _as_last_words(line: str) -> str | None:
    words = re.split(r"\s+", line.strip(" ."))
    for count in (4, 3, 2, 1):
        tail = " ".join(words[-count:])
        # Without a comma before it only a long name is beyond doubt: `Lima Peru` is a state, `Avenue de Jordan` is not.
        if (
            len(words) > count
            and len(tail) > 3
            and tail[:1].isupper()
            and (found := country_named(tail))
            and _after_a_place(words[:-count])
        ):
            return found
    return None


_BEFORE_STREETS = re.compile(
    r"^(?:of|de|du|des|del|la|the|and|et|y|und|von|in|for|para|pour|rue|avenue|calle|via|al|el|d'|rights|new|north|south|east|west)$",
    re.IGNORECASE,
)


def _after_a_place(words: list[str]) -> bool:
    """The words before look like a town or a postal code, not like the middle of a name."""
    last = words[-1].strip(".,")
    return bool(re.search(r"\d", last)) or (last[:1].isupper() and not _BEFORE_STREETS.match(last) and len(words) <= 3)


def countries_listed(text: str) -> list[str]:
    """States of a header or a label: `Tchad / Cameroun`, `Israel and Jordan`, `USA (Texas)`."""
    without_regions = re.sub(r"\([^)]{0,60}\)", " ", text)
    whole = country_named(without_regions)
    if whole:
        return [whole]
    found: list[str] = []
    for part in re.split(r"[/,;&|\n]|\s-\s|\s\u2013\s|\b(?:and|et|y|e|und|AND|ET|Y|UND)\b", without_regions):
        code = country_named(part)
        if code and code not in found:
            found.append(code)
    return found


def only_states(text: str) -> list[str]:
    """The states that a text names when it names nothing else; else an empty list."""
    bare = re.sub(r"\([^)]{0,60}\)", " ", text)
    parts = [
        part for part in re.split(r"[/,;&|]|\s-\s|\s\u2013\s|\b(?:and|et|y|e|und)\b", fold(bare)) if part.strip(" .:")
    ]
    if country_named(bare):
        return countries_listed(bare)
    return countries_listed(bare) if parts and all(country_named(part) for part in parts) else []


_FORM_WORDS = """
    the la le les el republic republique republica republik royaume kingdom etat state reino konigreich sultanate
    emirates islamic islamique democratic democratique federal federative federation union people's arab socialist
    commonwealth
"""


@cache
def _first_words() -> frozenset[str]:
    """Words with which names of states begin, their forms (`Republic of`) among them."""
    begins = (re.split(r"[\s,.;:(/]", name, maxsplit=1)[0] for name in _names())
    return frozenset(begins) | frozenset(_FORM_WORDS.split())


def leading_country(text: str) -> tuple[str, int] | None:
    """The longest name of a state with which a text begins, and how many characters it takes."""
    folded = fold(text[:70])
    words = list(re.finditer(r"[^\s,.;:(/]+", folded))
    if not words or words[0].group() not in _first_words():
        return None
    for count in range(min(len(words), 7), 0, -1):
        stop = words[count - 1].end()
        if code := country_named(folded[:stop]):
            return code, stop
    return None
