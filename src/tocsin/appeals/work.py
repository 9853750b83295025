"""The worker: publishes what is due, hands over, holds back, forgets. Several may run at once, and each may be killed
at any time.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import Error, connection, transaction

from tocsin.actions.models import PublicVersion
from tocsin.actions.publishing.planned import publish_due
from tocsin.appeals.aftermath import after
from tocsin.appeals.forgetting import forget
from tocsin.appeals.handing import gate, load
from tocsin.appeals.outcomes import tell_outcomes
from tocsin.appeals.recalling import sweep
from tocsin.delivery import ledger
from tocsin.delivery.alarms import Alarm, tell_operators
from tocsin.delivery.carriers import Carriers
from tocsin.delivery.handing import HandOver
from tocsin.delivery.kinds import Why
from tocsin.delivery.models import Letter
from tocsin.delivery.states import LetterState
from tocsin.staff.sessions import forget_sign_ins

log = logging.getLogger(__name__)

SWEEP_EVERY = timedelta(seconds=30)
PUBLISH_EVERY = timedelta(seconds=5)
FORGET_EVERY = timedelta(hours=1)
IDLE_SECONDS = 0.25


@dataclass(slots=True)
class Job:
    """Something that rooms above this one have the worker do. do: is given the moment."""

    every: timedelta
    do: Callable[[datetime], object]
    last: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        return _is_due(self.last, self.every, now)


def _is_due(last: datetime | None, every: timedelta, now: datetime) -> bool:
    """A clock that was set back makes everything due once more, rather than nothing for as long."""
    return last is None or not timedelta() <= now - last < every


@dataclass(slots=True)
class Worker:
    """carriers: by route. clock: UTC. jobs: done besides its own, each at its times."""

    carriers: Carriers
    clock: Callable[[], datetime]
    jobs: tuple[Job, ...] = ()
    hand_over: HandOver = field(init=False)
    _swept: datetime | None = None
    _version: int = -1
    _published: datetime | None = None
    _forgot: datetime | None = None

    def __post_init__(self) -> None:
        self.hand_over = HandOver(self.carriers, gate, load, after, self.clock)

    def step(self) -> bool:
        """One turn of the loop; whether there was anything to do."""
        try:
            moved = self.hand_over.round(patience_seconds=0.02)
            return bool(self._tidy() or moved)
        except Error:
            # The database is away: what was accepted lies in it, and the work goes on when it is back.
            log.exception("the database does not answer; the work goes on when it does")
            connection.close()
            return False

    @property
    def is_idle(self) -> bool:
        """Whether nothing is in flight."""
        return self.hand_over.is_idle

    def close(self) -> None:
        self.hand_over.close()

    def _tidy(self) -> int:
        now = self.clock()
        done = 0
        if _is_due(self._published, PUBLISH_EVERY, now):
            done = self._try(publish_due, now)
            self._published = now
        version = PublicVersion.current()
        if version != self._version or _is_due(self._swept, SWEEP_EVERY, now):
            done += self._try(sweep, now) + self._try(tell_outcomes, now)
            self._try(_tell_of_held, now)
            self._version, self._swept = version, now
        if _is_due(self._forgot, FORGET_EVERY, now):
            self._forgot = now
            self._try(_fall_silent, now)
            self._try(forget, now)
            self._try(forget_sign_ins, now)
        for job in self.jobs:
            if job.is_due(now):
                job.last = now
                self._try(job.do, now)
        return done

    def _try[T](self, job: Callable[[datetime], T], now: datetime) -> T | int:
        """A job that fails for a reason that nobody expected fails alone; it is done again at its next turn."""
        try:
            return job(now)
        except Error:
            raise
        except Exception:
            log.exception("a job of the worker failed; all others go on")
            return 0


def _tell_of_held(now: datetime) -> int:
    """Letters that a rule holds are let go by people alone, so somebody has to know."""
    waits = Letter.objects.filter(state=LetterState.HELD, why=Why.FLOOD).exists()
    return tell_operators(Alarm.HELD, now) if waits else 0


def _fall_silent(now: datetime) -> int:
    done = 0
    while batch := _batch_of_silent(now):
        done += batch
    return done


@transaction.atomic
def _batch_of_silent(now: datetime) -> int:
    return len(ledger.fall_silent(now))
