"""The reader of this process: started with the first document, and kept, so that the next ones take no time."""

from __future__ import annotations

import atexit
import threading

from tocsin.casefile.reading import Reader, Reading

_lock = threading.Lock()
_kept: list[Reader] = []


def read(content: bytes, name: str) -> Reading:
    """Read one document. Raises UnreadableDocument or NoActionFound. May be called from several threads."""
    return _reader().read(content, name)


def _reader() -> Reader:
    """One whose process has ended starts another by itself; one that could not be started is not kept."""
    with _lock:
        if not _kept:
            reader = Reader()
            reader.start()
            _kept.append(reader)
            atexit.register(stop)
        return _kept[0]


def stop() -> None:
    """End it; the next document starts another."""
    with _lock:
        while _kept:
            _kept.pop().stop()
