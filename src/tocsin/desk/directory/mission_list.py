"""A list of missions that waits: all that it changes, side by side, for the second person who confirms it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from tocsin.desk import clock
from tocsin.desk.directory import words
from tocsin.desk.frame import page
from tocsin.desk.gate import READS, for_staff, see_other
from tocsin.desk.saying import Mark
from tocsin.desk.times import When, moment
from tocsin.directory.access import see_directory
from tocsin.directory.kinds import Source
from tocsin.directory.mission_changes import Change, Kind
from tocsin.directory.mission_lists import access_list_for, changes_of, confirm_missions, waiting_of, withdraw_missions
from tocsin.directory.models import MissionList
from tocsin.directory.names import state_names
from tocsin.letters import Mission
from tocsin.records.errors import NotThere, Refused
from tocsin.staff.access import require
from tocsin.staff.models import Person, Session
from tocsin.staff.roles import Deed

PAGE: Final = 100
"""Changes on one page."""

_KINDS: Final = {
    Kind.ADDED: (gettext_noop("New"), "moving"),
    Kind.REMOVED: (gettext_noop("Goes"), "bad"),
    Kind.CHANGED: (gettext_noop("Changed"), "moving"),
    Kind.MOVED: (gettext_noop("Another place in the list"), ""),
}
_PARTS: Final = {
    "name": gettext_noop("name"),
    "post": gettext_noop("post"),
    "lines": gettext_noop("postal address"),
    "hosts": gettext_noop("also for"),
    "email": gettext_noop("e-mail"),
    "fax": gettext_noop("fax"),
    "phone": gettext_noop("telephone"),
    "salutation": gettext_noop("form of address"),
    "language": gettext_noop("language"),
    "rank": gettext_noop("rank"),
}


@dataclass(frozen=True, slots=True)
class Part:
    label: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """before, after: what differs; of a mission that comes or goes all that is said of it."""

    mark: Mark
    name: str
    sending: str
    seat: str
    before: tuple[Part, ...]
    after: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class ListPage:
    """summary: how many changes of each kind. earlier, later: addresses of other pages of them. fault: why the last
    form was not taken.
    """

    by: str
    at: When
    count: str
    is_public: bool
    is_stale: bool
    why_not: str
    summary: tuple[str, ...]
    lines: tuple[ChangeLine, ...]
    number: str
    earlier: str
    later: str
    may_confirm: bool
    may_withdraw: bool
    fault: str


@for_staff(*READS, "POST")
def mission_list(request: HttpRequest, session: Session, number: int) -> HttpResponseBase:
    person = session.person
    see_directory(person)
    if request.method != "POST":
        return _shown(request, person, access_list_for(person, number))
    require(person, Deed.DIRECTORY, anywhere=True)
    try:
        return _done(request, person, access_list_for(person, number))
    except NotThere:
        # Whoever was first settled it; there is nothing left to look at.
        return see_other(reverse("desk-missions"), said="directory.missions-settled")


def _done(request: HttpRequest, person: Person, brought: MissionList) -> HttpResponseBase:
    now = clock.now()
    match request.POST.get("do", ""):
        case "confirm" if request.POST.get("sure") == "yes":
            try:
                confirm_missions(person, brought.pk, now)
            except NotThere:
                raise
            except Refused as refused:
                return _shown(request, person, brought, str(refused), 409)
            return see_other(reverse("desk-missions"), said="directory.missions")
        case "confirm":
            fault = _("Tick that you have looked at what changes: letters go where this list says.")
            return _shown(request, person, brought, fault, 422)
        case "withdraw":
            withdraw_missions(person, brought.pk, now)
            return see_other(reverse("desk-missions"), said="directory.missions-withdrawn")
    return _shown(request, person, brought, _("Nothing was done. Use one of the buttons on this page."), 422)


def _shown(
    request: HttpRequest, person: Person, brought: MissionList, fault: str = "", status: int = 200
) -> HttpResponse:
    waiting, changes, names = waiting_of(person, brought), changes_of(brought), state_names(words.tongue())
    asked = request.GET.get("page", "")
    at = max(int(asked), 1) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    first = (at - 1) * PAGE
    here = reverse("desk-mission-list", args=[brought.pk])
    shown = ListPage(
        by=waiting.by,
        at=moment(waiting.at),
        count=ngettext("%d mission", "%d missions", waiting.count) % waiting.count,
        is_public=waiting.source is Source.EMBASSIES,
        is_stale=waiting.is_stale,
        why_not=waiting.why_not,
        summary=_summary(changes),
        lines=tuple(_line(one, names) for one in changes[first : first + PAGE]),
        number=ngettext("%d change", "%d changes", len(changes)) % len(changes),
        earlier=f"{here}?page={at - 1}" if at > 1 else "",
        later=f"{here}?page={at + 1}" if first + PAGE < len(changes) else "",
        may_confirm=waiting.may_confirm,
        may_withdraw=waiting.may_withdraw,
        fault=fault,
    )
    return page(
        request, "directory/mission_list", _("A list of missions that waits"), person, status, list=shown, here=here
    )


def _summary(changes: list[Change]) -> tuple[str, ...]:
    numbers = {kind: sum(one.kind is kind for one in changes) for kind in Kind}
    new, gone, changed, moved = (numbers[kind] for kind in (Kind.ADDED, Kind.REMOVED, Kind.CHANGED, Kind.MOVED))
    said = {
        Kind.ADDED: ngettext("%d mission is new.", "%d missions are new.", new) % new,
        Kind.CHANGED: ngettext("%d mission is changed.", "%d missions are changed.", changed) % changed,
        Kind.REMOVED: ngettext("%d mission goes.", "%d missions go.", gone) % gone,
        Kind.MOVED: ngettext(
            "%d mission has another place: of two that serve a writer equally well, the first is taken.",
            "%d missions have another place: of two that serve a writer equally well, the first is taken.",
            moved,
        )
        % moved,
    }
    return tuple(said[kind] for kind in said if numbers[kind])


def _line(change: Change, names: Mapping[str, str]) -> ChangeLine:
    about, (label, look) = change.about, _KINDS[change.kind]
    before, after = (_parts(one, names) for one in (change.before, change.after))
    differ = [key for key in _PARTS if before.get(key) != after.get(key)]
    return ChangeLine(
        mark=Mark(_(label), look),
        name=about.recipient.name or about.recipient.post or "",
        sending=names.get(about.sending_state, about.sending_state),
        seat=names.get(about.seat, about.seat),
        before=tuple(Part(_(_PARTS[key]), before[key]) for key in differ if before.get(key)),
        after=tuple(Part(_(_PARTS[key]), after[key]) for key in differ if after.get(key)),
    )


def _parts(mission: Mission | None, names: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Whatever of a mission a letter depends on, by the keys of `_PARTS`."""
    if mission is None:
        return {}
    one = mission.recipient
    return {
        "name": (one.name,) if one.name else (),
        "post": (one.post,) if one.post else (),
        "lines": one.lines,
        "hosts": tuple(names.get(code, code) for code in mission.hosts if code != mission.seat),
        "email": one.email,
        "fax": one.fax,
        "phone": one.phone,
        "salutation": (one.salutation,) if one.salutation else (),
        "language": (mission.salutation_language,) if mission.salutation_language else (),
        "rank": (str(mission.rank),) if mission.rank else (),
    }
