"""When a letter that was not taken is handed over again (RFC 5321 section 4.5.4.1)."""

from __future__ import annotations

from datetime import timedelta

from tocsin.delivery.channels.carrying import Refusal
from tocsin.delivery.channels.retrying import Retry

GIVE_UP_AFTER = timedelta(days=5)
LONGEST = timedelta(hours=4)
LONGEST_FOR_CARRIER = timedelta(minutes=15)


def plan_retry(attempt: int, age: timedelta, refusal: Refusal) -> Retry:
    """Decide what follows a failed hand-over.

    attempt: 1 for the first try. age: since the letter was released.
    Temporary refusals back off 2, 4, 8 … minutes, at most 4 hours apart, for 5 days. Where our own carrier is down,
    nothing is the letter's fault: it is tried at least every quarter of an hour, and never given up for that.
    """
    pause = timedelta(minutes=2 ** min(max(attempt, 1), 12))
    if refusal.carrier_down:
        return Retry(min(pause, LONGEST_FOR_CARRIER), "our carrier is down")
    if refusal.permanent:
        return Retry(None, "refused for good")
    if age > GIVE_UP_AFTER:
        return Retry(None, "no answer for 5 days")
    return Retry(min(pause, LONGEST), "try again")
