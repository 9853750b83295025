"""Which line of a postal block is a person, which an office, which an organisation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from tocsin.casefile.reading.fields.countries import country_at_end, country_named
from tocsin.casefile.reading.flow import fold
from tocsin.casefile.reading.labels import languages


@cache
def _words(kind: str, frame: str) -> re.Pattern[str]:
    sources = sorted({source for language in languages() for source in getattr(language, kind)}, key=len, reverse=True)
    return re.compile(frame.format("|".join(sources)))


def is_post(line: str) -> bool:
    """An office, and no name in it: `Minister of Justice`, `Jefe del Comando`, `The Editor`."""
    folded = fold(line).strip(" ,.;")
    if _words("posts", r"^(?:the |el |la |le |l'|der |die |den |an den |an die |hon(?:ou?rable|\.)? |senora? |monsieur le |madame la |his excellency the |her excellency the )?(?:{})s?$").match(folded):
        return True
    begins = _words("posts", r"^(?:the |el |la |le |l'|der |die |den |an den |an die |hon(?:ou?rable|\.)? |senora? |monsieur le |madame la |his excellency the |her excellency the )?(?:{})(?:,| (?:of|for|and|de|du|des|del|de la|d'|a la|a l'|au|aux|para|pour|fur|der|des|von|y|et|und|in|to|general|en chef|en jefe)\b|s? (?:of|for|de|du|des|del)\b| (?:especial|general|adjoint|adjointe|nacional|national|nationale|special|regional|federal|principal|executive|interino|interina|supremo|superior|ejecutivo|ejecutiva|central|military|militar|provincial|municipal|departamental|delegue) (?:of|for|de|du|des|del|para|pour|fur|der|a)\b|'s\b| - | \()")
    if begins.match(folded):
        return not _person_after_title(line)
    # `Liaoning Police Chief`, `Bundesminister der Justiz`: the office at the end.
    ends = _words("posts", r"(?:^|\s)(?:{})$")
    return bool(ends.search(folded)) and not _titled(line) and not _org_word().search(folded)


def _person_after_title(line: str) -> bool:
    """`Minister John Smith` names somebody; `Minister of Justice` does not; `Minister for X, John Smith` does both."""
    tail = line.rsplit(",", 1)
    return len(tail) == 2 and _titled(tail[1].strip())


@cache
def _title() -> re.Pattern[str]:
    return _words("titles", r"^(?:(?:the|le|la|el|an|to|a)\s)?(?:(?:{})\b\.?[\s,-]*)+(?=\S)")


@cache
def _title_only() -> re.Pattern[str]:
    return _words("titles", r"^(?:(?:the|le|la|el|an|to|a)\s)?(?:(?:{})\b\.?[\s,]*)+$")


@cache
def _org_word() -> re.Pattern[str]:
    return _words("organisations", r"(?:^|[\s('-])(?:{})(?:s|es)?(?:$|[\s,.)'-])")


@cache
def _street_word() -> re.Pattern[str]:
    return _words("streets", r"(?:^|[\s,(])(?:{})(?:$|[\s,.)])|(?:strasse|straße|platz|allee|gasse|weg)\b")


def _titled(line: str) -> bool:
    """A form of address with a name after it: `Rt Hon Keshab Jung Malla`, `General Hadi Suwiryo`."""
    folded = fold(line)
    match = _title().match(folded)
    if not match:
        return False
    rest = line[match.end() :].strip(" ,")
    first = rest.split(" ", 1)[0]
    return bool(first) and first[:1].isupper() and fold(first) not in _LINKS and not _org_word().search(fold(rest))


_LINKS = frozenset("of for and de du des del d' der fur para pour la le les the in von y et und en general".split())


def is_title_alone(line: str) -> bool:
    """`His Excellency`, `Mr.`: a form of address without a name."""
    return bool(_title_only().match(fold(line).strip(" ,.") + " "))


def is_organisation(line: str) -> bool:
    folded = fold(line)
    return bool(_org_word().search(folded)) or bool(re.search(r"\b(?:ministeri|ministry|ministere)", folded)) or (line.isupper() and len(line) <= 12 and " " not in line.strip())


def is_address(line: str) -> bool:
    """A street, a box, a town with its code, a state: nobody's name."""
    return bool(re.search(r"\d", line)) or bool(_street_word().search(fold(line))) or country_named(line) is not None or (country_at_end(line) is not None and "," in line)


def is_person(line: str) -> bool:
    """A person's name, with or without a title before it or a qualification after it."""
    if _titled(line):
        return True
    if re.match(r"(?:the|le|la|les|el|los|las|das|die)\s|l['\u2019]", line, re.IGNORECASE):
        return False
    if is_address(line) or is_organisation(line) or is_post(line):
        return False
    bare = re.sub(r"\([^)]*\)", " ", line)
    words = [word for word in re.split(r"[\s]+", bare.split(",")[0].strip()) if word]
    if not 1 < len(words) <= 7:
        return False
    particles = {"de", "del", "della", "di", "da", "dos", "van", "von", "bin", "ibn", "bint", "al", "el", "la", "y", "e", "ould", "abu", "ben", "der", "den", "ter", "le", "du", "des", "zu", "st", "of"}
    named = [word for word in words if any(character.isupper() for character in word) or not word.isascii()]
    return all(word[:1].isupper() or not word[:1].isascii() or fold(word) in particles or word[:3].casefold() in ("al-", "el-", "ad-", "ar-", "as-", "an-", "at-", "ash", "ul-", "d'a", "d’a") for word in words) and len(named) >= 2 and "of" not in words


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
    if name is None and post is None and head:
        name = next((line for line in head[:2] if is_person(line)), None) or head[0]
    return name, post


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
