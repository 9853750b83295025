"""The process that reads documents for `Reader`: it loads the grammar once and forks a limited child per document.

A request on standard input is two messages, a JSON head `{"name": …}` and the document; an answer on standard output is
one, JSON too. The first answer, before any request, says that all is loaded. What a child answers is handed on as it
is: only the reader looks into it, and trusts it no more than the document.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import PurePath
from typing import Any, NoReturn

from tocsin.casefile.reading.channel import receive, send
from tocsin.casefile.reading.sandbox import Enclosure, enclose, isolate

WALL_SECONDS = 12.0
"""A child has 10 s of processor time; on a busy machine those take longer, but nobody waits beyond this."""

LARGEST_HEAD = 10_000
LARGEST_DOCUMENT = 32_000_000
LARGEST_ANSWER = 16_000_000
"""Bytes. A case file holds most of its text, and the text comes beside it: ten times the longest that is read."""

Read = Callable[[str, bytes], dict[str, Any]]
"""From a document's name and bytes to the answer."""


def main(read: Read | None = None) -> None:
    """Serve until standard input ends. read: what a child does with a document."""
    requests, answers = _own_channels()
    from tocsin.casefile.reading import grammar

    if "--ready" in sys.argv:
        from tocsin.casefile.reading import extraction

        extraction.warm_up()
        grammar.warm_up()

    # Babel reads the system's time zone when its dates are first loaded, and names of months come with them.
    import babel.dates  # noqa: F401

    enclosure = enclose()
    # What is loaded now stays: out of the collector's sight, its pages are shared with every child and never copied.
    gc.collect()
    gc.freeze()
    send(answers, b'{"ready": true}')
    with contextlib.suppress(EOFError, OSError):
        while True:
            head = json.loads(receive(requests, LARGEST_HEAD))
            content = receive(requests, LARGEST_DOCUMENT)
            _serve(answers, head, content, enclosure, read or read_document)


def _own_channels() -> tuple[int, int]:
    """Take the two streams away from standard input and output, so that nothing else reads or prints there."""
    nothing = os.open(os.devnull, os.O_RDWR)
    channels = os.dup(0), os.dup(1)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)
    return channels


def _serve(answers: int, head: dict[str, Any], content: bytes, enclosure: Enclosure, read: Read) -> None:
    """Read one document in a child of its own, and hand on its answer or the reason of its death."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _child(head, content, writing, enclosure, read)
    os.close(writing)
    answer, late = b"", False
    try:
        answer = receive(reading, LARGEST_ANSWER, time.monotonic() + WALL_SECONDS)
    except TimeoutError:
        late = True
    except (EOFError, OSError):
        pass  # its status tells more
    try:
        # Who waits for the answer need not wait for the end of the child.
        if answer:
            send(answers, answer)
    finally:
        os.close(reading)
        # It may go on after its answer, or without one; a child that has ended keeps its own status.
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    if not answer:
        send(answers, _as_bytes(_reason(status, late=late)))


def _reason(status: int, *, late: bool) -> dict[str, Any]:
    if late:
        return {"error": "slow", "detail": "no answer in time"}
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU:
        return {"error": "slow", "detail": "processor time used up"}
    return {"error": "crash", "detail": f"status {status}"}


def _child(head: dict[str, Any], content: bytes, writing: int, enclosure: Enclosure, read: Read) -> NoReturn:
    """Shut in, read, answer, end. Whatever happens here, the code of the worker is never reached."""
    try:
        _keep_only(writing)
        gc.disable()  # one document, then the end
        sys.dont_write_bytecode = True
        isolation = isolate(enclosure)
        if head.get("probe"):
            granted = {name: getattr(isolation, name) for name in isolation.__slots__}
            answer: dict[str, Any] = {"isolation": granted}
        else:
            answer = _guarded(read, str(head["name"]), content)
        send(_ANSWER, _as_bytes(answer))
    finally:
        os._exit(0)


_ANSWER = 3
"""The only descriptor of a child that leads anywhere: the channel for its one answer."""


def _keep_only(writing: int) -> None:
    """Close the worker's channels: a child must neither read the next document nor answer for it."""
    os.dup2(writing, _ANSWER, inheritable=False)
    os.closerange(_ANSWER + 1, 1024)


def _guarded(read: Read, name: str, content: bytes) -> dict[str, Any]:
    """The answer, or what went wrong as an answer: it must reach the reader."""
    try:
        return read(name, content)
    except MemoryError:
        return {"error": "memory", "detail": "out of memory"}
    except BaseException as error:  # a hostile document may raise anything
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{PurePath(frame.filename).name}:{frame.lineno}"
        return {"error": "crash", "detail": f"{type(error).__name__} at {place}"}


def read_document(name: str, content: bytes) -> dict[str, Any]:
    """What a child does with a document: take out its text, and read that."""
    from tocsin.casefile.errors import NoActionFound, UnreadableDocument
    from tocsin.casefile.reading.extraction import extract
    from tocsin.casefile.reading.grammar import read_text

    text = ""
    try:
        extracted = extract(content, name)
        text = extracted.text
        reading = read_text(text, name)
    except UnreadableDocument as error:
        return {"error": "unreadable", "message": str(error), "detail": error.detail}
    except NoActionFound as error:
        # Somebody may want to go on with the text alone.
        return {"error": "no action", "message": str(error), "detail": error.detail, "text": text}
    return {
        "case": reading.case.to_json(),
        "family": reading.family.value,
        "media_type": extracted.media_type,
        "text": extracted.text,
        "places": reading.places,
    }


def _as_bytes(answer: dict[str, Any]) -> bytes:
    """JSON in UTF-8. Surrogates cannot occur, extraction takes them out; should one, it must not stop the answer."""
    return json.dumps(answer, ensure_ascii=False).encode(errors="replace")


if __name__ == "__main__":
    main()
