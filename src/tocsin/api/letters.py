"""`letters.json`, `letters.csv` and `letters.svg`: how many wrote, and what became of their letters. Numbers only.

The CSV has one table an address: by state as it is; `?by=route`, `?by=country`, `?by=language` the others. Numbers are
counted once a minute, whoever asks.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext

from tocsin.api import clock
from tocsin.api.answers import JSON, Manner, answer_made, answered, as_json
from tocsin.api.cases import edition_of, open_case
from tocsin.api.chart import chart_of
from tocsin.api.errors import NotHere
from tocsin.api.kept import kept_or_made
from tocsin.api.readers import Reader, reader_of
from tocsin.appeals.numbers import Numbers, Share, numbers_of

# CONTRACTS.md, "What the states of a letter mean".
STATES = (
    "handed over",
    "accepted",
    "bounced",
    "unknown",
    "reported",
    "held",
    "frozen",
    "recalled",
    "expired",
    "failed",
)

SHARES = ("route", "country", "language")


@dataclass(frozen=True, slots=True)
class LettersNumbers:
    """How many letters are in each of STATES, and the rest of what may be told. as_of: the minute (UTC) of counting."""

    as_of: datetime
    counts: Mapping[str, int]
    numbers: Numbers

    def shares(self, by: str) -> tuple[Share, ...] | None:
        found: Mapping[str, tuple[Share, ...] | None] = {
            "route": self.numbers.by_route,
            "country": self.numbers.by_country,
            "language": self.numbers.by_language,
        }
        return found[by]


def letters_numbers(slug: str, n: int | None = None) -> LettersNumbers:
    """The letters of a case, or of one of its editions."""
    numbers = numbers_of(slug, n)
    counts = {state: numbers.states.get(state, 0) for state in STATES}
    return LettersNumbers(clock.now().replace(second=0, microsecond=0), counts, numbers)


@answered
def letters_json(request: HttpRequest, slug: str, n: int | None = None) -> HttpResponseBase:
    content = kept_or_made(("letters.json", slug, n), clock.now(), lambda: _json(slug, n))
    return answer_made(request, Manner(JSON), content)


def _json(slug: str, n: int | None) -> bytes:
    number, found = _numbers(slug, n)
    content = {
        "number": number,
        "edition": n,
        "as_of": found.as_of.isoformat(),
        "total": sum(found.counts.values()),
        "letters": dict(found.counts),
        "appeals": found.numbers.appeals,
        "handed_over": found.numbers.handed_over,
        "reported": found.numbers.reported,
        **{f"by_{by}": _listed(by, found.shares(by)) for by in SHARES},
    }
    return as_json(content)


def _listed(by: str, shares: Iterable[Share] | None) -> list[dict[str, Any]] | None:
    if shares is None:
        return None
    return [
        {by: one.value, "appeals": one.appeals, "handed_over": one.handed_over, "reported": one.reported}
        for one in shares
    ]


@answered
def letters_csv(request: HttpRequest, slug: str, n: int | None = None) -> HttpResponseBase:
    by = request.GET.get("by", "state")
    if by not in {"state", *SHARES}:
        raise NotHere(gettext("There is a table by state, by route, by country and by language."))
    content = kept_or_made(("letters.csv", slug, n, by), clock.now(), lambda: _csv(slug, n, by))
    part = "letters" if by == "state" else f"letters-by-{by}"
    name = f"{slug}-{part}.csv" if n is None else f"{slug}-{n}-{part}.csv"
    return answer_made(request, Manner("text/csv; charset=utf-8", name=name), content)


def _csv(slug: str, n: int | None, by: str) -> bytes:
    number, found = _numbers(slug, n)
    table = io.StringIO()
    rows = csv.writer(table)
    first = (number, "" if n is None else n, found.as_of.isoformat())
    rows.writerow(["number", "edition", "as_of", by, *_columns(by)])
    rows.writerows([*first, *row] for row in _rows(by, found))
    return table.getvalue().encode()


def _columns(by: str) -> tuple[str, ...]:
    return ("letters",) if by == "state" else ("appeals", "handed_over", "reported")


def _rows(by: str, found: LettersNumbers) -> Iterable[tuple[object, ...]]:
    if by == "state":
        return list(found.counts.items())
    return [(one.value, one.appeals, one.handed_over, one.reported) for one in found.shares(by) or ()]


@answered
def letters_svg(request: HttpRequest, slug: str, n: int | None = None) -> HttpResponseBase:
    """The chart of the letters by route, in the reader's language."""
    reader = reader_of(request)
    content = kept_or_made(("letters.svg", slug, n, reader.tongue), clock.now(), lambda: _svg(slug, n, reader))
    return answer_made(request, Manner("image/svg+xml"), content)


def _svg(slug: str, n: int | None, reader: Reader) -> bytes:
    number, found = _numbers(slug, n)
    return chart_of(number, found.numbers, reader)


def _numbers(slug: str, n: int | None) -> tuple[str, LettersNumbers]:
    """The case's number, and the counts of the case or of its edition n. Raises NotHere or Gone."""
    case = open_case(slug, clock.now())
    if n is not None:
        edition_of(case, n)
    return case.record["number"], letters_numbers(slug, n)
