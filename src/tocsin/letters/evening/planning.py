"""What an evening will print: which letters there are, in which stacks they lie, which files hold them.

A stack is what somebody carries to the printer at once: one kind of paper, and either one recipient or one kind of
envelope. It is one file. What is set at once is a piece of it, as typst takes memory with every page that it has before
it; the pieces are joined by `typesetting.joining`, which keeps tags and archival form. PDFium's import of
pages would lose both.

Letters are not kept: a plan remembers how to compose each one again, and a digest of all that it says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from importlib.metadata import version
from importlib.resources import files
from itertools import islice
from sys import intern

from tocsin.casefile import CaseFile
from tocsin.letters.composing import Letter, Role, UnknownMission, compose
from tocsin.letters.envelopes import ENVELOPES, Paper
from tocsin.letters.evening.people import Participant
from tocsin.letters.glyphs import glyph_problem
from tocsin.letters.manifest import LetterEntry, Problem, ProblemCode
from tocsin.letters.missions import Missions
from tocsin.letters.names import file_stem, name_of
from tocsin.letters.routes import salutation_problem, window_problem
from tocsin.letters.writing import entry_of_unknown_mission

LETTERS_AT_ONCE = 50
"""Half of what is set at once elsewhere: as fast, and the plan of ten thousand letters needs memory too."""
LABELS_AT_ONCE = 500

_ROLES = tuple(Role)


class Per(StrEnum):
    """What the letters of one stack have in common."""

    RECIPIENT = "recipient"
    ENVELOPE = "envelope"


@dataclass(frozen=True, slots=True)
class Evening:
    """Who writes on which case, on which day. language: of all letters, else each in its writer's."""

    case: CaseFile
    people: tuple[Participant, ...]
    day: date
    per: Per = Per.RECIPIENT
    language: str | None = None
    missions: Missions | None = None

    def letters_of(self, person: Participant) -> Iterator[Letter | UnknownMission]:
        """One person's letters in the case's order."""
        return compose(
            self.case, person.writer, person.text, day=self.day, language=self.language, missions=self.missions
        )

    def letter(self, planned: PlannedLetter) -> Letter:
        """The letter that was planned, composed again."""
        letter = next(islice(self.letters_of(self.people[planned.person]), planned.position, None))
        assert isinstance(letter, Letter)
        return letter


@dataclass(frozen=True, slots=True)
class PlannedLetter:
    """One letter of the evening, on paper or not.

    person: index among the people. position: among that person's letters. line: that person's in the list.
    envelope: the one it will go into; None where there will be no paper, and `entry` has the reason.
    inputs: digest of everything that the letter says and of how it is laid out.
    """

    person: int
    position: int
    line: int
    entry: LetterEntry
    slot: Hashable
    stem: str
    paper: Paper
    envelope: str | None
    inputs: bytes


@dataclass(frozen=True, slots=True)
class Part:
    """One file to print. recipient: whom all its letters go to, None if several."""

    file: str
    title: str
    is_labels: bool
    recipient: str | None
    paper: Paper
    letters: tuple[PlannedLetter, ...]

    def pieces(self) -> tuple[Part, ...]:
        """What is set at once: the part itself, or pieces that are named after it."""
        most = LABELS_AT_ONCE if self.is_labels else LETTERS_AT_ONCE
        if len(self.letters) <= most:
            return (self,)
        name = self.file.removesuffix(".pdf")
        starts = enumerate(range(0, len(self.letters), most), 1)
        return tuple(
            replace(self, file=f"{name}.{number:03d}.pdf", letters=self.letters[start : start + most])
            for number, start in starts
        )

    @property
    def inputs(self) -> str:
        """The same for the same content of the file, made by the same program."""
        digest = hashlib.sha256(_program())
        for text in (self.title, str(self.is_labels), self.paper):
            digest.update(text.encode() + b"\0")
        for letter in self.letters:
            digest.update(letter.inputs)
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Plan:
    """Every letter, person by person in the list's order, and every file in the order of printing."""

    evening: Evening
    letters: tuple[PlannedLetter, ...]
    parts: tuple[Part, ...]


def plan_evening(evening: Evening) -> Plan:
    """Look at every letter once: where it goes, and whether it can be printed at all."""
    letters = tuple(
        _planned(letter, number, position, person)
        for number, person in enumerate(evening.people)
        for position, letter in enumerate(evening.letters_of(person))
    )
    on_paper = [letter for letter in letters if letter.envelope]
    stacks = _by_recipient(on_paper) if evening.per is Per.RECIPIENT else _by_envelope(on_paper)
    return Plan(evening, letters, tuple(part for stack in stacks for part in _parts(*stack)))


