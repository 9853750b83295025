"""Writing that runs the other way: what stands in a sentence and is not of its language, and the commas between."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final

from django.utils.translation import get_language, get_language_bidi

_FIRST_STRONG, _POP = "\u2068", "\u2069"
_RIGHT_TO_LEFT: Final = frozenset({"R", "AL", "AN"})
_COMMAS: Final = {"ar": "، ", "zh-hans": "，"}
_IN_LISTS: Final = {**_COMMAS, "zh-hans": "、"}


def isolated(text: str) -> str:
    """A name or a number as part of a sentence: its letters and digits do not run together with what stands beside it.

    FIRST STRONG ISOLATE … POP DIRECTIONAL ISOLATE (UAX #9, 2.4); nothing where everything runs from left to right.
    """
    runs_left = any(unicodedata.bidirectional(one) in _RIGHT_TO_LEFT for one in text)
    return f"{_FIRST_STRONG}{text}{_POP}" if text and (runs_left or get_language_bidi()) else text


def comma() -> str:
    """The one of the language, with the space after it: between a name and a time."""
    return _COMMAS.get(get_language() or "", ", ")


def listed(texts: Iterable[str]) -> str:
    """“Bo Lindqvist, Greta Holm”, each by itself."""
    return _IN_LISTS.get(get_language() or "", ", ").join(map(isolated, texts))
