"""Files that want to hurt the reader: every one ends as a case file or one plain sentence, within fifteen seconds."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.casefile.reading.crafted import ACTION, good_docx, good_mail, good_pdf
from tests.casefile.reading.hostile_files import (
    BYTES_FILES,
    DOCX_FILES,
    MAIL_FILES,
    PASSWORD_FILES,
    PDF_FILES,
    SLOW,
    Maker,
    cut,
)
from tests.casefile.reading.hostile_texts import STARTS, UNITS, text_of
from tocsin.casefile import CaseFileError, NoActionFound, UnreadableDocument
from tocsin.casefile.reading import Reader, Reading

FILES: dict[str, Maker] = DOCX_FILES | PDF_FILES | MAIL_FILES | BYTES_FILES
SECONDS = 15
IN_CI = bool(os.environ.get("CI"))
in_ci_only = pytest.mark.skipif(not IN_CI, reason="takes long; runs in CI")


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as started:
        yield started


def ends_well(reader: Reader, content: bytes, name: str = "") -> Reading | CaseFileError:
    """Read a document, and look at the form of what comes of it: a reading, or one sentence of the two kinds."""
    began = time.monotonic()
    outcome: Reading | CaseFileError
    try:
        outcome = reader.read(content, name)
    except (UnreadableDocument, NoActionFound) as error:
        outcome = error
        assert_plain(str(error))
    assert time.monotonic() - began < SECONDS
    return outcome


def assert_plain(sentence: str) -> None:
    assert sentence.endswith(".")
    assert 10 < len(sentence) < 200
    assert sentence.isprintable()
    assert not any(word in sentence for word in ("Error", "Exception", "Traceback", "None"))


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=in_ci_only if name in SLOW else ()) for name in FILES], ids=lambda name: name
)
def test_a_hostile_file_ends_well(reader: Reader, name: str) -> None:
    ends_well(reader, FILES[name](), name)


@pytest.mark.parametrize("name", PASSWORD_FILES)
def test_an_external_entity_brings_nothing_in(reader: Reader, name: str) -> None:
    outcome = ends_well(reader, PASSWORD_FILES[name]())
    shown = outcome.text if isinstance(outcome, Reading) else str(outcome)
    assert "root:" not in shown
    assert "UA 187/04" in shown, "the document itself is read, without the entity"


@pytest.mark.parametrize("kind", ["pdf", "docx", "mail"])
def test_a_document_cut_off_anywhere_ends_well(reader: Reader, kind: str) -> None:
    for piece in cut(kind):
        ends_well(reader, piece)


@pytest.mark.parametrize("unit", UNITS)
def test_a_text_that_repeats_itself_ends_well(reader: Reader, unit: str) -> None:
    for start in ("", "1990 "):
        ends_well(reader, text_of(start, unit, 10_000))


@in_ci_only
@pytest.mark.parametrize("unit", UNITS)
def test_a_long_text_that_repeats_itself_ends_well(reader: Reader, unit: str) -> None:
    # Every unit alone and behind one of the starts, each start in its turn.
    start = list(STARTS)[list(UNITS).index(unit) % len(STARTS)]
    ends_well(reader, text_of("", unit, 300_000))
    ends_well(reader, text_of(start, unit, 60_000))


def test_after_all_of_them_a_good_document_is_read(reader: Reader) -> None:
    for content in (good_pdf(), good_docx(), good_mail(), ACTION.encode()):
        case = reader.read(content).case
        assert case.number == "UA 187/04"
        assert case.targets[0].fax == ("+442079460000",)


@pytest.mark.parametrize(
    "name", ["\udcff.txt", "a\0b", "x" * 5_000, "../../etc/passwd", "/", "..", "\n\x1b[31m", "UA 1 20.txt"]
)
def test_a_strange_file_name_ends_well(reader: Reader, name: str) -> None:
    reading = reader.read(ACTION.encode(), name)
    assert reading.case.origin is not None
    assert "/" not in reading.case.origin.name
    assert len(reading.case.origin.name.encode()) < 1_100


# --- through the command line --------------------------------------------------------------------------------------


def run_read(file: str, **streams: object) -> tuple[int, str, float]:
    """Run `tocsin read`; its exit code, what it said, and how long it took. Standard output must stay empty."""
    began = time.monotonic()
    done = subprocess.run(  # type: ignore[call-overload]
        [sys.executable, "-m", "tocsin.cli", "read", file], check=False, capture_output=True, timeout=60, **streams
    )
    said = done.stderr.decode()
    assert done.stdout == b""
    assert 1 <= len(said.strip().splitlines()) <= 3
    assert "Traceback" not in said
    return done.returncode, said, time.monotonic() - began


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("docx, overlapping entries", 2),
        ("docx, billion laughs", 2),
        ("docx, parameter entity", 1),
        ("pdf, tree of pages is a loop", 2),
        ("pdf, encrypted", 2),
        ("mail, 200 messages in each other", 2),
        ("html, open comments", 1),
        ("noise", 2),
        ("nothing", 2),
        ("100 MB of zeros", 2),
    ],
)
def test_the_command_says_one_thing_and_prints_nothing(tmp_path: Path, name: str, code: int) -> None:
    file = tmp_path / "document"
    file.write_bytes(FILES[name]())
    ended, _, seconds = run_read(str(file))
    assert ended == code
    assert seconds < SECONDS


def test_the_command_refuses_what_has_no_end() -> None:
    ended, said, seconds = run_read("/dev/zero")
    assert ended == 2
    assert "too large" in said
    assert seconds < SECONDS
    with Path("/dev/zero").open("rb") as zeros:
        ended, said, seconds = run_read("-", stdin=zeros)
    assert ended == 2
    assert "too large" in said
    assert seconds < SECONDS


@pytest.mark.parametrize("byte", [b"\0", b" ", b"\n"])
def test_the_command_refuses_much_of_nothing_from_a_pipe(byte: bytes) -> None:
    ended, said, _ = run_read("-", input=byte * 20_000_000)
    assert ended == 2
    assert "empty" in said


def test_the_command_refuses_what_is_no_file(tmp_path: Path) -> None:
    assert run_read(str(tmp_path))[0] == 2
    assert run_read(str(tmp_path / "missing"))[0] == 2
    assert run_read("a\udcff")[0] == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_the_command_refuses_a_file_that_it_may_not_read(tmp_path: Path) -> None:
    file = tmp_path / "document"
    file.write_bytes(ACTION.encode())
    file.chmod(0)
    assert run_read(str(file))[0] == 2
