"""The process that reads documents for `Reader`: it loads the grammar once and forks a limited child per document.

Requests come on standard input, answers go to standard output, both as length-prefixed JSON heads with bytes behind:
a request is `{"name": …, "size": n}` and n bytes. The first answer, before any request, says that all is loaded.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import struct
import sys
import traceback
from typing import Any, BinaryIO

_LENGTH = struct.Struct("!Q")
_LARGEST_ANSWER = 64 * 1024 * 1024


def send(stream: BinaryIO, value: dict[str, Any], content: bytes = b"") -> None:
    """Write one message. Surrogates cannot occur: extraction takes them out."""
    head = json.dumps(value).encode()
    stream.write(_LENGTH.pack(len(head)) + head + content)
    stream.flush()


def receive(stream: BinaryIO) -> dict[str, Any] | None:
    """Read one message head, or None at the end of the stream."""
    prefix = stream.read(_LENGTH.size)
    if len(prefix) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(prefix)
    if length > _LARGEST_ANSWER:
        return None
    head = stream.read(length)
    return json.loads(head) if len(head) == length else None


def main() -> None:
    """Serve until standard input ends."""
    sys.dont_write_bytecode = True
    from tocsin.casefile.reading import grammar

    if "--ready" in sys.argv:
        import docx  # noqa: F401
        import pypdfium2  # noqa: F401

        grammar.warm_up()
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    send(answers, {"ready": True})
    while (request := receive(requests)) is not None:
        content = requests.read(int(request["size"]))
        send(answers, _in_child(str(request["name"]), content, probe=bool(request.get("probe"))))


def _in_child(name: str, content: bytes, *, probe: bool) -> dict[str, Any]:
    """Read one document in a child of its own, and take its answer or the reason of its death."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _child(name, content, writing, probe=probe)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        answer = receive(stream)
    _, status = os.waitpid(child, 0)
    if answer is not None:
        return answer
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL):
        return {"error": "slow", "detail": "processor time used up"}
    return {"error": "crash", "detail": f"status {status}"}


def _child(name: str, content: bytes, writing: int, *, probe: bool) -> None:
    """Never returns: shuts itself in, reads, answers, ends."""
    from tocsin.casefile.reading.sandbox import isolate

    with contextlib.suppress(BaseException):
        sys.stdin.close()
    isolation = isolate()
    try:
        if probe:
            answer: dict[str, Any] = {
                "isolation": {
                    "limits": isolation.limits,
                    "namespace": isolation.namespace,
                    "seccomp": isolation.seccomp,
                }
            }
        else:
            answer = _read(name, content)
    except MemoryError:
        answer = {"error": "memory", "detail": "out of memory"}
    except BaseException as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        answer = {
            "error": "crash",
            "detail": f"{type(error).__name__} at {os.path.basename(frame.filename)}:{frame.lineno}",
        }
    with contextlib.suppress(BaseException), os.fdopen(writing, "wb") as stream:
        send(stream, answer)
    os._exit(0)


def _read(name: str, content: bytes) -> dict[str, Any]:
    from tocsin.casefile.errors import NoActionFound, UnreadableDocument
    from tocsin.casefile.reading.extraction import extract
    from tocsin.casefile.reading.grammar import read_text

    try:
        extracted = extract(content, name)
        reading = read_text(extracted.text, name)
    except UnreadableDocument as error:
        return {"error": "unreadable", "message": str(error), "detail": error.detail}
    except NoActionFound as error:
        return {"error": "no action", "message": str(error), "detail": error.detail}
    return {
        "case": reading.case.to_json(),
        "family": reading.family.value,
        "media_type": extracted.media_type,
        "text": extracted.text,
        "places": reading.places,
    }


if __name__ == "__main__":
    main()
