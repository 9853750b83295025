"""Which line of a postal block is a person, which an office, which an organisation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from tocsin.casefile.reading.fields.countries import country_at_end, country_named
from tocsin.casefile.reading.flow import fold
from tocsin.casefile.reading.labels import any_of, languages


def _before_office() -> str:
    return rf"(?:(?:{any_of('honorific_articles')}|{any_of('articles')})\s)?"


_RANK = (
    "especial|general|adjointe?|nacional|nationale?|special|regional|federal|principal|executive|interin[oa]|suprem[oa]"
    "|superior|ejecutiv[oa]|central|military|militar|provincial|municipal|departamental|delegue"
)
"""Adjectives between an office and its field: `Fiscal Especial del Ambiente`."""


@cache
def _whole_post() -> re.Pattern[str]:
    return re.compile(rf"^{_before_office()}(?:{any_of('posts')})s?$")


@cache
def _post_with_field() -> re.Pattern[str]:
    """An office and what it is for: `Minister of Justice`, `Délégué général à la Sûreté`."""
    links = any_of("links")
    behind = rf",| (?:{links})\b|s? (?:{links})\b| (?:{_RANK}) (?:{links})\b| - | \("
    return re.compile(rf"^{_before_office()}(?:{any_of('posts')})(?: \d)?(?:{behind})")


@cache
def _post_at_end() -> re.Pattern[str]:
    return re.compile(rf"(?:^|\s)(?:{any_of('posts')})$")


def is_post(line: str) -> bool:
    """An office, and no name in it: `Minister of Justice`, `Jefe del Comando`, `The Editor`."""
    folded = fold(line).strip(" ,.;")
    bracket = re.match(r"^[^()]+\(([^()]+)\)$", folded)
    if _whole_post().match(folded) or (bracket and _whole_post().match(bracket[1].strip())):
        return True
    if folded.startswith("chief ") and (_whole_post().match(folded[6:]) or _post_with_field().match(folded[6:])):
        return True
    if _post_with_field().match(folded):
        return not _person_after_title(line)
    # `Liaoning Police Chief`, `Bundesminister der Justiz`: the office at the end.
    return bool(_post_at_end().search(folded)) and not _titled(line) and not is_organisation(line.split(" ", 1)[0])


def _person_after_title(line: str) -> bool:
    """`Minister John Smith` names somebody; `Minister of Justice` does not; `Minister for X, John Smith` does both."""
    tail = line.rsplit(",", 1)
    return len(tail) == 2 and _titled(tail[1].strip())


@cache
def _title() -> re.Pattern[str]:
    return re.compile(
        rf"^(?:(?:{any_of('articles')}|an|to)\s)?(?:(?:{any_of('titles')})\b\.?[\s,-]*(?:l[ea] )?)+(?=\S)"
    )


@cache
def _title_only() -> re.Pattern[str]:
    return re.compile(rf"^(?:(?:{any_of('articles')}|an|to)\s)?(?:(?:{any_of('titles')})\b\.?[\s,]*)+$")


@cache
def _org_word() -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\s('-])(?:{any_of('organisations')})(?:s|es)?(?:$|[\s,.)'-])")


@cache
def _street_word() -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\s,(])(?:{any_of('streets')})(?:$|[\s,.)])|(?:strasse|straße|platz|allee|gasse|weg)\b")


def _titled(line: str) -> bool:
    """A form of address with a name after it: `Rt Hon Keshab Jung Malla`, `General Hadi Suwiryo`."""
    folded = fold(line)
    match = _title().match(folded)
    if not match:
        return False
    rest = line[match.end() :].strip(" ,")
    first = rest.split(" ", 1)[0]
    return (
        bool(first)
        and first[:1].isupper()
        and fold(first) not in _small_words()
        and not _post_with_field().match(fold(rest))
        and not _org_word().search(fold(rest))
    )


def is_title_alone(line: str) -> bool:
    """`His Excellency`, `Mr.`: a form of address without a name."""
    return bool(_title_only().match(fold(line).strip(" ,.") + " "))


def is_organisation(line: str) -> bool:
    folded = fold(line)
    return (
        bool(_org_word().search(folded))
        or bool(re.search(r"\b(?:ministeri|ministry|ministere)", folded))
        or (line.isupper() and len(line) <= 12 and " " not in line.strip())
    )


def is_address(line: str) -> bool:
    """A street, a box, a town with its code, a state: nobody's name."""
    return (
        bool(re.search(r"\d", line))
        or bool(_street_word().search(fold(line)))
        or country_named(line) is not None
        or (country_at_end(line) is not None and "," in line)
    )


