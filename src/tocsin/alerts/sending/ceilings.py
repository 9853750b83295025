"""How fast alerts go to one provider: places in time, reserved in the database, so that all workers keep one pace."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from tocsin.alerts.models import Ceiling

AT_ONCE: Final = timedelta(seconds=2)
"""What comes so soon goes now."""

TOGETHER_SECONDS: Final = 10
"""Places within so long go in one chunk: a chunk for each second would be more work than the mail."""


def limited() -> frozenset[str]:
    """Keys of the providers that have a ceiling."""
    return frozenset(Ceiling.objects.values_list("key", flat=True))


@transaction.atomic
def reserve(key: str, count: int, now: datetime) -> list[datetime | None]:
    """The next places of a provider, in order; None for now."""
    row = Ceiling.objects.select_for_update().filter(key=key).first()
    if row is None or row.a_minute == 0:
        return [None] * count
    step = timedelta(minutes=1) / row.a_minute
    first = max(now, row.free_at or now)
    Ceiling.objects.filter(pk=row.pk).update(free_at=first + count * step)
    return [_place(first + number * step, now) for number in range(count)]


def _place(moment: datetime, now: datetime) -> datetime | None:
    if moment - now <= AT_ONCE:
        return None
    late = -moment.timestamp() % TOGETHER_SECONDS
    return moment + timedelta(seconds=late)
