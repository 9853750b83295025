"""Handing over: the loop that claims what is due, asks the gate, gives it to its carrier and writes down the answer.

Send first, record second: a crash between the two may repeat a letter in flight, with the same Message-ID, and never
drops one. The database is touched by one thread alone; the others only talk to carriers, so that one that is slow
takes one thread, and its domain no second one.
"""

from __future__ import annotations

import logging
import random
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, Q, QuerySet

from tocsin.delivery import alarms, ledger, switching, telling
from tocsin.delivery.channels.carrying import Receipt, Refusal
from tocsin.delivery.channels.email.replies import is_about_address
from tocsin.delivery.channels.email.retry import plan_retry
from tocsin.delivery.channels.fax.timing import plan_fax_retry
from tocsin.delivery.channels.retrying import Retry
from tocsin.delivery.kinds import BY_WORKER, Kind, Route, Why
from tocsin.delivery.models import Letter
from tocsin.delivery.pacing import Pacer
from tocsin.delivery.states import Event, LetterState, allows
from tocsin.delivery.switching import Shut
from tocsin.records.turns import take_turn
from tocsin.typesetting import TypesettingError

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=3)
"""Longer than any hand-over may take: after it a letter in flight is taken to be nobody's, and sent again."""

THREADS = 8
AT_ONE_DOMAIN = 1
NOTICES_AT_ONE_DOMAIN = 4
LOOKED_AT = 200
"""Letters due that are looked at in one round; those that their pace holds back are put off and make room."""


AWAY = (OperationalError, InterfaceError)
"""What Django raises where the database does not answer, or asks to do it again."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a gate says of a letter: it goes (event None), or it ends here, or it waits until a moment."""

    event: Event | None = None
    why: Why | None = None
    wait_until: datetime | None = None


GO = Verdict()

type Gate = Callable[[Letter, datetime], Verdict]
type Loader = Callable[[Letter, datetime], Any]
type Carrier = Callable[[Any], Receipt]
type Aftermath = Callable[[Letter, Event, datetime], None]


