"""Diplomatic missions: who represents a state to the writer's government; read from CSV in UTF-8.

Two layouts, told apart by their header line.

Our own, separated by commas or semicolons; only the first two columns and one way to reach the mission are needed:

    sending_state   the state that the mission represents: alpha-2 code or English name
    host            the state in which it sits
    also_accredited other states to which it is accredited, separated by `|`
    name            name of the mission
    post            who is addressed, such as "Her Excellency the Ambassador"
    address         the postal block's further lines, separated by `|` or line breaks
    email, fax, phone   several separated by `|`
    salutation, language   the form of address and its language (BCP 47), where known

The public-domain "database of embassies": semicolons; operator, operatorQID, jurisdictions, country, city, …
Several jurisdictions are separated by `|`; without any, the mission is accredited where it sits.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tocsin.casefile import Recipient
from tocsin.letters.countries import code_of
from tocsin.letters.errors import InvalidMissions
from tocsin.letters.hygiene import lines_of, one_line

MAX_BYTES = 50_000_000

_NEEDED = ("sending_state", "host")
_KNOWN = (*_NEEDED, "also_accredited", "name", "post", "address", "email", "fax", "phone", "salutation", "language")
_COLUMNS = f"its columns are {', '.join(_KNOWN)}"


@dataclass(frozen=True, slots=True)
class Mission:
    """One mission. `hosts`: every state to which it is accredited, the one where it sits first."""

    sending_state: str
    hosts: tuple[str, ...]
    recipient: Recipient
    seat: str
    salutation_language: str | None = None
    rank: int = 0

    def usefulness(self, host: str) -> tuple[bool, int]:
        """For ordering: the one that sits there first, an embassy before a consulate."""
        return self.seat != host, self.rank


@dataclass(frozen=True, slots=True)
class Missions:
    """All missions of one file."""

    missions: tuple[Mission, ...] = ()

    def accredited(self, sending_state: str, host: str) -> Mission | None:
        """The mission that represents the one state to the other, also when it sits in another capital."""
        fitting = [one for one in self.missions if one.sending_state == sending_state and host in one.hosts]
        return min(fitting, key=lambda mission: mission.usefulness(host), default=None)


def load_missions(content: bytes) -> Missions:
    """Bytes of a CSV file in one of the two layouts; InvalidMissions says which line or column is wrong."""
    if len(content) > MAX_BYTES:
        raise InvalidMissions("The list of missions is larger than 50 MB.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidMissions("The list of missions is not UTF-8 text: save it as CSV in UTF-8.") from None
    header, rows = _table(text)
    if "operator" in header:
        return Missions(tuple(_embassies(rows)))
    missing = [column for column in _NEEDED if column not in header]
    if missing:
        raise InvalidMissions(f"The list of missions lacks the column {missing[0]}: {_COLUMNS}.")
    unknown = [column for column in header if column and column not in _KNOWN]
    if unknown:
        raise InvalidMissions(f"The list of missions has the unknown column {unknown[0][:40]}: {_COLUMNS}.")
    return Missions(tuple(_own_layout(rows)))


def _table(text: str) -> tuple[list[str], list[tuple[int, Mapping[str, str]]]]:
    """Header, and each row with the number of its last line in the file."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text.lstrip("\r\n"), newline=""), delimiter=delimiter, strict=False)
    try:
        header = [_column(name) for name in next(reader, [])]
        rows = [(reader.line_num, _row(header, cells)) for cells in reader if any(map(str.strip, cells))]
    except csv.Error as error:
        raise InvalidMissions(f"The list of missions cannot be read at line {reader.line_num}: {error}.") from None
    return header, rows


def _column(name: str) -> str:
    cleaned = one_line(name)
    return cleaned if cleaned.startswith("operator") else re.sub(r"[\s-]+", "_", cleaned.lower())


def _row(header: list[str], cells: list[str]) -> Mapping[str, str]:
    return {name: cell.strip() for name, cell in zip(header, cells, strict=False) if name}


def _own_layout(rows: Iterable[tuple[int, Mapping[str, str]]]) -> Iterator[Mission]:
    for number, row in rows:
        sending, seat = (_state(row, column, number) for column in _NEEDED)
        named = ({"also_accredited": name} for name in _several(row, "also_accredited"))
        others = tuple(_state(one, "also_accredited", number) for one in named)
        name, post = (one_line(row.get(column, "")) or None for column in ("name", "post"))
        lines = lines_of([name or "", post or "", *_several(row, "address")])
        recipient = Recipient(
            name, post, lines, seat, _several(row, "email"), _several(row, "fax"), _several(row, "phone"),
            salutation=one_line(row.get("salutation", "")) or None,
        )  # fmt: skip
        yield Mission(sending, tuple(dict.fromkeys((seat, *others))), recipient, seat, row.get("language") or None)


def _state(row: Mapping[str, str], column: str, number: int) -> str:
    code = code_of(row.get(column, ""))
    if code is None:
        given = row.get(column, "")[:40]
        raise InvalidMissions(
            f"Line {number} of the list of missions: {column} is “{given}”, not the code or name of a country."
        )
    return code


def _several(row: Mapping[str, str], column: str) -> tuple[str, ...]:
    return tuple(filter(None, map(one_line, re.split(r"[|\n]", row.get(column, "")))))


def _embassies(rows: Iterable[tuple[int, Mapping[str, str]]]) -> Iterator[Mission]:
    """Rows of the public database; labels that name no state are passed over, as the database has many."""
    for _, row in rows:
        sending = code_of(row.get("operatorISO") or row.get("operator", ""))
        seat = code_of(row.get("countryiso") or row.get("country", ""))
        if sending is None or seat is None:
            continue
        named = tuple(filter(None, map(code_of, _several(row, "jurisdictions"))))
        # An embassy to the Holy See sits in Rome and is not accredited to Italy.
        hosts = named if named == ("VA",) else tuple(dict.fromkeys((seat, *named)))
        yield Mission(sending, hosts, _embassy(row, seat), seat, None, _rank(row.get("type", "")))


def _embassy(row: Mapping[str, str], seat: str) -> Recipient:
    """The database names no missions: the kind and the sending state make a name, address and city the lines."""
    kind = one_line(row.get("type", "")) or "embassy"
    name = f"{kind[:1].upper()}{kind[1:]} of {one_line(row.get('operator', ''))}"
    street, city = one_line(row.get("address", "")), one_line(row.get("city", ""))
    place = city if city and city.casefold() not in street.casefold() else ""
    lines = lines_of([name, street, place]) if street else ()
    emails = tuple(email.removeprefix("mailto:") for email in _several(row, "email"))
    return Recipient(name, None, lines, seat, emails, (), _several(row, "phone"))


def _rank(kind: str) -> int:
    """Embassies and high commissions speak for a state; consulates serve its citizens."""
    lowered = kind.casefold()
    if not lowered or "embassy" in lowered or "high commission" in lowered:
        return 0
    return 1 if "mission" in lowered or "nunciature" in lowered else 2
