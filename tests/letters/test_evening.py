"""An evening's stacks of paper: what lies in which file, and what is said about them."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from tests.letters.cast import CASE, DIRECTOR, MINISTER, text_of
from tests.letters.evening_cast import (
    TEXTS,
    evening,
    guests,
    manifest,
    many,
    pages,
    pdfs,
    printed,
)
from tests.letters.test_manifest import MISSIONS
from tocsin.letters import (
    ENVELOPES,
    LetterPress,
    load_missions,
)
from tocsin.letters.evening import Per, plan_evening, print_part
from tocsin.typesetting import TypesettingError

# --- stacks --------------------------------------------------------------------------------------------------------


def test_each_recipient_has_one_file_with_everybodys_letter_in_the_order_of_the_list(tmp_path: Path):
    printed(tmp_path, people=many(3))
    assert pdfs(tmp_path) == [
        "01-target-minister-of-the-interior.pdf",
        "02-target-director.pdf",
        "03-copy-field-office-refugees.pdf",
    ]
    for name in pdfs(tmp_path):
        assert [re.search(r"guest (\d)", page)[1] for page in pages(tmp_path / name)] == ["0", "1", "2"]
    assert "a copy of my letter to" in pages(tmp_path / "03-copy-field-office-refugees.pdf")[0]


def test_sheets_of_two_sizes_to_one_recipient_are_two_files(tmp_path: Path):
    printed(tmp_path, case=replace(CASE, targets=(MINISTER,), copies=()))
    stem = "01-target-minister-of-the-interior"
    assert pdfs(tmp_path) == [f"{stem}-a4.pdf", f"{stem}-letter.pdf"]
    assert [len(pages(tmp_path / name)) for name in pdfs(tmp_path)] == [2, 1]


def test_each_envelope_has_one_file_in_which_a_persons_letters_lie_together(tmp_path: Path):
    case = replace(CASE, targets=(MINISTER, replace(MINISTER, name="Ana Ilvet")), copies=())
    printed(tmp_path, per=Per.ENVELOPE, people=(*guests(), *many(1)), case=case)
    assert pdfs(tmp_path) == ["envelope-c56-right-a4.pdf", "envelope-din-5008-b-a4.pdf", "envelope-us-10-letter.pdf"]
    texts = pages(tmp_path / "envelope-din-5008-b-a4.pdf")
    assert ["Amina Hale" in text for text in texts] == [True, True, False, False]
    assert ["guest 0" in text for text in texts] == [False, False, True, True]


def test_an_address_too_tall_for_its_window_goes_to_those_without_and_has_a_label(tmp_path: Path):
    printed(tmp_path, per=Per.ENVELOPE, case=CASE)
    assert pdfs(tmp_path)[-3:] == [
        "envelope-none-letter-labels.pdf",
        "envelope-none-letter.pdf",
        "envelope-us-10-letter.pdf",
    ]
    entry = manifest(tmp_path)["letters"][-2]
    assert (entry["envelope"], entry["routes"]["label"]) == ("none", "envelope-none-letter-labels.pdf")
    assert entry["problems"][-1]["code"] == "address-too-tall"
    assert "No. 2 Qishan Road" in text_of(tmp_path / "envelope-none-letter-labels.pdf")


def test_labels_lie_several_on_a_sheet(tmp_path: Path):
    people = tuple(replace(one, writer=replace(one.writer, envelope=ENVELOPES["none"])) for one in many(12))
    record = printed(tmp_path, people=people, case=replace(CASE, targets=(DIRECTOR,), copies=()))
    texts = pages(tmp_path / "01-target-director-labels.pdf")
    assert [text.count("Ana Ilvet") for text in texts] == [10, 2]
    assert record.sheets == {"a4": 14}


def test_many_letters_to_one_recipient_are_one_file_that_is_tagged_and_archivable(tmp_path: Path):
    case = replace(CASE, targets=(MINISTER,), copies=())
    record = printed(tmp_path, people=many(123), case=case)
    path = tmp_path / "01-target-minister-of-the-interior.pdf"
    assert [int(re.search(r"guest (\d+)", page)[1]) for page in pages(path)] == list(range(123))
    assert (record.printed, record.sheets) == (123, {"a4": 123})
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [
        path.name,
        "LIST.csv",
        "evening.journal",
        "manifest.json",
    ]
    assert [letter["place"] for letter in manifest(tmp_path)["letters"]] == list(range(1, 124))
    content = path.read_bytes()
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content
    assert re.search(rb"<pdfaid:part>2</pdfaid:part>\s*<pdfaid:conformance>A<", content)
    document = pypdfium2.PdfDocument(content)
    assert (document.get_metadata_value("Title"), document.get_metadata_value("Author")) == ("Bogdan Salu", "")
    assert print_part(record.plan.evening, record.plan.parts[0], LetterPress()).content == content


def test_each_person_writes_to_the_mission_in_their_own_country(tmp_path: Path):
    missions = load_missions((MISSIONS + "CN,CH,,Embassy in Bern,,Gasse 1|3000 Bern,,\n").encode())
    record = printed(tmp_path, missions=missions)
    letters = [letter for letter in manifest(tmp_path)["letters"] if letter["role"] == "mission"]
    assert [letter["recipient"] for letter in letters] == ["Embassy of China", "Embassy in Bern", "Embassy: China"]
    assert [letter["problems"][0]["code"] for letter in letters if not letter["routes"]["paper"]] == ["no-mission"]
    assert not record.everybody_has_a_letter


# --- what is said about them ---------------------------------------------------------------------------------------


def test_the_manifest_says_of_every_letter_in_which_file_and_at_which_place_it_lies(tmp_path: Path):
    printed(tmp_path)
    said = manifest(tmp_path)
    assert (said["edition"], said["day"], said["per"]) == ("ASA 17/0084/2026", "2026-11-23", "recipient")
    assert [letter["line"] for letter in said["letters"]] == [2, 2, 2, 3, 3, 3, 4, 4, 4]
    assert list(said["letters"][0])[:6] == ["recipient", "role", "language", "salutation", "routes", "problems"]
    for letter in said["letters"]:
        page = pages(tmp_path / letter["routes"]["paper"])[letter["place"] - 1]
        assert {2: "Amina Hale", 3: "Bo Lund", 4: "Chen Arndt"}[letter["line"]] in page
    assert {name["file"] for name in said["files"]} == set(pdfs(tmp_path))


def test_no_list_names_the_people(tmp_path: Path):
    printed(tmp_path)
    for name in ("manifest.json", "LIST.csv", "evening.journal"):
        assert not re.search("Amina|Lund|Chen", (tmp_path / name).read_text("utf-8"))


def test_the_printers_list_counts_sheets_and_envelopes_and_holds_no_formula(tmp_path: Path):
    case = replace(CASE, targets=(replace(MINISTER, name="=1+1"),), copies=())
    printed(tmp_path, case=case)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "LIST.csv").read_text("utf-8-sig"))))
    assert [(row["letters"], row["sheets"], row["paper"], row["envelopes"]) for row in rows] == [
        ("2", "2", "a4", "din-5008-b 1, c56-right 1"),
        ("1", "1", "letter", "us-10 1"),
    ]
    assert rows[0]["recipient"] == "'=1+1"


def test_who_has_no_postal_address_is_said_and_the_others_get_their_letters(tmp_path: Path):
    record = printed(tmp_path, case=replace(CASE, targets=(replace(MINISTER, lines=()), DIRECTOR), copies=()))
    first, second = manifest(tmp_path)["letters"][:2]
    assert (first["routes"]["paper"], first["problems"][-1]["code"]) == (None, "no-route")
    assert second["routes"]["paper"]
    assert (record.printed, record.everybody_has_a_letter) == (3, False)


def test_a_letter_with_a_character_that_no_font_has_is_left_out_and_the_others_are_printed(tmp_path: Path):
    printed(tmp_path, people=guests(texts=TEXTS | {"c": "A sign \U00012000 in clay."}))
    entries = manifest(tmp_path)["letters"]
    assert [bool(entry["routes"]["paper"]) for entry in entries] == [True] * 6 + [False] * 3
    assert "U+12000" in entries[-1]["problems"][-1]["message"]


class RefusingPress(LetterPress):
    """Refuses a whole file for the sake of one letter, as for a cluster of characters that no one font has."""

    def many(self, letters, envelope=None, *, title=""):
        if any("bridges" in " ".join(letter.paragraphs) for letter in letters):
            raise TypesettingError("No font has U+0000.")
        return super().many(letters, envelope, title=title)


def test_a_letter_that_refuses_only_when_it_is_set_is_left_out_then_and_after_going_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("tocsin.letters.evening.folder.LetterPress", RefusingPress)
    for kept in (0, 2):
        record = printed(tmp_path, case=replace(CASE, targets=(MINISTER,), copies=()))
        first, second, third = manifest(tmp_path)["letters"]
        assert (first["routes"]["paper"], first["place"], first["problems"][-1]["code"]) == (None, None, "glyph")
        assert (second["place"], third["place"]) == (1, 1)
        assert (record.printed, record.kept) == (2, kept)


def test_a_file_of_which_no_letter_can_be_set_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tocsin.letters.evening.folder.LetterPress", RefusingPress)
    for kept in (0, 3):
        record = printed(tmp_path, people=guests()[:1])
        assert (record.printed, record.kept, pdfs(tmp_path), manifest(tmp_path)["files"]) == (0, kept, [], [])


# --- without a folder -------------------------------------------------------------------------------------------------


def test_a_plan_alone_says_which_files_there_will_be_and_makes_one_at_a_time():
    plan = plan_evening(evening(people=many(2)))
    assert [part.recipient for part in plan.parts] == ["Bogdan Salu", "Ana Ilvet", "Field Office, Refugees"]
    made = print_part(plan.evening, plan.parts[0], LetterPress())
    assert (made.sheets, made.content[:5], made.left_out) == (2, b"%PDF-", ())


def test_the_same_evening_has_the_same_inputs_and_another_text_other_ones():
    first, again = (plan_evening(evening()).parts for _ in range(2))
    other = plan_evening(evening(people=guests(texts=TEXTS | {"c": "Say where she is."}))).parts
    assert [part.inputs for part in first] == [part.inputs for part in again]
    changed = {part.file for part, one in zip(first, other, strict=True) if part.inputs != one.inputs}
    assert changed == {part.file for part in first if part.paper == "letter"}
