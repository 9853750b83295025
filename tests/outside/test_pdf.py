"""Sheets, letters and labels before veraPDF's engine, qpdf, poppler and MuPDF; and what their metadata give away."""

from __future__ import annotations

import getpass
import json
import platform
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.letters.cast import chen

from .programs import HERE, PDF_CHECKER, run

VERAPDF = pytest.mark.needs("java", "javac", "outside/node_modules/@opendataloader/pdf")
QPDF = pytest.mark.needs("qpdf")
POPPLER = pytest.mark.needs("pdfinfo", "pdffonts")
PROJECT = HERE.parents[1]
RULES = {"2a": 153, "ua1": 106}
"""How many rules each profile has: fewer would mean that they were not read."""


@pytest.fixture(scope="module")
def papers(sheets: list[Path], letters: list[Path]) -> list[Path]:
    assert len(sheets) > 5
    assert len(letters) > 50
    return [*sheets, *letters]


def broken_rules(files: list[Path]) -> tuple[Counter[str], list[str]]:
    """How many files went through each profile, and what is broken."""
    found = run("java", "-cp", PDF_CHECKER, HERE / "PdfProfiles.java", *files).splitlines()
    done = re.findall(r"\t(\w+)\t(\d+) rules applied [1-9]", "\n".join(found))
    assert all(RULES[profile] == int(rules) for profile, rules in done), done
    return Counter(profile for profile, _ in done), [line for line in found if "\tbroken " in line]


@VERAPDF
@QPDF
def test_the_checker_finds_a_document_without_tags(sheets: list[Path], tmp_path: Path) -> None:
    bare = tmp_path / "bare.pdf"
    run("qpdf", "--empty", "--pages", sheets[0], "--", bare)
    _, broken = broken_rules([bare])
    assert [line for line in broken if "7.1-11 The logical structure" in line]
    assert [line for line in broken if "\t2a\t" in line]


@VERAPDF
def test_every_sheet_letter_and_label_is_pdf_a_2a_and_pdf_ua_1(papers: list[Path]) -> None:
    done, broken = broken_rules(papers)
    assert broken == []
    assert done == {profile: len(papers) for profile in RULES}


@QPDF
def test_every_file_is_sound(papers: list[Path]) -> None:
    for file in papers:
        assert "No syntax or stream encoding errors found" in run("qpdf", "--check", file)


@POPPLER
def test_every_file_is_tagged_and_has_a_title_and_no_script(papers: list[Path]) -> None:
    for file in papers:
        facts = dict(re.findall(r"^([\w ]+):\s*(.*)$", run("pdfinfo", file), re.MULTILINE))
        assert facts["Title"], file
        assert facts["Tagged"] == "yes", file
        assert (facts["JavaScript"], facts["Encrypted"], facts["Form"]) == ("no", "no", "none"), file


@POPPLER
def test_the_structure_of_a_sheet_has_headings_paragraphs_and_lists(demo: Path) -> None:
    structure = run("pdfinfo", "-struct", demo / "sheet.pdf")
    assert structure.count("H1 ") == 1
    for kind in ("H2 ", "P ", "L ", "LI", "Link"):
        assert re.search(rf"^ *{kind}", structure, re.MULTILINE), kind


@POPPLER
def test_every_font_is_embedded_as_a_subset_with_its_characters(papers: list[Path]) -> None:
    for file in papers:
        fonts = run("pdffonts", file).splitlines()[2:]
        assert fonts, file
        for font in fonts:
            assert re.search(r" yes yes yes +\d+ +0$", font), (file, font)


@pytest.mark.needs("mutool")
def test_a_third_reader_draws_every_page_without_a_complaint(papers: list[Path], tmp_path: Path) -> None:
    for file in papers:
        said = run("mutool", "draw", "-r", "72", "-F", "pgm", "-o", tmp_path / "%d.pgm", file, complaints_too=True)
        # Debian builds it without colour management and says so each time.
        complaints = set(re.findall(r"^(?:warning|error).*", said, re.MULTILINE))
        assert complaints <= {"warning: ICC support is not available"}, (file, complaints)


@pytest.mark.needs("exiftool")
def test_metadata_hold_no_place_or_person_of_this_machine(
    papers: list[Path], faxes: list[Path], letter_folders: list[Path]
) -> None:
    secrets = {str(PROJECT), str(Path.home()), str(letter_folders[0].parent), platform.node()}
    words = rf"(?<!\w)({'|'.join(map(re.escape, {getpass.getuser(), *secrets} - {'', '/'}))})(?!\w)"
    # The groups File and System are what the file system says, not the file.
    shown = run("exiftool", "-json", "-all", "-a", "-G1", "--File:all", "--System:all", *papers, *faxes)
    for facts in json.loads(shown):
        file = facts.pop("SourceFile")
        assert not re.search(words, json.dumps(facts, ensure_ascii=False)), (file, facts)


@QPDF
def test_no_part_of_a_file_names_a_place_on_this_machine(papers: list[Path], tmp_path: Path) -> None:
    for file in papers:
        plain = tmp_path / "plain.pdf"
        run("qpdf", "--qdf", "--object-streams=disable", file, plain)
        content = plain.read_bytes()
        for place in (PROJECT, Path.home() / ".", file.parent):
            assert f"{place}/".encode() not in content, (file, place)


@pytest.mark.needs("exiftool")
def test_a_letter_signed_with_initials_names_its_writer_nowhere(letter_folders: list[Path]) -> None:
    name, address = chen().name, chen().email
    folder = next(folder for folder in letter_folders if folder.name == "initials")
    shown = run("exiftool", "-json", "-all", "-a", "-G1", *sorted(folder.glob("*.pdf")))
    for part in (*name.split(), str(address)):
        assert part not in shown
