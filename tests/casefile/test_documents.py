"""Whole documents of every family, language and format, read as a user would read them.

The documents in `documents/` are invented; beside each stands what must be read from it. `gaps` in an expected file
names what is known to be read wrong, so that neither a new fault nor a mended one goes unseen.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tocsin.casefile import case_from
from tocsin.casefile.reading import Reader

from .agreement import disagreements

HERE = Path(__file__).with_name("documents")
SHARED = Path(__file__).parents[3] / "shared"
FORMATS = (".txt", ".pdf", ".docx", ".eml")


def documents() -> list[Path]:
    folders = [HERE, SHARED / "samples", SHARED / "seeds"]
    found = (path for folder in folders if folder.is_dir() for path in sorted(folder.iterdir()))
    return [path for path in found if path.suffix in FORMATS and path.with_suffix(".json").exists()]


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as reader:
        yield reader


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.name)
def test_a_document_is_read_as_expected(path: Path, reader: Reader) -> None:
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    reading = reader.read(path.read_bytes(), path.name)
    assert case_from(reading.case.to_json()) == reading.case
    gaps = expected.pop("gaps", [])
    found = disagreements(expected, reading.case.to_json())
    assert [line.split(":")[0] for line in found] == gaps, "\n".join(found)


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.name)
def test_every_place_points_into_the_text_at_what_was_read(path: Path, reader: Reader) -> None:
    reading = reader.read(path.read_bytes(), path.name)
    for field, ranges in reading.places.items():
        for start, end in ranges:
            assert 0 <= start < end <= len(reading.text), field
    for number, target in enumerate(reading.case.targets):
        printed = "".join(reading.text[start:end] for start, end in reading.places[f"targets.{number}.lines"])
        for line in target.lines:
            assert "".join(line.split()) in "".join(printed.split())
