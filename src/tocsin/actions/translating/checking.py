"""What a translator should look at in a text: said beside it, never in its way.

Everything here compares a source with its translation and knows no grammar: it finds what is lost on the way, such as a
number, an address, half a sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tocsin.actions.names import is_named_in
from tocsin.letters.languages import base_language


class Slip(StrEnum):
    NUMBERS = "numbers"
    """Numbers of the source do not stand in the translation."""
    CONTACTS = "contacts"
    """An e-mail address, a link or a telephone number is not as in the source."""
    SOURCE = "source"
    """A long run of words is still in the source's language."""
    SHORT = "short"
    LONG = "long"
    MARKS = "marks"
    """A mark of direction is opened and not closed, or closed and not opened."""
    BULLETS = "bullets"
    """Another number of bullets than in the source."""
    EMPTY = "empty"
    """No letter and no digit in it."""
    NAME = "name"
    """It says a name, and nobody agreed that the name is published."""


@dataclass(frozen=True, slots=True)
class Finding:
    """what: the numbers or addresses that it is about, as the source says them."""

    slip: Slip
    what: tuple[str, ...] = ()


_ENDS: Final = '\\s<>«»“”"，。；'
_CONTACT: Final = re.compile(
    rf"(?:https?://|www\.)[^{_ENDS}]+[^{_ENDS}.,;:!?)\]]"
    r"|[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"
    r"|\+\d[\d ()./\u00a0\u202f-]{5,}\d"
)
_DATE: Final = r"\d{1,2}\.\d{1,2}\.\d{4}"
_GROUPED: Final = (
    r"\d{1,3}(?P<group>[ .,'’\u00a0\u202f\u2009\u066c])\d{3}(?:(?P=group)\d{3})*(?!\d)(?:[.,\u066b]\d{1,2}(?!\d))?"
)
_NUMBER: Final = re.compile(rf"(?P<date>{_DATE})|{_GROUPED}|\d+(?:[.,\u066b]\d+)?")
_HAN_NUMBER: Final = re.compile("[〇零一二三四五六七八九十百千万两]+")
_HAN_DIGITS: Final = {char: n for n, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_HAN_TENS: Final = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_ISOLATES: Final = re.compile("[\u2066-\u2069]")
_WORDS_LEFT: Final = 6
"""From so many words in a row on, they are left over rather than a name or a title."""
_LONG_ENOUGH: Final = 40
"""Characters from which on a length says something."""
_SHORTEST, _LONGEST = 0.5, 2.0
_DENSITY: Final = {"zh-Hans": 0.33, "zh-Hant": 0.33, "ja": 0.5, "ko": 0.55}
"""How many characters say what an alphabet says in one."""


def check_text(  # noqa: PLR0913 - two texts and what is known of them
    source: str, text: str, source_language: str, language: str, *, kept_back: Iterable[str] = (), is_name: bool = False
) -> list[Finding]:
    """The findings of one text, the graver first; none where it is not translated. kept_back: names that must not be
    said.
    """
    if not text:
        return []
    found = [*_of_names(text, kept_back), *_of_form(source, text)]
    if not is_name:
        found += _of_content(source, text)
        found += _of_length(source, text, source_language, language)
    return found


def _of_names(text: str, kept_back: Iterable[str]) -> Iterator[Finding]:
    if is_named_in(kept_back, text):
        yield Finding(Slip.NAME)


def _of_form(source: str, text: str) -> Iterator[Finding]:
    if any(map(str.isalnum, source)) and not any(map(str.isalnum, text)):
        yield Finding(Slip.EMPTY)
    bullets = (source.count("•"), text.count("•"))
    if bullets[0] != bullets[1]:
        yield Finding(Slip.BULLETS, tuple(map(str, bullets)))
    if not _is_balanced(text):
        yield Finding(Slip.MARKS)


def _is_balanced(text: str) -> bool:
    depth = 0
    for mark in _ISOLATES.findall(text):
        depth += -1 if mark == "\u2069" else 1
        if depth < 0:
            return False
    return depth == 0


def _of_content(source: str, text: str) -> Iterator[Finding]:
    if lost := tuple(one for one in contacts_in(source) if not _says_contact(one, text)):
        yield Finding(Slip.CONTACTS, lost)
    there = set(numbers_in(text)) | set(_han_numbers(text))
    # “Type 1” is “first type” in many languages.
    wanted = (one for one in numbers_in(source) if one != "1" and one not in there)
    if missing := tuple(dict.fromkeys(wanted)):
        yield Finding(Slip.NUMBERS, missing)
    if left := _left_over(source, text):
        yield Finding(Slip.SOURCE, (left,))


def contacts_in(text: str) -> list[str]:
    return _CONTACT.findall(text)


def _says_contact(contact: str, text: str) -> bool:
    if contact.startswith("+"):
        return _digits(contact) in {_digits(one) for one in contacts_in(western(text)) if one.startswith("+")}
    return contact in text


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def western(text: str) -> str:
    """With the digits of every script as 0 to 9."""
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)


def numbers_in(text: str) -> list[str]:
    """The digits of every number, without what parts them: “1 500”, “1,500” and “١٬٥٠٠” are all 1500. Those within
    addresses are none.
    """
    found = []
    for match in _NUMBER.finditer(_CONTACT.sub(" ", western(text))):
        parts = match[0].split(".") if match["date"] else [match[0]]
        found += [_digits(part).lstrip("0") or "0" for part in parts]
    return found


def _han_numbers(text: str) -> Iterator[str]:
    """Numbers written as words in Chinese: 二〇二六 as 2026, 十四 as 14."""
    for run in _HAN_NUMBER.findall(text):
        if not any(char in _HAN_TENS for char in run):
            yield "".join(str(_HAN_DIGITS[char]) for char in run).lstrip("0") or "0"
            continue
        total, part, digit = 0, 0, 0
        for char in run:
            if char not in _HAN_TENS:
                digit = _HAN_DIGITS[char]
            elif char == "万":
                total, part, digit = (total + part + digit) * 10_000, 0, 0
            else:
                part, digit = part + (digit or 1) * _HAN_TENS[char], 0
        yield str(total + part + digit)


def _left_over(source: str, text: str) -> str:
    """The first run of words of the source that stands in the translation as it is, at most ten words of it."""
    words, there = source.split(), " ".join(text.split())
    if words and " ".join(words) == there and len(words) > 2 and len(there) > 20:
        return " ".join(words[:10])
    for n in range(len(words) - _WORDS_LEFT + 1):
        run = " ".join(words[n : n + _WORDS_LEFT])
        if run in there and not _CONTACT.search(run):
            return run
    return ""


def _of_length(source: str, text: str, source_language: str, language: str) -> Iterator[Finding]:
    if len(source) < _LONG_ENOUGH * _density(source_language):
        return
    usual = len(source) * _density(language) / _density(source_language)
    if len(text) < usual * _SHORTEST:
        yield Finding(Slip.SHORT)
    if len(text) > usual * _LONGEST:
        yield Finding(Slip.LONG)


def _density(language: str) -> float:
    return _DENSITY.get(base_language(language), 1.0)
