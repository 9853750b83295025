"""The model letter of a document from 2018 on: opening, paragraphs, bullets, closing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from tocsin.casefile.reading.fields.calls import Call, clauses, split_calls
from tocsin.casefile.reading.fields.paragraphs import join, paragraphs
from tocsin.casefile.reading.fields.recipients import clean_salutation
from tocsin.casefile.reading.flow import Line, fold, trim
from tocsin.casefile.reading.labels import languages

_BULLET = re.compile(
    r"^\s*(?:[\u2022\u25a0\u25aa\u25cf\u25e6\u2023\u00b7\ue000-\uf8ff]|[-\u2013*](?=\s)|n(?=\s+[A-Za-zÀ-ÿ]|\s*$))\s*"
)


@dataclass(frozen=True, slots=True)
class Letter:
    """A model letter: its text, the salutation that opens it, and the calls in it."""

    text: str
    salutation: str | None
    calls: tuple[Call, ...]
    lines: tuple[Line, ...]


@cache
def _opening() -> re.Pattern[str]:
    sources = [source.replace(" ", r"\s*") for language in languages() for source in language.openings]
    return re.compile("^(?:" + "|".join([*sources, *_OTHER_OPENINGS]) + ")")


_OTHER_OPENINGS = (
    "sayin ",
    "uvazhaem",
    "glubokouvazhaem",
    "prezad[oa]",
    "exm[oa]",
    "excelentissim",
    "szanown",
    "geacht",
    "egregi[oa]",
    "yang terhormat",
    "kepada yth",
    "vazen",
    "postovan",
    "stimat",
    "arvoisa",
    "yang mulia",
    "mheshimiwa",
    "zoti",
    "tisztelt",
    "kinh (?:thua|gui)",
    "nai ",
    "janab",
    "жур|уважаем|глубокоуважаем|шановн",
    "السيد|سعادة|معالي|فخامة",
    "尊敬",
    "殿下|拝啓",
)
"""How letters open in languages that have no module of labels: bilingual salutations begin with them."""


@cache
def _closing() -> re.Pattern[str]:
    sources = [source.replace(" ", r"\s+") for language in languages() for source in language.closings]
    return re.compile("^(?:" + "|".join(sources) + r")")


def find_opening(lines: Sequence[Line]) -> int | None:
    """The number of the line that opens the letter: `Dear Minister,`."""
    for number, line in enumerate(lines):
        bare = line.bare
        if _opening().match(fold(bare)) and len(bare) < 120 and bare[-1:] in ",:;" and not bare.endswith("To:"):
            return number
    for number, line in enumerate(lines):
        alone = number + 1 >= len(lines) or lines[number + 1].blank
        if (
            _opening().match(fold(line.bare))
            and alone
            and number > 0
            and (lines[number - 1].blank)
            and len(line.bare) < 90
        ):
            return number
    return None


def read_letter(lines: Sequence[Line]) -> Letter:
    """The letter that begins with the first of these lines; what stands behind its closing is left out."""
    body = trim(_up_to_closing(lines))
    salutation = clean_salutation(body[0].bare) if body else None
    parts = _parts(body)
    text = "\n\n".join(text for text, _, _ in parts if text)
    return Letter(text, salutation, tuple(_calls(parts)), tuple(body))


def _up_to_closing(lines: Sequence[Line]) -> list[Line]:
    """Lines to the closing formula; a formula of several lines ends at a blank line."""
    for number, line in enumerate(lines):
        if number > 1 and _closing().match(fold(line.bare)) and not _BULLET.match(line.text):
            stop = number + 1
            while stop < len(lines) and not lines[stop].blank and not lines[stop - 1].bare.endswith((",", ".")):
                stop += 1
            return list(lines[:stop])
    return list(lines)


_Part = tuple[str, bool, list[Line]]


def _parts(lines: Sequence[Line]) -> list[_Part]:
    """The letter's paragraphs as (text, is a bullet, lines)."""
    if not lines:
        return []
    parts: list[_Part] = [(join(lines[:1]), False, [lines[0]])]
    gathered: list[Line] = []
    bullet: list[Line] | None = None
    announced = False
    for line in [*lines[1:], None]:
        starts = _bullet_start(line, announced=announced) if line is not None else None
        if line is not None and not line.blank:
            # A colon announces a list; where its bullets were lost, each item still begins with a space.
            announced = line.bare.endswith(":") or (announced and (bool(starts) or bullet is not None))
        closes = line is not None and _closing().match(fold(line.bare))
        if line is None or starts or closes or (bullet and _bullet_ended(bullet, line)):
            if bullet is not None:
                parts.append((f"\u2022 {join(bullet)}", True, [item for item in bullet if not item.blank]))
            else:
                parts.extend((join(group), False, group) for group in paragraphs(gathered))
            gathered, bullet = [], None
        if line is not None and starts:
            bullet = [line.part(starts.end())]
        elif line is not None and bullet is not None:
            bullet.append(line)
        elif line is not None:
            gathered.append(line)
    return [part for part in parts if part[0].strip("\u2022 ")]


def _bullet_start(line: Line, *, announced: bool) -> re.Match[str] | None:
    """The bullet that begins a line, or the space that is left of it."""
    return _BULLET.match(line.text) or (re.match(r" +(?=[^\W\d_])", line.text) if announced else None)


def _bullet_ended(bullet: Sequence[Line], line: Line) -> bool:
    """A blank line behind an item that has text and an end, or a new sentence behind a blank one."""
    said = [item for item in bullet if not item.blank]
    if not said or line.blank:
        return False
    if said[-1].bare.endswith(".") and line.bare[:1].isupper() and not re.search(r"\b[A-Z]\.$", said[-1].bare):
        return True
    return bullet[-1].blank and (said[-1].bare[-1:] in ".;,") and line.bare[:1].isupper() and not line.after_page


def _calls(parts: Sequence[_Part]) -> list[Call]:
    bullets = [(text, lines) for text, is_bullet, lines in parts if is_bullet]
    if bullets:
        return [
            call
            for _, lines in bullets
            for call in split_calls([Line(lines[0].start, lines[0].end, "\u2022 " + lines[0].text), *lines[1:]])
        ]
    found = [(clause, lines) for text, _, lines in parts for clause in clauses(text)]
    if found:
        return found
    return []
