"""Every address of the desk × every role × the own and a foreign section, as declared in `tests/desk/rows`. A new
address without a row fails.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.network import NOW, ROLES, SECRET, Network
from tocsin.project import desk_settings
from tocsin.staff.models import Person
from tocsin.staff.roles import Role
from tocsin.staff.services import add_person, set_secret

from .conftest import SIGN_IN, SignIn, equip
from .matrix import Row, may, sees
from .things import Things, things

CASES = "/desk/cases/{case}/"

SIGNING_IN = {
    "desk-root": ("/", 302, 302),
    "health": ("/healthz", 200, 200),
    "desk-sign-in": (SIGN_IN, 200, 200),
    "desk-own-secret": ("/desk/sign-in/secret/", 303, 303),
    "desk-set-up": ("/desk/sign-in/authenticator/", 303, 303),
    "desk-qr": ("/desk/sign-in/authenticator/qr.svg", 303, 303),
    "desk-code": ("/desk/sign-in/code/", 303, 200),
}
"""Addresses before and beside signing in: what GET answers to a stranger, and to somebody who has given their secret
alone. Every other address leads both to signing in.
"""

FREE = {
    "desk-home": Row("/desk/", "odile amina bo chen farid dara emil greta hana mallory nina"),
    "desk-account": Row(
        "/desk/account/",
        "odile amina bo chen farid dara emil greta hana mallory nina",
        "odile amina bo chen farid dara emil greta hana mallory nina",
    ),
    "desk-sign-out": Row(
        "/desk/sign-out/", None, "odile amina bo chen farid dara emil greta hana mallory nina", empty=303
    ),
}


def _rows() -> dict[str, Row]:
    found = dict(FREE)
    for file in sorted((Path(__file__).parent / "rows").glob("[a-z]*.py")):
        for name, row in import_module(f"tests.desk.rows.{file.stem}").ROWS.items():
            assert name not in found, name
            found[name] = row
    return found


ROWS = _rows()


def names_in(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from names_in(one.url_patterns)
        else:
            yield one.name or str(one.pattern)


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    names = list(names_in(get_resolver(desk_settings.ROOT_URLCONF).url_patterns))
    assert sorted(names) == sorted([*ROWS, *SIGNING_IN])


@pytest.fixture
def made(network: Network) -> Things:
    return things(network)


@pytest.fixture
def nina(network: Network) -> Person:
    """Whose roles wait for a second person."""
    given = add_person(
        network.odile, email="nina@example.org", name="Nina", roles=[*Role][:3], secret="at first, at first",
        section_id=None, now=NOW,
    )  # fmt: skip
    return set_secret(given, None, SECRET, NOW)


def tried(row: Row, made: Things) -> Iterator[tuple[str, str]]:
    """Every address that a row stands for, each with the thing that it is about; empty where it is about none."""
    if not row.is_of_cases:
        yield row.path.format(**made.others), ""
        return
    for thing, case in made.cases.items():
        yield row.path.format(case=case.pk, **made.others), thing


def test_a_stranger_and_half_a_sign_in_see_nothing(network: Network, made: Things) -> None:
    stranger, half = Client(), Client()
    equip(network.mallory, NOW)
    half.post(SIGN_IN, {"email": "mallory@example.org", "secret": SECRET})
    forger = Client(headers={"authorization": "Basic amina", "x-forwarded-user": "amina@example.org"})
    forger.cookies["tocsin-desk"] = "amina"
    for path, as_stranger, as_half in SIGNING_IN.values():
        assert (stranger.get(path).status_code, half.get(path).status_code) == (as_stranger, as_half), path
        assert forger.get(path).status_code == as_stranger, path
    for row in ROWS.values():
        for path, _thing in tried(row, made):
            for client in (stranger, half, forger):
                for answer in (client.get(path), client.post(path)):
                    assert (answer.status_code, answer.headers["Location"][:14]) == (303, SIGN_IN), path
            page = stranger.get(path, follow=True).content.decode()
            assert not [text for text in ("Public in", "Hidden in", "Amina") if text in page], path


@pytest.mark.parametrize("name", [*ROLES, "nina"])
def test_each_role_reaches_what_its_row_says(
    network: Network, nina: Person, made: Things, sign_in: SignIn, name: str
) -> None:
    client = sign_in(nina if name == "nina" else network.people[name])
    wrong = [
        (path, thing, answered, wanted)
        for key, row in ROWS.items()
        if key != "desk-sign-out"
        for path, thing in tried(row, made)
        for answered, wanted in [
            (client.get(path).status_code, expected(row, row.reads, row.given, thing, name)),
            (client.post(path).status_code, expected(row, row.posts, row.empty, thing, name)),
        ]
        if answered != wanted
    ]
    assert wrong == []


def expected(row: Row, who: Any, status: int, thing: str, name: str) -> int:
    if who is None:
        return 405
    if (thing and not sees(thing, name)) or name in row.hidden.split():
        return 404
    return status if may(who, thing, name) else 403


@pytest.mark.parametrize("name", [*ROLES, "nina"])
def test_the_list_and_the_pages_show_the_same_cases(
    network: Network, nina: Person, made: Things, sign_in: SignIn, name: str
) -> None:
    client = sign_in(nina if name == "nina" else network.people[name])
    home = client.get("/desk/").content.decode()
    for thing, case in made.cases.items():
        assert (f'href="{CASES.format(case=case.pk)}"' in home) == sees(thing, name), thing
    for code in ("DE", "FR"):
        assert (f"Hidden in {code}" in home) == sees(f"hidden {code}", name)


def test_hidden_and_missing_answer_alike(network: Network, made: Things, sign_in: SignIn) -> None:
    client = sign_in(network.emil)
    for row in ROWS.values():
        if row.is_of_cases:
            ask = client.get if row.reads is not None else client.post
            hidden, missing = (
                ask(row.path.format(case=number, **made.others)) for number in (made.cases["hidden FR"].pk, 10**9)
            )
            assert hidden.status_code == missing.status_code == 404, row.path
            assert _without_tokens(hidden) == _without_tokens(missing), row.path
            assert ask(row.path.format(case=10**30, **made.others)).status_code == 404


def _without_tokens(answer: Any) -> str:
    return re.sub(r'value="\w+"', "", answer.content.decode())


def test_another_section_sees_no_people_and_no_draft(network: Network, made: Things, sign_in: SignIn) -> None:
    page = CASES.format(case=made.cases["public FR"].pk)
    own, foreign = (sign_in(person).get(page).content.decode() for person in (network.hana, network.emil))
    assert "Approved by" in own
    assert "Amina" in own
    assert "Approved by" not in foreign
    assert "Amina" not in foreign


def test_what_was_taken_down_is_not_shown(network: Network, made: Things, sign_in: SignIn) -> None:
    page = sign_in(network.bo).get(CASES.format(case=made.cases["down DE"].pk)).content.decode()
    assert "Gone" not in page
    assert "Taken down" in page


METHODS: list[Callable[[Client, str], Any]] = [Client.put, Client.patch, Client.delete, Client.options]


def test_nothing_but_reading_and_forms_is_taken(network: Network, made: Things, amina: Client) -> None:
    for row in ROWS.values():
        for path, _thing in tried(row, made):
            assert {method(amina, path).status_code for method in METHODS} == {405}, path
    for key, (path, _stranger, _half) in SIGNING_IN.items():
        if key not in {"desk-root", "health"}:
            assert {method(amina, path).status_code for method in METHODS} <= {303, 405}, path
