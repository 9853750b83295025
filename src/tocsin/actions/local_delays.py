"""How long it takes from an edition to a section's word on it: from publication to the approval of its first note."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median, quantiles

from tocsin.actions.models import Edition, SectionNote


@dataclass(frozen=True, slots=True)
class LocalDelay:
    """One edition and one section. local_at: approval of its first note, before the next edition took the place."""

    case_id: int
    slug: str
    number: str
    n: int
    section: str
    published_at: datetime
    local_at: datetime

    @property
    def hours(self) -> float:
        return hours_of(self.local_at - self.published_at)


@dataclass(frozen=True, slots=True)
class Spread:
    """Hours: the middle one, and those below which a quarter and three quarters lie."""

    count: int
    lower: float
    middle: float
    upper: float


def hours_of(span: timedelta) -> float:
    return span.total_seconds() / 3600


def spread_of(hours: Sequence[float]) -> Spread | None:
    """None of nothing."""
    if not hours:
        return None
    if len(hours) == 1:
        return Spread(1, hours[0], hours[0], hours[0])
    lower, _middle, upper = quantiles(hours, n=4, method="inclusive")
    return Spread(len(hours), lower, median(hours), upper)


def local_delays(section_id: int | None = None) -> list[LocalDelay]:
    """Of one section or of all, the newest edition first. Notes on cases that were taken down count no more."""
    notes = SectionNote.objects.filter(
        approved_at__isnull=False, case__slug__isnull=False, case__taken_down_at=None
    ).select_related("section", "case")
    if section_id is not None:
        notes = notes.filter(section_id=section_id)
    editions: dict[int, list[Edition]] = defaultdict(list)
    for edition in Edition.objects.filter(case__in=notes.values("case")).order_by("case_id", "n"):
        editions[edition.case_id].append(edition)
    found: dict[tuple[int, int, int], LocalDelay] = {}
    for note in notes.order_by("approved_at"):
        assert note.approved_at is not None
        earlier = [one for one in editions[note.case_id] if one.published_at <= note.approved_at]
        if earlier:
            newest = earlier[-1]
            delay = LocalDelay(
                case_id=note.case_id,
                slug=str(note.case.slug),
                number=newest.number,
                n=newest.n,
                section=note.section.code,
                published_at=newest.published_at,
                local_at=note.approved_at,
            )
            found.setdefault((note.case_id, newest.n, note.section_id), delay)
    return sorted(found.values(), key=lambda one: one.published_at, reverse=True)
