"""The first page: what waits for whoever reads it, then every case that they may see."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.actions.waiting import CaseLine, case_lines_for
from tocsin.delivery.operating import waiting_for
from tocsin.delivery.states import LetterState
from tocsin.desk import clock, saying
from tocsin.desk.frame import page
from tocsin.desk.gate import READS, for_staff
from tocsin.desk.importing.start import Start, start_for
from tocsin.desk.saying import Mark
from tocsin.desk.times import When, day, moment
from tocsin.directory.access import failing_contacts_for
from tocsin.directory.models import ContactPoint
from tocsin.staff.access import roles_of
from tocsin.staff.models import Person, Session


@dataclass(frozen=True, slots=True)
class Row:
    """One case in the list."""

    href: str
    number: str
    headline: str
    section: str
    mark: Mark
    touched: When | None
    touched_by: str
    deadline: When | None


@dataclass(frozen=True, slots=True)
class Failing:
    """An address or number of an office that does not work."""

    office: str
    value: str
    since: When


@dataclass(frozen=True, slots=True)
class Home:
    """summary: how much waits. waiting, others: cases. letters: sentences on letters that wait for an operator."""

    summary: str
    today: When
    has_roles: bool
    waiting: tuple[Row, ...]
    others: tuple[Row, ...]
    failing: tuple[Failing, ...]
    letters: tuple[str, ...]
    start: Start | None


@for_staff(*READS)
def home(request: HttpRequest, session: Session) -> HttpResponseBase:
    return page(request, "home", _("Cases"), session.person, home=_home_for(session.person))


def _home_for(person: Person) -> Home:
    now = clock.now()
    lines = case_lines_for(person, now)
    waiting = tuple(_row(line) for line in lines if line.matters)
    failing = tuple(_failing(contact) for contact in failing_contacts_for(person))
    letters = _letters(waiting_for(person))
    return Home(
        summary=_summary(len(waiting) + len(failing) + len(letters)),
        today=moment(now),
        has_roles=bool(roles_of(person)),
        waiting=waiting,
        others=tuple(_row(line) for line in lines if not line.matters),
        failing=failing,
        letters=letters,
        start=start_for(person),
    )


def _summary(number: int) -> str:
    if not number:
        return _("Nothing waits for you.")
    return ngettext("%d thing waits for you.", "%d things wait for you.", number) % number


def _row(line: CaseLine) -> Row:
    return Row(
        href=reverse("desk-case", args=[line.id]),
        number=line.number or _("No number yet"),
        headline=line.headline or _("(no headline)"),
        section=line.section,
        mark=saying.mark_of(line),
        touched=moment(line.touched_at) if line.touched_at else None,
        touched_by=line.touched_by or "",
        deadline=day(line.deadline) if line.deadline else None,
    )


def _failing(contact: ContactPoint) -> Failing:
    office = contact.office.post or contact.office.organisation or ""
    return Failing(office, contact.value, moment(contact.state_since))


def _letters(numbers: dict[LetterState, int]) -> tuple[str, ...]:
    said = []
    if held := numbers.get(LetterState.HELD):
        said.append(ngettext("%d letter is held.", "%d letters are held.", held) % held)
    if frozen := numbers.get(LetterState.FROZEN):
        said.append(ngettext("%d letter is frozen.", "%d letters are frozen.", frozen) % frozen)
    return tuple(said)
