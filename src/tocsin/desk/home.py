"""The first page: what waits for whoever reads it, then every case that they may see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tocsin.actions.section_words import notes_waiting_for
from tocsin.actions.waiting import CaseLine, case_lines_for
from tocsin.appeals.failing import Reported, reported_for
from tocsin.appeals.replies import replies_waiting_for
from tocsin.delivery.operating import waiting_for
from tocsin.delivery.states import LetterState
from tocsin.desk import clock, saying
from tocsin.desk.directory.words import name_of, said_by_writers, value_of
from tocsin.desk.frame import page
from tocsin.desk.gate import READS, for_staff
from tocsin.desk.importing.start import Start, start_for
from tocsin.desk.reviewing.naming import moment_there
from tocsin.desk.saying import Mark
from tocsin.desk.times import When, day, moment
from tocsin.desk.tongues import language_name
from tocsin.directory.access import failing_contacts_for
from tocsin.directory.kinds import ContactState
from tocsin.directory.mission_lists import Waiting, lists_to_settle_for
from tocsin.directory.models import ContactPoint
from tocsin.directory.names import country_name
from tocsin.staff.access import roles_of
from tocsin.staff.models import Person, Session

PAGE: Final = 50
"""Cases on one page."""

_CHOICES: Final = ("draft", "in review", "approved", "live", "expired", "stopped", "closed", "withdrawn", "taken down")
"""States that somebody may ask for."""


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
    """An address or number of an office that does not work. said: how many writers say so, where nobody settled it
    since; since: None where they alone say it.
    """

    office: str
    href: str
    value: str
    since: When | None
    said: str = ""


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that waits and is no case: a sentence, and where it is done."""

    sentence: str
    href: str
    is_loud: bool


@dataclass(frozen=True, slots=True)
class Note:
    """A section's note that waits for a second person. case: number and headline."""

    case: str
    href: str
    section: str
    language: str
    by: str
    at: When


@dataclass(frozen=True, slots=True)
class Plan:
    """What goes live by itself. there: by the clock of its zone."""

    case: str
    href: str
    edition: int
    there: When
    by: str


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """What of all cases is shown. number: how many there are of these. before, after: addresses of other pages."""

    words: str
    states: tuple[Choice, ...]
    is_set: bool
    number: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Home:
    """summary: how much waits. waiting, others: cases; with a filter set, all that fit are others. letters: those
    that wait for an operator, replies that wait for a look, and lists of missions that wait for a second person.
    planned: waits for nobody, and so is not counted.
    """

    summary: str
    today: When
    has_roles: bool
    waiting: tuple[Row, ...]
    others: tuple[Row, ...]
    filter: Filter
    failing: tuple[Failing, ...]
    notes: tuple[Note, ...]
    planned: tuple[Plan, ...]
    letters: tuple[Matter, ...]
    start: Start | None


@for_staff(*READS)
def home(request: HttpRequest, session: Session) -> HttpResponseBase:
    return page(request, "home", _("Cases"), session.person, home=_home_for(session.person, Asked.of(request)))


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. page: from 1."""

    words: str
    state: str
    page: int

    @classmethod
    def of(cls, request: HttpRequest) -> Asked:
        state, number = request.GET.get("state", ""), request.GET.get("page", "")
        page = int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1
        return cls(" ".join(request.GET.get("q", "")[:100].split()), state if state in _CHOICES else "", max(page, 1))

    def fits(self, line: CaseLine) -> bool:
        """Every word is found in number, headline, section or a country's name."""
        if self.state and self.state not in {line.state, line.draft}:
            return False
        said = [line.number or "", line.headline or "", line.section, *map(_country, line.countries)]
        return all(word in " ".join(said).casefold() for word in self.words.casefold().split())

    def address(self, page: int) -> str:
        asked = {"q": self.words, "state": self.state, "page": str(page) if page > 1 else ""}
        query = urlencode({key: value for key, value in asked.items() if value})
        return reverse("desk-home") + (f"?{query}" if query else "")


def _country(code: str) -> str:
    return country_name(code, get_language() or "en") or code


