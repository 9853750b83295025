"""Documents that lost their line breaks: put them back where number, state, people, bullets and labels show them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tocsin.casefile.reading.fields.countries import leading_country
from tocsin.casefile.reading.fields.numbers import find_numbers
from tocsin.casefile.reading.flow import Line
from tocsin.casefile.reading.labels import Contact

LOST = 420
"""A longer line was never printed as one: its breaks were lost."""

_CAPTION = 700
"""Number, concern, state and people stand within so many characters from the start of the line."""

_RULE = re.compile(r"\s-{5,}\s")
_DASH_ITEM = re.compile(r"(?<=[:;.])\s(?=[-\u2013*] [a-zà-ÿ])")
_NAME_WORD = r"(?:[^\W\d_a-z][\w'\u2019.-]*|de|del|bin|al|el|van|von|y|e|da)"
_NAME = rf"{_NAME_WORD}(?: {_NAME_WORD}){{1,5}}"
_AGE = r"(?:aged \d{1,3}|\d{1,3} (?:ans|años|Jahre))"
_ROLE = r"[a-zà-ÿ][a-zà-ÿ' -]*"
_PERSON = re.compile(rf"{_NAME}(?: \([mfhw]\))?(?:, {_AGE})?(?:, {_ROLE})*(?: \((?:released|corrected name)\))?")
_MARKED = re.compile(r"\([mfhw]\)|, aged \d|, \d+ (?:ans|años|Jahre)")


def restore_breaks(lines: Sequence[Line]) -> Iterator[Line]:
    """Every line, the overlong ones cut; a blank line parts people from the narrative behind them."""
    for line in lines:
        if len(line.text) <= LOST:
            yield line
            continue
        cuts = sorted(
            {
                0,
                *_rules(line.text),
                *(match.start() + 1 for match in _DASH_ITEM.finditer(line.text)),
                *_caption(line.text),
            }
        )
        narrative = _narrative(line.text)
        for begin, stop in zip(cuts, [*cuts[1:], len(line.text)], strict=True):
            if begin == narrative and begin:
                yield Line(line.start + begin, line.start + begin, "")
            part = line.part(begin, stop)
            if not part.blank:
                yield part


def _rules(text: str) -> Iterator[int]:
    for match in _RULE.finditer(text):
        yield match.start() + 1
        yield match.end()


def _caption(text: str) -> Iterator[int]:
    """Columns of number, state and people in a caption of the families before 2009."""
    state = _state(text)
    if state is None:
        return
    numbers = [number for number in find_numbers(text[: state[0]]) if number.begin]
    if numbers:
        yield numbers[0].begin
    yield state[0]
    position = state[1]
    while match := _PERSON.match(text, position):
        if not _MARKED.search(match.group()):
            break
        if position != state[1]:
            yield position
        position = match.end() + (text[match.end() : match.end() + 1] == " ")
    if position > state[1]:
        yield position


def _narrative(text: str) -> int | None:
    """The column where the narrative begins behind the people."""
    columns = list(_caption(text))
    return columns[-1] if len(columns) > 1 else None


def _state(text: str) -> tuple[int, int] | None:
    """Begin and end of a state in capitals with a marked name behind it."""
    for match in re.finditer(r"(?<![\w-])[A-ZÀ-Þ]{3,}", text[:_CAPTION]):
        found = leading_country(text[match.start() : match.start() + 70])
        if not found or not text[match.start() : match.start() + found[1]].isupper():
            continue
        stop = match.start() + found[1]
        region = re.compile(r"(?: \([^)]{1,40}\))?:? ").match(text, stop)
        stop = region.end() if region else stop
        person = _PERSON.match(text, stop)
        if person and _MARKED.search(person.group()):
            return match.start(), stop
    return None


# --- postal parts --------------------------------------------------------------------------------------------------

_NUMBER_VALUE = re.compile(r"[+(\d][\d\s()+/.-]*\d(?:\s?\([^)]*\))?")
_ONE_EMAIL = r"(?:\S+@\S+|\S+ ?\((?:a|at)\) ?\S+)"
_EMAIL_VALUE = re.compile(rf"(?:{_ONE_EMAIL}|\[email\s?protected\])(?:[;,]? {_ONE_EMAIL})*", re.IGNORECASE)
_HOLDER = r"(?:Mr|Ms|Mrs|Dr|Prof|General|Colonel|President|Ambassador|Governor|Minister|Judge)"
_SALUTATION_VALUE = re.compile(
    r"Your (?:Excellency|Honou?r|Majesty|Royal Highness|Holiness)"
    r"|(?:Dear|Estimad[oa]|Señora?|Monsieur|Madame|Sehr geehrter? (?:Herr|Frau)) "
    # A surname follows a title only where another name begins behind it.
    rf"(?:{_HOLDER}\.? [A-Z][\w'-]+(?= (?:[A-Z]|\d))|(?:le |la )?\w+(?: General| de la \w+| of \w+| Minister)?)"
)
_VALUES = {
    Contact.FAX: _NUMBER_VALUE,
    Contact.PHONE: _NUMBER_VALUE,
    Contact.PHONE_AND_FAX: _NUMBER_VALUE,
    Contact.EMAIL: _EMAIL_VALUE,
    Contact.SALUTATION: _SALUTATION_VALUE,
}


def value_stop(contact: Contact, text: str) -> int | None:
    """Where a labelled value ends in a line that goes on with the next recipient; None where it does not go on."""
    form = _VALUES.get(contact)
    match = form.match(text) if form else None
    rest = text[match.end() :].lstrip(" ,;") if match else ""
    return len(text) - len(rest) if match and len(rest) > 25 and rest[:1].isupper() else None


def split_flat_address(line: Line) -> list[Line]:
    """`Governor of X, Governor House, Quetta, Pakistan` as the lines that it was."""
    if line.text.count(",") < 3:
        return [line]
    cuts = [0, *(match.end() for match in re.finditer(r",\s+", line.text))]
    parts = [line.part(begin, stop) for begin, stop in zip(cuts, [*cuts[1:], len(line.text)], strict=True)]
    return [part.part(0, len(part.text.rstrip(" ,"))) for part in parts if part.text.strip(" ,")]
