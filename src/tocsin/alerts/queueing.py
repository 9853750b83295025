"""Many tasks at once, in the caller's transaction. A task carries one id; that it is lost or repeated harms nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.tasks import Task
from django_tasks_db import DatabaseBackend
from django_tasks_db.models import DBTaskResult, get_date_max


def enqueue(task: Task[[int], Any], ids: Iterable[int], at: datetime | None = None) -> None:
    """Where the queue lies in the database, its rows are as durable as what they are about; another one is told once
    the transaction is over. at: not before; where the queue cannot do that, the worker's jobs find what is to be done.
    """
    backend = task.get_backend()
    if isinstance(backend, DatabaseBackend):
        DBTaskResult.objects.bulk_create(
            DBTaskResult(
                args_kwargs={"args": [number], "kwargs": {}},
                priority=task.priority,
                task_path=task.module_path,
                queue_name=task.queue_name,
                run_after=at or get_date_max(),
                backend_name=task.backend,
            )
            for number in ids
        )
        return
    for number in ids if at is None else ():
        transaction.on_commit(partial(task.enqueue, number))
