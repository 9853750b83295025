"""The people of a letter-writing evening: CSV in UTF-8, one row a person.

Columns are the keys of WRITER.toml, and `text`: the file with that person's own words, relative to the list. Needed
are the columns name, country, language, and address or place. A blank cell is as if the key were not there. Beyond
WRITER.toml:

    name     may be blank: the letter then has a line to sign on
    address  lines separated by `|` or line breaks
    text     blank or missing: the letter has lines to write on by hand
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tocsin.letters.appeal import read_appeal
from tocsin.letters.composing import language_of_letters
from tocsin.letters.errors import InvalidAppeal, InvalidPeople, InvalidWriter
from tocsin.letters.hygiene import one_line
from tocsin.letters.signature import signature_of
from tocsin.letters.writer import MAX_ADDRESS_LINES, Writer, nearest_key, writer_of

MAX_LIST_BYTES = 20_000_000
MAX_PEOPLE = 50_000

COLUMNS = ("name", "sign_as", "address", "place", "email", "country", "language", "paper", "envelope", "text")
NEEDED_COLUMNS = ("name", "country", "language")

_IN_A_CELL = {
    "name": "give one line of text of at most 120 characters, or leave it blank for a line to sign on",
    "sign_as": "it is full or initials",
    "address": f"give 1 to {MAX_ADDRESS_LINES} lines, separated by |, or a town in the column place",
    "place": "give a town",
    "email": "give one e-mail address, such as chen@example.org",
    "country": "give a two-letter country code, such as DE",
    "language": "give a language tag, such as de or pt-BR",
    "paper": "it is a4 or letter",
}

type TextAt = Callable[[str], str]
"""From a name in the column `text` to what the file says; raises InvalidAppeal."""


@dataclass(frozen=True, slots=True)
class Participant:
    """One person of the evening. line: where their row begins in the list. text: None to write by hand."""

    line: int
    writer: Writer
    text: str | None


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: Mapping[str, str]
    has_too_many: bool


class _WrongRow(Exception):
    """A row of which no person can be made; the sentence begins after its line and column."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.place = f", column {column}" if column else ""


def load_people(content: bytes, text_at: TextAt, *, language: str | None = None) -> tuple[Participant, ...]:
    """Everybody in the list, in its order; InvalidPeople has every wrong row, so that one correction is enough.

    language: that of all letters, where one was asked for; InvalidAppeal if it is none.
    """
    rows = list(_rows(_text_of(content)))
    if not rows:
        raise InvalidPeople(["The list of people has no row below its heading."])
    if len(rows) > MAX_PEOPLE:
        raise InvalidPeople([f"The list has more than {MAX_PEOPLE:,} people: make it in parts."])
    found, wrong = [], []
    for row in rows:
        try:
            found.append(_participant(row, text_at, language))
        except _WrongRow as error:
            wrong.append(f"Line {row.line}{error.place}: {str(error).removesuffix('.')}.")
    if wrong:
        raise InvalidPeople(wrong)
    return tuple(found)


def people_with_the_same_words(people: tuple[Participant, ...]) -> int:
    """How many people have a text that somebody else in the list has too, but for spaces and case."""
    texts = Counter(hash(" ".join(one.text.casefold().split())) for one in people if one.text is not None)
    return sum(count for count in texts.values() if count > 1)


def _participant(row: _Row, text_at: TextAt, language: str | None) -> Participant:
    if row.has_too_many:
        raise _WrongRow("", "the row has more cells than the heading: put quotation marks round a cell with commas")
    writer = _writer(row.cells)
    chosen = language_of_letters(writer, language)
    name = row.cells.get("text", "")
    try:
        return Participant(row.line, writer, _own_words(text_at(name), writer, chosen) if name else None)
    except InvalidAppeal as error:
        raise _WrongRow("text", str(error)) from None


def _writer(cells: Mapping[str, str]) -> Writer:
    values: dict[str, Any] = {key: cell for key, cell in cells.items() if cell and key != "text"}
    if "address" in values:
        values["address"] = re.split(r"[|\n]", values["address"])
    try:
        writer = writer_of(values, needed=("country", "language"))
    except InvalidWriter as error:
        raise _WrongRow(error.key, _IN_A_CELL.get(error.key, str(error))) from None
    if writer.signs_with_initials and not writer.name:
        raise _WrongRow("name", "initials need a name")
    return writer


def _own_words(text: str, writer: Writer, language: str) -> str:
    """The text as it was given, once it is known that a letter can be made of it."""
    read_appeal(text, language, signature_of(writer, language))
    return text


def _text_of(content: bytes) -> str:
    if len(content) > MAX_LIST_BYTES:
        raise InvalidPeople(["The list of people is larger than 20 MB."])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidPeople(["The list of people is not UTF-8 text: save it as “CSV UTF-8”."]) from None


def _rows(text: str) -> Iterator[_Row]:
    """Rows that say anything, each with the line in which it begins."""
    first = next(filter(str.strip, text.splitlines()), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    heading: list[str] | None = None
    begins = 1
    try:
        for cells in reader:
            if any(map(str.strip, cells)):
                if heading is None:
                    heading = _heading(cells)
                else:
                    yield _row(begins, heading, cells)
            begins = reader.line_num + 1
    except csv.Error as error:
        raise InvalidPeople([f"The list of people cannot be read at line {begins}: {error}."]) from None


def _heading(cells: list[str]) -> list[str]:
    """Names of the columns; raises InvalidPeople where they are not those that are known."""
    names = [re.sub(r"[\s-]+", "_", one_line(cell).lower()) for cell in cells]
    unknown = next((name for name in names if name and name not in COLUMNS), None)
    if unknown:
        near = nearest_key(unknown) if nearest_key(unknown).startswith("did") else f"known are {', '.join(COLUMNS)}."
        raise InvalidPeople([f"The list of people has the unknown column “{unknown[:40]}”: {near}"])
    twice = next((name for name, count in Counter(filter(None, names)).items() if count > 1), None)
    if twice:
        raise InvalidPeople([f"The list of people has the column “{twice}” twice."])
    missing = [name for name in NEEDED_COLUMNS if name not in names]
    if not {"address", "place"} & set(names):
        missing.append("address (or place)")
    if missing:
        raise InvalidPeople([f"The list of people lacks the column {missing[0]}; columns are {', '.join(COLUMNS)}."])
    return names


def _row(line: int, heading: list[str], cells: list[str]) -> _Row:
    named = {name: cell.strip() for name, cell in zip(heading, cells, strict=False) if name}
    return _Row(line, named, any(map(str.strip, cells[len(heading) :])))
