"""An evening's letters in a folder: file by file, never a half one, and going on after a run that was killed.

A long file is set in pieces, which wait in `.pieces` until they are joined; a killed run loses the piece at hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from tocsin.casefile import CaseFile
from tocsin.letters.errors import OccupiedFolder, UnwritableFolder
from tocsin.letters.evening.journal import Journal, Made, digest_of, open_journal
from tocsin.letters.evening.planning import Evening, Part, Plan, plan_evening
from tocsin.letters.evening.printing import PrintedPart, print_piece
from tocsin.letters.evening.record import EveningRecord
from tocsin.letters.pages import LetterPress
from tocsin.letters.writing import EVENING_JOURNAL
from tocsin.typesetting.joining import join

MANIFEST, LIST, PIECES = "manifest.json", "LIST.csv", ".pieces"

_NAME = r"(\d{2,}-(target|copy|mission)|envelope-)[a-z0-9-]*(\.\d{3,})?\.pdf"
_OWN_FILE = re.compile(rf"({re.escape(PIECES)}/)?{_NAME}")
_LEFT_BY_A_CRASH = re.compile(rf"\.({_NAME}|manifest\.json|LIST\.csv)\.part")

type Told = Callable[[int, int], None]
"""How far it is: letters done, letters in all."""


def print_evening(evening: Evening, folder: Path, told: Told) -> EveningRecord:
    """Print everything that is not there yet, then `LIST.csv` and `manifest.json`; the folder is made if needed.

    Files of an earlier run on the same case that are no longer wanted are taken away, unless somebody changed them.
    Raises OccupiedFolder where the folder holds letters on another case or of one writer, UnwritableFolder.
    """
    try:
        _refuse_letters_of_one_writer(folder)
        folder.mkdir(parents=True, exist_ok=True)
        with open_journal(folder) as journal:
            case = _name_of(evening.case)
            if journal.case not in {None, case}:
                raise OccupiedFolder(f"{folder} holds letters on another action ({journal.case}): give another folder.")
            evening = replace(evening, day=journal.day_to_print(evening.day))
            journal.begin(case, evening.day)
            record = _print(plan_evening(evening), folder, journal, told)
            journal.end()
    except OSError as error:
        raise UnwritableFolder(f"The letters cannot be written to {folder}: {error.strerror or error}.") from error
    return record


def _refuse_letters_of_one_writer(folder: Path) -> None:
    if (folder / MANIFEST).exists() and not (folder / EVENING_JOURNAL).exists():
        raise OccupiedFolder(f"{folder} holds other letters already: give another folder.")


def _print(plan: Plan, folder: Path, journal: Journal, told: Told) -> EveningRecord:
    _clear_away_what_a_crash_left(folder)
    run = _Run(plan, folder, journal, told, LetterPress())
    finished = {part.file: made for part in plan.parts if (made := run.finished(part))}
    if len(finished) < len(plan.parts):
        # Until the end they would tell of files that are being replaced.
        (folder / LIST).unlink(missing_ok=True)
        (folder / MANIFEST).unlink(missing_ok=True)
    record = EveningRecord(plan, run.all_parts(finished), kept=len(finished))
    _take_away_the_unwanted(folder, journal, {part.file for part in plan.parts})
    _put(folder / LIST, record.list_for_the_printer().encode())
    _put(folder / MANIFEST, record.manifest().encode())
    return record


@dataclass(slots=True)
class _Run:
    """One run over all files of a plan."""

    plan: Plan
    folder: Path
    journal: Journal
    told: Told
    press: LetterPress
    done: int = 0

    def all_parts(self, finished: dict[str, Made]) -> tuple[Made, ...]:
        """Every file in order, made or there already."""
        self._tell(0)
        return tuple(self._kept(part, finished[part.file]) if part.file in finished else self._make(part)
                     for part in self.plan.parts)  # fmt: skip

    def finished(self, part: Part) -> Made | None:
        """What the journal has of this file, if it is still so and still wanted so."""
        made = self.journal.made.get(part.file)
        return made if made and made.inputs == part.inputs and made.is_in(self.folder) else None

    def _kept(self, part: Part, made: Made) -> Made:
        self._tell_of(part)
        return made

    def _make(self, part: Part) -> Made:
        """Set a file at once, or piece by piece: a run that is killed loses the piece at hand."""
        pieces = part.pieces()
        if len(pieces) == 1:
            return self._set(part)
        (self.folder / PIECES).mkdir(exist_ok=True)
        made = [self._piece(replace(piece, file=f"{PIECES}/{piece.file}")) for piece in pieces]
        joined = self._joined(part, made)
        self.journal.add(joined)
        for piece in made:
            (self.folder / piece.file).unlink(missing_ok=True)
        return joined

    def _piece(self, piece: Part) -> Made:
        made = self.finished(piece)
        return self._kept(piece, made) if made else self._set(piece)

    def _set(self, part: Part) -> Made:
        made = _put_part(part, print_piece(self.plan.evening, part, self.press), self.folder)
        self.journal.add(made)
        self._tell_of(part)
        return made

    def _joined(self, part: Part, pieces: list[Made]) -> Made:
        path = self.folder / part.file
        contents = [self.folder / piece.file for piece in pieces if piece.size_bytes]
        left_out = []
        start = 0
        for piece, planned in zip(pieces, part.pieces(), strict=True):
            left_out += [(start + place, why) for place, why in piece.left_out]
            start += len(planned.letters)
        if not contents:
            path.unlink(missing_ok=True)
            return Made(part.file, part.inputs, "", 0, 0, tuple(left_out))
        with _beside(path) as beside, beside.open("wb") as stream:
            sheets = join((content.read_bytes() for content in contents), stream)
        return Made(part.file, part.inputs, digest_of(path), path.stat().st_size, sheets, tuple(left_out))

    def _tell_of(self, part: Part) -> None:
        self._tell(0 if part.is_labels else len(part.letters))

    def _tell(self, more: int) -> None:
        self.done += more
        self.told(self.done, sum(len(part.letters) for part in self.plan.parts if not part.is_labels))


def _put_part(part: Part, printed: PrintedPart, folder: Path) -> Made:
    places = {id(letter): number for number, letter in enumerate(part.letters)}
    left_out = tuple((places[id(one.letter)], one.message) for one in printed.left_out)
    if printed.content:
        _put(folder / part.file, printed.content)
    else:
        (folder / part.file).unlink(missing_ok=True)
    digest = sha256(printed.content).hexdigest()
    return Made(part.file, part.inputs, digest, len(printed.content), printed.sheets, left_out)


def _put(path: Path, content: bytes) -> None:
    with _beside(path) as beside:
        beside.write_bytes(content)


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """For a file that comes whole or not at all: it is written beside its place, then moved there."""
    beside = path.with_name(f".{path.name}.part")
    try:
        yield beside
        beside.replace(path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise


def _clear_away_what_a_crash_left(folder: Path) -> None:
    for path in (*folder.iterdir(), *(folder / PIECES).glob("*")):
        if _LEFT_BY_A_CRASH.fullmatch(path.name):
            path.unlink()


def _take_away_the_unwanted(folder: Path, journal: Journal, wanted: set[str]) -> None:
    """Files that an earlier run made here and this one does not; not those that somebody changed since."""
    for name in journal.made.keys() - wanted:
        if _OWN_FILE.fullmatch(name) and journal.made[name].is_in(folder):
            (folder / name).unlink(missing_ok=True)
    with suppress(OSError):
        (folder / PIECES).rmdir()


def _name_of(case: CaseFile) -> str:
    """What tells one case from another, through all its updates."""
    return case.number or case.index or case.headline or "without a number"
