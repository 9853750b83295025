"""The writer's own page: true states, and what is theirs to do until a letter is handed over."""

from __future__ import annotations

import pytest

from tests.appeals.messages import bounce, reply
from tests.appeals.writing import Post, wish_of
from tests.network import Network
from tocsin.actions.exposure import stop_case
from tocsin.appeals.confirming import confirm
from tocsin.appeals.guarding import Visit
from tocsin.appeals.incoming import take_in
from tocsin.appeals.matter import NoLongerOpen
from tocsin.appeals.models import Appeal, AppealState, Reply
from tocsin.appeals.private import (
    MOST_REPORTED,
    change_route,
    erase,
    made_letters,
    open_appeal,
    report_sent,
    send_link_again,
    set_hears,
    take_back,
)
from tocsin.delivery.kinds import Kind, Route, Why
from tocsin.delivery.models import Letter
from tocsin.delivery.states import LetterState
from tocsin.records.errors import BadInput, NotThere, Refused

OWN = {"targets.0": "own-paper", "copies.0": "own-mail"}
S = LetterState


def letter_of(post: Post, token: str, key: str = "targets.0") -> Letter:
    return [one for one in post.own(token).letters if one.key == key][-1]


def test_the_page_shows_what_was_written_and_the_true_state_of_each_letter(post: Post) -> None:
    token = post.confirmed(ways={"copies.0": "own-paper"})
    post.settle()
    own = post.own(token)
    assert own.wish == wish_of(ways={"copies.0": "own-paper"})
    assert post.states(token) == {"targets.0": S.HANDED_OVER, "copies.0": S.WRITTEN}


@pytest.mark.parametrize("token", ["", "a" * 32, "a" * 5000, "../../etc", "Ä" * 32])
def test_a_page_that_is_not_there_is_not_there(post: Post, token: str) -> None:
    post.write()
    for deed in (
        lambda: open_appeal(token, post.network.now),
        lambda: take_back(token, post.network.now),
        lambda: erase(token, post.network.now),
        lambda: set_hears(token, post.network.now, wants=False),
        lambda: send_link_again(token, Visit(), post.network.now),
    ):
        with pytest.raises(NotThere):
            deed()


def test_nobody_touches_a_letter_of_somebody_else(post: Post) -> None:
    anas, bos = post.write(email="", ways=OWN).token, post.write(email="", ways=OWN, name="Bo Lund").token
    foreign = letter_of(post, anas).pk
    with pytest.raises(NotThere):
        report_sent(bos, foreign, 1, post.network.now)
    with pytest.raises(NotThere):
        change_route(bos, foreign, Route.WEB_FORM, post.network.now)
    assert take_back(bos, post.network.now, foreign) == 0
    assert set(post.states(anas).values()) == {S.WRITTEN}


def test_the_files_of_the_page_are_the_letters_that_were_shown(post: Post) -> None:
    token = post.write(email="", ways=OWN).token
    made, addressees = made_letters(post.own(token))
    assert addressees is not None
    assert [(one.addressee.key, one.route) for one in made] == [
        ("targets.0", Route.OWN_PAPER),
        ("copies.0", Route.OWN_MAIL),
    ]
    assert "I am a teacher" in made[0].letter.plain_text


# --- reporting ------------------------------------------------------------------------------------------------------


def test_the_writer_reports_what_they_sent_also_after_the_deadline_and_a_group_its_number(post: Post) -> None:
    token = post.write(email="", ways=OWN).token
    letter = letter_of(post, token)
    assert report_sent(token, letter.pk, 1, post.network.now).state == S.REPORTED
    assert report_sent(token, letter.pk, 34, post.network.now).count == 34
    post.later(days=40)
    post.settle()
    other = letter_of(post, token, "copies.0")
    assert other.state == S.EXPIRED
    assert report_sent(token, other.pk, 1, post.network.now).state == S.REPORTED


@pytest.mark.parametrize("count", [0, -1, MOST_REPORTED + 1])
def test_an_impossible_number_is_refused(post: Post, count: int) -> None:
    token = post.write(email="", ways=OWN).token
    with pytest.raises(BadInput):
        report_sent(token, letter_of(post, token).pk, count, post.network.now)


def test_nobody_reports_what_the_network_sends(post: Post) -> None:
    token = post.confirmed()
    with pytest.raises(Refused):
        report_sent(token, letter_of(post, token).pk, 1, post.network.now)


# --- taking back ----------------------------------------------------------------------------------------------------


def test_what_is_not_handed_over_can_be_taken_back_and_what_is_cannot(post: Post) -> None:
    token = post.confirmed(ways={"copies.0": "own-paper"})
    post.settle()
    assert take_back(token, post.network.now) == 1
    assert post.states(token) == {"targets.0": S.HANDED_OVER, "copies.0": S.RECALLED}


def test_one_letter_alone_can_be_taken_back(post: Post) -> None:
    token = post.confirmed()
    assert take_back(token, post.network.now, letter_of(post, token).pk) == 1
    post.settle()
    assert post.states(token) == {"targets.0": S.RECALLED, "copies.0": S.HANDED_OVER}
    assert [len(post.mail(office)) for office in ("minister@", "commissioner@")] == [0, 1]


def test_after_all_is_taken_back_nobody_is_asked_to_confirm(post: Post) -> None:
    token = post.write().token
    take_back(token, post.network.now)
    post.settle()
    assert post.mail() == []
    with pytest.raises(Refused):
        send_link_again(token, Visit(), post.network.now)


