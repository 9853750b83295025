"""Forgetting in time, from every byte; and before that, nothing that a writer said lies anywhere unsealed."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.actions.canary import Canaries, files_of_the_database, rows_of_every_table
from tests.appeals.messages import reply
from tests.appeals.writing import Post, letters_in, wish_of
from tests.network import Network
from tocsin.actions.exposure import take_down
from tocsin.appeals.entering import save_draft
from tocsin.appeals.forgetting import forget
from tocsin.appeals.guarding import Visit
from tocsin.appeals.incoming import take_in
from tocsin.appeals.models import Appeal, AppealState, Reply, Salt, Shingle, Tally
from tocsin.appeals.private import change_route, erase, open_appeal
from tocsin.delivery.kinds import Kind, Route
from tocsin.delivery.models import Letter
from tocsin.delivery.states import LetterState
from tocsin.records.errors import NotThere

ON_DISK = pytest.mark.django_db(transaction=True, serialized_rollback=True)
S = LetterState


def everything_on_disk(data: Path) -> Iterator[tuple[str, bytes]]:
    """The database's files with their logs, and every file under the data folder."""
    yield from files_of_the_database()
    yield from ((str(file), file.read_bytes()) for file in data.rglob("*") if file.is_file())


@pytest.fixture
def canaries() -> Canaries:
    return Canaries("a writer")


def said_by(canaries: Canaries) -> dict[str, object]:
    word = canaries.word
    return {
        "text": f"I am {word('text')} by trade.\n\nPlease say where Mirela Dovan is.",
        "name": f"{word('name')} {word('family name')}",
        "place": word("place"),
        "address": f"{word('street')} 1\n10115 {word('town')}",
        "email": f"{word('mailbox').lower()}@{word('domain').lower()}.example.org",
        "sign_as": "full",
    }


# --- sealed before --------------------------------------------------------------------------------------------------


@ON_DISK
def test_what_a_writer_says_lies_nowhere_but_in_the_outbox_of_the_test_mode(
    post: Post, data: Path, canaries: Canaries, caplog: pytest.LogCaptureFixture
) -> None:
    said = said_by(canaries)
    with caplog.at_level(logging.DEBUG):
        save_draft(wish_of(**said), post.slug, Visit(), post.network.now)
        token = post.confirmed(**said)
        post.settle()
        take_in(*reply(post, "minister@", f"Dear {canaries.word('reply')},"), post.network.now)
        post.settle()
        letter = post.own(token).letters[0]
        Letter.objects.filter(pk=letter.pk).update(state=S.BOUNCED)
        change_route(token, letter.pk, Route.OWN_PAPER, post.network.now)
    found = {place: seen for place, seen in _seen(everything_on_disk(data), canaries).items() if seen}
    assert found
    assert all(place.startswith(str(data / "outbox")) for place in found), found
    assert not any(_seen(rows_of_every_table(), canaries).values())
    assert not canaries.found_in(caplog.text.encode())
    # The canaries sing: the outbox has all that a letter shows; who gives an address shows no place.
    assert {place for seen in found.values() for place in seen} == set(canaries.words) - {"place"}


def _seen(places: Iterator[tuple[str, bytes]], canaries: Canaries) -> dict[str, list[str]]:
    return {name: canaries.found_in(content) for name, content in places}


# --- gone after -----------------------------------------------------------------------------------------------------


@ON_DISK
def test_28_days_after_the_last_letter_came_to_its_end_no_byte_of_it_is_left(
    post: Post, data: Path, canaries: Canaries
) -> None:
    token = post.confirmed(**said_by(canaries))
    post.settle()
    take_in(*reply(post, "minister@", f"Dear {canaries.word('reply')},"), post.network.now)
    post.settle()
    sealed = _sealed_words()
    assert len(sealed) >= 6
    post.later(days=5, minutes=1)
    post.settle()
    assert set(post.states(token).values()) == {S.UNKNOWN}
    # The end of the fifth day is their end state; 28 days later to the hour.
    post.later(days=27, hours=23)
    post.settle()
    assert post.own(token).wish is not None
    post.later(hours=1, minutes=1)
    post.settle()
    with pytest.raises(NotThere):
        post.own(token)
    for name, content in everything_on_disk(data):
        assert not canaries.found_in(content), name
        assert not [words for words in sealed if words in content], name
    assert not any(_seen(rows_of_every_table(), canaries).values())


def _sealed_words() -> list[bytes]:
    """Every sealed thing of a writer: the middle of it, which no two have in common."""
    found = [*Appeal.objects.values_list("kept", flat=True), *Reply.objects.values_list("kept", flat=True)]
    found += [one.sealed() for one in Appeal.objects.values_list("content", flat=True) if one]
    found += [one.sealed() for one in Letter.objects.values_list("content", flat=True) if one]
    found += [one.sealed() for one in Reply.objects.values_list("content", flat=True) if one]
    return [bytes(one)[40:72] for one in found if one]


@ON_DISK
def test_what_its_writer_erased_is_gone_from_every_byte_by_the_next_round(
    post: Post, data: Path, canaries: Canaries
) -> None:
    token = post.confirmed(**said_by(canaries))
    post.settle()
    sealed = _sealed_words()
    erase(token, post.network.now)
    post.later(hours=1, minutes=1)
    post.settle()
    for name, content in everything_on_disk(data):
        assert not canaries.found_in(content), name
        assert not [words for words in sealed if words in content], name


