"""“Start a case” on the first page: choosing a document, for those who write."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.desk.uploads import MOST_MB
from tocsin.directory.sections import sections_for
from tocsin.staff.access import may
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a list to choose from."""

    code: str
    name: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Start:
    """sections: to choose from; empty for somebody of a section, whose cases are of that one."""

    sections: tuple[Choice, ...]
    megabytes: int = MOST_MB


def start_for(person: Person, chosen: str = "") -> Start | None:
    """None for those who do not write."""
    if not may(person, Deed.WRITE, anywhere=True):
        return None
    return Start(section_choices(person, chosen))


def section_choices(person: Person, chosen: str = "") -> tuple[Choice, ...]:
    if person.section_id is not None:
        return ()
    sections = [one for one in sections_for(person) if one.active or one.code == chosen]
    return tuple(Choice(one.code, one.name, one.code == chosen or len(sections) == 1) for one in sections)