def test_a_letter_that_is_being_handed_over_at_this_moment_is_not_said_to_be_taken_back(post: Post) -> None:
    token = post.confirmed(to=["targets.0"])
    assert len(post.worker.hand_over._claim(8)) == 1
    assert take_back(token, post.network.now) == 0
    with pytest.raises(Refused):
        change_route(token, letter_of(post, token).pk, Route.OWN_PAPER, post.network.now)


# --- another way ----------------------------------------------------------------------------------------------------


def test_a_letter_that_came_back_goes_another_way(post: Post) -> None:
    token = post.confirmed()
    post.settle()
    bounced = letter_of(post, token)
    take_in(*bounce(post, "minister@", "550 5.1.1"), post.network.now)
    assert letter_of(post, token).state == S.BOUNCED
    new = change_route(token, bounced.pk, Route.OWN_PAPER, post.network.now)
    assert (new.state, new.route) == (S.WRITTEN, Route.OWN_PAPER)
    assert [one.state for one in post.own(token).letters if one.key == "targets.0"] == [S.BOUNCED, S.WRITTEN]


def test_another_way_by_the_network_is_confirmed_again_and_goes(post: Post) -> None:
    token = post.confirmed()
    post.settle()
    take_in(*bounce(post, "minister@", "550 5.1.1"), post.network.now)
    old = letter_of(post, token)
    change_route(token, old.pk, Route.NETWORK_FAX, post.network.now)
    assert letter_of(post, token).state == S.WAITING
    assert confirm(*post.link(), post.network.now) == 1
    post.later(hours=2)
    post.settle()
    assert letter_of(post, token).state == S.HANDED_OVER
    assert len(post.mail("outbox@")) == 1


def test_changing_ones_mind_before_confirming_leaves_one_letter(post: Post) -> None:
    token = post.write().token
    first = letter_of(post, token)
    change_route(token, first.pk, Route.OWN_PAPER, post.network.now)
    assert [one.route for one in post.own(token).letters if one.key == "targets.0"] == [Route.OWN_PAPER]
    assert confirm(*post.link(), post.network.now) == 1
    post.settle()
    assert post.mail("minister@") == []


def test_a_way_that_is_not_open_or_a_letter_on_its_way_is_refused(post: Post, network: Network) -> None:
    token = post.confirmed()
    waiting = letter_of(post, token)
    with pytest.raises(Refused):
        change_route(token, waiting.pk, Route.THROUGH_MISSION, network.now)
    post.settle()
    with pytest.raises(Refused):
        change_route(token, waiting.pk, Route.OWN_PAPER, network.now)
    stop_case(network.amina, post.slug, network.now)
    with pytest.raises(NoLongerOpen):
        change_route(token, waiting.pk, Route.OWN_PAPER, network.now)


def test_a_way_by_the_network_needs_an_address(post: Post) -> None:
    token = post.write(email="", ways=OWN).token
    with pytest.raises(Refused, match="e-mail address"):
        change_route(token, letter_of(post, token).pk, Route.NETWORK_EMAIL, post.network.now)


def test_a_new_way_that_nobody_confirms_ends_alone_and_the_rest_of_the_appeal_goes_on(post: Post) -> None:
    token = post.confirmed()
    post.settle()
    take_in(*bounce(post, "minister@", "550 5.1.1"), post.network.now)
    change_route(token, letter_of(post, token).pk, Route.NETWORK_FAX, post.network.now)
    post.later(days=8)
    post.settle()
    assert letter_of(post, token).state == S.EXPIRED
    assert letter_of(post, token, "copies.0").state == S.UNKNOWN
    assert post.own(token).wish is not None


# --- hearing, erasing -----------------------------------------------------------------------------------------------


def test_who_left_no_address_cannot_be_told_the_outcome(post: Post) -> None:
    token = post.write(email="", ways=OWN).token
    with pytest.raises(Refused):
        set_hears(token, post.network.now, wants=True)
    set_hears(token, post.network.now, wants=False)
    other = post.write().token
    set_hears(other, post.network.now, wants=True)
    assert post.own(other).appeal.hears


def test_erasing_takes_everything_away_and_leaves_bare_states_for_the_numbers(post: Post) -> None:
    token = post.confirmed(ways={"copies.0": "own-paper"})
    post.settle()
    take_in(*reply(post, "minister@", "We have read it."), post.network.now)
    post.settle()
    erase(token, post.network.now)
    with pytest.raises(NotThere):
        post.own(token)
    assert post.mail() == []
    assert not Reply.objects.exists()
    assert not Letter.objects.filter(kind=Kind.NOTICE).exists()
    appeal = Appeal.objects.get()
    assert (appeal.state, appeal.kept, appeal.content, appeal.person) == (AppealState.ERASED, None, None, None)
    rows = Letter.objects.order_by("pk")
    assert [(one.state, one.person, one.token_hash, one.content) for one in rows] == [
        (S.HANDED_OVER, None, None, None),
        (S.RECALLED, None, None, None),
    ]


def test_what_was_in_flight_when_its_writer_erased_it_is_never_sent_again(post: Post) -> None:
    token = post.confirmed(to=["targets.0"])
    post.worker.hand_over._claim(8)
    erase(token, post.network.now)
    post.after_a_lease()
    post.settle()
    assert post.mail() == []
    letter = Letter.objects.get()
    assert (letter.state, letter.why) == (S.RECALLED, Why.TAKEN_BACK)


def test_what_lands_in_the_outbox_after_its_writer_erased_it_does_not_stay_there(post: Post) -> None:
    token = post.confirmed(to=["targets.0"])
    hand_over = post.worker.hand_over
    (letter,) = hand_over._claim(8)
    hand_over._begin(letter)
    erase(token, post.network.now)
    post.settle()
    assert post.mail() == []
    assert Letter.objects.get().state == S.HANDED_OVER
