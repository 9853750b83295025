"""Correcting an office as a form does it: only what somebody changed is changed, and nothing of anybody else's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.casefile import Recipient
from tocsin.directory.access import access_contact_for, access_office_for
from tocsin.directory.assembling import current_holder, post_lines, post_value, recipient_of
from tocsin.directory.checked import (
    checked_country,
    checked_email,
    checked_line,
    checked_lines,
    checked_verbatim,
    checked_web,
)
from tocsin.directory.editing import BadField, edit_office
from tocsin.directory.health import move_contact
from tocsin.directory.kinds import ContactEvent, ContactKind, ContactState, Register
from tocsin.directory.models import ContactPoint, Office
from tocsin.directory.recipients import as_dialled, check_recipient, typed_recipient
from tocsin.directory.searching import keep_words
from tocsin.directory.targets import add_office, find_office
from tocsin.records import history
from tocsin.records.errors import BadInput, Refused
from tocsin.records.turns import take_turn
from tocsin.staff.access import require
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed

LISTS: Final = ("lines", "email", "fax", "phone", "social", "web_form")
TEXTS: Final = ("country", "post", "name", "gender", *LISTS)
SALUTATION: Final = "salutation-"
"""With a language after it: the form of address in that language."""


class Faults(BadInput):
    """What cannot be used, by the field that it stands in."""

    def __init__(self, by_field: Mapping[str, str]) -> None:
        super().__init__(next(iter(by_field.values())))
        self.by_field = dict(by_field)


class ChangedSince(Refused):
    """Somebody else changed the same fields in the meantime. present: what stands in them now."""

    def __init__(self, present: Mapping[str, str]) -> None:
        super().__init__("Somebody changed this office in the meantime. Nothing was overwritten.", "changed-since")
        self.present = dict(present)


@dataclass(frozen=True, slots=True)
class NameChange:
    """What a new name means. is_new: somebody else holds the office, from `since` (today without it); else it was
    misspelt. None: nobody said.
    """

    is_new: bool | None = None
    since: date | None = None


def texts_of(office: Office, today: date) -> dict[str, str]:
    """What a form shows of an office: lists one a line. Contact points that are given up are left out."""
    office = Office.objects.prefetch_related("holders", "contacts", "salutations").get(pk=office.pk)
    holder = current_holder(office.holders.all(), today)
    living = [one for one in office.contacts.all() if one.state != ContactState.DEAD]
    lines = next((post_lines(one) for one in living if one.kind == ContactKind.POST), ())
    texts = {
        "country": office.country or "",
        "post": office.post or "",
        "name": (holder.name if holder else office.organisation) or "",
        "gender": (holder.gender if holder else None) or "",
        "lines": "\n".join(lines),
    }
    for kind in LISTS[1:]:
        texts[kind] = "\n".join(one.value for one in living if one.kind == kind)
    for one in office.salutations.all():
        if one.register == Register.FORMAL:
            texts[f"{SALUTATION}{one.language}"] = one.text
    return texts


@transaction.atomic
def correct_office(  # noqa: PLR0913, PLR0917 - what was seen, what is wanted, and what it means
    actor: Person, office_id: int, was: Mapping[str, str], given: Mapping[str, str], name: NameChange, now: datetime
) -> list[str]:
    """Change what somebody changed on their form; the fields that were. was: the form as they opened it.

    What others changed in other fields stays. Raises ChangedSince where they changed the same, and Faults.
    """
    require(actor, Deed.DIRECTORY, anywhere=True)
    take_turn("directory")
    office = access_office_for(actor, office_id, for_change=True)
    present = texts_of(office, now.date())
    wanted = {key: text for key, text in given.items() if _plain(text) != _plain(was.get(key, ""))}
    wanted = {key: text for key, text in wanted.items() if _plain(text) != _plain(present.get(key, ""))}
    theirs = {key: present.get(key, "") for key in wanted if _plain(present.get(key, "")) != _plain(was.get(key, ""))}
    if theirs:
        raise ChangedSince(theirs)
    if not wanted:
        return []
    changes = _changes(office, present, wanted, name)
    _make(actor, office.pk, changes, now)
    return sorted(wanted)


def _plain(text: str) -> str:
    """Line ends and spaces at the end of a line say nothing."""
    return "\n".join(line.strip() for line in text.strip().splitlines() if line.strip())


def _changes(
    office: Office, present: Mapping[str, str], wanted: Mapping[str, str], name: NameChange
) -> dict[str, object]:
    changes: dict[str, object] = {}
    for key, text in wanted.items():
        if key in LISTS:
            changes[key] = [line for line in text.splitlines() if line.strip()]
        elif key in {"country", "post", "gender"}:
            changes[key] = text.strip() or None
    salutations = {
        key.removeprefix(SALUTATION): text.strip() or None for key, text in wanted.items() if key.startswith(SALUTATION)
    }
    if salutations:
        changes["salutations"] = salutations
    if "name" in wanted:
        changes |= _of_name(office, present["name"], wanted["name"].strip(), name)
    elif name.is_new:
        raise Faults({"name": "Type the name of who holds the office now."})
    return changes


def _of_name(office: Office, before: str, after: str, name: NameChange) -> dict[str, object]:
    has_holder = office.post is not None
    if has_holder and before and after and name.is_new is None:
        raise Faults({"name": "Say whether the name was misspelt, or somebody new holds the office."})
    if has_holder and before and after and not name.is_new:
        return {"spelling": after}
    since: dict[str, object] = {"since": name.since} if has_holder and name.since else {}
    return {"name": after or None, **since}


def _make(actor: Person, office_id: int, changes: dict[str, object], now: datetime) -> None:
    """All of them, or none and every fault by its field."""
    faults: dict[str, str] = {}
    left = dict(changes)
    while left:
        try:
            with transaction.atomic():
                edit_office(actor, office_id, left, now)
                if faults:
                    raise Faults(faults)
                return
        except BadField as error:
            field = "name" if error.field == "spelling" else error.field
            faults[field] = str(error)
            left.pop(error.field, None)
        except Faults:
            raise
        except Refused as error:
            if error.rule != "vacant":
                raise
            faults["gender"] = str(error)
            left.pop("gender", None)
            left.pop("spelling", None)
        except BadInput as error:
            faults.setdefault("", str(error))
            break
    raise Faults(faults)


@transaction.atomic
def add_typed_office(
    actor: Person, given: Mapping[str, str], language: str, salutation: str | None, now: datetime
) -> tuple[Office, bool]:
    """An office as somebody typed it, and whether it is new: one that says exactly the same is not added again.

    Raises Faults, by field; then nothing is.
    """
    require(actor, Deed.DIRECTORY, anywhere=True)
    lists = {key: tuple(line for line in given.get(key, "").splitlines() if line.strip()) for key in LISTS}
    name, post, country, gender = (given.get(key, "").strip() or None for key in ("name", "post", "country", "gender"))
    faults = dict(_faults_of(lists, country))
    if faults:
        raise Faults(faults)
    try:
        kept = {key: lists[key] for key in ("lines", "email", "fax", "phone", "social")}
        recipient = typed_recipient(Recipient(name, post, country=country, salutation=salutation, **kept))
        known = find_office(recipient, language, now.date())
        if known is not None:
            return known, False
        office = add_office(actor, recipient, language, now)
    except BadInput as error:
        raise Faults({"": str(error)}) from None
    more: dict[str, object] = {"web_form": list(lists["web_form"])} if lists["web_form"] else {}
    if gender and name and post:
        more["gender"] = gender
    if more:
        _make(actor, office.pk, more, now)
    return office, True


def _faults_of(lists: Mapping[str, tuple[str, ...]], country: str | None) -> Iterator[tuple[str, str]]:
    def try_all(check: Callable[[object], object], values: Iterable[str]) -> str:
        try:
            for value in values:
                check(value)
        except BadInput as error:
            return str(error)
        return ""

    checks: Mapping[str, Callable[[object], object]] = {"email": checked_email, "web_form": checked_web}
    for key, values in lists.items():
        check = checks.get(key, lambda value: checked_line(value, "entry"))
        if said := try_all(check, values):
            yield key, said
    if country is not None and (said := try_all(checked_country, [country])):
        yield "country", said


# --- one contact point ----------------------------------------------------------------------------------------------


class Settling(StrEnum):
    """What somebody says of a contact point that fails, or is said to."""

    WORKS = "works"
    FAILS = "fails"
    CORRECT = "correct"
    GIVE_UP = "give-up"


_EVENTS: Final = {
    Settling.WORKS: ContactEvent.CONFIRMED,
    Settling.FAILS: ContactEvent.REPORTED_FAILING,
    Settling.GIVE_UP: ContactEvent.GIVEN_UP,
}
LONGEST_REASON: Final = 500


@transaction.atomic
def settle_contact(  # noqa: PLR0913, PLR0917 - a contact point and what is said of it
    actor: Person, contact_id: int, settling: Settling, value: str, reason: str, now: datetime
) -> list[str]:
    """Say once what is true of an address or number, for every office that has it; the values that this touched.

    value: of `correct` alone; of a postal address one line a line. reason: kept with it, for those who come after.
    """
    require(actor, Deed.DIRECTORY, anywhere=True)
    take_turn("directory")
    contact = access_contact_for(actor, contact_id, for_change=True)
    note = checked_verbatim(reason.strip(), "reason", LONGEST_REASON)
    if settling is Settling.GIVE_UP and not note:
        raise BadField("reason", "Say why it is given up: others will ask.")
    before = contact.value
    new = _checked_value(contact, value) if settling is Settling.CORRECT else before
    if settling is Settling.CORRECT and new == before:
        raise BadField("value", "This is what stands there already.")
    alike = same_contacts(contact)
    for one in alike:
        _settle(actor, one, settling, new, note, now)
    keep_words({one.office_id for one in (*alike, contact)})
    return [before, new] if contact.kind != ContactKind.POST else []


def same_contacts(contact: ContactPoint) -> list[ContactPoint]:
    """The contact points that say the same, its own among them. A postal block belongs to its office alone."""
    if contact.kind == ContactKind.POST:
        return [contact]
    alike = ContactPoint.objects.filter(kind=contact.kind, value__iexact=contact.value, office__merged_into=None)
    return list(alike.order_by("pk"))


def _settle(  # noqa: PLR0913, PLR0917 - as of `settle_contact`
    actor: Person, contact: ContactPoint, settling: Settling, new: str, note: str, now: datetime
) -> None:
    doubled = ContactPoint.objects.filter(office=contact.office_id, kind=contact.kind, value=new).exclude(pk=contact.pk)
    if settling is Settling.CORRECT and doubled.exists():
        # The right one stands there already: the wrong one goes.
        history.note(now, actor.pk, "contact corrected", f"office:{contact.office_id}", contact=contact.pk, gone=True)
        contact.delete()
        return
    contact.value, contact.note = new, note
    contact.save(update_fields=["value", "note"])
    move_contact(actor, contact, _EVENTS.get(settling, ContactEvent.CORRECTED), now)
    if settling is Settling.CORRECT:
        check_recipient(recipient_of(contact.office, "en", now.date()))
        history.note(now, actor.pk, "contact corrected", f"office:{contact.office_id}", contact=contact.pk)


def _checked_value(contact: ContactPoint, value: str) -> str:
    try:
        match ContactKind(contact.kind):
            case ContactKind.POST:
                lines = checked_lines(value.splitlines(), "address lines")
                if not lines:
                    raise BadInput(_("The address is missing."))
                return post_value(lines)
            case ContactKind.EMAIL:
                return checked_email(value)
            case ContactKind.WEB_FORM:
                return checked_web(value)
            case ContactKind.SOCIAL:
                return checked_line(value, "account")
            case _:
                return as_dialled(checked_line(value, "number"), contact.office.country)
    except BadInput as error:
        raise BadField("value", str(error)) from None
