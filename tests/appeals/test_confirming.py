"""Confirming: the button behind the link, once, within a day; and one person has one letter for each official."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tests.appeals.writing import ANA, Post, letters_in
from tests.network import Network
from tests.project.backups import everything
from tocsin.actions.exposure import stop_case
from tocsin.appeals.confirming import FREE_A_DAY, SLOWED, LinkEnded, confirm, is_open
from tocsin.appeals.entering import HasChanged
from tocsin.appeals.guarding import Visit
from tocsin.appeals.matter import NoLongerOpen
from tocsin.appeals.private import send_link_again, take_back
from tocsin.delivery.kinds import Kind, Why
from tocsin.delivery.models import Letter
from tocsin.delivery.states import LetterState

CONFIRM = "Please confirm your letters for UA 1/26"
REMIND = "Your letters for UA 1/26 are still waiting for you"
ON_DISK = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_nothing_goes_to_an_official_before_the_button_is_pressed(post: Post) -> None:
    post.write()
    post.settle()
    assert post.subjects("ana.quellbach") == [CONFIRM]
    assert len(post.mail()) == 1


def test_the_link_alone_changes_nothing_however_often_it_is_fetched(post: Post) -> None:
    entered = post.write()
    token, code = post.link()
    before = everything()
    assert all(is_open(token, code, post.network.now) for _ in range(3))
    assert everything() == before
    assert set(post.states(entered.token).values()) == {LetterState.WAITING}


def test_the_button_lets_the_letters_go_and_pressed_twice_does_nothing_more(post: Post) -> None:
    entered = post.write()
    token, code = post.link()
    assert token == entered.token
    assert confirm(token, code, post.network.now) == 2
    assert confirm(token, code, post.network.now) == 0
    assert not is_open(token, code, post.network.now)
    post.settle()
    assert post.states(token) == {"targets.0": LetterState.HANDED_OVER, "copies.0": LetterState.HANDED_OVER}
    assert [len(post.mail(office)) for office in ("minister@", "commissioner@")] == [1, 1]


def test_a_guessed_token_or_code_does_nothing(post: Post) -> None:
    post.write()
    token, code = post.link()
    for pair in ((token, "a" * 32), ("a" * 32, code), (code, token), (token, ""), ("", ""), (token, code[:-1])):
        assert not is_open(*pair, post.network.now)
        with pytest.raises(LinkEnded):
            confirm(*pair, post.network.now)
    assert letters_in(LetterState.WAITING) == 2


def test_the_link_works_for_24_hours_and_not_a_second_longer(post: Post) -> None:
    post.write()
    token, code = post.link()
    post.later(hours=24)
    assert not is_open(token, code, post.network.now)
    with pytest.raises(LinkEnded):
        confirm(token, code, post.network.now)
    post.later(seconds=-1)
    assert is_open(token, code, post.network.now)
    assert confirm(token, code, post.network.now) == 2


def test_one_reminder_comes_after_20_hours_and_no_second_one(post: Post) -> None:
    post.write()
    post.settle()
    post.later(hours=19, minutes=59)
    post.settle()
    assert post.subjects("ana.quellbach") == [CONFIRM]
    post.later(minutes=1)
    post.settle()
    assert post.subjects("ana.quellbach") == [CONFIRM, REMIND]
    for _ in range(6):
        post.later(days=1)
        post.settle()
    assert not [one for one in post.subjects("ana.quellbach") if one not in {CONFIRM, REMIND}]
    assert len(post.subjects("ana.quellbach")) == 2


def test_the_reminder_holds_the_same_link(post: Post) -> None:
    post.write()
    first = post.link()
    post.later(hours=20)
    assert post.link() == first
    assert confirm(*first, post.network.now) == 2


@pytest.mark.parametrize("what", ["confirmed", "taken back", "stopped"])
def test_no_reminder_comes_for_letters_that_do_not_wait_any_more(post: Post, what: str) -> None:
    entered = post.write()
    token, code = post.link()
    if what == "confirmed":
        confirm(token, code, post.network.now)
    elif what == "taken back":
        take_back(entered.token, post.network.now)
    else:
        stop_case(post.network.amina, post.slug, post.network.now)
    post.later(hours=21)
    post.settle()
    assert REMIND not in post.subjects("ana.quellbach")


def test_a_link_that_has_ended_is_not_sent_when_a_long_pause_is_over(post: Post) -> None:
    post.write()
    post.later(hours=30)
    post.settle()
    assert post.mail() == []


def test_a_new_link_ends_the_old_one(post: Post) -> None:
    entered = post.write()
    old = post.link()
    post.later(hours=30)
    send_link_again(entered.token, Visit(), post.network.now)
    new = post.link()
    assert new != old
    assert not is_open(*old, post.network.now)
    assert confirm(*new, post.network.now) == 2


def test_after_a_stop_or_an_update_or_the_deadline_the_button_confirms_nothing(post: Post, network: Network) -> None:
    post.write()
    link = post.link()
    network.follow(post.case, calls=("let her go home today",))
    with pytest.raises(HasChanged):
        confirm(*link, network.now)
    stop_case(network.amina, post.slug, network.now)
    with pytest.raises(NoLongerOpen):
        confirm(*link, network.now)
    post.settle()
    assert post.subjects("example.org") == [CONFIRM]


# --- one person, one letter -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("email", [ANA["email"], "ANA.Quellbach@Example.ORG"])
def test_a_person_has_one_letter_for_each_official_and_edition(post: Post, email: str) -> None:
    first = post.confirmed()
    post.settle()
    again = post.confirmed(text="I write once more, and in other words.", email=email)
    assert set(post.states(again).values()) == {LetterState.RECALLED}
    assert {one.why for one in post.own(again).letters} == {Why.ALREADY}
    post.settle()
    assert len(post.mail("minister@")) == 1
    assert set(post.states(first).values()) == {LetterState.HANDED_OVER}


def test_the_second_appeal_still_reaches_those_whom_the_first_left_out(post: Post) -> None:
    post.confirmed(to=["targets.0"])
    post.write()
    assert confirm(*post.link(), post.network.now) == 1
    post.settle()
    assert [len(post.mail(office)) for office in ("minister@", "commissioner@")] == [1, 1]


def test_after_an_update_the_same_person_may_write_again(post: Post, network: Network) -> None:
    post.confirmed()
    post.settle()
    network.follow(post.case, calls=("let her go home today",))
    post.write(text="Please let her go home today.")
    assert confirm(*post.link(), network.now) == 2


def test_who_took_a_letter_back_may_write_another(post: Post) -> None:
    token = post.confirmed()
    take_back(token, post.network.now)
    post.write(text="Better words.")
    assert confirm(*post.link(), post.network.now) == 2


def test_two_people_have_a_letter_each(post: Post) -> None:
    post.confirmed()
    post.confirmed(email="bo@example.org", text="I am a nurse.")
    post.settle()
    assert len(post.mail("minister@")) == 2


@ON_DISK
def test_of_many_appeals_of_one_person_confirmed_at_once_one_goes(post: Post) -> None:
    tries = 6
    for number in range(tries):
        post.write(text=f"Words of the try {number} in my own way.")
    post.settle()
    links = set(_all_links())
    assert len(links) == tries
    now = post.network.now

    def press(link: tuple[str, str]) -> int:
        try:
            return confirm(*link, now)
        finally:
            connection.close()

    with ThreadPoolExecutor(tries) as pool:
        gone = Counter(pool.map(press, links))
    assert gone == {2: 1, 0: tries - 1}
    assert (letters_in(LetterState.READY), letters_in(LetterState.RECALLED)) == (2, 2 * (tries - 1))


@ON_DISK
def test_one_button_pressed_by_many_fingers_lets_each_letter_go_once(post: Post) -> None:
    post.write()
    link, now = post.link(), post.network.now

    def press(_: int) -> int:
        try:
            return confirm(*link, now)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(press, range(6))) == [0, 0, 0, 0, 0, 2]
    post.settle()
    assert len(post.mail("minister@")) == 1


def _all_links() -> list[tuple[str, str]]:
    rows = Letter.objects.filter(kind=Kind.NOTICE, key="confirm")
    found = [row.content.open()["link"].strip("/").split("/") for row in rows]
    return [(parts[-3], parts[-1]) for parts in found]


def test_one_address_at_many_officials_is_slowed(post: Post, network: Network) -> None:
    """Ten letters in a day: eight at once, the ninth ten minutes later, the tenth another ten."""
    slugs = [post.slug, *(str(network.published(headline=f"Another case {number}").slug) for number in range(4))]
    for slug in slugs:
        post.confirmed(slug)
    waits = sorted(
        letter.next_try - network.now
        for letter in Letter.objects.filter(kind=Kind.LETTER, state__in=["ready", "handed over"])
        if letter.next_try is not None
    )
    assert len(waits) == 10
    assert [wait for wait in waits if wait >= SLOWED] == [SLOWED, 2 * SLOWED]
    assert FREE_A_DAY == 8
