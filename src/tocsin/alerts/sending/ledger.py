"""The ledger of a chunk: who has claimed it, what they did, and how it is closed. The truth of the fan-out.

A claim is a number that rises: who holds an older one writes nothing more, however long it slept. Nothing here trusts a
task: one that is lost is found by the sweeper, one that comes twice claims nothing.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.db.models import F, Q

from tocsin.alerts.models import Alert, Chunk, ChunkState, End, Entry, Turn, Wave, WaveState
from tocsin.alerts.packing import BOUNCED, overlay, packed, read_entry, unpacked

LEASE: Final = timedelta(seconds=30)
RENEW_AFTER: Final = timedelta(seconds=5)
MARGIN: Final = timedelta(seconds=8)
"""Before its lease ends a worker begins nothing more: what it began has to be answered and written down within it."""

MOST_MEMBERS: Final = 500


class NotOurs(Exception):
    """Somebody else has claimed the chunk since; what was in flight is theirs to repeat."""


@dataclass(slots=True)
class Claim:
    """A chunk in one worker's hands. ends: what became of each member so far, by position."""

    chunk: Chunk
    worker: str
    number: int
    members: array[int]
    ends: bytearray
    lease_until: datetime
    put_off: dict[int, datetime] = field(default_factory=dict)
    """Positions that go on to a later chunk, and when."""
    reserved: set[int] = field(default_factory=set)
    """Of those: for which the provider's ceiling has been asked."""

    def waiting(self) -> list[int]:
        """Positions that nothing has become of yet."""
        return [at for at, end in enumerate(self.ends) if end == ord(End.WAITS)]

    def waiting_still(self) -> bool:
        """Whether anybody is left who is not put off."""
        return any(at not in self.put_off for at in self.waiting())


def left_behind(now: datetime) -> Q:
    """Chunks whose worker has not been heard of for a lease.

    A lease that ends later than any can was given by a clock that has been set back since: it counts as ended.
    """
    return Q(state=ChunkState.CLAIMED) & (Q(lease_until__lt=now) | Q(lease_until__gt=now + 2 * LEASE))


def in_hand(now: datetime) -> Q:
    """Chunks of which somebody may hand something over at this moment."""
    return Q(state=ChunkState.CLAIMED, lease_until__gte=now, lease_until__lte=now + 2 * LEASE)


@transaction.atomic
def claim(chunk_id: int, worker: str, now: datetime) -> Claim | None:
    """Take a chunk that is due, or whose worker has not been heard of for a lease; None where none is to be had."""
    free = Q(state=ChunkState.READY) & (Q(not_before=None) | Q(not_before__lte=now))
    until = now + LEASE
    taken = Chunk.objects.filter(free | left_behind(now), pk=chunk_id).update(
        state=ChunkState.CLAIMED, worker=worker, lease_until=until, claims=F("claims") + 1
    )
    if not taken:
        return None
    chunk = Chunk.objects.select_related("wave__alert").get(pk=chunk_id)
    ends = bytearray(bytes(chunk.ends))
    for done in Entry.objects.filter(chunk=chunk).order_by("pk").values_list("done", flat=True):
        overlay(ends, bytes(done))
    return Claim(chunk, worker, chunk.claims, unpacked(chunk.members), ends, until)


def renew(held: Claim, now: datetime) -> None:
    """Keep a chunk for another lease. Raises NotOurs."""
    kept = Chunk.objects.filter(pk=held.chunk.pk, claims=held.number, state=ChunkState.CLAIMED).update(
        lease_until=now + LEASE
    )
    if not kept:
        raise NotOurs
    held.lease_until = now + LEASE


def write_down(held: Claim, done: Mapping[int, End], now: datetime) -> None:
    """What became of some members, on disk when this returns. Raises NotOurs."""
    octets = b"".join([at.to_bytes(2, "big") + end.encode() for at, end in done.items()])
    with connection.cursor() as cursor:
        # One statement that asks and writes: the ORM would make two of it, between which the claim could be lost.
        cursor.execute(
            f'INSERT INTO "{Entry._meta.db_table}" (chunk_id, claim, worker, done, at) '  # noqa: S608
            f'SELECT id, claims, worker, %s, %s FROM "{Chunk._meta.db_table}" '
            "WHERE id = %s AND claims = %s AND state = 'claimed'",
            [octets, now, held.chunk.pk, held.number],
        )
        if cursor.rowcount != 1:
            raise NotOurs
    for at, end in done.items():
        held.ends[at] = ord(end)


