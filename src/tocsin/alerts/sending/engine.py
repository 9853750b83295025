"""One chunk, from the claim to its end, whatever the mail server and the database do meanwhile."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from typing import Final, Protocol

from django.db import DatabaseError, transaction

from tocsin.actions.models import PublicVersion
from tocsin.alerts.models import Alert, AlertKind, Chunk, End
from tocsin.alerts.queueing import enqueue
from tocsin.alerts.sending import ceilings, ledger
from tocsin.alerts.sending.gate import NEVER, Gate, Standing
from tocsin.alerts.sending.making import Press, Row, rows_of
from tocsin.appeals.matter import GoneFromPublic
from tocsin.delivery import switching
from tocsin.delivery.alarms import Alarm, tell_operators
from tocsin.delivery.channels.carrying import Refusal
from tocsin.delivery.channels.email.dkim import DkimSigner
from tocsin.delivery.channels.email.replies import names_the_address
from tocsin.delivery.channels.email.stream import Outcome, Parcel, Record
from tocsin.members.models import Member, MemberState

log = logging.getLogger(__name__)

SLICE: Final = 250
"""Members who are looked up at once."""

FRESH_SECONDS: Final = 2.0
"""What was looked up longer ago is looked up again: somebody may have left."""

MOST_ATTEMPTS: Final = 9
"""Chunks that a member may go through: 4, 8, 16 … minutes apart, a day in all."""

UNWELCOME: Final = 20
"""Refusals in one run that are not about an address, more than were taken: then somebody has to look."""

MINUTE: Final = timedelta(minutes=1)


class Sender(Protocol):
    """What hands parcels over: see `Stream.run`."""

    def run(self, parcels: Iterator[Parcel], record: Record, may_go: Callable[[], bool]) -> Refusal | None: ...

    def close(self) -> None: ...


@dataclass(slots=True)
class Engine:
    """Of one worker. clock: UTC. seconds: never set back."""

    sender: Sender
    signers: Sequence[DkimSigner]
    clock: Callable[[], datetime]
    seconds: Callable[[], float] = monotonic
    stopping: Callable[[], bool] = lambda: False
    """Whether this process has been told to end: then nothing more begins, and somebody else goes on with the chunk."""
    name: str = field(default_factory=lambda: f"{socket.gethostname()[:20]}:{os.getpid()}")
    _press: tuple[object, Press] | None = None
    _limited: frozenset[str] = frozenset()
    _goes: dict[int, float] = field(default_factory=dict)
    """The part that was handed over last, where it still went: when that was asked."""

    def send(self, chunk_id: int) -> bool:
        """Hand a chunk over, as far as it goes now; whether it was there to be taken."""
        held = ledger.claim(chunk_id, self.name, self.clock())
        if held is None:
            return False
        try:
            self._hand_over(held)
        except ledger.NotOurs:
            log.warning("chunk %s was taken over by another worker", chunk_id)
        except DatabaseError:
            raise
        except Exception:
            # Nobody expected it: the rest of this chunk waits, longer each time, and everybody else's goes on.
            log.exception("chunk %s met an error; it is tried again", chunk_id)
            now = self.clock()
            ledger.release(held, now, now + MINUTE * min(60, 2 ** min(held.number, 6)))
            tell_operators(Alarm.ERRORS, now)
        return True

    def close(self) -> None:
        self.sender.close()

    def _hand_over(self, held: ledger.Claim) -> None:
        wave = held.chunk.wave_id
        gate = Gate(held, self.clock, self.seconds, looked=self._goes.pop(wave, NEVER))
        if held.chunk.wave.alert.kind == AlertKind.DIGEST:
            gate.version = PublicVersion.current()
        gate.may_go()
        failure = None
        if gate.standing is Standing.GOES:
            try:
                press = self._press_of(held.chunk)
            except GoneFromPublic:
                gate.standing = Standing.RECALLED
            else:
                self._limited = ceilings.limited()
                run = _Run(self, held, press, gate)
                failure = self.sender.run(run.parcels(), run.record, run.may_go)
                run.write_down()
                if gate.standing is Standing.GOES and failure is None:
                    self._goes = {wave: gate.looked}
                self._look_at(run, failure)
        self._end(held, gate.standing, failure)

    def _end(self, held: ledger.Claim, standing: Standing, failure: Refusal | None) -> None:
        now = self.clock()
        if standing in {Standing.RECALLED, Standing.EXPIRED}:
            self._all(held, End.RECALLED)
        if held.waiting_still():
            if failure is not None:
                switching.carrier_fails(now)
            ledger.release(held, now)
            return
        with transaction.atomic():
            later = ledger.close(held, now)
            _enqueue_sending(later)

    def _all(self, held: ledger.Claim, end: End) -> None:
        for at in held.waiting():
            held.ends[at] = ord(end.value)
        held.put_off.clear()

    def _look_at(self, run: _Run, failure: Refusal | None) -> None:
        """What a run says of the mail server: whether it works, and whether it takes alerts from us at all."""
        now = self.clock()
        if run.taken and failure is None:
            switching.carrier_works(now)
        if run.is_unwelcome:
            log.error("the mail server refuses nearly every alert: it is paused; see “tocsin alerts status”")
            Alert.objects.filter(pk=run.alert).update(paused=True, paused_by=None)
            self._goes.clear()
            tell_operators(Alarm.CARRIER, now)

    def _press_of(self, chunk: Chunk) -> Press:
        """Kept while nothing public changes, and no longer than an hour: the days that are left are counted."""
        kept, now = self._press, self.clock()
        # A section may have put words before it since.
        key = chunk.wave_id, PublicVersion.current(), chunk.wave.released_at
        if kept is None or kept[0] != key or abs(now - kept[1].now) > timedelta(hours=1):
            self._press = kept = (key, Press(chunk.wave, self.signers, now))
        return kept[1]

    @property
    def limited(self) -> frozenset[str]:
        """Providers with a ceiling."""
        return self._limited


def _enqueue_sending(chunks: Sequence[Chunk]) -> None:
    from tocsin.alerts import tasks

    enqueue(tasks.send, [chunk.pk for chunk in chunks if chunk.not_before is None])


class _Run:
    """The parcels of one claim, looked up a few at a time, and what became of them."""

    def __init__(self, engine: Engine, held: ledger.Claim, press: Press, gate: Gate) -> None:
        self._engine, self._held, self._press, self._gate = engine, held, press, gate
        self._done: dict[int, End] = {}
        self._failing: list[int] = []
        self.alert, self.taken, self._unwelcome = held.chunk.wave.alert_id, 0, 0
        self._read_at = 0.0

    def may_go(self) -> bool:
        return not self._engine.stopping() and not self.is_unwelcome and self._gate.may_go()

    @property
    def is_unwelcome(self) -> bool:
        """Whether the server refuses for good what it was given, and not because of the addresses."""
        return self._unwelcome >= UNWELCOME and self._unwelcome > self.taken

    def parcels(self) -> Iterator[Parcel]:
        """One after the other, as the sender asks for them."""
        waiting = self._held.waiting()
        for first in range(0, len(waiting), SLICE):
            positions = waiting[first : first + SLICE]
            while positions:
                parcels = self._looked_up(positions)
                for number, parcel in enumerate(parcels):
                    yield parcel
                    if self._engine.seconds() - self._read_at > FRESH_SECONDS:
                        positions = [one.key for one in parcels[number + 1 :]]
                        break
                else:
                    break

    def _looked_up(self, positions: Sequence[int]) -> list[Parcel]:
        """Those who are still there, and whose provider takes more now."""
        now = self._engine.clock()
        self._read_at = self._engine.seconds()
        found = rows_of([self._held.members[at] for at in positions], now.date())
        rows = {at: found.get(self._held.members[at]) for at in positions}
        there = {at: row for at, row in rows.items() if row is not None and row.gets}
        self._done.update((at, End.GONE) for at in rows if at not in there)
        if not self._has_its_place(now):
            there = self._within_ceilings(there, now)
        parcels = self._press.parcels(there, self._engine.clock)
        self._done.update((at, end) for at, end in parcels.items() if isinstance(end, End))
        return [parcel for parcel in parcels.values() if isinstance(parcel, Parcel)]

    def _has_its_place(self, now: datetime) -> bool:
        """Whether their provider was asked for this moment already. A place that passed long ago is one no more: after
        a pause all of them would go at once.
        """
        chunk = self._held.chunk
        return chunk.reserved and chunk.not_before is not None and now - chunk.not_before < MINUTE

    def _within_ceilings(self, rows: dict[int, Row], now: datetime) -> dict[int, Row]:
        limited: dict[str, list[int]] = {}
        for at, row in rows.items():
            if row.domain in self._engine.limited and at not in self._held.put_off:
                limited.setdefault(row.domain, []).append(at)
        for key, positions in limited.items():
            for at, moment in zip(positions, ceilings.reserve(key, len(positions), now), strict=True):
                if moment is not None:
                    self._held.put_off[at] = moment
                    self._held.reserved.add(at)
        return {at: row for at, row in rows.items() if at not in self._held.put_off}

    def record(self, outcomes: Sequence[Outcome]) -> None:
        """What the server said, on disk before anything more begins."""
        for outcome in outcomes:
            self._one(outcome)
        self.write_down()

    def write_down(self) -> None:
        if self._done:
            ledger.write_down(self._held, self._done, self._engine.clock())
            self._done.clear()
        if self._failing:
            failing, self._failing = self._failing, []
            Member.objects.filter(pk__in=failing, state=MemberState.ACTIVE).update(state=MemberState.FAILING)

    def _one(self, outcome: Outcome) -> None:
        at, refusal = outcome.parcel.key, outcome.refusal
        if refusal is None:
            self._done[at] = End.HANDED
            self.taken += 1
        elif refusal.permanent:
            self._done[at] = End.REFUSED
            if names_the_address(refusal.answer):
                self._failing.append(self._held.members[at])
            else:
                self._unwelcome += 1
        elif refusal.carrier_down:
            return  # It waits here until the server works again.
        elif self._held.chunk.attempt >= MOST_ATTEMPTS:
            self._done[at] = End.GIVEN_UP
        else:
            self._held.put_off[at] = self._engine.clock() + MINUTE * 2 ** (self._held.chunk.attempt + 2)
