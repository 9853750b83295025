"""The second reader approves what they read, or sends texts back."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.desk.conftest import SignIn
from tests.network import Network
from tocsin.actions.models import Case, Rendition
from tocsin.actions.translating.memory import source_of, take_in
from tocsin.actions.translating.segments import segments_of
from tocsin.actions.translating.standing import key_of

from .conftest import CALL, INSULIN, at, opened, send, stored, text_of


def whole(network: Network, case: Case) -> None:
    words = {one.source: f"«{one.source}»" for one in segments_of(source_of(case, network.now))}
    take_in(network.chen, str(case.pk), "fr", words, network.now)


def hash_on(client: Client, case: Case) -> str:
    found = re.search(r'name="hash" value="(\w+)"', client.get(at(case, "read/")).content.decode())
    assert found
    return found[1]


def is_live() -> bool:
    return Rendition.objects.filter(language="fr").exists()


def test_who_did_not_translate_it_approves_it_and_it_is_live(network: Network, case: Case, farid: Client) -> None:
    whole(network, case)
    answer = farid.post(at(case, "read/"), {"do": "approve", "hash": hash_on(farid, case)})
    assert answer.headers["Location"] == f"/desk/cases/{case.pk}/translations/?said=translating.live"
    assert is_live()
    assert "Whole and approved" in farid.get(f"/desk/cases/{case.pk}/translations/").content.decode()


def test_who_translated_it_does_not(network: Network, case: Case, chen: Client) -> None:
    whole(network, case)
    page = chen.get(at(case, "read/")).content.decode()
    assert "another person reads it" in page
    assert 'value="approve"' not in page
    answer = chen.post(at(case, "read/"), {"do": "approve", "hash": hash_on(chen, case)})
    assert answer.status_code == 403
    assert not is_live()


@pytest.mark.parametrize("form", [{}, {"do": "approve"}, {"do": "back"}, {"do": "nonsense"}])
def test_a_form_that_says_nothing_is_asked_again(
    network: Network, case: Case, farid: Client, form: dict[str, str]
) -> None:
    whole(network, case)
    assert farid.post(at(case, "read/"), form).status_code == 422
    assert not is_live()


def test_what_changed_since_it_was_read_is_not_approved_and_the_notes_stand_there(
    network: Network, case: Case, farid: Client
) -> None:
    whole(network, case)
    read = hash_on(farid, case)
    take_in(network.chen, str(case.pk), "fr", {CALL: "autre chose"}, network.now)
    for form in ({"do": "approve"}, {"do": "back", f"note-{key_of(INSULIN)}": "trop familier"}):
        answer = farid.post(at(case, "read/"), {"hash": read, **form})
        assert answer.status_code == 409
        assert "no longer the one that you read" in answer.content.decode()
    assert "trop familier" in answer.content.decode()
    assert not is_live()


def test_a_translation_that_lacks_a_text_is_not_approved(network: Network, case: Case, farid: Client) -> None:
    take_in(network.chen, str(case.pk), "fr", {CALL: "dites où elle est"}, network.now)
    answer = farid.post(at(case, "read/"), {"do": "approve", "hash": hash_on(farid, case)})
    assert answer.status_code == 409
    assert not is_live()


def test_a_text_that_was_sent_back_is_shown_to_who_translates_and_read_again(
    network: Network, case: Case, chen: Client, farid: Client
) -> None:
    whole(network, case)
    note = {f"note-{key_of(CALL)}": "“Délai” <b>fehlt</b>"}
    answer = farid.post(at(case, "read/"), {"do": "back", "hash": hash_on(farid, case), **note})
    assert answer.status_code == 303
    page = chen.get(at(case)).content.decode()
    assert "“Délai” &lt;b&gt;fehlt&lt;/b&gt;" in page
    assert "Leave it as it is" in page
    approved = farid.post(at(case, "read/"), {"do": "approve", "hash": hash_on(farid, case)})
    assert approved.headers["Location"].endswith("?said=translating.part")
    assert not is_live(), "what was sent back is not approved with the rest"
    send(chen, case, opened(chen, case), **{text_of(CALL): "dites sans délai où elle est"})
    farid.post(at(case, "read/"), {"do": "approve", "hash": hash_on(farid, case)})
    assert is_live()


def test_who_translates_may_stand_by_a_text_and_somebody_reads_it_again(
    network: Network, case: Case, chen: Client, farid: Client
) -> None:
    whole(network, case)
    farid.post(at(case, "read/"), {"do": "back", "hash": hash_on(farid, case), f"note-{key_of(CALL)}": "vraiment ?"})
    assert send(chen, case, opened(chen, case), keep=key_of(CALL)).status_code == 303
    assert stored(case)[CALL] == f"«{CALL}»"
    assert not is_live()
    farid.post(at(case, "read/"), {"do": "approve", "hash": hash_on(farid, case)})
    assert is_live()


def test_a_text_that_somebody_corrected_since_still_waits_for_another_than_its_translator(
    network: Network, case: Case, chen: Client
) -> None:
    take_in(network.chen, str(case.pk), "fr", {CALL: "dites où elle est"}, network.now)
    take_in(network.farid, str(case.pk), "fr", {CALL: "dites sans délai où elle est"}, network.now)
    page = chen.get(at(case, "read/")).content.decode()
    assert "Yours, waits for another reader" in page
    assert f'href="#s-{key_of(CALL)}"' not in page


def test_nobody_sends_back_their_own_or_what_is_not_translated(
    network: Network, case: Case, chen: Client, farid: Client
) -> None:
    take_in(network.chen, str(case.pk), "fr", {CALL: "dites où elle est"}, network.now)
    for client, source, status in ((chen, CALL, 403), (farid, INSULIN, 422)):
        form = {"do": "back", "hash": hash_on(client, case), f"note-{key_of(source)}": "non"}
        assert client.post(at(case, "read/"), form).status_code == status


def test_notes_are_not_lost_by_pressing_the_other_button(network: Network, case: Case, farid: Client) -> None:
    whole(network, case)
    form = {"do": "approve", "hash": hash_on(farid, case), f"note-{key_of(CALL)}": "trop fort"}
    answer = farid.post(at(case, "read/"), form)
    assert answer.status_code == 422
    assert "trop fort" in answer.content.decode()
    assert not is_live()
    form = {"do": "back", "hash": hash_on(farid, case), f"note-{key_of(CALL)}": "x" * 1001}
    assert farid.post(at(case, "read/"), form).status_code == 422


def test_a_reviewer_reads_too_and_other_roles_look_only(network: Network, sign_in: SignIn, case: Case) -> None:
    whole(network, case)
    amina = sign_in(network.amina)
    assert 'value="approve"' not in amina.get(at(case, "read/")).content.decode()
    assert amina.post(at(case, "read/"), {"do": "approve", "hash": hash_on(amina, case)}).status_code == 403
    bo = sign_in(network.bo)
    assert bo.post(at(case, "read/"), {"do": "approve", "hash": hash_on(bo, case)}).status_code == 303
    assert is_live()


# --- names ----------------------------------------------------------------------------------------------------------


def test_a_name_that_nobody_agreed_to_is_pointed_at_and_never_goes_live(
    network: Network, chen: Client, farid: Client
) -> None:
    fields = ("headline", "summary", "body", "calls", "background", "people.detail")
    hidden = network.draft(consent=False, headline="Inspector held", summary="She is held.", body=("They took her.",),
        calls=("free her",))  # fmt: skip
    network.agree(hidden, fields)
    network.publish(hidden)
    source = "They took her."
    send(chen, hidden, opened(chen, hidden), **{text_of(source): "Ils ont pris Mirela Dovan."})
    page = chen.get(at(hidden)).content.decode()
    assert "nobody agreed that the name is published" in page
    assert "Mirela" not in page.replace("Ils ont pris Mirela Dovan.", ""), "the name that is kept back is not told"
    words = {one.source: f"«{one.source}»" for one in segments_of(source_of(hidden, network.now))}
    take_in(network.chen, str(hidden.pk), "fr", words | {source: "Ils ont pris Mirela Dovan."}, network.now)
    answer = farid.post(at(hidden, "read/"), {"do": "approve", "hash": hash_on(farid, hidden)})
    assert answer.status_code == 403
    assert "says a name in" in answer.content.decode()
    assert not is_live()
