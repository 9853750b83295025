"""Two people in one draft: nothing of either is overwritten, and whoever has to decide is shown both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

import pytest
from django.test import Client

from tests.actions.race import network_and_its_end, race
from tests.desk.conftest import Clock, SignIn
from tests.network import Network, case_file
from tocsin.actions.editing.saving import Typed, save_typed
from tocsin.actions.exposure import take_down
from tocsin.actions.models import Aside, Case, DraftVersion

from .forms import Form, flat, form_in, free, open_form

FIRST, SECOND = case_file().calls


@pytest.fixture
def case(network: Network) -> Case:
    return network.draft()


@pytest.fixture
def emil(network: Network, sign_in: SignIn) -> Client:
    return sign_in(network.emil)


def both(case: Case, amina: Client, emil: Client) -> tuple[Form, Form]:
    """The page as both opened it, before either saved."""
    return open_form(amina, case), open_form(emil, case)


def followed(form: Form) -> Form:
    """The page that a save leads to."""
    assert form.answer.status_code == 303, form.answer.content
    address = form.answer.headers["Location"].partition("#")[0]
    return form_in(form.client, form.path, form.client.get(address).content.decode())


def test_different_things_are_both_in_and_it_is_told_whose(case: Case, amina: Client, emil: Client) -> None:
    hers, his = both(case, amina, emil)
    his.send(calls__1=f"{SECOND} at once", headline="By Emil")
    hers.send(calls__0=f"{FIRST} today", summary="By Amina")
    assert flat(case)["calls"] == [f"{FIRST} today", f"{SECOND} at once"]
    assert (flat(case)["headline"], flat(case)["summary"]) == ("By Emil", "By Amina")
    page = followed(hers).page
    assert "Emil changed meanwhile:" in page
    assert "Both changes are in." in page


def test_the_same_thing_stays_as_the_first_saved_it_and_the_second_is_shown_both(
    case: Case, amina: Client, emil: Client
) -> None:
    hers, his = both(case, amina, emil)
    his.send(summary="Emil says so.")
    hers.send(summary="Amina says otherwise.", headline="Also by Amina")
    assert (flat(case)["summary"], flat(case)["headline"]) == ("Emil says so.", "Also by Amina")
    shown = followed(hers)
    for words in ("Two people changed the same", "Emil says so.", "Amina says otherwise."):
        assert words in shown.page
    assert re.search(r"<del><span[^>]*>[^<]*</span>Emil", shown.page)
    # It is there whenever she opens the page again, and nobody else sees it.
    assert "Amina says otherwise." in open_form(amina, case).page
    assert "Amina says otherwise." not in open_form(emil, case).page


@pytest.mark.parametrize(("verb", "kept"), [("mine", "Amina, and further."), ("theirs", "Emil says so.")])
def test_the_second_takes_theirs_or_types_on_and_takes_her_own(
    case: Case, amina: Client, emil: Client, verb: str, kept: str
) -> None:
    hers, his = both(case, amina, emil)
    his.send(summary="Emil says so.")
    hers.send(summary="Amina says otherwise.")
    shown = followed(hers)
    aside = next(name for name in shown.fields if name.startswith("aside."))
    shown.fields[aside] = "Amina, and further."
    shown.send(next(one for one in shown.buttons if one.startswith(f"{verb}:")))
    assert flat(case)["summary"] == kept
    assert not Aside.objects.exists()
    assert "Two people changed the same" not in open_form(amina, case).page


def test_what_waits_aside_is_typed_further_and_follows_its_entry(case: Case, amina: Client, emil: Client) -> None:
    hers, his = both(case, amina, emil)
    his.send(calls__1="quite another, by Emil")
    hers.send(calls__1=f"{SECOND}, by Amina")
    open_form(emil, case).send("up:calls.1")
    shown = open_form(amina, case)
    assert 'href="#f-calls-0"' in shown.page
    shown.send(next(one for one in shown.buttons if one.startswith("mine:")))
    assert flat(case)["calls"] == [f"{SECOND}, by Amina", FIRST]


def test_what_he_took_out_and_she_changed_waits_and_can_be_put_back(case: Case, amina: Client, emil: Client) -> None:
    hers, his = both(case, amina, emil)
    his.send("remove:calls.1")
    hers.send(calls__1=f"{SECOND} tonight")
    assert flat(case)["calls"] == [FIRST]
    shown = followed(hers)
    shown.send(next(one for one in shown.buttons if one.startswith("mine:")))
    assert flat(case)["calls"] == [FIRST, f"{SECOND} tonight"]


def test_one_recipient_is_changed_in_two_places(network: Network, case: Case, amina: Client, emil: Client) -> None:
    free(network, case)
    hers, his = both(case, amina, emil)
    his.send(targets__0__email="new@example.org")
    hers.send(targets__0__salutation="Dear Minister")
    target = flat(case)["targets"][0]
    assert (target["email"], target["salutation"]) == (["new@example.org"], "Dear Minister")


def test_a_list_with_what_cannot_be_read_takes_back_nothing_of_his(
    network: Network, case: Case, amina: Client, emil: Client
) -> None:
    long = "word " * 6_000
    hers, his = both(case, amina, emil)
    his.send(calls__1=f"{SECOND} at once")
    answer = hers.send(calls__0=long)
    assert answer.status_code == 422
    shown = form_in(amina, hers.path, answer.content.decode())
    shown.send(calls__0=f"{FIRST} today")
    assert flat(case)["calls"] == [f"{FIRST} today", f"{SECOND} at once"]


def test_a_refused_form_that_is_sent_again_takes_back_nothing_of_his(
    network: Network, case: Case, amina: Client, emil: Client
) -> None:
    network.draft(number="UA 7/26")
    hers, his = both(case, amina, emil)
    his.send(summary="By Emil", calls__1=f"{SECOND} at once")
    answer = hers.send(number="UA 7/26", headline="By Amina")
    assert answer.status_code == 422
    form_in(amina, hers.path, answer.content.decode()).send(number="")
    assert (flat(case)["headline"], flat(case)["summary"]) == ("By Amina", "By Emil")
    assert flat(case)["calls"][1] == f"{SECOND} at once"


def test_sending_to_review_waits_where_another_changed_something(case: Case, amina: Client, emil: Client) -> None:
    hers, his = both(case, amina, emil)
    his.send(headline="By Emil")
    hers.send("submit", summary="By Amina")
    assert (case.drafts.get().state, flat(case)["summary"]) == ("draft", "By Amina")
    followed(hers).send("submit")
    assert case.drafts.get().state == "in review"


def test_the_script_is_told_what_came_in_and_what_is_held(case: Case, amina: Client, emil: Client) -> None:
    hers, his = both(case, amina, emil)
    his.autosave(headline="By Emil", summary="Emil says so.")
    told = hers.autosave(summary="Amina says otherwise.", deadline="whenever").json()
    assert (told["revision"], told["came_in"], told["held"][0]["path"]) == (2, ["headline"], "summary")
    assert "is not a date" in told["faults"]["deadline"]


def test_a_save_whose_answer_was_lost_is_sent_again_and_is_one(case: Case, amina: Client) -> None:
    form = open_form(amina, case)
    first = form.autosave(summary="Typed once").json()
    again = form.autosave(summary="Typed once").json()
    assert (again["revision"], again["held"], again["came_in"]) == (first["revision"], [], [])


def test_whoever_types_on_after_a_lost_answer_is_not_in_conflict_with_themselves(case: Case, amina: Client) -> None:
    form = open_form(amina, case)
    form.autosave(summary="She was seen at the hosp")
    told = form.autosave(summary="She was seen at the hospital gate").json()
    assert (told["held"], flat(case)["summary"]) == ([], "She was seen at the hospital gate")


def test_in_another_window_of_their_own_no_word_is_lost_either(case: Case, amina: Client) -> None:
    one, other = open_form(amina, case), open_form(amina, case)
    one.send(summary="A whole new summary, in one window")
    other.send(summary="Something else in the other")
    assert flat(case)["summary"] == "A whole new summary, in one window"
    assert "Something else in the other" in open_form(amina, case).page


def test_a_page_that_lay_open_for_days_takes_nothing_back(
    network: Network, case: Case, sign_in: SignIn, moment: Clock
) -> None:
    emil = sign_in(network.emil)
    for n in range(4):
        open_form(emil, case).send(headline=f"Emil {n}")
        if n == 1:
            old = open_form(sign_in(network.amina), case)
    moment.later(days=3)
    open_form(sign_in(network.emil), case).send(calls__0=f"{FIRST} today")
    assert not DraftVersion.objects.filter(revision=int(old.fields["revision"])).exists()
    old.client = sign_in(network.amina)
    old.send(summary="From days ago")
    assert (flat(case)["headline"], flat(case)["summary"]) == ("Emil 3", "From days ago")
    assert flat(case)["calls"][0] == f"{FIRST} today"


@pytest.mark.parametrize("revision", ["0", "999999999", "9" * 40, "-1", "x", ""])
def test_a_revision_that_never_was_overwrites_nothing_unseen(case: Case, amina: Client, revision: str) -> None:
    form = open_form(amina, case)
    form.fields["revision"] = revision
    assert form.send(headline="Typed").status_code in {303, 422}
    assert flat(case)["calls"] == [FIRST, SECOND]


def test_what_waits_aside_is_erased_with_the_case(network: Network, sign_in: SignIn, amina: Client) -> None:
    case = network.published()
    from tocsin.actions.drafts import begin_edition
    from tocsin.casefile import Kind

    begin_edition(network.amina, str(case.pk), Kind.UPDATE, network.now)
    hers, his = both(case, amina, sign_in(network.emil))
    his.send(summary="Emil says so.")
    hers.send(summary="Amina says otherwise.")
    take_down(network.bo, str(case.pk), network.now)
    assert not Aside.objects.exclude(content=None).exists()
    assert not DraftVersion.objects.exclude(content=None).exists()


# --- the same moment ------------------------------------------------------------------------------------------------


class TestAtTheSameMoment:
    pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

    @pytest.fixture
    def network(self) -> Iterator[Network]:
        yield from network_and_its_end()

    def test_of_two_saves_both_are_in_or_one_waits_aside(self, network: Network) -> None:
        case = network.draft()
        for n in range(1, 4):
            revision = case.drafts.get().revision
            texts = {network.amina: f"amina{n} one", network.emil: f"emil{n} two", network.mallory: f"mallory{n} three"}
            race(
                *(
                    partial(
                        save_typed, person, str(case.pk),
                        Typed(revision, {"summary": text, "calls": [FIRST, SECOND, text]}, {}), network.now,
                    )
                    for person, text in texts.items()
                )
            )  # fmt: skip
            kept = str(flat(case)) + "".join(str(one.content.open()) for one in Aside.objects.exclude(content=None))
            assert all(text in kept for text in texts.values())
            assert sorted(flat(case)["calls"][2:]) == sorted(texts.values())
            Aside.objects.all().delete()
            open_again = Typed(case.drafts.get().revision, {"calls": [FIRST, SECOND]}, {})
            save_typed(network.amina, str(case.pk), open_again, network.now)
