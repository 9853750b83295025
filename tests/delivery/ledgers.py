"""Letters without appeals, and somebody who hands them over: all that delivery is given, under the test's control."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from tocsin.delivery.channels.carrying import Receipt, Refusal
from tocsin.delivery.handing import GO, HandOver, Verdict
from tocsin.delivery.kinds import Kind, Route
from tocsin.delivery.models import Letter
from tocsin.delivery.states import Event, LetterState

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TAKEN = Receipt("250 2.0.0")
LATER = Refusal("later", "451 4.3.0", permanent=False)
NOBODY = Refusal("nobody", "550 5.1.1", permanent=True)
FULL = Refusal("too large", "552 5.3.4", permanent=True)
DOWN = Refusal("down", "no connection", permanent=False, carrier_down=True)

type Answer = Receipt | Exception | Callable[[], Receipt]


@dataclass
class Carrier:
    """answers: what comes of each try, by Message-ID or by domain; what is not named is taken. seen: in order."""

    answers: dict[str, list[Answer]] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)

    def __call__(self, load: tuple[str, str]) -> Receipt:
        message_id, domain = load
        self.seen.append(message_id)
        waiting = self.answers.get(message_id) or self.answers.get(domain) or []
        answer = waiting.pop(0) if len(waiting) > 1 else waiting[0] if waiting else TAKEN
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, Receipt) else answer()


@dataclass
class Desk:
    """verdict: what the gate says, told the letter. told: what was done afterwards."""

    now: datetime = NOW
    carrier: Carrier = field(default_factory=Carrier)
    verdict: Callable[[Letter], Verdict] = lambda letter: GO
    told: list[tuple[int, Event]] = field(default_factory=list)
    hand_over: HandOver = field(init=False)

    def __post_init__(self) -> None:
        self.hand_over = self.another()

    def another(self, **more: int) -> HandOver:
        """One more worker at the same ledger."""
        return HandOver(
            {Route.NETWORK_EMAIL: self.carrier},
            lambda letter, now: self.verdict(letter),
            lambda letter, now: (letter.message_id, letter.domain),
            lambda letter, event, now: self.told.append((letter.pk, event)),
            lambda: self.now,
            random.Random(7),
            **more,
        )

    def later(self, **span: float) -> datetime:
        self.now += timedelta(**span)
        return self.now

    def work(self) -> None:
        self.hand_over.drain()

    def work_for(self, step: timedelta, steps: int) -> list[int]:
        """How many were handed over by each step of the clock; the first before it moves."""
        counts = []
        for _ in range(steps):
            before = len(self.carrier.seen)
            self.work()
            counts.append(len(self.carrier.seen) - before)
            self.now += step
        return counts

    def letter(self, number: int = 1, **changes: object) -> Letter:
        address = str(changes.pop("to", "minister@interior.example.org"))
        values: dict[str, object] = {
            "kind": Kind.LETTER,
            "owner": number,
            "slug": "xh-1-26",
            "n": 1,
            "key": "targets.0",
            "role": "target",
            "route": Route.NETWORK_EMAIL,
            "state": LetterState.READY,
            "recipient": "Radomir Estel",
            "contact": address,
            "target": sha256(address.encode()).hexdigest(),
            "domain": address.rpartition("@")[2],
            "message_id": f"<letter{number}@letters.example.org>",
            "next_try": self.now,
            "released_at": self.now,
            "made_at": self.now,
            "state_at": self.now,
        }
        return Letter.objects.create(**(values | changes))

    def letters(self, count: int, first: int = 1, **changes: object) -> list[Letter]:
        return [self.letter(number, **changes) for number in range(first, first + count)]


def state_of(letter: Letter) -> str:
    return Letter.objects.values_list("state", flat=True).get(pk=letter.pk)


@dataclass
class Hanging:
    """An answer that does not come until the test lets it."""

    free: threading.Event = field(default_factory=threading.Event)
    begun: threading.Event = field(default_factory=threading.Event)

    def __call__(self) -> Receipt:
        self.begun.set()
        assert self.free.wait(30)
        return TAKEN
