"""National sections: who they are, and what their writers read after a deadline."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.directory.checked import (
    checked_by_language,
    checked_country,
    checked_email,
    checked_languages,
    checked_line,
    checked_lines,
    checked_section_code,
    checked_sending,
    checked_web,
    is_section_code,
)
from tocsin.directory.models import Section
from tocsin.records import history
from tocsin.records.errors import BadInput, NotThere, Refused
from tocsin.records.turns import take_turn
from tocsin.staff.access import may, require, require_own_secret
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed


def _yes_or_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise BadInput(_("Whether a section is active is yes or no."))
    return value


_CHECKS: Mapping[str, Callable[[object], object]] = {
    "country": checked_country,
    "name": lambda value: checked_line(value, "name", 200),
    "languages": checked_languages,
    "email": lambda value: checked_email(value) if value else "",
    "web": lambda value: checked_web(value) if value else "",
    "address": lambda value: checked_lines(value, "address"),
    "after_deadline": lambda value: checked_by_language(value, "text after the deadline"),
    "letters": checked_sending,
    "active": _yes_or_no,
}

SHOWN = ("name", "email", "web", "after_deadline", "letters")
"""What pages say of a section."""

_OWN = frozenset({"name", "languages", "email", "web", "address", "after_deadline", "letters"})
"""What a section's coordinator says of it; the rest belongs to whoever keeps the sections. The code never changes."""


def checked_field(field: str, value: object) -> object:
    """The value as it is kept; BadInput where it is not taken."""
    return _CHECKS[field](value)


def section_by_code(code: str) -> Section | None:
    """For pages and for the program itself: what a section says of itself is public."""
    return Section.objects.filter(code=code).first() if is_section_code(code) else None


def access_section_for(person: Person, code: str) -> Section:
    """A section, for anybody on the staff: what it holds is public. Who may change what of it is asked for there."""
    found = section_by_code(code) if may(person, Deed.SEE, anywhere=True) else None
    if found is None:
        raise NotThere("section of this code")
    return found


def sections_for(person: Person) -> list[Section]:
    """All sections, by code."""
    require(person, Deed.SEE, anywhere=True)
    return list(Section.objects.all())


@transaction.atomic
def add_section(  # noqa: PLR0913 - what a section is made of
    actor: Person,
    *,
    code: str,
    country: str,
    name: str,
    languages: Iterable[str],
    email: str,
    web: str,
    address: Iterable[str],
    after_deadline: Mapping[str, str],
    now: datetime,
    letters: Mapping[str, object] | None = None,
) -> Section:
    """Add a section. Pages say its words once a second person has approved them."""
    require(actor, Deed.SECTIONS, anywhere=True)
    require_own_secret(actor)
    take_turn("sections")
    values = {
        "country": country,
        "name": name,
        "languages": languages,
        "email": email,
        "web": web,
        "address": address,
        "after_deadline": after_deadline,
        "letters": letters or {},
    }
    checked = {field: _CHECKS[field](value) for field, value in values.items()}
    if Section.objects.filter(code=checked_section_code(code)).exists():
        raise Refused(f"There is a section {code} already: change it with “tocsin sections edit {code}”.", "known-code")
    section = Section.objects.create(code=code, worded_by=actor.pk, **checked)
    history.note(now, actor.pk, "section added", f"section:{section.pk}", code=code)
    return section


@transaction.atomic
def edit_section(actor: Person, code: str, changes: Mapping[str, object], now: datetime) -> Section:
    """Change what a section says of itself. Its own coordinator may, and whoever keeps the sections.

    Pages say the new words once a second person has approved them.
    """
    take_turn("sections")
    section = access_section_for(actor, code)
    keeps_sections = may(actor, Deed.SECTIONS, anywhere=True)
    if not keeps_sections:
        require(actor, Deed.LOCALISE, section.pk)
    require_own_secret(actor)
    for field, value in changes.items():
        if field not in _CHECKS:
            raise BadInput(f"A section has no “{field[:40]}” that can be changed.")
        if field not in _OWN and not keeps_sections:
            raise Refused(f"To change the {field} of a section takes somebody who keeps the sections.", "role")
        setattr(section, field, _CHECKS[field](value))
    section.worded_by = actor.pk
    section.save(update_fields=[*changes, "worded_by"])
    history.note(now, actor.pk, "section changed", f"section:{section.pk}", code=code, fields=sorted(changes))
    return section


@transaction.atomic
def approve_section(actor: Person, code: str, now: datetime) -> Section:
    """A second person approves a section's words: a reviewer, its coordinator, or whoever keeps the sections."""
    take_turn("sections")
    section = access_section_for(actor, code)
    require_second(actor, section)
    require_own_secret(actor)
    section.shown = {field: getattr(section, field) for field in SHOWN}
    section.save(update_fields=["shown"])
    history.note(now, actor.pk, "section approved", f"section:{section.pk}", code=code)
    return section


def require_second(actor: Person, section: Section) -> None:
    """Raise Refused where this person cannot be the one who approves the words as they stand."""
    if section.worded_by == actor.pk or _worded(actor, section):
        raise Refused(_("You wrote this: another person has to approve what pages say of the section."), "two-people")
    if not may(actor, Deed.SECTIONS, anywhere=True) and not may(actor, Deed.LOCALISE, section.pk):
        require(actor, Deed.APPROVE, section.pk)


def may_change(actor: Person, section: Section) -> bool:
    return may(actor, Deed.SECTIONS, anywhere=True) or may(actor, Deed.LOCALISE, section.pk)


def may_be_second(actor: Person, section: Section) -> bool:
    try:
        require_second(actor, section)
    except Refused:
        return False
    return True


def words_wait(section: Section) -> bool:
    """Whether pages say something else of the section, or nothing, until a second person approves."""
    return section.shown != {field: getattr(section, field) for field in SHOWN}


def _worded(actor: Person, section: Section) -> bool:
    """Whether any of the words since the last approval are the actor's; `worded_by` names only who changed one last."""
    entries = history.history_of(f"section:{section.pk}")
    last = max((entry.pk for entry in entries if entry.verb == "section approved"), default=0)
    return any(entry.pk > last and entry.actor == actor.pk for entry in entries)
