"""A clock that stands still, and no memory of feeds made for another test."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tocsin.api import clock, kept

NOON = datetime(2026, 12, 1, 12, 0, 20, tzinfo=UTC)


class Clock:
    """The time that the face believes in."""

    def __init__(self) -> None:
        self.time = NOON

    def now(self) -> datetime:
        return self.time


@pytest.fixture(autouse=True)
def moment(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    stopped = Clock()
    monkeypatch.setattr(clock, "now", stopped.now)
    kept.forget()
    yield stopped
    kept.forget()
