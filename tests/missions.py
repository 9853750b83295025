"""A list of missions in force, as it gets there: one person brings it in, another one confirms it."""

from __future__ import annotations

from datetime import datetime

from tocsin.directory.mission_lists import bring_missions, confirm_missions
from tocsin.staff.models import Person


def put_in_force(bringer: Person, second: Person, content: bytes, now: datetime) -> int:
    """How many missions the list holds."""
    brought = bring_missions(bringer, content, now)
    assert brought is not None, "this list is in force already"
    return confirm_missions(second, brought.pk, now)
