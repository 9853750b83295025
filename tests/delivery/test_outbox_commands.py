"""`tocsin outbox`: what an operator sees and does; ids and states alone, and no letter is opened."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.actions.commands import Commands, commands_for
from tests.delivery.ledgers import NOW, Desk, state_of
from tests.network import Network
from tocsin.delivery import switching
from tocsin.delivery.kinds import Kind, Why
from tocsin.delivery.models import Letter, Switch
from tocsin.delivery.states import LetterState
from tocsin.records.models import Entry

S = LetterState


@pytest.fixture
def commands(network: Network, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Commands:
    network.now = NOW
    return commands_for(network, tmp_path, monkeypatch)


def outbox(commands: Commands, *words: object) -> str:
    return commands.done("outbox", *words, by="odile")


def listed(commands: Commands, *words: object) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(outbox(commands, "list", "--json", *words))
    return found


def test_the_list_says_what_is_where_and_nothing_of_who_wrote(desk: Desk, commands: Commands) -> None:
    desk.letter(1, person="p" * 64)
    desk.letter(2, state=S.HELD, why=Why.FLOOD, slug="xh-2-26")
    desk.letter(3, kind=Kind.NOTICE, recipient="", contact="")
    found = listed(commands)
    assert [(one["id"], one["kind"], one["state"], one["why"]) for one in found["letters"]][1:] == [
        (Letter.objects.get(owner=2).pk, "letter", "held", "flood"),
        (Letter.objects.get(owner=1).pk, "letter", "ready", None),
    ]
    assert found["counts"] == [
        {"kind": "letter", "state": "held", "number": 1},
        {"kind": "letter", "state": "ready", "number": 1},
        {"kind": "notice", "state": "ready", "number": 1},
    ]
    assert "p" * 64 not in json.dumps(found)
    assert "@" not in json.dumps(found)
    assert [one["state"] for one in listed(commands, "--state", "held")["letters"]] == ["held"]
    assert [one["case"] for one in listed(commands, "--case", "xh-2-26")["letters"]] == ["xh-2-26"]
    assert "is no state of a letter" in commands.run("outbox", "list", "--state", "lost", by="odile").stderr


def test_a_hold_of_all_lasts_until_it_is_ended_and_counts_no_day_of_it_against_a_letter(
    desk: Desk, commands: Commands
) -> None:
    letter = desk.letter()
    assert outbox(commands, "hold") == "1"
    assert (listed(commands)["held"], listed(commands)["why"]) == (True, "operator")
    assert "is held" in commands.run("outbox", "list", by="odile").stderr
    desk.later(days=6)
    desk.work()
    assert desk.carrier.seen == []
    commands.network.now = desk.now
    assert outbox(commands, "release") == "1"
    desk.work()
    letter.refresh_from_db()
    assert (letter.state, letter.released_at) == (S.HANDED_OVER, desk.now)
    assert [entry.verb for entry in Entry.objects.order_by("-pk")[:2]] == ["outbox released", "outbox held"]


def test_a_pause_ends_by_itself(desk: Desk, commands: Commands) -> None:
    desk.letter()
    assert outbox(commands, "pause", "--minutes", 90) == (NOW + timedelta(minutes=90)).isoformat(timespec="seconds")
    assert listed(commands)["paused_until"] == (NOW + timedelta(minutes=90)).isoformat()
    desk.later(minutes=89)
    desk.work()
    assert desk.carrier.seen == []
    desk.later(minutes=1)
    desk.work()
    assert len(desk.carrier.seen) == 1
    for minutes in (0, 10_081):
        assert commands.run("outbox", "pause", "--minutes", minutes, by="odile").exit_code == 2


def test_single_letters_are_held_and_released(desk: Desk, commands: Commands) -> None:
    first, second = desk.letters(2)
    assert outbox(commands, "hold", first.pk) == "1"
    desk.work()
    assert [state_of(first), state_of(second)] == [S.HELD, S.HANDED_OVER]
    assert outbox(commands, "release", first.pk) == "1"
    desk.work()
    assert state_of(first) == S.HANDED_OVER
    assert Entry.objects.filter(subject=f"letter:{first.pk}").count() == 2


def test_either_all_of_the_named_letters_or_none(desk: Desk, commands: Commands) -> None:
    ready, done = desk.letter(1), desk.letter(2, state=S.HANDED_OVER)
    result = commands.run("outbox", "hold", ready.pk, done.pk, by="odile")
    assert (result.exit_code, result.stdout) == (1, "")
    assert commands.run("outbox", "hold", ready.pk, 999_999, by="odile").exit_code == 1
    assert state_of(ready) == S.READY


def test_a_letter_in_flight_is_not_said_to_be_held(desk: Desk, commands: Commands) -> None:
    letter = desk.letter(lease_until=NOW + timedelta(minutes=1))
    result = commands.run("outbox", "hold", letter.pk, by="odile")
    assert result.exit_code == 1
    assert "at this moment" in result.stderr


def test_frozen_letters_are_tried_again_once_the_cause_is_mended(desk: Desk, commands: Commands) -> None:
    letters = [desk.letter(number, to=f"office@{number}.example.org") for number in range(3)]
    for letter in letters:
        desk.carrier.answers[letter.message_id] = [ZeroDivisionError()]
    desk.work()
    assert {one["reference"] is not None for one in listed(commands, "--state", "frozen")["letters"]} == {True}
    desk.carrier.answers.clear()
    assert outbox(commands, "retry") == "3"
    desk.work()
    assert {state_of(letter) for letter in letters} == {S.HANDED_OVER}
    assert {letter.reference for letter in Letter.objects.all()} == {""}


def test_a_letter_that_was_given_up_is_tried_again_only_where_nothing_has_taken_its_place(
    desk: Desk, commands: Commands
) -> None:
    alone = desk.letter(1, state=S.FAILED, person="a" * 64, closed_at=NOW)
    replaced = desk.letter(2, state=S.FAILED, closed_at=NOW)
    desk.letter(3, owner=2, state=S.WRITTEN)
    twice = desk.letter(4, state=S.FAILED, person="b" * 64, closed_at=NOW)
    desk.letter(5, state=S.HANDED_OVER, person="b" * 64)
    assert outbox(commands, "retry", alone.pk) == "1"
    for letter in (replaced, twice):
        result = commands.run("outbox", "retry", letter.pk, by="odile")
        assert result.exit_code == 1
        assert "place" in result.stderr
    alone.refresh_from_db()
    assert (alone.state, alone.attempts, alone.closed_at) == (S.READY, 0, None)


def test_nothing_that_was_handed_over_is_sent_again_by_an_operator(desk: Desk, commands: Commands) -> None:
    letter = desk.letter(state=S.HANDED_OVER)
    assert commands.run("outbox", "retry", letter.pk, by="odile").exit_code == 1


@pytest.mark.parametrize("by", ["amina", "dara", "bo"])
def test_only_operators_touch_the_outbox(desk: Desk, commands: Commands, by: str) -> None:
    desk.letter()
    for words in (["list"], ["hold"], ["release"], ["retry"], ["pause"]):
        assert commands.run("outbox", *words, by=by).exit_code == 1
    assert not Switch.row().held


def test_errors_that_pile_up_never_shorten_an_operators_pause(desk: Desk) -> None:
    until = switching.pause(600, NOW)
    for number in range(6):
        desk.letter(number, state=S.FROZEN)
    switching.error_came(NOW)
    assert Switch.row().paused_until == until
    assert switching.carrier_fails(NOW) == until
    assert isinstance(until, datetime)
