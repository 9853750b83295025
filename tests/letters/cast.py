"""The fixed cast of these tests: Chen writes, from Leipzig, to the officials of an invented case."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2

from tocsin.casefile import CaseFile, Person, Recipient, WriteIn
from tocsin.letters import Box, Manifest, Writer, load_writer, write_letters

TODAY = date(2026, 11, 23)

TEXT = """I work on bridges, and I have never met Mirela Dovan. But I know what it is to sign a report
that nobody wants to read.

On 3 November four men took her from her flat. I ask you to say today where she is.
"""

MINISTER = Recipient(
    name="Bogdan Salu",
    post="Minister of the Interior",
    lines=(
        "Minister of the Interior",
        "Bogdan Salu",
        "Ministry of the Interior",
        "2 Harbour Street",
        "Kelm 10017,",
        "People's Republic of China",
    ),
    country="CN",
    email=("office@interior.example.org",),
    fax=("+861062381025",),
    salutation="Your Excellency",
)
DIRECTOR = Recipient(
    name="Ana Ilvet",
    post="Director",
    lines=(
        "Director",
        "Ana Ilvet",
        "Provincial Public Security Department",
        "No. 2 Qishan Road",
        "Huangguqu",
        "Shenyangshi",
        "Lianingsheng 110032",
        "People’s Republic of China",
    ),
    country="CN",
    salutation="Dear Director",
)
OFFICE = Recipient(
    name="Field Office, Refugees",
    post=None,
    lines=(
        "Field Office, Refugees",
        "1-2-1, Tayuan Diplomatic Office Building,",
        "14 Liangmahe Nan Lu, Beijing 100600,",
        "China",
    ),
    country="CN",
    email=("field@refugees.example.org",),
    fax=("+861065321647",),
)

CASE = CaseFile(
    number="UA 84/26",
    index="ASA 17/0084/2026",
    countries=("CN",),
    language="en",
    headline="ENGINEER TAKEN FROM HER FLAT",
    people=(Person("Mirela Dovan", gender="f"), Person("Emil Sarkov", gender="m")),
    write_in=WriteIn(("en", "zh"), own_language=True),
    targets=(MINISTER, DIRECTOR),
    copies=(OFFICE,),
    diplomatic_copies=True,
)


def one_target(**changes: Any) -> CaseFile:
    """The case with one target, changed as said."""
    return replace(CASE, targets=(replace(MINISTER, **changes),), copies=())


def chen(**changes: Any) -> Writer:
    """Chen's WRITER.toml, changed as said; None takes a key away."""
    keys = {
        "name": "Chen Arndt",
        "address": ["Musterallee 12", "04109 Leipzig"],
        "email": "chen@example.org",
        "country": "DE",
        "language": "en",
    } | changes
    lines = (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in keys.items() if value is not None)
    return load_writer("\n".join(lines).encode())


def written(
    folder: Path, case: CaseFile = CASE, writer: Writer | None = None, text: str = TEXT, **more: Any
) -> Manifest:
    """Chen's letters on this case."""
    return write_letters(case, writer or chen(), text, folder, today=TODAY, **more)


def text_of(path: Path) -> str:
    """What a PDF says, pages one after the other."""
    pdf = pypdfium2.PdfDocument(path)
    found = "\n".join(page.get_textpage().get_text_bounded() for page in pdf)
    pdf.close()
    return found.replace("\r\n", "\n").replace("\ufffe", "-")


def characters_in(path: Path, region: Box) -> list[tuple[str, Box]]:
    """Every visible character on the first page whose middle lies in the region, with its box in millimetres."""
    pdf = pypdfium2.PdfDocument(path)
    page = pdf[0]
    words = page.get_textpage()
    height = page.get_height()
    millimetre = 25.4 / 72
    found = []
    for number in range(words.count_chars()):
        # PDFium takes a hyphen at the end of a line for one that parts a word.
        character = words.get_text_range(number, 1).replace("\ufffe", "-")
        left, bottom, right, top = words.get_charbox(number)
        box = Box(left * millimetre, (height - top) * millimetre, right * millimetre, (height - bottom) * millimetre)
        middle_x, middle_y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
        if character.strip() and region.left < middle_x < region.right and region.top < middle_y < region.bottom:
            found.append((character, box))
    pdf.close()
    return found
