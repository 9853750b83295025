"""Commands of the lists of missions: looking them up, and putting another list in force by two people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from tocsin.cli.console import (
    acting,
    as_json,
    as_option,
    handled,
    json_option,
    now,
    put_out,
    show_table,
    take_in,
    tell,
)
from tocsin.cli.directory import LARGEST

if TYPE_CHECKING:
    from tocsin.directory.mission_changes import Change
    from tocsin.letters import Mission


@click.group()
def missions() -> None:
    """Diplomatic missions, and where they are accredited."""


@missions.command("list")
@click.option("--of", "sending_state", help="Code or English name of the state that is represented.")
@click.option("--to", "host", help="Code or English name of the state to which they are accredited.")
@json_option
@as_option
@handled
def list_missions(email: str, sending_state: str | None, host: str | None, json_only: bool) -> None:
    """Missions, all or those of a state and to a state."""
    from tocsin.directory.missions import mission_to_json, missions_for

    found = missions_for(acting(email), _state(sending_state), _state(host))
    if json_only:
        put_out(as_json([mission_to_json(one) for one in found]))
    else:
        rows = ((one.sending_state, one.seat, " ".join(one.hosts), one.recipient.name) for one in found)
        show_table(("OF", "SEAT", "TO", "NAME"), rows)


def _state(given: str | None) -> str | None:
    from tocsin.letters.countries import code_of
    from tocsin.records.errors import BadInput

    code = code_of(given) if given else None
    if given and code is None:
        raise BadInput(f"“{given[:40]}” is not the code or English name of a state.")
    return code


@missions.command("import")
@click.argument("file")
@as_option
@handled
def import_missions(email: str, file: str) -> None:
    """Bring in a list (CSV); prints its NUMBER.

    Once a second person has confirmed it, it replaces the one that came in the same layout before. FILE may be - for
    standard input.
    """
    from tocsin.directory.mission_lists import bring_missions

    actor = acting(email)
    brought = bring_missions(actor, take_in(file, LARGEST), now())
    if brought is None:
        tell("This is the list in force: nothing changes, and nothing waits.")
        return
    tell(
        f"Missions read: {brought.count}. Nothing is changed yet: the list waits for a second person.",
        f"They look at it with: tocsin missions waiting {brought.pk} --as SOMEBODY-ELSE",
        f"and confirm it with: tocsin missions confirm {brought.pk} --as SOMEBODY-ELSE.",
    )
    put_out(str(brought.pk))


@missions.command("waiting")
@click.argument("number", type=int, required=False)
@json_option
@as_option
@handled
def show_waiting(email: str, number: int | None, json_only: bool) -> None:
    """Lists that wait for a second person; with NUMBER, all that one would change of the list in force."""
    from tocsin.directory.mission_lists import access_list_for, changes_of, waiting_lists_for

    actor = acting(email)
    if number is not None:
        _show_changes(changes_of(access_list_for(actor, number)), json_only=json_only)
        return
    found = waiting_lists_for(actor)
    if json_only:
        keys = ("id", "source", "count", "by", "is_stale")
        put_out(as_json([{key: getattr(one, key) for key in keys} | {"at": one.at.isoformat()} for one in found]))
        return
    rows = (
        (one.id, one.source, one.count, one.by, f"{one.at:%Y-%m-%d}", "changed since" if one.is_stale else "waits")
        for one in found
    )
    show_table(("NUMBER", "LAYOUT", "MISSIONS", "BROUGHT BY", "ON", "STATE"), rows)


def _show_changes(changes: list[Change], *, json_only: bool) -> None:
    from tocsin.directory.missions import mission_to_json

    if json_only:
        sides = ("before", "after")
        put_out(as_json([
            {"kind": one.kind}
            | {side: mission_to_json(said) if (said := getattr(one, side)) else None for side in sides}
            for one in changes
        ]))  # fmt: skip
        return
    rows = (row for one in changes for row in _rows(one))
    show_table(("CHANGE", "OF", "SEAT", "WHAT", "IN FORCE", "IN THIS LIST"), rows)


def _rows(change: Change) -> Iterator[tuple[str, ...]]:
    """One row for each particular that differs; of a mission that comes or goes, all that is said of it."""
    before, after = (_particulars(one) for one in (change.before, change.after))
    first = [change.kind, change.about.sending_state, change.about.seat]
    if before == after:
        yield (*first, "place in the list", change.about.recipient.name or "", change.about.recipient.name or "")
    for what in dict.fromkeys((*before, *after)):
        was, is_now = before.get(what, ""), after.get(what, "")
        if was != is_now:
            yield (*first, what, was, is_now)
            first = ["", "", ""]


def _particulars(mission: Mission | None) -> dict[str, str]:
    if mission is None:
        return {}
    recipient = mission.recipient
    said: dict[str, Any] = {
        "name": recipient.name,
        "post": recipient.post,
        "address": " | ".join(recipient.lines),
        "also for": " ".join(code for code in mission.hosts if code != mission.seat),
        "e-mail": " ".join(recipient.email),
        "fax": " | ".join(recipient.fax),
        "telephone": " | ".join(recipient.phone),
        "salutation": recipient.salutation,
        "language": mission.salutation_language,
        "rank": str(mission.rank or ""),
    }
    return {what: text for what, text in said.items() if text}


@missions.command("confirm")
@click.argument("number", type=int)
@as_option
@handled
def confirm(email: str, number: int) -> None:
    """Put a list in force that somebody else brought in. Look at what it changes first. Prints how many it holds."""
    from tocsin.directory.mission_lists import confirm_missions

    put_out(str(confirm_missions(acting(email), number, now())))


@missions.command("withdraw")
@click.argument("number", type=int)
@as_option
@handled
def withdraw(email: str, number: int) -> None:
    """Take a list away that waits: at once, by one person. The list in force stays."""
    from tocsin.directory.mission_lists import withdraw_missions

    withdraw_missions(acting(email), number, now())
    tell(f"The list {number} waits no more. The one in force stays as it is.")


@missions.command("export", help="The network’s own list as CSV; the public database of embassies is not in it.")
@as_option
@handled
def export_missions(email: str) -> None:
    from tocsin.directory.access import see_directory
    from tocsin.directory.missions import export_missions as own_list

    see_directory(acting(email))
    put_out(own_list())
