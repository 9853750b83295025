"""The page of review, through the door: who decides, what they see, and what becomes of a decision."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.desk.conftest import Clock, SignIn
from tests.desk.reviewing.pages import address, approve, form_of, text_of
from tests.network import MINISTER, NOW, Network, case_file
from tocsin.actions.drafts import Edit, begin_edition, edit_draft, submit_draft
from tocsin.actions.models import Approval, Case, Draft, DraftVersion, Remark
from tocsin.actions.remarks import open_remarks, remark
from tocsin.casefile import Kind
from tocsin.records import history
from tocsin.records.errors import Refused
from tocsin.records.fields import Sealed

SCRIPT = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


@pytest.fixture
def case(network: Network) -> Case:
    """An update in review, by Amina."""
    found = network.published()
    begin_edition(network.amina, str(found.pk), Kind.UPDATE, NOW)
    content = case_file(
        kind=Kind.UPDATE,
        number=found.number,
        update=1,
        previous=found.editions.get().index,
        headline="Dam inspector moved to a hospital",
        calls=("let her see a lawyer today", *case_file().calls),
    )
    edit_draft(network.amina, str(found.pk), Edit(case_file=content), NOW)
    submit_draft(network.amina, str(found.pk), NOW)
    found.refresh_from_db()
    return found


def draft(case: Case) -> Draft:
    return case.drafts.latest("pk")


def verbs(case: Case) -> list[str]:
    return [one.verb for one in history.history_of(f"case:{case.pk}")]


# --- what is shown --------------------------------------------------------------------------------------------------


def test_only_what_changed_is_shown_word_by_word(network: Network, case: Case, sign_in: SignIn) -> None:
    page = sign_in(network.bo).get(address(case))
    body, text = page.content.decode(), text_of(page)
    assert 'held in secret<span class="vh">]</span></del>' in body
    assert 'moved to a hospital<span class="vh">]</span></ins>' in body
    # A call put in before the others does not make them look changed.
    assert "Call 1 · New" in text
    assert "Call 2" not in text.partition("Checks")[0]
    assert "Four men took" not in text.partition("Checks")[0]
    assert "Compared with edition 1" in text
    assert "You did not write this, so you may decide." in text


def test_a_first_edition_is_shown_as_a_whole_with_nothing_marked(network: Network, sign_in: SignIn) -> None:
    case = network.draft()
    submit_draft(network.amina, str(case.pk), NOW)
    page = sign_in(network.bo).get(address(case))
    assert "<ins>" not in page.content.decode()
    assert "Four men took Mirela Dovan" in text_of(page)


def test_the_author_is_told_who_can_decide(network: Network, case: Case, sign_in: SignIn) -> None:
    page = sign_in(network.amina).get(address(case))
    assert "You wrote part of this edition, so someone else must decide. Who can: Bo, Greta, Mallory." in text_of(page)
    assert 'value="approve"' not in page.content.decode()
    assert "Take it back to draft" in text_of(page)


def test_who_wrote_what_is_told_by_the_versions_that_were_kept(network: Network, case: Case, sign_in: SignIn) -> None:
    now = draft(case)
    first = case_file(kind=Kind.UPDATE, number=case.number, headline="Dam inspector moved to a hospital")
    second = replace(first, calls=("let her see a lawyer today", *first.calls))
    for revision, (editor, content) in enumerate([(network.emil, first), (network.amina, second)], 1):
        value = {"casefile": content.to_json(), "links": {}, "zone": None, "outcome": None}
        kept = {"content": Sealed.of(DraftVersion, "content", value), "editor": editor, "at": NOW}
        DraftVersion.objects.update_or_create(draft=now, revision=revision, defaults=kept)
    text = text_of(sign_in(network.bo).get(address(case)))
    assert "Headline · Emil" in text
    assert "Call 1 · New · Amina" in text


def test_whoever_edited_any_version_does_not_approve(network: Network, case: Case, sign_in: SignIn) -> None:
    now = draft(case)
    DraftVersion.objects.filter(draft=now, revision=1).update(content=None, editor=network.bo)
    client = sign_in(network.bo)
    assert "You wrote part of this edition" in text_of(client.get(address(case)))
    answer = client.post(address(case), {"do": "approve", "read": "1", "hash": now.submitted_hash})
    assert answer.status_code == 409
    assert draft(case).state == "in review"


def test_what_nobody_agreed_to_is_shown_as_left_out(network: Network, sign_in: SignIn) -> None:
    case = network.draft(consent=False)
    network.agree(case, ("headline", "calls"))
    submit_draft(network.amina, str(case.pk), NOW)
    text = text_of(sign_in(network.bo).get(address(case)))
    assert "No, left out" in text
    assert "Left out of what is published, because nobody agreed to it:" in text
    assert "Four men took" not in text
    assert "the daughter" in text


# --- approving ------------------------------------------------------------------------------------------------------


def test_approving_leads_to_publishing_and_publishes_nothing(network: Network, case: Case, sign_in: SignIn) -> None:
    answer = approve(sign_in(network.bo), case)
    assert (answer.status_code, answer.headers["Location"]) == (
        303, f"{address(case, 'publish')}?said=reviewing.approved",
    )  # fmt: skip
    assert draft(case).state == "approved"
    assert case.editions.count() == 1


def test_without_the_tick_nothing_is_approved_and_the_note_is_kept(
    network: Network, case: Case, sign_in: SignIn
) -> None:
    client = sign_in(network.bo)
    form = {**form_of(client, case), "do": "approve", "note": "Keep <this>"}
    answer = client.post(address(case), form)
    assert answer.status_code == 422
    assert "Tick that you have read the whole edition" in text_of(answer)
    assert "Keep &lt;this&gt;</textarea>" in answer.content.decode()
    assert draft(case).state == "in review"


def test_comments_are_not_lost_by_pressing_approve(network: Network, case: Case, sign_in: SignIn) -> None:
    client = sign_in(network.bo)
    answer = approve(client, case, **{"remark-headline": "Say where."})
    assert answer.status_code == 422
    assert "Say where.</textarea>" in answer.content.decode()
    assert draft(case).state == "in review"


def test_a_form_sent_twice_approves_once(network: Network, case: Case, sign_in: SignIn) -> None:
    client = sign_in(network.bo)
    form = {**form_of(client, case), "do": "approve", "read": "1"}
    assert [client.post(address(case), form).status_code for _ in range(2)] == [303, 303]
    assert Approval.objects.filter(draft=draft(case)).count() == 1
    assert verbs(case).count("approved") == 2  # of the first edition and of this one


def test_what_changed_since_the_page_was_opened_is_named_and_not_approved(
    network: Network, case: Case, sign_in: SignIn
) -> None:
    client = sign_in(network.bo)
    form = {**form_of(client, case), "do": "approve", "read": "1"}
    content = case_file(kind=Kind.UPDATE, number=case.number, headline="Another", calls=case_file().calls)
    edit_draft(network.amina, str(case.pk), Edit(case_file=content), NOW)
    submit_draft(network.amina, str(case.pk), NOW)
    answer = client.post(address(case), form)
    assert answer.status_code == 409
    text = text_of(answer)
    assert "Changed since you opened the page: Headline" in text
    assert "Background" not in text.partition("Nothing was decided")[0]
    assert draft(case).state == "in review"


def test_an_address_that_changed_after_submission_has_to_be_submitted_again(
    network: Network, case: Case, sign_in: SignIn
) -> None:
    from tocsin.actions.models import Consent

    client = sign_in(network.bo)
    form = {**form_of(client, case), "do": "approve", "read": "1"}
    Consent.objects.filter(case=case).update(fields=["headline", "calls"])
    assert client.post(address(case), form).status_code == 409
    page = client.get(address(case))
    assert "This is not the text that was sent to review." in text_of(page)
    assert 'value="approve"' not in page.content.decode()
    assert sign_in(network.amina).post(address(case), {"do": "submit"}).status_code == 303
    assert approve(client, case).status_code == 303


# --- sending back ---------------------------------------------------------------------------------------------------


def test_sent_back_with_remarks_its_writer_sees_and_settles_them(network: Network, case: Case, sign_in: SignIn) -> None:
    bo = sign_in(network.bo)
    form = {**form_of(bo, case), "do": "back", "note": SCRIPT, "remark-calls.0": "Say which lawyer.", "more": ""}
    answer = bo.post(address(case), form)
    assert (answer.status_code, draft(case).state) == (303, "draft")
    amina = sign_in(network.amina)
    page = amina.get(address(case))
    assert "Say which lawyer." in text_of(page)
    assert "<script>alert" not in page.content.decode()
    first, second = open_remarks(draft(case))
    assert (first.field, second.field, second.by_name) == ("", "calls.0", "Bo")
    assert amina.post(address(case), {"do": "settle", "remark": first.id}).status_code == 303
    assert [one.id for one in open_remarks(draft(case))] == [second.id]
    assert "sent back" in verbs(case)
    assert not [one for one in history.history_of(f"case:{case.pk}") if "lawyer" in str(one.detail)]


def test_sending_back_an_approved_text_voids_the_approval_and_the_time(
    network: Network, case: Case, sign_in: SignIn, moment: Clock
) -> None:
    from tocsin.actions.publishing.planned import plan_publication

    bo, greta = sign_in(network.bo), sign_in(network.greta)
    approve(bo, case)
    plan_publication(network.amina, str(case.pk), moment.later(hours=1), NOW)
    form = {**form_of(greta, case), "do": "back", "place": "summary", "more": "No."}
    assert greta.post(address(case), form).status_code == 303
    now = draft(case)
    assert (now.state, now.publish_at, now.publish_by, now.submitted_hash) == ("draft", None, None, None)
    assert not Approval.objects.filter(draft=now, void_at=None).exists()
    assert open_remarks(now)[0].field == "summary"


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"note": " \n "},
        {"remark-headline": "x" * 5000},
        {"remark-" + "a" * 59: "on no field"},
        {"remark-<b>": "on no field"},
        {"place": "calls.0.x.y", "more": "on no field"},
    ],
)
def test_what_cannot_be_sent_back_is_shown_again(
    network: Network, case: Case, sign_in: SignIn, more: dict[str, str]
) -> None:
    client = sign_in(network.bo)
    answer = client.post(address(case), {**form_of(client, case), "do": "back", **more})
    assert answer.status_code == 422
    assert draft(case).state == "in review"
    assert not Remark.objects.exists()


def test_a_stale_form_sends_nothing_back(network: Network, case: Case, sign_in: SignIn) -> None:
    client = sign_in(network.bo)
    form = {**form_of(client, case), "do": "back", "note": "Shorter."}
    edit_draft(network.amina, str(case.pk), Edit(zone="Europe/Paris"), NOW)
    submit_draft(network.amina, str(case.pk), NOW)
    answer = client.post(address(case), form)
    assert answer.status_code == 409
    assert "Time zone of the deadline" in text_of(answer).partition("Nothing was decided")[0]
    assert "Shorter.</textarea>" in answer.content.decode()
    form["revision"] = "9" * 30
    assert client.post(address(case), form).status_code == 409


def test_its_writer_takes_it_back(network: Network, case: Case, sign_in: SignIn) -> None:
    client = sign_in(network.emil)
    assert client.post(address(case), {"do": "take"}).status_code == 303
    assert draft(case).state == "draft"
    answer = client.post(address(case), {"do": "take"})
    assert answer.status_code == 409
    assert "somebody was faster" in text_of(answer)


# --- the careless and the hostile -----------------------------------------------------------------------------------


@pytest.mark.parametrize("do", ["approve", "back"])
def test_only_reviewers_of_the_section_decide(network: Network, case: Case, sign_in: SignIn, do: str) -> None:
    form = {"do": do, "read": "1", "hash": str(draft(case).submitted_hash), "revision": "2"}
    form |= {"note": "No."} if do == "back" else {}
    for person in (network.emil, network.chen, network.dara, network.hana):
        assert sign_in(person).post(address(case), form).status_code == 403, person.name
    assert draft(case).state == "in review"


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 30, "", "999999", "1\x00"])
def test_a_remark_that_is_not_there_answers_404(network: Network, case: Case, sign_in: SignIn, number: str) -> None:
    assert sign_in(network.bo).post(address(case), {"do": "settle", "remark": number}).status_code == 404


def test_a_remark_of_another_case_is_not_there(network: Network, case: Case, sign_in: SignIn) -> None:
    other = network.draft("FR")
    theirs = remark(network.bo, str(other.pk), "headline", "Theirs.", NOW)
    assert sign_in(network.emil).post(address(case), {"do": "settle", "remark": theirs.pk}).status_code == 404
    assert open_remarks(draft(other))


def test_nul_bytes_and_broken_marks_break_nothing(network: Network, case: Case, sign_in: SignIn) -> None:
    client = sign_in(network.bo)
    for marks in ("\x00", "[1]", "{", '{"a": 1}', "x" * 100_000):
        form = {"do": "approve", "read": "1", "hash": "\x00", "marks": marks}
        assert client.post(address(case), form).status_code == 409
    form = {**form_of(client, case), "do": "back", "note": "a\x00b"}
    assert client.post(address(case), form).status_code == 303
    assert open_remarks(draft(case))[0].text == "ab"


def test_markup_in_every_field_is_text(network: Network, sign_in: SignIn) -> None:
    official = replace(MINISTER, name=SCRIPT, lines=(SCRIPT, "1000 Ostreva"))
    texts: dict[str, Any] = dict.fromkeys(["headline", "summary", "after_deadline", "model_letter"], SCRIPT)
    lists: dict[str, Any] = dict.fromkeys(["body", "calls", "background", "concerns"], (SCRIPT,))
    case = network.draft(**texts, **lists, targets=(official,))
    submit_draft(network.amina, str(case.pk), NOW)
    client = sign_in(network.bo)
    for page in ("review", "compare", "publish"):
        body = client.get(address(case, page)).content.decode()
        assert "<script>alert" not in body
        assert "<img" not in body


def test_remarks_are_sealed_and_of_their_section_alone(network: Network, case: Case) -> None:
    kept = remark(network.bo, str(case.pk), "headline", "Her cousin told us.", NOW)
    assert "cousin" not in repr(Remark.objects.filter(pk=kept.pk).values())
    for person in (network.hana, network.chen):
        with pytest.raises(Refused):
            remark(person, str(case.pk), "", "No.", NOW)
