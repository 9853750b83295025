"""A case file written as text is read back field for field."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from tocsin.casefile import CaseFile, Person, Recipient, case_from
from tocsin.casefile.reading import Reader, read_document
from tocsin.casefile.reading.extraction import extract
from tocsin.casefile.reading.grammar import read_text
from tocsin.casefile.writing import write_text

from .cases import case_files
from .test_documents import documents


def read_back(case: CaseFile) -> CaseFile:
    extracted = extract(write_text(case).encode(), "case.txt")
    return replace(read_text(extracted.text).case, warnings=(), origin=None)


@given(case_files())
@settings(max_examples=150, deadline=None)
def test_any_case_file_is_read_back_from_its_text(case: CaseFile) -> None:
    case = replace(case, warnings=(), origin=None)
    assert read_back(case) == case


@pytest.mark.parametrize(
    "path", sorted({path.with_suffix(".json") for path in documents()}), ids=lambda path: path.stem
)
def test_the_case_of_a_known_document_is_read_back_from_its_text(path: Path) -> None:
    value = json.loads(path.read_text("utf-8"))
    for extra in ("accept", "expect_warnings", "gaps"):
        value.pop(extra, None)
    case = case_from(value | {"headline": value["headline"] or ""})
    assert read_back(case) == case


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\\",
        "\\\\ \\0 \\/",
        "SUMMARY:",
        "Fax: +1",
        "- item",
        "> quoted",
        "From here on",
        "two  spaces and a no-break\u00a0space",
        "a" * 300,
        "x " * 200 + "x",
        "URGENT ACTION",
        "Format: urgent-action/1",
        "\u0308 begins with a mark",
        "line\u2028separator",
    ],
)
def test_a_text_that_looks_like_something_else_stays_what_it_is(text: str) -> None:
    recipient = Recipient(text, text, (text, text), None, (text,), (text,), (text,), (text,), text)
    case = CaseFile(
        headline=text, summary=text, body=(text, text), calls=(text, text), concerns=(text,), model_letter=text,
        people=(Person(text, detail=text, pronouns=text), Person(None)), targets=(recipient, Recipient(None, None)),
        copies=(Recipient(None, None, ("Name: x",)),), after_deadline=text, background=(text,),
        previous=text, index=text,
    )  # fmt: skip
    assert read_back(case) == case


def test_a_text_that_was_quoted_in_a_mail_is_read_back() -> None:
    case = CaseFile(headline="Held in secret", calls=("release her", "let a doctor see her"), body=("One.", "Two."))
    quoted = "Dear all,\n\nthis came in:\n\n" + "".join(f"> {line}\n" for line in write_text(case).split("\n"))
    assert replace(read_document(quoted.encode()).case, warnings=(), origin=None) == case


def test_a_field_that_somebody_broke_by_hand_is_null_and_said_in_a_warning() -> None:
    text = (
        write_text(CaseFile(headline="x"))
        .replace("Kind: initial", "Kind: something")
        .replace("Update: 0", "Update: many")
    )
    with Reader() as reader:
        case = reader.read(text.encode()).case
    assert {warning.field for warning in case.warnings if warning.code == "not-understood"} == {"kind", "update"}
    assert (case.kind.value, case.update) == ("initial", 0)
