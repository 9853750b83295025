"""A sender for tests: it hands over what it is told to, and does between two parcels what a test wants to happen."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

from tocsin.delivery.channels.carrying import Refusal
from tocsin.delivery.channels.email.stream import Outcome, Parcel, Record

LATER = Refusal("later", "450 4.2.1", permanent=False)
NOBODY = Refusal("no such mailbox", "550 5.1.1", permanent=True)
DOWN = Refusal("down", "421 4.3.2", permanent=False, carrier_down=True)


@dataclass
class Sent:
    """to: of the envelope."""

    to: str
    sender: str
    octets: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.octets, policy=SMTP)  # type: ignore[return-value]

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"])


@dataclass
class FakeSender:
    """answers: by address; nothing means that it is taken. together: parcels that are told at once. before: called with
    the number of parcels begun, before each.
    """

    sent: list[Sent] = field(default_factory=list)
    answers: dict[str, Refusal] = field(default_factory=dict)
    together: int = 3
    before: Callable[[int], None] = lambda number: None
    fails_after: int | None = None
    begun: int = 0

    def run(self, parcels: Iterator[Parcel], record: Record, may_go: Callable[[], bool]) -> Refusal | None:
        while some := list(itertools.islice(parcels, self.together)):
            done: list[Outcome] = []
            for parcel in some:
                self.before(self.begun)
                if not may_go():
                    self._tell(record, done)
                    return None
                if self.fails_after is not None and self.begun >= self.fails_after:
                    self._tell(record, done)
                    return DOWN
                self.begun += 1
                octets, refusal = parcel.make(), self.answers.get(parcel.to)
                if refusal is None:
                    self.sent.append(Sent(parcel.to, parcel.sender, octets))
                done.append(Outcome(parcel, refusal, refusal.answer if refusal else "250 2.0.0"))
            self._tell(record, done)
        return None

    def close(self) -> None:
        """Nothing is open."""

    @staticmethod
    def _tell(record: Record, done: Sequence[Outcome]) -> None:
        if done:
            record(done)
