"""A list of members as CSV: its columns, and one row of it read into plain values, or told why it cannot be used."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final

from tocsin.directory.regions import regions
from tocsin.letters.addresses import email_of
from tocsin.letters.countries import is_country
from tocsin.letters.hygiene import one_line
from tocsin.letters.languages import is_language_tag, normal_tag
from tocsin.members.wishes import Further, Rhythm, Wishes

COLUMNS: Final = (
    *("email", "languages", "countries", "regions", "concerns", "most_a_month", "rhythm", "further", "quiet", "plain"),
    *("group", "group_size", "paused_until", "origin", "consented_at"),
)
CONTENT: Final = "members.member.content"
"""The purpose for which a member's address is sealed."""
OF_WISHES: Final = COLUMNS[1:10]
LONGEST_ORIGIN: Final = 120
LONGEST_GROUP: Final = 200
MOST_A_MONTH: Final = 99
LARGEST_GROUP: Final = 100_000

_SIMPLE = re.compile(r"[A-Za-z0-9_]+(?:[.+-][A-Za-z0-9_]+)*\Z")
_BETWEEN = re.compile(r"[\s,;|]+")
_YES, _NO = frozenset({"1", "yes", "true"}), frozenset({"", "0", "no", "false"})


class Unusable(Exception):
    """This row cannot be used; the words say why."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One row. wishes: with the languages given or, where none are, those of the list."""

    email: str
    wishes: Wishes
    group: str
    group_size: int
    paused_until: date | None
    origin: str
    consented_at: datetime | None


def listed_in(row: dict[str, str], origin: str, languages: tuple[str, ...]) -> Listed:
    """origin: where the row says nothing of it. languages: the same. Raises Unusable."""
    email = _usable(row.get("email", "").strip())
    if email is None:
        raise Unusable("no usable e-mail address")
    own_origin = one_line(row.get("origin", ""))[:LONGEST_ORIGIN] or origin
    if not own_origin:
        raise Unusable("no origin of the consent")
    size = row.get("group_size", "").strip()
    return Listed(
        email=email,
        wishes=_wishes(languages, *(row.get(name, "").strip() for name in OF_WISHES)),
        group=one_line(row.get("group", ""))[:LONGEST_GROUP],
        group_size=_number("group_size", size, LARGEST_GROUP) if size else 0,
        paused_until=_day(row.get("paused_until", "").strip()),
        origin=own_origin,
        consented_at=_moment(row.get("consented_at", "").strip()),
    )


def _usable(address: str) -> str | None:
    """As `email_of`, which looks at each domain once: a list of a million has few."""
    local, _, domain = address.rpartition("@")
    if len(local) <= 64 and _SIMPLE.match(local):
        known = email_of(f"a@{domain}")
        return f"{local}{known[1:]}" if known else None
    return email_of(address) if len(address) <= 254 else None


@lru_cache(maxsize=4096)
def _wishes(otherwise: tuple[str, ...], *given: str) -> Wishes:
    """given: in the order of `OF_WISHES`, as they stand in the file. Rows that say the same are read once."""
    said = dict(zip(OF_WISHES, given, strict=True))
    cap = said["most_a_month"]
    return Wishes(
        languages=tuple(dict.fromkeys(map(normal_tag, _each("languages", said, is_language_tag)))) or otherwise,
        countries=tuple(sorted(set(_each("countries", {"countries": said["countries"].upper()}, is_country)))),
        regions=tuple(sorted(set(_each("regions", said, regions().__contains__)))),
        concerns=tuple(sorted(set(_each("concerns", said, str.isprintable)))),
        most_a_month=_number("most_a_month", cap, MOST_A_MONTH) if cap else None,
        rhythm=_one_of("rhythm", said, Rhythm, Rhythm.AT_ONCE),
        further=_one_of("further", said, Further, Further.WRITTEN),
        quiet=_truth("quiet", said),
        plain=_truth("plain", said),
    )


def _each(name: str, said: dict[str, str], is_one: object) -> list[str]:
    assert callable(is_one)
    parts = [part for part in _BETWEEN.split(said[name]) if part]
    if not all(is_one(part) for part in parts):
        raise Unusable(f"{name} is not understood")
    return parts


def _one_of[E: (Rhythm, Further)](name: str, said: dict[str, str], kind: type[E], otherwise: E) -> E:
    text = said[name].lower()
    if not text:
        return otherwise
    try:
        return kind(text)
    except ValueError:
        raise Unusable(f"{name} is one of {', '.join(kind)}") from None


def _truth(name: str, said: dict[str, str]) -> bool:
    text = said[name].lower()
    if text not in _YES | _NO:
        raise Unusable(f"{name} is yes or no")
    return text in _YES


def _number(name: str, text: str, most: int) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 7 or not 1 <= int(text) <= most:
        raise Unusable(f"{name} is a whole number from 1 to {most}")
    return int(text)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Unusable("paused_until is a day as 2027-01-31") from None


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        raise Unusable("consented_at is a day as 2027-01-31, or a moment") from None
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment


def harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; `as_meant` undoes it."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def as_meant(text: str) -> str:
    return text[1:] if text.startswith("'") and harmless(text[1:]) != text[1:] else text
