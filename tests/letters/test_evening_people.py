"""The list of people of a letter-writing evening, and their texts beside it."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.docs.pages import first_codes, page, sections
from tocsin.letters import InvalidAppeal, InvalidPeople
from tocsin.letters.evening import Participant, TextsBeside, load_people, people_with_the_same_words
from tocsin.letters.evening.people import COLUMNS
from tocsin.letters.evening.texts import MAX_TEXT_BYTES

HEADING = "name,address,place,country,language,text\n"
ROW = "Amina Hale,,Leipzig,DE,en,\n"


def no_text(name: str) -> str:
    raise InvalidAppeal(f"there is no file “{name}” in the folder of the list.")


def people(text: str, **more: str) -> tuple[Participant, ...]:
    return load_people(text.encode(), no_text, **more)


def refused(text: str) -> InvalidPeople:
    with pytest.raises(InvalidPeople) as error:
        people(text)
    return error.value


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_list_may_be_parted_by_commas_semicolons_or_tabs(delimiter: str, mark: str) -> None:
    text = mark + delimiter.join(("Name", "Sign as", "place", "country", "language")) + "\r\n"
    text += delimiter.join(("Amina Hale", "initials", "Leipzig", "de", "en")) + "\r\n"
    (one,) = people(text)
    assert (one.line, one.writer.name, one.writer.country, one.text) == (2, "Amina Hale", "DE", None)
    assert one.writer.signs_with_initials


def test_lines_of_an_address_are_parted_by_a_bar_or_by_line_breaks() -> None:
    text = (
        HEADING
        + 'Amina,"Musterweg 3|04109 Leipzig",,DE,en,\nBo,"Musterweg 4\n04109 Leipzig",,DE,en,\n\nChen,A|B,,DE,en,\n'
    )
    found = people(text)
    assert [one.writer.address for one in found] == [
        ("Musterweg 3", "04109 Leipzig"),
        ("Musterweg 4", "04109 Leipzig"),
        ("A", "B"),
    ]
    assert [one.line for one in found] == [2, 3, 6]


def test_a_blank_name_is_somebody_who_signs_by_hand() -> None:
    (one,) = people(HEADING + ",,Leipzig,DE,en,\n")
    assert one.writer.name == ""
    error = refused("name,sign_as,place,country,language\n,initials,Leipzig,DE,en\n")
    assert str(error) == "Line 2, column name: initials need a name."


def test_every_wrong_row_is_named_with_its_line_and_column_and_the_rest_is_counted() -> None:
    rows = ["A,,X,XXX,en,", "B,,X,DE,??,", "C,,,DE,en,", "D,,X,DE,en,no.txt", "E,,X,DE,en,,more", ROW.strip()]
    error = refused(HEADING + "\n".join(rows))
    assert error.wrong == (
        "Line 2, column country: give a two-letter country code, such as DE.",
        "Line 3, column language: give a language tag, such as de or pt-BR.",
        "Line 4, column address: give 1 to 10 lines, separated by |, or a town in the column place.",
        "Line 5, column text: there is no file “no.txt” in the folder of the list.",
        "Line 6: the row has more cells than the heading: put quotation marks round a cell with commas.",
    )
    assert len(error.lines) == 3
    assert error.lines[2].endswith(" And 2 more rows are wrong.")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no row"),
        (HEADING, "no row"),
        ("name,place,country\nA,B,DE\n", "lacks the column language"),
        ("name,country,language\nA,DE,en\n", "lacks the column address (or place)"),
        ("name,place,country,langage\nA,B,DE,en\n", "unknown column “langage”: did you mean “language”?"),
        ("name,place,country,language,shoe\nA,B,DE,en,41\n", "unknown column “shoe”: known are name"),
        ("name,name,place,country,language\nA,A,B,DE,en\n", "the column “name” twice"),
        (HEADING + 'A,"x,,DE,en,\n', "cannot be read at line 2"),
        ("name,place,country,language,paper,envelope\nA,B,DE,en,letter,din-5008-b\n", "does not take the paper"),
        ("name,place,country,language,email\nA,B,DE,en,nobody\n", "Line 2, column email: give one e-mail address"),
    ],
)
def test_what_is_no_such_list_is_said_in_one_sentence(text: str, said: str) -> None:
    assert said in str(refused(text))


def test_a_list_in_another_encoding_is_refused_with_the_way_out() -> None:
    with pytest.raises(InvalidPeople, match="CSV UTF-8"):
        load_people((HEADING + "José,,León,ES,es,\n").encode("cp1252"), no_text)


def test_a_text_that_cannot_be_sent_is_a_wrong_row() -> None:
    texts = {"empty": " \n", "betrays": "I am Amina Hale.", "good": "I ask you to say where she is."}
    rows = [f"Amina Hale,initials,Leipzig,DE,en,{name}\n" for name in texts]
    with pytest.raises(InvalidPeople) as error:
        load_people(("name,sign_as,place,country,language,text\n" + "".join(rows)).encode(), texts.__getitem__)
    assert [sentence.split(":")[0] for sentence in error.value.wrong] == ["Line 2, column text", "Line 3, column text"]


def test_a_language_that_is_none_is_told_once_not_for_each_row() -> None:
    with pytest.raises(InvalidAppeal, match="language of the letters"):
        people(HEADING + ROW + ROW, language="??")


def test_people_with_the_same_words_are_counted() -> None:
    texts = {"a": "Let her go.", "b": "let  her\ngo.", "c": "Say where she is."}
    rows = "".join(f"A,,Leipzig,DE,en,{name}\n" for name in ("a", "b", "c", "", ""))
    assert people_with_the_same_words(load_people((HEADING + rows).encode(), texts.__getitem__)) == 2


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: (HEADING + text).encode("utf-8", "replace")))
def test_any_bytes_are_a_list_or_refused_in_plain_words(content: bytes) -> None:
    lines: tuple[str, ...] = ("a list",)
    try:
        load_people(content, no_text)
    except InvalidPeople as error:
        lines = error.lines
    assert 1 <= len(lines) <= 3


# --- texts beside the list -----------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "list" / "texts").mkdir(parents=True)
    (tmp_path / "list" / "texts" / "amina.txt").write_text("Let her go.")
    (tmp_path / "secret.txt").write_text("not for paper")
    return tmp_path / "list"


@pytest.mark.parametrize("name", ["texts/amina.txt", r"texts\amina.txt", "./texts/amina.txt"])
def test_a_text_is_named_from_the_folder_of_the_list(name: str, folder: Path) -> None:
    assert TextsBeside(folder)(name) == "Let her go."


@pytest.mark.parametrize(
    "name",
    [
        "../secret.txt",
        "texts/../../secret.txt",
        r"..\secret.txt",
        "/etc/hostname",
        "C:\\secret.txt",
        "a\0b",
        "link",
        "up/secret.txt",
    ],
)
def test_no_text_is_read_outside_the_folder_of_the_list(name: str, folder: Path) -> None:
    (folder / "link").symlink_to("../secret.txt")
    (folder / "up").symlink_to("..")
    with pytest.raises(InvalidAppeal, match="leads out of the folder"):
        TextsBeside(folder)(name)


def test_a_link_inside_the_folder_is_followed(folder: Path) -> None:
    (folder / "link").symlink_to("texts/amina.txt")
    assert TextsBeside(folder)("link") == "Let her go."


def test_what_is_no_text_file_is_said_and_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    (folder / "noise").write_bytes(bytes(range(256)) * 8)
    (folder / "long").write_bytes(b"a" * (MAX_TEXT_BYTES + 1))
    (folder / "loop").symlink_to("loop")
    said = {
        "pipe": "not a file",
        "noise": "not text",
        "long": "larger than 400 kB",
        "none": "no file",
        "texts": ".",
        "loop": "no file",
    }
    for name, words in said.items():
        with pytest.raises(InvalidAppeal) as error:
            TextsBeside(folder)(name)
        assert words in str(error.value), name


def test_texts_of_all_together_have_a_limit(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tocsin.letters.evening.texts.MAX_BYTES_TOGETHER", 20)
    read = TextsBeside(folder)
    read("texts/amina.txt")
    with pytest.raises(InvalidAppeal, match="together"):
        read("texts/amina.txt")


@given(st.text(max_size=60))
def test_no_name_reads_anything_that_is_not_there(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    folder = tmp_path_factory.getbasetemp() / "nothing"
    folder.mkdir(exist_ok=True)
    with pytest.raises(InvalidAppeal):
        TextsBeside(folder)(name)


def test_every_column_is_a_key_of_the_writers_file_or_the_text() -> None:
    from tocsin.letters.writer import _KEYS

    assert set(COLUMNS) == {*_KEYS, "text"}


def test_every_column_stands_in_the_writers_page() -> None:
    assert first_codes(sections(page("docs/writer.md"))["PEOPLE.csv"]) == set(COLUMNS)


def test_the_example_of_the_writers_page_is_such_a_list() -> None:
    example = re.findall(r"^    (.+,.+)$", sections(page("docs/writer.md"))["PEOPLE.csv"], re.MULTILINE)
    found = load_people("\n".join(example).encode(), lambda name: "Let her go.")
    assert [(one.writer.name, one.text) for one in found] == [("Amina Hale", "Let her go."), ("Bo Lund", None)]
