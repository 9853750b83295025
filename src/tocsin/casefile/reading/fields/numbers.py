"""Numbers of cases (`UA 152/17`) and indexes of documents (`ASA 17/6513/2017`)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SERIES = {"UA": "UA", "UAA": "UA", "AU": "UA", "EXTRA": "EXTRA", "EX": "EXTRA", "MA": "MA", "NSA": "NSA"}

_NUMBER = re.compile(
    r"(?<![A-Za-z])(?P<series>UAA|UA|AU|EXTRA|EX|MA|NSA)(?:[-\s]{0,2}(?:Nr|No|number|N°)\b\.?)?[\s:#-]{0,6}0*(?P<serial>[1-9]\d{0,2})"
    r"(?:(?P<dash>-)(?P<update>\d{1,2})\s{0,2}/\s{0,2}|\s{0,2}[/.]\s{0,2})(?P<year>(?:19|20)\d{2}(?!\d)|\d{2})(?:-(?P<update_after>\d{1,2})(?!\d))?",
    re.IGNORECASE,
)
_REGIONS = "AFR|AMR|ASA|EUR|MDE|ACT|POL|ORG|IOR|NWS|FIN"
_INDEX = re.compile(
    rf"(?<![A-Za-z])(?P<region>{_REGIONS})\s{{0,4}}(?P<country>\d{{2}})\s{{0,2}}/\s{{0,2}}(?P<serial>\d{{1,5}})\s{{0,2}}/\s{{0,2}}(?P<year>(?:19|20)\d{{2}}(?!\d)|\d{{2}})(?:\s{{0,2}}/\s{{0,2}}(?P<language>[a-z])(?![a-z]))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A case number in canonical form; `update` where a section's form carries it (`UA-257-1/2014`)."""

    value: str
    update: int | None
    begin: int
    stop: int


@dataclass(frozen=True, slots=True)
class FoundIndex:
    """An index number, its spaces normalised."""

    value: str
    begin: int
    stop: int


def find_numbers(text: str) -> list[FoundNumber]:
    """Case numbers in order. `UA: 063/19`, `UA 103.22`, `UA-074/2019-1` and `AU 9/93` are all understood."""
    return [_number(match) for match in _NUMBER.finditer(text) if _plausible(match)]


def _plausible(match: re.Match[str]) -> bool:
    """A dot between serial and year needs a series right before it: `UA 103.22`, not `ex 12.30`."""
    return match["series"].isupper() or match["series"] in ("Extra", "Ua", "Au") or "/" in match.group()


def _number(match: re.Match[str]) -> FoundNumber:
    update = match["update"] or match["update_after"]
    year = match["year"][-2:]
    value = f"{_SERIES[match['series'].upper()]} {int(match['serial'])}/{year}"
    return FoundNumber(value, int(update) if update else None, match.start(), match.end())


def find_indexes(text: str) -> list[FoundIndex]:
    """Index numbers in order."""
    return [
        FoundIndex(
            f"{match['region'].upper()} {match['country']}/{match['serial']}/{match['year']}"
            + (f"/{match['language']}" if match["language"] else ""),
            match.start(),
            match.end(),
        )
        for match in _INDEX.finditer(text)
    ]


def year_of(number: str) -> int:
    """The four-digit year of a canonical number; 61-99 belong to the last century."""
    short = int(number.rsplit("/", 1)[1])
    return 1900 + short if short >= 61 else 2000 + short
