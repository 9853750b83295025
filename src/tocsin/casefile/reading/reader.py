"""Documents to case files, from outside: the child process, its time limit, and its answers as values or errors."""

from __future__ import annotations

import contextlib
import hashlib
import os
import select
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, replace
from pathlib import PurePath
from types import TracebackType
from typing import Any, BinaryIO, Self, cast

from tocsin.casefile.errors import NoActionFound, UnreadableDocument
from tocsin.casefile.model import CaseFile, Family, Origin
from tocsin.casefile.reading.worker import receive, send

MAX_BYTES = 25_000_000
"""A larger file is no urgent action; the longest known are a few hundred kilobytes."""

WALL_SECONDS = 13.0
"""The child has 10 s of processor time; on a busy machine those take longer, but nobody waits beyond this."""


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

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self, *, warm: bool = True) -> None:
        """Start the process; warm: load everything now, so that the first document is as quick as the next."""
        arguments = [sys.executable, "-I", "-m", "tocsin.casefile.reading.worker", *(["--ready"] if warm else [])]
        self._process = subprocess.Popen(
            arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
        )
        if self._answer(60.0) is None:
            self.stop()
            raise UnreadableDocument("The reader could not be started: run “tocsin doctor”.")

    def stop(self) -> None:
        """End the process and whatever it started."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, 9)
            for stream in (self._process.stdin, self._process.stdout):
                if stream:
                    with contextlib.suppress(OSError):
                        stream.close()
            self._process.wait()
            self._process = None

    def read(self, content: bytes, name: str = "") -> Reading:
        """Read one document. name: its file name; it is kept in the origin, and may carry the case's number."""
        if len(content) > MAX_BYTES:
            raise UnreadableDocument(
                f"The file is too large: {len(content) / 1e6:.0f} MB, and at most {MAX_BYTES // 1_000_000} MB are read."
            )
        name = PurePath(name).name
        answer = self._ask({"name": name, "size": len(content)}, content)
        if "error" in answer:
            raise _error(answer)
        case = CaseFile.from_json({**answer["case"], "origin": None})
        origin = Origin(name, answer["media_type"], hashlib.sha256(content).hexdigest(), Family(answer["family"]))
        places = {path: tuple((start, end) for start, end in ranges) for path, ranges in answer["places"].items()}
        return Reading(replace(case, origin=origin), answer["text"], places)

    def isolation(self) -> dict[str, bool]:
        """What the kernel grants the child: `limits`, `namespace`, `seccomp`."""
        return dict(self._ask({"name": "", "size": 0, "probe": True}, b"").get("isolation", {}))

    def _ask(self, request: dict[str, Any], content: bytes) -> dict[str, Any]:
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self.stop()
                self.start(warm=False)
            try:
                send(cast(BinaryIO, cast(subprocess.Popen[bytes], self._process).stdin), request, content)
                answer = self._answer(WALL_SECONDS)
            except OSError:
                answer = {"error": "crash", "detail": "the reading process ended"}
            if answer is None:
                answer = {"error": "slow", "detail": "no answer in time"}
            if answer.get("error") in ("slow", "crash"):
                self.stop()
            return answer

    def _answer(self, seconds: float) -> dict[str, Any] | None:
        """One message from the process, or None when it does not come in time."""
        assert self._process is not None and self._process.stdout is not None
        stream, until = self._process.stdout, time.monotonic() + seconds
        ready, _, _ = select.select([stream], [], [], max(until - time.monotonic(), 0))
        return receive(cast(BinaryIO, stream)) if ready else None


def read_document(content: bytes, name: str = "") -> Reading:
    """Read one document in a process started for it alone. For many, keep a `Reader`."""
    reader = Reader()
    reader.start(warm=False)
    try:
        return reader.read(content, name)
    finally:
        reader.stop()


def _error(answer: dict[str, Any]) -> Exception:
    detail = str(answer.get("detail", ""))
    match answer["error"]:
        case "unreadable":
            return UnreadableDocument(str(answer["message"]), detail=detail)
        case "no action":
            return NoActionFound(str(answer["message"]), detail=detail)
        case "slow":
            return UnreadableDocument(
                "The document takes too long to read: save it anew as plain text, or paste the text.", detail=detail
            )
        case "memory":
            return UnreadableDocument(
                "The document needs too much memory: save it anew as plain text, or paste the text.", detail=detail
            )
        case _:
            return UnreadableDocument(
                "The document is damaged in a way that stopped the reader: save it anew as plain text, or paste the text.",
                detail=detail,
            )
