"""What the buttons of the form do once it is saved: add, take out, move, pick, settle."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from tocsin.actions.composing import PARTS
from tocsin.actions.editing.content import TEXT_LISTS, Flat
from tocsin.actions.editing.saving import Saved, bring_back, change_draft, settle_warning
from tocsin.actions.models import Case
from tocsin.actions.remarks import settle_remark
from tocsin.desk.importing.source import field_id
from tocsin.records.errors import NotThere
from tocsin.staff.models import Person

MOVED: Final = ("people", *TEXT_LISTS, *PARTS)
"""Lists whose entries are added, taken out and moved."""


@dataclass(frozen=True, slots=True)
class Landing:
    """Where the page is opened again. said: a code of `desk.said`. at: id of an element. more: for the address."""

    said: str
    at: str = ""
    more: str = ""


type Step = Callable[[Person, Case, Saved, str, datetime], Landing]


def _place(saved: Saved, path: str) -> tuple[str, int]:
    """Where an entry that stood in the form stands now. NotThere for one that is gone."""
    name, _dot, number = path.partition(".")
    if name not in MOVED or not (number.isascii() and number.isdigit() and len(number) < 5):
        raise NotThere("entry of this name")
    rows = saved.rows.get(name, ())
    place = rows[int(number)] if int(number) < len(rows) else int(number)
    if place is None or place >= len(saved.flat[name]):
        raise NotThere("entry of this name")
    return name, place


def _add(person: Person, case: Case, saved: Saved, name: str, now: datetime) -> Landing:
    if name not in MOVED:
        raise NotThere("list of this name")
    return Landing("editing.saved", f"f-{name}-new", f"&add={name}")


def _remove(person: Person, case: Case, saved: Saved, path: str, now: datetime) -> Landing:
    name, place = _place(saved, path)

    def without(flat: Flat) -> Flat:
        return flat | {name: [one for n, one in enumerate(flat[name]) if n != place]}

    draft = change_draft(person, str(case.pk), without, now)
    return Landing("editing.removed", f"l-{name}", f"&undo={name}:{draft.revision - 1}")


def _move(by: int) -> Step:
    def move(person: Person, case: Case, saved: Saved, path: str, now: datetime) -> Landing:
        name, place = _place(saved, path)

        def moved(flat: Flat) -> Flat:
            items: list[Any] = list(flat[name])
            there = min(max(place + by, 0), len(items) - 1)
            items.insert(there, items.pop(place))
            return flat | {name: items}

        change_draft(person, str(case.pk), moved, now)
        return Landing("editing.moved", field_id(f"{name}.{max(place + by, 0)}"))

    return move


def _over(person: Person, case: Case, saved: Saved, path: str, now: datetime) -> Landing:
    """From the recipients to the copies, or back."""
    name, place = _place(saved, path)
    if name not in PARTS:
        raise NotThere("recipient of this name")
    other = PARTS[1 - PARTS.index(name)]

    def over(flat: Flat) -> Flat:
        items = list(flat[name])
        return flat | {other: [*flat[other], items.pop(place)], name: items}

    change_draft(person, str(case.pk), over, now)
    return Landing("editing.moved", f"l-{other}")


def _untie(person: Person, case: Case, saved: Saved, path: str, now: datetime) -> Landing:
    """A recipient that is only this document's from now on, with what the directory says of them today."""
    name, place = _place(saved, path)
    if name not in PARTS:
        raise NotThere("recipient of this name")

    def untied(flat: Flat) -> Flat:
        return flat | {name: [{**one, "office": None} if n == place else one for n, one in enumerate(flat[name])]}

    change_draft(person, str(case.pk), untied, now)
    return Landing("editing.saved", field_id(f"{name}.{place}"))


def _pick(person: Person, case: Case, saved: Saved, rest: str, now: datetime) -> Landing:
    """An office of the directory, at the end of the list."""
    name, _dot, number = rest.partition(":")
    if name not in PARTS or not (number.isascii() and number.isdigit() and len(number) < 18):
        raise NotThere("office of this number")

    def picked(flat: Flat) -> Flat:
        if any(one["office"] == int(number) for part in PARTS for one in flat[part]):
            return flat
        return flat | {name: [*flat[name], {"office": int(number)}]}

    change_draft(person, str(case.pk), picked, now)
    return Landing("editing.added", f"l-{name}")


def _settle(person: Person, case: Case, saved: Saved, rest: str, now: datetime) -> Landing:
    code, _dot, place = rest.rpartition(":")
    if not (place.isascii() and place.isdigit() and len(place) < 5):
        raise NotThere("warning of this kind")
    settle_warning(person, str(case.pk), code, int(place), now)
    return Landing("editing.settled", "warnings")


def _settle_remark(person: Person, case: Case, saved: Saved, number: str, now: datetime) -> Landing:
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        raise NotThere("remark of this number")
    settle_remark(person, str(case.pk), int(number), now)
    return Landing("editing.settled")


def _back(person: Person, case: Case, saved: Saved, rest: str, now: datetime) -> Landing:
    name, _dot, revision = rest.partition(":")
    if not (revision.isascii() and revision.isdigit() and len(revision) < 10):
        raise NotThere("step to undo")
    bring_back(person, str(case.pk), name, int(revision), now)
    return Landing("editing.back", f"l-{name}")


STEPS: Final[Mapping[str, Step]] = {
    "add": _add,
    "remove": _remove,
    "up": _move(-1),
    "down": _move(1),
    "over": _over,
    "untie": _untie,
    "pick": _pick,
    "settle": _settle,
    "remark": _settle_remark,
    "back": _back,
}
"""By the verb of a button's value: `remove:calls.1`."""
