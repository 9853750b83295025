"""How fast letters go: at once at first, then six a minute to one official and one domain, whatever the action."""

from __future__ import annotations

import random
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.delivery.ledgers import LATER, NOW, Desk
from tocsin.delivery.kinds import Kind
from tocsin.delivery.models import Letter, Pace
from tocsin.delivery.pacing import A_MINUTE, AT_ONCE, FASTEST, Bucket, pace_a_minute

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


def test_the_first_letters_leave_at_once_and_then_six_a_minute(desk: Desk) -> None:
    desk.letters(40)
    counts = desk.work_for(10 * SECOND, 18)
    assert counts[0] == AT_ONCE
    assert max(counts[1:]) <= 2
    # Jitter makes each pause up to half as long again, so that three minutes give between 12 and 18 more.
    assert 12 <= sum(counts[1:]) <= 18


def test_no_official_gets_more_than_the_ceiling_in_any_minute_across_all_actions(desk: Desk) -> None:
    for number in range(1, 61):
        desk.letter(number, slug=f"xh-{number % 3}-26")
    counts = desk.work_for(5 * SECOND, 60)
    assert all(sum(counts[at : at + 12]) <= AT_ONCE + A_MINUTE for at in range(48))
    assert sum(counts[12:]) <= 4 * A_MINUTE + 1


def test_two_officials_at_one_domain_share_its_pace_and_another_domain_has_its_own(desk: Desk) -> None:
    desk.letters(20, 1, to="minister@interior.example.org")
    desk.letters(20, 21, to="deputy@interior.example.org")
    desk.letters(20, 41, to="office@justice.example.org")
    desk.work()
    sent = Letter.objects.filter(state="handed over")
    assert sent.filter(domain="interior.example.org").count() == AT_ONCE
    assert sent.filter(domain="justice.example.org").count() == AT_ONCE


def test_two_workers_keep_one_pace(desk: Desk) -> None:
    desk.letters(40)
    other = desk.another()
    for _ in range(20):
        desk.hand_over.round(0.05)
        other.round(0.05)
    other.close()
    assert len(desk.carrier.seen) == AT_ONCE


def test_letters_do_not_leave_in_step(desk: Desk) -> None:
    waits = {Bucket(0.0, NOW).wait(A_MINUTE, chance) for chance in (0.0, 0.25, 0.5, 0.75, 1.0)}
    assert waits == {timedelta(seconds=10 * (1 + 0.5 * chance)) for chance in (0.0, 0.25, 0.5, 0.75, 1.0)}
    desk.letters(20)
    desk.work()
    tries = set(Letter.objects.filter(state="ready").values_list("next_try", flat=True))
    assert len(tries) == 14


def test_waiting_letters_are_spread_so_that_a_thousand_do_not_all_ask_again_at_once(desk: Desk) -> None:
    desk.letters(60)
    desk.work()
    at_next = Letter.objects.filter(state="ready", next_try__lte=desk.now + timedelta(seconds=20)).count()
    assert 1 <= at_next <= 3
    last = Letter.objects.filter(state="ready").order_by("-next_try").values_list("next_try", flat=True)[0]
    assert last - desk.now <= timedelta(minutes=10)


def test_as_the_deadline_nears_the_pace_rises_so_far_that_all_can_go(desk: Desk) -> None:
    desk.letters(120, not_after=desk.now + timedelta(minutes=20))
    counts = desk.work_for(5 * SECOND, 12 * 11)
    assert sum(counts) == 120
    assert max(counts) <= AT_ONCE + 1


def test_notices_to_writers_wait_for_no_pace(desk: Desk) -> None:
    desk.letters(30, kind=Kind.NOTICE, key="confirm", role="writer", target="", domain="d" * 64)
    desk.work()
    assert len(desk.carrier.seen) == 30
    assert not Pace.objects.exists()


def test_a_letter_that_is_tried_again_counts_again(desk: Desk) -> None:
    desk.letters(int(AT_ONCE))
    desk.carrier.answers["interior.example.org"] = [LATER]
    desk.work()
    desk.letter(99)
    desk.work()
    assert Letter.objects.get(owner=99).attempts == 0


def test_buckets_of_yesterday_are_forgotten(desk: Desk) -> None:
    desk.letter(1)
    desk.work()
    assert Pace.objects.count() == 2
    desk.later(days=2)
    desk.letter(2, to="office@justice.example.org")
    desk.work()
    assert set(Pace.objects.values_list("at", flat=True)) == {desk.now}


@given(st.integers(0, 100_000), st.none() | st.timedeltas(timedelta(seconds=1), timedelta(days=60)))
def test_the_pace_is_never_below_the_usual_and_never_above_the_fastest(waiting: int, left: timedelta | None) -> None:
    pace = pace_a_minute(waiting, left)
    assert A_MINUTE <= pace <= FASTEST
    if left is not None and A_MINUTE < pace < FASTEST:
        assert pace * (left / MINUTE) >= waiting


@given(st.lists(st.floats(0, 600), max_size=60), st.integers(0, 2**32))
def test_a_bucket_never_lets_more_through_than_its_rate(pauses: list[float], seed: int) -> None:
    chance, bucket, now, passed = random.Random(seed), Bucket(AT_ONCE, NOW), NOW, 0
    for pause in pauses:
        now += timedelta(seconds=pause)
        bucket = bucket.at_moment(now, A_MINUTE)
        if bucket.tokens >= 1:
            bucket, passed = Bucket(bucket.tokens - 1, now), passed + 1
        else:
            assert bucket.wait(A_MINUTE, chance.random()) > timedelta(0)
    assert passed <= AT_ONCE + A_MINUTE * ((now - NOW) / MINUTE) + 1e-6
