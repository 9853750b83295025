"""The writer's own text, made into paragraphs.

Paragraphs are separated by blank lines; a single line break inside one is a space, as in an e-mail.
The letter brings its own salutation, closing and signature: where the text has a salutation at its head or a closing
and a name at its end, these give way, so that each official is addressed in their own form and nothing stands twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tocsin.letters.errors import InvalidAppeal
from tocsin.letters.hygiene import one_line
from tocsin.letters.phrases import Phrases, phrases_for
from tocsin.letters.salutation import starts_with_one_of
from tocsin.letters.signature import Signature

MAX_CHARACTERS = 100_000

_ENDS_A_SALUTATION = (",", ":", "!", "，", "：", "！", "،", ";")
_ENDS_A_SENTENCE = (".", "?", "。", "？", "؟", "।")
_SALUTATION_LENGTH = 70
_CLOSING_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Appeal:
    """Clean paragraphs without salutation, closing and signature."""

    paragraphs: tuple[str, ...]


def read_appeal(text: str, language: str, signature: Signature) -> Appeal:
    """Raises InvalidAppeal where nothing is left to say, or where the text names a writer who signs with initials."""
    if len(text) > MAX_CHARACTERS:
        raise InvalidAppeal("The text is longer than 100,000 characters: a letter should be a page.")
    phrases = phrases_for(language)
    blocks = [block.strip("\n") for block in re.split(r"\n[^\S\n]*\n", _unix_lines(text)) if block.strip()]
    blocks = _without_ending(_without_opening(blocks, phrases), phrases, signature)
    paragraphs = tuple(filter(None, map(_joined, blocks)))
    if not paragraphs:
        raise InvalidAppeal("The text is empty: write at least one sentence in your own words.")
    for number, paragraph in enumerate(paragraphs, 1):
        if signature.is_betrayed_by(paragraph):
            raise InvalidAppeal(
                f"The text holds your full name in paragraph {number}, but you sign with initials: "
                'take the name out, or set sign_as to "full".'
            )
    return Appeal(paragraphs)


def _unix_lines(text: str) -> str:
    return re.sub("\r\n|[\r\u0085\u2028\v\f]", "\n", text.removeprefix("\ufeff")).replace("\u2029", "\n\n")


def _joined(block: str) -> str:
    """One paragraph; lines of a script without spaces between words join without one."""
    lines = [one_line(line) for line in block.split("\n")]
    return re.sub(r"(?<=[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef])\n(?=[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef])", "",
                  "\n".join(filter(None, lines))).replace("\n", " ")  # fmt: skip


def _without_opening(blocks: list[str], phrases: Phrases) -> list[str]:
    """Take away a salutation that stands on the first line by itself."""
    if not blocks:
        return blocks
    first, _, rest = blocks[0].partition("\n")
    line = one_line(first)
    stands_alone = line.endswith(_ENDS_A_SALUTATION) or (not rest and not line.endswith(_ENDS_A_SENTENCE))
    if len(line) > _SALUTATION_LENGTH or not stands_alone or not starts_with_one_of(line, phrases.openings):
        return blocks
    return [rest, *blocks[1:]] if rest.strip() else blocks[1:]


def _without_ending(blocks: list[str], phrases: Phrases, signature: Signature) -> list[str]:
    """Take away the lines at the end that hold a closing or the writer's name, initials, place or address."""
    kept = "\n\n".join(blocks).split("\n")
    while kept and (not kept[-1].strip() or signature.is_signed_on(one_line(kept[-1]))):
        kept.pop()
    last = one_line(kept[-1]) if kept else ""
    if len(last) <= _CLOSING_LENGTH and starts_with_one_of(last, phrases.closings) and _is_closing(kept, last):
        kept.pop()
    return [block for block in "\n".join(kept).split("\n\n") if block.strip()]


def _is_closing(lines: list[str], last: str) -> bool:
    """A closing stands on a line of its own: after a blank line, or ending in a comma."""
    return last.endswith((",", "،", "，")) or (len(lines) > 1 and not lines[-2].strip())
