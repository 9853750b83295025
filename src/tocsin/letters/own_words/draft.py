"""A letter being written, made safe to look at: a bounded length, words with their places, sentences, paragraphs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tocsin.letters.languages import base_language

LOOKED_AT = 20_000
"""Characters: eight pages. What stands behind them counts for the length only."""

_QUOTE_LENGTH = 120
_LONGEST_WORD = 40
_UNSPACED_LANGUAGES = {"zh-Hans", "zh-Hant", "ja", "th", "lo", "km", "my"}

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f"
_WORD = re.compile(rf"[{_UNSPACED}]|(?:[^\W_{_UNSPACED}]|[{_MARKS}])+")
# A point after one or two digits may be an ordinal: "4. November".
_BREAK = re.compile(r"[!?…。！？؟।;；\n]|(?<!\b\d)(?<!\b\d\d)\.(?=\s|$|[\"”»’)])|(?<=[^\d\s])\.(?=[^\W\d])")
_QUESTION = re.compile(r"[\s\"”»’)]{0,3}[?？؟]")
_PARAGRAPH = re.compile(r"\n[^\S\n]{0,40}\n")
_LINE_END = re.compile("\r\n|[\r\u0085\u2028\u2029\v\f]")
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff\ufe0f]"
)
_PILED_MARKS = re.compile(rf"([{_MARKS}]{{4}})[{_MARKS}]+")

# Arabic-Indic and Persian digits, full-width ones, and the letters that writers use for one another.
_DIGITS = {ord(digit): str(number % 10) for number, digit in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹０１２３４５６７８９")}
_ALIKE = str.maketrans({"ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": ""})
_ABBREVIATED = frozenset({"mr", "mrs", "ms", "dr", "st", "m", "mme", "sr", "sra", "dra", "no", "prof"})


class Word(NamedTuple):
    """One word, or one character of a script without spaces. `plain` is without capitals and accents."""

    text: str
    plain: str
    start: int
    end: int
    sentence: int


@dataclass(frozen=True, slots=True)
class Draft:
    """The part of a text that is looked at; its share of the whole, and the last sentence of each paragraph."""

    text: str
    words: tuple[Word, ...]
    looked_at: float
    ends: tuple[int, ...]

    def quote(self, first: int, last: int) -> str:
        """The writer's own text from one word to another, both included."""
        return self.text[self.words[first].start : self.words[last].end][:_QUOTE_LENGTH]

    def sentences(self) -> Iterator[range]:
        """The places of the words of each sentence."""
        begin = 0
        for place, word in enumerate(self.words):
            if word.sentence != self.words[begin].sentence:
                yield range(begin, place)
                begin = place
        if self.words:
            yield range(begin, len(self.words))

    def questions(self) -> frozenset[int]:
        """The sentences that end in a question mark."""
        ends = (self.words[places.stop - 1] for places in self.sentences())
        return frozenset(word.sentence for word in ends if _QUESTION.match(self.text, word.end))

    def begins_sentence(self, place: int) -> bool:
        return place == 0 or self.words[place - 1].sentence != self.words[place].sentence


def read_draft(text: str) -> Draft:
    """Look at the beginning of a text of any length, in time that grows with LOOKED_AT only."""
    cut = text[:LOOKED_AT]
    cut = _HIDDEN.sub(" ", _LINE_END.sub("\n", cut))
    # Putting marks into their order takes the square of how many stand upon one letter.
    cut = unicodedata.normalize("NFC", _PILED_MARKS.sub(r"\1", cut)).translate(_DIGITS)
    words, ends = _words_of(cut)
    return Draft(cut, words, min(1.0, LOOKED_AT / len(text)) if text else 1.0, ends)


def plain(word: str) -> str:
    """For comparing: no capitals, no accents, one form of the Arabic letters that stand for one another."""
    if word.isascii():
        return word.lower()
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(mark for mark in apart if unicodedata.category(mark) != "Mn").translate(_ALIKE)


def plain_words(text: str) -> tuple[str, ...]:
    """The words of a phrase as they are compared."""
    return tuple(plain(word) for word in _WORD.findall(text.translate(_DIGITS)))


def is_unspaced(language: str) -> bool:
    """Whether the language is written without spaces, so that characters are counted, not words."""
    return base_language(language) in _UNSPACED_LANGUAGES


def _words_of(text: str) -> tuple[tuple[Word, ...], tuple[int, ...]]:
    breaks = [*(match.start() for match in _BREAK.finditer(text)), len(text)]
    paragraphs = [*(match.start() for match in _PARAGRAPH.finditer(text)), len(text)]
    words: list[Word] = []
    ends: list[int] = []
    sentence = place = paragraph = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        while start > breaks[place]:
            place += 1
            if words and not _is_abbreviation(text, breaks[place - 1], words[-1]):
                sentence = words[-1].sentence + 1
        while start > paragraphs[paragraph]:
            paragraph += 1
            if words:
                ends.append(words[-1].sentence)
        # Marks without a letter are no word.
        if compared := plain(match.group()[:_LONGEST_WORD]):
            words.append(Word(match.group(), compared, start, end, sentence))
    return tuple(words), (*ends, words[-1].sentence) if words else ()


def _is_abbreviation(text: str, place: int, word: Word) -> bool:
    return word.end == place and text[place] == "." and word.plain in _ABBREVIATED
