"""The form, without scripts: what is typed is what the draft says, and no button loses a word."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.desk.conftest import Clock, SignIn
from tests.network import Network, case_file
from tocsin.actions.models import Approval, Case, DraftVersion
from tocsin.casefile.model import ReadingWarning
from tocsin.records.models import Entry

from .forms import flat, form_in, free, open_form

TEXTS = ("headline", "summary", "concerns", "after_deadline", "body.0", "calls.1", "people.0.name", "people.0.detail")


@pytest.fixture
def case(network: Network) -> Case:
    return network.draft()


def test_a_form_that_is_sent_as_it_is_changes_nothing(network: Network, case: Case, amina: Client) -> None:
    network.review(case)
    before = (flat(case), case.drafts.get().revision)
    answer = open_form(amina, case).send()
    assert answer.status_code == 303
    assert (flat(case), case.drafts.get().revision, case.drafts.get().state) == (*before, "approved")
    assert Approval.objects.filter(void_at=None).exists()


def test_so_does_one_with_recipients_of_its_own(network: Network, case: Case, amina: Client) -> None:
    free(network, case)
    before = (flat(case), case.drafts.get().revision)
    open_form(amina, case).send()
    assert (flat(case), case.drafts.get().revision) == before


@pytest.mark.parametrize("name", TEXTS)
def test_what_is_typed_is_in_the_draft_and_in_the_field(case: Case, amina: Client, name: str) -> None:
    typed = 'Says “<script>alert(1)</script>"><img src=x onerror=alert(2)>” & more'
    form = open_form(amina, case)
    form.fields[name] = typed
    assert form.send().status_code == 303
    again = open_form(amina, case)
    assert again.fields[name] == typed
    assert "<script>alert" not in again.page
    assert "<img src=x" not in again.page


def test_every_field_of_a_recipient(network: Network, case: Case, amina: Client) -> None:
    free(network, case)
    form = open_form(amina, case)
    form.fields |= {
        "targets.0.name": "Ilse Varga",
        "targets.0.country": "germany",
        "targets.0.email": "one@example.org\r\ntwo@example.org",
        "targets.0.salutation": "Dear Minister",
    }
    form.send()
    target = flat(case)["targets"][0]
    assert (target["name"], target["country"], target["salutation"]) == ("Ilse Varga", "DE", "Dear Minister")
    assert target["email"] == ["one@example.org", "two@example.org"]
    # The name on the envelope follows.
    assert target["lines"][0] == "Ilse Varga"


def test_paragraphs_that_are_pasted_into_one_are_several(case: Case, amina: Client) -> None:
    open_form(amina, case).send(body__0="One.\r\n\r\nTwo.\r\n \r\nThree.")
    assert flat(case)["body"][:3] == ["One.", "Two.", "Three."]
    assert flat(case)["body"][3] == case_file().body[1]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("2027-01-04", "2027-01-04"), ("4 January 2027", "2027-01-04"), ("le 4 janvier 2027", "2027-01-04"), ("", None)],
)
def test_a_deadline_in_figures_and_in_words(case: Case, amina: Client, typed: str, kept: str | None) -> None:
    open_form(amina, case).send(deadline=typed)
    assert flat(case)["deadline"] == kept


def test_what_cannot_be_read_is_shown_again_and_the_rest_is_saved(case: Case, amina: Client) -> None:
    answer = open_form(amina, case).send(deadline="next Tuesday", countries="Nowhere", headline="Saved all the same")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert form_in(amina, "", page).fields["deadline"] == "next Tuesday"
    assert form_in(amina, "", page).fields["countries"] == "Nowhere"
    assert "“next Tuesday” is not a date" in page
    assert (flat(case)["headline"], flat(case)["deadline"]) == ("Saved all the same", "2026-12-14")
    assert flat(case)["countries"] == ["XH"]


def test_a_state_that_nobody_knows_loses_nothing_of_its_recipient(network: Network, case: Case, amina: Client) -> None:
    free(network, case)
    form = open_form(amina, case)
    form.fields |= {"targets.0.country": "Atlantis", "targets.0.name": "Ilse Varga", "copies.0.salutation": "Dear all"}
    answer = form.send()
    shown = form_in(amina, form.path, answer.content.decode())
    assert (answer.status_code, shown.fields["targets.0.country"]) == (422, "Atlantis")
    assert shown.fields["targets.0.name"] == "Ilse Varga"
    assert flat(case)["copies"][0]["salutation"] == "Dear all"
    assert shown.send(targets__0__country="XI").status_code == 303
    assert (flat(case)["targets"][0]["name"], flat(case)["targets"][0]["country"]) == ("Ilse Varga", "XI")


def test_a_text_that_is_too_long_is_shown_again_whole(case: Case, amina: Client) -> None:
    long = "word " * 6_000
    answer = open_form(amina, case).send(summary=long, calls__0=f"call {long}")
    shown = form_in(amina, "", answer.content.decode())
    assert answer.status_code == 422
    assert shown.fields["summary"].strip() == long.strip()
    assert shown.fields["calls.0"].strip() == f"call {long}".strip()
    assert shown.fields["calls.1"] == case_file().calls[1]
    assert flat(case)["calls"] == list(case_file().calls)


def test_characters_that_no_text_holds_are_taken_out(case: Case, amina: Client) -> None:
    assert open_form(amina, case).send(headline="A\0B\ufffeC\x1b", summary="\ufeffTwo").status_code == 303
    assert flat(case)["headline"].split() == ["A", "B", "C"]


@pytest.mark.parametrize("number", ["UA 1/26x", "9" * 30, "none"])
def test_a_number_that_is_none_does_not_hold_back_the_rest(case: Case, amina: Client, number: str) -> None:
    answer = open_form(amina, case).send(number=number, headline="Saved")
    assert (answer.status_code, flat(case)["headline"], flat(case)["number"]) == (422, "Saved", None)
    assert form_in(amina, "", answer.content.decode()).fields["number"] == number


def test_the_number_of_another_case_is_refused_and_nothing_typed_is_lost(
    network: Network, case: Case, amina: Client
) -> None:
    network.draft(number="UA 7/26")
    free_targets = flat(case)["targets"]
    answer = open_form(amina, case).send(number="UA 7/26", headline="Typed")
    shown = form_in(amina, f"/desk/cases/{case.pk}/edit/", answer.content.decode())
    assert answer.status_code == 422
    assert shown.fields["headline"] == "Typed"
    # The recipients that are the directory's are still in the form: sending it again takes nobody out.
    assert shown.send(number="").status_code == 303
    assert (flat(case)["headline"], flat(case)["targets"]) == ("Typed", free_targets)


def test_more_entries_than_are_kept_are_refused_and_none_is_dropped(case: Case, amina: Client) -> None:
    form = open_form(amina, case)
    form.fields |= {f"body.{n}": f"Paragraph {n}" for n in range(600)}
    answer = form.send()
    assert answer.status_code == 422
    shown = form_in(amina, form.path, answer.content.decode())
    assert shown.fields["body.599"] == "Paragraph 599"
    assert flat(case)["body"] == list(case_file().body)


# --- buttons --------------------------------------------------------------------------------------------------------


def test_every_button_saves_what_is_typed_first(case: Case, amina: Client) -> None:
    for n, button in enumerate(["add:calls", "up:calls.1", "down:body.0", "remove:people.0", "untie:targets.0"]):
        answer = open_form(amina, case).send(button, summary=f"Typed before {button}")
        assert answer.status_code == 303, n
        assert flat(case)["summary"] == f"Typed before {button}"


def test_an_entry_is_added_filled_in_and_kept(case: Case, amina: Client) -> None:
    answer = open_form(amina, case).send("add:calls")
    assert answer.headers["Location"].endswith("&add=calls#f-calls-new")
    form = open_form(amina, case, "?add=calls")
    assert form.fields["calls.new"] == ""
    form.send(calls__new="let her daughter in")
    assert flat(case)["calls"] == [*case_file().calls, "let her daughter in"]


def test_moving_and_taking_out_and_bringing_back(case: Case, amina: Client) -> None:
    first, second = case_file().calls
    assert open_form(amina, case).send("up:calls.1").headers["Location"].endswith("#f-calls-0")
    assert flat(case)["calls"] == [second, first]
    answer = open_form(amina, case).send("remove:calls.0", headline="Typed meanwhile")
    assert flat(case)["calls"] == [first]
    undo = amina.get(answer.headers["Location"].partition("#")[0])
    form = form_in(amina, f"/desk/cases/{case.pk}/edit/", undo.content.decode())
    form.send(next(one for one in form.buttons if one.startswith("back:")), calls__0=f"{first} and soon")
    assert flat(case)["calls"] == [second, f"{first} and soon"]
    assert flat(case)["headline"] == "Typed meanwhile"


def test_a_button_means_the_entry_beside_which_it_stood(network: Network, case: Case, amina: Client) -> None:
    """A script moves entries without renaming them, empty ones are dropped, and pasted ones become several."""
    form = open_form(amina, case)
    first, second = case_file().calls
    fields = {name: value for name, value in form.fields.items() if not name.startswith("calls.")}
    sent = fields | {"calls.new1": "", "calls.1": f"{second}\n\nand a third", "calls.0": first, "do": "remove:calls.0"}
    assert amina.post(form.path, sent).status_code == 303
    assert flat(case)["calls"] == [second, "and a third"]


def test_a_recipient_becomes_a_copy_and_takes_its_tie_along(case: Case, amina: Client) -> None:
    office = flat(case)["targets"][0]["office"]
    open_form(amina, case).send("over:targets.0")
    assert (flat(case)["targets"], [one["office"] for one in flat(case)["copies"]][-1]) == ([], office)
    assert case.drafts.get().links[f"copies.{len(flat(case)['copies']) - 1}"] == office


@pytest.mark.parametrize(
    "do",
    ["remove:calls.99", "remove:calls." + "9" * 30, "remove:links.0", "up:calls", "over:calls.0", "pick:targets:x",
     "pick:targets:999999", "settle:none:0", "remark:1", "back:calls:9999", "mine:1", "theirs:" + "9" * 30,
     "add:links"],
)  # fmt: skip
def test_a_button_that_is_none_does_nothing_but_save(case: Case, amina: Client, do: str) -> None:
    calls = flat(case)["calls"]
    answer = open_form(amina, case).send(do, headline="Typed")
    assert answer.status_code in {303, 404, 422}
    assert (flat(case)["calls"], flat(case)["headline"]) == (calls, "Typed")


def test_picking_from_the_directory(network: Network, case: Case, amina: Client) -> None:
    other = network.draft(headline="Other")
    office = flat(other)["copies"][0]["office"]
    open_form(amina, case).send("remove:copies.0")
    page = amina.get(f"/desk/cases/{case.pk}/edit/pick/?for=targets&q=commissioner").content.decode()
    assert f'value="pick:targets:{office}"' in page
    picked = amina.post(
        f"/desk/cases/{case.pk}/edit/", {"revision": case.drafts.get().revision, "do": f"pick:targets:{office}"}
    )
    assert picked.status_code == 303
    assert [one["office"] for one in flat(case)["targets"]][-1] == office
    assert "Human Rights Commissioner" in open_form(amina, case).page


def test_a_warning_that_is_settled_leaves_the_list_and_is_in_the_history(network: Network, amina: Client) -> None:
    warning = ReadingWarning("two-dates", "deadline", "Two dates: 14 December and 4 January.")
    case = network.draft(warnings=(warning,))
    form = open_form(amina, case)
    assert 'href="#f-deadline"' in form.page
    form.send("settle:two-dates:0")
    assert flat(case)["warnings"] == []
    line = Entry.objects.get(subject=f"case:{case.pk}", verb="warning settled")
    assert line.detail["code"] == "two-dates"
    assert "14 December" not in str(line.detail)


def test_a_phrase_that_leads_to_a_source_is_marked_in_its_sentence(network: Network, amina: Client) -> None:
    case = network.draft(body=("It rained. A pastor who had been following the group saw it.",))
    assert "<mark>A pastor who had been following the group saw it</mark>" in open_form(amina, case).page


# --- review ---------------------------------------------------------------------------------------------------------


def test_sending_to_review_saves_first(network: Network, case: Case, amina: Client) -> None:
    answer = open_form(amina, case).send("submit", headline="The last word")
    assert answer.headers["Location"].startswith(f"/desk/cases/{case.pk}/review/")
    assert (case.drafts.get().state, flat(case)["headline"]) == ("in review", "The last word")


def test_the_page_says_what_a_change_undoes_and_it_does(network: Network, case: Case, amina: Client) -> None:
    network.review(case)
    form = open_form(amina, case)
    assert "A change takes the approval away" in form.page
    form.send(headline="Changed")
    assert case.drafts.get().state == "draft"
    assert not Approval.objects.filter(void_at=None).exists()


def test_typing_leaves_one_line_in_the_history_each_ten_minutes(
    network: Network, case: Case, amina: Client, moment: Clock
) -> None:
    for n in range(12):
        moment.later(minutes=1)
        assert open_form(amina, case).autosave(headline=f"Typed {n}").json()["revision"] == n + 2
    lines = Entry.objects.filter(subject=f"case:{case.pk}", verb="draft edited")
    assert lines.count() == 2


def test_versions_do_not_grow_without_end(network: Network, case: Case, amina: Client, moment: Clock) -> None:
    for n in range(5):
        open_form(amina, case).autosave(headline=f"Typed {n}")
    assert DraftVersion.objects.count() == 6
    moment.later(hours=11)
    open_form(amina, case).autosave(headline="Still")
    assert DraftVersion.objects.count() == 7


def test_the_middle_of_a_run_goes_after_a_day(network: Network, case: Case, sign_in: SignIn, moment: Clock) -> None:
    client = sign_in(network.amina)
    for n in range(5):
        open_form(client, case).autosave(headline=f"Typed {n}")
    moment.later(hours=25)
    client = sign_in(network.mallory)
    open_form(client, case).autosave(headline="A day later")
    assert list(DraftVersion.objects.order_by("revision").values_list("revision", flat=True)) == [1, 6, 7]


def test_whoever_may_not_write_gets_no_form_and_no_word(network: Network, case: Case, sign_in: SignIn) -> None:
    bo = sign_in(network.bo)
    path = f"/desk/cases/{case.pk}/edit/"
    assert (bo.get(path).status_code, bo.post(path, {"revision": 1, "headline": "Bo"}).status_code) == (403, 403)
    assert bo.post(f"{path}save/", {"revision": 1, "headline": "Bo"}).status_code == 403
    hana = sign_in(network.hana)
    assert {hana.get(path).status_code, hana.post(f"{path}save/", {"revision": 1}).status_code} == {404}
    assert flat(case)["headline"] == case_file().headline
