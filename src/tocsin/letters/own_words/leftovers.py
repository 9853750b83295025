"""What should not be in a letter's text: places left to fill in, and the writer's own telephone, e-mail or street."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tocsin.letters.own_words.assisted import beginnings_in
from tocsin.letters.own_words.calendar import days_in
from tocsin.letters.own_words.draft import plain_words
from tocsin.letters.own_words.findings import Finding, FindingCode
from tocsin.letters.own_words.lexicon import placeholder_phrases
from tocsin.letters.own_words.matter import Matter
from tocsin.letters.own_words.reading import Reading

_ENCLOSED = re.compile(
    r"\[[^\[\]\n]{1,60}\]|\{[^{}\n]{1,60}\}|【[^【】\n]{1,60}】|<[^<>\n]{1,60}>|\{\{[^{}\n]{1,60}\}\}"
)
_MAYBE_ENCLOSED = re.compile(r"[(（«“‹〈《]\s?([^()（）«»“”‹›〈〉《》\n]{1,40}?)\s?[)）»”›〉》]")
_RULED = re.compile(r"_{3,}|\.{7,}|…{3,}|[-–—]{6,}")
_CROSSED = re.compile(r"(?<![^\W\u3040-\u9fff])(?:[Xx]{3,}|[×✕]{2,})(?![^\W\u3040-\u9fff])")
_CROSSED_IN_HAN = re.compile(r"(?<=[\u3400-\u9fff])[Xx×]{2,}(?=[\u3400-\u9fff])|某某|〇〇|○○")
_NO_PLACEHOLDER = re.compile(r"\s*(?:sic|\.\.\.|…|\d{1,3}|[^\w]*)\s*\Z")

_PHONE = re.compile(r"(?<![\w/.+-])\+?\(?\d[\d ().\u00a0/-]{6,20}\d(?![\w/])")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_STREET_IN_HAN = re.compile(r"[\u3400-\u9fff]{2,8}(?:路|街|大道|巷)\s?\d{1,5}\s?(?:号|號)")
_LEAST_DIGITS = 8
_NEAR = 3


def placeholders(reading: Reading) -> Iterator[Finding]:
    """Places that a form left to fill in: [NAME], <name>, {…}, ____, XXX, (your name), a sentence only begun."""
    text = reading.draft.text
    found = {match.span() for match in _ENCLOSED.finditer(text) if _is_left_open(match.group())}
    found |= {match.span() for pattern in (_RULED, _CROSSED, _CROSSED_IN_HAN) for match in pattern.finditer(text)}
    phrases = placeholder_phrases(reading.language)
    found |= {match.span() for match in _MAYBE_ENCLOSED.finditer(text) if _is_phrase(match.group(1), phrases)}
    found |= set(_lines_of_a_form(text, reading.language, phrases))
    for start, end in _outermost(found):
        yield Finding(FindingCode.PLACEHOLDER, text[start:end])


def contacts(reading: Reading, matter: Matter) -> Iterator[Finding]:
    """How to reach the writer: the letter says it elsewhere, if the writer wishes. What the case prints is none."""
    text = reading.draft.text
    for match in _EMAIL.finditer(text):
        if not set(plain_words(match.group())) <= matter.words:
            yield Finding(FindingCode.CONTACT_GIVEN, match.group())
    days = {reading.draft.words[day.first].start for day in days_in(reading.draft, reading.language)}
    for match in _PHONE.finditer(text):
        digits = "".join(filter(str.isdigit, match.group()))
        is_known = digits[-_LEAST_DIGITS:] in matter.numbers or match.start() in days
        if len(digits) >= _LEAST_DIGITS and not is_known and _is_phone(match.group()):
            yield Finding(FindingCode.CONTACT_GIVEN, match.group())
    yield from (Finding(FindingCode.CONTACT_GIVEN, street) for street in _streets(reading, matter))


def _is_left_open(enclosed: str) -> bool:
    """Not an address of the web or of e-mail, a remark like [sic], a foot note's number or a face made of signs."""
    inner = enclosed.strip("[]{}<>【】")
    return not (_NO_PLACEHOLDER.match(inner) or "@" in inner or "/" in inner[:-1])


def _is_phrase(words: str, phrases: frozenset[str]) -> bool:
    """Whether these words are one of the phrases; one that ends in a star may go on."""
    compared = " ".join(plain_words(words))
    return compared in phrases or any(compared.startswith(phrase[:-1]) for phrase in phrases if phrase.endswith("*"))


def _lines_of_a_form(text: str, language: str, phrases: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Lines on which nothing stands but such a phrase, and beginnings of sentences that nobody finished."""
    place = 0
    for line in text.split("\n"):
        if 0 < len(line.strip()) <= 40 and _is_phrase(line, phrases):
            yield place, place + len(line)
        place += len(line) + 1
    for beginning in beginnings_in(language):
        start = text.find(beginning)
        if start >= 0:
            yield start, start + len(beginning)


def _outermost(spans: set[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The spans in order, without those that begin inside another."""
    reached = 0
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= reached:
            yield start, end
            reached = end


def _is_phone(text: str) -> bool:
    """A number with a plus, a zero in front or in several groups; a large number like 12 000 000 is none."""
    groups = re.findall(r"\d+", text)
    in_thousands = all(len(group) == 3 for group in groups[1:]) and len(groups[0]) <= 3
    return text.startswith(("+", "0", "(")) or (len(groups) > 2 and not in_thousands)


def _streets(reading: Reading, matter: Matter) -> Iterator[str]:
    """A house number beside the word for a street; in a script without spaces, the usual form of an address."""
    draft, lexicon = reading.draft, reading.lexicon
    if lexicon is None:
        return
    if lexicon.is_unspaced:
        yield from (match.group() for match in _STREET_IN_HAN.finditer(draft.text) if match.group() not in matter.text)
        return
    for place, word in enumerate(draft.words):
        if word.plain not in lexicon.streets:
            continue
        first, last = _house(reading, place)
        if first != last and not {one.plain for one in draft.words[first : last + 1]} <= matter.words:
            yield draft.quote(first, last)


def _house(reading: Reading, place: int) -> tuple[int, int]:
    """From the house number to the word for a street, or from that to the number; the same place twice without one."""
    words = reading.draft.words
    has_capital = words[place].text[0].isupper() or not words[place].text.isascii()
    reach = _NEAR if has_capital else 1
    for distance in range(1, reach + 1):
        for number in (place - distance, place + distance):
            if 0 <= number < len(words) and words[number].sentence == words[place].sentence:
                is_number = words[number].text.isdecimal() and len(words[number].text) <= 3
                if is_number and (has_capital or number < place):
                    return min(number, place), max(number, place)
    return place, place
