"""Diplomatic missions in the database: which one is accredited where, and how the list goes out whole."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tocsin.directory.access import see_directory
from tocsin.directory.kinds import Source
from tocsin.directory.models import Mission as Row
from tocsin.directory.recipients import recipient_from_json, recipient_to_json
from tocsin.letters import Mission
from tocsin.staff.models import Person

_COLUMNS = (
    "sending_state", "host", "also_accredited", "name", "post", "address", "email", "fax", "phone", "salutation",
    "language",
)  # fmt: skip


def mission_to_json(mission: Mission) -> dict[str, Any]:
    """What `mission_from_json` reads again."""
    return {
        "sending_state": mission.sending_state,
        "seat": mission.seat,
        "hosts": list(mission.hosts),
        "recipient": recipient_to_json(mission.recipient),
        "salutation_language": mission.salutation_language,
        "rank": mission.rank,
    }


def mission_from_json(values: Mapping[str, Any]) -> Mission:
    return Mission(
        sending_state=values["sending_state"],
        hosts=tuple(values["hosts"]),
        recipient=recipient_from_json(values["recipient"]),
        seat=values["seat"],
        salutation_language=values["salutation_language"],
        rank=values["rank"],
    )


def mission_of(row: Row) -> Mission:
    """The row as the letters have it."""
    return mission_from_json(vars(row))


def accredited(sending_state: str, host: str) -> Mission | None:
    """The mission that represents the one state to the other, also when it sits in another capital.

    The network's own list before the public database, as it is the one that somebody looks after.
    """
    fitting = [row for row in Row.objects.filter(sending_state=sending_state) if host in row.hosts]
    best = min(fitting, key=lambda row: _usefulness(row, host), default=None)
    return None if best is None else mission_of(best)


def _usefulness(row: Row, host: str) -> tuple[bool, tuple[bool, int], int]:
    return row.source != Source.OWN, mission_of(row).usefulness(host), row.position


def missions_for(
    person: Person, sending_state: str | None = None, host: str | None = None, source: Source | None = None
) -> list[Mission]:
    """The missions of a state, to a state, of one of the lists; in the order of their lists."""
    see_directory(person)
    rows = Row.objects.order_by("-source", "position")
    if sending_state is not None:
        rows = rows.filter(sending_state=sending_state)
    if source is not None:
        rows = rows.filter(source=source)
    return [mission_of(row) for row in rows if host is None or host in row.hosts]


def export_missions() -> str:
    """The network's own list as CSV in its own layout: `load_missions` reads exactly the same missions from it.

    The public database is not in it; it is had from where it came from, and its layout says things that ours cannot.
    A cell that begins with = + - or @ stays as it is, though a spreadsheet may take it for a formula: every telephone
    number begins with +, and an apostrophe put before it would stand in the letter after the next import.
    """
    own = (mission_of(row) for row in Row.objects.filter(source=Source.OWN).order_by("position"))
    return missions_as_csv(own)


def missions_as_csv(missions: Iterable[Mission]) -> str:
    """Missions that were read from our own layout, in that layout."""
    stream = io.StringIO(newline="")
    table = csv.writer(stream, lineterminator="\n")
    table.writerow(_COLUMNS)
    table.writerows(map(_cells, missions))
    return stream.getvalue()


def _cells(mission: Mission) -> Sequence[str]:
    recipient = mission.recipient
    above = [line for line in (recipient.name, recipient.post) if line]
    return (
        mission.sending_state,
        mission.seat,
        "|".join(mission.hosts[1:]),
        recipient.name or "",
        recipient.post or "",
        "|".join(recipient.lines[len(above) :]),
        "|".join(recipient.email),
        "|".join(recipient.fax),
        "|".join(recipient.phone),
        recipient.salutation or "",
        mission.salutation_language or "",
    )
