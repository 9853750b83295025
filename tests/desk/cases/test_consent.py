"""Consent at the desk: recorded, confirmed by a second person, withdrawn; who reads what."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.test import Client

from tests.desk.conftest import SignIn
from tests.network import NOW, Network
from tocsin.actions.agreements import say_impossible
from tocsin.actions.models import Case, Consent

MARKUP = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'
GIVE = {"do": "give", "who": "the daughter", "how": "by telephone", "fields": ["headline", "body"], "uses": ["publish"]}


def at(case: Case) -> str:
    return f"/desk/cases/{case.pk}/consent/"


def words(client: Client, address: str) -> str:
    return unescape(client.get(address).content.decode())


def test_everything_is_ticked_at_first_and_what_is_recorded_is_what_was_ticked(network: Network, amina: Client) -> None:
    case = network.draft(consent=False)
    page = words(amina, at(case))
    assert "Nobody has agreed to anything yet" in page
    assert "The published text would leave out" in page
    assert len(re.findall(r'name="fields" value="[^"]+" checked', page)) == 10
    assert amina.post(at(case), {**GIVE, "until": "2027-03-31"}).status_code == 303
    given = Consent.objects.get()
    assert given.content is not None
    assert given.content.open() == {"who": "the daughter", "how": "by telephone", "reason": None}
    assert (given.fields, given.uses, given.until) == (["body", "headline"], ["publish"], date(2027, 3, 31))
    page = words(amina, at(case))
    assert "The headline · What happened" in page
    assert "Wednesday, 31 March 2027" in page
    assert "<li>Their names</li>" in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"who": " "}, "Write who agreed"),
        ({"how": ""}, "Write how they agreed"),
        ({"fields": []}, "Tick what they agreed to"),
        ({"fields": ["people.shoe"]}, "Tick what they agreed to"),
        ({"uses": ["spam"]}, "Tick what they allow it for"),
        ({"until": "31.3.2027"}, "year-month-day"),
        ({"until": "2020-01-01"}, "lies in the past"),
        ({"who": "x" * 2001}, "too long"),
        ({"how": "a\0b"}, "cannot be kept"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_the_rest_is_kept(
    network: Network, amina: Client, wrong: dict[str, str | list[str]], sentence: str
) -> None:
    case = network.draft(consent=False)
    answer = amina.post(at(case), {**GIVE, "who": "the daughter’s words", **wrong})
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert sentence in page
    assert "Nothing is recorded yet" in page
    if "who" not in wrong:
        assert "the daughter’s words" in page
    assert not Consent.objects.exists()


def test_who_agreed_is_read_by_authors_and_reviewers_alone(network: Network, sign_in: SignIn) -> None:
    case = network.draft(consent=False)
    sign_in(network.amina).post(at(case), {**GIVE, "who": MARKUP, "how": "canary-how"})
    for person in (network.bo, network.emil, network.greta):
        page = sign_in(person).get(at(case)).content.decode()
        assert "canary-how" in page
        assert "<script>alert" not in page
        assert "<img" not in page
    for person in (network.chen, network.dara, network.odile):
        page = words(sign_in(person), at(case))
        assert "canary-how" not in page
        assert MARKUP not in page
        assert "Consent, number" in page
    assert sign_in(network.hana).get(at(case)).status_code == 404


def test_that_nobody_could_be_asked_takes_two_people(network: Network, sign_in: SignIn) -> None:
    case = network.draft(consent=False)
    amina, bo, emil = sign_in(network.amina), sign_in(network.bo), sign_in(network.emil)
    assert amina.post(at(case), {"do": "impossible", "reason": "too short"}).status_code == 422
    reason = "All of the family are held too"
    assert amina.post(at(case), {"do": "impossible", "reason": reason}).status_code == 303
    one = Consent.objects.get()
    assert "To be confirmed by a second person" in words(amina, at(case))
    assert "I confirm that nobody" not in words(amina, at(case))
    for client in (amina, emil):
        assert client.post(at(case), {"do": "confirm", "consent": one.pk}).status_code == 409
    one.refresh_from_db()
    assert one.confirmed_at is None
    assert reason in words(bo, at(case))
    assert "I confirm that nobody" in words(bo, at(case))
    asks = "To be confirmed by you: nobody could be asked"
    assert asks in words(bo, "/desk/")
    assert asks in words(bo, f"/desk/cases/{case.pk}/")
    assert asks not in words(amina, "/desk/")
    assert bo.post(at(case), {"do": "confirm", "consent": one.pk}).status_code == 303
    assert bo.post(at(case), {"do": "confirm", "consent": one.pk}).status_code == 409
    one.refresh_from_db()
    assert one.confirmed_by_id == network.bo.pk
    assert asks not in words(bo, "/desk/")


def test_mallory_who_may_everything_does_not_confirm_alone(network: Network, sign_in: SignIn) -> None:
    case = network.draft(consent=False)
    one = say_impossible(network.mallory, str(case.pk), reason="Because I say it", until=None, now=NOW)
    assert sign_in(network.mallory).post(at(case), {"do": "confirm", "consent": one.pk}).status_code == 409
    one.refresh_from_db()
    assert one.confirmed_at is None


def test_before_a_withdrawal_it_is_said_that_the_case_comes_down(network: Network, sign_in: SignIn) -> None:
    case, dara = network.published(), sign_in(network.dara)
    one = case.consents.get()
    assert "This takes the case down at once" in words(dara, f"{at(case)}?withdraw={one.pk}")
    case.refresh_from_db()
    assert case.taken_down_at is None
    answer = dara.post(at(case), {"do": "withdraw", "consent": one.pk})
    assert answer.status_code == 422, "a form that did not say so does not do it"
    case.refresh_from_db()
    assert case.taken_down_at is None
    answer = dara.post(at(case), {"do": "withdraw", "consent": one.pk, "down": "yes"})
    assert answer.status_code == 303
    assert "was taken down with it" in words(dara, answer.headers["Location"])
    case.refresh_from_db()
    assert case.taken_down_at is not None


def test_a_consent_beside_another_is_withdrawn_and_the_case_stays(network: Network, sign_in: SignIn) -> None:
    case = network.published()
    network.agree(case)
    dara, first = sign_in(network.dara), case.consents.order_by("pk")[0]
    assert "This takes the case down" not in words(dara, f"{at(case)}?withdraw={first.pk}")
    assert dara.post(at(case), {"do": "withdraw", "consent": first.pk}).status_code == 303
    case.refresh_from_db()
    assert case.taken_down_at is None
    assert "Withdrawn" in words(dara, at(case))


@pytest.mark.parametrize("value", ["", "0", "9" * 30, "x", "1\0"])
def test_a_consent_that_is_not_there_is_not_there(network: Network, amina: Client, value: str) -> None:
    case, other = network.draft(), network.draft("FR")
    for number in (value, other.consents.get().pk):
        for wish in ("withdraw", "confirm"):
            # Amina may not confirm at all.
            assert amina.post(at(case), {"do": wish, "consent": number}).status_code in {404, 409}
    assert amina.get(f"{at(case)}?withdraw={other.consents.get().pk}").status_code == 404
    assert not Consent.objects.exclude(withdrawn_at=None).exists()


def test_a_translator_withdraws_nothing(network: Network, sign_in: SignIn) -> None:
    case = network.published()
    one = case.consents.get()
    chen = sign_in(network.chen)
    assert "?withdraw=" not in words(chen, at(case))
    assert chen.get(f"{at(case)}?withdraw={one.pk}").status_code == 403
    assert chen.post(at(case), {"do": "withdraw", "consent": one.pk, "down": "yes"}).status_code == 403
