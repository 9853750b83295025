"""Feeds, calendars and numbers, kept in this process until anything public changes or the minute ends."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime
from threading import Lock

from tocsin.actions.models import PublicVersion

MOST = 64

_lock = Lock()
_kept: dict[Hashable, bytes] = {}
_made_for: list[Hashable] = [None]


def kept_or_made(key: Hashable, now: datetime, make: Callable[[], bytes]) -> bytes:
    """What was kept under the key in this minute and this version of everything public, else made and kept."""
    # The version is read before the content: what is made while something changes is thrown away at the next question.
    stamp = (PublicVersion.current(), now.replace(second=0, microsecond=0))
    with _lock:
        if _made_for[0] != stamp:
            _kept.clear()
            _made_for[0] = stamp
        if key in _kept:
            return _kept[key]
    content = make()
    with _lock:
        if _made_for[0] == stamp:
            if len(_kept) >= MOST:
                _kept.clear()
            _kept[key] = content
    return content


def forget() -> None:
    """Throw everything away; for tests."""
    with _lock:
        _kept.clear()
