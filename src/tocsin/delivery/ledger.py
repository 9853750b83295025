"""Steps of letters, written down: each in the caller's transaction, each by the one table of states."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from tocsin.delivery.kinds import Why
from tocsin.delivery.models import Letter
from tocsin.delivery.states import ENDED, NOT_HANDED_OVER, Event, LetterState, allows, next_state

SILENCE = timedelta(days=5)
"""After so long without news a letter that was handed over is “unknown”."""


def move(letter: Letter, event: Event, now: datetime, why: Why | None = None, **fields: object) -> None:
    """Make one step and save it. The row is locked by the caller, or nobody else has it. Raises Refused."""
    letter.state = next_state(letter.state, event)
    letter.state_at = now
    letter.why = why.value if why else ""
    letter.lease_until = None
    if letter.state in ENDED:
        letter.closed_at = now
        letter.next_try = None
    for name, value in fields.items():
        setattr(letter, name, value)
    letter.save(update_fields=["state", "state_at", "why", "lease_until", "closed_at", "next_try", *fields])


def locked(pk: int) -> Letter | None:
    """The letter, locked until the transaction ends."""
    return Letter.objects.select_for_update().filter(pk=pk).first()


def hold_back(letters: Iterable[Letter], event: Event, why: Why, now: datetime) -> list[Letter]:
    """Recall or expire those of these locked letters that are not handed over; which they were.

    One that is being handed over at this moment (leased) is left: what comes of it is written down first, and the next
    sweep finds it again if it is still here.
    """
    done = []
    for letter in letters:
        in_flight = letter.lease_until is not None and letter.lease_until > now
        if letter.state in NOT_HANDED_OVER and not in_flight and allows(letter.state, event):
            move(letter, event, now, why)
            done.append(letter)
    return done


def fall_silent(now: datetime, most: int = 500) -> list[Letter]:
    """Letters handed over five days ago without news become “unknown”, as of the end of those days: an old backup that
    is brought back does not keep their words for longer.
    """
    rows = Letter.objects.select_for_update().filter(state=LetterState.HANDED_OVER, handed_at__lte=now - SILENCE)
    done = list(rows.order_by("pk")[:most])
    for letter in done:
        move(letter, Event.FALL_SILENT, (letter.handed_at or now - SILENCE) + SILENCE)
    return done
