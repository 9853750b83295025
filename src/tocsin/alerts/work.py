"""The part of a worker that fans alerts out: one task at a time from Django's queue, and what was lost of it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic

from django.conf import settings
from django.db import Error, connection
from django.tasks import task_backends
from django.utils.module_loading import import_string
from django_tasks_db import DatabaseBackend
from django_tasks_db.management.commands.db_worker import Worker as QueueWorker

from tocsin.alerts import tasks
from tocsin.alerts.sending.engine import Engine
from tocsin.alerts.sending.sweeping import forget_tasks, sweep

log = logging.getLogger(__name__)

SWEEP_EVERY = timedelta(seconds=5)
FORGET_EVERY = timedelta(minutes=5)
MOMENT_SECONDS = 0.25

_engine: Engine | None = None


_told: list[Callable[[], bool]] = []
"""What says whether this process has been told to end; asked by its engine, whenever that is made."""


def _stopping() -> bool:
    return any(told() for told in _told)


def engine() -> Engine:
    """This process's own. Made when the first task needs it, by the function that `settings.ALERT_ENGINE` names, for a
    worker of another queue knows nothing of us but the task.
    """
    global _engine  # noqa: PLW0603 - one a process, like its connection to the database
    if _engine is None:
        _engine = import_string(settings.ALERT_ENGINE)()
        _engine.stopping = _stopping
    return _engine


def set_engine(made: Engine | None) -> None:
    """For a process that has its own clock or carrier, such as a test's."""
    global _engine  # noqa: PLW0603
    _engine = made


@dataclass(slots=True)
class FanOut:
    """clock: UTC. stopping: whether this process has been told to end."""

    clock: Callable[[], datetime]
    stopping: Callable[[], bool] = lambda: False
    _queue: QueueWorker | None = field(default=None)
    _swept: datetime | None = None
    _forgot: datetime | None = None

    def __post_init__(self) -> None:
        _told[:] = [self.stopping]
        # It tells at each start that it starts, which here is at each look.
        logging.getLogger("django_tasks_db").setLevel(logging.WARNING)
        if isinstance(task_backends["default"], DatabaseBackend):
            self._queue = _queue_worker()

    def step(self) -> bool:
        """The tasks that there are, for a moment: the rest of the worker has its turn too; whether there was one."""
        try:
            self._tidy()
            until, moved = monotonic() + MOMENT_SECONDS, False
            while self._one_task():
                moved = True
                if monotonic() >= until or self.stopping():
                    break
            return moved
        except Error:
            log.exception("the database does not answer; the alerts go on when it does")
            connection.close()
            return False

    def close(self) -> None:
        if _engine is not None:
            _engine.close()
            set_engine(None)

    def _one_task(self) -> bool:
        if self._queue is None:
            return False
        before = self._queue._run_tasks
        self._queue.max_tasks = before + 1
        self._queue.run()
        return self._queue._run_tasks > before

    def _tidy(self) -> None:
        now = self.clock()
        if self._swept is None or not timedelta() <= now - self._swept < SWEEP_EVERY:
            self._swept = now
            sweep(now)
        if self._forgot is None or not timedelta() <= now - self._forgot < FORGET_EVERY:
            self._forgot = now
            forget_tasks(now)


def _queue_worker() -> QueueWorker:
    return QueueWorker(
        queue_names=[tasks.QUEUE],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="tocsin",
        excluded_queue_names=[],
    )
