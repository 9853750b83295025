"""What is due and has no task: lost with a worker, put off until now, or resumed. The ledger says what is due."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tocsin.alerts import tasks
from tocsin.alerts.models import Chunk, ChunkState, WaveState
from tocsin.alerts.queueing import enqueue
from tocsin.alerts.sending.ledger import left_behind
from tocsin.delivery import switching

FEW: Final = 100
"""Tasks that are asked for in one round: the next round is soon, and a second task for a chunk costs a question."""

OLD: Final = timedelta(minutes=10)
"""Tasks that ended, or began and were never heard of, are nothing to keep: what was done stands in the ledger."""


def sweep(now: datetime) -> int:
    """Ask for what is due and not asked for; how many tasks. Safe for any number of workers at once."""
    if switching.shut(now) is not None:
        return 0
    waiting = DBTaskResult.objects.filter(queue_name=tasks.QUEUE, status=TaskResultStatus.READY).count()
    if waiting >= FEW:
        return 0
    due = list(_due(now).order_by("pk").values_list("pk", flat=True)[: FEW - waiting])
    # A task that waits is for one of the first that are due: more would be asked for again and again.
    due = due[waiting:]
    enqueue(tasks.send, due)
    return len(due)


def _due(now: datetime) -> QuerySet[Chunk]:
    ready = Q(state=ChunkState.READY) & (Q(not_before=None) | Q(not_before__lte=now))
    going = Q(wave__alert__paused=False) | Q(wave__state=WaveState.RECALLED)
    return Chunk.objects.filter(going, ready | left_behind(now)).exclude(wave__state=WaveState.HELD)


def forget_tasks(now: datetime) -> int:
    """Rows of tasks that are over; how many."""
    over = Q(finished_at__lte=now - OLD) | Q(status=TaskResultStatus.RUNNING, started_at__lte=now - OLD)
    return DBTaskResult.objects.filter(over, queue_name=tasks.QUEUE).delete()[0]
