"""Who works in a section, or for all of them: roles, which two people give and one takes away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tocsin.desk import clock, said
from tocsin.desk.frame import page
from tocsin.desk.gate import READS, for_staff, see_other
from tocsin.desk.saying import Mark
from tocsin.desk.scripts import listed
from tocsin.desk.sections import words
from tocsin.desk.times import When, moment
from tocsin.directory.models import Section
from tocsin.directory.sections import access_section_for
from tocsin.records.errors import BadInput, NotThere, Refused
from tocsin.records.seen import as_seen, mark_of
from tocsin.staff.access import may, require, roles_of
from tocsin.staff.models import Grant, Person, Session
from tocsin.staff.roles import Deed, Role
from tocsin.staff.services import (
    KEEPING,
    add_person,
    confirm_person,
    end_roles,
    grant_roles,
    made_up_secret,
    people_for,
    remove_person,
    roles_to_confirm,
    set_secret,
)

FORM: Final = (*READS, "POST")

said.tell(
    {
        "sections.granted": gettext_noop("The roles are given. They count once a second person has confirmed them."),
        "sections.confirmed": gettext_noop("Confirmed. The roles count from now on."),
        "sections.role-ended": gettext_noop("The role is ended. It counts no more, from now on."),
        "sections.left": gettext_noop("This person has left: no role counts any more and every session is ended."),
    }
)


@dataclass(frozen=True, slots=True)
class Held:
    """A role that somebody has. waiting: until a second person confirms it."""

    value: str
    mark: Mark
    since: When
    given_by: str
    waiting: bool


@dataclass(frozen=True, slots=True)
class Tick:
    value: str
    label: str
    hint: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody. confirms: the roles that the reader may confirm now, in words. mark: of what was seen.

    others: roles that they may still be given.
    """

    id: int
    name: str
    email: str
    mark: int
    is_me: bool
    held: tuple[Held, ...]
    confirms: str
    others: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class Typed:
    name: str = ""
    email: str = ""
    roles: frozenset[str] = frozenset()
    wrong: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Once:
    """A first secret, in the one answer that shows it."""

    name: str
    email: str
    secret: str
    sign_in: str
    roles_wait: bool


@dataclass(frozen=True, slots=True)
class StaffPage:
    heading: str
    section: str
    back: str
    members: tuple[Member, ...]
    gone: tuple[str, ...]
    keeps: bool
    ticks: tuple[Tick, ...]
    typed: Typed
    once: Once | None
    fault: str


@dataclass(frozen=True, slots=True)
class _Room:
    """The page that somebody is on: of which section, who reads it."""

    request: HttpRequest
    person: Person
    section: Section | None

    @property
    def section_id(self) -> int | None:
        return self.section.pk if self.section else None

    @property
    def address(self) -> str:
        return reverse("desk-section-staff", args=[self.section.code]) if self.section else reverse("desk-staff")


@for_staff(*FORM)
def of_section(request: HttpRequest, session: Session, code: str) -> HttpResponseBase:
    """Who works in a section: for those of it, and those of no section."""
    require(session.person, Deed.CONFIRM_STAFF, anywhere=True)
    section = access_section_for(session.person, code)
    return _answer(_Room(request, session.person, section))


@for_staff(*FORM)
def of_none(request: HttpRequest, session: Session) -> HttpResponseBase:
    """Who works for all sections."""
    return _answer(_Room(request, session.person, None))


def _answer(room: _Room) -> HttpResponseBase:
    require(room.person, Deed.CONFIRM_STAFF, room.section_id)
    if room.request.method != "POST":
        return _shown(room)
    typed = _typed(room.request)
    deeds: dict[str, Callable[[], HttpResponseBase | None]] = {
        "add": lambda: _add(room, typed),
        "grant": lambda: _with(room, _grant),
        "confirm": lambda: _with(room, _confirm),
        "end": lambda: _with(room, _end),
        "leave": lambda: _with(room, _leave),
        "secret": lambda: _with(room, _secret),
    }
    deed = deeds.get(room.request.POST.get("do", ""))
    try:
        done = deed() if deed else None
    except BadInput as wrong:
        return _shown(room, typed, fault=str(wrong), status=422)
    except NotThere:
        raise
    except Refused as refused:
        return _shown(room, typed, fault=str(refused), status=409)
    if done is None:
        fault = _("Nothing was changed. What you typed is still here.") if typed.wrong else ""
        fault = fault or _("Nothing was done. Use one of the buttons on this page.")
        return _shown(room, typed, fault=fault, status=422)
    return done


def _typed(request: HttpRequest) -> Typed:
    post = request.POST
    if post.get("do") != "add":
        return Typed()
    return Typed(post.get("name", "")[:121], post.get("email", "").strip()[:255], frozenset(post.getlist("roles")[:9]))


def _roles(given: list[str]) -> list[Role]:
    """BadInput for one that does not exist."""
    if not set(given) <= set(Role):
        raise BadInput(_("There is no such role."))
    return [Role(one) for one in dict.fromkeys(given)]


