"""Who is on the staff: what gives power takes two people, what takes it away one, and a secret is one's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher

from tests.network import FIRST_SECRET, NOW, SECRET, Network
from tocsin.records.errors import BadInput, NotThere, Refused
from tocsin.staff.access import may, require, roles_of, sign_in
from tocsin.staff.models import Grant, Person
from tocsin.staff.roles import MAY, Deed, Role
from tocsin.staff.services import (
    add_person,
    confirm_person,
    end_roles,
    erase_person,
    export_person,
    grant_roles,
    move_person,
    people_for,
    remove_person,
    set_secret,
)

OWN = "a secret of my very own"


def add(actor: Person | None, name: str, *roles: Role, section: int | None = None) -> Person:
    return add_person(
        actor, email=f"{name}@example.org", name=name.title(), roles=roles, secret=SECRET, section_id=section, now=NOW
    )


def fresh(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


# --- the first people -----------------------------------------------------------------------------------------------


def test_the_first_person_is_an_operator_and_needs_nobody(db: None) -> None:
    with pytest.raises(Refused, match="operator"):
        add(None, "bo", Role.REVIEWER)
    odile = add(None, "odile", Role.OPERATOR)
    assert roles_of(odile) == {Role.OPERATOR}
    with pytest.raises(Refused, match="--as"):
        add(None, "mallory", Role.OPERATOR)


def test_the_second_person_is_confirmed_at_once_and_the_third_by_a_second_person(db: None) -> None:
    odile = add(None, "odile", Role.OPERATOR)
    amina, bo = add(odile, "amina", Role.AUTHOR), add(odile, "bo", Role.REVIEWER)
    assert roles_of(amina) == {Role.AUTHOR}
    assert roles_of(bo) == frozenset()
    with pytest.raises(Refused, match="You gave these roles"):
        confirm_person(odile, bo.email, NOW)
    set_secret(amina, None, OWN, NOW)
    assert confirm_person(fresh(amina), bo.email, NOW) == 1
    assert roles_of(bo) == {Role.REVIEWER}


def test_whoever_has_no_secret_of_their_own_confirms_nobody(db: None) -> None:
    """The first operator would know the secret of the second person, and so be both."""
    odile = add(None, "odile", Role.OPERATOR)
    amina, bo = add(odile, "amina", Role.AUTHOR, Role.OPERATOR), add(odile, "bo", Role.REVIEWER)
    with pytest.raises(Refused, match="secret"):
        confirm_person(amina, bo.email, NOW)
    with pytest.raises(Refused, match="secret"):
        add(amina, "puppet", Role.REVIEWER)


def test_the_secret_that_was_given_is_not_ones_own(db: None) -> None:
    odile = add(None, "odile", Role.OPERATOR)
    amina = add(odile, "amina", Role.AUTHOR)
    with pytest.raises(Refused, match="nobody else knows"):
        set_secret(amina, None, SECRET, NOW)
    set_secret(amina, None, OWN, NOW)
    assert fresh(amina).secret_set_by_id == amina.pk


def test_people_who_left_do_not_bring_the_founding_back(db: None) -> None:
    odile = add(None, "odile", Role.OPERATOR)
    amina = add(odile, "amina", Role.AUTHOR)
    remove_person(odile, amina.email, NOW)
    assert roles_of(add(odile, "bo", Role.REVIEWER)) == frozenset()


# --- giving and confirming ------------------------------------------------------------------------------------------


def test_a_role_counts_once_another_person_has_confirmed_it(network: Network) -> None:
    grant_roles(network.odile, "bo@example.org", [Role.AUTHOR], NOW)
    assert roles_of(network.bo) == {Role.REVIEWER}
    for person, word in ((network.odile, "You gave"), (network.bo, "their own")):
        with pytest.raises(Refused, match=word):
            confirm_person(person, "bo@example.org", NOW)
    confirm_person(network.amina, "bo@example.org", NOW)
    assert roles_of(network.bo) == {Role.REVIEWER, Role.AUTHOR}


def test_a_waiting_role_says_what_it_waits_for(network: Network) -> None:
    new = add(network.odile, "nina", Role.AUTHOR)
    with pytest.raises(Refused, match="waits for a second person"):
        require(new, Deed.WRITE, anywhere=True)


def test_only_an_operator_makes_and_confirms_an_operator(network: Network) -> None:
    with pytest.raises(Refused, match="Only an operator makes"):
        grant_roles(network.dara, "emil@example.org", [Role.OPERATOR], NOW)
    grant_roles(network.odile, "bo@example.org", [Role.OPERATOR], NOW)
    with pytest.raises(Refused, match="An operator confirms an operator"):
        confirm_person(network.amina, "bo@example.org", NOW)
    confirm_person(network.mallory, "bo@example.org", NOW)
    assert Role.OPERATOR in roles_of(network.bo)


def test_a_single_operator_is_joined_by_another_with_any_second_person(network: Network) -> None:
    end_roles(network.odile, "mallory@example.org", [Role.OPERATOR], NOW)
    grant_roles(network.odile, "bo@example.org", [Role.OPERATOR], NOW)
    for person in (network.odile, network.bo):
        with pytest.raises(Refused):
            confirm_person(person, "bo@example.org", NOW)
    confirm_person(network.amina, "bo@example.org", NOW)
    assert Role.OPERATOR in roles_of(network.bo)


@pytest.mark.parametrize(
    "give",
    [
        lambda network, email: set_secret(network.mallory, email, "known to mallory", NOW),
        lambda network, email: move_person(network.mallory, email, network.sections["DE"].pk, NOW),
        lambda network, email: grant_roles(network.mallory, email, [Role.AUTHOR], NOW),
    ],
    ids=["secret", "section", "role"],
)
def test_a_move_by_somebody_else_does_not_hide_who_had_a_hand_in_it(
    network: Network, give: Callable[[Network, str], object]
) -> None:
    """The grant names who touched it last; without the history Mallory could confirm what she did herself."""
    give(network, "bo@example.org")
    move_person(network.odile, "bo@example.org", network.sections["FR"].pk, NOW)
    with pytest.raises(Refused, match="another person"):
        confirm_person(network.mallory, "bo@example.org", NOW)
    confirm_person(network.amina, "bo@example.org", NOW)


def test_a_secret_set_by_another_makes_every_role_wait(network: Network) -> None:
    set_secret(network.odile, "bo@example.org", "whispered by odile", NOW)
    assert roles_of(network.bo) == frozenset()
    confirm_person(network.amina, "bo@example.org", NOW)
    assert roles_of(network.bo) == {Role.REVIEWER}
    assert sign_in("bo@example.org", "whispered by odile").pk == network.bo.pk


def test_a_move_makes_every_role_wait_and_staying_does_not(network: Network) -> None:
    move_person(network.odile, "emil@example.org", network.sections["DE"].pk, NOW)
    assert roles_of(network.emil) == {Role.AUTHOR}
    move_person(network.odile, "emil@example.org", network.sections["FR"].pk, NOW)
    assert roles_of(network.emil) == frozenset()


def test_a_role_that_is_given_back_did_not_count_in_between(network: Network) -> None:
    end_roles(network.odile, "bo@example.org", [Role.REVIEWER], NOW)
    grant_roles(network.odile, "bo@example.org", [Role.REVIEWER], NOW)
    later = network.later(hours=1)
    confirm_person(network.amina, "bo@example.org", later)
    assert may(network.bo, Deed.APPROVE, anywhere=True)
    assert not may(network.bo, Deed.APPROVE, anywhere=True, since=NOW)
    assert may(network.bo, Deed.APPROVE, anywhere=True, since=later)


def test_nobody_gives_a_role_to_somebody_who_left(network: Network) -> None:
    remove_person(network.odile, "bo@example.org", NOW)
    with pytest.raises(Refused, match="left"):
        grant_roles(network.odile, "bo@example.org", [Role.REVIEWER], NOW)


# --- taking away ----------------------------------------------------------------------------------------------------


def test_one_person_takes_roles_away_at_once(network: Network) -> None:
    end_roles(network.dara, "emil@example.org", [Role.AUTHOR], NOW)
    assert roles_of(network.emil) == frozenset()
    remove_person(network.odile, "bo@example.org", NOW)
    assert roles_of(fresh(network.bo)) == frozenset()
    with pytest.raises(Refused, match="wrong"):
        sign_in("bo@example.org", SECRET)


@pytest.mark.parametrize(
    "lose",
    [
        lambda odile: end_roles(odile, "odile@example.org", [Role.OPERATOR], NOW),
        lambda odile: remove_person(odile, "odile@example.org", NOW),
        lambda odile: move_person(
            odile, "odile@example.org", Person.objects.get(email="dara@example.org").section_id, NOW
        ),
        lambda odile: set_secret(Person.objects.get(email="zoe@example.org"), "odile@example.org", OWN, NOW),
    ],
    ids=["ended", "removed", "moved", "secret set by a coordinator"],
)
def test_the_last_operator_stays_one(network: Network, lose: Callable[[Person], object]) -> None:
    """Only an operator makes an operator: a network without one could never have one again."""
    zoe = add(network.odile, "zoe", Role.COORDINATOR)
    set_secret(zoe, None, OWN, NOW)
    confirm_person(network.amina, "zoe@example.org", NOW)
    end_roles(network.odile, "mallory@example.org", [Role.OPERATOR], NOW)
    with pytest.raises(Refused, match="last operator"):
        lose(network.odile)
    assert Grant.objects.filter(role=Role.OPERATOR, ended_at=None, confirmed_at__isnull=False).count() == 1


def test_an_operator_goes_where_another_one_stays(network: Network) -> None:
    remove_person(network.mallory, "odile@example.org", NOW)
    assert roles_of(network.mallory) >= {Role.OPERATOR}


# --- who sees whom --------------------------------------------------------------------------------------------------


def test_a_section_keeps_its_own_people_and_sees_no_others(network: Network) -> None:
    seen = {person.email.partition("@")[0] for person in people_for(network.dara)}
    assert seen == {"dara", "emil", "greta"}
    assert len(people_for(network.odile)) == len(network.people)
    for email in ("hana@example.org", "odile@example.org", "nobody@example.org"):
        for deed in (end_roles, grant_roles):
            with pytest.raises(NotThere, match="There is no person of this address, or it is not yours to see"):
                deed(network.dara, email, [Role.AUTHOR], NOW)
        with pytest.raises(NotThere):
            set_secret(network.dara, email, OWN, NOW)


def test_a_coordinator_moves_nobody_out_of_the_section_or_into_another(network: Network) -> None:
    for section in (None, network.sections["FR"].pk):
        with pytest.raises(Refused):
            move_person(network.dara, "emil@example.org", section, NOW)
    with pytest.raises(Refused):
        add(network.dara, "puppet", Role.REVIEWER, section=None)


def test_no_role_does_what_the_table_does_not_say(network: Network) -> None:
    for name, person in network.people.items():
        for deed in Deed:
            allowed = bool(roles_of(person) & MAY[deed])
            assert may(person, deed, anywhere=True) is allowed, (name, deed)
    assert not may(network.emil, Deed.WRITE, network.sections["FR"].pk)
    assert not may(network.emil, Deed.WRITE, None)
    assert may(network.amina, Deed.WRITE, network.sections["FR"].pk)


def test_a_person_gets_everything_held_about_them_and_is_erased_after_they_left(network: Network) -> None:
    assert export_person(network.emil)["email"] == "emil@example.org"
    with pytest.raises(Refused, match="still works"):
        erase_person(network.odile, "emil@example.org", NOW)
    remove_person(network.odile, "emil@example.org", NOW)
    erase_person(network.odile, "emil@example.org", NOW)
    gone = fresh(network.emil)
    assert "emil" not in f"{gone.email}{gone.name}{gone.secret}".lower()
    for secret in (SECRET, "", "!"):
        with pytest.raises(Refused, match="wrong"):
            sign_in(gone.email, secret)


# --- signing in -----------------------------------------------------------------------------------------------------


def test_signing_in_needs_address_and_secret(network: Network) -> None:
    assert sign_in(" Bo@Example.org ", SECRET).pk == network.bo.pk
    for secret in ("", SECRET + " ", SECRET.upper(), FIRST_SECRET):
        with pytest.raises(Refused, match="wrong"):
            sign_in("bo@example.org", secret)


def test_a_wrong_secret_an_unknown_address_and_somebody_who_left_answer_alike(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Same words, and the same work: the hash takes long on purpose, and its absence would tell."""
    remove_person(network.odile, "emil@example.org", NOW)
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: Any, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    tried = {}
    for email, secret in (("bo", "not the secret"), ("nobody", "not the secret"), ("emil", SECRET), ("emil", "no")):
        hashed.clear()
        with pytest.raises(Refused) as refused:
            sign_in(f"{email}@example.org", secret)
        tried[email, secret] = (str(refused.value), refused.value.rule, len(hashed))
    assert set(tried.values()) == {("The address or the secret is wrong.", "sign-in", 1)}


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"secret": "short"}, "too short"),
        ({"email": "not an address"}, "e-mail address"),
        ({"email": "a@example.org\n@example.org"}, "e-mail address"),
        ({"name": " "}, "name"),
    ],
)
def test_what_cannot_be_used_is_said(network: Network, changes: dict[str, str], word: str) -> None:
    given = {"email": "nina@example.org", "name": "Nina", "secret": SECRET} | changes
    with pytest.raises(BadInput, match=word):
        add_person(network.odile, roles=[Role.AUTHOR], section_id=None, now=NOW, **given)


def test_one_address_is_one_person(network: Network) -> None:
    with pytest.raises(Refused, match="already"):
        add_person(
            network.odile,
            email="BO@example.org",
            name="B",
            roles=[Role.AUTHOR],
            secret=SECRET,
            section_id=None,
            now=NOW,
        )
