"""The reports: one page with chart and table, the same as CSV and as SVG."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from tocsin.appeals.numbers import Hidden
from tocsin.appeals.reporting.counting import Asked, month_of
from tocsin.appeals.reporting.tables import REPORTS, Report, Row, Table, first_month, sections
from tocsin.desk import clock
from tocsin.desk.frame import page
from tocsin.desk.gate import READS, for_staff
from tocsin.desk.numbers import words
from tocsin.desk.numbers.drawing import Series, draw
from tocsin.desk.numbers.sheets import sheet
from tocsin.desk.times import When, moment
from tocsin.records.errors import NotThere
from tocsin.staff.access import require
from tocsin.staff.models import Session
from tocsin.staff.roles import Deed

FIRST: Final = "case"
LINES: Final = 200
"""On the page; the CSV has all."""
BARS: Final = 15
_MONTH: Final = re.compile(r"[12][0-9]{3}-(0[1-9]|1[0-2])")

_GROUPS: Final = (
    (gettext_noop("What was written"), ("case", "action", "country", "concern", "region", "kind", "year", "month")),
    (gettext_noop("Who wrote"), ("section", "home", "writer", "faithful")),
    (gettext_noop("What came of it"), ("outcome", "delay", "case-delay")),
)


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """label: the column, for narrow screens."""

    label: str
    said: str


@dataclass(frozen=True, slots=True)
class Line:
    """href: of the case that it is about."""

    name: str
    href: str
    cells: tuple[Cell, ...]
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """bars: what the chart leaves out, in a sentence; lines: what the table does."""

    title: str
    rule: str
    at: When
    groups: tuple[Group, ...]
    since: tuple[Choice, ...]
    until: tuple[Choice, ...]
    sections: tuple[Choice, ...]
    can_choose: bool
    wrong: str
    first: str
    head: tuple[str, ...]
    lines: tuple[Line, ...]
    left_out: str
    bars: str
    chart: str
    csv: str


@for_staff(*READS)
def numbers(request: HttpRequest, session: Session) -> HttpResponseBase:
    require(session.person, Deed.SEE, anywhere=True)
    now = clock.now()
    report = REPORTS.get(request.GET.get("by", ""), REPORTS[FIRST])
    asked = _asked(request, report)
    shown = _shown(report, asked, report.make(asked, now), now)
    return page(request, "numbers/numbers", _("Numbers"), session.person, shown=shown)


@for_staff(*READS)
def as_csv(request: HttpRequest, session: Session, report: str) -> HttpResponseBase:
    require(session.person, Deed.SEE, anywhere=True)
    wanted = _report(report)
    table = wanted.make(_asked(request, wanted), clock.now())
    rows = [(words.name(wanted.line, row), row.cells) for row in table.rows]
    head = [words.line(wanted.line), *map(words.column, wanted.columns)]
    body = sheet(head, [*rows, *_sums(table)], {one: words.cell(one) for one in Hidden})
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{wanted.name}.csv"'
    return response


@for_staff(*READS)
def chart(request: HttpRequest, session: Session, report: str) -> HttpResponseBase:
    require(session.person, Deed.SEE, anywhere=True)
    wanted = _report(report)
    rows = _drawn(wanted, wanted.make(_asked(request, wanted), clock.now()))
    series = tuple(
        Series(words.column(column), tuple(_bar(row, wanted.columns.index(column)) for row in rows))
        for column in wanted.drawn
    )
    labels = tuple(words.name(wanted.line, row) for row in rows)
    picture = draw(words.title(wanted.name), labels, series, _("Nothing to show yet."))
    response = HttpResponse(picture, content_type="image/svg+xml")
    response.headers["Content-Security-Policy"] = settings.CHART_POLICY
    return response


def _report(name: str) -> Report:
    found = REPORTS.get(name)
    if found is None:
        raise NotThere("report of this name")
    return found


def _asked(request: HttpRequest, report: Report) -> Asked:
    """Months and sections only: whatever else is asked counts as not asked."""
    if not report.chosen:
        return Asked()
    section = request.GET.get("section", "")
    since, until = (
        text if _MONTH.fullmatch(text) else "" for text in (request.GET.get("from", ""), request.GET.get("to", ""))
    )
    return Asked(since, until, section if section in sections() else "")


def _bar(row: Row, at: int) -> int | None:
    value = row.cells[at]
    return value if isinstance(value, int) else None


def _drawn(report: Report, table: Table) -> tuple[Row, ...]:
    return table.rows[:BARS]


def _sums(table: Table) -> list[tuple[str, tuple[int | Hidden | None, ...]]]:
    untold = table.untold if table.untold and any(table.untold) else None
    said = ((_("Not told singly"), untold), (_("All together"), table.total))
    return [(name, cells) for name, cells in said if cells is not None]


def _shown(report: Report, asked: Asked, table: Table, now: datetime) -> Shown:
    query = {
        key: value for key, value in (("from", asked.since), ("to", asked.until), ("section", asked.section)) if value
    }
    more = f"?{urlencode(query)}" if query else ""
    head = tuple(map(words.column, report.columns))
    months = _months(first_month(now), month_of(now))
    left, bars = len(table.rows) - LINES, len(table.rows) - BARS
    return Shown(
        title=words.title(report.name),
        rule=words.rule(report.name),
        at=moment(now),
        groups=tuple(_group(name, names, report.name) for name, names in _GROUPS),
        since=tuple(Choice(one, words.month(one), one == asked.since) for one in months),
        until=tuple(Choice(one, words.month(one), one == asked.until) for one in months),
        sections=tuple(Choice(code, code, code == asked.section) for code in sections()),
        can_choose=report.chosen,
        wrong=_("The period ends before it begins.") if asked.until and asked.since > asked.until else "",
        first=words.line(report.line),
        head=head,
        lines=tuple(_lines(report, table, head)),
        left_out=ngettext("%d more line is in the CSV.", "%d more lines are in the CSV.", left) % left
        if left > 0
        else "",
        bars=_("The picture shows the first %d lines.") % BARS if bars > 0 else "",
        chart=reverse("desk-chart", args=[report.name]) + more if table.rows else "",
        csv=reverse("desk-numbers-csv", args=[report.name]) + more,
    )


def _group(name: str, names: tuple[str, ...], chosen: str) -> Group:
    return Group(_(name), tuple(Choice(one, words.title(one), one == chosen) for one in names))


def _lines(report: Report, table: Table, head: tuple[str, ...]) -> list[Line]:
    def cells(values: tuple[int | Hidden | None, ...]) -> tuple[Cell, ...]:
        return tuple(Cell(label, words.cell(value)) for label, value in zip(head, values, strict=True))

    found = [
        Line(words.name(report.line, row), reverse("desk-case", args=[row.case]) if row.case else "", cells(row.cells))
        for row in table.rows[:LINES]
    ]
    sums = [Line(name, "", cells(values), is_sum=True) for name, values in _sums(table)]
    return found + sums if found else []


def _months(first: str, last: str) -> list[str]:
    """The newest first."""
    start, end = (int(one[:4]) * 12 + int(one[5:]) - 1 for one in (first, last))
    return [f"{at // 12}-{at % 12 + 1:02}" for at in range(end, start - 1, -1)]
