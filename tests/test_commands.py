"""The commands as a user calls them: a process, its two streams, its exit code."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

TOCSIN = Path(sys.executable).with_name("tocsin")
DEMO = Path(__file__).parents[1] / "src" / "tocsin" / "project" / "demo"


def tocsin(*arguments: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([TOCSIN, *arguments], input=stdin, capture_output=True, timeout=60, check=False)


def lines(stderr: bytes) -> list[str]:
    return stderr.decode().strip().splitlines()


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("case") / "case.json"
    path.write_bytes(tocsin("read", DEMO / "document.txt").stdout)
    return path


def test_a_document_becomes_json_on_standard_output() -> None:
    done = tocsin("read", DEMO / "document.txt")
    assert done.returncode == 0
    value = json.loads(done.stdout)
    assert (value["number"], value["update"], value["countries"]) == ("UA 84/26", 1, ["XH"])
    assert value["origin"]["name"] == "document.txt"


def test_a_document_comes_through_standard_input_too() -> None:
    done = tocsin("read", "-", stdin=(DEMO / "document.txt").read_bytes())
    assert done.returncode == 0
    assert json.loads(done.stdout)["origin"]["name"] == ""


def test_what_was_missing_is_told_on_standard_error_alone() -> None:
    done = tocsin(
        "read",
        "-",
        stdin=b"URGENT ACTION\nHELD IN SECRET\nShe is held.\n\nPlease write immediately in English:\n- release her\n",
    )
    assert done.returncode == 0
    assert any(line.startswith("number:") for line in lines(done.stderr))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"Shopping list: bread, milk, honey.\n", 1),
        (b"", 2),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 200, 2),
        (b"%PDF-1.7\nnot really", 2),
        (b"PK\x03\x04broken", 2),
    ],
)
def test_what_is_no_action_ends_in_plain_words_and_an_empty_result(content: bytes, code: int) -> None:
    done = tocsin("read", "-", stdin=content)
    assert (done.returncode, done.stdout) == (code, b"")
    assert 1 <= len(lines(done.stderr)) <= 3
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["nothing-here.pdf", "."])
def test_a_file_that_cannot_be_had_is_said_in_plain_words(name: str, tmp_path: Path) -> None:
    done = subprocess.run([TOCSIN, "read", name], cwd=tmp_path, capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    assert 1 <= len(lines(done.stderr)) <= 3


def test_closed_streams_and_a_pipe_without_a_writer_end_in_plain_words(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    calls = (f"{TOCSIN} read - <&-", f"{TOCSIN} read {DEMO / 'document.txt'} >&-", f"{TOCSIN} read {tmp_path / 'pipe'}")
    for call in calls:
        done = subprocess.run(["/bin/sh", "-c", call], capture_output=True, timeout=30, check=False)
        assert (done.returncode, done.stdout) == (2, b""), call
        assert 1 <= len(lines(done.stderr)) <= 3
        assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("form", ["text", "html", "json", "sheet"])
def test_a_case_file_is_written_in_every_form(form: str, case: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert tocsin("write", case, "--as", form, "--out", out).returncode == 0
    assert tocsin("write", case, "--as", form).stdout == out.read_bytes()
    assert list(tmp_path.iterdir()) == [out]


def test_the_written_text_is_read_back_the_same(case: Path, tmp_path: Path) -> None:
    text = tmp_path / "case.txt"
    tocsin("write", case, "--as", "text", "--out", text)
    first, second = json.loads(case.read_bytes()), json.loads(tocsin("read", text).stdout)
    for name in ("origin", "warnings"):
        del first[name], second[name]
    assert first == second


def test_writing_where_nothing_can_be_written_is_said_in_plain_words(case: Path, tmp_path: Path) -> None:
    done = tocsin("write", case, "--as", "text", "--out", tmp_path / "missing" / "case.txt")
    assert done.returncode == 2
    assert 1 <= len(lines(done.stderr)) <= 3


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"format": "urgent-action/1"}', b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_case_file_ends_with_exit_code_2(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_bytes(content)
    for command in (
        ["write", path, "--as", "text"],
        ["letters", path, "--writer", DEMO / "writer.toml", "--text", DEMO / "appeal.txt", "--out", tmp_path / "out"],
    ):
        done = tocsin(*command)
        assert (done.returncode, done.stdout) == (2, b""), content[:20]
        assert 1 <= len(lines(done.stderr)) <= 3
    assert not (tmp_path / "out").exists()


def test_findings_are_json_on_standard_output_and_words_on_standard_error(case: Path) -> None:
    value = json.loads(case.read_bytes()) | {"targets": []}
    done = tocsin("check", "-", stdin=json.dumps(value).encode())
    assert done.returncode == 1
    found = {finding["code"] for finding in json.loads(done.stdout)}
    assert "no-target" in found
    assert all(set(finding) == {"code", "field", "severity", "message"} for finding in json.loads(done.stdout))
    assert any("nobody to write to" in line for line in lines(done.stderr))


def test_an_incomplete_case_file_has_schema_findings_and_something_else_is_refused() -> None:
    assert tocsin("check", "-", stdin=b'{"format": "urgent-action/1"}').returncode == 1
    assert tocsin("check", "-", stdin=b'{"name": "something else"}').returncode == 2
    assert tocsin("check", "-", stdin=b"not json").returncode == 2


def letters(case: Path, out: Path, *more: str | Path) -> subprocess.CompletedProcess[bytes]:
    return tocsin("letters", case, "--writer", DEMO / "writer.toml", "--text", DEMO / "appeal.txt", "--out", out, *more)


def test_everybody_gets_a_letter_and_the_table_says_what_to_do_next(case: Path, tmp_path: Path) -> None:
    done = letters(case, tmp_path / "out", "--missions", DEMO / "missions.csv")
    assert (done.returncode, done.stdout) == (0, b"")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_bytes())
    assert [letter["role"] for letter in manifest["letters"]] == ["target", "target", "copy", "mission"]
    for letter in manifest["letters"]:
        assert (tmp_path / "out" / letter["routes"]["paper"]).read_bytes().startswith(b"%PDF")
    told = done.stderr.decode()
    assert "Radomir Estel" in told
    assert "nothing has been sent" in told


def test_the_manifest_comes_as_json_when_asked_for(case: Path, tmp_path: Path) -> None:
    done = letters(case, tmp_path / "out", "--json", "--language", "fr")
    assert json.loads(done.stdout) == json.loads((tmp_path / "out" / "manifest.json").read_bytes())
    assert {letter["language"] for letter in json.loads(done.stdout)["letters"]} == {"fr"}


def test_a_recipient_without_a_route_makes_exit_code_1(case: Path, tmp_path: Path) -> None:
    value = json.loads(case.read_bytes())
    value["targets"][0] |= {"lines": [], "email": [], "fax": []}
    other = tmp_path / "case.json"
    other.write_text(json.dumps(value))
    assert letters(other, tmp_path / "out").returncode == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("writer.toml", b"name = 3"),
        ("writer.toml", b"not toml ["),
        ("appeal.txt", b""),
        ("appeal.txt", b"\x00\x01\x02\x03" * 50),
        ("missions.csv", b"a,b\n1,2\n"),
    ],
)
def test_bad_input_of_a_writer_ends_in_plain_words(name: str, content: bytes, case: Path, tmp_path: Path) -> None:
    for shipped in ("writer.toml", "appeal.txt", "missions.csv"):
        (tmp_path / shipped).write_bytes((DEMO / shipped).read_bytes())
    (tmp_path / name).write_bytes(content)
    done = tocsin(
        "letters",
        case,
        "--writer",
        tmp_path / "writer.toml",
        "--text",
        tmp_path / "appeal.txt",
        "--missions",
        tmp_path / "missions.csv",
        "--out",
        tmp_path / "out",
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert 1 <= len(lines(done.stderr)) <= 3
    assert b"Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["read"], ["write", "x.json"], ["read", "x", "--format", "yaml"], ["letters", "x.json"]]
)
def test_a_wrong_call_ends_in_at_most_three_plain_lines(arguments: list[str]) -> None:
    done = tocsin(*arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert 1 <= len(lines(done.stderr)) <= 3


HOSTILE = (
    b"UA: 1/20 Index: ASA 17/0001/2020 China Date: 1 January 2020\nURGENT ACTION\nA\x1b[31mB\x07\n\n"
    b"PLEASE SEND APPEALS BEFORE 2 MAY 2020 TO:\nMinister\nFax: \x1b]0;title\x07 12\nSalutation: Dear\n"
)


def test_a_document_cannot_steer_the_terminal() -> None:
    done = tocsin(
        "read",
        "-",
        stdin=HOSTILE,
    )
    assert b"\x1b" not in done.stderr
    assert b"\x07" not in done.stderr


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_the_demonstration_serves_a_populated_network_until_it_is_told_to_end(tmp_path: Path) -> None:
    port = free_port()
    command = [TOCSIN, "demo", "--data", tmp_path / "demo", "--port", str(port)]
    with (
        (tmp_path / "said").open("wb") as said,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, text=True) as running,
    ):
        try:
            assert running.stdout is not None
            assert running.stdout.readline() == f"Ready http://127.0.0.1:{port}/\n"
            assert running.stdout.readline() == f"Desk http://127.0.0.1:{port + 1}/desk/\n"
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
                page = answer.read().decode()
            assert page.count("/actions/ua-") >= 5
            assert {name.name for name in (tmp_path / "demo").iterdir()} >= {file.name for file in DEMO.glob("*.t*")}
        finally:
            running.terminate()
            begun = time.monotonic()
            running.wait(timeout=30)
    assert time.monotonic() - begun < 5
    assert running.returncode == 0
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), timeout=2)


def test_the_demonstration_touches_no_real_system(tmp_path: Path) -> None:
    (tmp_path / "data" / "keys").mkdir(parents=True)
    done = tocsin("demo", "--data", tmp_path, "--port", str(free_port()))
    assert (done.returncode, done.stdout) == (2, b"")
    assert 1 <= len(lines(done.stderr)) <= 3
    assert [entry.name for entry in tmp_path.iterdir()] == ["data"]


def test_the_doctor_finds_nothing_wrong_here() -> None:
    done = tocsin("doctor", "--json")
    bad = [finding for finding in json.loads(done.stdout) if not finding["good"]]
    if bad and {finding["what"] for finding in bad} <= {"reading: no network", "reading: limits of time and memory"}:
        pytest.skip("needs a kernel that grants namespaces or seccomp")
    assert (done.returncode, bad) == (0, [])