@transaction.atomic
def release(held: Claim, now: datetime, not_before: datetime | None = None) -> None:
    """Give a chunk back before it is done; its journal says how far it came. Who was put off goes on in a later chunk.
    Nothing where it is not ours any more.
    """
    later = _later_chunks(held)
    if later:
        try:
            write_down(held, dict.fromkeys(held.put_off, End.MOVED), now)
        except NotOurs:
            return
        Chunk.objects.bulk_create(later)
    Chunk.objects.filter(pk=held.chunk.pk, claims=held.number, state=ChunkState.CLAIMED).update(
        state=ChunkState.READY, worker="", lease_until=None, not_before=not_before
    )
    _note_hand_overs(held, now)


@transaction.atomic
def close(held: Claim, now: datetime) -> list[Chunk]:
    """End a chunk: each member came to an end, or goes on in one of the chunks that it returns. Raises NotOurs."""
    chunk = Chunk.objects.select_for_update().filter(pk=held.chunk.pk, claims=held.number).first()
    if chunk is None or chunk.state != ChunkState.CLAIMED:
        raise NotOurs
    _take_bounces(held)
    later = _later_chunks(held)
    Chunk.objects.bulk_create(later)
    for at in held.put_off:
        held.ends[at] = ord(End.MOVED) if held.ends[at] == ord(End.WAITS) else held.ends[at]
    assert ord(End.WAITS) not in held.ends, "a chunk is closed when nothing waits in it"
    Chunk.objects.filter(pk=chunk.pk).update(
        ends=bytes(held.ends), state=ChunkState.DONE, worker="", lease_until=None, closed_at=now
    )
    Entry.objects.filter(chunk=chunk).delete()
    _note_hand_overs(held, now)
    end_wave(chunk.wave_id)
    return later


def _take_bounces(held: Claim) -> None:
    """What came back while the chunk was in this worker's hands stands in its journal."""
    for done in Entry.objects.filter(chunk=held.chunk.pk).values_list("done", flat=True):
        for at, end in read_entry(bytes(done)):
            if end == BOUNCED:
                held.ends[at] = end
                held.put_off.pop(at, None)


def _later_chunks(held: Claim) -> list[Chunk]:
    """Members who are put off, together where they go at the same time."""
    together: dict[tuple[datetime, bool], list[int]] = {}
    for at in sorted(at for at in held.put_off if held.ends[at] == ord(End.WAITS)):
        together.setdefault((held.put_off[at], at in held.reserved), []).append(held.members[at])
    return [
        Chunk(
            wave_id=held.chunk.wave_id,
            members=packed(members),
            ends=End.WAITS.value.encode() * len(members),
            size=len(members),
            attempt=held.chunk.attempt + (0 if reserved else 1),
            reserved=reserved,
            not_before=moment,
        )
        for (moment, reserved), members in together.items()
    ]


def _note_hand_overs(held: Claim, now: datetime) -> None:
    """When an alert's first and last hand-over was, for its numbers: to the second or two that a chunk takes."""
    if ord(End.HANDED) not in held.ends:
        return
    alert = held.chunk.wave.alert
    if alert.first_at is None:
        Alert.objects.filter(pk=alert.pk, first_at=None).update(first_at=now)
    Alert.objects.filter(pk=alert.pk).update(last_at=now)


def end_wave(wave: int) -> None:
    """Where everybody has come to an end and nobody waits for a turn; in the transaction in which the last of them did.
    Two that end its last chunks come one after the other, so that the second sees what the first did.
    """
    Wave.objects.select_for_update(no_key=True).filter(pk=wave).values_list("pk", flat=True).first()
    open_chunks = Chunk.objects.filter(wave=wave).exclude(state=ChunkState.DONE)
    if not open_chunks.exists() and not Turn.objects.filter(wave=wave).exists():
        Wave.objects.filter(pk=wave, state=WaveState.SENDING).update(state=WaveState.DONE)
