"""What was made for whom: `manifest.json`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tocsin.letters.composing import Role


class ProblemCode(StrEnum):
    """Why a route is missing, or what the writer should know of a letter."""

    SALUTATION_DEFAULT = "salutation-default"
    NO_MISSION = "no-mission"
    NO_ROUTE = "no-route"
    GLYPH = "glyph"
    ADDRESS_TOO_TALL = "address-too-tall"
    MAILTO_LONG = "mailto-long"


@dataclass(frozen=True, slots=True)
class Problem:
    """`message` is one plain sentence for the writer."""

    code: ProblemCode
    message: str


@dataclass(frozen=True, slots=True)
class Routes:
    """File names relative to the folder, `mailto` a link; None where a route cannot be had."""

    paper: str | None = None
    fax: str | None = None
    email: str | None = None
    mailto: str | None = None
    label: str | None = None

    @property
    def any_way_to_send(self) -> bool:
        """A label alone sends nothing."""
        return any((self.paper, self.fax, self.email, self.mailto))

    @property
    def files(self) -> tuple[str, ...]:
        return tuple(name for name in (self.paper, self.fax, self.email, self.label) if name)

    def to_json(self) -> dict[str, str | None]:
        return {"paper": self.paper, "fax": self.fax, "email": self.email, "mailto": self.mailto, "label": self.label}


@dataclass(frozen=True, slots=True)
class LetterEntry:
    """One letter; of a mission that nobody knows, an entry without salutation and routes."""

    recipient: str
    role: Role
    language: str
    salutation: str | None
    routes: Routes = Routes()
    problems: tuple[Problem, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "recipient": self.recipient,
            "role": self.role.value,
            "language": self.language,
            "salutation": self.salutation,
            "routes": self.routes.to_json(),
            "problems": [{"code": problem.code.value, "message": problem.message} for problem in self.problems],
        }


@dataclass(frozen=True, slots=True)
class Manifest:
    """All letters of one appeal, in the case's order. `edition` is the document's index, else its number, else None."""

    edition: str | None
    letters: tuple[LetterEntry, ...]

    @property
    def every_recipient_has_a_route(self) -> bool:
        return all(letter.routes.any_way_to_send for letter in self.letters)

    def to_json(self) -> dict[str, Any]:
        return {"edition": self.edition, "letters": [letter.to_json() for letter in self.letters]}

    def to_bytes(self) -> bytes:
        """The file's content: UTF-8 JSON, indented."""
        return (json.dumps(self.to_json(), ensure_ascii=False, indent=2) + "\n").encode()