def _planned(letter: Letter | UnknownMission, number: int, position: int, person: Participant) -> PlannedLetter:
    paper = person.writer.paper
    if isinstance(letter, UnknownMission):
        entry = entry_of_unknown_mission(letter)
        return PlannedLetter(number, position, person.line, entry, entry.recipient, "", paper, None, b"")
    envelope, problem = _envelope_for(letter)
    entry = LetterEntry(
        name_of(letter.recipient), letter.role, letter.language, letter.salutation.text,
        problems=tuple(filter(None, (salutation_problem(letter), problem))),
    )  # fmt: skip
    # A mission depends on where somebody writes from; who is named in the case has one place in it for everybody.
    slot = letter.recipient if letter.role is Role.MISSION else position
    # Every field is a plain value, so that this says all of the letter.
    inputs = hashlib.sha256(repr(letter).encode("utf-8", "surrogatepass")).digest()
    stem = file_stem(0, letter.role, letter.recipient).removeprefix("00-")
    return PlannedLetter(number, position, person.line, _one_of(entry), slot, intern(stem), paper, envelope, inputs)


@lru_cache(maxsize=10_000)
def _one_of(entry: LetterEntry) -> LetterEntry:
    """The same object for equal entries: thousands of letters to one recipient differ in nothing that stands there."""
    return entry


def _envelope_for(letter: Letter) -> tuple[str | None, Problem | None]:
    """The envelope that this letter goes into, or None; and what is to be said of that."""
    if not letter.address:
        return None, Problem(ProblemCode.NO_ROUTE, "No postal address is known, so there is no letter on paper.")
    if problem := glyph_problem(letter):
        return None, problem
    too_tall = window_problem(letter)
    return "none" if too_tall else letter.writer.envelope.name, too_tall


type _Stack = tuple[str, str, str | None, list[PlannedLetter]]
"""File names' beginning, title, the recipient of all, letters."""


def _by_recipient(letters: Iterable[PlannedLetter]) -> Iterator[_Stack]:
    """In the case's order, missions last; sheets of two sizes to one recipient are two stacks."""
    recipients = _grouped(
        (letter.slot, letter) for letter in sorted(letters, key=lambda one: _ROLES.index(one.entry.role))
    )
    for number, of_one in enumerate(recipients, 1):
        sizes = _grouped((letter.paper, letter) for letter in of_one)
        for of_size in sizes:
            first = of_size[0]
            ending = f"-{first.paper}" if len(sizes) > 1 else ""
            yield f"{number:02d}-{first.stem}{ending}", first.entry.recipient, first.entry.recipient, of_size


def _by_envelope(letters: Iterable[PlannedLetter]) -> Iterator[_Stack]:
    """In the order of the table of envelopes; inside, each person's letters lie together, to be signed."""
    order = list(ENVELOPES)
    found = _grouped(((letter.envelope, letter.paper), letter) for letter in letters)
    for stack in sorted(found, key=lambda one: (order.index(one[0].envelope or ""), one[0].paper)):
        name = f"envelope-{stack[0].envelope}-{stack[0].paper}"
        yield name, f"Letters: {stack[0].envelope}, {stack[0].paper}", None, stack


def _grouped(keyed: Iterable[tuple[Hashable, PlannedLetter]]) -> list[list[PlannedLetter]]:
    """Groups in the order in which their keys first come."""
    groups: dict[Hashable, list[PlannedLetter]] = {}
    for key, letter in keyed:
        groups.setdefault(key, []).append(letter)
    return list(groups.values())


def _parts(name: str, title: str, recipient: str | None, letters: list[PlannedLetter]) -> Iterator[Part]:
    """A file of letters, then one of labels for those that go into an envelope without a window."""
    labels = [letter for letter in letters if letter.envelope == "none"]
    yield Part(f"{name}.pdf", title, False, recipient, letters[0].paper, tuple(letters))
    if labels:
        yield Part(f"{name}-labels.pdf", title, True, recipient, labels[0].paper, tuple(labels))


@cache
def _program() -> bytes:
    """What the pages depend on beside the letters: this program, its templates, typst and the fonts."""
    packages = ("tocsin", "typst", "fontpkg-noto-serif", "manimgx-fonts", "manimgx-fonts-cjk")
    names = ("letter.typ", "labels.typ", "address.typ")
    texts = [*map(version, packages), *(files("tocsin.letters").joinpath(name).read_text("utf-8") for name in names)]
    return hashlib.sha256("\0".join(texts).encode()).digest()
