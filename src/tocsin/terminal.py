"""Tables for people at a terminal."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tocsin.letters import LetterEntry, Manifest, ProblemCode
from tocsin.plain import printable


def show_manifest(manifest: Manifest, folder: Path, deadline: date | None, today: date) -> None:
    """The letters as a table, then what is wrong, then what to do next; all on standard error."""
    console = Console(file=sys.stderr, highlight=False, soft_wrap=False, width=None if sys.stderr.isatty() else 100)
    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for title in ("To", "As", "Language", "Salutation", "Paper", "Fax", "E-mail", "mailto"):
        table.add_column(title, overflow="fold")
    for entry in manifest.letters:
        table.add_row(*(Text(printable(cell)) for cell in _cells(entry)))
    console.print(table)
    for entry in manifest.letters:
        for problem in entry.problems:
            console.print(
                Text(printable(f"  {entry.recipient}: {problem.message}")),
                style="dim" if problem.code is ProblemCode.SALUTATION_DEFAULT else "",
            )
    console.print()
    for line in _next_steps(manifest, folder, deadline, today):
        console.print(Text(printable(line)))


def _cells(entry: LetterEntry) -> tuple[str, ...]:
    routes = entry.routes
    made = ("yes" if route else "-" for route in (routes.paper, routes.fax, routes.email, routes.mailto))
    return (
        entry.recipient,
        {"target": "official", "copy": "copy", "mission": "embassy"}[entry.role.value],
        entry.language,
        entry.salutation or "-",
        *made,
    )


def _next_steps(manifest: Manifest, folder: Path, deadline: date | None, today: date) -> list[str]:
    routes = [entry.routes for entry in manifest.letters]
    steps = [f"{len(manifest.letters)} letters are in {folder}/. Read one before you send them; nothing has been sent."]
    if any(route.email for route in routes):
        steps.append("E-mail: open the .eml files with your mail program, look, and press send.")
    if any(route.paper for route in routes):
        steps.append("Paper: print the .pdf files, sign them, fold at the marks at the left edge, and post them.")
    if any(route.fax for route in routes):
        steps.append("Fax: give the .tiff files to your fax machine or program.")
    if any(route.label for route in routes):
        steps.append("Labels: cut out the -label.pdf and stick it on the envelope.")
    if any(not route.any_way_to_send for route in routes):
        steps.append("Where there is no way to send a letter, ask your section for an address.")
    if deadline:
        passed = " That day has passed: ask your section before you write." if deadline < today else ""
        steps.append(f"The last day is {deadline:%-d %B %Y}.{passed}")
    return steps
