"""What the worker does about alerts beside handing over. Each job may run at any time, by several, and again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from tocsin.alerts.adapting import release_due
from tocsin.alerts.models import Alert, Intervention, Wave, WaveState
from tocsin.alerts.planning.digests import make_digests, settle_digests
from tocsin.alerts.planning.pages import plan_waiting
from tocsin.alerts.planning.turns import give_turns
from tocsin.alerts.sending.names import names_of
from tocsin.delivery.channels import outbox
from tocsin.members.leaving import erase_left

WORDS: Final = timedelta(days=28)
"""How long the reasons of people and the words of sections are kept, as letters are."""


def sweep(now: datetime) -> int:
    """Every half minute: let go what was held long enough, and plan what a lost task has left; how many parts."""
    return release_due(now) + plan_waiting(now)


def give_turns_and_digests(now: datetime) -> int:
    """Every ten minutes: to how many members an alert or a digest goes."""
    settle_digests(now)
    return give_turns(now) + make_digests(now)


def erase_left_with_copies(now: datetime) -> int:
    """Every half minute: members who left, with their alerts in the outbox of the test mode; how many members."""
    return erase_left(now, _forget_copies)


def _forget_copies(members: Collection[int]) -> None:
    """Whatever the mode is now, and whatever it was when an alert was made: the outbox may be of an earlier time."""
    folder = settings.ENVIRONMENT.data / "outbox"
    if members and not outbox.is_empty(folder):
        names = [names_of(alert) for alert in Alert.objects.values_list("pk", flat=True)]
        outbox.forget(folder, (one.message_id(member) for one in names for member in members))


def forget(now: datetime) -> int:
    """Every hour: reasons, and words of parts that have ended, once they are old; how many were erased."""
    reasons = Intervention.objects.filter(at__lte=now - WORDS, reason__isnull=False)
    ended = Wave.objects.filter(state__in=[WaveState.DONE, WaveState.RECALLED], words__isnull=False)
    old = ended.filter(alert__made_at__lte=now - WORDS)
    return reasons.update(reason=None) + old.update(words=None)
