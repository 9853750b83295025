"""How alike two texts are, so that what was translated before is offered for a text that changed."""

from __future__ import annotations

import difflib
from typing import Final

from tocsin.actions.wordwise import tokens

_SHORT: Final = 60
"""Characters up to which two texts are compared letter by letter too: “Detained” and “Detention” share no word."""


def likeness(one: str, other: str) -> float:
    """0: they have nothing in common; 1: they are the same. By words, for letters are alike in any two long texts."""
    words = [[word for word, _space in tokens(text.casefold()) if word] for text in (one, other)]
    by_words = difflib.SequenceMatcher(None, words[0], words[1], autojunk=False).ratio()
    if max(len(one), len(other)) > _SHORT:
        return by_words
    return max(by_words, difflib.SequenceMatcher(None, one, other, autojunk=False).ratio())
