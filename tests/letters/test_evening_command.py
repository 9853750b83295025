"""`tocsin letters --people` as a volunteer calls it: a list, a folder, a bar, and a run that was killed."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from pathlib import Path

import pytest

from tests.test_commands import DEMO, TOCSIN, lines, tocsin

HEADING = "name,address,place,country,language,envelope,text\n"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("case") / "case.json"
    path.write_bytes(tocsin("read", DEMO / "document.txt").stdout)
    return path


@pytest.fixture
def people(tmp_path: Path) -> Path:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "amina.txt").write_bytes((DEMO / "appeal.txt").read_bytes())
    rows = "Amina Hale,Musterweg 3|04109 Leipzig,,DE,en,,texts/amina.txt\n,,Leipzig,DE,ar,,\n"
    (tmp_path / "people.csv").write_text(HEADING + rows, "utf-8")
    return tmp_path / "people.csv"


def letters(case: Path, people: Path, out: Path, *more: str | Path) -> subprocess.CompletedProcess[bytes]:
    return tocsin("letters", case, "--people", people, "--out", out, *more)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_an_evening_becomes_files_to_print_and_the_next_steps_are_said(
    case: Path, people: Path, tmp_path: Path
) -> None:
    done = letters(case, people, tmp_path / "out", "--missions", DEMO / "missions.csv")
    assert (done.returncode, done.stdout) == (0, b"")
    told = done.stderr.decode()
    assert f"8 letters of 2 people are in {tmp_path / 'out'}/: 4 files." in told
    assert "8 sheets of A4, on one side" in told
    assert "Nothing has been sent" in told
    assert "8 of 8 letters" in told
    files = [file["file"] for file in json.loads((tmp_path / "out" / "manifest.json").read_bytes())["files"]]
    assert len(files) == 4
    assert names(tmp_path / "out") == {*files, "manifest.json", "LIST.csv", "evening.journal"}


def test_files_per_envelope_and_the_manifest_on_standard_output(case: Path, people: Path, tmp_path: Path) -> None:
    done = letters(case, people, tmp_path / "out", "--per", "envelope", "--language", "fr", "--json")
    assert done.stdout == (tmp_path / "out" / "manifest.json").read_bytes()
    assert {letter["language"] for letter in json.loads(done.stdout)["letters"]} == {"fr"}
    assert "envelope-din-5008-b-a4.pdf" in names(tmp_path / "out")


def test_a_recipient_without_a_postal_address_makes_exit_code_1(case: Path, people: Path, tmp_path: Path) -> None:
    value = json.loads(case.read_bytes())
    value["targets"][0] |= {"lines": []}
    other = tmp_path / "case.json"
    other.write_text(json.dumps(value))
    done = letters(other, people, tmp_path / "out")
    assert done.returncode == 1
    assert "2 letters: No postal address is known" in done.stderr.decode()


@pytest.mark.parametrize(
    "row",
    [
        "Bo,,,DE,en,,\n",
        "Bo,,X,DE,en,,../appeal.txt\n",
        "Bo,,X,DE,en,,/etc/hostname\n",
        "Bo,,X,XX1,en,,\n" * 9,
        'Bo,"\n',
    ],
)
def test_wrong_rows_end_in_at_most_three_lines_and_nothing_is_written(
    row: str, case: Path, people: Path, tmp_path: Path
) -> None:
    people.write_text(people.read_text("utf-8") + row, "utf-8")
    done = letters(case, people, tmp_path / "out")
    assert (done.returncode, done.stdout) == (2, b"")
    assert 1 <= len(lines(done.stderr)) <= 3
    assert b"line 4" in done.stderr.lower()
    assert b"Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--writer", DEMO / "writer.toml"],
        ["--text", DEMO / "appeal.txt"],
        ["--people", "PEOPLE", "--writer", DEMO / "writer.toml"],
        ["--people", "PEOPLE", "--text", DEMO / "appeal.txt"],
        ["--writer", DEMO / "writer.toml", "--text", DEMO / "appeal.txt", "--per", "envelope"],
    ],
)
def test_letters_are_of_one_writer_or_of_the_people_of_a_list(
    options: list[str | Path], case: Path, people: Path, tmp_path: Path
) -> None:
    given = [people if option == "PEOPLE" else option for option in options]
    done = tocsin("letters", case, "--out", tmp_path / "out", *given)
    assert (done.returncode, done.stdout) == (2, b"")
    assert lines(done.stderr)[0].startswith("Give --writer and --text")
    assert not (tmp_path / "out").exists()


def test_a_killed_run_goes_on_when_it_is_called_again(case: Path, tmp_path: Path) -> None:
    rows = "".join(f"Guest {number},,Leipzig,DE,en,,\n" for number in range(150))
    (tmp_path / "people.csv").write_text(HEADING + rows)
    out = tmp_path / "out"
    command = [TOCSIN, "letters", case, "--people", tmp_path / "people.csv", "--out", out]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as running:
        assert running.stderr is not None
        # When a letter of the second file is done, the first file is whole.
        assert any(line.startswith(b"200 of 450 letters") for line in running.stderr)
        running.kill()
    finished = {path.name: path.stat().st_mtime_ns for path in out.glob("0*.pdf")}
    assert finished
    assert not (out / "manifest.json").exists()
    done = tocsin(*command[1:])
    assert done.returncode == 0
    assert b"of the files were finished already" in done.stderr
    first = min(finished)
    assert (out / first).stat().st_mtime_ns == finished[first]
    assert len(list(out.glob("0*.pdf"))) == 3
    assert not list(out.glob(".*"))


def test_on_a_terminal_there_is_a_bar(case: Path, people: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = [TOCSIN, "letters", case, "--people", people, "--out", tmp_path / "out"]
    with subprocess.Popen(command, stderr=theirs, env=os.environ | {"TERM": "xterm", "COLUMNS": "90"}) as running:
        os.close(theirs)
        shown = b""
        # Linux ends the reading of a terminal that nobody has open any more with an error.
        try:
            while piece := os.read(ours, 4096):
                shown += piece
        except OSError:
            os.close(ours)
    assert running.returncode == 0
    assert b"6/6" in shown
    assert "━".encode() in shown
