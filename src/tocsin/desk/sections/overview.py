"""All sections, and how long the writers of each wait for its word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from tocsin.actions.local_delays import medians_by_section
from tocsin.desk.frame import page
from tocsin.desk.gate import READS, for_staff
from tocsin.desk.saying import Mark
from tocsin.desk.scripts import isolated, listed
from tocsin.desk.sections import words
from tocsin.desk.tongues import language_name
from tocsin.directory.models import Section
from tocsin.directory.sections import may_be_second, sections_for, words_wait
from tocsin.staff.access import may
from tocsin.staff.models import Person, Session
from tocsin.staff.roles import Deed
from tocsin.staff.services import people_for, roles_to_confirm


@dataclass(frozen=True, slots=True)
class Line:
    """delay: the median from edition to local note; empty where there was none."""

    code: str
    name: str
    href: str
    country: str
    languages: str
    mark: Mark
    delay: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for the reader, and where it is done."""

    words: str
    href: str


@dataclass(frozen=True, slots=True)
class Overview:
    waiting: tuple[Waiting, ...]
    lines: tuple[Line, ...]
    may_found: bool
    sees_staff: bool


@for_staff(*READS)
def sections(request: HttpRequest, session: Session) -> HttpResponseBase:
    person = session.person
    found = sections_for(person)
    delays = medians_by_section()
    shown = Overview(
        waiting=(*_words_waiting(person, found), *_roles_waiting(person)),
        lines=tuple(_line(one, words.span(delays[one.pk]) if one.pk in delays else "") for one in found),
        may_found=may(person, Deed.SECTIONS, anywhere=True),
        sees_staff=may(person, Deed.CONFIRM_STAFF, None),
    )
    return page(request, "sections/sections", _("Sections"), person, sections=shown)


def _words_waiting(person: Person, found: list[Section]) -> Iterator[Waiting]:
    for one in found:
        if words_wait(one) and may_be_second(person, one):
            said = _("Words of %(section)s to approve") % {"section": isolated(one.name)}
            yield Waiting(said, reverse("desk-section", args=[one.code]))


def _roles_waiting(person: Person) -> Iterator[Waiting]:
    for one in people_for(person):
        waiting = roles_to_confirm(person, one)
        if waiting:
            told = {"name": isolated(one.name), "roles": listed(map(words.role, waiting))}
            href = reverse("desk-section-staff", args=[one.section.code]) if one.section else reverse("desk-staff")
            yield Waiting(_("Roles of %(name)s to confirm: %(roles)s") % told, href)


def _line(one: Section, delay: str) -> Line:
    return Line(
        code=one.code,
        name=one.name,
        href=reverse("desk-section", args=[one.code]),
        country=words.country(one.country),
        languages=listed(map(language_name, one.languages)),
        mark=mark_of(one),
        delay=delay,
    )


def mark_of(one: Section) -> Mark:
    if not one.active:
        return Mark(_("No longer active"))
    if one.shown is None:
        return Mark(_("New, its words wait for a second person"), "moving")
    if words_wait(one):
        return Mark(_("Changes wait for a second person"), "moving")
    return Mark(_("On the public pages"), "done")
