"""What was changed in one text, word by word; where words run together (Chinese, Japanese, Thai), by characters.

Time is bounded whatever the text: Myers' O(ND) with a limit of edits, and beyond it whole sentences.
Source: E. Myers, An O(ND) Difference Algorithm and Its Variations, 1986; the joining of small remains as in
Google's diff-match-patch (`diff_cleanupSemantic`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_MOST_EDITS: Final = 400
"""Of words, before a text counts as written anew and is compared by sentences."""
_REMAIN: Final = 3
"""Words."""

# Thai, Lao, Burmese, Khmer, kana, Han: no spaces between words.
_RUN_TOGETHER: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]"
)
_SENTENCE: Final = re.compile(r"[^.!?。!?؟।\n]*[.!?。!?؟।\n]*")


class Part(StrEnum):
    """Whether a piece stands in both texts, in the new one alone or in the old one alone."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    part: Part
    text: str


type Token = tuple[str, str]
"""A word, a mark or a character, and the white space after it."""


def pieces_of(old: str, new: str) -> tuple[Piece, ...]:
    """Kept and added pieces give the new text to the letter, kept and removed ones the old."""
    if old == new:
        return (Piece(Part.KEPT, new),) if new else ()
    blocks = _compared(list(tokens(old)), list(tokens(new)))
    return tuple(_pieces(_joined(blocks)))


def tokens(text: str) -> Iterator[Token]:
    """Together they are the text. The first may be no word and only white space."""
    start = word = 0
    length = len(text)
    while start < length:
        word = _end_of_word(text, start)
        end = word
        while end < length and text[end].isspace():
            end += 1
        yield text[start:word], text[word:end]
        start = end


def _end_of_word(text: str, start: int) -> int:
    first = text[start]
    if first.isspace():
        return start
    end = start + 1
    if _RUN_TOGETHER.match(first) or not _is_of_word(first):
        # Marks above and below belong to the character before them.
        while end < len(text) and unicodedata.category(text[end])[0] == "M":
            end += 1
        return end
    while end < len(text) and _is_of_word(text[end]) and not _RUN_TOGETHER.match(text[end]):
        end += 1
    return end


def _is_of_word(char: str) -> bool:
    # ZWNJ and ZWJ stand within words of Persian and of Indian languages.
    return char.isalnum() or char in "_\u200c\u200d" or unicodedata.category(char)[0] == "M"


@dataclass(frozen=True, slots=True)
class _Block:
    """A stretch: the same in both where `same`; `old` and `new` differ in white space alone then, if at all."""

    same: bool
    old: tuple[Token, ...]
    new: tuple[Token, ...]


def _compared(old: Sequence[Token], new: Sequence[Token]) -> list[_Block]:
    steps = _steps([word for word, _ in old], [word for word, _ in new])
    if steps is None:
        old, new = _sentences(old), _sentences(new)
        steps = _steps([word for word, _ in old], [word for word, _ in new])
    if steps is None:
        return [_Block(False, tuple(old), tuple(new))]
    return list(_blocks(old, new, steps))


def _sentences(words: Sequence[Token]) -> list[Token]:
    text = "".join(word + space for word, space in words)
    return [(one, "") for one in _SENTENCE.findall(text) if one]


def _blocks(old: Sequence[Token], new: Sequence[Token], same: list[tuple[int, int, int]]) -> Iterator[_Block]:
    """same: stretches as (start in old, start in new, length), rising."""
    at_old = at_new = 0
    for start_old, start_new, length in [*same, (len(old), len(new), 0)]:
        if start_old > at_old or start_new > at_new:
            yield _Block(False, tuple(old[at_old:start_old]), tuple(new[at_new:start_new]))
        at_old, at_new = start_old + length, start_new + length
        if length:
            yield _Block(True, tuple(old[start_old:at_old]), tuple(new[start_new:at_new]))


