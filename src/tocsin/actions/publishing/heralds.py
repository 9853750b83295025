"""Who else must know at once that a case went live, was stopped or taken down: rooms above this one say so here.

A herald is called in the transaction of the change itself, so that what follows from it is as durable as the change.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Final

from tocsin.actions.models import Case


class News(StrEnum):
    EDITION = "edition"
    """A new edition, of any kind."""
    STOPPED = "stopped"
    """By one person, without an edition."""
    TAKEN_DOWN = "taken down"


type Herald = Callable[[Case, News, datetime], None]

_HERALDS: Final[list[Herald]] = []


def call_on(herald: Herald) -> None:
    """For `AppConfig.ready`."""
    if herald not in _HERALDS:
        _HERALDS.append(herald)


def tell(case: Case, news: News, now: datetime) -> None:
    """After the public record of the case was made anew."""
    for herald in _HERALDS:
        herald(case, news, now)
