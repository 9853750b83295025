"""Translations: taken in by one person, read by another, and live beside exactly the text that they are of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from tests.conftest import IN_CI
from tests.network import Network, case_file
from tocsin.actions.drafts import Edit, begin_edition, edit_draft, submit_draft, withdraw_draft
from tocsin.actions.exposure import take_down
from tocsin.actions.models import Case, PublicRecord, Rendition, Translation
from tocsin.actions.overview import draft_case_file
from tocsin.actions.publishing.publish import publish_edition
from tocsin.actions.review import approve_draft
from tocsin.actions.translating.memory import approve_translation, memory_of, source_of, state_of, take_in
from tocsin.actions.translating.segments import segments_of
from tocsin.actions.verifying import verify_bytes
from tocsin.casefile import CaseFile, Kind
from tocsin.casefile.reading import read_document
from tocsin.records.errors import BadInput, Refused
from tocsin.staff.models import Person as Staff

CALL = "say without delay where Mirela Dovan is"


def words_of(network: Network, case: Case, way: str = "« {} »") -> dict[str, str]:
    return {one.source: way.format(one.source) for one in segments_of(source_of(case, network.now))}


def bring_in(network: Network, case: Case, words: Mapping[str, str], by: Staff | None = None) -> tuple[int, int]:
    return take_in(by or network.chen, str(case.pk), "fr", words, network.now)


def approve(network: Network, case: Case, by: Staff | None = None) -> Rendition | None:
    return approve_translation(by or network.farid, str(case.pk), "fr", network.now)


def newest(language: str = "fr", **of: Any) -> Rendition:
    return Rendition.objects.filter(language=language, newest=True, **of).order_by("-n")[0]


def headline(language: str = "fr") -> dict[str, Any]:
    found: dict[str, Any] = PublicRecord.objects.get().record["headlines"][language]
    return found


# --- two people -----------------------------------------------------------------------------------------------------


def test_who_translated_does_not_read_it_and_who_has_another_role_does_neither(network: Network) -> None:
    case = network.published()
    bring_in(network, case, words_of(network, case))
    for person in (network.chen, network.mallory, network.amina, network.odile, network.dara):
        if person is network.mallory:
            bring_in(network, case, words_of(network, case, "‹ {} ›"), person)
        with pytest.raises(Refused):
            approve(network, case, person)
    with pytest.raises(Refused):
        bring_in(network, case, words_of(network, case), network.bo)
    assert not Rendition.objects.filter(language="fr").exists()
    assert approve(network, case) is not None


def test_whose_secret_was_set_by_somebody_else_reads_nothing(network: Network) -> None:
    case = network.published()
    bring_in(network, case, words_of(network, case))
    network.farid.secret_set_by = network.odile
    network.farid.save()
    with pytest.raises(Refused, match="one of your own") as raised:
        approve(network, case)
    assert raised.value.rule == "own-secret"


def test_two_translators_who_did_half_each_read_each_others_half(network: Network) -> None:
    case = network.published()
    words = list(words_of(network, case).items())
    bring_in(network, case, dict(words[::2]))
    bring_in(network, case, dict(words[1::2]), network.farid)
    assert approve(network, case, network.chen) is None
    assert state_of(case, "fr", network.now)["unread"] == len(words[::2])
    with pytest.raises(Refused, match="You translated this"):
        approve(network, case, network.chen)
    assert approve(network, case, network.farid) is not None


def test_what_is_not_whole_is_not_approved_and_a_name_may_stay_as_it_is(network: Network) -> None:
    case = network.published()
    words = words_of(network, case)
    del words["Mirela Dovan"]
    bring_in(network, case, {text: own for text, own in words.items() if text != CALL})
    with pytest.raises(Refused, match=r"1 texts are not translated yet, calls\.0") as raised:
        approve(network, case)
    assert raised.value.rule == "incomplete"
    bring_in(network, case, {CALL: words[CALL]})
    approve(network, case)
    assert json.loads(bytes(newest().casefile or b""))["people"][0]["name"] == "Mirela Dovan"


def test_a_changed_text_loses_its_approval_and_no_other_does(network: Network) -> None:
    case = network.published()
    network.translate(case, "fr", "« {} »")
    assert bring_in(network, case, words_of(network, case)) == (0, 0)
    assert bring_in(network, case, {**words_of(network, case), CALL: "dites où elle est"}) == (1, 0)
    memory = memory_of(Translation.objects.get())
    assert [text for text, one in memory.items() if one["read_by"] is None] == [CALL]
    assert "dites où elle est" not in str(newest().text)
    approve(network, case)
    assert "dites où elle est" in str(newest().text)


def test_an_approval_of_a_hash_is_of_no_other_words(network: Network) -> None:
    case = network.published()
    bring_in(network, case, words_of(network, case))
    seen = state_of(case, "fr", network.now)["text_hash"]
    bring_in(network, case, {CALL: "autre chose"})
    with pytest.raises(Refused, match="no longer the one that you read"):
        approve_translation(network.farid, str(case.pk), "fr", network.now, seen)
    now = state_of(case, "fr", network.now)["text_hash"]
    assert approve_translation(network.farid, str(case.pk), "fr", network.now, now) is not None


# --- what is taken in -----------------------------------------------------------------------------------------------


def test_a_translation_has_one_tag_however_it_is_written(network: Network) -> None:
    case = network.published()
    for tag in ("FR", "fra", "fr"):
        take_in(network.chen, str(case.pk), tag, words_of(network, case), network.now)
    assert Translation.objects.get().language == "fr"


def test_the_sources_own_language_is_no_translation(network: Network) -> None:
    case = network.published()
    for tag in ("en", "en-GB", "eng"):
        with pytest.raises(BadInput, match="written in “en”"):
            take_in(network.chen, str(case.pk), tag, words_of(network, case), network.now)


def test_a_file_of_another_case_is_said_to_be_one(network: Network) -> None:
    case = network.published()
    with pytest.raises(BadInput, match="None of these is a text of this case"):
        bring_in(network, case, {"Something else": "Autre chose"})
    assert not Translation.objects.exists()


@pytest.mark.parametrize("odd", ["\0", "\x1b[31m", "\ud800", "\x7f", "\ufffe"])
def test_a_character_that_no_text_holds_is_refused_with_its_place(network: Network, odd: str) -> None:
    case = network.published()
    with pytest.raises(BadInput, match=r"calls\.0 holds"):
        bring_in(network, case, {CALL: f"dites {odd} où elle est"})


def test_line_breaks_of_a_tool_do_not_break_what_is_one_line(network: Network) -> None:
    case = network.published()
    bring_in(network, case, words_of(network, case, " « {}\r\n» \n"))
    approve(network, case)
    stored = json.loads(bytes(newest().casefile or b""))
    assert stored["headline"] == "« Dam inspector held in secret »"
    assert stored["targets"][0]["salutation"] == "« Your Excellency »"


def test_after_a_take_down_nothing_is_translated_and_nothing_is_left_of_it(network: Network) -> None:
    case = network.published()
    network.translate(case, "fr", "« {} »")
    words = words_of(network, case)
    take_down(network.bo, str(case.pk), network.now)
    with pytest.raises(Refused, match="taken down"):
        bring_in(network, case, words)
    with pytest.raises(Refused, match="taken down"):
        approve(network, case)
    assert memory_of(Translation.objects.get()) == {}


# --- live -----------------------------------------------------------------------------------------------------------


def test_a_translation_approved_during_review_goes_live_with_the_edition_that_vouches_for_it(network: Network) -> None:
    case = network.draft()
    submit_draft(network.amina, str(case.pk), network.now)
    bring_in(network, case, words_of(network, case))
    assert approve(network, case) is None
    approve_draft(network.bo, str(case.pk), None, network.now)
    publish_edition(network.amina, str(case.pk), network.now)
    source, french = newest("en"), newest("fr")
    assert f"\nSHA-256 of the text in fr: {french.text_sha256}\n" in str(source.text)
    assert str(french.text).startswith("ACTION URGENTE\n")
    assert (french.translator, french.second_reader) == (network.chen.pk, network.farid.pk)


def test_a_translation_whose_source_changed_during_review_does_not_go_live_with_it(network: Network) -> None:
    case = network.draft()
    submit_draft(network.amina, str(case.pk), network.now)
    bring_in(network, case, words_of(network, case))
    approve(network, case)
    changed = case_file(calls=("free her today",))
    edit_draft(network.amina, str(case.pk), Edit(case_file=changed), network.now)
    network.publish(case)
    assert [one.language for one in Rendition.objects.all()] == ["en"]
    assert state_of(case, "fr", network.now)["missing"] == 1


def test_a_translation_after_publication_is_signed_with_the_hash_of_what_it_is_of(network: Network) -> None:
    case = network.published()
    network.translate(case, "fr", "« {} »")
    source, french = newest("en"), newest("fr")
    lines = str(french.text).splitlines()
    assert lines[-1] == f"SHA-256 of the source's casefile.json: {source.casefile_sha256}"
    assert f"SHA-256 of casefile.json: {french.casefile_sha256}" in lines
    assert "in fr:" not in str(source.text)
    assert PublicRecord.objects.get().record["editions"][0]["renditions"]["fr"]["text"] == french.text_sha256


def test_a_corrected_translation_is_a_new_revision_and_one_taken_back_is_current_again(network: Network) -> None:
    case = network.published()
    for way in ("« {} »", "‹ {} ›", "« {} »"):
        network.translate(case, "fr", way)
    first, second, third = Rendition.objects.filter(language="fr").order_by("revision")
    assert [one.newest for one in (first, second, third)] == [False, False, True]
    assert verify_bytes(str(second.text).encode(), network.now).state == "superseded"
    assert first.text_sha256 == third.text_sha256
    assert verify_bytes(str(third.text).encode(), network.now).state == "live"


def test_approving_again_what_is_live_makes_no_new_revision(network: Network) -> None:
    case = network.published()
    network.translate(case, "fr", "« {} »")
    rendition = approve(network, case)
    assert rendition == newest("fr")
    assert rendition is not None
    assert rendition.revision == 1


def test_a_translation_that_has_characters_of_no_font_is_refused_while_it_can_still_be_mended(network: Network) -> None:
    case = network.draft()
    network.review(case)
    bring_in(network, case, words_of(network, case, "⟦{}⟧"))
    with pytest.raises(Refused, match=r"No sheet can be made of it in “fr”.*U\+27E6"):
        approve(network, case)
    publish_edition(network.amina, str(case.pk), network.now)
    assert [one.language for one in Rendition.objects.all()] == ["en"]


def test_a_name_that_nobody_agreed_to_does_not_come_in_by_a_translation(network: Network) -> None:
    case = network.draft(consent=False, calls=("free her",), body=("She was taken.",), summary="Nobody saw her since.")
    network.agree(case, ("headline", "summary", "body", "people.detail", "calls", "background"))
    network.review(case)
    words = words_of(network, case)
    bring_in(network, case, {**words, "She was taken.": "Mirela Dovan a été enlevée."})
    with pytest.raises(Refused, match=r"says a name in body\.0"):
        approve(network, case)
    publish_edition(network.amina, str(case.pk), network.now)
    with pytest.raises(Refused, match="says a name"):
        approve(network, case)
    assert "Dovan" not in "".join(str(one.text) for one in Rendition.objects.all())
    bring_in(network, case, {"She was taken.": "Elle a été enlevée."})
    assert approve(network, case) is not None


# --- older than the source ------------------------------------------------------------------------------------------


def test_an_update_leaves_a_translation_older_and_marks_what_drifted_until_it_is_brought_up(network: Network) -> None:
    case = network.published()
    network.translate(case, "fr", "« {} »")
    assert (headline()["older"], headline()["drifted"], headline()["n"]) == (False, [], 1)
    network.follow(case, body=("She was seen on Tuesday.", case_file().body[1]), calls=("free her", CALL))
    assert (headline()["older"], headline()["drifted"], headline()["n"]) == (True, ["body.0", "calls.1"], 1)
    assert headline("en")["older"] is False
    assert state_of(case, "fr", network.now)["missing"] == 2
    network.translate(case, "fr", "« {} »")
    assert (headline()["older"], headline()["drifted"], headline()["n"]) == (False, [], 2)


def test_a_text_that_only_moved_has_not_drifted_and_goes_live_at_once(network: Network) -> None:
    case = network.published()
    network.translate(case, "fr", "« {} »")
    body, background = case_file().body, case_file().background
    network.follow(case, body=(*background, *body), background=(), calls=tuple(reversed(case_file().calls)))
    assert (headline()["older"], headline()["n"]) == (False, 2)
    assert f"SHA-256 of the text in fr: {newest(n=2).text_sha256}" in str(newest("en").text)


def test_a_new_deadline_alone_takes_every_translation_along(network: Network) -> None:
    case = network.published()
    network.translate(case, "fr", "« {} »")
    network.translate(case, "ar", "« {} »")
    network.follow(case, deadline=date(2026, 12, 31))
    assert {one.language for one in Rendition.objects.filter(n=2)} == {"en", "fr", "ar"}


def test_a_translation_is_brought_up_while_its_draft_is_in_review_and_the_live_one_stays(network: Network) -> None:
    case = network.published()
    network.translate(case, "fr", "« {} »")
    begin_edition(network.amina, str(case.pk), Kind.UPDATE, network.now)
    changed = CaseFile.from_json({**draft_case_file(network.amina, case, network.now).to_json(), "calls": ["free her"]})
    edit_draft(network.amina, str(case.pk), Edit(case_file=changed), network.now)
    network.review(case)
    bring_in(network, case, {"free her": "libérez-la"})
    assert approve(network, case) is None
    assert Rendition.objects.filter(language="fr").count() == 1
    publish_edition(network.amina, str(case.pk), network.now)
    assert (headline()["older"], headline()["n"]) == (False, 2)
    assert "libérez-la" in str(newest().text)


def test_a_draft_that_was_withdrawn_leaves_the_translation_of_what_is_live(network: Network) -> None:
    case = network.published()
    begin_edition(network.amina, str(case.pk), Kind.UPDATE, network.now)
    withdraw_draft(network.amina, str(case.pk), network.now)
    network.translate(case, "fr", "« {} »")
    assert newest().n == 1


# --- read back ------------------------------------------------------------------------------------------------------


def test_a_translated_text_is_read_back_to_the_translated_case_file_whatever_the_language(network: Network) -> None:
    case = network.published(model_letter="Your Excellency,\n\nFree her today.")
    words = words_of(network, case, "- {}: «Fax: 1» > \\")
    languages = ("fr", "es-419", "zh-Hans", "ar", *(("fr-CA", "de-CH", "pt-BR", "zh-Hant", "sr-Latn") if IN_CI else ()))
    for language in languages:
        take_in(network.chen, str(case.pk), language, words, network.now)
        rendition = approve_translation(network.farid, str(case.pk), language, network.now)
        assert rendition is not None
        read = read_document(str(rendition.text).encode(), "text").case.to_json()
        stored = json.loads(bytes(rendition.casefile or b""))
        assert stored["language"] == language
        for unpublished in ("warnings", "origin"):
            read.pop(unpublished)
            stored.pop(unpublished, None)
        assert read == stored, language
