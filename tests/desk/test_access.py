"""Every address of the desk × every role × the own and a foreign section. A new address without a row fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.network import NOW, ROLES, SECRET, Network
from tocsin.actions.exposure import take_down
from tocsin.actions.models import Case
from tocsin.project import desk_settings
from tocsin.staff.models import Person
from tocsin.staff.roles import Role
from tocsin.staff.services import add_person, set_secret

from .conftest import SIGN_IN, SignIn, equip

CASES = "/desk/cases/{id}/"


@dataclass(frozen=True, slots=True)
class Row:
    """What GET answers: to a stranger, to somebody who has given their secret alone, to whoever is signed in. post:
    what an empty form is answered when it comes from somebody signed in.
    """

    path: str
    stranger: int = 303
    half: int = 303
    staff: int = 200
    post: int = 405


MATRIX = {
    "desk-root": Row("/", stranger=302, half=302, staff=302, post=302),
    "health": Row("/healthz", stranger=200, half=200),
    "desk-home": Row("/desk/"),
    # By case, below.
    "desk-case": Row(CASES),
    "desk-sessions": Row("/desk/sessions/", post=404),
    "desk-sign-in": Row(SIGN_IN, stranger=200, half=200, post=403),
    "desk-own-secret": Row("/desk/sign-in/secret/", staff=303, post=303),
    "desk-set-up": Row("/desk/sign-in/authenticator/", staff=303, post=303),
    "desk-qr": Row("/desk/sign-in/authenticator/qr.svg", staff=303),
    "desk-code": Row("/desk/sign-in/code/", half=200, staff=303, post=303),
    "desk-sign-out": Row("/desk/sign-out/", staff=405, post=303),
}

SECTION_OF = {name: section for name, (_roles, section) in ROLES.items()}


def names_in(patterns: list[URLPattern | URLResolver]) -> list[str]:
    found: list[str] = []
    for one in patterns:
        if isinstance(one, URLResolver):
            found += names_in(one.url_patterns)
        else:
            found.append(one.name or str(one.pattern))
    return found


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert set(names_in(get_resolver(desk_settings.ROOT_URLCONF).url_patterns)) == set(MATRIX)


@dataclass(frozen=True, slots=True)
class Cases:
    """Of each section one that is public and one that is not; one that was taken down."""

    public: dict[str, Case]
    hidden: dict[str, Case]
    down: Case


@pytest.fixture
def cases(network: Network) -> Cases:
    made = Cases(
        {code: network.published(code, headline=f"Public in {code}") for code in ("DE", "FR")},
        {code: network.draft(code, headline=f"Hidden in {code}") for code in ("DE", "FR")},
        network.published("DE", headline="Gone"),
    )
    take_down(network.bo, str(made.down.pk), network.now)
    return made


@pytest.fixture
def nina(network: Network) -> Person:
    """Whose roles wait for a second person."""
    given = add_person(
        network.odile, email="nina@example.org", name="Nina", roles=[*Role][:3], secret="at first, at first",
        section_id=None, now=NOW,
    )  # fmt: skip
    return set_secret(given, None, SECRET, NOW)


def paths(row: Row, cases: Cases) -> list[str]:
    every = [*cases.public.values(), *cases.hidden.values(), cases.down]
    return [row.path.format(id=case.pk) for case in every] if row.path == CASES else [row.path]


def test_a_stranger_and_half_a_sign_in_see_nothing(network: Network, cases: Cases) -> None:
    stranger, half = Client(), Client()
    equip(network.mallory, NOW)
    half.post(SIGN_IN, {"email": "mallory@example.org", "secret": SECRET})
    forger = Client(headers={"authorization": "Basic amina", "x-forwarded-user": "amina@example.org"})
    forger.cookies["tocsin-desk"] = "amina"
    for row in MATRIX.values():
        for path in paths(row, cases):
            assert (stranger.get(path).status_code, half.get(path).status_code) == (row.stranger, row.half), path
            assert forger.get(path).status_code == row.stranger, path
            for text in ("Public in", "Hidden in", "Amina"):
                assert text not in stranger.get(path, follow=True).content.decode(), path


@pytest.mark.parametrize("name", [*ROLES, "nina"])
def test_each_role_reaches_what_its_row_says(
    network: Network, nina: Person, cases: Cases, sign_in: SignIn, name: str
) -> None:
    client = sign_in(nina if name == "nina" else network.people[name])
    for key, row in MATRIX.items():
        if key == "desk-case":
            continue
        assert client.get(row.path).status_code == row.staff, row.path
    for case_path, wanted in expected(cases, name):
        assert client.get(case_path).status_code == wanted, case_path


def expected(cases: Cases, name: str) -> list[tuple[str, int]]:
    """A section sees its own and what is public; nobody without a role that counts sees any."""
    section = SECTION_OF.get(name)
    rows = [(case, name != "nina") for case in cases.public.values()]
    rows += [(case, name != "nina" and section in {None, code}) for code, case in cases.hidden.items()]
    rows.append((cases.down, name != "nina"))
    return [(CASES.format(id=case.pk), 200 if seen else 404) for case, seen in rows]


@pytest.mark.parametrize("name", [*ROLES, "nina"])
def test_the_list_and_the_pages_show_the_same_cases(
    network: Network, nina: Person, cases: Cases, sign_in: SignIn, name: str
) -> None:
    client = sign_in(nina if name == "nina" else network.people[name])
    home = client.get("/desk/").content.decode()
    for path, wanted in expected(cases, name):
        assert (f'href="{path}"' in home) == (wanted == 200), path
    for code in cases.hidden:
        assert (f"Hidden in {code}" in home) == (name != "nina" and SECTION_OF.get(name) in {None, code})


def test_hidden_and_missing_answer_alike(network: Network, cases: Cases, sign_in: SignIn) -> None:
    client = sign_in(network.emil)
    hidden, missing = (client.get(CASES.format(id=number)) for number in (cases.hidden["FR"].pk, 10**9))
    assert hidden.status_code == missing.status_code == 404
    assert _without_tokens(hidden) == _without_tokens(missing)
    assert client.get(CASES.format(id=10**30)).status_code == 404


def _without_tokens(answer: Any) -> str:
    import re

    return re.sub(r'value="\w+"', "", answer.content.decode())


def test_another_section_sees_no_people_and_no_draft(network: Network, cases: Cases, sign_in: SignIn) -> None:
    case = cases.public["FR"]
    page = CASES.format(id=case.pk)
    own, foreign = (sign_in(person).get(page).content.decode() for person in (network.hana, network.emil))
    assert "Approved by" in own
    assert "Amina" in own
    assert "Approved by" not in foreign
    assert "Amina" not in foreign


def test_what_was_taken_down_is_not_shown(network: Network, cases: Cases, sign_in: SignIn) -> None:
    page = sign_in(network.bo).get(CASES.format(id=cases.down.pk)).content.decode()
    assert "Gone" not in page
    assert "Taken down" in page


METHODS: list[Callable[[Client, str], Any]] = [Client.put, Client.patch, Client.delete, Client.options]


def test_nothing_but_reading_and_forms_is_taken(network: Network, cases: Cases, amina: Client) -> None:
    for key, row in MATRIX.items():
        for path in paths(row, cases):
            for method in METHODS:
                if key not in {"desk-root", "health"}:
                    assert method(amina, path).status_code in {303, 405}, (key, method)
    for key, row in MATRIX.items():
        for path in paths(row, cases):
            if key != "desk-sign-out":
                assert amina.post(path).status_code == row.post, key
    assert amina.post("/desk/sign-out/").status_code == 303
