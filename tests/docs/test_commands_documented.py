"""Every command has a section with its usage, its options and its exit codes, and no other command has one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tocsin.cli import cli

from .pages import codes, first_codes, page, rows, sections


def leaves(group: click.Group, *before: str) -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, by its whole name: `read`, `case import`."""
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from leaves(command, *before, name)
        else:
            yield " ".join((*before, name)), command


COMMANDS = dict(leaves(cli))
GROUPS = {name for name, command in cli.commands.items() if isinstance(command, click.Group)}


def section_of(command: str) -> str:
    found = sections(page("docs/commands.md"))
    assert f"`tocsin {command}`" in found, f"docs/commands.md lacks a section for tocsin {command}"
    return found[f"`tocsin {command}`"]


def options_of(command: click.Command) -> list[click.Option]:
    with click.Context(command, info_name="tocsin", help_option_names=["-h", "--help"]) as context:
        return [option for option in command.get_params(context) if isinstance(option, click.Option)]


def test_every_command_has_a_section_and_every_section_a_command() -> None:
    documented = {name for name in sections(page("docs/commands.md")) if name.startswith("`tocsin")}
    overviews = {f"`tocsin {name}`" for name in GROUPS}
    assert documented - overviews == {f"`tocsin {name}`" for name in COMMANDS}


@pytest.mark.parametrize("name", sorted(GROUPS))
def test_the_overview_of_a_group_links_to_each_of_its_commands(name: str) -> None:
    inside = {command for command in COMMANDS if command.startswith(f"{name} ")}
    assert {code.removeprefix("tocsin ") for code in first_codes(section_of(name))} == inside


def test_every_command_stands_in_the_operators_table_of_exit_codes() -> None:
    """By itself, or by its group where all commands of the group have the same codes."""
    told = {code.removeprefix("tocsin ") for code in first_codes(sections(page("docs/operator.md"))["Exit codes"])}
    grouped = {command for command in COMMANDS if command.partition(" ")[0] in told & GROUPS}
    assert told - GROUPS | grouped == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_options_of_a_command_are_those_of_its_table(name: str) -> None:
    spelled = {spelling for option in options_of(COMMANDS[name]) for spelling in (*option.opts, *option.secondary_opts)}
    assert first_codes(section_of(name)) == spelled


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_says_what_an_option_takes_and_whether_it_is_needed(name: str) -> None:
    told = {code: row[1] for row in rows(section_of(name)) for code in codes(row[0])}
    for option in options_of(COMMANDS[name]):
        text = told[option.opts[0]]
        assert text.startswith("Needed.") == option.required, option.opts
        for choice in option.type.choices if isinstance(option.type, click.Choice) else ():
            assert f"`{choice}" in text, (option.opts, choice)
        default = option.default
        if isinstance(default, str | Path | int) and not isinstance(default, bool) and default != "":
            shown = re.escape(str(default))
            assert re.search(rf"`{shown}`[^;]*default|default[^;]*`{shown}`", text), option.opts


@pytest.mark.parametrize("name", COMMANDS)
def test_the_usage_line_names_arguments_and_options_and_the_exit_codes_follow(name: str) -> None:
    section = section_of(name)
    usage = re.search(rf"^    tocsin {name}(?![\w-])(.*(?:\n     +.*)*)$", section, re.MULTILINE)
    assert usage, name
    parameters = COMMANDS[name].params
    arguments = [one for one in parameters if isinstance(one, click.Argument)]
    plain = re.sub(r"\[?(?<!\w)--[^\]\s]+(?: [^\[\]\s]+)?\]?…?", "", usage[1])
    shown = [one.human_readable_name.upper() for one in arguments]
    assert re.findall(r"(?<![-\w.])[A-Z]{4,}(?![\w.])", plain) == shown
    assert re.findall(r"\[([A-Z]{4,})\]", plain) == [
        one.human_readable_name.upper() for one in arguments if not one.required
    ]
    options = [one for one in parameters if isinstance(one, click.Option)]
    spelled = {spelling for one in options for spelling in (*one.opts, *one.secondary_opts)}
    assert set(re.findall(r"--[a-z-]+", usage[1])) == spelled
    for one in options:
        assert bool(re.search(rf"\[(?:[^\]]*\|)?{one.opts[0]}\b", usage[1])) == (not one.required), one.opts
        assert (f"{one.opts[0]} " in usage[1]) or one.is_flag or one.flag_value, one.opts
    assert re.search(r"^Exit codes: 0 ", section, re.MULTILINE)
