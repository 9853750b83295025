"""How fast letters go: a ceiling for each official and each domain, across all actions, and jitter.

The first letters leave at once; then six a minute. A mailbox that gets a thousand letters in an hour closes, and a
server that gets them in a minute lists us as a nuisance. As a deadline nears, the pace rises so far that all can go.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tocsin.delivery.models import Letter, Pace
from tocsin.delivery.states import LetterState

A_MINUTE = 6.0
"""Letters a minute to one official, and to one domain."""

FASTEST = 60.0
"""However near the deadline."""

AT_ONCE = 6.0
"""Letters that may leave without waiting, when none has gone for a while."""

SPARE = 1.2
"""So much faster than the time left would just allow."""

MARGIN = timedelta(minutes=10)
"""Before the deadline: a server that says “later” once is not too late."""


def target_of(contact: str) -> str:
    """By which the pace for one address or number is kept."""
    return hashlib.sha256(contact.lower().encode()).hexdigest() if contact else ""


@dataclass(frozen=True, slots=True)
class Bucket:
    """Letters that may go now, and how fast more may; `tokens` as of `at`."""

    tokens: float
    at: datetime

    def at_moment(self, now: datetime, a_minute: float) -> Bucket:
        gained = max(0.0, (now - self.at).total_seconds()) * a_minute / 60
        return Bucket(min(AT_ONCE, self.tokens + gained), now)

    def wait(self, a_minute: float, chance: float) -> timedelta:
        """How long until a whole letter may go. chance: 0 to 1, for jitter, so that letters do not leave in step."""
        missing = max(0.0, 1.0 - self.tokens)
        return timedelta(seconds=missing * 60 / a_minute * (1 + 0.5 * chance))


def pace_a_minute(waiting: int, left: timedelta | None) -> float:
    """Letters a minute to one official. waiting: how many wait. left: until the deadline of the earliest."""
    if left is None or left <= timedelta(0):
        return A_MINUTE
    usable = max(left - MARGIN, timedelta(minutes=1))
    return min(FASTEST, max(A_MINUTE, SPARE * waiting / (usable / timedelta(minutes=1))))


class Pacer:
    """Asks for one letter after the other, in the transaction in which they are claimed."""

    def __init__(self, now: datetime, chance: random.Random) -> None:
        self._now = now
        self._chance = chance
        self._buckets: dict[str, Bucket] = {}
        self._rates: dict[str, float] = {}
        self._put_off: Counter[str] = Counter()

    def ask(self, letter: Letter) -> timedelta | None:
        """None: it may go, and is counted. Else how long to wait before asking again: each time the turn of one letter
        more, or a thousand that wait would all ask again at once.
        """
        keys = self._keys(letter)
        rate = self._rate(letter)
        buckets = {key: self._bucket(key).at_moment(self._now, rate) for key in keys}
        waits = {key: one.wait(rate, self._chance.random()) for key, one in buckets.items() if one.tokens < 1}
        if waits:
            self._put_off.update(waits.keys())
            return max(wait + (self._put_off[key] - 1) * timedelta(minutes=1 / rate) for key, wait in waits.items())
        for key, bucket in buckets.items():
            self._buckets[key] = Bucket(bucket.tokens - 1, self._now)
        return None

    def keep(self) -> None:
        """Write down what was counted."""
        for key, bucket in self._buckets.items():
            Pace.objects.update_or_create(key=key, defaults={"tokens": bucket.tokens, "at": bucket.at})
        Pace.objects.filter(at__lt=self._now - timedelta(days=1)).delete()

    def _keys(self, letter: Letter) -> Iterable[str]:
        return [f"{kind} {value}" for kind, value in (("to", letter.target), ("at", letter.domain)) if value]

    def _bucket(self, key: str) -> Bucket:
        if key not in self._buckets:
            row = Pace.objects.filter(key=key).first()
            self._buckets[key] = Bucket(row.tokens, row.at) if row else Bucket(AT_ONCE, self._now)
        return self._buckets[key]

    def _rate(self, letter: Letter) -> float:
        if letter.target not in self._rates:
            same = Letter.objects.filter(target=letter.target, state=LetterState.READY, not_after__gt=self._now)
            first = same.order_by("not_after").values_list("not_after", flat=True).first()
            left = first - self._now if first else None
            waiting = same.count() if left is not None and left < timedelta(days=2) else 0
            self._rates[letter.target] = pace_a_minute(waiting, left)
        return self._rates[letter.target]
