"""Messages between the reader, its worker and the worker's children: a length, and so many bytes.

The other side may be slow, may die in the middle, or may be in the hands of a hostile document. So nothing here waits
longer than it is told or takes in more than it is told. Times are those of `time.monotonic`; None waits without end.
"""

from __future__ import annotations

import contextlib
import os
import select
import struct
import time

_LENGTH = struct.Struct("!Q")
_PIECE = 1 << 20


def send(descriptor: int, content: bytes, until: float | None = None) -> None:
    """Write one message. Raises TimeoutError, or OSError where the other side is gone.

    A time limit holds only for a descriptor that does not block.
    """
    rest = memoryview(_LENGTH.pack(len(content)) + content)
    while rest:
        _wait(descriptor, select.POLLOUT, until)
        with contextlib.suppress(BlockingIOError):
            rest = rest[os.write(descriptor, rest) :]


def receive(descriptor: int, largest: int, until: float | None = None) -> bytes:
    """Read one message. Raises TimeoutError, or EOFError where it is cut off or longer than `largest` bytes."""
    (length,) = _LENGTH.unpack(_exactly(descriptor, _LENGTH.size, until))
    if length > largest:
        raise EOFError(f"a message of {length} bytes")
    return _exactly(descriptor, length, until)


def _exactly(descriptor: int, size: int, until: float | None) -> bytes:
    taken = bytearray()
    while len(taken) < size:
        _wait(descriptor, select.POLLIN, until)
        piece = os.read(descriptor, min(size - len(taken), _PIECE))
        if not piece:
            raise EOFError(f"{len(taken)} bytes of {size}")
        taken += piece
    return bytes(taken)


def _wait(descriptor: int, event: int, until: float | None) -> None:
    # Not select(): it knows no descriptor above 1023, and a server has more.
    poll = select.poll()
    poll.register(descriptor, event)
    left = None if until is None else max(until - time.monotonic(), 0) * 1000
    if not poll.poll(left):
        raise TimeoutError
