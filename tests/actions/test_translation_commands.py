"""Translations by the command line, and on paper."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import polib
import pypdfium2
import pytest
from click.testing import CliRunner, Result

from tests.actions.test_translations import CALL, bring_in, newest, words_of
from tests.conftest import IN_CI
from tests.network import SECRET, Network
from tocsin.actions.access import access_case_for
from tocsin.actions.models import Rendition, Translation
from tocsin.actions.translating.segments import translated
from tocsin.casefile import CaseFile, case_from
from tocsin.casefile.writing import write_sheet
from tocsin.cli import cli


def run(tmp_path: Path, who: str, *arguments: str) -> Result:
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    environment = {"TOCSIN_SECRET_FILE": str(tmp_path / "secret")}
    return CliRunner().invoke(cli, ["translate", *arguments, "--as", f"{who}@example.org"], env=environment)


def test_a_translation_goes_out_and_in_and_live_by_the_command_line(network: Network, tmp_path: Path) -> None:
    network.published()
    file = tmp_path / "fr.po"
    out = run(tmp_path, "chen", "export", "UA 1/26", "--language", "fr", "--out", str(file))
    assert (out.exit_code, out.stdout) == (0, "")
    catalogue = polib.pofile(str(file))
    for one in catalogue:
        one.msgstr = f"« {one.msgid} »"
    catalogue.save()
    taken = run(tmp_path, "chen", "import", "ua-1-26", str(file), "--language", "FR")
    assert (taken.exit_code, taken.stdout) == (0, f"{len(catalogue)}\n"), taken.stderr
    assert "a second person has to read it" in taken.stderr
    own = run(tmp_path, "chen", "approve", "ua-1-26", "--language", "fr")
    assert (own.exit_code, own.stdout) == (1, "")
    listed = json.loads(run(tmp_path, "farid", "list", "ua-1-26", "--json").stdout)
    assert [(one["language"], one["missing"], one["unread"]) for one in listed] == [("fr", 0, len(catalogue))]
    approved = run(tmp_path, "farid", "approve", "ua-1-26", "--language", "fr", "--hash", listed[0]["text_hash"])
    assert approved.exit_code == 0, approved.stderr
    assert "public, beside edition 1" in approved.stderr
    assert newest().n == 1


def test_who_translated_a_part_is_told_that_it_waits_for_somebody_else(network: Network, tmp_path: Path) -> None:
    case = network.published()
    words = words_of(network, case)
    bring_in(network, case, words)
    bring_in(network, case, {CALL: "autre"}, network.farid)
    partly = run(tmp_path, "farid", "approve", "ua-1-26", "--language", "fr")
    assert partly.exit_code == 0
    assert "1 texts are your own and wait for another reader" in partly.stderr
    assert not Rendition.objects.filter(language="fr").exists()


@pytest.mark.parametrize(
    ("content", "language", "said"),
    [
        (b"hello", "fr", "not a PO file"),
        (b"#" * 600_000, "fr", "more than 500 kB"),
        (b'msgid ""\nmsgstr "Language: de\\n"\n\nmsgid "a"\nmsgstr "b"\n', "fr", "says that it is in “de”"),
        (b'msgid "a"\nmsgstr "b"\n', "fr", "None of these is a text of this case"),
        (b'msgid "a"\nmsgstr "b"\n', "klingonish", "not a language tag"),
        (b'msgid "a"\nmsgstr "b"\n', "en", "translate it into another language"),
    ],
)
def test_the_command_line_says_in_plain_words_what_is_wrong_with_a_file(
    network: Network, tmp_path: Path, content: bytes, language: str, said: str
) -> None:
    network.published()
    (tmp_path / "file.po").write_bytes(content)
    result = run(tmp_path, "chen", "import", "ua-1-26", str(tmp_path / "file.po"), "--language", language)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert len(result.stderr.strip().split("\n")) <= 3
    assert not Translation.objects.exists()


def test_a_case_that_is_not_public_has_no_texts_for_another_section(network: Network, tmp_path: Path) -> None:
    case = network.draft()
    network.review(case)
    for who in ("hana", "eve"):
        result = run(tmp_path, who, "export", str(case.pk), "--language", "fr")
        assert (result.exit_code, result.stdout) == (1, ""), who
    assert access_case_for(network.chen, str(case.pk)) == case


# --- on paper -------------------------------------------------------------------------------------------------------


def _demo_sheets() -> list[tuple[str, CaseFile]]:
    folder = files("tocsin.project.demo").joinpath("content/cases")
    found = []
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        for n, edition in enumerate(json.loads(entry.read_text("utf-8"))["editions"]):
            dated = {**edition["case"], "issued": "2026-11-23", "deadline": "2026-12-14", "number": "UA 84/26", "index": "DE XH/0001/2026"}  # fmt: skip # noqa: E501
            case = case_from(dated)
            for language, words in sorted(edition["translations"].items()):
                found.append((f"{entry.name} {n} {language}", translated(case, language, words)))
    return found


SHEETS = [one for one in _demo_sheets() if one[1].language in {"ar", "zh"}]


@pytest.mark.parametrize(
    ("name", "case"), SHEETS if IN_CI else SHEETS[:4], ids=lambda one: str(one) if isinstance(one, str) else ""
)
def test_a_sheet_of_the_demonstration_has_two_pages_in_arabic_and_in_chinese(name: str, case: CaseFile) -> None:
    sheet = write_sheet(case, "a4", "https://network.example.org/ua-84-26")
    document = pypdfium2.PdfDocument(sheet)
    assert len(document) == 2, name
    document.close()
