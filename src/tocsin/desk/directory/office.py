"""One office: who holds it, how it is reached and addressed, where it stands; and the form that corrects it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from babel.core import Locale, UnknownLocaleError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import to_locale

from tocsin.actions.uses import CaseUse, Uses, correct_everywhere, uses_of
from tocsin.casefile import Recipient
from tocsin.desk import clock
from tocsin.desk.directory import words
from tocsin.desk.directory.asked import Asked, asked_of, empty_texts, name_change, typed_texts
from tocsin.desk.directory.words import Happening
from tocsin.desk.frame import page
from tocsin.desk.gate import READS, for_staff, see_other
from tocsin.desk.saying import Mark
from tocsin.desk.times import When, day, moment
from tocsin.directory.access import access_office_for, see_directory
from tocsin.directory.assembling import current_holder, post_lines, recipient_of
from tocsin.directory.correcting import SALUTATION, ChangedSince, Faults, add_typed_office, texts_of
from tocsin.directory.kinds import ContactKind, ContactState
from tocsin.directory.models import ContactPoint, Office
from tocsin.directory.names import country_name
from tocsin.letters.postal import postal_lines
from tocsin.letters.salutation import choose_salutation
from tocsin.letters.writer import Writer
from tocsin.records.errors import BadInput
from tocsin.staff.access import may, require
from tocsin.staff.models import Person, Session
from tocsin.staff.roles import Deed


@dataclass(frozen=True, slots=True)
class Contact:
    """One way to reach it. others: how many other offices have the same. settle: whether something is to be said."""

    id: int
    kind: str
    value: str
    lines: tuple[str, ...]
    mark: Mark
    since: When
    note: str
    href: str
    is_failing: bool


@dataclass(frozen=True, slots=True)
class Term:
    """Somebody who held the office."""

    name: str
    days: str


@dataclass(frozen=True, slots=True)
class Greeting:
    """How a letter in a language begins. own: whether it is prescribed; else the polite usual one."""

    language: str
    name: str
    text: str
    own: bool


@dataclass(frozen=True, slots=True)
class OfficePage:
    """merged_from: number of the entry that one came by, where it was merged into this one."""

    id: int
    heading: str
    name: str
    country: str
    envelope: tuple[str, ...]
    contacts: tuple[Contact, ...]
    greetings: tuple[Greeting, ...]
    former: tuple[Term, ...]
    uses: Uses
    used: tuple[CaseUse, ...]
    letters_since: When | None
    history: tuple[Happening, ...]
    keeps: bool
    writes: bool
    merged: bool


@for_staff(*READS, "POST")
def office(request: HttpRequest, session: Session, number: int) -> HttpResponseBase:
    person, now = session.person, clock.now()
    see_directory(person)
    found = access_office_for(person, number)
    if request.method != "POST":
        texts = texts_of(found, now.date())
        return _shown(request, person, found, asked_of(texts, texts), now, merged=found.pk != number)
    require(person, Deed.DIRECTORY, anywhere=True)
    return _corrected(request, person, found, now)


def _corrected(request: HttpRequest, person: Person, found: Office, now: datetime) -> HttpResponseBase:
    was, given, faults = _was(request), *typed_texts(request.POST)
    if not was:
        # Without what was seen nothing can be compared: an empty form, or one that was cut off.
        texts = texts_of(found, now.date())
        asked = asked_of(texts, texts, {"": _("The form was not complete. Nothing was changed; here it is again.")})
        return _shown(request, person, found, asked, now, status=422)
    typed = {**was, **given}

    def again(wrong: Mapping[str, str]) -> HttpResponseBase:
        return _shown(request, person, found, asked_of(was, typed, wrong, request.POST), now, status=422)

    if faults:
        return again(faults)
    try:
        done = correct_everywhere(person, found.pk, was, typed, name_change(request.POST), now)
    except ChangedSince as error:
        present = texts_of(found, now.date())
        # What they did not touch is shown as it is now; where both changed the same, both are shown.
        touched = {key: text for key, text in given.items() if text.split() != was.get(key, "").split()}
        both = asked_of(present, {**present, **touched}, {}, request.POST, error.present)
        return _shown(request, person, found, both, now, status=409)
    except Faults as error:
        return again(error.by_field)
    except BadInput as error:
        return again({"since": str(error)})
    code = "directory.saved" if done else "directory.same"
    return see_other(reverse("desk-office", args=[found.pk]), said=code)


def _was(request: HttpRequest) -> dict[str, str]:
    """The form as it was opened; empty for anything else."""
    try:
        value = json.loads(request.POST.get("was", ""))
    except (ValueError, RecursionError):
        return {}
    if not isinstance(value, dict):
        return {}
    return {str(key): text for key, text in value.items() if isinstance(text, str)}


def _shown(  # noqa: PLR0913 - what a page is made of
    request: HttpRequest,
    person: Person,
    found: Office,
    asked: Asked,
    now: datetime,
    *,
    status: int = 200,
    merged: bool = False,
) -> HttpResponse:
    shown = _page_for(person, found, now, merged=merged)
    return page(request, "directory/office", shown.heading, person, status, office=shown, asked=asked, today=now.date())


def _page_for(person: Person, office: Office, now: datetime, *, merged: bool) -> OfficePage:
    today = now.date()
    contacts = list(office.contacts.order_by("kind", "position", "pk"))
    holder = current_holder(office.holders.all(), today)
    uses = uses_of(person, office.pk, now)
    values = {one.pk: words.value_of(one) for one in contacts}
    return OfficePage(
        id=office.pk,
        heading=words.name_of(office),
        name=holder.name if holder else "",
        country=country_name(office.country, words.tongue()) if office.country else "",
        envelope=envelope_of(recipient_of(office, "en", today), person),
        contacts=tuple(_contact(one, office) for one in sorted(contacts, key=_order)),
        greetings=tuple(_greetings(office, today)),
        former=tuple(_former(office, today)),
        uses=uses,
        used=(*uses.drafts, *uses.live),
        letters_since=moment(uses.letters.since) if uses.letters.since else None,
        history=words.happenings(office, values),
        keeps=may(person, Deed.DIRECTORY, anywhere=True),
        writes=may(person, Deed.WRITE, anywhere=True),
        merged=merged,
    )


def _order(contact: ContactPoint) -> tuple[int, int, int]:
    return list(ContactKind).index(ContactKind(contact.kind)), contact.position, contact.pk


def envelope_of(recipient: Recipient, person: Person) -> tuple[str, ...]:
    """The block as an envelope from abroad has it: from the reader's own section's country, else from Switzerland."""
    section = person.section
    country = section.country if section else "CH"
    language = words.tongue().split("-")[0]
    return postal_lines(recipient, Writer(name="", country=country, language=language), "en")


def _contact(one: ContactPoint, office: Office) -> Contact:
    return Contact(
        id=one.pk,
        kind=words.kind_name(one.kind),
        value=one.value if one.kind != ContactKind.POST else "",
        lines=post_lines(one) if one.kind == ContactKind.POST else (),
        mark=words.health(one.state),
        since=moment(one.state_since),
        note=one.note,
        href=reverse("desk-contact", args=[office.pk, one.pk]),
        is_failing=one.state == ContactState.FAILING,
    )


_TONGUES = ("en", "fr", "es", "ar", "zh", "de", "ru", "pt")


def _greetings(office: Office, today: date) -> list[Greeting]:
    """In the languages that it has a form for, and in those of the network."""
    own = [one.language for one in office.salutations.all()]
    found = []
    for tag in dict.fromkeys((*own, *_TONGUES)):
        printed = recipient_of(office, tag, today).salutation
        chosen = choose_salutation(printed, tag, tag)
        found.append(Greeting(tag, _tongue_name(tag), chosen.line(tag), own=not chosen.is_default))
    return found


def _tongue_name(tag: str) -> str:
    """In the reader's language; the tag itself where it has no name there."""
    try:
        return Locale.parse(tag.replace("-", "_")).get_display_name(to_locale(words.tongue())) or tag
    except (UnknownLocaleError, ValueError):
        return tag


