"""What is held about a member: handed out to them by their own page, and erased."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from tocsin.records import personal

_EMPTY: Final[dict[str, object]] = {
    "content": None,
    "kept": b"",
    "group": "",
    "group_size": 0,
    "origin": "",
    "consented_at": None,
    "paused_until": None,
}


def register() -> None:
    """For `AppConfig.ready`. A member who leaves goes as a whole row; a field without an entry here fails a test."""
    for name, empty in _EMPTY.items():
        personal.keep(f"members.member.{name}", export=partial(_value, name), erased=partial(_always, empty))
    personal.keep("members.member.person", export=partial(_value, "person"), erased=_nobody)


def _value(name: str, member: Any) -> object:
    return getattr(member, name)


def _always(empty: object, _member: Any) -> object:
    return empty


def _nobody(member: Any) -> object:
    return f"erased-{member.pk}"
