"""Hearing the outcome: asked for, confirmed, told once, forgotten."""

from __future__ import annotations

from tests.appeals.writing import ANA, Post, text_of
from tocsin.actions.exposure import take_down
from tocsin.actions.states import Outcome
from tocsin.appeals.confirming import confirm
from tocsin.appeals.forgetting import forget
from tocsin.appeals.models import Appeal, AppealState
from tocsin.appeals.private import erase, set_hears
from tocsin.casefile import Kind

EMAIL = ANA["email"]
ON_PAPER = {"targets.0": "own-paper", "copies.0": "own-paper", "mission": "own-paper"}


def close_case(post: Post) -> None:
    from tocsin.actions.drafts import begin_edition

    net = post.network
    begin_edition(net.amina, str(post.case.pk), Kind.OUTCOME, net.later(hours=1), None, Outcome.RELEASED)
    net.publish(post.case)


def outcomes(post: Post, email: str = EMAIL) -> list[str]:
    return [text_of(one) for one in post.mail(email) if "What became of" in str(one["Subject"])]


def test_who_asked_for_it_hears_the_outcome_once_also_after_their_letter_was_erased(post: Post) -> None:
    post.confirmed(hears=True)
    post.settle()
    post.later(days=40)
    post.settle()
    assert Appeal.objects.get().state == AppealState.ERASED
    close_case(post)
    post.settle()
    (text,) = outcomes(post)
    assert f"/actions/{post.slug}/" in text
    post.later(days=1)
    post.settle()
    assert len(outcomes(post)) == 1
    assert Appeal.objects.get().news is None


def test_who_did_not_ask_hears_nothing(post: Post) -> None:
    post.confirmed()
    close_case(post)
    post.settle()
    assert outcomes(post) == []


def test_nobody_is_told_at_an_address_that_nobody_confirmed(post: Post) -> None:
    entered = post.write(hears=True, ways=ON_PAPER)
    assert entered.waits
    close_case(post)
    post.settle()
    assert outcomes(post) == []
    # And after a week nobody waits for it any more, while the letters in the writer's own hands stay.
    post.later(days=8)
    forget(post.network.now)
    own = post.own(entered.token)
    assert (own.appeal.state, own.appeal.hears, own.wish is not None) == (AppealState.SENT, False, True)


def test_an_address_is_confirmed_for_the_outcome_alone(post: Post) -> None:
    post.write(hears=True, ways=ON_PAPER)
    token, code = post.link()
    assert confirm(token, code, post.network.now) == 0
    close_case(post)
    post.settle()
    assert len(outcomes(post)) == 1


def test_it_can_be_asked_for_later_and_taken_back(post: Post) -> None:
    token = post.confirmed()
    set_hears(token, post.network.now, wants=True)
    set_hears(token, post.network.now, wants=False)
    assert Appeal.objects.get().news is None
    set_hears(token, post.network.now, wants=True)
    assert Appeal.objects.get().news is not None
    erase(token, post.network.now)
    assert Appeal.objects.get().news is None
    close_case(post)
    post.settle()
    assert outcomes(post) == []


def test_asking_later_for_letters_of_ones_own_sends_a_link_first(post: Post) -> None:
    token = post.write(ways=ON_PAPER).token
    set_hears(token, post.network.now, wants=True)
    again, code = post.link()
    assert again == token
    confirm(token, code, post.network.now)
    assert Appeal.objects.get().news is not None


def test_a_take_down_and_the_years_erase_it(post: Post) -> None:
    post.confirmed(hears=True)
    post.later(days=731)
    forget(post.network.now)
    assert Appeal.objects.get().news is None
    post.network.later(days=-731)


def test_nobody_hears_of_a_case_that_was_taken_down(post: Post) -> None:
    post.confirmed(hears=True)
    take_down(post.network.bo, str(post.case.pk), post.network.later(hours=1))
    post.settle()
    forget(post.network.now)
    assert Appeal.objects.get().news is None
