"""The switches of the outbox: a hold by people, a pause by the program."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction

from tocsin.delivery.alarms import Alarm, tell_operators
from tocsin.delivery.kinds import Why
from tocsin.delivery.models import Letter, Switch
from tocsin.delivery.states import LetterState

log = logging.getLogger(__name__)

MOST_ERRORS = 5
WITHIN = timedelta(minutes=10)
PAUSE = timedelta(minutes=30)
LONGEST = timedelta(minutes=30)


class Shut(StrEnum):
    """How far the outbox is shut. BY_ITSELF: by the program; what tells the operators goes on."""

    WHOLLY = "wholly"
    BY_ITSELF = "by itself"


def shut(now: datetime) -> Shut | None:
    """Whether anything is handed over at this moment; None where all goes."""
    switch = Switch.row()
    if switch.held:
        return Shut.WHOLLY
    if switch.paused_until is None or switch.paused_until <= now:
        return None
    return Shut.BY_ITSELF if switch.why == Why.ERROR else Shut.WHOLLY


@transaction.atomic
def hold_all(why: Why, now: datetime) -> None:
    """Nothing more goes until `release_all`."""
    Switch.row()
    Switch.objects.filter(pk=1).update(held=True, why=why.value, since=now)


@transaction.atomic
def release_all(now: datetime) -> None:
    """All goes on: the hold and the pause end."""
    Switch.row()
    Switch.objects.filter(pk=1).update(held=False, why="", since=now, paused_until=None, failures=0)


@transaction.atomic
def pause(minutes: int, now: datetime) -> datetime:
    """Wait for some minutes, then go on by itself."""
    Switch.row()
    until = now + timedelta(minutes=minutes)
    Switch.objects.filter(pk=1).update(paused_until=until, why=Why.OPERATOR.value, since=now)
    return until


@transaction.atomic
def carrier_fails(now: datetime) -> datetime:
    """Our own carrier does not work: everything waits, 15 seconds and twice as long each time. Until when."""
    switch = Switch.objects.select_for_update().get(pk=Switch.row().pk)
    if switch.paused_until is not None and switch.paused_until > now:
        return switch.paused_until
    until = now + min(LONGEST, timedelta(seconds=15 * 2 ** min(switch.failures, 10)))
    Switch.objects.filter(pk=1).update(paused_until=until, why=Why.ERROR.value, since=now, failures=switch.failures + 1)
    if switch.failures >= 2:
        tell_operators(Alarm.CARRIER, now)
        log.error("the mail or fax server does not take anything: the outbox waits; see “tocsin doctor”")
    return until


def carrier_works(now: datetime) -> None:
    """The carrier took something: what it failed before is forgotten."""
    failed = Switch.objects.filter(pk=1, failures__gt=0)
    # Asked first, for even a change of no row waits until nobody else writes.
    if failed.exists():
        failed.update(failures=0)


def error_came(now: datetime) -> None:
    """Where errors pile up, wait and tell the operator: something is wrong that retrying makes worse."""
    recent = Letter.objects.filter(state=LetterState.FROZEN, state_at__gt=now - WITHIN).count()
    if recent >= MOST_ERRORS:
        until = max(now + PAUSE, Switch.row().paused_until or now)
        Switch.objects.filter(pk=1).update(paused_until=until, why=Why.ERROR.value, since=now)
        tell_operators(Alarm.ERRORS, now)
        log.error("%s letters are frozen: the outbox waits; see “tocsin outbox list --state frozen”", recent)
