"""The straight way from a case and an appeal to a folder of letters."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tocsin.casefile import CaseFile
from tocsin.letters.composing import Letter, Role, UnknownMission, compose
from tocsin.letters.errors import OccupiedFolder, UnwritableFolder
from tocsin.letters.manifest import LetterEntry, Manifest, Problem, ProblemCode
from tocsin.letters.missions import Missions
from tocsin.letters.names import file_stem, name_of
from tocsin.letters.pages import LetterPress
from tocsin.letters.phrases import phrases_for
from tocsin.letters.routes import Sendable, make_routes
from tocsin.letters.writer import Writer

EVENING_JOURNAL = "evening.journal"
"""In a folder with the letters of many people; one person's letters are not mixed with those."""

_OWN_FILE = re.compile(r"\d{2,}-(target|copy|mission)[a-z0-9-]*\.(pdf|tiff|eml)\Z")


@dataclass(frozen=True, slots=True)
class Bundle:
    """One letter in all its forms: its line in the manifest, and the files by name."""

    entry: LetterEntry
    files: dict[str, bytes]


def write_letters(  # noqa: PLR0913  the whole of a command line
    case: CaseFile,
    writer: Writer,
    text: str,
    folder: Path,
    *,
    today: date,
    language: str | None = None,
    missions: Missions | None = None,
) -> Manifest:
    """Write every letter, then `manifest.json`, into the folder, made if needed; files of an earlier run are replaced.

    Raises InvalidAppeal and OccupiedFolder before anything is written, UnwritableFolder.
    """
    letters = list(compose(case, writer, text, day=today, language=language, missions=missions))
    if (folder / EVENING_JOURNAL).exists():
        raise OccupiedFolder(f"{folder} holds the letters of an evening: give another folder.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        earlier = _files_of_earlier_run(folder)
        entries = [_keep(bundle, folder) for bundle in bundles(letters)]
        manifest = Manifest(case.index or case.number, tuple(entries))
        for name in earlier - {name for entry in entries for name in entry.routes.files}:
            (folder / name).unlink(missing_ok=True)
        _replace(folder / "manifest.json", manifest.to_bytes())
    except OSError as error:
        raise UnwritableFolder(f"The letters cannot be written to {folder}: {error.strerror or error}.") from error
    return manifest


def bundles(letters: list[Letter | UnknownMission]) -> Iterator[Bundle]:
    """Each letter in all its forms, one after the other."""
    press = LetterPress()
    for position, letter in enumerate(letters, 1):
        if isinstance(letter, UnknownMission):
            yield Bundle(entry_of_unknown_mission(letter), {})
            continue
        made = make_routes(letter, file_stem(position, letter.role, letter.recipient), press)
        yield Bundle(_entry(letter, made), made.files)


def _entry(letter: Letter, made: Sendable) -> LetterEntry:
    return LetterEntry(
        recipient=name_of(letter.recipient),
        role=letter.role,
        language=letter.language,
        salutation=letter.salutation.text,
        routes=made.routes,
        problems=made.problems,
    )


def entry_of_unknown_mission(mission: UnknownMission) -> LetterEntry:
    """What the manifest says of a mission that is in no list."""
    name = f"{phrases_for(mission.language).embassy}: {mission.state}"
    message = f"No mission of {mission.state} accredited in your country is in the list: look up its embassy."
    return LetterEntry(name, Role.MISSION, mission.language, None, problems=(Problem(ProblemCode.NO_MISSION, message),))


def _keep(bundle: Bundle, folder: Path) -> LetterEntry:
    for name, content in bundle.files.items():
        _replace(folder / name, content)
    return bundle.entry


def _files_of_earlier_run(folder: Path) -> set[str]:
    """Letters that an earlier manifest in this folder names: those not made again would be taken for this run's."""
    try:
        letters = json.loads((folder / "manifest.json").read_bytes())["letters"]
        names = {str(name) for letter in letters for name in letter["routes"].values()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return set()
    return {name for name in names if _OWN_FILE.match(name)}


def _replace(path: Path, content: bytes) -> None:
    """Whole or not at all: written beside, then moved into place."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            os.fchmod(file.fileno(), 0o666 & ~_umask())
        Path(temporary).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(temporary).unlink()
        raise


def _umask() -> int:
    """The process's mask; it can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
