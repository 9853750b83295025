"""Characters that no font has, named with their place so that the writer can change them; never printed as boxes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from tocsin.letters.composing import Letter
from tocsin.letters.manifest import Problem, ProblemCode
from tocsin.letters.metrics import has_glyph
from tocsin.typesetting import FontChoice, fonts_for, missing_characters

_NAMED = 3
_MAX_KNOWN = 50_000

# Characters that some font has, so that the fonts are asked once for each.
_printable: set[str] = set()


def glyph_problem(letter: Letter) -> Problem | None:
    """What cannot be printed, with its code point, name and place; None when all can."""
    texts = list(_texts(letter))
    fonts = fonts_for(letter.language, letter.recipient.country)
    missing = _unprintable({character for _, text in texts for character in text}, fonts)
    if not missing:
        return None
    places = [f"{_named(character)} {where}" for character in missing for where in _places(character, texts)]
    more = f", and {len(places) - _NAMED} more" if len(places) > _NAMED else ""
    return Problem(
        ProblemCode.GLYPH, f"The letter cannot be printed or faxed: no font has {'; '.join(places[:_NAMED])}{more}."
    )


def _unprintable(characters: set[str], fonts: FontChoice) -> list[str]:
    unknown = characters - _printable
    doubtful = {one for one in unknown if not has_glyph(one, fonts) or unicodedata.category(one) == "Co"}
    missing = {found.character for found in missing_characters("".join(sorted(doubtful)))} if doubtful else set()
    if len(_printable) < _MAX_KNOWN:
        _printable.update(unknown - missing)
    return sorted(missing)


def _texts(letter: Letter) -> Iterator[tuple[str, str]]:
    """Everything that stands on the page, with the name of its place."""
    yield from ((f"in line {number} of the address", line) for number, line in enumerate(letter.printed_address, 1))
    yield from (("in the sender", line) for line in letter.signature.sender)
    yield "in the subject", letter.subject
    yield "in the reference", letter.reference
    yield "in the salutation", letter.salutation_line
    yield from ((f"in paragraph {number}", text) for number, text in enumerate(letter.paragraphs, 1))
    yield "in the closing", letter.closing
    yield "in the signature", letter.signature.name


def _places(character: str, texts: list[tuple[str, str]]) -> Iterator[str]:
    for place, text in texts:
        words = text.split()
        yield from (f"{place}, word {number}" for number, word in enumerate(words, 1) if character in word)


def _named(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character, 'without a name')}"
