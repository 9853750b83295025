"""Translating side by side: what a careless, an unlucky and a hostile person does to it, and two at once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.desk.conftest import SignIn
from tests.desk.test_pages import states
from tests.network import Network
from tocsin.actions.drafts import submit_draft
from tocsin.actions.models import Case, Rendition, Term
from tocsin.actions.translating import glossary
from tocsin.actions.translating.memory import take_in
from tocsin.actions.translating.standing import key_of
from tocsin.records.fields import Sealed

from .conftest import CALL, INSULIN, SUMMARY, at, fields, opened, send, stored, text_of
from .test_reading import whole


def save(client: Client, case: Case, source: str, text: str, seen: str = "") -> Any:
    body = json.dumps({"key": key_of(source), "text": text, "seen": seen})
    return client.post(at(case, "save/"), body, content_type="application/json")


# --- languages ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "tag"),
    [("fr", "fr"), ("French", "fr"), ("French (fr)", "fr"), ("ZH-hans", "zh-Hans"), ("pt_br", "pt-BR")],
)
def test_a_language_is_begun_by_its_name_or_its_tag(case: Case, chen: Client, typed: str, tag: str) -> None:
    answer = chen.post(f"/desk/cases/{case.pk}/translations/", {"language": typed})
    assert (answer.status_code, answer.headers["Location"]) == (303, at(case, language=tag))
    page = chen.get(f"/desk/cases/{case.pk}/translations/").content.decode()
    assert "12 missing" in page
    assert "Being translated" in page


@pytest.mark.parametrize("typed", ["", "  ", "Klingonese", "en", "English", "x" * 5000, "<script>", "fr\x00", "\u202e"])
def test_what_is_no_other_language_is_said_beside_the_field(case: Case, chen: Client, typed: str) -> None:
    answer = chen.post(f"/desk/cases/{case.pk}/translations/", {"language": typed})
    assert answer.status_code == 422
    assert b'id="language-fault"' in answer.content
    assert b"<script>" not in answer.content
    assert not case.translations.exists()


@pytest.mark.parametrize("language", ["xx", "FR", "en", "fra", "fr-", "script"])
def test_there_is_no_page_of_a_language_that_is_none_or_is_the_sources_own(
    case: Case, chen: Client, language: str
) -> None:
    assert chen.get(at(case, language=language)).status_code == 404


def test_before_the_draft_is_submitted_the_page_says_that_there_is_nothing_yet(network: Network, chen: Client) -> None:
    draft = network.draft()
    assert b"nothing to translate yet" in chen.get(f"/desk/cases/{draft.pk}/translations/").content
    submit_draft(network.amina, str(draft.pk), network.now)
    page = chen.get(f"/desk/cases/{draft.pk}/translations/").content
    assert b"goes live together with it" in page
    assert chen.get(at(draft)).status_code == 200


# --- saving ---------------------------------------------------------------------------------------------------------


def test_what_is_typed_is_saved_and_the_rest_is_left(case: Case, chen: Client) -> None:
    form = opened(chen, case)
    answer = send(chen, case, form, **{text_of(CALL): "  dites sans délai où se trouve Mirela Dovan\r\n"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{at(case)}?said=translating.saved")
    assert stored(case) == {CALL: "dites sans délai où se trouve Mirela Dovan"}
    page = chen.get(at(case)).content.decode()
    assert "dites sans délai" in page
    assert "Yours, waits for another reader" in page


def test_an_empty_form_is_asked_again_and_an_untouched_one_changes_nothing(case: Case, chen: Client) -> None:
    assert send(chen, case, {}).status_code == 422
    answer = send(chen, case, opened(chen, case))
    assert answer.headers["Location"].endswith("?said=translating.nothing")
    assert not stored(case)


def test_a_cleared_text_is_missing_again(case: Case, chen: Client) -> None:
    send(chen, case, opened(chen, case), **{text_of(CALL): "dites où elle est"})
    send(chen, case, opened(chen, case), **{text_of(CALL): " "})
    assert not stored(case)
    assert "Missing" in chen.get(at(case)).content.decode()


def test_of_two_who_write_at_once_nobody_overwrites_the_other_and_both_texts_are_shown(
    case: Case, chen: Client, farid: Client
) -> None:
    mine, theirs = opened(chen, case), opened(farid, case)
    assert send(farid, case, theirs, **{text_of(CALL): "celui de Farid"}).status_code == 303
    answer = send(chen, case, mine, **{text_of(CALL): "celui de Chen", text_of(INSULIN): "de l’insuline"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert stored(case) == {CALL: "celui de Farid", INSULIN: "de l’insuline"}, "what is in no conflict is saved"
    assert page.count("celui de Farid") == page.count("celui de Chen") == 1
    assert "Farid saved this meanwhile" in page
    assert "1 text was saved." in page


def test_after_both_were_seen_saving_again_puts_ones_own_in_its_place_or_takes_theirs(
    case: Case, chen: Client, farid: Client
) -> None:
    mine = opened(chen, case)
    send(farid, case, opened(farid, case), **{text_of(CALL): "celui de Farid"})
    again = fields(send(chen, case, mine, **{text_of(CALL): "celui de Chen"}).content.decode())
    assert again[text_of(CALL)] == "celui de Chen"
    assert send(chen, case, again, theirs=key_of(CALL)).status_code == 303
    assert stored(case) == {CALL: "celui de Farid"}
    assert send(chen, case, again).status_code == 303
    assert stored(case) == {CALL: "celui de Chen"}


def test_a_page_left_open_does_not_bring_back_what_was_there(case: Case, chen: Client, farid: Client) -> None:
    send(chen, case, opened(chen, case), **{text_of(CALL): "ancien"})
    old = opened(farid, case)
    send(chen, case, opened(chen, case), **{text_of(CALL): "nouveau"})
    assert send(farid, case, old, **{text_of(INSULIN): "de l’insuline"}).status_code == 303
    assert stored(case)[CALL] == "nouveau"


def test_a_form_without_what_was_seen_overwrites_nothing(case: Case, chen: Client) -> None:
    send(chen, case, opened(chen, case), **{text_of(CALL): "dites où elle est"})
    assert send(chen, case, {}, **{text_of(CALL): "autre"}).status_code == 409
    assert stored(case)[CALL] == "dites où elle est"


def test_what_was_typed_for_a_text_that_is_gone_still_stands_on_the_page(
    network: Network, case: Case, chen: Client
) -> None:
    form = opened(chen, case)
    network.follow(case, summary="Something else altogether.")
    answer = send(chen, case, form, **{text_of(SUMMARY): "Elle a été <b>enlevée</b>."})
    assert answer.status_code == 409
    assert "Elle a été &lt;b&gt;enlevée&lt;/b&gt;." in answer.content.decode()


def test_whose_secret_somebody_else_set_keeps_what_they_typed(network: Network, case: Case, chen: Client) -> None:
    form = opened(chen, case)
    network.chen.secret_set_by = network.odile
    network.chen.save()
    answer = send(chen, case, form, **{text_of(CALL): "dites où elle est"})
    assert answer.status_code == 403
    assert "dites où elle est" in answer.content.decode()
    assert not stored(case)


# --- changed sources ------------------------------------------------------------------------------------------------


def test_a_source_that_changed_is_shown_word_by_word_with_the_translation_from_before(
    network: Network, case: Case, chen: Client
) -> None:
    network.translate(case)
    network.follow(case, summary=SUMMARY.replace("home", "office"))
    page = chen.get(at(case)).content.decode()
    assert re.search(r"<del><span[^>]*>\[taken out: </span>home<span[^>]*>\]</span></del><ins>", page)
    assert "The source changed" in page
    assert f"«{SUMMARY}»" in page
    assert "12 of 13 texts translated" in page
    changed = SUMMARY.replace("home", "office")
    answer = send(chen, case, opened(chen, case), start=key_of(changed))
    assert f"\n«{SUMMARY}»</textarea>" in answer.content.decode()
    assert changed not in stored(case), "to begin with a text saves nothing of it"
    assert "1 changed since" in chen.get(f"/desk/cases/{case.pk}/translations/").content.decode()


@pytest.mark.parametrize(("show", "number"), [("todo", 1), ("changed", 1), ("unread", 0), ("", 13), ("nonsense", 13)])
def test_the_texts_are_chosen_by_their_state(
    network: Network, case: Case, chen: Client, show: str, number: int
) -> None:
    network.translate(case)
    network.follow(case, summary=SUMMARY.replace("home", "office"))
    assert chen.get(at(case, f"?show={show}")).content.decode().count("<textarea") == number


# --- saving while somebody writes -----------------------------------------------------------------------------------


def test_a_script_saves_one_text_and_is_told_how_it_stands(case: Case, chen: Client) -> None:
    told = save(chen, case, CALL, "dites sans délai où se trouve Mirela").json()
    assert told["state"] == "Yours, waits for another reader"
    assert told["progress"] == "2 of 13 texts translated"
    assert told["hits"] == [{"source": "Mirela Dovan", "target": "Mirela Dovan", "note": "", "used": False}]
    assert save(chen, case, CALL, "dites où est Mirela Dovan", told["seen"]).status_code == 200
    late = save(chen, case, CALL, "trop tard", told["seen"])
    assert late.status_code == 409
    assert late.json()["theirs"]["text"] == "dites où est Mirela Dovan"
    assert stored(case) == {CALL: "dites où est Mirela Dovan"}


def test_a_save_opens_the_terms_of_its_own_language_once(
    network: Network, case: Case, chen: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """1,000 terms of the network in five languages; 200 serve, those for Canada among them."""
    made = [
        Term(case=None, language=language, content=_term(f"harbour {n}"), by=network.chen, at=network.now)
        for language in ("fr", "fr-CA", "es", "ar", "zh-Hans", "zh-Hant", "pt", "pt-BR", "de", "de-CH")
        for n in range(100)
    ]
    Term.objects.bulk_create(made)
    save(chen, case, CALL, "dites où elle est")
    purposes: list[str] = []
    monkeypatch.setattr(Sealed, "open", _told(Sealed.open, purposes))
    with CaptureQueriesContext(connection) as asked:
        assert save(chen, case, INSULIN, "donnez-lui de l’insuline").status_code == 200
    assert sum("term" in purpose for purpose in purposes) == 200
    assert sum("actions_term" in one["sql"] for one in asked) == 3


def test_a_language_with_its_regions_has_so_many_terms_and_no_more(
    chen: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(glossary, "MOST", 2)
    for language, status in (("fr", 303), ("es", 303), ("fr-CA", 303), ("fr-BE", 422)):
        word = {"language": language, "source": "harbour", "target": "port", "note": ""}
        assert chen.post("/desk/glossary/", word).status_code == status
    assert Term.objects.count() == 3


def _told(really: Callable[[Sealed], Any], opened: list[str]) -> Callable[[Sealed], Any]:
    """Opens, and tells what was opened."""

    def opens(one: Sealed) -> Any:
        opened.append(one._purpose)
        return really(one)

    return opens


def _term(source: str) -> Sealed:
    return Sealed.of(Term, "content", {"source": source, "target": source, "note": ""})


@pytest.mark.parametrize(
    "body", ["", "[]", "null", "{}", '{"key": 1, "text": 2, "seen": 3}', '{"key": "x"}', "[" * 100_000, "\x00", '"' * 9]
)
def test_anything_at_all_may_be_sent_to_it(case: Case, chen: Client, body: str) -> None:
    assert chen.post(at(case, "save/"), body, content_type="application/json").status_code == 422
    assert not stored(case)


def test_a_text_that_is_none_of_the_case_is_not_saved(case: Case, chen: Client) -> None:
    answer = save(chen, case, "something else", "autre chose")
    assert answer.status_code == 409
    assert "load the page again" in answer.json()["fault"]


# --- hostile --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</textarea><script>"])
def test_markup_stays_text_everywhere(network: Network, case: Case, chen: Client, farid: Client, text: str) -> None:
    send(chen, case, opened(chen, case), **{text_of(CALL): text})
    form = {"source": "Mirela Dovan", "target": text, "note": text}
    assert chen.post(at(case, "words/"), form).status_code == 303
    assert chen.post("/desk/glossary/", form | {"language": "fr"}).status_code == 303
    for address in (at(case), at(case, "read/"), "/desk/glossary/"):
        page = farid.get(address).content.decode()
        assert text not in page, address
        assert "<img" not in page, address
        assert "&lt;" in page, address


@pytest.mark.parametrize("text", ["a\x00b", "x" * 20_001])
def test_a_text_that_cannot_be_published_is_not_taken_and_still_stands_there(
    case: Case, chen: Client, text: str
) -> None:
    answer = send(chen, case, opened(chen, case), **{text_of(CALL): text, text_of(INSULIN): "de l’insuline"})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert stored(case) == {INSULIN: "de l’insuline"}


def test_what_reaches_beyond_its_line_is_taken_out(case: Case, chen: Client) -> None:
    send(chen, case, opened(chen, case), **{text_of(CALL): "\u202edites\u202c où"})
    assert stored(case) == {CALL: "dites où"}


def test_another_sections_people_are_not_named(network: Network, sign_in: SignIn, case: Case) -> None:
    take_in(network.chen, str(case.pk), "fr", {CALL: "dites où elle est"}, network.now)
    assert "Chen" in sign_in(network.amina).get(at(case)).content.decode()
    assert "Chen" not in sign_in(network.greta).get(at(case)).content.decode()


# --- directions -----------------------------------------------------------------------------------------------------


def test_every_text_says_its_language_and_its_direction_whatever_the_page_speaks(
    network: Network, case: Case, chen: Client
) -> None:
    page = chen.get(at(case, language="ar")).content.decode()
    assert '<html lang="en" dir="ltr">' in page
    assert ' lang="ar" dir="rtl" spellcheck' in page
    assert 'class="seg-text" lang="en" dir="ltr"' in page
    network.chen.language = "ar"
    network.chen.save()
    page = chen.get(at(case)).content.decode()
    assert '<html lang="ar" dir="rtl">' in page
    assert ' lang="fr" dir="ltr" spellcheck' in page


# --- what waits -----------------------------------------------------------------------------------------------------


def test_a_whole_translation_waits_for_those_who_did_not_make_it(network: Network, sign_in: SignIn, case: Case) -> None:
    whole(network, case)
    headline = "Dam inspector held in secret"
    waiting = {headline: "Waiting for a second reader: French"}
    assert states(sign_in(network.farid)) == waiting
    assert states(sign_in(network.bo)) == waiting
    assert states(sign_in(network.chen)) == {headline: "Live"}
    assert states(sign_in(network.amina)) == {headline: "Live"}
    assert f'href="{at(case, "read/")}"' in sign_in(network.farid).get("/desk/").content.decode()
    assert not Rendition.objects.filter(language="fr").exists()
