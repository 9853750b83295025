"""The case page's next step, the next edition, and the asking after a deadline."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.test import Client

from tests.desk.conftest import Clock, SignIn
from tests.network import Network
from tocsin.actions.drafts import submit_draft, withdraw_draft
from tocsin.actions.exposure import stop_case
from tocsin.actions.models import Case, Draft
from tocsin.actions.review import approve_draft


def at(case: Case, page: str = "") -> str:
    return f"/desk/cases/{case.pk}/{page}"


def buttons(client: Client, case: Case) -> list[str]:
    """The filled ones."""
    return re.findall(r'class="button go"[^>]*>(.*?)<', client.get(at(case)).content.decode())


def test_the_filled_button_is_the_next_step_of_whoever_reads(network: Network, sign_in: SignIn) -> None:
    case = network.draft()
    amina, bo, dara, hana = map(sign_in, (network.amina, network.bo, network.dara, network.hana))
    assert (buttons(amina, case), buttons(bo, case)) == (["Go on writing"], [])
    submit_draft(network.amina, str(case.pk), network.now)
    assert (buttons(amina, case), buttons(bo, case)) == ([], ["Read and decide"])
    approve_draft(network.bo, str(case.pk), None, network.now)
    assert (buttons(amina, case), buttons(bo, case), buttons(dara, case)) == (["Publish"], ["Publish"], [])
    other = network.published()
    assert (buttons(amina, other), buttons(bo, other)) == (["Write an update"], [])
    assert buttons(dara, other) == buttons(hana, other) == ["Write a note for our section"]
    stop_case(network.bo, str(other.pk), network.now)
    assert buttons(amina, other) == ["Say what became of them"]


def test_after_the_deadline_it_is_asked_every_time_until_somebody_answers(
    network: Network, sign_in: SignIn, moment: Clock
) -> None:
    case = network.published()
    amina = sign_in(network.amina)
    assert "nobody has said" not in amina.get(at(case)).content.decode()
    moment.later(days=25)
    amina = sign_in(network.amina)
    for _time in range(3):
        page = amina.get(at(case)).content.decode()
        assert "days ago, and nobody has said what became of them" in page
        assert "?kind=outcome&amp;outcome=no_news" in page
        assert buttons(amina, case) == ["Say what became of them"]
        moment.later(minutes=5)
    answer = amina.post(at(case, "next/"), {"kind": "outcome", "outcome": "released"})
    assert answer.status_code == 303
    draft = Draft.objects.get(case=case, state="draft")
    assert (draft.outcome, draft.author_id) == ("released", network.amina.pk)
    assert "nobody has said" in amina.get(at(case)).content.decode(), "a draft is no answer yet"


@pytest.mark.parametrize("kind", ["update", "correction", "reissue", "stop", "outcome"])
def test_each_kind_is_chosen_beforehand_and_begun(network: Network, amina: Client, kind: str) -> None:
    case = network.published()
    page = amina.get(at(case, f"next/?kind={kind}")).content.decode()
    assert re.findall(r'value="(\w+)" checked', page) == [kind]
    sent = {"kind": kind, "outcome": "found" if kind == "outcome" else ""}
    assert amina.post(at(case, "next/"), sent).status_code == 303
    content = Draft.objects.get(case=case, state="draft").content
    assert content is not None
    assert content.open()["kind"] == kind


@pytest.mark.parametrize(
    "sent",
    [{}, {"kind": "initial"}, {"kind": "<script>"}, {"kind": "outcome"}, {"kind": "outcome", "outcome": "saved"},
     {"kind": "up\0date"}, {"outcome": "released"}],
)  # fmt: skip
def test_what_is_no_edition_is_asked_again_beside_the_field(
    network: Network, amina: Client, sent: dict[str, str]
) -> None:
    case = network.published()
    answer = amina.post(at(case, "next/"), sent)
    assert answer.status_code == 422
    assert 'class="wrong"' in answer.content.decode()
    assert "<script>" not in answer.content.decode()
    assert case.drafts.count() == 1


def test_two_people_who_begin_at_once_make_one_draft(network: Network, sign_in: SignIn) -> None:
    case = network.published()
    amina, emil = sign_in(network.amina), sign_in(network.emil)
    assert amina.post(at(case, "next/"), {"kind": "update"}).status_code == 303
    answer = emil.post(at(case, "next/"), {"kind": "correction"})
    assert answer.status_code == 409
    page = unescape(answer.content.decode())
    assert "A draft is open already" in page
    assert "What you chose is still here" in page
    assert re.findall(r'value="(\w+)" checked', page) == ["correction"]
    assert case.drafts.count() == 2


def test_what_became_of_a_withdrawn_case_is_kept_and_published_nowhere(network: Network, amina: Client) -> None:
    case = network.draft()
    withdraw_draft(network.amina, str(case.pk), network.now)
    assert buttons(amina, case) == ["Say what became of them"]
    assert amina.post(at(case, "next/"), {}).status_code == 422
    assert amina.post(at(case, "next/"), {"outcome": "released"}).status_code == 303
    case.refresh_from_db()
    assert (case.outcome, case.slug) == ("released", None)


def test_the_history_names_people_and_every_verb_has_a_sentence(network: Network, sign_in: SignIn) -> None:
    from tocsin.desk.cases.verbs import verbs
    from tocsin.records.models import Entry

    case = network.published()
    network.translate(case)
    stop_case(network.bo, str(case.pk), network.now)
    page = sign_in(network.greta).get(at(case, "history/")).content.decode()
    assert page.index("Stopped the case.") < page.index("Published edition 1.") < page.index("Made the case.")
    assert "<bdi>Bo</bdi>" in page
    assert "@example.org" not in page
    noted = set(Entry.objects.filter(subject__startswith="case:").values_list("verb", flat=True))
    assert noted <= verbs()


def test_a_long_history_has_pages(network: Network, amina: Client) -> None:
    from tocsin.records import history

    case = network.draft()
    for number in range(120):
        history.note(network.now, network.bo.pk, "draft edited", f"case:{case.pk}", revision=1000 + number)
    first = amina.get(at(case, "history/")).content.decode()
    assert "revision 1119" in first
    assert "revision 1000" not in first
    assert 'href="?page=2"' in first
    last = amina.get(at(case, "history/?page=3")).content.decode()
    assert "revision 1000" in last
    assert "Older" not in last
    for page in ("4", "9" * 17):
        assert amina.get(at(case, f"history/?page={page}")).status_code == 404
    for page in ("0", "-1", "9" * 30, "x\0", "١"):
        assert amina.get(at(case, f"history/?page={page}")).status_code == 200


def test_another_section_is_offered_what_is_its_own_alone(network: Network, sign_in: SignIn) -> None:
    case = network.published("FR", deadline=date(2026, 12, 14))
    page = sign_in(network.emil).get(at(case)).content.decode()
    for way in ("stop/", "take-down/", "next/", "preview/", "withdraw/", "history/"):
        assert at(case, way) not in page, way


def test_numbers_of_letters_stand_on_the_page(network: Network, amina: Client) -> None:
    page = amina.get(at(network.published())).content.decode()
    assert "People or groups who wrote" in page
