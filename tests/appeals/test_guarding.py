"""Against floods: counted under hashes whose salt is thrown away, and never by somebody else's help."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from ipaddress import IPv4Address

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tests.appeals.writing import Post, letters_in, wish_of
from tests.network import NOW
from tocsin.appeals import guarding
from tocsin.appeals.confirming import confirm
from tocsin.appeals.entering import NotYet, save_draft
from tocsin.appeals.guarding import FASTEST, FLOOD, MOST, OLDEST, Visit, is_stamped, stamp
from tocsin.appeals.models import Appeal, Salt, Shingle, Tally
from tocsin.appeals.private import MOST_LINKS, send_link_again
from tocsin.appeals.wish import Fault
from tocsin.delivery.kinds import Kind, Why
from tocsin.delivery.models import Letter
from tocsin.delivery.states import LetterState
from tocsin.records.errors import Refused
from tocsin.records.networks import network_of

ON_DISK = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def faults_of(post: Post, visit: Visit | None = None, **changes: object) -> tuple[Fault, ...]:
    try:
        post.write(visit=visit, **changes)
    except NotYet as refused:
        return refused.faults
    return ()


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("fe80::1%eth0", "fe80::/48"),
        ("127.0.0.1", ""),
        ("::1", ""),
        ("", ""),
        ("unknown", ""),
        ("192.0.2.77:443", ""),
    ],
)
def test_of_an_address_its_network_alone_is_looked_at(address: str, network: str) -> None:
    assert network_of(address) == network


@given(st.ip_addresses(v=4), st.integers(0, 255))
def test_everybody_of_one_network_looks_the_same(address: IPv4Address, last: int) -> None:
    neighbour = ".".join([*str(address).split(".")[:3], str(last)])
    assert network_of(neighbour) == network_of(str(address))


def test_what_is_counted_stands_nowhere_in_the_database(post: Post) -> None:
    post.write(visit=Visit(network="192.0.2.0/24"))
    keys = set(Tally.objects.values_list("key", flat=True))
    assert len(keys) == 3
    assert all(len(key) == 64 for key in keys)
    post.later(days=1)
    post.write(visit=Visit(network="192.0.2.0/24"))
    assert not keys & set(Tally.objects.filter(day=post.network.now.date()).values_list("key", flat=True))


def test_one_address_is_asked_to_confirm_eight_times_a_day_and_no_ninth_time(post: Post) -> None:
    for number in range(MOST["address"]):
        assert faults_of(post, text=f"Words number {number}.") == ()
    assert faults_of(post) == (Fault.FLOOD,)
    assert faults_of(post, email="ANA.quellbach@example.org") == (Fault.FLOOD,)
    assert faults_of(post, email="bo@example.org") == ()
    post.later(days=1)
    assert faults_of(post) == ()


def test_asking_for_the_link_again_counts_too(post: Post) -> None:
    token = post.write().token
    for _ in range(MOST_LINKS - 1):
        send_link_again(token, Visit(), post.network.now)
    with pytest.raises(Refused, match="So many links"):
        send_link_again(token, Visit(), post.network.now)
    other = post.write().token
    send_link_again(other, Visit(), post.network.now)
    with pytest.raises(NotYet):
        send_link_again(other, Visit(), post.network.now)
    assert Letter.objects.filter(kind=Kind.NOTICE, key="confirm").exclude(state="recalled").count() == 2


def test_one_domain_and_one_network_have_their_ceilings(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarding, "MOST", MOST | {"domain": 2, "network": 3})
    school = Visit(network="192.0.2.0/24")
    assert faults_of(post, school, email="a@one.example.org") == ()
    assert faults_of(post, school, email="b@one.example.org") == ()
    assert faults_of(post, school, email="c@one.example.org") == (Fault.FLOOD,)
    assert faults_of(post, school, email="a@two.example.org") == ()
    assert faults_of(post, school, email="b@two.example.org") == (Fault.FLOOD,)
    assert faults_of(post, Visit(network="198.51.100.0/24"), email="b@two.example.org") == ()


def test_letters_in_ones_own_hands_count_for_no_address(post: Post) -> None:
    own = {"ways": {"targets.0": "own-paper", "copies.0": "own-paper"}}
    assert {faults_of(post, **own) for _ in range(MOST["address"] + 2)} == {()}


def test_a_refused_flood_keeps_nothing_and_a_draft_is_still_there(post: Post) -> None:
    token = save_draft(wish_of(), post.slug, Visit(), post.network.now)
    for number in range(MOST["address"]):
        post.write(text=f"Words number {number}.")
    appeals, letters = Appeal.objects.count(), Letter.objects.count()
    assert faults_of(post) == (Fault.FLOOD,)
    assert (Appeal.objects.count(), Letter.objects.count()) == (appeals, letters)
    assert post.own(token).wish == wish_of()


def test_who_fills_in_the_field_that_nobody_sees_is_a_machine(post: Post) -> None:
    assert faults_of(post, Visit(trap="https://example.org")) == (Fault.TRAP,)


# --- the stamp ------------------------------------------------------------------------------------------------------


def test_a_page_that_was_handed_out_by_us_tells_its_age(db: None) -> None:
    given_out = stamp("xh-1-26", NOW)
    assert is_stamped("xh-1-26", given_out, NOW + FASTEST) == FASTEST
    assert is_stamped("xh-1-26", given_out, NOW + OLDEST + timedelta(seconds=1)) is None
    assert is_stamped("xh-1-26", given_out, NOW - timedelta(seconds=1)) is None
    assert is_stamped("xh-2-26", given_out, NOW) is None


@given(st.text(max_size=80))
def test_a_stamp_that_we_did_not_make_is_none(text: str) -> None:
    assert is_stamped("xh-1-26", text, NOW) is None


def test_nobody_writes_a_letter_within_four_seconds(post: Post) -> None:
    page = stamp(post.slug, post.network.now)
    assert faults_of(post, Visit(stamp=page)) == (Fault.TOO_FAST,)
    assert faults_of(post, Visit(stamp="1.forged")) == (Fault.TOO_FAST,)
    post.later(seconds=5)
    assert faults_of(post, Visit(stamp=page)) == ()


# --- floods of one text ---------------------------------------------------------------------------------------------


def test_letters_nearly_the_same_are_held_for_an_operator_once_there_are_many(post: Post) -> None:
    text = (
        "I write about Mirela Dovan, an engineer who inspected dams and who was taken from her flat by four men.\n\n"
        "Please say where she is, and let her daughter and a doctor see her today, as your own law demands it."
    )
    for number in range(FLOOD):
        words = f"{text} Writer {number}."
        post.confirmed(text=words, email=f"writer{number}@example.org", name=f"Writer {number}", to=["copies.0"])
    post.write(text=f"{text} One more.", email="late@example.org")
    token, code = post.link("late@example.org")
    assert confirm(token, code, post.network.now) == 2
    letters = post.own(token).letters
    assert {(letter.state, letter.why) for letter in letters} == {(LetterState.HELD, Why.FLOOD)}
    post.later(minutes=1)
    post.settle()
    assert post.mail("minister@") == []
    assert "many are nearly the same" in str(post.mail("odile@")[0]["Subject"])

    words = "My grandmother built such dams; I ask you for this engineer."
    own = post.confirmed(text=words, email="own@example.org", to=["targets.0"])
    post.settle()
    assert set(post.states(own).values()) == {LetterState.HANDED_OVER}
    assert letters_in(LetterState.HELD) == 2


def test_no_word_of_a_letter_can_be_told_from_what_is_kept_to_compare(post: Post) -> None:
    text = "Xylophone quartz zephyr vineyard umbrella tapestry."
    post.write(text=text, email="nobody@example.org")
    assert not Shingle.objects.exists()
    post.confirmed(text=text)
    values = Shingle.objects.values_list("value", flat=True)
    assert values
    assert all(isinstance(value, int) for value in values)


@ON_DISK
def test_many_letters_that_come_in_at_once_wait_for_each_other_and_none_is_lost(post: Post) -> None:
    people = [f"writer{number}@example.org" for number in range(12)]

    def write(email: str) -> str:
        try:
            return post.write(email=email, visit=Visit(network="192.0.2.0/24")).token
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        tokens = set(pool.map(write, people))
    assert len(tokens) == len(people)
    assert Salt.objects.count() == 1
    assert max(Tally.objects.values_list("count", flat=True)) == len(people)
    assert Letter.objects.filter(kind=Kind.LETTER).count() == 2 * len(people)
