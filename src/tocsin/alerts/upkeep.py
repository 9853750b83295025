"""What the worker does about alerts beside handing over: each job may run at any time, by several at once, and again."""

from __future__ import annotations

from datetime import datetime

from tocsin.alerts.adapting import release_due
from tocsin.alerts.planning.digests import make_digests, settle_digests
from tocsin.alerts.planning.pages import plan_waiting
from tocsin.alerts.planning.turns import give_turns


def sweep(now: datetime) -> int:
    """Every half minute: let go what was held long enough, and plan what a lost task has left; how many parts."""
    return release_due(now) + plan_waiting(now)


def give_turns_and_digests(now: datetime) -> int:
    """Every hour: to how many members an alert or a digest goes."""
    settle_digests(now)
    return give_turns(now) + make_digests(now)
