"""What differs between two texts, word by word."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import Literal

# Han, kana and Thai have no spaces between words: there each character stands for itself.
_RUN_TOGETHER = r"\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff"
_TOKENS = re.compile(rf"[{_RUN_TOGETHER}]|[^\W{_RUN_TOGETHER}]+|\s+|.", re.DOTALL)


_SHORT = 60
"""Characters up to which two texts are compared letter by letter too: “Detained” and “Detention” share no word."""


@dataclass(frozen=True, slots=True)
class Piece:
    how: Literal["same", "gone", "new"]
    text: str


def differences(old: str, new: str) -> list[Piece]:
    """The new text with what is gone from the old one in its place."""
    was, now = _TOKENS.findall(old), _TOKENS.findall(new)
    pieces: list[Piece] = []
    gone = fresh = ""
    steps = difflib.SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
    for n, (how, a, b, c, d) in enumerate(steps):
        same = "".join(now[c:d])
        # A space alone between two changes would cut one change in two.
        if how == "equal" and (not same.isspace() or n in {0, len(steps) - 1}):
            pieces += [*_change(gone, fresh), Piece("same", same)]
            gone = fresh = ""
        else:
            gone, fresh = gone + "".join(was[a:b]), fresh + same
    return pieces + _change(gone, fresh)


def _change(gone: str, fresh: str) -> list[Piece]:
    return [*([Piece("gone", gone)] if gone else []), *([Piece("new", fresh)] if fresh else [])]


def likeness(one: str, other: str) -> float:
    """0: they have nothing in common; 1: they are the same. By words, for letters are alike in any two long texts."""
    words = [[token for token in _TOKENS.findall(text.casefold()) if not token.isspace()] for text in (one, other)]
    by_words = difflib.SequenceMatcher(None, words[0], words[1], autojunk=False).ratio()
    if max(len(one), len(other)) > _SHORT:
        return by_words
    return max(by_words, difflib.SequenceMatcher(None, one, other, autojunk=False).ratio())
