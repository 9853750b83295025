"""The fixed cast of these tests, with fixed rights, and the offices of an invented state.

Olu operates, Bo reviews, Amina edits, Chen translates; Dara coordinates another section. Eve waits for her role to be
confirmed and so may nothing. Mallory had to leave.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.remembered import bring_back, keep
from tocsin.casefile import Recipient
from tocsin.directory.models import Section
from tocsin.directory.sections import add_section
from tocsin.staff.models import Person
from tocsin.staff.roles import Role
from tocsin.staff.services import add_person, confirm_person, remove_person, set_secret

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY = NOW.date()
SECRET = "harbour lamp seven birds"

MINISTER = Recipient(
    name="Bogdan Salu",
    post="Minister of the Interior",
    lines=("Minister of the Interior", "Bogdan Salu", "2 Harbour Street", "Kelm 10017", "Republic of Halvara"),
    country="XH",
    email=("office@interior.example.org", "press@interior.example.org"),
    fax=("+12025550141",),
    phone=("+12025550142",),
    social=("@interior",),
    salutation="Your Excellency",
)
COMMISSION = Recipient(
    name="Commission for Prisons",
    post=None,
    lines=("Commission for Prisons", "1 Gate Road", "Kelm 10018"),
    country="XH",
    email=("post@prisons.example.org",),
)


@dataclass(frozen=True, slots=True)
class Cast:
    olu: Person
    bo: Person
    amina: Person
    chen: Person
    dara: Person
    eve: Person
    mallory: Person
    halvara: Section
    vestria: Section


def minister(**changes: Any) -> Recipient:
    """The minister, changed as said."""
    return replace(MINISTER, **changes)


def later(days: int) -> datetime:
    return NOW + timedelta(days=days)


def new_section(actor: Person, code: str, country: str, **changes: Any) -> Section:
    values = {
        "name": f"Section {code.title()}",
        "languages": ["en", "fr"],
        "email": f"{code.lower()}@example.org",
        "web": f"https://{code.lower()}.example.org",
        "address": ["3 Quay", "Kelm"],
        "after_deadline": {"en": "Please ask us before you write."},
    }
    return add_section(actor, code=code, country=country, now=NOW, **(values | changes))


def gather_cast() -> Cast:
    """Everybody, in empty tables."""
    if not bring_back("cast"):
        _gather()
        keep("cast")
    people = {person.email.partition("@")[0]: person for person in Person.objects.select_related("section")}
    sections = {section.code: section for section in Section.objects.all()}
    return Cast(**people, halvara=sections["HAL"], vestria=sections["VES"])


def _gather() -> None:
    olu = _add(None, "olu", Role.OPERATOR)
    _, vestria = new_section(olu, "HAL", "XH"), new_section(olu, "VES", "XV")
    bo = _add(olu, "bo", Role.REVIEWER)
    _take_own_secret(bo)
    amina, chen, dara, mallory = (
        _add(olu, "amina", Role.AUTHOR),
        _add(olu, "chen", Role.TRANSLATOR),
        _add(olu, "dara", Role.COORDINATOR, section_id=vestria.pk),
        _add(olu, "mallory", Role.AUTHOR, Role.OPERATOR),
    )
    _take_own_secret(dara)
    for person in (amina, chen, dara):
        confirm_person(bo, person.email, NOW)
    remove_person(olu, mallory.email, NOW)
    _add(olu, "eve", Role.AUTHOR)


def _take_own_secret(person: Person) -> None:
    """Another one than the one that was given, and then, as it is their own, the one that everybody has here."""
    set_secret(person, None, f"{SECRET}, at last", NOW)
    set_secret(person, None, SECRET, NOW)


def _add(actor: Person | None, name: str, *roles: Role, section_id: int | None = None) -> Person:
    return add_person(
        actor,
        email=f"{name}@example.org",
        name=name.title(),
        roles=roles,
        secret=SECRET,
        section_id=section_id,
        now=NOW,
    )
