"""Picking a recipient from the directory, by search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from tocsin.actions.access import access_case_for, draft_of
from tocsin.actions.composing import PARTS
from tocsin.desk import clock
from tocsin.desk.case_frame import case_page
from tocsin.desk.gate import READS, for_staff
from tocsin.directory.targets import offices_for, recipients_of
from tocsin.records.errors import NotThere
from tocsin.staff.models import Session
from tocsin.staff.roles import Deed

MOST: Final = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """there: whether the case writes to them already."""

    office: int
    lines: str
    ways: str
    there: bool


@dataclass(frozen=True, slots=True)
class PickPage:
    """part: `targets` or `copies`. more: whether more are found than are shown."""

    part: str
    words: str
    revision: int
    hits: tuple[Hit, ...]
    more: bool


@for_staff(*READS)
def pick(request: HttpRequest, session: Session, number: int) -> HttpResponseBase:
    person, now = session.person, clock.now()
    case = access_case_for(person, str(number), Deed.WRITE)
    part, words = request.GET.get("for", PARTS[0]), " ".join(request.GET.get("q", "")[:100].split())
    if part not in PARTS:
        raise NotThere("list of this name")
    draft = draft_of(case)
    found = offices_for(person, words) if words else []
    now_there = set(draft.links.values())
    recipients = recipients_of([one.pk for one in found[:MOST]], "en", now.date())
    hits = tuple(
        Hit(
            office,
            "\n".join(one.lines or tuple(filter(None, (one.name, one.post)))),
            " · ".join((*one.email, *one.fax)),
            office in now_there,
        )
        for office, one in recipients.items()
    )
    shown = PickPage(part, words, draft.revision, hits, more=len(found) > MOST)
    return case_page(
        request, "editing/pick", _("Pick from the directory"), person, case, now, here="desk-edit", pick=shown
    )
