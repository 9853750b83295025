"""The folder of letters and its manifest."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.letters.cast import CASE, TEXT, TODAY, chen, one_target, text_of, written
from tocsin.letters import InvalidAppeal, ProblemCode, UnwritableFolder, compose, load_missions

NOWHERE = {"email": (), "fax": (), "lines": ()}


def test_the_manifest_says_for_every_recipient_which_routes_there_are(tmp_path: Path):
    written(tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    assert manifest["edition"] == "ASA 17/0084/2026"
    assert [(letter["recipient"], letter["role"]) for letter in manifest["letters"]] == [
        ("Bogdan Salu", "target"),
        ("Ana Ilvet", "target"),
        ("Field Office, Refugees", "copy"),
    ]
    first, second, third = manifest["letters"]
    assert list(first) == ["recipient", "role", "language", "salutation", "routes", "problems"]
    assert list(first["routes"]) == ["paper", "fax", "email", "mailto", "label"]
    assert first["routes"]["paper"] == "01-target-minister-of-the-interior.pdf"
    assert first["routes"]["mailto"].startswith("mailto:office@interior.example.org?subject=")
    assert second["routes"] == {"paper": "02-target-director.pdf"} | dict.fromkeys(["fax", "email", "mailto", "label"])
    assert third["problems"][0]["code"] == "salutation-default"
    files = {name for letter in manifest["letters"] for name in letter["routes"].values() if name and ":" not in name}
    assert files | {"manifest.json"} == {path.name for path in tmp_path.iterdir()}


@pytest.mark.parametrize(
    ("index", "number", "edition"), [("X", "UA 1/26", "X"), (None, "UA 1/26", "UA 1/26"), (None, None, None)]
)
def test_the_edition_is_the_index_else_the_number(index: str, number: str, edition: str, tmp_path: Path):
    assert written(tmp_path, replace(CASE, index=index, number=number)).edition == edition


def test_a_copy_begins_with_a_line_that_says_what_it_is(tmp_path: Path):
    entry = written(tmp_path).letters[2]
    text = " ".join(text_of(tmp_path / entry.routes.paper).split())
    assert (
        "I send you, for your information, a copy of my letter to Bogdan Salu and Ana Ilvet. I work on bridges" in text
    )
    assert "I send you" not in text_of(tmp_path / written(tmp_path).letters[0].routes.paper)


def test_who_cannot_be_reached_is_said_and_the_others_get_their_letters(tmp_path: Path):
    case = replace(CASE, targets=(replace(CASE.targets[0], **NOWHERE), CASE.targets[1]))
    manifest = written(tmp_path, case)
    assert manifest.letters[0].problems[-1].code is ProblemCode.NO_ROUTE
    assert not any(manifest.letters[0].routes.to_json().values())
    assert not manifest.every_recipient_has_a_route
    assert manifest.letters[1].routes.paper
    assert written(tmp_path).every_recipient_has_a_route


def test_addresses_that_no_machine_can_use_are_no_routes(tmp_path: Path):
    case = one_target(email=("office at example.org", "a@b", "x@host.invalid"), fax=("+504 2255",), lines=())
    entry = written(tmp_path, case).letters[0]
    assert not entry.routes.any_way_to_send


def test_a_fax_number_alone_is_a_route_and_the_page_names_the_official(tmp_path: Path):
    entry = written(tmp_path, one_target(email=(), lines=())).letters[0]
    assert (entry.routes.paper, entry.routes.label) == (None, None)
    assert entry.routes.fax
    (letter,) = compose(one_target(email=(), lines=()), chen(), TEXT, day=TODAY)
    assert letter.printed_address == ("Minister of the Interior", "Bogdan Salu")


def test_writing_again_replaces_what_was_there_and_gives_the_same_bytes(tmp_path: Path):
    written(tmp_path)
    first = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    (tmp_path / "manifest.json").write_text("old")
    written(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == first


def test_letters_of_an_earlier_run_that_are_not_made_again_are_taken_away(tmp_path: Path):
    (tmp_path / "keep.pdf").write_text("not ours")
    written(tmp_path)
    written(tmp_path, one_target(fax=(), email=()))
    assert {path.name for path in tmp_path.iterdir()} == {
        "01-target-minister-of-the-interior.pdf",
        "keep.pdf",
        "manifest.json",
    }


def test_another_day_gives_another_date_in_words_of_the_language(tmp_path: Path):
    for language, words in {"en": "23 November 2026", "fr": "23 novembre 2026", "de": "23. November 2026"}.items():
        entry = written(tmp_path, language=language).letters[0]
        assert words in text_of(tmp_path / entry.routes.paper)


def test_a_folder_that_cannot_be_written_is_one_plain_sentence(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UnwritableFolder, match="cannot be written"):
        written(tmp_path / "file")


def test_names_of_files_are_plain_and_lead_nowhere_else(tmp_path: Path):
    case = one_target(post="../../etc/passwd\x00 Ministre de l’Éducation " + "x" * 200, name=None)
    entry = written(tmp_path / "out", case).letters[0]
    assert entry.routes.paper == "01-target-etc-passwd-ministre-de-leducatio.pdf"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


MISSIONS = """sending_state,host,also_accredited,name,post,address,email,fax
CN,DE,,Embassy of China,Her Excellency the Ambassador,Harbour Street 1|10179 Berlin,post@embassy.example.org,
"""


def test_the_mission_in_the_writers_country_comes_last(tmp_path: Path):
    manifest = written(tmp_path, missions=load_missions(MISSIONS.encode()))
    last = manifest.letters[-1]
    assert (last.role, last.recipient, last.salutation) == ("mission", "Embassy of China", "Your Excellency")
    text = text_of(tmp_path / last.routes.paper)
    assert "Her Excellency the Ambassador\nHarbour Street 1\n10179 Berlin\n" in text
    assert "GERMANY" not in text
    assert "a copy of my letter to" in text


def test_a_mission_that_nobody_knows_is_an_entry_without_routes(tmp_path: Path):
    manifest = written(tmp_path, missions=load_missions(MISSIONS.replace("CN,DE", "CN,FR").encode()))
    last = manifest.letters[-1]
    assert (last.role, last.recipient, last.salutation) == ("mission", "Embassy: China", None)
    assert [problem.code for problem in last.problems] == [ProblemCode.NO_MISSION]
    assert set(last.routes.to_json().values()) == {None}
    assert not manifest.every_recipient_has_a_route


def test_a_missions_salutation_serves_only_its_own_language(tmp_path: Path):
    text = "sending_state,host,name,address,salutation\nCN,DE,Embassy,1 Street,Your Excellency the Ambassador\n"
    missions = load_missions(text.encode())
    assert written(tmp_path, missions=missions).letters[-1].salutation == "Your Excellency the Ambassador"
    assert written(tmp_path, missions=missions, language="fr").letters[-1].salutation == "Excellence"


def test_who_writes_from_the_state_itself_needs_no_mission(tmp_path: Path):
    manifest = written(tmp_path, writer=chen(country="CN"), missions=load_missions(MISSIONS.encode()))
    assert [letter.role for letter in manifest.letters] == ["target", "target", "copy"]


def test_a_salutation_and_a_closing_in_the_text_are_not_doubled(tmp_path: Path):
    text = f"Dear Sir,\n\n{TEXT}\nYours sincerely,\nChen Arndt\n"
    entry = written(tmp_path, one_target(), text=text).letters[0]
    page = text_of(tmp_path / entry.routes.paper)
    assert "Dear Sir" not in page
    assert "sincerely" not in page
    assert page.count("Your Excellency,") == 1
    assert page.count("Yours respectfully,") == 1


@pytest.mark.parametrize(
    "opening", ["Dear friends of mine were taken that night.", "Sir Emil Sarkov built this bridge. It stands."]
)
def test_a_sentence_that_begins_like_a_salutation_stays(opening: str, tmp_path: Path):
    entry = written(tmp_path, one_target(), text=f"{opening}\n\nMore.").letters[0]
    assert opening in text_of(tmp_path / entry.routes.paper)


@pytest.mark.parametrize("text", ["", " \n\t\n", "Dear Sir,\n\nYours sincerely,\nChen Arndt\n"])
def test_a_text_that_says_nothing_is_refused(text: str, tmp_path: Path):
    with pytest.raises(InvalidAppeal, match="empty"):
        written(tmp_path / "out", text=text)
    assert not (tmp_path / "out").exists()


def test_a_long_text_goes_on_over_numbered_pages(tmp_path: Path):
    text = "\n\n".join(
        f"Paragraph {number} says something about the bridge and the river under it. " * 4 for number in range(30)
    )
    entry = written(tmp_path, one_target(), text=text).letters[0]
    page = text_of(tmp_path / entry.routes.paper)
    assert "Page 2" in page
    assert "Page 3" in page
    assert "Page 1" not in page
    assert page.index("Paragraph 29") < page.index("Yours respectfully")


def test_a_line_break_inside_a_paragraph_is_a_space(tmp_path: Path):
    entry = written(tmp_path, one_target(), text="One\r\ntwo\r\n\r\nthree\n").letters[0]
    assert "One two" in text_of(tmp_path / entry.routes.paper)


def test_markup_in_a_text_is_only_text(tmp_path: Path):
    text = '#import "/etc/passwd" $x$ *bold* `raw` #let a = 1 \\u{41} <label> @ref "quotes" //comment'
    entry = written(tmp_path, one_target(), text=text).letters[0]
    assert text in " ".join(text_of(tmp_path / entry.routes.paper).split())
