"""How long a letter is: words, and pages as they will be printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tocsin.letters.languages import base_language
from tocsin.letters.metrics import width_of
from tocsin.letters.own_words.draft import Draft, is_unspaced
from tocsin.letters.own_words.findings import Finding, FindingCode
from tocsin.typesetting import fonts_for

# Measured on printed letters in windowed envelopes; `tests/letters/own_words/test_length.py` prints them again.
_ROWS_ON_A_PAGE = 24.0
_ROWS_ON_A_PAGE_WHERE_TALL = 21.0
_TALL = {"zh-Hans", "zh-Hant", "ja", "ko", "th", "hi", "km", "lo", "my", "bn", "ta", "te"}
_ROW_EM = 165 / (11 * 25.4 / 72)
_BETWEEN_PARAGRAPHS = 1.5
_SALUTATION = 60
_LEAST_WORDS = 20
_LEAST_CHARACTERS = 30


def count_words(draft: Draft) -> int:
    """Words, or characters where there are no spaces; what was not looked at counts in proportion."""
    return round(len(draft.words) / draft.looked_at)


def count_pages(draft: Draft, language: str) -> float:
    """Pages of the printed letter, its head and its close included: 1.0 is a full one."""
    paragraphs = [paragraph for paragraph in draft.text.split("\n\n") if paragraph.strip()]
    # The printed letter brings a salutation and a close of its own.
    first, last = (len(paragraphs[place].strip()) < _SALUTATION for place in (0, -1)) if paragraphs[1:] else (0, 0)
    return round(sheets_for(paragraphs[first : len(paragraphs) - last], language) / draft.looked_at, 2)


def sheets_for(paragraphs: Sequence[str], language: str) -> float:
    """About how many pages these take in print, with a letter's head and close; 1.0 is a full one."""
    fonts = fonts_for(language)
    rows = sum(_BETWEEN_PARAGRAPHS + width_of(paragraph, fonts) / _ROW_EM for paragraph in paragraphs)
    return rows / (_ROWS_ON_A_PAGE_WHERE_TALL if base_language(language) in _TALL else _ROWS_ON_A_PAGE)


def length_findings(words: int, pages: float, language: str) -> Iterator[Finding]:
    """More than a page is put aside; a line or two is no letter yet."""
    if pages > 1:
        yield Finding(FindingCode.TOO_LONG)
    if is_too_short(words, language):
        yield Finding(FindingCode.TOO_SHORT)


def is_too_short(words: int, language: str) -> bool:
    """Whether there is so little that only that is worth saying."""
    return words < (_LEAST_CHARACTERS if is_unspaced(language) else _LEAST_WORDS)
