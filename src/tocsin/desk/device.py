"""What a device is called in the list of sessions: one word of a fixed list. What the browser said is not kept."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest

# In this order: an iPhone also says “Mac”, an Android telephone also says “Linux”.
_SIGNS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def device_of(request: HttpRequest) -> str:
    """Empty where nothing is known."""
    said = request.headers.get("User-Agent", "")
    return next((name for sign, name in _SIGNS if sign in said), "")
