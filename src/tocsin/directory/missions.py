"""Diplomatic missions in the database: lists come in whole and go out whole."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tocsin.directory.access import see_directory
from tocsin.directory.kinds import Source
from tocsin.directory.models import Mission as Row
from tocsin.directory.recipients import check_recipient, recipient_from_json, recipient_to_json
from tocsin.letters import Mission, load_missions
from tocsin.letters.languages import is_language_tag
from tocsin.records import history
from tocsin.records.errors import BadInput, Refused
from tocsin.staff.access import require
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed

_COLUMNS = (
    "sending_state", "host", "also_accredited", "name", "post", "address", "email", "fax", "phone", "salutation",
    "language",
)  # fmt: skip
_BATCH = 500


def import_missions(actor: Person, content: bytes, now: datetime) -> int:
    """Take in a list (`letters.missions` says in which layouts); how many missions it holds.

    It replaces the list that came in that layout before, so that the same file twice doubles nothing. Raises
    InvalidMissions (letters) or BadInput; then everything is as it was.
    """
    require(actor, Deed.DIRECTORY, anywhere=True)
    missions = load_missions(content).missions
    source = _source_of(content)
    rows = {row.key: row for row in (_row(mission, source, place) for place, mission in enumerate(missions))}
    if not rows:
        raise BadInput(_("The list names no mission."))
    try:
        with transaction.atomic():
            Row.objects.filter(source=source).delete()
            Row.objects.bulk_create(rows.values(), batch_size=_BATCH)
            history.note(now, actor.pk, "missions imported", f"missions:{source}", count=len(rows))
    except IntegrityError:
        raise Refused(_("Somebody else imports a list at this moment: try again."), "at-once") from None
    return len(rows)


def _source_of(content: bytes) -> Source:
    """By the header line, as `load_missions` knows the layouts apart."""
    first = content.decode("utf-8-sig").lstrip("\r\n").split("\n", 1)[0]
    names = (name.strip(' \t\r"') for name in first.replace(";", ",").replace("\t", ",").split(","))
    return Source.EMBASSIES if "operator" in names else Source.OWN


def _row(mission: Mission, source: Source, place: int) -> Row:
    where = f"The mission of {mission.sending_state} in {mission.seat}"
    tag = mission.salutation_language
    if tag is not None and (not is_language_tag(tag) or len(tag) > 35):
        raise BadInput(
            _("%(where)s has the language “%(tag)s”: give a tag such as en or zh-Hant (BCP 47).")
            % {"where": where, "tag": tag[:40]}
        )
    try:
        check_recipient(mission.recipient, may_be_empty=True)
    except BadInput as error:
        raise BadInput(_("%(where)s: %(error)s") % {"where": where, "error": error}) from None
    said = {
        "source": source.value,
        "sending_state": mission.sending_state,
        "seat": mission.seat,
        "hosts": list(mission.hosts),
        "recipient": recipient_to_json(mission.recipient),
        "salutation_language": tag,
        "rank": mission.rank,
    }
    key = hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    return Row(key=key, position=place, **said)


def mission_of(row: Row) -> Mission:
    """The row as the letters have it."""
    return Mission(
        sending_state=row.sending_state,
        hosts=tuple(row.hosts),
        recipient=recipient_from_json(row.recipient),
        seat=row.seat,
        salutation_language=row.salutation_language,
        rank=row.rank,
    )


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
