"""A case file while it is being read: values, the places they came from, and warnings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from tocsin.casefile.model import CaseFile, Family, Kind, Person, ReadingWarning, Recipient
from tocsin.casefile.reading.fields.recipients import Found
from tocsin.casefile.reading.flow import Line, Place, places_of

Places = dict[str, tuple[Place, ...]]
"""Where the value at a path (`deadline`, `calls.1`, `targets.0.fax`) stands in the extracted text."""


@dataclass(slots=True)
class Draft:
    """Collects what a grammar finds; `finish` makes the case file."""

    family: Family
    values: dict[str, Any] = field(default_factory=dict)
    places: Places = field(default_factory=dict)
    warnings: list[ReadingWarning] = field(default_factory=list)

    def put(self, name: str, value: Any, lines: Iterable[Line] = ()) -> None:
        """Set a field, with the lines that it was read from."""
        self.values[name] = value
        if place := places_of(lines):
            self.places[name] = place

    def put_list(self, name: str, items: Sequence[tuple[Any, Sequence[Line]]]) -> None:
        """Set a list whose items come with their lines."""
        self.values[name] = tuple(value for value, _ in items)
        for number, (_, lines) in enumerate(items):
            if place := places_of(lines):
                self.places[f"{name}.{number}"] = place
        if place := places_of(line for _, lines in items for line in lines):
            self.places[name] = place

    def put_recipients(self, name: str, found: Sequence[Found]) -> None:
        """Set targets or copies, with their places and doubts."""
        self.values[name] = tuple(item.recipient for item in found)
        for number, item in enumerate(found):
            for part, place in item.places.items():
                if place:
                    self.places[f"{name}.{number}.{part}".rstrip(".")] = place
            for code, sentence in item.doubts:
                self.warn(code, name, sentence)
        whole = tuple(place for item in found for place in item.places.get("", ()))
        if whole:
            self.places[name] = whole

    def warn(self, code: str, name: str, message: str) -> None:
        warning = ReadingWarning(code, name, message)
        if warning not in self.warnings:
            self.warnings.append(warning)

    def has(self, name: str) -> bool:
        return bool(self.values.get(name))

    @property
    def targets(self) -> tuple[Recipient, ...]:
        return tuple(self.values.get("targets", ()))

    @property
    def people(self) -> tuple[Person, ...]:
        return tuple(self.values.get("people", ()))

    def finish(self) -> CaseFile:
        """The case file, every missing field said in a warning."""
        self._warn_of_gaps()
        known = {entry.name for entry in fields(CaseFile)}
        return CaseFile(
            **{name: value for name, value in self.values.items() if name in known}, warnings=tuple(self.warnings)
        )

    def _warn_of_gaps(self) -> None:
        ended = self.values.get("kind") in (Kind.STOP, Kind.OUTCOME)
        for name, sentence in _GAPS.items():
            if not self.has(name) and not (ended and name in _NOT_AT_THE_END):
                self.warn("missing", name, sentence)


_GAPS = {
    "number": "No case number was found.",
    "index": "No index number was found.",
    "issued": "No date of issue was found.",
    "countries": "No state was found that the document is about.",
    "headline": "No headline was found.",
    "people": "Nobody at risk was found named.",
    "calls": "No calls were found.",
    "deadline": "No deadline was found.",
    "targets": "No target was found.",
}
_NOT_AT_THE_END = frozenset({"calls", "deadline", "targets"})
