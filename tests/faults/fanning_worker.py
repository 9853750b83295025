"""A real worker, `tocsin work`, with what a test cannot wait for or cannot set.

clock: a file with the seconds by which this process's clock is wrong; it may change while the worker runs. quick: a
lease of 3 s instead of 30, a mail server that is given up after 3 s instead of 60, and jobs each second: the same
rules in a tenth of the time.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from pathlib import Path

from django.utils import timezone

from tocsin.alerts import tasks
from tocsin.alerts import work as alert_work
from tocsin.alerts.sending import gate, ledger
from tocsin.appeals.work import Job
from tocsin.cli import cli, outgoing
from tocsin.delivery.channels.email.smtp import Limits
from tocsin.delivery.channels.email.stream import Stream
from tocsin.project import work


def set_clock(file: Path) -> None:
    """Every clock that the worker looks at."""

    def now(zone: tzinfo | None = None) -> datetime:
        said = file.read_text() if file.exists() else ""
        return datetime.now(zone or UTC) + timedelta(seconds=float(said or 0))

    class Wrong(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return now(tz)

    work.datetime = tasks.datetime = Wrong  # type: ignore[attr-defined, misc, assignment]
    outgoing.now = timezone.now = now


def be_quick() -> None:
    ledger.LEASE = gate.LEASE = timedelta(seconds=3)  # type: ignore[misc, attr-defined]
    gate.RENEW_AFTER, gate.MARGIN = timedelta(seconds=0.5), timedelta(seconds=1)  # type: ignore[misc, attr-defined]
    alert_work.SWEEP_EVERY = timedelta(seconds=0.5)
    work.Stream = partial(Stream, limits=Limits(connect=2, hand_over=3))  # type: ignore[misc, assignment, attr-defined]
    jobs = work.jobs()
    work.jobs = lambda: tuple(Job(timedelta(seconds=1), one.do) for one in jobs)


def run(clock: Path, *, quick: bool) -> None:
    """Until it is killed."""
    set_clock(clock)
    if quick:
        be_quick()
    cli(["work"])
