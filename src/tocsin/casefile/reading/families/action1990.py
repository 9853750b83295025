"""Documents of 1990-2009: number and concern in the header, `COUNTRY: Name`, `RECOMMENDED ACTION`, `APPEALS TO`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from tocsin.casefile.model import Family, Person
from tocsin.casefile.reading.draft import Draft
from tocsin.casefile.reading.families import Document, identity, parts
from tocsin.casefile.reading.families.action2009 import in_capitals, narrative
from tocsin.casefile.reading.fields.countries import countries_listed, leading_country
from tocsin.casefile.reading.fields.dates import find_dates
from tocsin.casefile.reading.fields.numbers import find_indexes, find_numbers
from tocsin.casefile.reading.fields.paragraphs import join, paragraphs
from tocsin.casefile.reading.fields.people import is_group, person_printed
from tocsin.casefile.reading.flow import Line, fold, trim
from tocsin.casefile.reading.labels import Concept, languages, pattern


def read(document: Document) -> Draft:
    draft = Draft(Family.A)
    identity.read_heading(document, draft)
    preamble = split_preamble(_start(document))
    _read_caption(document, draft, preamble.caption)
    _read_people(draft, preamble)
    draft.put("summary", None)
    parts.put_paragraphs(draft, "body", paragraphs(preamble.body))
    parts.read_ask(document, draft)
    parts.read_targets(document, draft)
    parts.read_diplomatic(document, draft)
    parts.read_late(document, draft)
    parts.read_background(document, draft)
    if not draft.has("people"):
        parts.read_named_people(document, draft)
    parts.read_languages_label(document, draft)
    parts.read_deadline(document, draft, (Concept.LATE, Concept.TARGETS, Concept.UNTIL))
    parts.read_previous(document, draft)
    caption = " ".join(line.text for line in preamble.caption)
    identity.settle(document, draft, headers=2, caption=caption)
    return draft


@dataclass(slots=True)
class Preamble:
    """What stands before the first request: caption (number, concern, date), people, narrative."""

    caption: list[Line] = field(default_factory=list)
    people: list[Line] = field(default_factory=list)
    body: list[Line] = field(default_factory=list)


def _start(document: Document) -> list[Line]:
    """The lines from the header to the first request, what is said to sections only left out."""
    lines = narrative(document)
    first = next((number for number, line in enumerate(lines) if find_numbers(line.text) or _date_alone(line)), 0)
    notes = {
        line.start
        for segment in document.segments.of(Concept.NOTE)
        for line in _note_lines(document, segment.begin, segment.stop)
    }
    marks = {
        line.start
        for segment in document.segments.of(Concept.DISTRIBUTION, Concept.FACTS)
        for line in document.flow.cut(segment.begin, segment.label_stop)
    }
    return [line for line in lines[first:] if line.start not in notes | marks]


def _note_lines(document: Document, begin: int, stop: int) -> list[Line]:
    lines = document.flow.cut(begin, stop)
    end = next((number for number, line in enumerate(lines) if line.blank), len(lines))
    return lines[:end]


def _date_alone(line: Line) -> bool:
    dates = find_dates(fold(line.text))
    return len(dates) == 1 and len(line.bare) - (dates[0].stop - dates[0].begin) <= 4


def split_preamble(lines: Sequence[Line]) -> Preamble:
    """Find the line that names the state; people stand beside and below it, the narrative follows."""
    lines = _join_state_lines(trim(list(lines)))
    country = next(
        (number for number, line in enumerate(lines[:40]) if _names_state(line) and not find_numbers(line.text)), None
    )
    if country is None:
        end = next(
            (
                number
                for number, line in enumerate(lines)
                if line.blank and number and not _caption_goes_on(lines, number)
            ),
            len(lines),
        )
        return Preamble(lines[:end], [], trim(lines[end:]))
    stop = _people_stop(lines, country)
    return Preamble(lines[:country], lines[country:stop], trim(lines[stop:]))


def _join_state_lines(lines: list[Line]) -> list[Line]:
    """The name of a state that was broken over lines of its own, as one line."""
    for number in range(min(len(lines), 30)):
        for count in (3, 2):
            group = lines[number : number + count]
            texts = [line.bare for line in group]
            if (
                len(group) == count
                and all(texts)
                and all(in_capitals(text) for text in texts)
                and countries_listed(" ".join(texts))
                and not countries_listed(texts[0])
            ):
                return [*lines[:number], Line(group[0].start, group[-1].end, " ".join(texts)), *lines[number + count :]]
    return lines


def _caption_goes_on(lines: Sequence[Line], number: int) -> bool:
    """Behind a blank line the caption goes on when the number has not come yet."""
    return not any(find_numbers(line.text) for line in lines[:number])


def _names_state(line: Line) -> bool:
    """A line that begins with a state in capitals, or with a state and a colon."""
    bare = line.bare
    if len(bare) < 3 or not bare[:1].isupper():
        return False
    label = _state_label(bare)
    return label is not None


_PERSON_MARK = re.compile(r"\((?:m|f|h|w)\)|\b(?:aged|agee?|edad)\b|\d ?(?:ans|anos|jahre)\b|-jahrige")


def is_captioned(document: Document) -> bool:
    """A line near the start names the state, and somebody beside it or behind a wide gap."""
    for line in document.flow.lines[:60]:
        stop = _state_label(line.bare) if line.bare[:3].isupper() else None
        if stop is None or len(line.bare) <= stop or line.bare[stop - 1].isalnum():
            continue
        beside = line.bare[stop:]
        if line.bare[stop - 2 : stop].isspace() or ":" in line.bare[:stop] or _PERSON_MARK.search(fold(beside)):
            return in_capitals(line.bare[:stop].split("(")[0]) and not find_numbers(line.text)
    return False


def _state_label(bare: str) -> int | None:
    """How many characters the state, the states and their regions take at the start of a line."""
    found = leading_country(bare)
    if not found:
        return None
    stop = found[1]
    if not in_capitals(bare[:stop]):
        return stop + 1 if bare[stop : stop + 1] == ":" else None
    more = re.compile(r"\s*(?:\([^)]{1,60}\)|/|,|&|\band\b|\bAND\b|\bET\b|\bY\b|-)\s*")
    while match := more.match(bare, stop):
        stop = match.end()
        following = leading_country(bare[stop:])
        if following and in_capitals(bare[stop : stop + following[1]]):
            stop += following[1]
        elif not match.group().strip().startswith("("):
            stop = match.start()
            break
    if bare[stop : stop + 1].isalpha() and bare[stop - 1 : stop].isalpha():
        return None
    after = re.match(r"\s*:?\s*", bare[stop:])
    return stop + (after.end() if after else 0)


@cache
def _new_names() -> re.Pattern[str]:
    sources = [pattern(source).pattern for language in languages() for source in language.new_names]
    return re.compile(r"^\s*(?:" + "|".join(sources) + r")\s?:?")


def _people_stop(lines: Sequence[Line], country: int) -> int:
    """The number of the line at which the narrative begins."""
    number = country + 1
    while number < len(lines):
        line = lines[number]
        if line.blank:
            ahead = next((other for other in range(number, len(lines)) if not lines[other].blank), len(lines))
            if ahead >= len(lines) or not _still_people(lines, ahead):
                return number
            number = ahead + 1
            continue
        if _is_prose(line, lines, number):
            return number
        number += 1
    return number


def _still_people(lines: Sequence[Line], number: int) -> bool:
    line = lines[number]
    if _new_names().match(fold(line.text)) or (_names_state(line) and not _is_prose(line, lines, number)):
        return True
    if _PERSON_MARK.search(fold(line.bare)) and len(line.bare) < 100 and not line.bare.endswith("."):
        return True
    indented = len(line.text) - len(line.text.lstrip()) >= 6
    return indented and len(line.bare) < 90 and not line.bare.endswith(".")


def _is_prose(line: Line, lines: Sequence[Line], number: int) -> bool:
    """An unindented full line that reads like a sentence."""
    if line.text[:1].isspace() or _new_names().match(fold(line.text)) or _names_state(line):
        return False
    below = lines[number + 1] if number + 1 < len(lines) else None
    full = len(line.bare) > 60 and below is not None and not below.blank and len(below.bare) > 40
    return full and not re.match(r"^[^,(]{3,40}(?:,| \()", line.bare)


# --- caption -------------------------------------------------------------------------------------------------------


_DAY = r"(?:on )?[^-\u2013()]{4,30}?\d{4}"
_ISSUED_BEFORE = re.compile(rf"\s*,?\s*((?:re-?)?issued {_DAY}(?: and re-?issued {_DAY})?)", re.IGNORECASE)
"""`UA 219/00 issued 26 July 2000`: when the earlier document came out."""


_BRACKETS = re.compile(r"\s*[,;]?\s*\(([^()]*)\)?(?:\s*[,;]?\s*(?:\w+ ){0,3}\w*-?\w*\s*\(([^()]*\d{4})\))*")
"""`(INDEX, date) and follow-up (INDEX, date)` behind the number."""


def _read_caption(document: Document, draft: Draft, caption: Sequence[Line]) -> None:
    """Number, date, concern and the documents before, from the lines above the people."""
    lines = [line for line in caption if not line.blank]
    text = join(lines)
    numbers = find_numbers(text)
    if numbers:
        draft.put("number", numbers[0].value, lines)
    elif draft.has("number"):
        pass
    rest = text[numbers[0].stop :] if numbers else text
    bracket = _BRACKETS.match(rest)
    before = numbers and text[: numbers[0].begin].strip()
    issued_before = _ISSUED_BEFORE.match(rest)
    if bracket and (find_indexes(bracket[1]) or find_dates(fold(bracket[1]))):
        draft.put("previous", bracket[1].strip(), lines)
        rest = rest[bracket.end() :]
    elif issued_before:
        draft.put("previous", f"{text[numbers[0].begin : numbers[0].stop]} {issued_before[1]}", lines)
        rest = rest[issued_before.end() :]
    _read_issued(draft, lines, before or "", rest)
    concern = _concern(rest)
    draft.put("headline", concern, lines)
    draft.put("concerns", tuple(part for piece in concern.split("/") if (part := piece.strip())), lines)


def _read_issued(draft: Draft, lines: Sequence[Line], before: str, rest: str) -> None:
    """A date of the caption outside brackets is the date of issue."""
    outside = find_dates(fold(re.sub(r"\([^()]*\)", " ", before))) or find_dates(fold(rest))
    if outside and not draft.has("issued"):
        draft.put("issued", outside[0].value, lines)
    elif outside and draft.values["issued"] != outside[0].value:
        draft.warn(
            "contradiction",
            "issued",
            f"Two dates of issue are printed: {draft.values['issued']} and {outside[0].value}.",
        )


def _concern(rest: str) -> str:
    """The concern as printed: what is left beside number, brackets, date and dashes."""
    for bracket in re.findall(r"\([^()]*\)", rest):
        if find_dates(fold(bracket)) or find_indexes(bracket):
            rest = rest.replace(bracket, " ")
    for found in reversed(find_dates(fold(rest))):
        rest = rest[: found.begin] + " " + rest[found.stop :]
    for index in reversed(find_indexes(rest)):
        rest = rest[: index.begin] + " " + rest[index.stop :]
    rest = re.sub(r"\s+", " ", rest)
    return rest.strip(" -\u2013\u2014:,;.")


# --- people --------------------------------------------------------------------------------------------------------


def _read_people(draft: Draft, preamble: Preamble) -> None:
    people: list[tuple[Person, list[Line]]] = []
    countries: list[str] = []
    entries = _entries(preamble.people, countries)
    women = any(re.search(r"\(h\)", join(entry)) for entry in entries)
    for entry in entries:
        # Where men are marked (h), an (m) is a woman: hombre, mujer.
        text = re.sub(r"\(m\)", "(f)", join(entry)) if women else join(entry)
        people.extend((person, entry) for part in _several(text) if (person := person_printed(part)))
    if countries:
        draft.put("countries", tuple(dict.fromkeys(countries)), preamble.people[:1])
    if people:
        draft.put_list("people", people)


def _entries(lines: Sequence[Line], countries: list[str]) -> list[list[Line]]:
    """The people's block cut into entries; names of states and `new names:` are taken off."""
    entries: list[list[Line]] = []
    for line in lines:
        if line.blank:
            continue
        lead = len(line.text) - len(line.text.lstrip())
        stop = _state_label(line.bare)
        heading = _new_names().match(fold(line.text))
        if stop is not None:
            countries.extend(code for code in _codes(line.bare[:stop]) if code not in countries)
            entry = line.part(lead + stop)
        elif heading:
            entry = line.part(heading.end())
        else:
            entry = line
        if entry.blank:
            continue
        if entries and stop is None and not heading and _continues(entries[-1][-1], entry):
            entries[-1].append(entry)
        else:
            entries.append([entry])
    return entries


