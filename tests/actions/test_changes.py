"""What an edition says has changed since the one before: each change told once, the weightiest first."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.network import COMMISSIONER, MINISTER, Network, case_file
from tocsin.actions.models import PublicRecord
from tocsin.actions.publishing.changes import changes_between
from tocsin.casefile import CaseFile, Kind, Person, Recipient, WriteIn

OLD = case_file()
MIRELA = OLD.people[0]
GENERAL = Recipient("Ana Torv", "General", ("Ana Torv", "Barracks 2", "1000 Ostreva"), "XH")


def told(**changes: Any) -> list[dict[str, Any]]:
    return [dict(one) for one in changes_between(OLD, replace(OLD, **changes))]


def codes(**changes: Any) -> list[str]:
    return [one["code"] for one in told(**changes)]


def test_nothing_is_told_of_editions_that_say_the_same() -> None:
    assert told() == []
    assert told(number="UA 1/26", index="DE XH/0002/2026", issued=date(2026, 11, 23), kind=Kind.UPDATE, update=1) == []


def test_a_deadline_that_moved_is_told_with_both_days() -> None:
    assert told(deadline=date(2026, 12, 31)) == [{"code": "deadline-moved", "old": "2026-12-14", "new": "2026-12-31"}]
    assert codes(deadline=None) == []
    without = replace(OLD, deadline=None)
    (change,) = changes_between(without, OLD)
    assert (change["old"], change["new"]) == (None, "2026-12-14")


def test_who_is_new_among_those_written_to_is_named_and_who_left_is_too() -> None:
    assert told(targets=(MINISTER, GENERAL)) == [{"code": "target-added", "name": "Ana Torv"}]
    assert told(targets=(GENERAL,)) == [
        {"code": "target-added", "name": "Ana Torv"},
        {"code": "target-removed", "name": "Radomir Estel"},
    ]
    assert told(copies=()) == [{"code": "target-removed", "name": "Human Rights Commissioner"}]


def test_who_only_got_a_copy_and_is_now_written_to_is_told_and_the_other_way_round() -> None:
    assert told(targets=(MINISTER, COMMISSIONER), copies=()) == [
        {"code": "target-added", "name": "Human Rights Commissioner"}
    ]
    assert told(targets=(), copies=(MINISTER, COMMISSIONER)) == [{"code": "target-removed", "name": "Radomir Estel"}]


def test_another_order_of_recipients_or_calls_is_no_change() -> None:
    assert told(calls=tuple(reversed(OLD.calls))) == []
    both = replace(OLD, targets=(MINISTER, GENERAL))
    assert changes_between(both, replace(both, targets=(GENERAL, MINISTER))) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"email": ("new@example.org",)}, "address-changed"),
        ({"fax": ()}, "address-changed"),
        ({"lines": ("Radomir Estel", "1 New Street")}, "address-changed"),
        ({"country": "XV"}, "address-changed"),
        ({"salutation": "Dear Minister"}, "salutation-changed"),
    ],
)
def test_an_address_and_a_form_of_address_that_changed_are_told_apart(change: dict[str, Any], code: str) -> None:
    assert told(targets=(replace(MINISTER, **change),)) == [{"code": code, "name": "Radomir Estel"}]


def test_somebody_who_is_now_at_risk_too_is_named() -> None:
    assert told(people=(MIRELA, Person("Jonas Dovan"))) == [{"code": "person-added", "name": "Jonas Dovan"}]
    assert codes(people=(replace(MIRELA, detail="47, engineer"),)) == ["persons-changed"]


def test_who_is_no_longer_named_is_not_named_by_what_says_so() -> None:
    for people in ((), (replace(MIRELA, name=None),), (Person("An engineer"),)):
        found = told(people=people)
        assert "persons-changed" in [one["code"] for one in found]
        assert "Mirela" not in str(found)


def test_calls_are_told_as_added_removed_or_changed() -> None:
    assert told(calls=(*OLD.calls, "let her family visit")) == [{"code": "call-added", "count": 1}]
    assert told(calls=OLD.calls[:1]) == [{"code": "call-removed", "count": 1}]
    assert told(calls=("free her", OLD.calls[0])) == [{"code": "calls-changed"}]


def test_texts_are_told_by_what_they_are() -> None:
    assert codes(headline="Other") == ["headline-changed"]
    for change in ({"summary": None}, {"body": ()}, {"concerns": ()}, {"model_letter": "Dear Sir"}):
        assert codes(**change) == ["text-changed"]
    assert codes(background=()) == ["background-changed"]
    assert codes(write_in=WriteIn(("fr",))) == ["languages-changed"]


def test_the_weightiest_change_comes_first() -> None:
    assert codes(
        background=(), headline="Other", calls=(), people=(), targets=(GENERAL, MINISTER), deadline=date(2027, 1, 1)
    ) == ["deadline-moved", "target-added", "persons-changed", "call-removed", "headline-changed", "background-changed"]


def some_case() -> st.SearchStrategy[CaseFile]:
    recipients = st.lists(st.sampled_from([MINISTER, COMMISSIONER, GENERAL, Recipient(None, None)]), max_size=3)
    texts = st.lists(st.sampled_from(["one", "two", ""]), max_size=3)
    return st.builds(
        lambda targets, copies, calls, body, people, headline: replace(
            OLD,
            targets=tuple(targets),
            copies=tuple(copies),
            calls=tuple(calls),
            body=tuple(body),
            people=tuple(map(Person, people)),
            headline=headline,
        ),
        recipients,
        recipients,
        texts,
        texts,
        st.lists(st.sampled_from([None, "A", "B"]), max_size=2),
        st.sampled_from(["", "x"]),
    )


@given(some_case(), some_case())
def test_changes_are_told_for_any_two_editions_and_none_for_one_and_the_same(old: CaseFile, new: CaseFile) -> None:
    assert changes_between(old, old) == []
    for change in changes_between(old, new):
        assert set(change) <= {"code", "name", "count", "old", "new"}
        assert change.get("count", 1) > 0
    if (old.headline, old.body) != (new.headline, new.body):
        assert changes_between(old, new)


def test_the_public_record_tells_the_changes_of_each_edition_and_none_of_the_first(network: Network) -> None:
    case = network.published()
    network.follow(case, deadline=date(2026, 12, 31), people=())
    newest, first = PublicRecord.objects.get().record["editions"]
    assert [one["code"] for one in newest["changes"]] == ["deadline-moved", "persons-changed"]
    assert first["changes"] == []
    assert len(fields(CaseFile)) == 24, "a new field of the case file: is its change worth telling?"