@ON_DISK
def test_after_a_take_down_no_byte_of_what_was_written_on_the_case_is_left(
    post: Post, data: Path, canaries: Canaries
) -> None:
    post.confirmed(**said_by(canaries))
    post.write(email="bo@example.org", name=canaries.word("another"))
    post.settle()
    take_in(*reply(post, "minister@", f"Dear {canaries.word('reply')},"), post.network.now)
    sealed = _sealed_words()
    take_down(post.network.amina, post.slug, post.network.now)
    post.settle()
    post.later(hours=1, minutes=1)
    post.settle()
    for name, content in everything_on_disk(data):
        assert not canaries.found_in(content), name
        assert not [words for words in sealed if words in content], name


@ON_DISK
def test_the_salt_of_a_day_is_gone_from_every_byte_the_day_after(post: Post, data: Path) -> None:
    post.write(visit=Visit(network="192.0.2.0/24"))
    (salt,) = Salt.objects.values_list("value", flat=True)
    assert Tally.objects.count() == 3
    post.later(days=1)
    forget(post.network.now)
    assert not Salt.objects.exists()
    assert not Tally.objects.exists()
    assert not [name for name, content in everything_on_disk(data) if bytes(salt) in content]


# --- when -----------------------------------------------------------------------------------------------------------


def is_there(post: Post, token: str) -> bool:
    try:
        return open_appeal(token, post.network.now).wish is not None
    except NotThere:
        return False


def test_a_draft_goes_7_days_after_it_was_last_touched(post: Post) -> None:
    token = save_draft(wish_of(), post.slug, Visit(), post.network.now)
    post.later(days=6)
    save_draft(wish_of(text="A little more."), post.slug, Visit(), post.network.now, token)
    post.later(days=6, hours=23)
    forget(post.network.now)
    assert is_there(post, token)
    post.later(hours=1)
    forget(post.network.now)
    assert not is_there(post, token)


def test_what_nobody_confirmed_goes_after_7_days(post: Post) -> None:
    token = post.write().token
    post.later(days=6, hours=23)
    forget(post.network.now)
    assert is_there(post, token)
    post.later(hours=1)
    forget(post.network.now)
    assert not is_there(post, token)
    assert letters_in(S.EXPIRED) == 2
    assert not Letter.objects.filter(kind=Kind.NOTICE).exists()


def test_letters_in_ones_own_hands_go_28_days_after_they_were_reported(post: Post) -> None:
    from tocsin.appeals.private import report_sent

    token = post.write(email="", to=["targets.0"], ways={"targets.0": "own-paper"}).token
    report_sent(token, post.own(token).letters[0].pk, 1, post.network.now)
    post.later(days=27)
    forget(post.network.now)
    assert is_there(post, token)
    post.later(days=1)
    forget(post.network.now)
    assert not is_there(post, token)
    assert letters_in(S.REPORTED) == 1


def test_one_letter_that_has_not_ended_keeps_the_text_for_all(post: Post) -> None:
    token = post.confirmed()
    Letter.objects.filter(kind=Kind.LETTER, key="copies.0").update(state=S.HELD)
    post.later(days=6)
    post.settle()
    post.later(days=14)
    forget(post.network.now)
    assert is_there(post, token)


def test_replies_go_28_days_after_they_came(post: Post) -> None:
    post.confirmed()
    post.settle()
    post.later(days=4)
    take_in(*reply(post, "minister@", "Thank you."), post.network.now)
    post.later(days=27)
    forget(post.network.now)
    assert Reply.objects.count() == 1
    post.later(days=1)
    forget(post.network.now)
    assert Reply.objects.count() == 0


def test_more_than_one_batch_goes_in_one_round(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    from tocsin.appeals import forgetting

    monkeypatch.setattr(forgetting, "AT_ONCE", 2)
    for number in range(5):
        save_draft(wish_of(name=f"Writer {number}"), post.slug, Visit(), post.network.now)
    post.later(days=8)
    assert forget(post.network.now).appeals == 5
    assert not Appeal.objects.exclude(state=AppealState.ERASED).exists()


def test_hashed_pieces_of_letters_go_when_the_case_is_closed(post: Post, network: Network) -> None:
    post.confirmed()
    assert Shingle.objects.exists()
    take_down(network.amina, post.slug, network.now)
    post.settle()
    forget(network.now)
    assert not Shingle.objects.exists()


def test_after_a_take_down_appeals_go_once_their_writers_are_told(post: Post, network: Network) -> None:
    token = post.confirmed()
    draft = save_draft(wish_of(), post.slug, Visit(), network.now)
    take_down(network.amina, post.slug, network.now)
    post.settle()
    assert "Your letters for UA 1/26 are held back" in post.subjects("ana.quellbach")
    forget(network.now)
    assert not is_there(post, token)
    assert not is_there(post, draft)
    assert letters_in(S.RECALLED) == 2


def test_the_rounds_of_forgetting_may_run_again_at_any_time(post: Post) -> None:
    post.write()
    post.later(days=8)
    assert forget(post.network.now).any
    assert not forget(post.network.now).any
