"""The case file: what an urgent action says, as plain values.

The JSON form is the contract (`schema.json` beside this file); these classes are the same thing for Python.
Dates are calendar dates without a time zone: the zone belongs to the edition.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

FORMAT = "urgent-action/1"


class Kind(StrEnum):
    """What kind of document a case file was read from, or will become."""

    INITIAL = "initial"
    UPDATE = "update"
    REISSUE = "reissue"
    CORRECTION = "correction"
    STOP = "stop"
    OUTCOME = "outcome"


class Family(StrEnum):
    """The grammar that a document was read with."""

    A = "1990"
    B = "2009"
    C = "2018"
    LABELLED = "labelled"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at risk, or a group: a group described in words keeps them as its name."""

    name: str | None
    group: bool = False
    gender: str | None = None
    pronouns: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    """An official or copy recipient. `lines` is the whole postal block as printed, name and post among them."""

    name: str | None
    post: str | None
    lines: tuple[str, ...] = ()
    country: str | None = None
    email: tuple[str, ...] = ()
    fax: tuple[str, ...] = ()
    phone: tuple[str, ...] = ()
    social: tuple[str, ...] = ()
    salutation: str | None = None


@dataclass(frozen=True, slots=True)
class WriteIn:
    """Languages to write in (BCP 47); whether the writer may use their own."""

    languages: tuple[str, ...] = ()
    own_language: bool = False


@dataclass(frozen=True, slots=True)
class ReadingWarning:
    """Something missing, contradictory or guessed; `field` is a top-level field of the case file."""

    code: str
    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Origin:
    """The file that a case file was read from."""

    name: str
    media_type: str
    sha256: str
    family: Family


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One urgent action document. The order of the fields is the order in the JSON."""

    kind: Kind = Kind.INITIAL
    number: str | None = None
    update: int = 0
    index: str | None = None
    issued: date | None = None
    countries: tuple[str, ...] = ()
    language: str = "en"
    concerns: tuple[str, ...] = ()
    headline: str = ""
    summary: str | None = None
    body: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()
    write_in: WriteIn = WriteIn()
    calls: tuple[str, ...] = ()
    model_letter: str | None = None
    deadline: date | None = None
    targets: tuple[Recipient, ...] = ()
    copies: tuple[Recipient, ...] = ()
    diplomatic_copies: bool = False
    after_deadline: str | None = None
    background: tuple[str, ...] = ()
    previous: str | None = None
    warnings: tuple[ReadingWarning, ...] = ()
    origin: Origin | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain values for `json.dumps`, in the order of the contract."""
        return {"format": FORMAT} | {field.name: _plain(getattr(self, field.name)) for field in fields(self)}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> CaseFile:
        """Build from JSON that keeps to the schema; check it first (`schema.problems_in`)."""
        return cls(
            kind=Kind(value["kind"]),
            number=value["number"],
            update=value["update"],
            index=value["index"],
            issued=_day(value["issued"]),
            countries=tuple(value["countries"]),
            language=value["language"],
            concerns=tuple(value["concerns"]),
            headline=value["headline"],
            summary=value["summary"],
            body=tuple(value["body"]),
            people=tuple(Person(**person) for person in value["people"]),
            write_in=WriteIn(tuple(value["write_in"]["languages"]), value["write_in"]["own_language"]),
            calls=tuple(value["calls"]),
            model_letter=value["model_letter"],
            deadline=_day(value["deadline"]),
            targets=tuple(map(_recipient, value["targets"])),
            copies=tuple(map(_recipient, value["copies"])),
            diplomatic_copies=value["diplomatic_copies"],
            after_deadline=value["after_deadline"],
            background=tuple(value["background"]),
            previous=value["previous"],
            warnings=tuple(ReadingWarning(**warning) for warning in value.get("warnings") or ()),
            origin=_origin(value.get("origin")),
        )


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Person | Recipient | WriteIn | ReadingWarning | Origin):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value


def _day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _recipient(value: dict[str, Any]) -> Recipient:
    values: dict[str, Any] = {key: tuple(item) if isinstance(item, list) else item for key, item in value.items()}
    return Recipient(**values)


def _origin(value: dict[str, Any] | None) -> Origin | None:
    return (
        None if value is None else Origin(value["name"], value["media_type"], value["sha256"], Family(value["family"]))
    )