@cache
def _small_words() -> frozenset[str]:
    """Words that stand inside names of people or of offices, in small letters."""
    return frozenset(
        word for language in languages() for kind in ("links", "articles") for word in getattr(language, kind)
    )


@cache
def _particles() -> frozenset[str]:
    own = {
        "della",
        "di",
        "da",
        "dos",
        "bin",
        "ibn",
        "bint",
        "al",
        "abu",
        "ben",
        "i",
        "ul",
        "e",
        "y",
        "do",
        "das",
        "wa",
        "ya",
        "na",
        "mwa",
        "ou",
        "ait",
        "zu",
        "af",
        "ter",
    }
    return frozenset(own | {word for language in languages() for word in language.particles}) - {"of"}


_BOUND_PARTICLE = re.compile(r"^(?:al|el|ad|ar|as|an|at|ash|ul|az|es|d['\u2019])-?", re.IGNORECASE)


def is_person(line: str) -> bool:
    """A person's name, with or without a title before it or a qualification after it."""
    if _titled(line):
        return True
    if re.match(rf"(?:{any_of('articles')})\s|l['\u2019]", line, re.IGNORECASE):
        return False
    if is_address(line) or is_organisation(line) or is_post(line):
        return False
    bare = re.sub(r"\([^)]*\)", " ", line).split(",")[0].strip()
    words = bare.split()
    named = [word for word in words if any(character.isupper() for character in word) or not word.isascii()]
    return 1 < len(words) <= 7 and len(named) >= 2 and all(map(_in_name, words))


def _in_name(word: str) -> bool:
    """A word as names have them: with a capital, in another script, or a particle."""
    if word[:1].isupper() or not word[:1].isascii():
        return True
    return fold(word) in _particles() or (_BOUND_PARTICLE.match(word) is not None and word != word.lower())


def name_and_post(lines: Sequence[str]) -> tuple[str | None, str | None]:
    """Find the name and the office among the first lines of a postal block; each is one of the lines, or None."""
    head = _head(lines)
    post = next((line for line in head if is_post(line)), None)
    name = next((line for line in head if line != post and _titled(line)), None)
    if name is None and post is not None:
        place = head.index(post)
        beside = [head[place + 1]] if place + 1 < len(head) else []
        beside = ([head[place - 1]] if place > 0 else []) + beside
        name = next((line for line in beside if is_person(line)), None)
    if name is None and post is not None and _begins_as_organisation(post):
        return post, None
    if name is None and post is None and head:
        name = head[0]
    return name, post


def _begins_as_organisation(line: str) -> bool:
    """`Coordinadora de Mujeres`, `Unión de Comunidades`: a word that is an office too, and nobody holds it."""
    first = re.split(r"[\s,]", line.strip(), maxsplit=1)[0]
    return is_organisation(first) and not _whole_post().match(fold(line).strip(" ,.;"))


def _head(lines: Sequence[str]) -> list[str]:
    """The lines before the address begins, forms of address without a name passed over; four at most."""
    head: list[str] = []
    for position, line in enumerate(lines):
        if position > 0 and is_address(line) and not _titled(line) and not is_post(line):
            break
        if not is_title_alone(line) or is_post(line):
            head.append(line)
        if len(head) == 4:
            break
    return head or list(lines[:1])