def _home_for(person: Person, asked: Asked) -> Home:
    now = clock.now()
    lines = case_lines_for(person, now)
    is_set = bool(asked.words or asked.state)
    waiting = [line for line in lines if line.matters]
    others = [line for line in lines if asked.fits(line)] if is_set else [line for line in lines if not line.matters]
    failing = tuple(_failing(person))
    letters = (
        *_letters(waiting_for(person)),
        *_replies(replies_waiting_for(person)),
        *_lists(lists_to_settle_for(person)),
    )
    notes = tuple(_notes(person, lines))
    first = (asked.page - 1) * PAGE
    return Home(
        summary=_summary(len(waiting) + len(failing) + len(notes) + len(letters)),
        today=moment(now),
        has_roles=bool(roles_of(person)),
        waiting=() if is_set or asked.page > 1 else tuple(map(_row, waiting)),
        others=tuple(map(_row, others[first : first + PAGE])),
        filter=Filter(
            words=asked.words,
            states=tuple(Choice(code, saying.state(code), code == asked.state) for code in _CHOICES),
            is_set=is_set,
            number=ngettext("%d case", "%d cases", len(others)) % len(others),
            before=asked.address(asked.page - 1) if asked.page > 1 else "",
            after=asked.address(asked.page + 1) if first + PAGE < len(others) else "",
        ),
        failing=failing,
        notes=notes,
        planned=tuple(_planned(lines)),
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


def _failing(person: Person) -> Iterator[Failing]:
    """Those that fail, then those of which writers alone say it."""
    said = {one.contact.pk: one for one in reported_for(person)}
    failing = failing_contacts_for(person)
    for contact in failing:
        yield _one_failing(contact, said.pop(contact.pk, None))
    for one in said.values():
        yield _one_failing(one.contact, one)


def _one_failing(contact: ContactPoint, reported: Reported | None) -> Failing:
    return Failing(
        name_of(contact.office),
        reverse("desk-office", args=[contact.office_id]),
        value_of(contact),
        moment(contact.state_since) if contact.state == ContactState.FAILING else None,
        said_by_writers(reported).sentence if reported else "",
    )


def _notes(person: Person, lines: list[CaseLine]) -> Iterator[Note]:
    """Of the cases that this person sees."""
    seen = {line.id: line for line in lines}
    for one in notes_waiting_for(person):
        if one.case in seen:
            href = reverse("desk-local", args=[one.case])
            language, at = language_name(one.language), moment(one.written_at)
            yield Note(_case(seen[one.case]), href, one.section, language, one.written_by, at)


def _planned(lines: list[CaseLine]) -> Iterator[Plan]:
    """What comes first, first."""
    found = [(line.planned.at, line.id, line, line.planned) for line in lines if line.planned]
    for at, number, line, plan in sorted(found, key=lambda one: one[:2]):
        href = reverse("desk-publish", args=[number])
        yield Plan(_case(line), href, plan.edition, moment_there(at, plan.zone), plan.by)


def _case(line: CaseLine) -> str:
    return " · ".join(filter(None, (line.number, line.headline or _("(no headline)"))))


def _letters(numbers: dict[LetterState, int]) -> tuple[Matter, ...]:
    outbox, said = reverse("desk-outbox"), []
    if held := numbers.get(LetterState.HELD):
        words = ngettext("%d letter is held.", "%d letters are held.", held) % held
        said.append(Matter(words, f"{outbox}?state=held", is_loud=True))
    if frozen := numbers.get(LetterState.FROZEN):
        words = ngettext("%d letter is frozen.", "%d letters are frozen.", frozen) % frozen
        said.append(Matter(words, f"{outbox}?state=frozen", is_loud=True))
    return tuple(said)


def _replies(number: int) -> tuple[Matter, ...]:
    if not number:
        return ()
    words = ngettext("%d reply of an official waits for a look.", "%d replies of officials wait for a look.", number)
    return (Matter(words % number, reverse("desk-replies"), is_loud=False),)


def _lists(waiting: list[Waiting]) -> tuple[Matter, ...]:
    stale = _("The list of missions that you brought in cannot be confirmed any more.")
    confirm = _("A list of missions waits for you as a second person.")
    return tuple(
        Matter(stale if one.is_stale else confirm, reverse("desk-mission-list", args=[one.id]), is_loud=False)
        for one in waiting
    )
