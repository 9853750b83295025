"""Whom an alert is for: decided from a member's wishes and from what is known of the member and the case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntFlag
from typing import Final

from tocsin.alerts.models import AlertKind
from tocsin.members.wishes import Further, Rhythm, Wishes

MONTH: Final = timedelta(days=30)
AT_ONCE: Final = frozenset({AlertKind.STOP, AlertKind.OUTCOME})
"""Kinds that wait for no cap and no digest."""


class Known(IntFlag):
    """Of one member and one case."""

    NOTHING = 0
    GOT = 1
    """An alert of it was handed over to them."""
    WROTE = 2
    """They confirmed letters on it."""
    MISSED = 4
    """An alert of it was to go to them, and had not when a later edition took its place."""
    TOLD = 8
    """They are told by another message."""


@dataclass(frozen=True, slots=True)
class Matched:
    """Wishes, held against one case. cap: at most so many in 30 days."""

    wants: bool
    all_further: bool
    weekly: bool
    cap: int | None

    @classmethod
    def of(cls, wishes: Wishes, countries: Iterable[str], concerns: Iterable[str]) -> Matched:
        return cls(
            wants=wishes.want(tuple(countries), tuple(concerns)),
            all_further=wishes.further is Further.ALL,
            weekly=wishes.rhythm is Rhythm.WEEKLY,
            cap=wishes.most_a_month,
        )


def is_for(kind: AlertKind, matched: Matched, known: Known) -> bool:
    """Whether the member is of the audience; the reasons stand in the docstring of this package."""
    if kind in AT_ONCE:
        return bool(known & (Known.GOT | Known.WROTE)) and not known & Known.TOLD
    if kind is AlertKind.NEW or (known & Known.MISSED and not known & Known.GOT):
        return matched.wants or bool(known & Known.WROTE)
    return bool(known & Known.WROTE) or (matched.all_further and (matched.wants or bool(known & Known.GOT)))


def goes_at_once(kind: AlertKind, matched: Matched, free: bool) -> bool:
    """Else the member waits for a turn. free: whether their cap lets one go now."""
    if kind in AT_ONCE:
        return True
    return not matched.weekly and (matched.cap is None or free)


def next_after(cap: int, now: datetime) -> datetime:
    """When the next alert may go to somebody who gets at most so many in 30 days."""
    return now + MONTH / cap


@dataclass(frozen=True, slots=True)
class Facts:
    """What planning has to know of a case. countries, concerns: as in its public record."""

    kind: AlertKind
    countries: tuple[str, ...]
    concerns: tuple[str, ...]

    def matched(self, wishes: Mapping[str, object]) -> Matched:
        return Matched.of(Wishes.of(wishes), self.countries, self.concerns)
