"""Writing a bounce into the ledger of chunks, also while a worker has the chunk in its hands."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db.models import BinaryField, F, Func, QuerySet, Value
from django.db.models.expressions import Combinable

from tocsin.alerts.models import Chunk, ChunkState, End, Entry
from tocsin.alerts.packing import BOUNCED, ends_of, packed, unpacked

_CAME: Final = frozenset(b"".join(end.encode() for end in (End.HANDED, End.WAITS)))
"""Before a bounce. Nothing is written yet where it comes back before the worker has noted the hand-over."""


def mark(alert: int, member: int, now: datetime) -> bool:
    """A bounce came to this member's alert; whether it was one that went out, or is known to have bounced."""
    for chunk in _chunks_with(member).filter(wave__alert=alert).select_for_update(of=("self",)):
        at, end = _place(chunk, member)
        if end == BOUNCED:
            return True
        if end in _CAME:
            _write(chunk, at, now)
            return True
    return False


def _write(chunk: Chunk, at: int, now: datetime) -> None:
    if chunk.state == ChunkState.DONE:
        ends = bytearray(chunk.ends)
        ends[at] = BOUNCED
        Chunk.objects.filter(pk=chunk.pk).update(ends=bytes(ends))
        return
    # Its worker, or the next one, takes this over when it closes the chunk.
    done = at.to_bytes(2, "big") + End.BOUNCED.encode()
    Entry.objects.create(chunk=chunk, claim=chunk.claims, worker="", done=done, at=now)


def took_one_between(member: int, after: int, before: int) -> bool:
    """Whether an alert between these two (ids) was handed over to the member and has not come back."""
    chunks = _chunks_with(member).filter(wave__alert__gt=after, wave__alert__lt=before)
    return any(_place(chunk, member)[1] == ord(End.HANDED) for chunk in chunks)


def _place(chunk: Chunk, member: int) -> tuple[int, int]:
    """Position and end; the end of one who is not in it is of somebody who moved on."""
    members = unpacked(chunk.members)
    if member not in members:
        return 0, ord(End.MOVED)
    at = members.index(member)
    return at, ends_of(chunk)[at]


def _chunks_with(member: int) -> QuerySet[Chunk]:
    """Those whose first and last member have it between them: one or two of each alert, found without reading all."""
    own = Value(packed([member]), output_field=BinaryField())
    return Chunk.objects.annotate(first=_eight(Value(1)), last=_eight(F("size") * 8 - 7)).filter(
        first__lte=own, last__gte=own
    )


def _eight(at: Combinable) -> Func:
    return Func(F("members"), at, Value(8), function="SUBSTR", output_field=BinaryField())