def _former(office: Office, today: date) -> list[Term]:
    present = current_holder(office.holders.all(), today)
    others = [one for one in office.holders.order_by("-until", "-pk") if present is None or one.pk != present.pk]
    return [Term(one.name, _days(one.since, one.until)) for one in others]


def _days(since: date | None, until: date | None) -> str:
    if since and until:
        return _("%(first)s to %(last)s") % {"first": day(since).words, "last": day(until).words}
    if until:
        return _("until %(last)s") % {"last": day(until).words}
    return _("from %(first)s") % {"first": day(since).words} if since else ""


# --- a new one ------------------------------------------------------------------------------------------------------


@for_staff(*READS, "POST")
def new(request: HttpRequest, session: Session) -> HttpResponseBase:
    person, now = session.person, clock.now()
    require(person, Deed.DIRECTORY, anywhere=True)
    if request.method != "POST":
        return _new(request, person, asked_of(empty_texts(), empty_texts()))
    given, faults = typed_texts(request.POST)
    tag = request.POST.get("new-language", "").strip() or "en"
    salutation = next((text for key, text in given.items() if key.startswith(SALUTATION)), None)
    try:
        if faults:
            raise Faults(faults)
        made, is_new = add_typed_office(person, given, tag, salutation or None, now)
    except Faults as error:
        return _new(request, person, asked_of({}, given, error.by_field, request.POST), 422)
    code = "directory.added" if is_new else "directory.known"
    return see_other(reverse("desk-office", args=[made.pk]), said=code)


def _new(request: HttpRequest, person: Person, asked: Asked, status: int = 200) -> HttpResponse:
    return page(request, "directory/new", _("A new office"), person, status, asked=asked)
