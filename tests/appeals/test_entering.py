"""Taking an appeal in: what is missing is said, what was written is never lost, and nothing half-way is kept."""

from __future__ import annotations

import pytest

from tests.appeals.writing import Post, wish_of
from tests.network import Network
from tocsin.actions.exposure import stop_case, take_down
from tocsin.appeals.addressees import addressees_of
from tocsin.appeals.entering import HasChanged, NotYet, faults_of, save_draft, send_letters
from tocsin.appeals.guarding import Visit
from tocsin.appeals.matter import GoneFromPublic, NoLongerOpen, matter_at
from tocsin.appeals.models import Appeal
from tocsin.appeals.private import begin_again
from tocsin.appeals.wish import MOST_CHARACTERS, Answers, Fault, Wish
from tocsin.delivery.kinds import Route, Why
from tocsin.delivery.models import Letter
from tocsin.delivery.states import LetterState
from tocsin.records.errors import NotThere

OWN = {"targets.0": "own-paper", "copies.0": "own-mail"}


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"country": ""}, Fault.COUNTRY),
        ({"country": "ZZ"}, Fault.COUNTRY),
        ({"language": ""}, Fault.LANGUAGE),
        ({"text": ""}, Fault.TEXT_EMPTY),
        ({"text": " \n\t\n "}, Fault.TEXT_EMPTY),
        ({"text": "a" * (MOST_CHARACTERS + 1)}, Fault.TEXT_LONG),
        ({"to": []}, Fault.NOBODY),
        ({"to": ["targets.9"]}, Fault.NOBODY),
        ({"name": ""}, Fault.NAME),
        ({"place": ""}, Fault.PLACE),
        ({"place": "", "sign_as": "initials", "address": ["Street 1", "10115 Berlin"]}, Fault.PLACE),
        ({"email": "nobody"}, Fault.EMAIL),
        ({"email": ""}, Fault.EMAIL_NEEDED),
        ({"email": "", "ways": OWN, "answers": "to-me"}, Fault.EMAIL_NEEDED),
        ({"consent": False}, Fault.CONSENT),
        ({"sign_as": "initials", "text": "My name is Ana García Quellbach, and I ask you."}, Fault.NAME_IN_TEXT),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(post: Post, changes: dict[str, object], fault: Fault) -> None:
    with pytest.raises(NotYet) as refused:
        post.write(**changes)
    assert refused.value.faults == (fault,)
    assert not Appeal.objects.exists()
    assert not Letter.objects.exists()


def test_all_that_is_missing_is_said_at_once_in_the_order_of_the_page(post: Post) -> None:
    matter = matter_at(post.slug, post.network.now)
    found = faults_of(Wish(), addressees_of(matter, ""))
    assert found == [Fault.COUNTRY, Fault.LANGUAGE, Fault.NAME, Fault.PLACE, Fault.EMAIL_NEEDED, Fault.CONSENT]


def test_a_full_address_stands_for_a_place(post: Post) -> None:
    assert post.write(place="", address="Street 1\n10115 Berlin").waits


def test_letters_by_the_network_wait_and_letters_in_ones_own_hands_do_not(post: Post) -> None:
    entered = post.write(ways={"copies.0": "own-paper"})
    assert entered.waits
    assert post.states(entered.token) == {"targets.0": LetterState.WAITING, "copies.0": LetterState.WRITTEN}


def test_who_sends_everything_oneself_needs_no_address_and_is_asked_for_nothing(post: Post) -> None:
    entered = post.write(email="", ways=OWN)
    assert not entered.waits
    post.settle()
    assert post.mail() == []
    assert set(post.states(entered.token).values()) == {LetterState.WRITTEN}


def test_only_the_chosen_are_written_to(post: Post) -> None:
    assert set(post.states(post.write(to=["copies.0"]).token)) == {"copies.0"}


def test_a_way_that_is_not_open_gives_way_to_the_best_that_is(post: Post) -> None:
    entered = post.write(ways={"targets.0": "through-mission", "copies.0": "network-fax"})
    assert {letter.route for letter in post.own(entered.token).letters} == {Route.NETWORK_EMAIL}


# --- drafts ---------------------------------------------------------------------------------------------------------


