"""The two columns of a chunk: its members' ids, 8 bytes each, and one byte each for what became of them."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable
from itertools import compress
from typing import Final

from tocsin.alerts.models import Chunk, End

BOUNCED: Final = ord(End.BOUNCED)


def packed(members: Iterable[int]) -> bytes:
    """Big endian, in the order given."""
    ids = array("q", members)
    if sys.byteorder == "little":
        ids.byteswap()
    return ids.tobytes()


def unpacked(members: bytes | memoryview) -> array[int]:
    ids = array("q", bytes(members))
    if sys.byteorder == "little":
        ids.byteswap()
    return ids


def ends_of(chunk: Chunk) -> bytes:
    """What became of its members up to now, with what its worker's journal says beyond the chunk itself."""
    ends = bytearray(chunk.ends)
    for entry in sorted(chunk.entries.all(), key=lambda one: one.pk):
        overlay(ends, bytes(entry.done))
    return bytes(ends)


def overlay(ends: bytearray, done: bytes) -> None:
    """What an entry of the journal says. A bounce stays one, also where it was noted before the hand-over was."""
    for at, end in read_entry(done):
        if ends[at] != BOUNCED:
            ends[at] = end


def read_entry(done: bytes) -> Iterable[tuple[int, int]]:
    """Positions and ends."""
    return ((int.from_bytes(done[at : at + 2], "big"), done[at + 2]) for at in range(0, len(done) - 2, 3))


def members_with(chunk: Chunk, ends: bytes, wanted: Iterable[End]) -> Iterable[int]:
    """Ids of those whose end is one of these."""
    letters = "".join(wanted).encode()
    chosen = bytes(1 if code in letters else 0 for code in range(256))
    return compress(unpacked(chunk.members), ends.translate(chosen))
