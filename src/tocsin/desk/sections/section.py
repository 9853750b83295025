"""One section: what it says of itself, what a second person has approved of it, how long its writers wait."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tocsin.actions.local_delays import LocalDelay, local_delays, median_delay
from tocsin.actions.section_words import approve_section_words, change_section, found_section
from tocsin.actions.wordwise import Part, Piece, pieces_of
from tocsin.desk import clock, said
from tocsin.desk.frame import page
from tocsin.desk.gate import READS, for_staff, see_other
from tocsin.desk.reviewing.showing import Changed, Shown
from tocsin.desk.saying import Mark
from tocsin.desk.scripts import isolated, listed
from tocsin.desk.sections import words
from tocsin.desk.sections.overview import mark_of
from tocsin.desk.sections.section_form import Typed, changes, checked, from_form, from_section, summary
from tocsin.desk.times import When, moment
from tocsin.desk.tongues import language_name
from tocsin.directory.checked import checked_section_code
from tocsin.directory.models import Section
from tocsin.directory.sections import SHOWN, access_section_for, may_change, require_second, section_by_code, words_wait
from tocsin.members.counting import Counted, counted_for
from tocsin.records.errors import BadInput, NotThere, Refused
from tocsin.records.seen import as_seen
from tocsin.records.seen import mark_of as seen_mark_of
from tocsin.staff.access import may, require
from tocsin.staff.models import Person, Session
from tocsin.staff.roles import Deed

FORM: Final = (*READS, "POST")
MOST_DELAYS: Final = 50

said.tell(
    {
        "sections.saved": gettext_noop("Saved. Public pages say it once a second person has approved it."),
        "sections.kept": gettext_noop("Saved. Nothing that public pages say has changed."),
        "sections.approved": gettext_noop("Approved. Public pages say it now."),
        "sections.founded": gettext_noop("The section is founded. A second person approves what pages say of it."),
    }
)


@dataclass(frozen=True, slots=True)
class Delayed:
    """One edition and when the section added its first note."""

    case: str
    href: str
    published: When
    noted: When
    span: str


@dataclass(frozen=True, slots=True)
class Delays:
    median: str
    longest: str
    count: int
    lines: tuple[Delayed, ...]


@dataclass(frozen=True, slots=True)
class AfterField:
    """One text of those that writers read after the deadline, as it is edited."""

    tag: str
    language: str
    text: str
    wrong: str


@dataclass(frozen=True, slots=True)
class SectionPage:
    """waiting: what a second person has to look at; None where nothing waits. why_not: why the reader cannot be that
    person. keeps: whether the reader keeps sections, and so their country too. members: None to who does not keep them.
    """

    code: str
    name: str
    country: str
    mark: Mark
    waiting: Shown | None
    may_approve: bool
    why_not: str
    edits: bool
    keeps: bool
    sees_staff: bool
    facts: tuple[tuple[str, str], ...]
    typed: Typed
    afters: tuple[AfterField, ...]
    members: Counted | None
    delays: Delays
    fault: str


@for_staff(*FORM)
def section(request: HttpRequest, session: Session, code: str) -> HttpResponseBase:
    """The page; with POST, its words are changed or approved."""
    person = session.person
    require(person, Deed.SEE, anywhere=True)
    found = access_section_for(person, code)
    if request.method != "POST":
        return _shown(request, person, found)
    if not may_change(person, found):
        require(person, Deed.APPROVE, found.pk)
    seen = words.number_in(request, "mark")
    try:
        match request.POST.get("do", ""):
            case "save":
                return _save(request, person, found, seen)
            case "approve":
                with as_seen("sections", f"section:{found.pk}", seen):
                    approve_section_words(person, found.code, clock.now())
                return see_other(reverse("desk-section", args=[found.code]), said="sections.approved")
    except NotThere:
        raise
    except Refused as refused:
        typed = from_form(request.POST, found, _mark(found)) if request.POST.get("do") == "save" else None
        found.refresh_from_db()
        return _shown(request, person, found, typed, _kept(str(refused), typed), 409)
    fault = _("Nothing was done. Use one of the buttons on this page.")
    return _shown(request, person, found, fault=fault, status=422)


def _kept(why: str, typed: Typed | None) -> str:
    """A stale form comes back as it was typed, beside what the other person made of the words."""
    return f"{why} {_('What you typed is still here.')}" if typed else why


def _save(request: HttpRequest, person: Person, found: Section, seen: int | None) -> HttpResponseBase:
    typed = from_form(request.POST, found, seen or 0)
    if not may_change(person, found):
        raise Refused(_("The words of a section are changed by its coordinator and by operators."), "role")
    values = checked(typed)
    if typed.wrong:
        return _shown(request, person, found, typed, summary(typed), 422)
    with as_seen("sections", f"section:{found.pk}", seen):
        different = changes(found, values)
        if different:
            change_section(person, found.code, different, clock.now())
    told = "sections.saved" if set(different) & set(SHOWN) else "sections.kept"
    return see_other(reverse("desk-section", args=[found.code]), said=told)


def _mark(found: Section) -> int:
    return seen_mark_of(f"section:{found.pk}")


def _shown(  # noqa: PLR0913, PLR0917
    request: HttpRequest,
    person: Person,
    found: Section,
    typed: Typed | None = None,
    fault: str = "",
    status: int = 200,
) -> HttpResponseBase:
    typed = typed or from_section(found, _mark(found))
    waits = words_wait(found)
    why_not = _why_not(person, found) if waits else ""
    shown = SectionPage(
        code=found.code,
        name=found.name,
        country=words.country(found.country),
        mark=mark_of(found),
        waiting=_waiting(found) if waits else None,
        may_approve=waits and not why_not,
        why_not=why_not,
        edits=may_change(person, found),
        keeps=may(person, Deed.SECTIONS, anywhere=True),
        sees_staff=may(person, Deed.CONFIRM_STAFF, found.pk),
        facts=tuple(_facts(found)),
        typed=typed,
        afters=tuple(
            AfterField(one.tag, one.language, one.text, typed.wrong.get(f"after-{one.tag}", "")) for one in typed.after
        ),
        members=counted_for(person, found, clock.now()),
        delays=_delays(found),
        fault=fault,
    )
    return page(request, "sections/section", found.name, person, status, section=shown)


def _why_not(person: Person, found: Section) -> str:
    try:
        require_second(person, found)
    except Refused as refused:
        if refused.rule == "two-people":
            return str(refused)
        return _("A reviewer, its coordinator or an operator approves it.")
    return ""


def _facts(found: Section) -> Iterator[tuple[str, str]]:
    yield _("Name"), found.name
    yield _("Languages"), listed(map(language_name, found.languages))
    yield _("Postal address"), "\n".join(found.address)
    yield from list(_told(found).items())[1:]


def _told(found: Section) -> dict[str, str]:
    return _in_words({field: getattr(found, field) for field in SHOWN})


def _in_words(values: dict[str, Any]) -> dict[str, str]:
    """What pages say, by the name of each part."""
    after = values.get("after_deadline", {})
    return {
        _("Name"): values.get("name", ""),
        _("E-mail"): values.get("email", ""),
        _("Web"): values.get("web", ""),
        _("Sending"): words.letters(values.get("letters", {})),
        **{_("After the deadline, %(language)s") % {"language": language_name(tag)}: after[tag] for tag in after},
    }


def _waiting(found: Section) -> Shown:
    old, new = _in_words(found.shown or {}), _told(found)
    plain, changed = list(_in_words({})), []
    for name in {**new, **old}:
        was, now = old.get(name, ""), new.get(name, "")
        if was != now:
            changed.append(Changed(name, "", "", tuple(_by_line(was, now)) if name in plain else pieces_of(was, now)))
    return Shown("", tuple(changed), whole=found.shown is None)


def _by_line(was: str, now: str) -> Iterator[Piece]:
    """Addresses and prices whole: half a price that is struck out is easily misread."""
    old, new = was.splitlines(), now.splitlines()
    for line in old:
        if line not in new:
            yield Piece(Part.REMOVED, line)
            yield Piece(Part.KEPT, "\n")
    for line in new:
        yield Piece(Part.KEPT if line in old else Part.ADDED, line)
        yield Piece(Part.KEPT, "\n")


def _delays(found: Section) -> Delays:
    told = local_delays([found.pk])
    middle = median_delay(told)
    return Delays(
        median=words.span(middle) if middle is not None else "",
        longest=words.span(max((one.delay for one in told), default=timedelta(0))),
        count=len(told),
        lines=tuple(map(_delayed, told[:MOST_DELAYS])),
    )


def _delayed(one: LocalDelay) -> Delayed:
    return Delayed(
        case=_("%(number)s, edition %(n)d") % {"number": isolated(one.number), "n": one.edition},
        href=reverse("desk-case", args=[one.case_id]),
        published=moment(one.published_at),
        noted=moment(one.approved_at),
        span=words.span(one.delay),
    )


@for_staff(*FORM)
def found(request: HttpRequest, session: Session) -> HttpResponseBase:
    """A new section."""
    person = session.person
    require(person, Deed.SECTIONS, anywhere=True)
    if request.method != "POST":
        return page(request, "sections/new", _("Found a section"), person, typed=Typed(), fault="")
    typed = from_form(request.POST, None, 0)
    values = checked(typed)
    try:
        if section_by_code(checked_section_code(typed.code)) is not None:
            typed.wrong["code"] = _("There is a section of this code already. Choose another one.")
    except BadInput as wrong:
        typed.wrong["code"] = str(wrong)
    if typed.wrong:
        return page(request, "sections/new", _("Found a section"), person, 422, typed=typed, fault=summary(typed))
    del values["active"]
    found_section(person, now=clock.now(), code=typed.code, **values)
    return see_other(reverse("desk-section", args=[typed.code]), said="sections.founded")
