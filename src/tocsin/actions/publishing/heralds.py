"""Who else must know at once that a case went live, was stopped or taken down: rooms above this one say so here.

A herald is called in the transaction of the change itself, so that what follows from it is as durable as the change.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.db.models import Model

from tocsin.actions.models import Case


class News(StrEnum):
    EDITION = "edition"
    """A new edition, of any kind."""
    STOPPED = "stopped"
    """By one person, without an edition."""
    TAKEN_DOWN = "taken down"


type Herald = Callable[[Case, News, datetime], None]

_HERALDS: Final[list[Herald]] = []
_TABLES: Final[list[type[Model]]] = []


def call_on(herald: Herald, *tables: type[Model]) -> None:
    """For `AppConfig.ready`. tables: those that hold words of cases, which the herald empties after a take-down."""
    if herald not in _HERALDS:
        _HERALDS.append(herald)
        _TABLES.extend(tables)


def tables() -> tuple[type[Model], ...]:
    """What has to be scrubbed after a take-down, beside the tables of the actions."""
    return tuple(_TABLES)


def tell(case: Case, news: News, now: datetime) -> None:
    """After the public record of the case was made anew."""
    for herald in _HERALDS:
        herald(case, news, now)
