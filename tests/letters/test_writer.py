"""WRITER.toml: defaults of the country, and one plain sentence for everything wrong."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.letters.cast import chen, one_target, text_of, written
from tocsin.letters import InvalidAppeal, InvalidWriter, LettersError, load_writer


@pytest.mark.parametrize(
    ("country", "paper", "envelope"),
    [
        ("DE", "a4", "din-5008-b"),
        ("FR", "a4", "c56-right"),
        ("CH", "a4", "c56-right"),
        ("GB", "a4", "dl-left"),
        ("US", "letter", "us-10"),
        ("MX", "letter", "none"),
        ("KE", "a4", "none"),
        ("XV", "a4", "none"),
    ],
)
def test_paper_and_envelope_are_by_default_those_of_the_country(country: str, paper: str, envelope: str):
    writer = chen(country=country)
    assert (writer.paper, writer.envelope.name) == (paper, envelope)


def test_an_envelope_alone_decides_the_paper_and_a_paper_alone_the_envelope():
    assert chen(country="US", envelope="din-5008-a").paper == "a4"
    assert chen(country="DE", paper="letter").envelope.name == "none"
    assert chen(country="US", envelope="none").paper == "letter"


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"name": None}, ["lacks", "name"]),
        ({"country": None}, ["lacks", "country", "DE"]),
        ({"language": None}, ["lacks", "language"]),
        ({"address": None}, ["address", "place"]),
        ({"name": 3}, ["name"]),
        ({"name": " \n"}, ["name"]),
        ({"sign_as": "nobody"}, ["sign_as", "full", "initials"]),
        ({"country": "Germany"}, ["country", "two-letter"]),
        ({"country": "QQ"}, ["country"]),
        ({"language": "deutsch sprache"}, ["language"]),
        ({"address": "Musterallee 12"}, ["address", "list"]),
        ({"address": []}, ["address"]),
        ({"address": ["x"] * 11}, ["address", "10"]),
        ({"email": "chen at example.org"}, ["email"]),
        ({"paper": "A3"}, ["paper", "a4", "letter"]),
        ({"envelope": "c5"}, ["envelope", "din-5008-b", "none"]),
        ({"paper": "letter", "envelope": "din-5008-b"}, ["din-5008-b", "letter", "us-10"]),
        ({"paper": "a4", "envelope": "us-10"}, ["us-10", "a4", "din-5008-b"]),
        ({"adress": ["x"]}, ["adress", "did you mean", "address"]),
        ({"signas": "full"}, ["signas", "sign_as"]),
        ({"colour": "red"}, ["colour", "known are"]),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence_that_names_the_key(keys: dict[str, Any], words: list[str]):
    with pytest.raises(InvalidWriter) as caught:
        chen(**keys)
    sentence = str(caught.value)
    assert all(word in sentence for word in words), sentence
    assert "\n" not in sentence
    assert sentence.endswith((".", "?"))


@pytest.mark.parametrize(
    "content", [b"\xff\xfe", b"name = ", b"name = 'a'\nname = 'b'", b"[" * 5000, b"#" * 200_000, b""]
)
def test_a_file_that_is_no_toml_is_refused_in_one_sentence(content: bytes):
    with pytest.raises(InvalidWriter) as caught:
        load_writer(content)
    assert str(caught.value).endswith(".")


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_other_error_leaves_the_reader(content: bytes):
    with suppress(LettersError):
        load_writer(content)


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Chen Arndt", "C. A."), ("Jean-Luc Dupré", "J.-L. D."), ("Ólafur", "Ó."), ("María del Mar", "M. d. M.")],
)
def test_initials_and_place_stand_where_the_name_would_and_nothing_gives_it_away(
    name: str, initials: str, tmp_path: Path
):
    writer = chen(name=name, sign_as="initials", email="jean.dupre@example.org", envelope="none")
    entry = written(tmp_path, one_target(), writer).letters[0]
    page = text_of(tmp_path / entry.routes.paper)
    assert f"{initials}, Leipzig, Germany" in page
    assert "Musterallee" not in page
    everything = b"".join(path.name.encode() + path.read_bytes() for path in tmp_path.iterdir())
    for part in (
        name,
        name.replace(" ", "%20"),
        "jean.dupre",
        "Musterallee",
        name.encode("utf-16-be").decode("latin-1"),
    ):
        assert part.encode() not in everything
        assert part not in page
    message = (tmp_path / entry.routes.email).read_bytes()
    assert b"From:" not in message


def test_initials_take_the_place_as_given_when_it_names_the_country(tmp_path: Path):
    for place in ("Leipzig, Germany", "Leipzig, Deutschland"):
        writer = chen(sign_as="initials", address=None, place=place)
        entry = written(tmp_path, one_target(), writer).letters[0]
        assert f"C. A., {place}\n" in text_of(tmp_path / entry.routes.paper) + "\n"


def test_a_text_that_says_the_hidden_name_is_refused_and_a_signature_at_its_end_is_taken_away(tmp_path: Path):
    writer = chen(sign_as="initials")
    with pytest.raises(InvalidAppeal, match="full name in paragraph 1"):
        written(tmp_path, writer=writer, text="My name is chen  ARNDT, and I write to you.")
    entry = written(tmp_path, one_target(), writer, "I write to you.\n\nYours sincerely,\nChen Arndt").letters[0]
    assert "Chen" not in text_of(tmp_path / entry.routes.paper)


def test_a_full_signature_has_name_and_address(tmp_path: Path):
    entry = written(tmp_path, one_target()).letters[0]
    page = text_of(tmp_path / entry.routes.paper)
    assert "Chen Arndt\nMusterallee 12\n04109 Leipzig" in page
    assert page.rstrip().endswith("Chen Arndt")


@pytest.mark.parametrize(
    ("address", "country", "town"),
    [
        (["1 High Street", "London", "SW1A 1AA", "United Kingdom"], "GB", "London"),
        (["12 Oak Street", "Springfield, IL 62701"], "US", "Springfield, IL"),
        (["Musterallee 12", "04109 Leipzig"], "DE", "Leipzig"),
        (["Musterallee 12"], "DE", ""),
    ],
)
def test_the_town_is_found_in_the_address_and_a_street_is_never_taken_for_it(
    address: list[str], country: str, town: str
):
    assert chen(address=address, country=country).town == town
