"""Published cases as this face sees them: rows of PublicRecord and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext

from tocsin.actions.models import PublicRecord
from tocsin.actions.publishing.clock import state_at
from tocsin.actions.publishing.shapes import CaseRecord, EditionRecord
from tocsin.actions.states import EditionState
from tocsin.api.errors import Gone, NotHere

COLUMNS = ("record", "state", "deadline_at", "changed_at", "sequence", "visible_until")


@dataclass(frozen=True, slots=True)
class PublicCase:
    """One case as published. state: as stored, without the clock. All times in UTC."""

    record: CaseRecord
    state: EditionState
    deadline_at: datetime | None
    changed_at: datetime
    sequence: int
    visible_until: datetime | None

    def gone_since(self, now: datetime) -> datetime | None:
        """Since when its addresses answer 410: its take-down, or the end of the consent; None while it is public."""
        if self.state is EditionState.TAKEN_DOWN:
            return moment(self.record.get("taken_down_at")) or self.changed_at
        return self.visible_until if self.visible_until is not None and now >= self.visible_until else None

    def ended_at(self) -> datetime | None:
        """When it was stopped or closed; None while it is neither."""
        times = {EditionState.STOPPED: "stopped_at", EditionState.CLOSED: "closed_at"}
        if self.state not in times:
            return None
        return moment(self.record.get(times[self.state])) or self.changed_at

    def dated(self) -> EditionRecord | None:
        """The newest edition with a deadline: a stop or an outcome may have none of its own."""
        return next((one for one in self.editions if one["deadline_at"]), None)

    def state_now(self, now: datetime) -> EditionState:
        return state_at(self.state, self.deadline_at, now)

    @property
    def editions(self) -> list[EditionRecord]:
        return self.record.get("editions", [])


def moment(text: object) -> datetime | None:
    """A time of the record; None where there is none."""
    return datetime.fromisoformat(text) if isinstance(text, str) else None


def read_cases(rows: Iterable[tuple[Any, ...]]) -> list[PublicCase]:
    """Rows of `values_list(*COLUMNS)`."""
    return [PublicCase(record, EditionState(state), *rest) for record, state, *rest in rows]


def still_public(now: datetime) -> Q:
    """Neither taken down nor resting on a consent that has ended."""
    return ~Q(state=EditionState.TAKEN_DOWN) & (Q(visible_until=None) | Q(visible_until__gt=now))


def open_case(slug: str, now: datetime) -> PublicCase:
    """The case at an address. Raises NotHere or Gone."""
    found = read_cases(PublicRecord.objects.filter(slug=slug).values_list(*COLUMNS))
    if not found:
        raise NotHere(gettext("There is no action at this address."))
    if found[0].gone_since(now) is not None:
        raise gone()
    return found[0]


def gone() -> Gone:
    return Gone(gettext("This action was taken down. Its text is no longer published."))


def edition_of(case: PublicCase, n: int | None) -> EditionRecord:
    """An edition by its number, the newest one for None. Raises NotHere."""
    wanted = case.record["live"] if n is None else n
    for one in case.editions:
        if one["n"] == wanted:
            return one
    raise NotHere(gettext("This action has no edition with this number."))