@dataclass(slots=True)
class HandOver:
    """gate: asked directly before sending. loader: makes what the carrier takes, from ids. after: called in the
    transaction that writes the end down, to tell the writer and to mark the address.
    """

    carriers: Mapping[Route, Carrier]
    gate: Gate
    loader: Loader
    after: Aftermath
    clock: Callable[[], datetime]
    chance: random.Random = field(default_factory=random.SystemRandom)
    threads: int = THREADS
    _pool: ThreadPoolExecutor | None = None
    _flying: dict[Future[Receipt], Letter] = field(default_factory=dict)

    def round(self, patience_seconds: float = 0.0) -> int:
        """Write down what has been answered, and start what is due; how many were started or ended. patience_seconds:
        how long to wait for an answer where nothing else is to be done.
        """
        ended = self._collect(patience_seconds)
        return ended + self._start()

    def drain(self, most_rounds: int = 10_000) -> int:
        """Rounds until nothing is due and nothing is in flight."""
        total = 0
        for _ in range(most_rounds):
            moved = self.round(patience_seconds=0.05)
            total += moved
            if not moved and not self._flying:
                break
        return total

    @property
    def is_idle(self) -> bool:
        return not self._flying

    def close(self) -> None:
        """Wait for what is in flight, write it down, and end the threads and what carriers keep open."""
        while self._flying:
            self._collect(1.0)
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None
        for carrier in self.carriers.values():
            close: Callable[[], None] | None = getattr(carrier, "close", None)
            if close is not None:
                close()

    # -- starting

    def _start(self) -> int:
        room = self.threads - len(self._flying)
        if room <= 0:
            return 0
        started = 0
        for letter in self._claim(room):
            started += self._begin(letter)
        return started

    @transaction.atomic
    def _claim(self, room: int) -> list[Letter]:
        """Lease what is due, at most `room`, as the switches, the pace and the busy domains allow."""
        take_turn("hand-over")
        now = self.clock()
        shut = switching.shut(now)
        if shut is Shut.WHOLLY:
            return []
        busy = Counter(map(_lane, self._flying.values()))
        pacer = Pacer(now, self.chance)
        claimed: list[Letter] = []
        due = _due(now, (lane for lane, number in busy.items() if number >= lane.width))
        # While the program itself has paused, what tells the operators goes all the same.
        for letter in (due.filter(key=alarms.KEY) if shut else due)[:LOOKED_AT]:
            if len(claimed) == room:
                break
            if busy[_lane(letter)] >= _lane(letter).width:
                continue
            waits = pacer.ask(letter) if letter.kind == Kind.LETTER else None
            if waits is not None:
                Letter.objects.filter(pk=letter.pk).update(next_try=now + waits)
                continue
            busy[_lane(letter)] += 1
            claimed.append(letter)
        Letter.objects.filter(pk__in=[one.pk for one in claimed]).update(
            lease_until=now + LEASE, attempts=F("attempts") + 1
        )
        pacer.keep()
        for letter in claimed:
            letter.lease_until, letter.attempts = now + LEASE, letter.attempts + 1
        return claimed

    def _begin(self, letter: Letter) -> int:
        """Load it, ask the gate as the last thing, and give it to a thread that is free."""
        try:
            verdict, load = self._asked(letter)
        except AWAY:
            # Nothing is the letter's fault: its lease ends, and it is tried again.
            raise
        except TypesettingError:
            # A character that no font has is that letter's own fault, and nothing that an operator could mend.
            self._end(letter, Event.GIVE_UP, Why.UNPRINTABLE)
            return 1
        except Exception:
            self._freeze(letter)
            return 1
        if verdict.event is not None:
            self._end(letter, verdict.event, verdict.why)
            return 1
        if verdict.wait_until is not None:
            Letter.objects.filter(pk=letter.pk).update(
                next_try=verdict.wait_until, lease_until=None, attempts=F("attempts") - 1
            )
            return 0
        carrier = self.carriers.get(Route(letter.route))
        if carrier is None:
            self._end(letter, Event.HOLD, Why.OPERATOR)
            return 1
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self.threads, thread_name_prefix="hand-over")
        self._flying[self._pool.submit(carrier, load)] = letter
        return 1

    def _asked(self, letter: Letter) -> tuple[Verdict, Any]:
        """The gate's word, and what the carrier takes. Asked before loading too: of a case that is gone, or has other
        recipients by now, nothing can be loaded.
        """
        if telling.brings_all(letter):
            mail = telling.mail_of(letter, self.clock())
            return (GO if mail else Verdict(Event.RECALL, Why.ALREADY)), mail
        verdict = self.gate(letter, self.clock())
        if verdict != GO:
            return verdict, None
        load = self.loader(letter, self.clock())
        return self.gate(letter, self.clock()), load

    # -- writing down

    def _collect(self, patience_seconds: float) -> int:
        if not self._flying:
            return 0
        done, _ = wait(self._flying, timeout=patience_seconds, return_when=FIRST_COMPLETED)
        for future in done:
            letter = self._flying[future]
            try:
                self._write_down(letter, future)
            except AWAY:
                # The answer waits in memory until the database is back: forgotten, the letter would be sent again.
                raise
            except Exception:
                # The lease ends, and the letter is tried again: what was accepted is not lost.
                log.exception("letter %s: what came of it could not be written down", letter.pk)
            del self._flying[future]
        return len(done)

    def _write_down(self, letter: Letter, future: Future[Receipt]) -> None:
        try:
            receipt = future.result()
        except Refusal as refusal:
            self._refused(letter, refusal)
        except Exception:
            self._freeze(letter)
        else:
            switching.carrier_works(self.clock())
            event = Event.ACCEPT if receipt.final else Event.TAKE
            self._end(
                letter,
                event,
                Why.TEST if letter.is_test else None,
                last_answer=receipt.answer[:120],
                handed_at=self.clock(),
            )

    def _refused(self, letter: Letter, refusal: Refusal) -> None:
        now = self.clock()
        if refusal.carrier_down:
            pause = switching.carrier_fails(now)
            Letter.objects.filter(pk=letter.pk).update(
                next_try=pause, lease_until=None, attempts=F("attempts") - 1, last_answer=refusal.answer[:120]
            )
            return
        retry = _plan(letter, refusal, now)
        if retry.after is not None:
            Letter.objects.filter(pk=letter.pk).update(
                next_try=now + retry.after, lease_until=None, last_answer=refusal.answer[:120]
            )
            return
        if not refusal.permanent:
            self._end(letter, Event.GIVE_UP, Why.GIVEN_UP, last_answer=refusal.answer[:120])
            return
        why = Why.ADDRESS if is_about_address(refusal.answer) else None
        self._end(letter, Event.REFUSE, why, last_answer=refusal.answer[:120])

    def _freeze(self, letter: Letter) -> None:
        """An error that nobody expected costs this letter its turn; all others go on."""
        reference = secrets.token_hex(4)
        log.exception("letter %s is frozen, reference %s", letter.pk, reference)
        self._end(letter, Event.FREEZE, Why.ERROR, reference=reference)
        switching.error_came(self.clock())

    @transaction.atomic
    def _end(self, letter: Letter, event: Event, why: Why | None, **fields: object) -> None:
        row = ledger.locked(letter.pk)
        if row is None or not _may_end(row, event):
            return
        now = self.clock()
        ledger.move(row, event, now, why, **fields)
        if telling.brings_all(row):
            return
        try:
            with transaction.atomic():
                self.after(row, event, now)
        except AWAY:
            raise
        except Exception:
            # The hand-over is true whatever follows from it: undone, the letter would be sent again and again.
            row.reference = secrets.token_hex(4)
            row.save(update_fields=["reference"])
            log.exception("letter %s: what follows its end was not done, reference %s", row.pk, row.reference)