def _codes(label: str) -> list[str]:
    return countries_listed(label.rstrip(" :"))


def _continues(before: Line, line: Line) -> bool:
    """A second line of the same person."""
    bare = line.bare
    if before.text.count("(") > before.text.count(")"):
        return True
    if person_printed(bare) and person_printed(bare).detail and person_printed(bare).name is None:  # type: ignore[union-attr]
        return False
    if is_group(before.bare) and not _PERSON_MARK.search(fold(bare)) and "," not in bare and len(bare.split()) <= 3:
        return True
    return (
        (bare[:1].islower() and not is_group(bare))
        or bare.startswith("(")
        or before.bare.endswith((",", " and", "-", " of", " de", " of the"))
    )


_SURNAME = r"[^\W\d_]{2}[\w'\u2019-]*"


def _several(text: str) -> list[str]:
    """Two or more people of one line, each with a surname in capitals: `Juan PEREZ, Rosa QUISPE (f)`."""
    pieces = re.split(r"\s*[;,]\s+(?=[A-ZÀ-Þ])|\s+(?:and|et|y|und)\s+(?=[A-ZÀ-Þ])", text)
    named = [
        piece
        for piece in pieces
        if any(len(word) > 2 and word.isupper() for word in re.findall(_SURNAME, piece.split("(")[0].split(",")[0]))
    ]
    if len(named) > 1 and len(named) == len(pieces):
        return pieces
    return [text]
