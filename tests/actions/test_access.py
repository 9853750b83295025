"""The access table as a test: every command that takes --as, every role, every place; a new command needs a row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import Result
from django.db import transaction

from tests.actions.access_table import ALL, NOBODY_ASKED, TABLE, Row
from tests.actions.access_world import settle
from tests.actions.commands import Commands
from tests.conftest import IN_CI
from tocsin.cli import cli

SIGN_IN = "The address or the secret is wrong.\nNothing was changed.\n"


class World:
    def __init__(self, commands: Commands, objects: dict[str, object]) -> None:
        self.commands = commands
        self.objects = objects

    def run(self, row: Row, by: str, **other: object) -> Result:
        """What this person gets; then everything is as it was."""
        objects = self.objects | other
        words = [objects[word[1:-1]] if word.startswith("{") else word for word in row.words.split()]
        put_back = transaction.atomic()
        put_back._from_testcase = True  # type: ignore[attr-defined] # so that what has to be outermost still runs
        with put_back:
            result = self.commands.run(*words, by=by)
            transaction.set_rollback(True)
        assert isinstance(result.exception, SystemExit | None), (row, by, result.exception)
        return result


@pytest.fixture
def world(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    return World(*settle(tmp_path, monkeypatch))


def commands_of(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from commands_of(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


def test_every_command_has_a_row_or_a_reason_to_ask_for_nobody() -> None:
    found = dict(commands_of(cli))
    in_table = {name.partition(",")[0] for name in TABLE}
    assert in_table | NOBODY_ASKED.keys() == found.keys()
    assert not in_table & NOBODY_ASKED.keys()
    for name, command in found.items():
        asks = any(option.name == "email" and "--as" in option.opts for option in command.params)
        assert asks is (name in in_table), name


def test_every_command_does_for_each_role_and_place_what_the_table_says(
    world: World, subtests: pytest.Subtests
) -> None:
    """In one world, for it takes longer to make than most of what is done in it."""
    for name, row in TABLE.items():
        with subtests.test(name):
            does_what_its_row_says(world, row)
            does_nothing_for_nobody(world, row)
            if row.hidden:
                answers_as_if_it_were_missing(world, row)


def allowed_by(row: Row) -> dict[str, str]:
    """Roles by place. The short run leaves out what is as at home, and all abroad who may do nothing (`fr-all`)."""
    abroad = {"fr": row.abroad} if row.abroad or IN_CI else {}
    nowhere = {"nowhere": row.home if row.nowhere is None else row.nowhere}
    return {"de": row.home} | abroad | (nowhere if row.nowhere is not None or IN_CI else {})


def does_what_its_row_says(world: World, row: Row) -> None:
    allowed = allowed_by(row)
    assert row.abroad or world.run(row, "fr-all").exit_code == 1
    got = {(place, role): world.run(row, f"{place}-{role}") for place in allowed for role in ALL.lower()}
    assert allowed == {
        place: "".join(role for role in ALL if got[place, role.lower()].exit_code == 0) for place in allowed
    }
    for who, result in got.items():
        if result.exit_code:
            assert (result.exit_code, result.stdout) == (1, ""), (who, result.stderr)
            assert "\nNothing was changed.\n" in result.stderr


def does_nothing_for_nobody(world: World, row: Row) -> None:
    """Left, unknown, of a wrong secret: the same words. Not confirmed yet, or without a role: refused."""
    answers = [world.run(row, who) for who in (("gone", "eve") if IN_CI else ("gone",))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TOCSIN_SECRET_FILE", str(world.commands.file("wrong.txt", "not the secret of anybody\n")))
        answers.append(world.run(row, "nowhere-a"))
    assert {(one.exit_code, one.stdout, one.stderr) for one in answers} == {(1, "", SIGN_IN)}
    for who in ("waiting", "roleless") if IN_CI else ("waiting",):
        result = world.run(row, who)
        assert result.exit_code == (0 if row.anybody else 1), (who, result.stderr)


def answers_as_if_it_were_missing(world: World, row: Row) -> None:
    """Also to somebody who has every role, but in another section."""
    first = next(word for word in row.words.split() if word.startswith("{"))[1:-1]
    missing = "nobody-at-all@example.org" if "@" in str(world.objects[first]) else 999_999
    answers = [world.run(row, "fr-all"), world.run(row, "fr-all", **{first: missing})]
    assert answers[0].stderr.endswith("or it is not yours to see.\nNothing was changed.\n")
    assert len({(one.exit_code, one.stdout, one.stderr) for one in answers}) == 1


def test_lists_hold_no_more_than_one_may_see(world: World) -> None:
    at_home, abroad, roleless = (
        {who: world.run(TABLE[name], who).stdout for who in ("de-a", "fr-all", "roleless")}
        for name in ("case list", "staff list", "case show, public")
    )
    assert "Draft 0" in at_home["de-a"]
    assert "Draft 0" not in at_home["fr-all"] + at_home["roleless"]
    assert "colleague@" in abroad["de-a"]
    assert "colleague@" not in abroad["fr-all"] + abroad["roleless"]
    assert "Consent" in roleless["de-a"]
    assert "Consent" not in roleless["fr-all"]
