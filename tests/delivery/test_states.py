"""The table of a letter's states: every state by every event, by what it may lead to and never by accident."""

from __future__ import annotations

import pytest

from tocsin.delivery.kinds import Why
from tocsin.delivery.models import LIVING
from tocsin.delivery.states import ENDED, NOT_HANDED_OVER, STEPS, Event, LetterState, allows, next_state
from tocsin.records.errors import Refused

S, E = LetterState, Event

LED_TO = {
    S.WRITTEN: {E.ASK: S.WAITING, E.REPORT: S.REPORTED, E.RECALL: S.RECALLED, E.EXPIRE: S.EXPIRED},
    S.WAITING: {E.CONFIRM: S.READY, E.HOLD: S.HELD, E.RECALL: S.RECALLED, E.EXPIRE: S.EXPIRED},
    S.READY: {
        E.TAKE: S.HANDED_OVER,
        E.ACCEPT: S.ACCEPTED,
        E.REFUSE: S.BOUNCED,
        E.GIVE_UP: S.FAILED,
        E.HOLD: S.HELD,
        E.FREEZE: S.FROZEN,
        E.RECALL: S.RECALLED,
        E.EXPIRE: S.EXPIRED,
    },
    S.HELD: {E.RELEASE: S.READY, E.RECALL: S.RECALLED, E.EXPIRE: S.EXPIRED},
    S.FROZEN: {E.RETRY: S.READY, E.HOLD: S.HELD, E.RECALL: S.RECALLED, E.EXPIRE: S.EXPIRED},
    S.HANDED_OVER: {
        E.ACCEPT: S.ACCEPTED,
        E.REFUSE: S.BOUNCED,
        E.RETRY: S.READY,
        E.GIVE_UP: S.FAILED,
        E.FALL_SILENT: S.UNKNOWN,
    },
    S.ACCEPTED: {E.REFUSE: S.BOUNCED},
    S.UNKNOWN: {E.REFUSE: S.BOUNCED, E.ACCEPT: S.ACCEPTED},
    S.FAILED: {E.RETRY: S.READY},
    S.RECALLED: {E.REPORT: S.REPORTED, E.TAKE: S.HANDED_OVER, E.ACCEPT: S.ACCEPTED},
    S.EXPIRED: {E.REPORT: S.REPORTED, E.TAKE: S.HANDED_OVER, E.ACCEPT: S.ACCEPTED},
    S.BOUNCED: {},
    S.REPORTED: {},
}


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("event", E)
def test_every_state_takes_its_events_and_refuses_all_others(state: LetterState, event: Event) -> None:
    wanted = LED_TO[state].get(event)
    assert allows(state, event) is (wanted is not None)
    if wanted is None:
        with pytest.raises(Refused, match=state.value):
            next_state(state, event)
    else:
        assert next_state(state, event) is wanted


def test_every_step_has_its_reason() -> None:
    assert all(step.reason for step in STEPS.values())


def test_every_state_can_be_reached_from_a_letter_that_was_written() -> None:
    reached, waiting = {S.WRITTEN}, [S.WRITTEN]
    while waiting:
        state = waiting.pop()
        new = {step.to for (before, _), step in STEPS.items() if before is state} - reached
        reached |= new
        waiting += new
    assert reached == set(S)


def test_from_every_state_a_letter_can_come_to_an_end_at_which_its_words_are_erased() -> None:
    ends = set(ENDED)
    while grown := {before for (before, _), step in STEPS.items() if step.to in ends} - ends:
        ends |= grown
    assert ends == set(S)


def test_every_state_is_open_or_on_its_way_or_ended_and_no_two_of_them() -> None:
    assert NOT_HANDED_OVER | {S.HANDED_OVER} | ENDED == set(S)
    assert not NOT_HANDED_OVER & ENDED


def test_what_is_not_handed_over_can_be_held_back_and_nothing_else_can() -> None:
    for event in (E.RECALL, E.EXPIRE):
        assert {state for state in S if allows(state, event)} == NOT_HANDED_OVER


def test_what_was_handed_over_or_waits_to_be_counts_as_a_persons_letter_and_what_was_held_back_does_not() -> None:
    assert not set(LIVING) & {S.WRITTEN, S.WAITING, S.RECALLED, S.EXPIRED, S.REPORTED, S.FAILED}
    assert set(LIVING) >= {S.READY, S.HELD, S.FROZEN, S.HANDED_OVER, S.ACCEPTED, S.UNKNOWN}


def test_codes_of_states_and_reasons_fit_their_columns() -> None:
    assert max(map(len, S)) <= 12
    assert max(map(len, Why)) <= 20
