"""When a letter is tried again, and when it is given up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tocsin.delivery.channels.carrying import Refusal
from tocsin.delivery.channels.email.retry import GIVE_UP_AFTER, plan_retry

SOON = timedelta(minutes=1)


def refusal(*, permanent: bool = False, carrier_down: bool = False, in_doubt: bool = False) -> Refusal:
    return Refusal("no", "451", permanent=permanent, carrier_down=carrier_down, in_doubt=in_doubt)


def test_pauses_double_up_to_four_hours():
    pauses = [plan_retry(attempt, SOON, refusal()).after for attempt in range(1, 11)]
    assert pauses == [timedelta(minutes=minutes) for minutes in (2, 4, 8, 16, 32, 64, 128, 240, 240, 240)]


@pytest.mark.parametrize("attempt", [0, -1, 13, 500, 10**9])
def test_any_number_of_attempts_has_a_pause(attempt: int):
    after = plan_retry(attempt, SOON, refusal()).after
    assert after
    assert timedelta(0) < after <= timedelta(hours=4)


def test_a_refusal_for_good_ends_it_at_once():
    assert plan_retry(1, SOON, refusal(permanent=True)).after is None


def test_after_five_days_it_is_given_up_and_not_before():
    assert plan_retry(40, GIVE_UP_AFTER, refusal()).after
    assert plan_retry(40, GIVE_UP_AFTER + timedelta(seconds=1), refusal()).after is None
    assert plan_retry(40, GIVE_UP_AFTER + timedelta(seconds=1), refusal(in_doubt=True)).after is None


def test_our_own_carriers_failure_ends_no_letter():
    for attempt, age in ((1, SOON), (500, timedelta(days=30))):
        plan = plan_retry(attempt, age, refusal(carrier_down=True))
        assert plan.after
        assert plan.after <= timedelta(minutes=15)
