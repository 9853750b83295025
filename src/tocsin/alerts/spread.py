"""The even spread: how many alerts went for each open case, and how many wrote, side by side."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from tocsin.actions.models import PublicRecord
from tocsin.alerts.models import AlertKind, Chunk, End, Turn
from tocsin.alerts.planning.turns import open_cases

_GOT = (End.HANDED, End.DIGEST)


@dataclass(frozen=True, slots=True)
class CaseSpread:
    """alerts: handed over, digests that told of it among them. turns: members who wait for it."""

    slug: str
    number: str
    headline: str
    deadline: datetime | None
    alerts: int
    writers: int
    turns: int


def spread_of(now: datetime) -> list[CaseSpread]:
    """Of all cases on which letters are wanted, those that end sooner first."""
    cases = {slug: standing for slug, (_, standing) in open_cases(now)}
    handed: dict[str, int] = defaultdict(int)
    asking = [AlertKind.NEW, AlertKind.UPDATE]
    chunks = Chunk.objects.filter(wave__alert__slug__in=cases, wave__alert__kind__in=asking)
    for slug, ends in chunks.values_list("wave__alert__slug", "ends").iterator(500):
        handed[slug] += sum(bytes(ends).count(end.encode()) for end in _GOT)
    waiting = Turn.objects.filter(wave__alert__slug__in=cases).order_by().values("wave__alert__slug")
    turns = dict(waiting.annotate(number=Count("pk")).values_list("wave__alert__slug", "number"))
    rows = PublicRecord.objects.filter(slug__in=cases).order_by("deadline_at", "slug").values_list("slug", "record")
    return [
        CaseSpread(
            slug=slug,
            number=record["number"],
            headline=record["headlines"][record["language"]]["headline"],
            deadline=cases[slug].deadline,
            alerts=handed[slug],
            writers=cases[slug].writers,
            turns=turns.get(slug, 0),
        )
        for slug, record in rows
    ]
