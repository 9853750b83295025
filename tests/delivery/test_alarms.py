"""Operators are told that the outbox waits, though it waits."""

from __future__ import annotations

from tests.appeals.conftest import data, network, post  # noqa: F401 - fixtures
from tests.appeals.writing import Post, text_of
from tocsin.delivery import switching
from tocsin.delivery.alarms import Alarm, tell_operators
from tocsin.delivery.kinds import Why
from tocsin.delivery.models import Letter
from tocsin.delivery.states import LetterState

OPERATORS = ("odile@example.org", "mallory@example.org")


def freeze(post: Post, count: int) -> None:  # noqa: F811
    for number in range(count):
        post.write(email=f"w{number}@example.org", to=["targets.0"])
    Letter.objects.filter(kind="letter").update(state=LetterState.FROZEN, state_at=post.network.now)


def test_operators_are_told_of_a_pile_of_errors_while_all_else_waits(post: Post) -> None:  # noqa: F811
    freeze(post, 5)
    switching.error_came(post.network.now)
    post.settle()
    for operator in OPERATORS:
        (message,) = post.mail(operator)
        assert "letters are frozen" in str(message["Subject"])
        assert "tocsin outbox retry" in text_of(message)
    # The links to confirm of those five wait until the pause is over.
    assert [one for one in post.mail() if "confirm" in str(one["Subject"])] == []


def test_they_are_told_once_a_day(post: Post) -> None:  # noqa: F811
    assert tell_operators(Alarm.CARRIER, post.network.now) == 2
    assert tell_operators(Alarm.CARRIER, post.network.now) == 0
    assert tell_operators(Alarm.ERRORS, post.network.now) == 2
    assert tell_operators(Alarm.CARRIER, post.network.later(days=2)) == 2


def test_a_carrier_that_fails_again_and_again_is_told(post: Post) -> None:  # noqa: F811
    for _ in range(3):
        switching.carrier_fails(post.network.now)
        post.later(hours=1)
    post.settle()
    assert {str(one["To"]).strip("<>") for one in post.mail()} == {*OPERATORS}


def test_a_hold_by_people_holds_that_too(post: Post) -> None:  # noqa: F811
    switching.hold_all(Why.OPERATOR, post.network.now)
    tell_operators(Alarm.ERRORS, post.network.now)
    post.settle()
    assert post.mail() == []
