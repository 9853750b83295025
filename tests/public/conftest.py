"""A clock that stands still, and no page kept from another test."""

from __future__ import annotations

from datetime import datetime

import pytest

from tocsin.public import clock, pages

from .rows import NOW


class Clock:
    """The time that the pages believe in."""

    def __init__(self) -> None:
        self.time: datetime = NOW

    def now(self) -> datetime:
        return self.time


@pytest.fixture(autouse=True)
def moment(monkeypatch: pytest.MonkeyPatch) -> Clock:
    stopped = Clock()
    monkeypatch.setattr(clock, "now", stopped.now)
    monkeypatch.setattr(pages, "SHELF", pages.Shelf())
    return stopped