def test_a_draft_is_kept_whole_and_continued_under_the_same_link(post: Post) -> None:
    wish = wish_of(text="", name="", consent=False, to=["copies.0"], ways={"copies.0": "own-paper"}, place="Köln")
    token = save_draft(wish, post.slug, Visit(), post.network.now)
    assert begin_again(token, post.network.now) == wish
    fuller = wish_of(place="Köln")
    assert save_draft(fuller, post.slug, Visit(), post.network.now, token) == token
    assert begin_again(token, post.network.now) == fuller
    assert Appeal.objects.count() == 1


def test_a_draft_that_is_sent_becomes_the_appeal_under_the_same_link(post: Post) -> None:
    token = save_draft(wish_of(), post.slug, Visit(), post.network.now)
    sent = send_letters(wish_of(), post.slug, Visit(), post.network.now, n=1, token=token)
    assert sent.token == token
    assert Appeal.objects.count() == 1
    assert not post.own(token).is_draft


def test_a_foreign_or_finished_link_is_never_written_over(post: Post) -> None:
    sent = post.write(email="", ways=OWN).token
    for token in (sent, "a" * 32, "x", ""):
        new = save_draft(wish_of(text="Something else."), post.slug, Visit(), post.network.now, token)
        assert new not in {sent, token}
    wish = post.own(sent).wish
    assert wish is not None
    assert wish.text == wish_of().text


def test_a_text_that_is_too_long_to_send_can_still_be_kept(post: Post) -> None:
    long = wish_of(text="word " * MOST_CHARACTERS)
    token = save_draft(long, post.slug, Visit(), post.network.now)
    assert begin_again(token, post.network.now) == long


# --- the case changes while somebody writes -------------------------------------------------------------------------


def test_after_a_stop_nothing_is_taken_in_and_the_draft_is_still_there(post: Post, network: Network) -> None:
    token = save_draft(wish_of(), post.slug, Visit(), network.now)
    stop_case(network.amina, post.slug, network.now)
    with pytest.raises(NoLongerOpen) as refused:
        send_letters(wish_of(), post.slug, Visit(), network.now, n=1, token=token)
    assert refused.value.why is Why.STOPPED
    assert begin_again(token, network.now) == wish_of()
    assert not Letter.objects.exists()


def test_a_page_left_open_over_an_update_is_told_the_new_edition_and_keeps_the_draft(
    post: Post, network: Network
) -> None:
    token = save_draft(wish_of(), post.slug, Visit(), network.now)
    network.follow(post.case, calls=("let her go home today",))
    with pytest.raises(HasChanged) as refused:
        send_letters(wish_of(), post.slug, Visit(), network.now, n=1, token=token)
    assert refused.value.n == 2
    assert begin_again(token, network.now) == wish_of()
    assert send_letters(wish_of(), post.slug, Visit(), network.now, n=2, token=token).token == token


def test_after_the_deadline_nothing_is_taken_in_but_a_draft(post: Post, network: Network) -> None:
    network.later(days=40)
    with pytest.raises(NoLongerOpen) as refused:
        post.write()
    assert refused.value.why is Why.DEADLINE
    assert save_draft(wish_of(), post.slug, Visit(), network.now)


def test_a_case_that_is_gone_or_never_was_takes_nothing(post: Post, network: Network) -> None:
    with pytest.raises(NotThere):
        post.write("xx-1-26")
    take_down(network.amina, post.slug, network.now)
    with pytest.raises(GoneFromPublic):
        post.write()
    with pytest.raises(GoneFromPublic):
        save_draft(wish_of(), post.slug, Visit(), network.now)


# --- what a form can say --------------------------------------------------------------------------------------------


def test_a_wish_is_the_same_after_it_was_kept(post: Post) -> None:
    wish = wish_of(to=["targets.0"], ways=OWN, answers=Answers.TO_ME, hears=True, address="A\nB", envelope="us-10")
    assert Wish.of(wish.to_json()) == wish


def test_control_characters_leave_a_text_and_its_lines_stay(post: Post) -> None:
    assert wish_of(text="a\r\nb\rc\x00\x08\x7f\td").text == "a\nb\nc\td"


def test_names_cannot_bring_a_line_break_into_a_header(post: Post) -> None:
    post.confirmed(name="Ana\r\nBcc: all@example.org", sign_as="full")
    post.settle()
    letters = post.mail("minister@")
    assert len(letters) == 1
    assert letters[0]["Bcc"] is None
