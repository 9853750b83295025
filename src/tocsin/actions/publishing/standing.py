"""How a case stands at a moment: whether one may write, until when, and for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tocsin.actions.publishing.clock import state_at
from tocsin.actions.publishing.shapes import CaseRecord, EditionRecord
from tocsin.actions.states import EditionState


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day, the zone whose day it is, and the first moment (UTC) at which it is too late."""

    day: date
    zone: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Extended:
    """A section gives its own writers until another day. country: where it is, alpha-2; empty where not known."""

    section: str
    country: str
    deadline: Deadline


@dataclass(frozen=True, slots=True)
class Standing:
    """state: with the clock. zone: in which moments of the case are told. extended: what is not over yet."""

    state: EditionState
    deadline: Deadline | None
    extended: tuple[Extended, ...]
    zone: str | None

    @property
    def is_open(self) -> bool:
        """Whether everybody may write."""
        return self.state is EditionState.LIVE

    @property
    def may_write(self) -> bool:
        """Whether anybody may, be it only the writers of a section."""
        return self.is_open or (self.state is EditionState.EXPIRED and bool(self.extended))


def standing_of(record: CaseRecord, now: datetime) -> Standing:
    """Of a case, by its newest edition."""
    live = edition_of(record, record["live"])
    deadline = deadline_of(live)
    zones = (edition["deadline_zone"] for edition in record["editions"])
    state = state_at(record["state"], deadline.at if deadline else None, now)
    extended = tuple(_extended(record, deadline, now)) if state in {EditionState.LIVE, EditionState.EXPIRED} else ()
    return Standing(state, deadline, extended, next(filter(None, zones), None))


def edition_of(record: CaseRecord, n: int) -> EditionRecord:
    """Raises LookupError where the case has no such edition."""
    found = next((edition for edition in record["editions"] if edition["n"] == n), None)
    if found is None:
        raise LookupError(f"no edition {n}")
    return found


def deadline_of(edition: EditionRecord) -> Deadline | None:
    """The deadline that an edition names itself."""
    day, zone, at = edition["deadline"], edition["deadline_zone"], edition["deadline_at"]
    return Deadline(date.fromisoformat(day), zone, datetime.fromisoformat(at)) if day and zone and at else None


def moment_of(text: str | None) -> datetime | None:
    """A time of the record."""
    return None if text is None else datetime.fromisoformat(text)


def _extended(record: CaseRecord, deadline: Deadline | None, now: datetime) -> list[Extended]:
    if deadline is None:
        return []
    countries = {section["code"]: section["country"] for section in record["sections"]}
    found = [
        Extended(
            one["section"],
            countries.get(one["section"], ""),
            Deadline(date.fromisoformat(one["until"]), deadline.zone, datetime.fromisoformat(one["deadline_at"])),
        )
        for one in record["extensions"]
    ]
    return [one for one in found if one.deadline.at > max(now, deadline.at)]
