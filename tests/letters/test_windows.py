"""Every address line lies inside the safe rectangle of the window, or the letter says that it is too tall."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.letters.cast import CASE, MINISTER, characters_in, chen, one_target, text_of, written
from tocsin.casefile import load_case
from tocsin.letters import ENVELOPES, Box, Envelope, ProblemCode

WINDOWS = [envelope for envelope in ENVELOPES.values() if envelope.has_window]
TOLERANCE_MM = 0.05


def writer_for(envelope: Envelope):
    return chen(envelope=envelope.name, paper=envelope.papers[0])


def allowed(envelope: Envelope) -> Box:
    return envelope.notes or envelope.address


def around(envelope: Envelope) -> Box:
    """The part of the sheet where nothing but the address may stand: the window's side, above the text."""
    return Box(105, 0, 220, 91) if envelope.address.left > 110 else Box(0, 0, 118, min(envelope.text_top, 90.5))


def assert_inside(path: Path, envelope: Envelope, lines: list[str]) -> None:
    found = characters_in(path, around(envelope))
    assert "".join(character for character, _ in found) == "".join("".join(lines).split())
    box = allowed(envelope)
    for character, place in found:
        assert place.left >= box.left - TOLERANCE_MM, character
        assert place.right <= box.right + TOLERANCE_MM, character
        assert place.top >= box.top - TOLERANCE_MM, character
        assert place.bottom <= box.bottom + TOLERANCE_MM, character


@pytest.mark.parametrize("envelope", WINDOWS, ids=lambda envelope: envelope.name)
def test_every_address_line_lies_inside_the_window_or_is_reported_as_too_tall(envelope: Envelope, tmp_path: Path):
    manifest = written(tmp_path, writer=writer_for(envelope))
    for entry, recipient in zip(manifest.letters, (*CASE.targets, *CASE.copies), strict=True):
        lines = [*recipient.lines[:-1], "CHINA"]
        too_tall = ProblemCode.ADDRESS_TOO_TALL in {problem.code for problem in entry.problems}
        if too_tall:
            assert entry.routes.label
            assert text_of(tmp_path / entry.routes.label).split() == " ".join(lines).split()
        else:
            assert entry.routes.label is None
            assert_inside(tmp_path / entry.routes.paper, envelope, lines)


def test_only_a_block_of_eight_lines_is_too_tall_and_only_for_the_american_window(tmp_path: Path):
    too_tall = {
        (envelope.name, entry.recipient)
        for envelope in WINDOWS
        for entry in written(tmp_path / envelope.name, writer=writer_for(envelope)).letters
        if ProblemCode.ADDRESS_TOO_TALL in {problem.code for problem in entry.problems}
    }
    assert too_tall == {("us-10", "Ana Ilvet")}


def test_the_real_document_lies_in_every_window_or_says_why_not(tmp_path: Path):
    seed = Path(__file__).parents[3] / "shared" / "seeds" / "000_dab34a167d98e6b7.json"
    if not seed.exists():
        pytest.skip("the real document is not on this machine")
    values = json.loads(seed.read_text("utf-8")) | {"warnings": [], "origin": None}
    values.pop("expect_warnings")
    case = load_case(json.dumps(values).encode())
    for envelope in WINDOWS:
        folder = tmp_path / envelope.name
        for entry, recipient in zip(
            written(folder, case, writer_for(envelope)).letters, (*case.targets, *case.copies), strict=True
        ):
            if ProblemCode.ADDRESS_TOO_TALL not in {problem.code for problem in entry.problems}:
                assert_inside(folder / entry.routes.paper, envelope, [*recipient.lines[:-1], "CHINA"])
            else:
                assert envelope.name == "us-10"


@pytest.mark.parametrize("envelope", WINDOWS, ids=lambda envelope: envelope.name)
@pytest.mark.parametrize(
    "lines",
    [
        (
            "Oficina de la Fiscalía Especializada en Delitos contra los Derechos Humanos y la Libertad de Expresión",
            "Lima 1",
        ),
        ("W" * 70, "Lima 1"),
        ("国务院办公厅信访局来信来访接待处以及其他有关部门负责人办公室收", "北京市西城区右安门内大街一号", "100017"),
        ("ÉCOLE SUPÉRIEURE", "Ứng Hòa, Ậ", "ĄĘĮŲ qgjpy"),
        ("إدارة الشؤون القانونية وحقوق الإنسان بوزارة العدل والشؤون الإسلامية والأوقاف", "شارع 12", "صنعاء"),
        ("กระทรวงยุติธรรม ศูนย์ราชการเฉลิมพระเกียรติ ๘๐ พรรษา ที่ปู่ผู้ใหญ่", "กรุงเทพฯ 10210"),
        ("कार्यालय महानिदेशक पुलिस एवं महानिरीक्षक, श्रीनगर राजमार्ग क्षेत्र", "नई दिल्ली 110011"),
    ],
    ids=["spanish", "one-word", "chinese", "accents", "arabic", "thai", "hindi"],
)
def test_a_line_too_wide_is_made_smaller_and_then_broken_but_never_cut(
    envelope: Envelope, lines: tuple[str, ...], tmp_path: Path
):
    manifest = written(tmp_path, one_target(lines=lines, country=None), writer_for(envelope))
    entry = manifest.letters[0]
    assert entry.routes.paper
    assert entry.routes.label is None
    box = allowed(envelope)
    places = characters_in(tmp_path / entry.routes.paper, around(envelope))
    assert len(places) > 5
    for character, place in places:
        assert box.left - TOLERANCE_MM <= place.left
        assert place.right <= box.right + TOLERANCE_MM, character
        assert box.top - TOLERANCE_MM <= place.top, character
        assert place.bottom <= box.bottom + TOLERANCE_MM, character


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(st.text("abc ABCgÉ.,-12 ", min_size=1, max_size=60).filter(str.strip), min_size=1, max_size=12),
    envelope=st.sampled_from(WINDOWS),
)
def test_whatever_the_address_it_is_inside_or_too_tall(lines: list[str], envelope: Envelope, tmp_path: Path):
    entry = written(tmp_path, one_target(lines=tuple(lines), country=None, fax=()), writer_for(envelope)).letters[0]
    if entry.routes.label is None:
        expected = [" ".join(line.split()) for line in lines]
        assert_inside(tmp_path / entry.routes.paper, envelope, expected)


