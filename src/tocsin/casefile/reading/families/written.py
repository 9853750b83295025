"""The program's own plain text (`textform`), read back field for field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tocsin.casefile.model import Family, Kind, Person, Recipient, WriteIn
from tocsin.casefile.reading.draft import Draft
from tocsin.casefile.reading.flow import Line
from tocsin.casefile.textform import MARK, OWN_LANGUAGE, YES, Label, known_labels, label_line, unescape, unwrap

_MARK_LINE = re.compile(rf"^(?P<quote>(?:> ?)*){re.escape(MARK)} *$", re.MULTILINE)


def is_written(text: str) -> bool:
    """Whether the text is of this program's own form, quoted or not."""
    return _MARK_LINE.search(text[:20_000]) is not None


@dataclass(slots=True)
class _Section:
    """What stands under one label: the lines with their places."""

    label: Label
    lines: list[Line] = field(default_factory=list)


def read(text: str) -> Draft:
    """Read a text of this form. What is missing or not understood is null, and said in a warning."""
    draft = Draft(Family.LABELLED)
    for section in _sections(text):
        reader = _READERS.get(section.label)
        if reader is None:
            continue
        try:
            draft.put(section.label.value, reader(section), section.lines)
        except ValueError:
            draft.warn(
                "not-understood",
                section.label.value,
                f"“{' '.join(line.text for line in section.lines)[:60]}” is not understood.",
            )
    return draft


def _sections(text: str) -> Iterator[_Section]:
    mark = _MARK_LINE.search(text)
    if mark is None:
        return
    quote = mark["quote"]
    section: _Section | None = None
    for line in _lines(text, quote, mark.end() + 1):
        match = label_line().match(line.text)
        labels = [label for label in known_labels().get(match["label"], ()) if not label.of_item] if match else []
        if match and labels:
            if section is not None:
                yield section
            value = match.start("value")
            section = _Section(
                labels[0], [Line(line.start + value, line.end, line.text[value:])] if match["value"] else []
            )
        elif section is not None:
            section.lines.append(line)
    if section is not None:
        yield section


def _lines(text: str, quote: str, begin: int) -> Iterator[Line]:
    position = begin
    for raw in text[begin:].split("\n"):
        lead = (
            len(quote)
            if quote and raw.startswith(quote)
            else len(quote.rstrip())
            if quote and raw.startswith(quote.rstrip())
            else 0
        )
        bare = raw[lead:].rstrip(" ")
        yield Line(position + lead, position + lead + len(bare), bare)
        position += len(raw) + 1


def _text(section: _Section) -> str:
    return unwrap([line.text for line in section.lines if line.text])


def _groups(section: _Section) -> list[list[str]]:
    """Paragraphs: lines between blank ones."""
    groups: list[list[str]] = [[]]
    for line in section.lines:
        if line.text:
            groups[-1].append(line.text)
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group]


def _paragraphs(section: _Section) -> tuple[str, ...]:
    return tuple(unwrap(group) for group in _groups(section))


def _whole(section: _Section) -> str:
    return "\n\n".join(_paragraphs(section))


def _items(section: _Section) -> list[list[str]]:
    """Items with their lines, the indent taken off."""
    items: list[list[str]] = []
    for line in section.lines:
        if line.text.startswith("- ") or line.text == "-":
            items.append([line.text[2:]])
        elif items and line.text:
            items[-1].append(line.text[2:] if line.text.startswith("  ") else line.text)
    return items


def _bullets(section: _Section) -> tuple[str, ...]:
    return tuple(unwrap(item) for item in _items(section))


def _day(section: _Section) -> date:
    return date.fromisoformat(_text(section)[:10])


def _codes(section: _Section) -> tuple[str, ...]:
    """Codes of a list, the names in brackets taken off."""
    bare = re.sub(r"\s*\([^)]*\)", "", _text(section))
    return tuple(part.strip() for part in bare.split(",") if part.strip())


def _write_in(section: _Section) -> WriteIn:
    codes = _codes(section)
    return WriteIn(
        tuple(code for code in codes if code not in OWN_LANGUAGE), any(code in OWN_LANGUAGE for code in codes)
    )


def _parts(item: list[str]) -> tuple[list[str], dict[Label, list[str]]]:
    """The plain lines of an item, and its labelled values."""
    plain: list[str] = []
    values: dict[Label, list[str]] = {}
    for line in item:
        match = label_line().match(line)
        labels = [label for label in known_labels().get(match["label"], ()) if label.of_item] if match else []
        if match and labels:
            values.setdefault(labels[0], []).append(unescape(match["value"] or ""))
        else:
            plain.append(unescape(line))
    return plain, values


def _person(item: list[str]) -> Person:
    _, values = _parts(item)
    one = {label: found[0] for label, found in values.items()}
    gender = one.get(Label.GENDER)
    return Person(
        one.get(Label.NAME),
        one.get(Label.GROUP) in YES,
        gender if gender in ("m", "f", "mixed") else None,
        one.get(Label.PRONOUNS),
        one.get(Label.DETAIL),
    )


def _recipient(item: list[str]) -> Recipient:
    lines, values = _parts(item)
    one = {label: found[0] for label, found in values.items()}
    country = re.match(r"[A-Z]{2}(?![A-Za-z])", one.get(Label.COUNTRY, ""))
    return Recipient(
        name=one.get(Label.NAME),
        post=one.get(Label.POST),
        lines=tuple(lines),
        country=country.group() if country else None,
        email=tuple(values.get(Label.EMAIL, ())),
        fax=tuple(values.get(Label.FAX, ())),
        phone=tuple(values.get(Label.PHONE, ())),
        social=tuple(values.get(Label.SOCIAL, ())),
        salutation=one.get(Label.SALUTATION),
    )


_READERS: dict[Label, Callable[[_Section], Any]] = {
    Label.KIND: lambda section: Kind(_text(section)),
    Label.NUMBER: _text,
    Label.UPDATE: lambda section: int(_text(section)),
    Label.INDEX: _text,
    Label.ISSUED: _day,
    Label.COUNTRIES: _codes,
    Label.LANGUAGE: _text,
    Label.DEADLINE: _day,
    Label.DIPLOMATIC: lambda section: _text(section) in YES,
    Label.LANGUAGES: _write_in,
    Label.HEADLINE: _text,
    Label.CONCERNS: _bullets,
    Label.SUMMARY: _whole,
    Label.BODY: _paragraphs,
    Label.PEOPLE: lambda section: tuple(map(_person, _items(section))),
    Label.CALLS: _bullets,
    Label.MODEL_LETTER: _whole,
    Label.TARGETS: lambda section: tuple(map(_recipient, _items(section))),
    Label.COPIES: lambda section: tuple(map(_recipient, _items(section))),
    Label.AFTER: _whole,
    Label.BACKGROUND: _paragraphs,
    Label.PREVIOUS: _whole,
}
