"""The guests of an evening: Amina in Leipzig, Bo in Bern with no text, Chen in Austin."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2

from tests.letters.cast import CASE, MINISTER, TEXT, TODAY
from tocsin.letters.evening import Evening, EveningRecord, Participant, load_people, print_evening

# The director's own address does not fit an American window.
FITTING = replace(CASE, targets=(MINISTER, replace(MINISTER, name="Ana Ilvet", post="Director")))
HEADING = "name,place,country,language,envelope,text\n"
LIST = (
    HEADING + "Amina Hale,Leipzig,DE,en,din-5008-b,a\nBo Lund,Bern,CH,en,c56-right,\nChen Arndt,Austin,US,en,us-10,c\n"
)
TEXTS = {"a": TEXT, "c": TEXT.replace("bridges", "dams")}


def guests(text: str = LIST, texts: dict[str, str] | None = None) -> tuple[Participant, ...]:
    return load_people(text.encode(), (texts or TEXTS).__getitem__)


def evening(**changes: Any) -> Evening:
    return replace(Evening(FITTING, guests(), TODAY), **changes)


def printed(folder: Path, **changes: Any) -> EveningRecord:
    return print_evening(evening(**changes), folder, lambda done, total: None)


def many(count: int) -> tuple[Participant, ...]:
    rows = "".join(f"Guest {number},Leipzig,DE,en,din-5008-b,{number}\n" for number in range(count))
    return guests(
        HEADING + rows, {str(number): f"I am guest {number} and I ask where she is." for number in range(count)}
    )


def manifest(folder: Path) -> dict:
    return json.loads((folder / "manifest.json").read_text("utf-8"))


def pages(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    found = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return found


def pdfs(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.pdf"))
