"""Stop, take down, give up: two clicks, one person, at once; looked at afterwards by another."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from tests.desk.conftest import SignIn
from tests.network import NOW, Network
from tocsin.actions.exposure import stop_case, take_down, withdraw_consent
from tocsin.actions.models import Case, Lessening, Rendition
from tocsin.delivery.kinds import Kind, Route
from tocsin.delivery.models import Letter
from tocsin.delivery.states import LetterState
from tocsin.records.history import history_of

MARKUP = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'


def at(case: Case, page: str = "") -> str:
    return f"/desk/cases/{case.pk}/{page}"


def words(client: Client, address: str) -> str:
    return unescape(client.get(address).content.decode())


@pytest.mark.parametrize(("page", "state"), [("stop/", "stopped"), ("take-down/", "taken down")])
def test_it_is_done_in_two_clicks_by_one_person(network: Network, sign_in: SignIn, page: str, state: str) -> None:
    case, dara = network.published(), sign_in(network.dara)
    clicks = 0
    link = re.search(rf'<a class="button" href="({at(case, page)})"', dara.get(at(case)).content.decode())
    assert link, "a button on the case page leads there"
    clicks += 1
    asked = dara.get(link[1]).content.decode()
    form = asked.partition('<form class="stack"')[2]
    assert form.count("<button") == 1
    answer = dara.post(link[1], {"do": "yes"})
    clicks += 1
    assert (answer.status_code, clicks) == (303, 2)
    case.refresh_from_db()
    assert case.editions.get().state == state
    done = Lessening.objects.get()
    assert (done.case_id, done.deed, done.by_id, done.reviewed_at) == (case.pk, state, network.dara.pk, None)
    assert 'role="status"' in dara.get(answer.headers["Location"]).content.decode()


def test_to_open_the_page_or_to_send_it_without_the_button_does_nothing(network: Network, amina: Client) -> None:
    case = network.published()
    for page in ("stop/", "take-down/"):
        assert amina.get(at(case, page)).status_code == 200
        for sent in ({}, {"reason": "kept"}, {"do": "no"}, {"do": ""}):
            answer = amina.post(at(case, page), sent)
            assert answer.status_code == 422
            assert sent.get("reason", "") in answer.content.decode()
    case.refresh_from_db()
    assert (case.stopped_at, case.taken_down_at, Lessening.objects.count()) == (None, None, 0)


def test_the_page_before_a_stop_says_how_many_letters_it_holds_back(network: Network, amina: Client) -> None:
    case = network.published()
    for number, state in enumerate((LetterState.READY, LetterState.HELD, LetterState.ACCEPTED)):
        Letter.objects.create(
            kind=Kind.LETTER, owner=number, slug=str(case.slug), n=1, key="targets.0", role="target",
            route=Route.NETWORK_EMAIL, state=state, message_id=f"<{number}@x>", state_at=NOW, made_at=NOW,
        )  # fmt: skip
    assert "2 letters that are not handed over yet are held back" in words(amina, at(case, "stop/"))


def test_the_reason_is_sealed_and_shown_as_text(network: Network, sign_in: SignIn) -> None:
    case = network.published()
    assert sign_in(network.dara).post(at(case, "stop/"), {"do": "yes", "reason": MARKUP}).status_code == 303
    page = sign_in(network.bo).get(at(case)).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "<img" not in page
    assert MARKUP not in words(sign_in(network.chen), at(case)), "who may not do it does not read why"
    assert MARKUP not in words(sign_in(network.hana), at(case)), "nor another section"
    assert MARKUP not in str([one.detail for one in history_of(f"case:{case.pk}")])


def test_a_reason_that_cannot_be_kept_is_asked_again_and_nothing_is_done(network: Network, amina: Client) -> None:
    case = network.published()
    for reason in ("x" * 2001, "a\0b"):
        answer = amina.post(at(case, "stop/"), {"do": "yes", "reason": reason})
        assert answer.status_code == 422
        assert "Nothing was done yet" in answer.content.decode()
    assert not Lessening.objects.exists()


def test_a_second_person_looks_at_it_and_never_the_first(network: Network, sign_in: SignIn) -> None:
    case = network.published(headline="Stopped by Dara")
    dara, bo = sign_in(network.dara), sign_in(network.bo)
    dara.post(at(case, "stop/"), {"do": "yes"})
    one = Lessening.objects.get()
    assert "I have looked at it" not in words(dara, at(case))
    assert dara.post(at(case, "looked/"), {"lessening": one.pk}).status_code == 403
    assert "Stopped by Dara, to be looked at" in words(bo, "/desk/")
    assert "to be looked at" not in words(dara, "/desk/")
    assert "to be looked at" not in words(sign_in(network.hana), "/desk/")
    assert "to be looked at" not in words(sign_in(network.chen), "/desk/")
    assert "I have looked at it" in words(bo, at(case))
    assert bo.post(at(case, "looked/"), {"lessening": one.pk}).status_code == 303
    one.refresh_from_db()
    assert (one.reviewed_by_id, one.reviewed_at) == (network.bo.pk, one.reviewed_at)
    assert "to be looked at" not in words(bo, "/desk/")
    assert "Looked at by" in words(dara, at(case))
    assert sign_in(network.greta).post(at(case, "looked/"), {"lessening": one.pk}).status_code == 403


@pytest.mark.parametrize("value", ["", "0", "-1", "9" * 30, "1; drop", "١", "a\0"])
def test_what_is_no_stop_is_not_looked_at(network: Network, sign_in: SignIn, value: str) -> None:
    case, other = network.published(), network.published("FR")
    stop_case(network.hana, str(other.pk), NOW)
    bo = sign_in(network.bo)
    assert bo.post(at(case, "looked/"), {"lessening": value}).status_code in {404, 422}
    foreign = Lessening.objects.get().pk
    assert bo.post(at(case, "looked/"), {"lessening": foreign}).status_code == 404
    assert Lessening.objects.get().reviewed_at is None


def test_the_reason_of_a_take_down_is_erased_with_the_looking(network: Network, sign_in: SignIn) -> None:
    case = network.published()
    take_down(network.dara, str(case.pk), NOW, "the brother of Mirela asked")
    assert "the brother of Mirela asked" in words(sign_in(network.bo), at(case))
    sign_in(network.bo).post(at(case, "looked/"), {"lessening": Lessening.objects.get().pk})
    assert Lessening.objects.get().reason is None


def test_a_take_down_erases_the_reason_of_a_stop_before_it(network: Network) -> None:
    case = network.published()
    stop_case(network.dara, str(case.pk), NOW, "a name")
    take_down(network.bo, str(case.pk), NOW)
    assert [one.reason for one in Lessening.objects.order_by("pk")] == [None, None]


def test_a_consent_withdrawn_with_a_take_down_waits_to_be_looked_at_too(network: Network, sign_in: SignIn) -> None:
    case = network.published()
    assert withdraw_consent(network.dara, str(case.pk), case.consents.get().pk, NOW)
    assert Lessening.objects.get().deed == "taken down"
    assert "Taken down by Dara, to be looked at" in words(sign_in(network.bo), "/desk/")


def test_two_people_who_stop_at_once_make_one_stop(network: Network, sign_in: SignIn) -> None:
    case = network.published()
    first, second = sign_in(network.dara), sign_in(network.bo)
    first.get(at(case, "stop/"))
    second.get(at(case, "stop/"))
    assert first.post(at(case, "stop/"), {"do": "yes"}).status_code == 303
    assert second.post(at(case, "stop/"), {"do": "yes"}).status_code == 403
    assert Lessening.objects.count() == 1


def test_a_draft_is_given_up_and_nothing_public_changes(network: Network, sign_in: SignIn) -> None:
    case = network.draft()
    emil = sign_in(network.emil)
    assert emil.post(at(case, "withdraw/"), {}).status_code == 422
    assert emil.post(at(case, "withdraw/"), {"do": "yes"}).status_code == 303
    case.refresh_from_db()
    assert case.withdrawn_at is not None
    assert "Withdrawn before it went live" in words(emil, at(case))
    assert emil.post(at(case, "withdraw/"), {"do": "yes"}).status_code == 403
    assert emil.post(at(case, "take-down/"), {"do": "yes"}).status_code == 303
    assert not Rendition.objects.exists()
