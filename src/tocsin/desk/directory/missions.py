"""Embassies and other missions: looking them up, taking in a list, handing it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.desk import clock
from tocsin.desk.directory import words
from tocsin.desk.frame import page
from tocsin.desk.gate import READS, for_staff, see_other
from tocsin.desk.scripts import listed
from tocsin.desk.times import When, moment
from tocsin.directory.access import see_directory
from tocsin.directory.mission_lists import Waiting, bring_missions, waiting_lists_for
from tocsin.directory.missions import accredited, export_missions, missions_for
from tocsin.directory.names import state_names
from tocsin.letters import Mission
from tocsin.letters.errors import InvalidMissions
from tocsin.records.errors import BadInput
from tocsin.staff.access import may, require
from tocsin.staff.models import Person, Session
from tocsin.staff.roles import Deed

MOST = 200
LARGEST = 5_000_000


@dataclass(frozen=True, slots=True)
class Line:
    sending: str
    seat: str
    also: str
    name: str
    lines: tuple[str, ...]
    reached: tuple[str, ...]
    chosen: bool


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A list that waits for a second person."""

    href: str
    words: str
    by: str
    at: When
    is_yours: bool
    is_stale: bool


@dataclass(frozen=True, slots=True)
class MissionsPage:
    """asked: whether something was looked for. found: how many missions there are. fault: of the file."""

    waiting: tuple[WaitingLine, ...]

    sending: tuple[tuple[str, str, bool], ...]
    host: tuple[tuple[str, str, bool], ...]
    asked: bool
    lines: tuple[Line, ...]
    found: str
    more: int
    keeps: bool
    fault: str


@for_staff(*READS, "POST")
def missions(request: HttpRequest, session: Session) -> HttpResponseBase:
    person = session.person
    if request.method == "POST":
        require(person, Deed.DIRECTORY, anywhere=True)
        return _taken_in(request, person)
    see_directory(person)
    if request.GET.get("format") == "csv":
        response = HttpResponse(export_missions(), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = 'attachment; filename="missions.csv"'
        return response
    return _shown(request, person)


def _taken_in(request: HttpRequest, person: Person) -> HttpResponseBase:
    file = request.FILES.get("file")
    if file is None:
        return _shown(request, person, _("Choose a file first. Nothing was changed."), 422)
    if (file.size or 0) > LARGEST:
        return _shown(request, person, _("The file is larger than 5 MB. Nothing was changed."), 422)
    try:
        brought = bring_missions(person, file.read(), clock.now())
    except (InvalidMissions, BadInput) as error:
        said = _("%(what)s Nothing was changed: the list before it is still in use.") % {"what": error}
        return _shown(request, person, said, 422)
    if brought is None:
        return see_other(reverse("desk-missions"), said="directory.missions-same")
    return see_other(reverse("desk-mission-list", args=[brought.pk]), said="directory.missions-brought")


def _shown(request: HttpRequest, person: Person, fault: str = "", status: int = 200) -> HttpResponse:
    sending, host = (request.GET.get(name, "")[:10].replace("\0", "") for name in ("sending", "host"))
    asked = bool(sending or host)
    found = missions_for(person, sending or None, host or None) if asked else []
    names = state_names(words.tongue())
    best = accredited(sending, host) if sending and host else None
    shown = MissionsPage(
        waiting=tuple(map(_waiting, waiting_lists_for(person))),
        sending=words.states(sending),
        host=words.states(host),
        asked=asked,
        lines=tuple(_line(one, names, chosen=one == best) for one in found[:MOST]),
        found=ngettext("%d mission", "%d missions", len(found)) % len(found),
        more=max(0, len(found) - MOST),
        keeps=may(person, Deed.DIRECTORY, anywhere=True),
        fault=fault,
    )
    return page(request, "directory/missions", _("Missions"), person, status, missions=shown)


def _waiting(one: Waiting) -> WaitingLine:
    return WaitingLine(
        href=reverse("desk-mission-list", args=[one.id]),
        words=ngettext("A list of %d mission", "A list of %d missions", one.count) % one.count,
        by=one.by,
        at=moment(one.at),
        is_yours=one.may_confirm,
        is_stale=one.is_stale,
    )


def _line(one: Mission, names: Mapping[str, str], *, chosen: bool) -> Line:
    recipient = one.recipient
    return Line(
        sending=names.get(one.sending_state, one.sending_state),
        seat=names.get(one.seat, one.seat),
        also=listed(names.get(code, code) for code in one.hosts if code != one.seat),
        name=recipient.name or recipient.post or "",
        lines=recipient.lines,
        reached=(*recipient.email, *recipient.fax, *recipient.phone),
        chosen=chosen,
    )