def _may_end(row: Letter, event: Event) -> bool:
    """A letter that was held back after its lease had ended, and had left all the same, says the truth too."""
    return row.state == LetterState.READY or (event in {Event.TAKE, Event.ACCEPT} and allows(row.state, event))


@dataclass(frozen=True, slots=True)
class _Lane:
    """What shares one carrier's patience: the domain, or the number that is dialled."""

    kind: str
    domain: str
    target: str

    @property
    def width(self) -> int:
        """How many may be in flight at once."""
        return NOTICES_AT_ONE_DOMAIN if self.kind == Kind.NOTICE else AT_ONE_DOMAIN


def _lane(letter: Letter) -> _Lane:
    return _Lane(letter.kind, letter.domain, "" if letter.domain else letter.target)


def _due(now: datetime, full: Iterable[_Lane]) -> QuerySet[Letter]:
    """What is to be handed over now, locked, without the lanes in which nothing more can start: a thousand letters
    behind one that hangs must not hide all others.
    """
    rows = Letter.objects.filter(state=LetterState.READY, route__in=[*BY_WORKER], next_try__lte=now)
    rows = rows.filter(Q(lease_until=None) | Q(lease_until__lte=now))
    for lane in full:
        same = {"kind": lane.kind, "domain": lane.domain}
        rows = rows.exclude(**same) if lane.domain else rows.exclude(**same, target=lane.target)
    # Notices first: a writer waits for the link. A row that its writer takes back at this moment is left to them.
    return rows.select_for_update(skip_locked=True).order_by("-kind", "next_try", "pk")


def _plan(letter: Letter, refusal: Refusal, now: datetime) -> Retry:
    if letter.route == Route.NETWORK_FAX:
        return Retry(None, "refused for good") if refusal.permanent else plan_fax_retry(letter.attempts)
    return plan_retry(letter.attempts, now - (letter.released_at or letter.made_at), refusal)
