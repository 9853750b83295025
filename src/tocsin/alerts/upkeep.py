"""What the worker does about alerts beside handing over. Each job may run at any time, by several, and again."""

from __future__ import annotations

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
from tocsin.members.models import Member, MemberState

WORDS: Final = timedelta(days=28)
"""How long the reasons of people and the words of sections are kept, as letters are."""


def sweep(now: datetime) -> int:
    """Every half minute: let go what was held long enough, and plan what a lost task has left; how many parts."""
    return release_due(now) + plan_waiting(now)


def give_turns_and_digests(now: datetime) -> int:
    """Every hour: to how many members an alert or a digest goes."""
    settle_digests(now)
    return give_turns(now) + make_digests(now)


def erase_left_with_copies(now: datetime) -> int:
    """Every half minute: members who left, and, in test mode, their alerts in the outbox; how many members."""
    if not settings.ENVIRONMENT.is_live:
        _forget_copies()
    return erase_left(now)


def _forget_copies() -> None:
    left = list(Member.objects.filter(state=MemberState.LEAVING).values_list("pk", flat=True))
    if left:
        names = [names_of(alert) for alert in Alert.objects.filter(is_test=True).values_list("pk", flat=True)]
        copies = (one.message_id(member) for one in names for member in left)
        outbox.forget(settings.ENVIRONMENT.data / "outbox", copies)


def forget(now: datetime) -> int:
    """Every hour: reasons, and words of parts that have ended, once they are old; how many were erased."""
    reasons = Intervention.objects.filter(at__lte=now - WORDS, reason__isnull=False)
    ended = Wave.objects.filter(state__in=[WaveState.DONE, WaveState.RECALLED], words__isnull=False)
    old = ended.filter(alert__made_at__lte=now - WORDS)
    return reasons.update(reason=None) + old.update(words=None)
