"""The history of a case: who did what, and when; the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from tocsin.actions.access import access_case_for
from tocsin.actions.overview import HistoryEntry, history_page_for
from tocsin.desk import clock
from tocsin.desk.case_frame import case_page
from tocsin.desk.cases.verbs import sentence_of
from tocsin.desk.cases.way import number_in
from tocsin.desk.gate import READS, for_staff
from tocsin.desk.times import When, moment
from tocsin.records.errors import NotThere
from tocsin.staff.models import Session

SIZE: Final = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was done."""

    when: When
    by: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Past:
    """newer, older: numbers of pages, 0 where there is none."""

    lines: tuple[Line, ...]
    newer: int
    older: int


@for_staff(*READS)
def history(request: HttpRequest, session: Session, number: int) -> HttpResponseBase:
    person = session.person
    case = access_case_for(person, str(number))
    page = number_in(request, "page") or 1
    entries, more = history_page_for(person, case, page, SIZE)
    if not entries and page > 1:
        raise NotThere("page of this number")
    past = Past(tuple(map(_line, entries)), page - 1, page + 1 if more else 0)
    return case_page(request, "cases/history", _("History"), person, case, clock.now(), here="desk-history", past=past)


def _line(entry: HistoryEntry) -> Line:
    return Line(moment(entry.at), entry.by or _("The system"), sentence_of(entry.verb, entry.detail))
