"""How long a section's own writers wait for its word: from the publication of an edition to the approval of the
section's first note after it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from tocsin.actions.models import Edition, SectionNote


@dataclass(frozen=True, slots=True)
class LocalDelay:
    """One edition that a section added a note to. number: of the case."""

    section_id: int
    case_id: int
    number: str
    edition: int
    published_at: datetime
    approved_at: datetime

    @property
    def delay(self) -> timedelta:
        return self.approved_at - self.published_at


def local_delays(section_ids: Collection[int] | None = None) -> list[LocalDelay]:
    """The newest edition first. section_ids: None is all sections.

    A note belongs to the edition that was the newest when it was approved. One that was ended since was read all the
    same, and counts.
    """
    notes = SectionNote.objects.filter(approved_at__isnull=False).order_by("approved_at", "pk")
    if section_ids is not None:
        notes = notes.filter(section_id__in=list(section_ids))
    told = list(notes.values_list("section_id", "case_id", "approved_at"))
    editions: dict[int, list[Edition]] = defaultdict(list)
    for edition in Edition.objects.filter(case_id__in={case for _section, case, _at in told}).order_by("n"):
        editions[edition.case_id].append(edition)
    first: dict[tuple[int, int], LocalDelay] = {}
    for section_id, case_id, approved_at in told:
        of_case = editions[case_id]
        place = bisect_right(of_case, approved_at, key=lambda one: one.published_at)
        if place and approved_at is not None:
            one = of_case[place - 1]
            first.setdefault(
                (section_id, one.pk),
                LocalDelay(section_id, case_id, one.number, one.n, one.published_at, approved_at),
            )
    return sorted(first.values(), key=lambda one: (one.published_at, one.section_id), reverse=True)


def median_delay(delays: Sequence[LocalDelay]) -> timedelta | None:
    """None where there is none yet."""
    return timedelta(seconds=median(one.delay.total_seconds() for one in delays)) if delays else None


def medians_by_section() -> dict[int, timedelta]:
    """By the section's id; those that never added a note are not in it."""
    found: dict[int, list[LocalDelay]] = defaultdict(list)
    for one in local_delays():
        found[one.section_id].append(one)
    return {section_id: middle for section_id, told in found.items() if (middle := median_delay(told)) is not None}
