"""From the first edition of a case to a section's note on it, and to the first letter that was handed over: hours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import quantiles
from typing import Final

from django.db.models import Min

from tocsin.actions.models import SectionNote
from tocsin.appeals.numbers import SMALLEST, Hidden, Told
from tocsin.appeals.reporting import counting
from tocsin.appeals.reporting.counting import CaseFacts
from tocsin.directory.models import Section

HOUR: Final = timedelta(hours=1)

type Quartiles = tuple[Told | None, Told | None, Told | None]
"""The lower quartile, the median, the upper quartile, in whole hours."""

NOTHING: Final[Quartiles] = (None, None, None)


@dataclass(frozen=True, slots=True)
class Delays:
    """notes: how many cases the section has noted on."""

    notes: int
    note: Quartiles
    letter: Quartiles


def delays_by_section(cases: list[CaseFacts]) -> dict[str, Delays]:
    """Of letters only where the case's page tells of that country's writers, and over `SMALLEST` cases at least: the
    hour of a single letter tells of whoever wrote it.
    """
    notes, letters, told = _notes(), counting.first_letters(), counting.whole_and_told()[1]
    open_to = {(slug, one.value) for slug, of in told.items() for one in of if isinstance(one.handed_over, int)}
    found = {}
    for code, country in Section.objects.filter(active=True).order_by("code").values_list("code", "country"):
        to_note = [_hours(one, notes[one.id, code]) for one in cases if (one.id, code) in notes]
        asked = [(one, (one.slug, country)) for one in cases if (one.slug, country) in open_to]
        to_letter = [_hours(one, letters[key]) for one, key in asked if key in letters]
        few: Quartiles = (Hidden.FEW,) * 3 if to_letter else NOTHING
        found[code] = Delays(
            len(to_note), _quartiles(to_note), few if len(to_letter) < SMALLEST else _quartiles(to_letter)
        )
    return found


def delays_by_case(cases: list[CaseFacts]) -> Iterator[tuple[CaseFacts, int | None, Told | None]]:
    """To the first note of any section, and to the first letter of anybody, where enough wrote."""
    notes: dict[int, datetime] = {}
    for (case, _section), at in _notes().items():
        notes[case] = min(at, notes.get(case, at))
    first: dict[str, datetime] = {}
    for (slug, _country), at in counting.first_letters().items():
        first[slug] = min(at, first.get(slug, at))
    people: dict[str, int] = {}
    for (slug, _n), figures in counting.by_edition().items():
        people[slug] = people.get(slug, 0) + figures.people
    for one in sorted(cases, key=lambda case: case.published_at, reverse=True):
        note = _hours(one, notes[one.id]) if one.id in notes else None
        letter: Told | None = _hours(one, first[one.slug]) if one.slug in first else None
        yield one, note, Hidden.FEW if letter is not None and people[one.slug] < SMALLEST else letter


def _notes() -> dict[tuple[int, str], datetime]:
    """By id of the case and code of the section, when its first note went live."""
    rows = SectionNote.objects.filter(approved_at__isnull=False).order_by().values("case_id", "section__code")
    return {(row["case_id"], row["section__code"]): row["first"] for row in rows.annotate(first=Min("approved_at"))}


def _hours(case: CaseFacts, at: datetime) -> int:
    return max(round((at - case.published_at) / HOUR), 0)


def _quartiles(hours: list[int]) -> Quartiles:
    if not hours:
        return NOTHING
    low, middle, high = quantiles(hours, n=4, method="inclusive") if len(hours) > 1 else hours * 3
    return round(low), round(middle), round(high)
