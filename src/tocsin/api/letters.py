"""`letters.json` and `letters.csv`: how many letters are in which state. Numbers only, never who wrote."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from tocsin.api import clock
from tocsin.api.answers import JSON, Manner, answer_made, answered, as_json
from tocsin.api.cases import edition_of, open_case

# CONTRACTS.md, "What the states of a letter mean".
STATES = ("handed over", "accepted", "bounced", "unknown", "reported", "held", "frozen", "recalled", "expired")


@dataclass(frozen=True, slots=True)
class LettersNumbers:
    """How many letters are in each of STATES. as_of: the minute (UTC) of counting."""

    as_of: datetime
    counts: Mapping[str, int]


def letters_numbers(slug: str, n: int | None = None) -> LettersNumbers:
    """The letters of a case, or of one of its editions. There is no way to write one yet, so that all are zero."""
    return LettersNumbers(clock.now().replace(second=0, microsecond=0), dict.fromkeys(STATES, 0))


@answered
def letters_json(request: HttpRequest, slug: str, n: int | None = None) -> HttpResponseBase:
    number, found = _numbers(slug, n)
    content = {
        "number": number,
        "edition": n,
        "as_of": found.as_of.isoformat(),
        "total": sum(found.counts.values()),
        "letters": dict(found.counts),
    }
    return answer_made(request, Manner(JSON), as_json(content))


@answered
def letters_csv(request: HttpRequest, slug: str, n: int | None = None) -> HttpResponseBase:
    number, found = _numbers(slug, n)
    table = io.StringIO()
    rows = csv.writer(table)
    rows.writerow(["number", "edition", "as_of", "state", "letters"])
    for state, count in found.counts.items():
        rows.writerow([number, "" if n is None else n, found.as_of.isoformat(), state, count])
    name = f"{slug}-letters.csv" if n is None else f"{slug}-{n}-letters.csv"
    return answer_made(request, Manner("text/csv; charset=utf-8", name=name), table.getvalue().encode())


def _numbers(slug: str, n: int | None) -> tuple[str, LettersNumbers]:
    """The case's number, and the counts of the case or of its edition n. Raises NotHere or Gone."""
    case = open_case(slug, clock.now())
    if n is not None:
        edition_of(case, n)
    return case.record["number"], letters_numbers(slug, n)
