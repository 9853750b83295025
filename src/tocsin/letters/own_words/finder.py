"""Finds many phrases in one pass over the words of a text.

A phrase is words; `*` at the end of a word lets it go on, `_` stands for up to five words. Looking up takes time by
the words of the text, not by the number of phrases.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from tocsin.letters.own_words.draft import Word, plain_words

_GAP = 5
_LONGEST_BEGINNING = 14
_SHORTEST_REST = 2


class Match(NamedTuple):
    """A phrase that was found: which list it is of, its first and its last word."""

    code: str
    first: int
    last: int


class _Part(NamedTuple):
    """One word of a phrase; an empty one is the gap."""

    word: str
    goes_on: bool

    def fits(self, forms: tuple[str, ...]) -> bool:
        if self.goes_on:
            return any(form.startswith(self.word) for form in forms)
        return self.word in forms


class PhraseFinder:
    """Lists of phrases, by code."""

    def __init__(self, lists: Mapping[str, Iterable[str]]) -> None:
        self._whole: dict[str, list[tuple[str, tuple[_Part, ...]]]] = {}
        self._begun: dict[str, list[tuple[str, tuple[_Part, ...]]]] = {}
        for code, phrases in lists.items():
            for phrase in phrases:
                first, *rest = _parts(phrase)
                table = self._begun if first.goes_on else self._whole
                table.setdefault(first.word, []).append((code, tuple(rest)))

    def find(self, words: Sequence[Word]) -> tuple[Match, ...]:
        """Every place of every phrase, in the order of the text."""
        forms = [forms_of(word.plain) for word in words]
        found: dict[Match, None] = {}
        for place in range(len(words)):
            for code, rest in self._beginning(forms[place]):
                last = _follow(rest, words, forms, place)
                if last is not None:
                    found[Match(code, place, last)] = None
        return tuple(found)

    def _beginning(self, forms: tuple[str, ...]) -> Iterable[tuple[str, tuple[_Part, ...]]]:
        for form in forms:
            yield from self._whole.get(form, ())
            for length in range(1, min(len(form), _LONGEST_BEGINNING) + 1):
                yield from self._begun.get(form[:length], ())


def forms_of(word: str) -> tuple[str, ...]:
    """The word, and without the particles that Arabic writes together with it."""
    if not "\u0621" <= word[:1] <= "\u064a":
        return (word,)
    forms = [word]
    for particles in ("وف", "بكلس"):
        forms += [form[1:] for form in forms if form[0] in particles and len(form) > _SHORTEST_REST + 1]
    forms += ["ا" + form for form in forms if form.startswith("لل")]
    forms += [form[2:] for form in forms if form.startswith("ال") and len(form) > _SHORTEST_REST + 2]
    return tuple(dict.fromkeys(forms))


def _parts(phrase: str) -> list[_Part]:
    parts = []
    for piece in phrase.split():
        if piece == "_":
            parts.append(_Part("", goes_on=False))
            continue
        words = plain_words(piece)
        parts += [_Part(word, goes_on=False) for word in words]
        if piece.endswith("*"):
            parts[-1] = _Part(words[-1], goes_on=True)
    return parts


def _follow(
    parts: tuple[_Part, ...], words: Sequence[Word], forms: Sequence[tuple[str, ...]], place: int
) -> int | None:
    """The place of the last word when the rest of a phrase follows within the same sentence."""
    if not parts:
        return place
    skips = _GAP if not parts[0].word else 0
    wanted = parts[1:] if skips else parts
    if not wanted:
        return place
    for following in range(place + 1, place + 2 + skips):
        if following >= len(words) or words[following].sentence != words[place].sentence:
            return None
        if wanted[0].fits(forms[following]):
            last = _follow(wanted[1:], words, forms, following)
            if last is not None:
                return last
    return None
