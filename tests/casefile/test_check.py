"""What an editor is told about a case file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tocsin.casefile import CaseFile, InvalidCaseFile, Kind, Person, Recipient, WriteIn
from tocsin.casefile.checking import Severity, check_case, check_value

TODAY = date(2026, 11, 23)
MINISTER = Recipient(
    "Radomir Estel",
    "Minister of the Interior",
    ("Radomir Estel", "4 Harbour Gate", "Halvara"),
    "XH",
    ("minister@example.org",),
    (),
    (),
    (),
    "Dear Minister",
)
GOOD = CaseFile(
    number="UA 84/26",
    index="HV 12/0431/2026",
    issued=date(2026, 11, 20),
    countries=("XH",),
    headline="Dam inspector held in secret",
    summary="Mirela Dovan was taken from her home.",
    people=(Person("Mirela Dovan"),),
    write_in=WriteIn(("en",), True),
    calls=("release her at once",),
    deadline=date(2026, 12, 31),
    targets=(MINISTER,),
)


def codes(case: CaseFile) -> set[str]:
    return {finding.code for finding in check_case(case, TODAY)}


def test_a_good_case_file_gives_no_finding() -> None:
    assert check_case(GOOD, TODAY) == ()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"targets": ()}, "no-target"),
        ({"headline": " "}, "no-headline"),
        ({"countries": ()}, "no-country"),
        ({"people": ()}, "no-people"),
        ({"calls": ()}, "no-call"),
        ({"deadline": None}, "no-deadline"),
        ({"deadline": date(2026, 11, 19)}, "deadline-before-issue"),
        ({"deadline": date(2028, 1, 1)}, "deadline-far"),
        ({"deadline": date(2028, 1, 1), "issued": None}, "deadline-far"),
        ({"number": "UA 84/25"}, "number-year"),
        ({"update": 2}, "kind-update"),
        ({"kind": Kind.UPDATE}, "kind-update"),
        ({"calls": ("respect international law",)}, "call-names-nobody"),
        ({"body": ("See [Sections to add when relevant] below.",)}, "placeholder"),
        ({"targets": (replace(MINISTER, salutation=None),)}, "no-salutation"),
        ({"targets": (replace(MINISTER, lines=("Radomir Estel",), email=()),)}, "unreachable"),
        ({"targets": (replace(MINISTER, country=None),)}, "no-state"),
        ({"targets": (replace(MINISTER, email=("minister(at)example.org",)),)}, "bad-email"),
        ({"targets": (replace(MINISTER, fax=("555 12",)),)}, "bad-number"),
    ],
)
def test_a_fault_is_found(change: dict[str, object], code: str) -> None:
    assert codes(replace(GOOD, **change)) == {code}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The group contacted a Christian pastor, who had been following their travels."),
        ("en", "A guard told her daughter that she could not stand."),
        ("en", "According to a relative, she was beaten."),
        ("fr", "Un gardien qui a fait sortir un billet affirme qu’elle vit."),
        ("es", "Según un vecino, fue golpeada."),
        ("de", "Ein freigelassener Häftling berichtete, er habe sie gesehen."),
    ],
)
def test_a_phrase_that_could_lead_to_a_source_is_marked(language: str, text: str) -> None:
    assert "source" in codes(replace(GOOD, language=language, body=(text,)))


@pytest.mark.parametrize(
    "text",
    [
        "The court ordered her release on 3 May.",
        "She lost 20 kilograms in detention.",
        "The convention forbids torture.",
    ],
)
def test_a_sentence_without_a_source_is_left_alone(text: str) -> None:
    assert codes(replace(GOOD, body=(text,))) == set()


@pytest.mark.parametrize("kind", [Kind.STOP, Kind.OUTCOME])
def test_an_action_that_ends_needs_neither_calls_nor_targets_nor_a_deadline(kind: Kind) -> None:
    assert codes(replace(GOOD, kind=kind, calls=(), targets=(), deadline=None)) == set()


def test_every_leaving_of_the_schema_is_a_finding_with_its_place() -> None:
    value = GOOD.to_json() | {"kind": "rumour", "issued": "2026-02-30"}
    del value["deadline"]
    value["targets"][0]["unknown"] = 1
    findings = check_value(value, TODAY)
    assert {finding.field for finding in findings} == {"", "kind", "issued", "targets.0"}
    assert {finding.severity for finding in findings} == {Severity.ERROR}


def test_a_field_of_another_program_is_left_alone() -> None:
    assert check_value(GOOD.to_json() | {"colour": "red"}, TODAY) == ()


@pytest.mark.parametrize("value", [None, [], "text", 3, {}, {"format": "urgent-action/2"}])
def test_what_is_no_case_file_is_refused(value: object) -> None:
    with pytest.raises(InvalidCaseFile):
        check_value(value, TODAY)
