"""Which files of an evening are finished, so that a run that was killed goes on where it stopped.

`evening.journal` in the folder has a JSON object a line: the beginning of a run, each finished file, the end of the
run. A line is written after its file is in place. What a line says is believed only where the file has that digest; a
line cut off by a crash says nothing, and its file is made again. It names no people.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from hashlib import file_digest
from pathlib import Path
from typing import Any, BinaryIO

from tocsin.letters.errors import OccupiedFolder
from tocsin.letters.writing import EVENING_JOURNAL

GOES_ON_FOR = timedelta(days=1)
"""An evening that was not finished keeps its date past midnight, and no longer."""


@dataclass(frozen=True, slots=True)
class Made:
    """One finished file. inputs: the part's digest. left_out: places in the part, from 0, and why.

    size_bytes is 0 where no letter of the part could be set; then there is no file.
    """

    file: str
    inputs: str
    sha256: str
    size_bytes: int
    sheets: int
    left_out: tuple[tuple[int, str], ...] = ()

    def is_in(self, folder: Path) -> bool:
        """Whether the file is there, and nobody changed it."""
        path = folder / self.file
        if not self.size_bytes:
            return not path.exists()
        try:
            return path.stat().st_size == self.size_bytes and digest_of(path) == self.sha256
        except OSError:
            return False


def digest_of(path: Path) -> str:
    """SHA-256 of a file, which may be large."""
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


@dataclass(slots=True)
class Journal:
    """An open journal; nobody else can open it meanwhile. case: None in a folder without an earlier run."""

    stream: BinaryIO
    case: str | None = None
    day: date | None = None
    is_done: bool = True
    made: dict[str, Made] = field(default_factory=dict)

    def day_to_print(self, today: date) -> date:
        """Today; the day on which it began for an evening that is to go on."""
        if self.is_done or self.day is None or not timedelta() <= today - self.day <= GOES_ON_FOR:
            return today
        return self.day

    def begin(self, case: str, day: date) -> None:
        self._append({"case": case, "day": day.isoformat()})

    def add(self, made: Made) -> None:
        self.made[made.file] = made
        self._append(asdict(made))

    def end(self) -> None:
        self._append({"done": True})

    def _append(self, line: dict[str, Any]) -> None:
        self.stream.write(json.dumps(line).encode() + b"\n")
        self.stream.flush()


@contextmanager
def open_journal(folder: Path) -> Iterator[Journal]:
    """The folder's journal, made if needed. Raises OccupiedFolder where another run has it open, OSError."""
    with (folder / EVENING_JOURNAL).open("a+b") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OccupiedFolder(f"Another run is writing letters to {folder}: wait until it has ended.") from None
        stream.seek(0)
        content = stream.read()
        if content and not content.endswith(b"\n"):
            stream.write(b"\n")
        journal = Journal(stream)
        for line in content.splitlines():
            _take(journal, line)
        if content.strip() and journal.case is None:
            raise OccupiedFolder(f"The file {EVENING_JOURNAL} in {folder} cannot be read: give a new folder.")
        yield journal
        os.fsync(stream.fileno())


def _take(journal: Journal, line: bytes) -> None:
    """Follow one line; one that cannot be read is passed over, which costs making its file again."""
    try:
        said = json.loads(line)
        if "case" in said:
            journal.case, journal.day, journal.is_done = str(said["case"]), date.fromisoformat(said["day"]), False
        elif "done" in said:
            journal.is_done = True
        else:
            left_out = tuple((int(place), str(why)) for place, why in said.pop("left_out"))
            made = Made(**said, left_out=left_out)
            journal.made[made.file] = made
    except (ValueError, TypeError, KeyError, AttributeError):
        return
