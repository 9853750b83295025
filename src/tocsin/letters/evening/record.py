"""What an evening has printed: `manifest.json` for programs, `LIST.csv` for whoever prints, figures for the screen.

The manifest has the form of one writer's (CONTRACTS.md), with three keys more for a letter: `line`, where the person
stands in the list; `envelope`; `place`, the letter's number in its file, from 1. And beside `edition` and `letters`:
`day`, `per`, and `files` in the order of printing. Names of the people are in neither.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from tocsin.letters.evening.journal import Made
from tocsin.letters.evening.planning import Part, Plan, PlannedLetter
from tocsin.letters.manifest import LetterEntry, Problem, ProblemCode, Routes

LIST_COLUMNS = ("file", "what", "letters", "sheets", "paper", "envelopes", "recipient")


@dataclass(slots=True)
class _Where:
    """Where one letter came to lie."""

    paper: str | None = None
    place: int | None = None
    label: str | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class EveningRecord:
    """A plan and its finished files, in the plan's order. kept: how many of them were there from an earlier run."""

    plan: Plan
    made: tuple[Made, ...]
    kept: int = 0
    _where: dict[tuple[int, int], _Where] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        for part, made in self._files():
            _lay_down(part, made, self._where)

    def _files(self) -> Iterator[tuple[Part, Made]]:
        return zip(self.plan.parts, self.made, strict=True)

    def entries(self) -> Iterator[tuple[PlannedLetter, LetterEntry]]:
        """Every letter with its file, or with what was in the way."""
        for letter in self.plan.letters:
            where = self._where.get((letter.person, letter.position), _Where())
            routes = Routes(paper=where.paper, label=where.label)
            yield letter, replace(letter.entry, routes=routes, problems=(*letter.entry.problems, *where.problems))

    @property
    def printed(self) -> int:
        """Letters on paper."""
        return sum(entry.routes.paper is not None for _, entry in self.entries())

    @property
    def everybody_has_a_letter(self) -> bool:
        """Whether each of the people has one to each recipient."""
        return self.printed == len(self.plan.letters)

    @property
    def sheets(self) -> Counter[str]:
        """Sheets to print on one side, by paper."""
        found: Counter[str] = Counter()
        for part, made in self._files():
            found[part.paper] += made.sheets
        return found

    def manifest(self) -> str:
        """One line of JSON a letter."""
        case = self.plan.evening.case
        head = {
            "edition": case.index or case.number,
            "day": self.plan.evening.day.isoformat(),
            "per": self.plan.evening.per.value,
            "files": [_file(part, made) for part, made in self._files() if made.size_bytes],
        }
        letters = ",\n".join(_as_json(self._letter(letter, entry)) for letter, entry in self.entries())
        return f'{_as_json(head)[:-1]}, "letters": [\n{letters}\n]}}\n'

    def _letter(self, letter: PlannedLetter, entry: LetterEntry) -> dict[str, Any]:
        where = self._where.get((letter.person, letter.position), _Where())
        envelope = letter.envelope if where.paper else None
        return entry.to_json() | {"line": letter.line, "envelope": envelope, "place": where.place}

    def list_for_the_printer(self) -> str:
        """CSV, a row a file; a byte order mark in front, so that every spreadsheet reads it as UTF-8."""
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(LIST_COLUMNS)
        for part, made in self._files():
            if made.size_bytes:
                writer.writerow(map(_cell, _row(part, made)))
        return "\ufeff" + text.getvalue()


def _lay_down(part: Part, made: Made, where: dict[tuple[int, int], _Where]) -> None:
    """Note for each letter of a file where it lies in it; those left out take no place."""
    refused = dict(made.left_out)
    place = 0
    for number, letter in enumerate(part.letters):
        one = where.setdefault((letter.person, letter.position), _Where())
        if number in refused:
            one.problems = (*one.problems, Problem(ProblemCode.GLYPH, refused[number]))
        elif part.is_labels:
            one.label = made.file
        else:
            place += 1
            one.paper, one.place = made.file, place


def _envelopes(part: Part, made: Made) -> Counter[str]:
    refused = dict(made.left_out)
    return Counter(letter.envelope or "" for number, letter in enumerate(part.letters) if number not in refused)


def _file(part: Part, made: Made) -> dict[str, Any]:
    envelopes = _envelopes(part, made)
    return {
        "file": part.file, "what": "labels" if part.is_labels else "letters", "letters": envelopes.total(),
        "sheets": made.sheets, "paper": part.paper, "envelopes": dict(envelopes), "recipient": part.recipient,
        "sha256": made.sha256,
    }  # fmt: skip


def _row(part: Part, made: Made) -> tuple[str, ...]:
    said = _file(part, made)
    envelopes = ", ".join(f"{name} {count}" for name, count in said["envelopes"].items())
    return tuple(str(envelopes if name == "envelopes" else said[name] or "") for name in LIST_COLUMNS)


def _cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t")) else text


def _as_json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)