def _add(room: _Room, typed: Typed) -> HttpResponseBase | None:
    require(room.person, Deed.STAFF, room.section_id)
    if not typed.name.strip() or len(typed.name) > 120 or "\0" in typed.name:
        typed.wrong["name"] = _("Write the name, at most 120 characters.")
    if not typed.email or len(typed.email) > 254 or "\0" in typed.email:
        typed.wrong["email"] = _("Write the e-mail address.")
    if not typed.roles:
        typed.wrong["roles"] = _("Choose at least one role.")
    if typed.wrong:
        return None
    secret = made_up_secret()
    made = add_person(
        room.person,
        email=typed.email,
        name=typed.name,
        roles=_roles(sorted(typed.roles)),
        secret=secret,
        section_id=room.section_id,
        now=clock.now(),
    )
    return _shown(room, once=_once(room, made, secret))


def _once(room: _Room, person: Person, secret: str) -> Once:
    waits = Grant.objects.filter(person=person, ended_at=None, confirmed_at=None).exists()
    return Once(
        person.name, person.email, secret, room.request.build_absolute_uri(reverse("desk-sign-in")), roles_wait=waits
    )


def _with(room: _Room, deed: Callable[[_Room, Person], HttpResponseBase | None]) -> HttpResponseBase | None:
    """Something that is done to one of this page's people, as they were when the page was opened."""
    number, seen = words.number_in(room.request, "person"), words.number_in(room.request, "mark")
    if number is None:
        return None
    person = next((one for one in people_for(room.person) if one.pk == number and _is_here(room, one)), None)
    if person is None:
        raise NotThere("person of this id in this section")
    with as_seen("staff", f"staff:{person.pk}", seen, KEEPING):
        return deed(room, person)


def _is_here(room: _Room, person: Person) -> bool:
    return person.section_id == room.section_id


def _grant(room: _Room, person: Person) -> HttpResponseBase:
    roles = _roles(room.request.POST.getlist("roles")[:9])
    if not roles:
        raise BadInput(_("Choose at least one role."))
    grant_roles(room.person, person.email, roles, clock.now())
    return see_other(room.address, said="sections.granted")


def _confirm(room: _Room, person: Person) -> HttpResponseBase:
    confirm_person(room.person, person.email, clock.now())
    return see_other(room.address, said="sections.confirmed")


def _end(room: _Room, person: Person) -> HttpResponseBase:
    roles = _roles([room.request.POST.get("role", "")])
    end_roles(room.person, person.email, roles, clock.now())
    return see_other(room.address, said="sections.role-ended")


def _leave(room: _Room, person: Person) -> HttpResponseBase:
    remove_person(room.person, person.email, clock.now())
    return see_other(room.address, said="sections.left")


def _secret(room: _Room, person: Person) -> HttpResponseBase:
    if person.pk == room.person.pk:
        # There it takes a code of the authenticator too.
        raise Refused(_("Change your own secret on the page of your account."), "own-secret")
    if not person.active:
        raise Refused(_("This person has left: nobody gives them a secret."), "left")
    secret = made_up_secret()
    set_secret(room.person, person.email, secret, clock.now())
    return _shown(room, once=_once(room, person, secret))


def _shown(
    room: _Room, typed: Typed | None = None, *, once: Once | None = None, fault: str = "", status: int = 200
) -> HttpResponseBase:
    people = [one for one in people_for(room.person) if _is_here(room, one)]
    typed = typed or Typed()
    keeps = may(room.person, Deed.STAFF, room.section_id)
    given = _giving(room)
    shown = StaffPage(
        heading=_("Staff and roles") if room.section else _("Staff of no section"),
        section=room.section.name if room.section else "",
        back=reverse("desk-section", args=[room.section.code]) if room.section else reverse("desk-sections"),
        members=tuple(_member(room, one, given if keeps else []) for one in people if one.active),
        gone=tuple(one.name for one in people if not one.active and one.name),
        keeps=keeps,
        ticks=_ticks(given, typed.roles),
        typed=typed,
        once=once,
        fault=fault,
    )
    return page(room.request, "sections/staff", shown.heading, room.person, status, staff=shown)


def _giving(room: _Room) -> list[Role]:
    """The roles that the reader may give."""
    return [role for role in Role if role is not Role.OPERATOR or Role.OPERATOR in roles_of(room.person)]


def _ticks(roles: list[Role], ticked: frozenset[str]) -> tuple[Tick, ...]:
    return tuple(Tick(one.value, words.role(one), _(words.ROLES[one][1]), one.value in ticked) for one in roles)


def _member(room: _Room, one: Person, given: list[Role]) -> Member:
    grants = list(one.grants.select_related("granted_by").filter(ended_at=None).order_by("pk"))
    held = {grant.role for grant in grants}
    return Member(
        id=one.pk,
        name=one.name,
        email=one.email,
        mark=mark_of(f"staff:{one.pk}", KEEPING),
        is_me=one.pk == room.person.pk,
        held=tuple(map(_held, grants)),
        confirms=listed(map(words.role, roles_to_confirm(room.person, one))),
        others=_ticks([role for role in given if role not in held], frozenset()),
    )


def _held(grant: Grant) -> Held:
    waiting = grant.confirmed_at is None
    label = words.role(grant.role)
    mark = (
        Mark(_("%(role)s, waits for a second person") % {"role": label}, "moving") if waiting else Mark(label, "done")
    )
    by = grant.granted_by.name if grant.granted_by else ""
    return Held(grant.role, mark, moment(grant.confirmed_at or grant.granted_at), by, waiting)
