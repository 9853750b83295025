"""The same code from two people at the same moment, and many guesses at once."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from tests.actions.race import race
from tests.network import NOW, SECRET, Network
from tocsin.staff.models import Session
from tocsin.staff.sessions import Opened
from tocsin.staff.signing_in import WrongCode, give_code, give_secret
from tocsin.staff.throttle import TooManyTries

from .conftest import equip, shown

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

ROUNDS = 5
GUESSES = 20


@pytest.mark.parametrize("kind", ["authenticator", "recovery"])
def test_of_two_who_give_the_same_code_at_once_one_gets_in(network: Network, kind: str) -> None:
    recovery = equip(network.amina, NOW)
    for number in range(ROUNDS):
        now = NOW + timedelta(minutes=16 * (number + 1))
        code = shown(network.amina, now) if kind == "authenticator" else recovery[number]
        halves = [give_secret("amina@example.org", SECRET, "", "", now).session for _ in range(2)]
        outcomes = race(*(partial(give_code, half, code, now) for half in halves))
        assert {type(one) for one in outcomes} == {Opened, WrongCode}
        assert Session.objects.filter(whole=True).count() == number + 1


def test_twenty_guesses_at_once_are_twenty(network: Network) -> None:
    guesses = (partial(give_secret, "amina@example.org", f"guess {n}", "192.0.2.0/24", "", NOW) for n in range(GUESSES))
    outcomes = race(*guesses)
    assert [type(one) for one in outcomes].count(TooManyTries) == GUESSES - 10
