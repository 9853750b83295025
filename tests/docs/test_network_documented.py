"""What the network's rooms let people see is documented: settings, addresses, roles, states, words, tables."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver

import tocsin
from tocsin import doctor, mail_doctor
from tocsin.actions import composing
from tocsin.actions.consent import PERSONAL_FIELDS, Use
from tocsin.actions.models import PUBLIC_TABLES
from tocsin.actions.publishing import changes
from tocsin.actions.states import DRAFT_STEPS, EDITION_STEPS, DraftState, EditionState, MentionNetwork, Outcome
from tocsin.api import editions
from tocsin.casefile import Kind
from tocsin.delivery.states import STEPS
from tocsin.directory import exchange
from tocsin.directory.health import MOVES
from tocsin.directory.kinds import ContactEvent, ContactState
from tocsin.project import keyring, urls
from tocsin.project.environment import read_environment
from tocsin.staff.roles import MAY, Deed

from .pages import codes, first_codes, page, rows, sections

EDITOR, OPERATOR, DEVELOPER = "docs/editor.md", "docs/operator.md", "docs/developer.md"


def section(of: str, name: str) -> str:
    return sections(page(of))[name]


# --- settings and keys ----------------------------------------------------------------------------------------------


def names_of_variables() -> set[str]:
    """Every variable of ours that the source names, wherever it does."""
    sources = Path(tocsin.__file__).parent.rglob("*.py")
    named = {
        node.value
        for source in sources
        for node in ast.walk(ast.parse(source.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    found = {name for name in named if re.fullmatch(r"TOCSIN_[A-Z_]+|DATABASE_URL(_FILE)?", name)}
    return {name for name in found if not name.endswith("_FILE") or name == "TOCSIN_SECRET_FILE"}


def test_every_variable_of_the_environment_is_in_the_table_of_settings() -> None:
    assert first_codes(section(OPERATOR, "Settings")) == names_of_variables()


def test_the_table_of_settings_has_the_defaults_that_hold() -> None:
    told = {codes(row[0])[0]: row[1] for row in rows(section(OPERATOR, "Settings"))}
    default = read_environment({})
    assert told["TOCSIN_DATA"] == f"`./{default.data.name}`"
    assert default.data == Path.cwd() / default.data.name
    assert told["TOCSIN_URL"] == f"`{default.url}`"
    assert told["TOCSIN_NETWORK"] == f"`{default.network}`"
    assert told["TOCSIN_DELIVERY"] == f"`{default.delivery}`"
    assert default.database_url is None


def test_every_file_of_a_key_is_in_the_table_of_keys(tmp_path: Path) -> None:
    made = keyring.Keyring(tmp_path).make_missing()
    assert first_codes(section(OPERATOR, "Keys")) == set(made) == {file.name for file in tmp_path.iterdir()}


def test_every_line_of_the_doctor_is_in_its_table() -> None:
    parts = (ast.parse(inspect.getsource(module)) for module in (doctor, mail_doctor))
    tree = ast.Module([part for module in parts for part in module.body], [])
    first = [node.args[0] for node in ast.walk(tree) if isinstance(node, ast.Call) and _name_of(node) == "Examined"]
    said = {one.value for one in first if isinstance(one, ast.Constant)}
    said |= {
        node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and _is_named(node.targets[0], "what")
    }
    assert all(isinstance(one, ast.Constant) or _is_named(one, "what") for one in first)
    assert {row[0] for row in rows(section(OPERATOR, "`tocsin doctor`"))} == said


def _name_of(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def _is_named(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


# --- addresses ------------------------------------------------------------------------------------------------------


def addresses(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    """Every address as a person writes it: `/actions/<slug>/`."""
    for one in patterns:
        route = f"{before}{one.pattern}"
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, route)
        else:
            yield re.sub(r"<\w+:(\w+)>", r"<\1>", route)


def test_every_address_is_in_the_table_of_addresses() -> None:
    table = page("docs/addresses.md").split("\n## ", 1)[0]
    assert first_codes(table) == set(addresses(urls.urlpatterns))


def test_every_language_of_the_interface_is_named() -> None:
    told = re.search(r"The interface speaks ([^;]+);", section("docs/addresses.md", "Languages"))
    assert told
    assert codes(told[1]) == [code for code, _ in settings.LANGUAGES]


def test_every_field_of_edition_json_is_in_its_table() -> None:
    [answer] = [node for node in ast.walk(ast.parse(inspect.getsource(editions))) if isinstance(node, ast.Return)][-1:]
    assert isinstance(answer.value, ast.Dict)
    fields = {key.value for key in answer.value.keys if isinstance(key, ast.Constant)}
    assert first_codes(section("docs/addresses.md", "`edition.json`")) == fields


# --- people ---------------------------------------------------------------------------------------------------------


def test_every_deed_is_in_the_table_of_roles_with_who_may_do_it() -> None:
    told = {codes(row[0])[0]: set(codes(row[1])) for row in rows(section(OPERATOR, "Roles"))}
    assert told == {deed.value: {role.value for role in MAY[deed]} for deed in Deed}


# --- states ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "steps"), [("Drafts", DRAFT_STEPS), ("Editions", EDITION_STEPS)])
def test_every_step_is_in_the_table_of_states(
    name: str, steps: Mapping[tuple[StrEnum, StrEnum], tuple[StrEnum, str]]
) -> None:
    told = [row for row in rows(section(EDITOR, name)) if len(row) == 4]
    expected = [[f"`{state}`", f"`{step}`", f"`{to}`", reason] for (state, step), (to, reason) in steps.items()]
    assert told == expected


def test_every_step_of_a_letter_is_in_the_operators_table() -> None:
    told = [row for row in rows(section(OPERATOR, "States of a letter")) if len(row) == 4]
    assert told == [[f"`{state}`", f"`{event}`", f"`{step.to}`", step.reason] for (state, event), step in STEPS.items()]


def test_every_state_is_named_where_its_table_stands() -> None:
    assert {state.value for state in DraftState} <= set(codes(section(EDITOR, "Drafts")))
    assert {state.value for state in EditionState} <= set(codes(section(EDITOR, "Editions")))


def test_every_kind_of_edition_is_in_the_editors_table() -> None:
    assert {kind.value for kind in Kind} <= first_codes(section(EDITOR, "Editions"))


def test_whether_letters_name_the_network_is_in_the_editors_table() -> None:
    assert {word.value for word in MentionNetwork} <= first_codes(section(EDITOR, "Editions"))


def test_every_move_of_a_contact_point_is_in_the_editors_table() -> None:
    head = re.search(r"^\| event \|(.+)\|$", section(EDITOR, "How well an address works"), re.MULTILINE)
    assert head
    states = [ContactState(code) for code in codes(head[1])]
    table = {codes(row[0])[0]: row[1:] for row in rows(section(EDITOR, "How well an address works"))}
    assert states == list(ContactState)
    assert table == {event: [f"`{MOVES[state, event].to}`" for state in states] for event in ContactEvent}


# --- words ----------------------------------------------------------------------------------------------------------


def test_every_outcome_is_in_the_editors_table() -> None:
    assert first_codes(section(EDITOR, "Outcomes")) == {outcome.value for outcome in Outcome}


def test_every_field_and_use_of_a_consent_is_in_the_editors_tables() -> None:
    told = first_codes(section(EDITOR, "Consent: fields and uses"))
    assert told == {*PERSONAL_FIELDS, *(use.value for use in Use)}


def first_arguments(module: ModuleType, called: str) -> set[str]:
    """The first argument of every call of that name; each must be in plain sight."""
    calls = [node for node in ast.walk(ast.parse(inspect.getsource(module))) if isinstance(node, ast.Call)]
    found = [node.args[0] for node in calls if _name_of(node) == called]
    assert all(isinstance(one, ast.Constant) for one in found)
    return {one.value for one in found if isinstance(one, ast.Constant)}


def test_whatever_blocks_publication_is_in_the_editors_table() -> None:
    assert first_codes(section(EDITOR, "What blocks publication")) == first_arguments(composing, "Obstacle")


def test_every_column_of_a_list_of_targets_is_documented() -> None:
    assert first_codes(section(EDITOR, "Targets as CSV")) == set(exchange._COLUMNS)


def test_every_code_of_a_change_is_in_the_developers_table() -> None:
    tree = ast.parse(inspect.getsource(changes))
    found = {
        value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict)
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and key.value == "code" and isinstance(value, ast.Constant)
    }
    assert first_codes(section(DEVELOPER, "What changed between two editions")) == found


# --- tables ---------------------------------------------------------------------------------------------------------


def test_every_table_that_the_pages_may_read_is_documented() -> None:
    told = first_codes(section(OPERATOR, "What the public pages cannot read"))
    assert told == {model._meta.db_table for model in PUBLIC_TABLES}


def test_every_room_is_in_the_developers_list_of_rooms() -> None:
    source = Path(tocsin.__file__).parent
    rooms = {folder.name for folder in source.iterdir() if (folder / "__init__.py").exists()}
    block = re.search(r"^```\nsrc/tocsin/\n(.*?)^```$", page(DEVELOPER), re.MULTILINE | re.DOTALL)
    assert block
    assert rooms <= set(re.findall(r"^  (\w+)/", block[1], re.MULTILINE))
