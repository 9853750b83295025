"""The health of contact points: one table of moves, and who may make them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.directory.cast import COMMISSION, MINISTER, NOW, Cast, later, minister
from tocsin.directory.health import BY_PEOPLE_ALONE, MOVES, record_health, record_health_of
from tocsin.directory.kinds import ContactEvent, ContactKind, ContactState
from tocsin.directory.models import ContactPoint
from tocsin.directory.targets import add_office
from tocsin.records.errors import NotThere, Refused
from tocsin.records.history import history_of


def test_every_event_has_an_answer_in_every_state_with_a_reason():
    assert set(MOVES) == {(state, event) for state in ContactState for event in ContactEvent}
    assert all(move.reason for move in MOVES.values())


@given(st.lists(st.sampled_from([event for event in ContactEvent if event not in BY_PEOPLE_ALONE]), max_size=30))
def test_no_machine_ever_gives_an_address_up(events: list[ContactEvent]):
    state = ContactState.UNVERIFIED
    for event in events:
        state = MOVES[state, event].to
    assert state is not ContactState.DEAD


@given(st.lists(st.sampled_from(list(ContactEvent)), max_size=30))
def test_whatever_happened_a_correction_starts_anew(events: list[ContactEvent]):
    state = ContactState.UNVERIFIED
    for event in [*events, ContactEvent.CORRECTED]:
        state = MOVES[state, event].to
    assert state is ContactState.UNVERIFIED


def test_a_bounce_marks_an_address_for_every_office_that_has_it(cast: Cast):
    one = add_office(cast.amina, MINISTER, "en", NOW)
    two = add_office(cast.amina, minister(name="Ana Ilvet", email=("Office@Interior.example.org",)), "en", NOW)
    add_office(cast.amina, COMMISSION, "en", NOW)
    marked = record_health_of(None, ContactKind.EMAIL, "office@interior.example.org", ContactEvent.BOUNCED, later(1))
    states = dict(ContactPoint.objects.filter(kind=ContactKind.EMAIL).values_list("pk", "state"))
    assert {pk for pk, state in states.items() if state == ContactState.FAILING} == set(marked)
    assert len(marked) == 2
    for office in (one, two):
        line = history_of(f"office:{office.pk}")[-1]
        assert (line.verb, line.actor) == ("contact moved", None)
        assert line.detail["event"] == "bounced"
        assert "example.org" not in repr(line.detail)


def test_only_a_change_of_state_is_history_but_every_news_is_dated(cast: Cast):
    office = add_office(cast.amina, MINISTER, "en", NOW)
    contact = office.contacts.get(kind=ContactKind.FAX)
    for day in (1, 2, 3):
        contact = record_health(None, contact.pk, ContactEvent.CONFIRMED, later(day))
    assert (contact.state, contact.state_since, contact.checked_at) == (ContactState.WORKING, later(1), later(3))
    assert [line.verb for line in history_of(f"office:{office.pk}")] == ["office added", "contact moved"]


def test_a_note_stays_with_the_contact_point(cast: Cast):
    office = add_office(cast.amina, MINISTER, "en", NOW)
    pk = office.contacts.get(kind=ContactKind.PHONE).pk
    record_health(cast.amina, pk, ContactEvent.REPORTED_FAILING, NOW, "Nobody answers after noon.")
    assert record_health(cast.bo, pk, ContactEvent.GIVEN_UP, NOW).note == "Nobody answers after noon."


def test_the_system_itself_neither_gives_up_nor_corrects(cast: Cast):
    office = add_office(cast.amina, MINISTER, "en", NOW)
    pk = office.contacts.get(kind=ContactKind.PHONE).pk
    for event in BY_PEOPLE_ALONE:
        with pytest.raises(Refused):
            record_health(None, pk, event, NOW)
        with pytest.raises(Refused):
            record_health_of(None, ContactKind.PHONE, MINISTER.phone[0], event, NOW)
    with pytest.raises(NotThere):
        record_health(cast.amina, 10**9, ContactEvent.GIVEN_UP, NOW)
