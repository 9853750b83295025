"""Handing over: what comes of every answer, of every failure around it, and that none is lost and few go twice."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.db import OperationalError

from tests.delivery.ledgers import DOWN, FULL, LATER, NOBODY, TAKEN, Carrier, Desk, Hanging, state_of
from tocsin.delivery import handing, ledger
from tocsin.delivery.channels.carrying import Receipt, Refusal
from tocsin.delivery.handing import LEASE, Verdict
from tocsin.delivery.kinds import Kind, Route, Why
from tocsin.delivery.models import Letter, Switch
from tocsin.delivery.states import Event, LetterState

MINUTE = timedelta(minutes=1)


# --- answers --------------------------------------------------------------------------------------------------------


def test_a_letter_that_the_carrier_took_is_handed_over_and_never_called_more(desk: Desk) -> None:
    letter = desk.letter()
    desk.work()
    letter.refresh_from_db()
    assert (letter.state, letter.handed_at, letter.attempts) == (LetterState.HANDED_OVER, desk.now, 1)
    assert (letter.last_answer, letter.lease_until) == ("250 2.0.0", None)
    assert desk.told == [(letter.pk, Event.TAKE)]


def test_what_the_recipients_own_server_took_is_accepted(desk: Desk) -> None:
    letter = desk.letter()
    desk.carrier.answers[letter.message_id] = [Receipt("250", final=True)]
    desk.work()
    assert state_of(letter) == LetterState.ACCEPTED


def test_an_address_that_does_not_exist_bounces_at_once_and_is_told(desk: Desk) -> None:
    letter = desk.letter()
    desk.carrier.answers[letter.message_id] = [NOBODY]
    desk.work()
    letter.refresh_from_db()
    assert (letter.state, letter.why, letter.last_answer) == (LetterState.BOUNCED, Why.ADDRESS, "550 5.1.1")
    assert desk.told == [(letter.pk, Event.REFUSE)]


def test_a_refusal_for_another_reason_does_not_blame_the_address(desk: Desk) -> None:
    letter = desk.letter()
    desk.carrier.answers[letter.message_id] = [FULL]
    desk.work()
    letter.refresh_from_db()
    assert (letter.state, letter.why) == (LetterState.BOUNCED, "")


def test_later_is_tried_again_after_2_4_8_minutes_for_five_days_and_then_given_up(desk: Desk) -> None:
    letter, begin = desk.letter(), desk.now
    desk.carrier.answers[letter.message_id] = [LATER]
    pauses = []
    for _ in range(60):
        desk.work()
        letter.refresh_from_db()
        if letter.state != LetterState.READY:
            break
        assert letter.next_try is not None
        pauses.append(letter.next_try - desk.now)
        desk.now = letter.next_try
    assert pauses[:4] == [2 * MINUTE, 4 * MINUTE, 8 * MINUTE, 16 * MINUTE]
    assert max(pauses) == timedelta(hours=4)
    assert (letter.state, letter.why) == (LetterState.FAILED, Why.GIVEN_UP)
    assert timedelta(days=5) < desk.now - begin < timedelta(days=5, hours=5)
    assert set(desk.carrier.seen) == {letter.message_id}


# --- our own carrier ------------------------------------------------------------------------------------------------


def test_a_carrier_that_is_down_pauses_all_and_costs_no_letter_an_attempt(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    letters = desk.letters(3, to="a@one.example.org") + desk.letters(2, 4, to="b@two.example.org")
    for letter in letters:
        desk.carrier.answers[letter.message_id] = [DOWN]
    pauses = []
    for _ in range(9):
        desk.work()
        until = Switch.row().paused_until
        assert until is not None
        pauses.append((until - desk.now).total_seconds())
        desk.now = until
    assert pauses == [15, 30, 60, 120, 240, 480, 960, 1800, 1800]
    assert set(Letter.objects.values_list("state", "attempts")) == {(LetterState.READY, 0)}
    assert "does not take anything" in caplog.text

    desk.carrier.answers.clear()
    desk.work()
    assert {state_of(letter) for letter in letters} == {LetterState.HANDED_OVER}
    assert Switch.row().failures == 0


def test_an_outage_of_our_carrier_for_a_week_gives_no_letter_up(desk: Desk) -> None:
    letter = desk.letter()
    desk.carrier.answers[letter.message_id] = [DOWN]
    for _ in range(8):
        desk.work()
        desk.later(days=1)
    desk.carrier.answers.clear()
    desk.work()
    assert state_of(letter) == LetterState.HANDED_OVER


# --- errors that nobody expected ------------------------------------------------------------------------------------


def test_an_unexpected_error_freezes_that_letter_with_a_reference_and_the_rest_goes_on(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = desk.letter(1), desk.letter(2, to="b@two.example.org")
    desk.carrier.answers[bad.message_id] = [ZeroDivisionError("Ana García of Berlin")]
    desk.work()
    bad.refresh_from_db()
    assert (bad.state, bad.why, len(bad.reference)) == (LetterState.FROZEN, Why.ERROR, 8)
    assert bad.reference in caplog.text
    assert state_of(good) == LetterState.HANDED_OVER
    desk.later(days=1)
    desk.work()
    assert desk.carrier.seen.count(bad.message_id) == 1


def test_an_error_in_the_loader_or_the_gate_freezes_too(desk: Desk) -> None:
    def broken(letter: Letter) -> Verdict:
        raise KeyError(letter.pk)

    letter = desk.letter()
    desk.verdict = broken
    desk.work()
    assert state_of(letter) == LetterState.FROZEN
    assert not desk.carrier.seen


def test_where_errors_pile_up_the_outbox_waits_and_says_so(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    for number in range(1, 9):
        letter = desk.letter(number, to=f"office@{number}.example.org")
        desk.carrier.answers[letter.message_id] = [ZeroDivisionError()]
    waiting = desk.letter(20, to="b@two.example.org", next_try=desk.now + MINUTE)
    desk.work()
    assert Letter.objects.filter(state=LetterState.FROZEN).count() >= 5
    with caplog.at_level(logging.ERROR):
        desk.later(minutes=5)
        desk.work()
    assert state_of(waiting) == LetterState.READY
    assert "the outbox waits" in caplog.text
    desk.later(minutes=31)
    desk.work()
    assert state_of(waiting) == LetterState.HANDED_OVER


def test_a_failure_of_what_follows_does_not_send_the_letter_again(desk: Desk) -> None:
    def broken(letter: Letter, event: Event, now: object) -> None:
        raise ZeroDivisionError

    letter = desk.letter()
    desk.hand_over.after = broken
    desk.work()
    desk.later(days=1)
    desk.work()
    letter.refresh_from_db()
    assert letter.state == LetterState.HANDED_OVER
    assert len(letter.reference) == 8
    assert len(desk.carrier.seen) == 1


# --- leases ---------------------------------------------------------------------------------------------------------


def test_what_a_killed_worker_had_in_flight_is_sent_again_once_its_lease_has_ended_under_the_same_name(
    desk: Desk,
) -> None:
    letter = desk.letter()
    killed = desk.another()
    assert [one.pk for one in killed._claim(8)] == [letter.pk]
    desk.work()
    assert desk.carrier.seen == []
    desk.later(seconds=LEASE.total_seconds() + 1)
    desk.work()
    assert desk.carrier.seen == [letter.message_id]
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == (LetterState.HANDED_OVER, 2)


def test_two_workers_never_have_the_same_letter(desk: Desk) -> None:
    desk.letters(40, kind=Kind.NOTICE, key="confirm", target="", domain="")
    other = desk.another()
    for _ in range(30):
        desk.hand_over.round(0.02)
        other.round(0.02)
    other.close()
    desk.work()
    assert len(desk.carrier.seen) == len(set(desk.carrier.seen)) == 40


def test_a_letter_in_flight_is_neither_held_back_nor_held(desk: Desk) -> None:
    letter = desk.letter(lease_until=desk.now + MINUTE)
    assert ledger.hold_back([letter], Event.RECALL, Why.TAKEN_BACK, desk.now) == []
    assert state_of(letter) == LetterState.READY


# --- one slow domain ------------------------------------------------------------------------------------------------


def test_a_domain_that_hangs_takes_one_thread_and_no_other_domain_waits_behind_it(desk: Desk) -> None:
    hanging = Hanging()
    desk.letters(handing.LOOKED_AT + 50, to="minister@slow.example.org")
    desk.carrier.answers["slow.example.org"] = [hanging]
    others = [desk.letter(1000 + number, to=f"office@{number}.example.org") for number in range(40)]
    desk.hand_over.round(0.05)
    assert hanging.begun.wait(5)
    for _ in range(80):
        desk.hand_over.round(0.005)
    assert {state_of(letter) for letter in others} == {LetterState.HANDED_OVER}
    assert sum(name.startswith("<letter1@") for name in desk.carrier.seen) == 1
    assert Letter.objects.filter(domain="slow.example.org", attempts__gt=0).count() == 1
    hanging.free.set()


def test_writers_whose_servers_hang_hold_up_no_other_writers_link(desk: Desk) -> None:
    hanging = Hanging()
    notice = {"kind": Kind.NOTICE, "key": "confirm", "target": ""}
    desk.letters(300, domain="slow", **notice)
    desk.carrier.answers["slow"] = [hanging]
    other = desk.letter(1000, domain="quick", **notice)
    desk.hand_over.round(0.05)
    for _ in range(20):
        desk.hand_over.round(0.005)
    assert state_of(other) == LetterState.HANDED_OVER
    assert Letter.objects.filter(domain="slow", attempts__gt=0).count() == handing.NOTICES_AT_ONE_DOMAIN
    hanging.free.set()


def test_a_link_to_confirm_goes_before_letters_that_wait(desk: Desk) -> None:
    desk.letters(20)
    notice = desk.letter(100, kind=Kind.NOTICE, key="confirm", target="", domain="writer")
    desk.work()
    assert desk.carrier.seen[0] == notice.message_id


# --- the gate -------------------------------------------------------------------------------------------------------


def test_the_gate_is_asked_before_anything_is_loaded_and_again_as_the_last_thing(desk: Desk) -> None:
    asked: list[str] = []

    def load(letter: Letter, now: object) -> tuple[str, str]:
        asked.append("load")
        return letter.message_id, letter.domain

    def gate(letter: Letter) -> Verdict:
        asked.append("gate")
        return handing.GO if len(asked) < 3 else Verdict(Event.RECALL, Why.STOPPED)

    letter = desk.letter()
    desk.verdict, desk.hand_over.loader = gate, load
    desk.work()
    assert asked == ["gate", "load", "gate"]
    letter.refresh_from_db()
    assert (letter.state, letter.why) == (LetterState.RECALLED, Why.STOPPED)
    assert (desk.carrier.seen, desk.told) == ([], [(letter.pk, Event.RECALL)])


def test_a_letter_whose_time_has_not_come_waits_and_loses_no_attempt(desk: Desk) -> None:
    morning = desk.now + timedelta(hours=9)
    desk.verdict = lambda letter: handing.GO if desk.now >= morning else Verdict(wait_until=morning)
    letter = desk.letter()
    desk.work()
    letter.refresh_from_db()
    assert (letter.state, letter.next_try, letter.attempts) == (LetterState.READY, morning, 0)
    desk.now = morning
    desk.work()
    assert state_of(letter) == LetterState.HANDED_OVER


def test_a_route_that_has_no_carrier_here_is_held_for_the_operator(desk: Desk) -> None:
    letter = desk.letter(route=Route.NETWORK_FAX, domain="", contact="+12025550141")
    desk.work()
    assert state_of(letter) == LetterState.HELD


# --- silence --------------------------------------------------------------------------------------------------------


def test_after_five_days_without_news_nobody_knows_any_more(desk: Desk) -> None:
    letter = desk.letter()
    desk.work()
    handed = desk.now
    desk.later(days=4, hours=23)
    assert ledger.fall_silent(desk.now) == []
    desk.later(days=3)
    assert [one.pk for one in ledger.fall_silent(desk.now)] == [letter.pk]
    letter.refresh_from_db()
    # However late it is noticed, for its words are erased 28 days later.
    assert (letter.state, letter.closed_at) == (LetterState.UNKNOWN, handed + timedelta(days=5))


# --- the database ---------------------------------------------------------------------------------------------------


def test_an_answer_that_cannot_be_written_down_waits_until_the_database_is_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter, locked, away = desk.letter(), ledger.locked, True

    def look(pk: int) -> Letter | None:
        if away:
            raise OperationalError
        return locked(pk)

    monkeypatch.setattr(ledger, "locked", look)
    failures = 0
    for _ in range(10):
        try:
            desk.hand_over.round(0.05)
        except OperationalError:
            failures += 1
    assert failures > 3
    away = False
    desk.work()
    assert state_of(letter) == LetterState.HANDED_OVER
    assert desk.carrier.seen == [letter.message_id]


def test_a_database_that_is_away_while_the_gate_asks_freezes_nothing(desk: Desk) -> None:
    def away(letter: Letter) -> Verdict:
        raise OperationalError

    letter, desk.verdict = desk.letter(), away
    with pytest.raises(OperationalError):
        desk.work()
    assert state_of(letter) == LetterState.READY
    desk.verdict = lambda letter: handing.GO
    desk.later(seconds=LEASE.total_seconds() + 1)
    desk.work()
    assert state_of(letter) == LetterState.HANDED_OVER


def test_what_a_carrier_keeps_open_is_closed_with_the_worker(desk: Desk) -> None:
    class Open(Carrier):
        closed = False

        def close(self) -> None:
            self.closed = True

    carrier = Open()
    desk.hand_over.carriers = {Route.NETWORK_EMAIL: carrier}
    desk.letter()
    desk.work()
    desk.hand_over.close()
    assert carrier.closed


def test_answers_of_a_server_stand_in_the_ledger_as_codes_alone(desk: Desk) -> None:
    letter = desk.letter()
    desk.carrier.answers[letter.message_id] = [Refusal("told", "451 " + "x" * 300, permanent=False), TAKEN]
    desk.work()
    letter.refresh_from_db()
    assert len(letter.last_answer) <= 120
