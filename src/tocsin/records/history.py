"""Writing the history and reading it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tocsin.records.models import Entry


def note(at: datetime, actor: int | None, verb: str, subject: str, **detail: Any) -> None:
    """Write one line, in the transaction of the thing itself. detail: ids, codes, hashes; never a name or a text."""
    Entry.objects.create(at=at, actor=actor, verb=verb, subject=subject, detail=detail)


def history_of(*subjects: str) -> list[Entry]:
    """All lines about these things, the oldest first."""
    return list(Entry.objects.filter(subject__in=subjects).order_by("id"))
