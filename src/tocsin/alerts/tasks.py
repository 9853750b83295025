"""What the queue calls by name. Each takes an id, and may be lost, late or repeated: the ledger is the truth."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.tasks import task

QUEUE = "alerts"


@task(queue_name=QUEUE, priority=10)
def plan(wave: int) -> None:
    """Plan a wave to its end."""
    from tocsin.alerts.planning.pages import plan_wave
    from tocsin.alerts.queueing import enqueue

    now = datetime.now(UTC)
    if not plan_wave(wave, now):
        enqueue(plan, [wave], at=now + timedelta(seconds=1))


@task(queue_name=QUEUE)
def send(chunk: int) -> None:
    """Hand a chunk over, as far as it goes now."""
    from tocsin.alerts.work import engine

    engine().send(chunk)
