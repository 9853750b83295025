"""Who works in a section: roles take two people, a first secret is shown once, what was seen is what is confirmed."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.test import Client

from tests.desk.conftest import SignIn
from tests.network import NOW, Network
from tocsin.records.seen import mark_of
from tocsin.staff.access import roles_of
from tocsin.staff.models import Authenticator, Person, Session
from tocsin.staff.roles import Role
from tocsin.staff.services import KEEPING, add_person, grant_roles

PAGE = "/desk/sections/DE/staff/"
MARKUP = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'


def text_of(answer: Any) -> str:
    return unescape(answer.content.decode())


def on(person: Person, do: str, **more: object) -> dict[str, object]:
    """The form as it stands on a page opened now."""
    return {"do": do, "person": person.pk, "mark": mark_of(f"staff:{person.pk}", KEEPING), **more}


def newcomer(network: Network, *roles: Role) -> Person:
    return add_person(
        network.odile, email="nils@example.org", name="Nils", roles=roles or (Role.AUTHOR,), secret="a first secret",
        section_id=network.sections["DE"].pk, now=NOW,
    )  # fmt: skip


def test_somebody_is_added_told_a_secret_once_and_confirmed_by_a_second_person(
    network: Network, sign_in: SignIn
) -> None:
    dara, greta = sign_in(network.dara), sign_in(network.greta)
    form = {"do": "add", "name": MARKUP, "email": "nils@example.org", "roles": ["author"]}
    answer = dara.post(PAGE, form)
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()
    told = re.search(r'class="secret">([a-z0-9-]+)<', answer.content.decode())
    assert told is not None
    nils = Person.objects.get(email="nils@example.org")
    assert check_password(told[1], nils.secret)
    assert nils.section_id == network.dara.section_id
    assert told[1] not in text_of(dara.get(PAGE))
    assert roles_of(nils) == frozenset()
    assert 'value="confirm"' not in dara.get(PAGE).content.decode()
    assert dara.post(PAGE, on(nils, "confirm")).status_code == 409
    assert "Confirm: Author" in text_of(greta.get(PAGE))
    assert "to confirm: Author" in text_of(greta.get("/desk/sections/"))
    assert "to confirm" not in text_of(dara.get("/desk/sections/"))
    assert greta.post(PAGE, on(nils, "confirm")).status_code == 303
    assert roles_of(nils) == {Role.AUTHOR}


def test_nobody_confirms_a_role_that_was_not_on_their_page(network: Network, sign_in: SignIn) -> None:
    nils = newcomer(network)
    greta = sign_in(network.greta)
    stale = on(nils, "confirm")
    grant_roles(network.odile, nils.email, [Role.REVIEWER], NOW)
    answer = greta.post(PAGE, stale)
    assert answer.status_code == 409
    assert "changed this since you opened the page" in text_of(answer)
    assert roles_of(nils) == frozenset()
    assert greta.post(PAGE, on(nils, "confirm")).status_code == 303
    assert roles_of(nils) == {Role.AUTHOR, Role.REVIEWER}


def test_a_role_is_given_and_ended(network: Network, sign_in: SignIn) -> None:
    dara = sign_in(network.dara)
    assert dara.post(PAGE, on(network.emil, "grant", roles=["translator"])).status_code == 303
    assert roles_of(network.emil) == {Role.AUTHOR}
    assert dara.post(PAGE, on(network.emil, "end", role="author")).status_code == 303
    assert roles_of(network.emil) == frozenset()


def test_a_coordinator_makes_no_operator(network: Network, sign_in: SignIn) -> None:
    dara = sign_in(network.dara)
    assert 'value="operator"' not in dara.get(PAGE).content.decode()
    assert dara.post(PAGE, on(network.emil, "grant", roles=["operator"])).status_code == 409
    form = {"do": "add", "name": "Nils", "email": "nils@example.org", "roles": ["operator"]}
    assert dara.post(PAGE, form).status_code == 409
    assert not Person.objects.filter(email="nils@example.org").exists()


def test_who_leaves_is_out_at_once(network: Network, sign_in: SignIn) -> None:
    emil, dara = sign_in(network.emil), sign_in(network.dara)
    assert dara.post(PAGE, on(network.emil, "leave")).status_code == 303
    assert emil.get("/desk/").status_code == 303
    assert "Who has left" in text_of(dara.get(PAGE))


def test_a_new_first_secret_ends_sessions_and_lets_roles_wait(network: Network, sign_in: SignIn) -> None:
    sign_in(network.emil)
    dara = sign_in(network.dara)
    answer = dara.post(PAGE, on(network.emil, "secret"))
    assert answer.status_code == 200
    assert "First secret of Emil" in text_of(answer)
    assert roles_of(network.emil) == frozenset()
    assert not Authenticator.objects.filter(person=network.emil).exists()
    assert not Session.objects.filter(person=network.emil).exists()


def test_nobody_gets_round_the_code_for_their_own_secret(network: Network, sign_in: SignIn) -> None:
    dara, before = sign_in(network.dara), network.dara.secret
    assert dara.post(PAGE, on(network.dara, "secret")).status_code == 409
    network.dara.refresh_from_db()
    assert network.dara.secret == before


def test_authors_and_reviewers_confirm_and_do_nothing_else(network: Network, sign_in: SignIn) -> None:
    greta = sign_in(network.greta)
    page = greta.get(PAGE).content.decode()
    assert not [one for one in ("add", "grant", "end", "leave", "secret") if f'value="{one}"' in page]
    for do, more in (("grant", {"roles": ["author"]}), ("end", {"role": "author"}), ("leave", {}), ("secret", {})):
        assert greta.post(PAGE, on(network.emil, do, **more)).status_code == 409, do
    form = {"do": "add", "name": "Nils", "email": "nils@example.org", "roles": ["author"]}
    assert greta.post(PAGE, form).status_code == 409
    network.emil.refresh_from_db()
    assert roles_of(network.emil) == {Role.AUTHOR}
    assert network.emil.active


@pytest.mark.parametrize("do", ["grant", "confirm", "end", "leave", "secret"])
def test_people_of_another_section_are_not_there(network: Network, sign_in: SignIn, do: str) -> None:
    dara = sign_in(network.dara)
    for person in (network.hana, network.amina):
        assert dara.post(PAGE, on(person, do, roles=["author"], role="coordinator")).status_code == 404
    assert dara.get("/desk/sections/FR/staff/").status_code == 403
    assert dara.get("/desk/sections/XX/staff/").status_code == 404
    assert dara.get(PAGE.replace("DE", "D" * 300)).status_code == 404


@pytest.mark.parametrize(
    "form",
    [
        {"do": "add"},
        {"do": "add", "name": "N", "email": "not an address", "roles": ["author"]},
        {"do": "add", "name": "N\0", "email": "n@example.org", "roles": ["author"]},
        {"do": "add", "name": "N" * 10_000, "email": "n@example.org", "roles": ["author"]},
        {"do": "add", "name": "N", "email": "n@example.org", "roles": ["queen"]},
        {"do": "confirm", "person": "9" * 30},
        {"do": "confirm", "person": "emil"},
        {"do": "burn"},
    ],
)
def test_a_careless_form_comes_back_and_does_nothing(network: Network, sign_in: SignIn, form: dict[str, Any]) -> None:
    dara, before = sign_in(network.dara), Person.objects.count()
    answer = dara.post(PAGE, form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert Person.objects.count() == before


def test_a_person_without_a_mark_is_not_touched(network: Network, sign_in: SignIn) -> None:
    dara: Client = sign_in(network.dara)
    assert dara.post(PAGE, {"do": "leave", "person": network.emil.pk}).status_code == 409
    network.emil.refresh_from_db()
    assert network.emil.active
