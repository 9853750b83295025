"""The main job, done once on an invented case: an invented state, invented people, addresses at example.org."""

from __future__ import annotations

import json
import sys
from datetime import date
from importlib.resources import files
from pathlib import Path

from tocsin.casefile.reading import read_document
from tocsin.casefile.writing import write_html, write_sheet, write_text
from tocsin.letters import load_missions, load_writer, write_letters
from tocsin.terminal import show_manifest

LINK = "https://network.example.org/ua-84-26"


def run_demo(folder: Path, today: date) -> None:
    """Read the document, write the case file, its sheet, text and page, and a letter to everybody, into the folder."""
    shipped = {
        entry.name: entry.read_bytes()
        for entry in files("tocsin.demo").iterdir()
        if entry.name.endswith((".txt", ".toml", ".csv"))
    }
    folder.mkdir(parents=True, exist_ok=True)
    # What somebody changed since the last time is theirs: only what is missing is laid out.
    for name in shipped:
        kept = folder / name
        if kept.exists():
            shipped[name] = kept.read_bytes()
    case = read_document(shipped["document.txt"], "document.txt").case
    made = {
        "case.json": (json.dumps(case.to_json(), ensure_ascii=False, indent=2) + "\n").encode(),
        "case.txt": write_text(case).encode(),
        "case.html": write_html(case, link=LINK).encode(),
        "sheet.pdf": write_sheet(case, "a4", LINK),
    }
    for name, content in (shipped | made).items():
        (folder / name).write_bytes(content)
    letters = folder / "letters"
    manifest = write_letters(
        case,
        load_writer(shipped["writer.toml"]),
        shipped["appeal.txt"].decode(),
        letters,
        today=today,
        missions=load_missions(shipped["missions.csv"]),
    )
    _tell(folder)
    show_manifest(manifest, letters, case.deadline, today)


def _command() -> str:
    """The command as it was called, so that the line can be copied."""
    called = sys.argv[0]
    return called if Path(called).name == "tocsin" and not Path(called).is_absolute() else "tocsin"


def _tell(folder: Path) -> None:
    for line in (
        f"An invented urgent action was read from {folder}/document.txt into {folder}/case.json.",
        f"The sheet to print and pin up is {folder}/sheet.pdf; the same as text and page: case.txt, case.html.",
        f"Change {folder}/appeal.txt or writer.toml, and make the letters again with:",
        f"  {_command()} letters {folder}/case.json --writer {folder}/writer.toml --text {folder}/appeal.txt \\",
        f"    --missions {folder}/missions.csv --out {folder}/letters",
        "",
    ):
        print(line, file=sys.stderr)  # noqa: T201 - the command's own voice