def _steps(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int]] | None:
    """The stretches that are the same; None where the two have too little in common to look for it."""
    head = _common(old, new, lambda n: n)
    tail = _common(old[head:], new[head:], lambda n: -n - 1)
    end_old, end_new = len(old) - tail, len(new) - tail
    middle = _myers(old[head:end_old], new[head:end_new])
    if middle is None:
        return None
    whole = [(0, 0, head), *((a + head, b + head, length) for a, b, length in middle), (end_old, end_new, tail)]
    return [one for one in whole if one[2]]


def _common(old: Sequence[str], new: Sequence[str], place: Callable[[int], int]) -> int:
    most = min(len(old), len(new))
    return next((n for n in range(most) if old[place(n)] != new[place(n)]), most)


def _myers(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int]] | None:
    """The shortest script of edits, as the stretches that it keeps."""
    reach = {1: 0}
    trace: list[dict[int, int]] = []
    for edits in range(min(len(old) + len(new), _MOST_EDITS) + 1):
        trace.append(reach.copy())
        for k in range(-edits, edits + 1, 2):
            down = k == -edits or (k != edits and reach[k - 1] < reach[k + 1])
            x = reach[k + 1] if down else reach[k - 1] + 1
            y = x - k
            while x < len(old) and y < len(new) and old[x] == new[y]:
                x, y = x + 1, y + 1
            reach[k] = x
            if x >= len(old) and y >= len(new):
                return _walked_back(trace, len(old), len(new))
    return None


def _walked_back(trace: list[dict[int, int]], x: int, y: int) -> list[tuple[int, int, int]]:
    found: list[tuple[int, int, int]] = []
    for edits in range(len(trace) - 1, -1, -1):
        reach, k = trace[edits], x - y
        down = k == -edits or (k != edits and reach[k - 1] < reach[k + 1])
        before = k + 1 if down else k - 1
        start_x = reach[before] if edits else 0
        start_y = start_x - before if edits else 0
        first_x = start_x + (0 if down or not edits else 1)
        if x > first_x:
            found.append((first_x, first_x - k, x - first_x))
        x, y = start_x, start_y
    return found[::-1]


def _joined(blocks: list[_Block]) -> list[_Block]:
    """A remain of a few words, no longer than what changed on both sides of it, is noise: “the”, a comma."""
    done: list[_Block] = []
    for block in blocks:
        if not block.same and len(done) > 1 and _is_noise(done[-2], done[-1], block):
            kept, before = done.pop(), done.pop()
            done.append(_Block(False, before.old + kept.old + block.old, before.new + kept.new + block.new))
        else:
            done.append(block)
    return done


def _is_noise(before: _Block, kept: _Block, after: _Block) -> bool:
    short = len(kept.new) <= _REMAIN and len(_text(kept.new)) <= min(_weight(before), _weight(after))
    return kept.same and not before.same and short


def _weight(block: _Block) -> int:
    return max(len(_text(block.old)), len(_text(block.new)))


def _text(words: Sequence[Token]) -> str:
    return "".join(word + space for word, space in words)


def _space_after_both(old: str, new: str) -> str:
    """White space that ends both is no part of what changed."""
    ends = [text[len(text.rstrip()) :] for text in (old, new)]
    return ends[0] if ends[0] == ends[1] and old.strip() and new.strip() else ""


def _pieces(blocks: list[_Block]) -> Iterator[Piece]:
    """Neighbours of one kind are one piece."""
    parts: list[tuple[Part, str]] = []
    for block in blocks:
        if not block.same:
            was, is_now = _text(block.old), _text(block.new)
            shared = _space_after_both(was, is_now)
            end = len(shared)
            parts += [(Part.REMOVED, was[: len(was) - end]), (Part.ADDED, is_now[: len(is_now) - end])]
            parts.append((Part.KEPT, shared))
            continue
        for (word, was), (_same, is_now) in zip(block.old, block.new, strict=True):
            parts.append((Part.KEPT, word))
            parts += [(Part.KEPT, is_now)] if was == is_now else [(Part.REMOVED, was), (Part.ADDED, is_now)]
    part, text = Part.KEPT, ""
    for kind, more in parts:
        if kind is not part and more:
            if text:
                yield Piece(part, text)
            part, text = kind, ""
        text += more
    if text:
        yield Piece(part, text)
