"""Documents to case files, from outside: the worker process, its time limit, and its answers as values or errors."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, replace
from pathlib import PurePath
from types import TracebackType
from typing import Any, ClassVar, Self

from tocsin.casefile.errors import NoActionFound, UnreadableDocument
from tocsin.casefile.model import CaseFile, Family, Origin
from tocsin.casefile.reading.channel import receive, send
from tocsin.casefile.reading.worker import LARGEST_ANSWER, WALL_SECONDS

MAX_BYTES = 25_000_000
"""A larger file is no urgent action; the longest known are a few hundred kilobytes."""

START_SECONDS = 60.0
"""Loading takes a second or two; on a machine that is just starting, longer."""

_LATEST = WALL_SECONDS + 1
"""The worker ends a slow child; beyond this the worker itself does not answer."""

_LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the case file, the extracted text, and where in it each field stands.

    `places` maps a path (`deadline`, `calls.1`, `targets.0.fax`) to ranges of `text`: start and end in characters.
    """

    case: CaseFile
    text: str
    places: dict[str, tuple[tuple[int, int], ...]]


class Reader:
    """A reader that is started once and then reads any number of documents. Use it as a context manager.

    `read` raises UnreadableDocument or NoActionFound, and nothing else whatever the bytes are. It may be called from
    several threads; they wait for each other.
    """

    _command: ClassVar[tuple[str, ...]] = (sys.executable, "-I", "-m", "tocsin.casefile.reading.worker")

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._stopping = False

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self, *, warm: bool = True) -> None:
        """Start the process; warm: load everything now, so that the first document is as quick as the next."""
        with self._lock:
            self._start(warm=warm)

    def stop(self) -> None:
        """End the process and whatever it started, a document under way too."""
        self._stopping = True
        # Not behind the lock: whoever holds it waits for this very process.
        if process := self._process:
            _end(process)
        with self._lock:
            self._stop()
            self._stopping = False

    def read(self, content: bytes, name: str = "") -> Reading:
        """Read one document. name: its file name; it is kept in the origin, and may carry the case's number."""
        if len(content) > MAX_BYTES:
            raise UnreadableDocument(
                f"The file is too large: {len(content) / 1e6:.0f} MB, and at most {MAX_BYTES // 1_000_000} MB are read."
            )
        # Names that are no Unicode come from file systems with other encodings.
        name = PurePath(name).name[:_LONGEST_NAME].encode(errors="replace").decode()
        answer = self._ask({"name": name}, content)
        if "error" in answer:
            raise _error(answer)
        try:
            return _reading(answer, content, name)
        # A child that a hostile document has taken over may answer anything.
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise _error({"error": "crash", "detail": f"answer: {type(error).__name__}"}) from None

    def isolation(self) -> dict[str, bool]:
        """What the kernel grants the child: `limits`, `namespace`, `seccomp`, `files`."""
        granted = self._ask({"name": "", "probe": True}, b"").get("isolation")
        return dict(granted) if isinstance(granted, dict) else {}

    def _start(self, *, warm: bool) -> None:
        self._stop()
        try:
            self._process = _open([*self._command, *(["--ready"] if warm else [])])
            receive(_answers(self._process), LARGEST_ANSWER, time.monotonic() + START_SECONDS)
        except (OSError, EOFError) as error:
            self._stop()
            raise UnreadableDocument(
                "The reader could not be started: run “tocsin doctor”.", detail=type(error).__name__
            ) from None
        except BaseException:
            self._stop()
            raise

    def _stop(self) -> None:
        if self._process is None:
            return
        process, self._process = self._process, None
        _end(process)
        for stream in (process.stdin, process.stdout):
            if stream:
                with contextlib.suppress(OSError):
                    stream.close()
        process.wait()

    def _ask(self, head: dict[str, Any], content: bytes) -> dict[str, Any]:
        until = time.monotonic() + _LATEST
        with self._lock:
            try:
                return self._ask_once(head, content, until)
            except TimeoutError:
                return {"error": "slow", "detail": "no answer in time"}
            except (OSError, EOFError):
                # No document can end the worker, only its child: somebody else did, so this one gets a new worker.
                with contextlib.suppress(OSError, EOFError):
                    if not self._stopping:
                        return self._ask_once(head, content, max(until, time.monotonic() + 1))
                return {"error": "crash", "detail": "the reading process ended"}

    def _ask_once(self, head: dict[str, Any], content: bytes, until: float) -> dict[str, Any]:
        if self._process is None or self._process.poll() is not None:
            self._start(warm=False)
        assert self._process is not None
        try:
            send(_requests(self._process), json.dumps(head).encode(), until)
            send(_requests(self._process), content, until)
            return _parsed(receive(_answers(self._process), LARGEST_ANSWER, until))
        except BaseException:
            # Whatever it was, an interrupt too: an answer that is still to come must not be taken for the next one's.
            self._stop()
            raise


def read_document(content: bytes, name: str = "") -> Reading:
    """Read one document in a process started for it alone. For many, keep a `Reader`."""
    reader = Reader()
    try:
        reader.start(warm=False)
        return reader.read(content, name)
    finally:
        reader.stop()


# --- the worker ----------------------------------------------------------------------------------------------------

_KEPT_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")
"""What a Python may need to start. The rest stays outside: keys and passwords stand in the environment."""


def _open(command: list[str]) -> subprocess.Popen[bytes]:
    environment = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        cwd="/",
        env=environment,
        bufsize=0,
    )
    os.set_blocking(_requests(process), False)
    return process


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill the worker with its child, which is of its group and cannot leave it."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        # The number may belong to somebody else once the process has been waited for.
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)


def _requests(process: subprocess.Popen[bytes]) -> int:
    assert process.stdin is not None
    return process.stdin.fileno()


def _answers(process: subprocess.Popen[bytes]) -> int:
    assert process.stdout is not None
    return process.stdout.fileno()


# --- its answers ---------------------------------------------------------------------------------------------------


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        answer = None
    return answer if isinstance(answer, dict) else {"error": "crash", "detail": "answer: no JSON"}


def _reading(answer: dict[str, Any], content: bytes, name: str) -> Reading:
    case = CaseFile.from_json({**answer["case"], "origin": None})
    origin = Origin(name, str(answer["media_type"]), hashlib.sha256(content).hexdigest(), Family(answer["family"]))
    places = {
        str(path): tuple((int(start), int(end)) for start, end in ranges) for path, ranges in answer["places"].items()
    }
    return Reading(replace(case, origin=origin), str(answer["text"]), places)


def _error(answer: dict[str, Any]) -> Exception:
    detail = str(answer.get("detail", ""))[:200]
    told = str(answer.get("message", ""))[:300]
    anew = "save it anew as plain text, or paste the text."
    match answer["error"]:
        case "unreadable" if told:
            return UnreadableDocument(told, detail=detail)
        case "no action" if told:
            return NoActionFound(told, detail=detail, text=str(answer.get("text", "")))
        case "slow":
            return UnreadableDocument(f"The document takes too long to read: {anew}", detail=detail)
        case "memory":
            return UnreadableDocument(f"The document needs too much memory: {anew}", detail=detail)
        case _:
            return UnreadableDocument(
                f"The document is damaged in a way that stopped the reader: {anew}", detail=detail
            )
