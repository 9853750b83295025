"""Runs of words by which one text is known in another: how long they are, and which of a text are kept.

Kept are the least hash of every window of neighbouring runs (winnowing; Schleimer, Wilkerson, Aiken 2003), so that
two texts that share a passage keep the same runs of it, wherever it stands.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from hashlib import blake2b
from typing import NamedTuple

from tocsin.letters.languages import base_language
from tocsin.letters.own_words.draft import is_unspaced, read_draft

_WORDS_IN_RUN = 5
_WORDS_IN_RUN_WHERE_JOINED = 4
_CHARACTERS_IN_RUN = 8
_WINDOW = 9
_WINDOW_OF_CHARACTERS = 20
_JOINING = {"ar", "fa", "he", "ur"}
_KEY_BYTES = range(16, blake2b.MAX_KEY_SIZE + 1)


class Kept(NamedTuple):
    """A run that is kept: the place of its first word, and its keyed hash."""

    place: int
    print: int


def fingerprint(text: str, language: str, key: bytes) -> tuple[int, ...]:
    """Keyed hashes of a letter, sorted and each once, to know its passages again without keeping the letter.

    Signed 64-bit. key: 16 to 64 random bytes; without it the hashes tell nothing. A page gives about 80.
    """
    return tuple(sorted({kept.print for kept in winnow(words_of(text), language, key)}))


def likeness(mine: Collection[int], seen: Collection[int]) -> float:
    """The share of my runs that were seen, 0 to 1; 0 where I have none."""
    known = seen if isinstance(seen, set | frozenset) else frozenset(seen)
    return sum(one in known for one in mine) / len(mine) if mine else 0.0


def words_of(text: str) -> list[str]:
    return [word.plain for word in read_draft(text).words]


def run_length(language: str) -> int:
    """Words in a run: fewer where small words are written together with others, more where words are characters."""
    if is_unspaced(language):
        return _CHARACTERS_IN_RUN
    return _WORDS_IN_RUN_WHERE_JOINED if base_language(language) in _JOINING else _WORDS_IN_RUN


def runs(words: Sequence[str], language: str) -> list[tuple[str, ...]]:
    """Every run, in order; none in a text shorter than one."""
    length = run_length(language)
    return [tuple(words[place : place + length]) for place in range(len(words) - length + 1)]


def window_length(language: str) -> int:
    return _WINDOW_OF_CHARACTERS if is_unspaced(language) else _WINDOW


def winnow(words: Sequence[str], language: str, key: bytes) -> list[Kept]:
    """The runs that are kept, in the order of the text."""
    if len(key) not in _KEY_BYTES:
        raise ValueError("The key needs 16 to 64 bytes.")
    prints = [_print("\n".join(run), key) for run in runs(words, language)]
    window = min(window_length(language), len(prints))
    kept: dict[Kept, None] = {}
    for start in range(len(prints) - window + 1 if prints else 0):
        least = min(prints[start : start + window])
        kept[Kept(start + prints[start : start + window].index(least), least)] = None
    return list(kept)


def _print(run: str, key: bytes) -> int:
    digest = blake2b(run.encode(), digest_size=8, key=key, person=b"own words").digest()
    return int.from_bytes(digest, signed=True)