def test_a_block_too_tall_for_a_window_gets_a_letter_without_marks_and_a_label(tmp_path: Path):
    lines = tuple(f"Line {number}" for number in range(1, 25))
    entry = written(tmp_path, one_target(lines=lines), chen(envelope="din-5008-b")).letters[0]
    assert [problem.code for problem in entry.problems] == [ProblemCode.ADDRESS_TOO_TALL]
    assert entry.routes.label
    assert "Line 24" in text_of(tmp_path / entry.routes.paper)
    assert "Line 24\nCHINA" in text_of(tmp_path / entry.routes.label)
    assert entry.routes.fax


def test_the_notes_zone_takes_the_lines_that_the_window_cannot(tmp_path: Path):
    lines = tuple(f"Line {number}" for number in range(1, 12))
    envelope = ENVELOPES["din-5008-b"]
    entry = written(tmp_path, one_target(lines=lines), chen(envelope="din-5008-b")).letters[0]
    assert not entry.problems
    assert_inside(tmp_path / entry.routes.paper, envelope, [*lines, "CHINA"])


def test_an_envelope_without_a_window_gets_a_label_for_every_letter(tmp_path: Path):
    manifest = written(tmp_path, writer=chen(envelope="none"))
    assert [entry.routes.label for entry in manifest.letters] == [
        "01-target-minister-of-the-interior-label.pdf",
        "02-target-director-label.pdf",
        "03-copy-field-office-refugees-label.pdf",
    ]


def test_a_letter_reaches_the_window_with_its_country_in_a_language_of_the_writers_country(tmp_path: Path):
    cases = {
        ("DE", "en"): "CHINA",
        ("FR", "fr"): "CHINE",
        ("JP", "ja"): "中国",
        ("TR", "tr"): "ÇİN",
        ("CH", "it"): "CINA",
    }
    for (country, language), name in cases.items():
        writer = chen(country=country, language=language, envelope="none", paper="a4")
        folder = tmp_path / country
        entry = written(folder, one_target(), writer, language="en").letters[0]
        assert text_of(folder / entry.routes.label).strip().split("\n")[-1] == name


@pytest.mark.parametrize(
    ("last", "country", "kept"),
    [
        ("China", "CN", False),
        ("P.R. China", "CN", False),
        ("Chine", "CN", False),
        ("Beijing, China", "CN", True),
        ("USA", "US", False),
        ("Perú", "PE", False),
        ("جمهورية مصر العربية", "EG", False),
        ("100600", "CN", True),
    ],
)
def test_a_last_line_that_only_names_the_country_is_replaced(last: str, country: str, kept: bool, tmp_path: Path):
    case = one_target(lines=("Minister", "1 Street", last), country=country)
    entry = written(tmp_path, case, chen(envelope="none")).letters[0]
    lines = text_of(tmp_path / entry.routes.label).strip().split("\n")
    assert len(lines) == (4 if kept else 3)
    assert lines[-1].isupper()


def test_domestic_post_has_no_country_line(tmp_path: Path):
    case = one_target(lines=("Minister", "1 Street", "10999 Berlin", "Germany"), country="DE")
    entry = written(tmp_path, case, chen(envelope="none")).letters[0]
    assert text_of(tmp_path / entry.routes.label).strip().split("\n") == ["Minister", "1 Street", "10999 Berlin"]


def test_an_address_of_no_known_country_stays_as_printed(tmp_path: Path):
    for country in (None, "XC"):
        case = replace(one_target(lines=MINISTER.lines, country=country), countries=("XC",))
        entry = written(tmp_path, case, chen(envelope="none")).letters[0]
        assert text_of(tmp_path / entry.routes.label).strip().split("\n") == list(MINISTER.lines)
