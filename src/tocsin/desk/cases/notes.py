"""Sealed notes: written by one, opened by two, each time logged. What one says is shown once, in one answer, to one
person; it is in no other page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tocsin.actions.access import access_case_for
from tocsin.actions.models import Case
from tocsin.actions.sealed_notes import Asked, Note, ask_to_open, notes_for, open_note, seal_note
from tocsin.desk import clock, said
from tocsin.desk.case_frame import case_page
from tocsin.desk.cases.way import number_in
from tocsin.desk.gate import READS, for_staff, see_other
from tocsin.desk.times import When, moment
from tocsin.records.errors import BadInput, NotThere, Refused
from tocsin.staff.access import may
from tocsin.staff.models import Person, Session
from tocsin.staff.roles import Deed

FORM: Final = (*READS, "POST")
LONGEST: Final = 20_000
LONGEST_REASON: Final = 2000

said.tell(
    {
        "cases.sealed": gettext_noop("The note is sealed. Two people open it: one asks, another opens."),
        "cases.asked": gettext_noop("You have asked. Another author or reviewer can open it within a day."),
    }
)

_ABOUTS: Final = {
    "source": gettext_noop("How we know: sources"),
    "identity": gettext_noop("Who somebody really is"),
}


@dataclass(frozen=True, slots=True)
class Opened:
    """One line of the log of a note."""

    asked_by: str
    asked: When
    reason: str
    opened_by: str
    opened: When | None
    stands_until: When | None


@dataclass(frozen=True, slots=True)
class Line:
    """One note, unopened."""

    id: int
    heading: str
    written_by: str
    written: When
    erased: bool
    may_open: bool
    has_asked: bool
    log: tuple[Opened, ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, shown again where it was not taken. wrong: sentences by field."""

    about: str = "source"
    text: str = ""
    reason: str = ""
    note: int = 0
    wrong: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Once:
    """The note that was opened just now."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class NotesPage:
    """abouts: value, words, whether it is chosen. writes: whether this reader may write one."""

    lines: tuple[Line, ...]
    once: Once | None
    writes: bool
    abouts: tuple[tuple[str, str, bool], ...]
    typed: Typed
    fault: str


@for_staff(*FORM)
def notes(request: HttpRequest, session: Session, number: int) -> HttpResponseBase:
    """The list; with POST, one is written, asked for, or opened."""
    person = session.person
    case = access_case_for(person, str(number), Deed.OPEN_SEALED)
    if request.method != "POST":
        return _shown(request, person, case, Typed())
    typed = _typed(request)
    try:
        match request.POST.get("do", ""):
            case "write":
                return _write(request, person, case, typed)
            case "ask":
                return _ask(request, person, case, typed)
            case "open":
                return _open(request, person, case, typed)
    except BadInput as wrong:
        return _shown(request, person, case, typed, fault=str(wrong), status=422)
    except NotThere:
        raise
    except Refused as refused:
        return _shown(request, person, case, typed, fault=str(refused), status=409)
    fault = _("Nothing was done. Use one of the buttons on this page.")
    return _shown(request, person, case, typed, fault=fault, status=422)


def _typed(request: HttpRequest) -> Typed:
    post = request.POST
    return Typed(
        about=post.get("about", "")[:10],
        text=post.get("text", "")[: LONGEST + 1],
        reason=post.get("reason", "")[: LONGEST_REASON + 1],
        note=number_in(request, "note") or 0,
    )


def _write(request: HttpRequest, person: Person, case: Case, typed: Typed) -> HttpResponseBase:
    if typed.about not in _ABOUTS:
        typed.wrong["about"] = _("Choose what the note is about.")
    if not typed.text.strip():
        typed.wrong["text"] = _("Write the note.")
    elif len(typed.text) > LONGEST or "\0" in typed.text:
        typed.wrong["text"] = _("This is too long, or holds a character that cannot be kept. Shorten it.")
    if typed.wrong:
        fault = _("Nothing is sealed yet. What you typed is still here.")
        return _shown(request, person, case, typed, fault=fault, status=422)
    seal_note(person, str(case.pk), typed.about, typed.text, clock.now())
    return see_other(reverse("desk-notes", args=[case.pk]), said="cases.sealed")


def _ask(request: HttpRequest, person: Person, case: Case, typed: Typed) -> HttpResponseBase:
    if not typed.reason.strip():
        typed.wrong["reason"] = _("Write why the note has to be opened.")
    elif len(typed.reason) > LONGEST_REASON or "\0" in typed.reason:
        typed.wrong["reason"] = _("This is too long, or holds a character that cannot be kept. Shorten it.")
    if typed.wrong:
        fault = _("Nobody was asked yet. What you typed is still here.")
        return _shown(request, person, case, typed, fault=fault, status=422)
    ask_to_open(person, str(case.pk), typed.note, typed.reason.strip(), clock.now())
    return see_other(reverse("desk-notes", args=[case.pk]), said="cases.asked")


def _open(request: HttpRequest, person: Person, case: Case, typed: Typed) -> HttpResponseBase:
    """Shown in the answer itself: there is no address under which it could be had again."""
    text = open_note(person, str(case.pk), typed.note, clock.now())
    about = next((one.about for one in notes_for(person, str(case.pk), clock.now()) if one.id == typed.note), "")
    return _shown(request, person, case, Typed(), once=Once(_heading(about, typed.note), text))


def _heading(about: str, number: int) -> str:
    return _("%(about)s, note %(number)d") % {"about": _(_ABOUTS.get(about, about)), "number": number}


def _shown(  # noqa: PLR0913
    request: HttpRequest,
    person: Person,
    case: Case,
    typed: Typed,
    *,
    once: Once | None = None,
    fault: str = "",
    status: int = 200,
) -> HttpResponse:
    now = clock.now()
    shown = NotesPage(
        lines=tuple(_line(one) for one in notes_for(person, str(case.pk), now)),
        once=once,
        writes=may(person, Deed.WRITE, case.section_id) and case.taken_down_at is None,
        abouts=tuple((value, _(label), value == typed.about) for value, label in _ABOUTS.items()),
        typed=typed,
        fault=fault,
    )
    return case_page(
        request, "cases/notes", _("Sealed notes"), person, case, now, here="desk-notes", status=status, notes=shown
    )


def _line(one: Note) -> Line:
    return Line(
        id=one.id,
        heading=_heading(one.about, one.id),
        written_by=one.written_by,
        written=moment(one.written_at),
        erased=one.erased,
        may_open=one.may_open,
        has_asked=one.has_asked,
        log=tuple(map(_opened, one.asked)),
    )


def _opened(one: Asked) -> Opened:
    return Opened(
        asked_by=one.by,
        asked=moment(one.at),
        reason=one.reason,
        opened_by=one.opened_by,
        opened=moment(one.opened_at) if one.opened_at else None,
        stands_until=moment(one.open_until) if one.open_until else None,
    )
