"""What a document could make its child do, and that nothing comes of it."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.casefile.reading.crafted import ACTION
from tests.casefile.reading.standin import process_of, reader_with
from tocsin.casefile import UnreadableDocument
from tocsin.casefile.reading import Reader, read_document, reader

GOOD = ACTION.encode()
IN_CI = bool(os.environ.get("CI"))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    with reader_with(tmp_path_factory.mktemp("worker"), cpu=1, wall=3.0) as started:
        yield started


def told(hostile: Reader, name: str, content: bytes = b"") -> str:
    with pytest.raises(UnreadableDocument) as caught:
        hostile.read(content, name)
    return str(caught.value)


def test_the_kernel_grants_limits_network_filter_and_files(hostile: Reader) -> None:
    granted = hostile.isolation()
    assert granted["limits"]
    for door in ("namespace", "seccomp", "files"):
        if not granted[door]:
            pytest.skip(f"needs a kernel that grants {door} to a process without rights")


def test_a_child_reaches_no_network_no_program_no_process_and_no_foreign_file(hostile: Reader, tmp_path: Path) -> None:
    granted = hostile.isolation()
    if not (granted["seccomp"] and granted["files"]):
        pytest.skip("needs a kernel with seccomp and Landlock")
    kept = tmp_path / "kept"
    kept.write_text("kept")
    with socket.create_server(("127.0.0.1", 0)) as server:
        there = {"port": server.getsockname()[1], "folder": str(tmp_path), "file": str(kept)}
        assert told(hostile, "probe", json.dumps(there).encode()) == "nothing"
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    assert kept.read_text() == "kept"


def test_keys_in_the_environment_do_not_reach_the_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TOCSIN_SIGNING_KEY", "DATABASE_URL", "PYTHONPATH", "PYTHONSTARTUP", "LD_PRELOAD"):
        monkeypatch.setenv(name, "/nowhere/secret")
    with reader_with(tmp_path) as started:
        assert set(told(started, "environment").split()) <= {"PATH", "LD_LIBRARY_PATH", "LC_CTYPE"}


SENTENCES = {
    "spin": "takes too long",
    "sleep": "takes too long",
    "memory": "too much memory",
    "abort": "stopped the reader",
    "end": "stopped the reader",
    "close": "stopped the reader",
    "huge": "stopped the reader",
    "huge length": "stopped the reader",
    "half": "stopped the reader",
    "half, then nothing": "takes too long",
    "no json": "stopped the reader",
    "a list": "stopped the reader",
    "deep": "stopped the reader",
    "digits": "stopped the reader",
    "twice": "stopped the reader",
    "empty": "stopped the reader",
    "wrong types": "stopped the reader",
    "unknown error": "stopped the reader",
    "print": "printed",
    "raise": "stopped the reader",
}


@pytest.mark.parametrize("what", SENTENCES)
def test_whatever_a_child_does_is_one_sentence_and_the_next_document_is_read(hostile: Reader, what: str) -> None:
    worker = process_of(hostile).pid
    began = time.monotonic()
    sentence = told(hostile, what, GOOD)
    assert SENTENCES[what] in sentence
    assert time.monotonic() - began < 8
    assert hostile.read(GOOD, "good.txt").case.number == "UA 187/04"
    assert process_of(hostile).pid == worker, "one child's end is not the worker's"


@pytest.mark.skipif(not IN_CI, reason="takes ten seconds and more; runs in CI")
@pytest.mark.parametrize("what", ["spin", "sleep"])
def test_the_real_limits_end_a_child_within_fifteen_seconds(tmp_path: Path, what: str) -> None:
    with reader_with(tmp_path) as started:
        began = time.monotonic()
        assert "takes too long" in told(started, what)
        assert time.monotonic() - began < 15
        assert started.read(GOOD).case.number == "UA 187/04"


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_worker_killed_from_outside_is_replaced(how: signal.Signals) -> None:
    with Reader() as started:
        process = process_of(started)
        os.kill(process.pid, how)
        process.wait()
        assert started.read(GOOD).case.number == "UA 187/04"
        assert process_of(started).pid != process.pid


def test_a_worker_killed_while_it_reads_costs_no_document(tmp_path: Path) -> None:
    with reader_with(tmp_path, wall=2.0) as started:
        worker = process_of(started).pid
        killer = threading.Timer(0.3, os.kill, (worker, signal.SIGKILL))
        killer.start()
        assert "takes too long" in told(started, "sleep"), "asked again of a new worker, not blamed on the document"
        killer.join()
        assert process_of(started).pid != worker


def test_a_worker_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    with Reader() as started:
        monkeypatch.setattr(reader, "_LATEST", 1.0)
        process = process_of(started)
        os.kill(process.pid, signal.SIGSTOP)
        # Larger than a pipe takes: already the sending hangs.
        assert "takes too long" in told(started, "", b"x" * 5_000_000)
        assert process.returncode is not None
        monkeypatch.undo()
        assert started.read(GOOD).case.number == "UA 187/04"


HALF_AN_ANSWER = """
import os, sys, time
os.write(1, bytes(7) + b"\\x02{{}}")
os.read(0, 100_000)
os.write(1, bytes(6) + b"\\xff\\xff" + b"half of it")
time.sleep(600)
"""


def test_a_worker_that_stops_midway_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with reader_with(tmp_path, worker=HALF_AN_ANSWER) as started:
        monkeypatch.setattr(reader, "_LATEST", 1.0)
        assert "takes too long" in told(started, "", GOOD)


def test_a_worker_that_cannot_start_is_one_sentence(tmp_path: Path) -> None:
    for worker in ("raise SystemExit(1)", "import os; os.write(1, b'xx')"):
        with pytest.raises(UnreadableDocument, match="could not be started"):
            reader_with(tmp_path, worker=worker).start()


def test_an_interrupted_reading_never_answers_for_the_next_document(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> bytes:
        raise KeyboardInterrupt

    with Reader() as started:
        with monkeypatch.context() as patch:
            patch.setattr(reader, "receive", interrupted)
            with pytest.raises(KeyboardInterrupt):
                started.read(GOOD, "first.txt")
        other = started.read(GOOD.replace(b"187/04", b"188/04"), "second.txt")
        assert other.case.number == "UA 188/04"


def test_one_reader_serves_many_threads_each_its_own_document() -> None:
    found: dict[int, str | None] = {}

    def read_one(number: int) -> None:
        case = started.read(GOOD.replace(b"187/04", f"{number}/04".encode())).case
        found[number] = case.number

    with Reader() as started:
        threads = [threading.Thread(target=read_one, args=(number,)) for number in range(101, 113)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == {number: f"UA {number}/04" for number in range(101, 113)}


def test_stopping_leaves_no_process_even_while_a_document_is_read(tmp_path: Path) -> None:
    started = reader_with(tmp_path)
    started.start()
    process = process_of(started)
    ended: list[str] = []
    thread = threading.Thread(target=lambda: ended.append(told(started, "sleep")))
    thread.start()
    child = _child_of(process.pid)
    began = time.monotonic()
    started.stop()
    thread.join()
    assert time.monotonic() - began < 5
    assert "stopped the reader" in ended[0]
    assert process.returncode is not None
    _wait_until(lambda: not _runs(process.pid) and not _runs(child))


def test_reading_one_document_leaves_no_process() -> None:
    before = set(_children_of(os.getpid()))
    assert read_document(GOOD).case.number == "UA 187/04"
    assert set(_children_of(os.getpid())) <= before


def _children_of(process: int) -> list[int]:
    listed = Path(f"/proc/{process}/task/{process}/children")
    if not listed.exists():
        pytest.skip("needs a kernel that lists the children of a process")
    with contextlib.suppress(ProcessLookupError):
        return [int(number) for number in listed.read_text().split()]
    return []


def _child_of(process: int) -> int:
    _wait_until(lambda: bool(_children_of(process)))
    return _children_of(process)[0]


def _runs(process: int) -> bool:
    """Whether a process is there and no zombie that only waits for the system's first process."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def _wait_until(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < until
        select.select([], [], [], 0.01)
