"""Offices that are written to: what was printed comes back exactly, and changes keep what they do not touch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.directory.cast import COMMISSION, MINISTER, NOW, TODAY, Cast, later, minister
from tocsin.casefile import Recipient
from tocsin.directory.health import record_health
from tocsin.directory.kinds import ContactEvent, ContactKind, ContactState
from tocsin.directory.models import ContactPoint, Office
from tocsin.directory.targets import (
    add_office,
    edit_office,
    find_office,
    merge_offices,
    near_offices,
    offices_for,
    recipient_of,
    recipients_of,
)
from tocsin.records.errors import BadInput, NotThere, Refused
from tocsin.records.history import history_of

CHARACTERS = "abc ÀÉß 国骨한 السيد שר กำ่ हिन्दी 🙂\u0301\u200d\u202e\n\t\r,;:/|@<>\"'()[]{}\\%=+-\u2028\U00012000"
WORDS = st.text(st.sampled_from(CHARACTERS), max_size=30)
SEVERAL = st.lists(WORDS, max_size=4).map(tuple)
RECIPIENTS = st.builds(
    Recipient,
    name=WORDS | st.none(),
    post=WORDS | st.none(),
    lines=SEVERAL,
    country=st.sampled_from(["CN", "XK", "XV", None]),
    email=SEVERAL,
    fax=SEVERAL,
    phone=SEVERAL,
    social=SEVERAL,
    salutation=WORDS | st.none(),
)
LANGUAGES = st.sampled_from(["en", "fr", "zh", "zh-TW", "pt-BR", "tlh", "sr-Latn-RS"])


@contextmanager
def forgotten_after() -> Iterator[None]:
    """A database in which nothing happened, for each example of a property."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def said_of(office: Office, language: str = "en") -> Recipient:
    return recipient_of(office, language, TODAY)


def contact(office: Office, kind: ContactKind, place: int = 0) -> ContactPoint:
    return office.contacts.filter(kind=kind).order_by("position")[place]


# --- in and out -----------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(recipient=RECIPIENTS, language=LANGUAGES)
def test_what_was_put_in_comes_out_exactly(recipient: Recipient, language: str, cast: Cast):
    assume(recipient.name is not None or recipient.post is not None or recipient.lines)
    with forgotten_after():
        office = add_office(cast.amina, recipient, language, NOW)
        assert recipient_of(office, language, TODAY) == recipient
        found = find_office(recipient, language, TODAY)
        assert found is not None
        assert found.pk == office.pk
        assert near_offices(recipient, TODAY) == []


def test_an_office_is_found_only_where_all_of_it_is_the_same(cast: Cast):
    office = add_office(cast.amina, MINISTER, "en", NOW)
    assert find_office(MINISTER, "en") == office
    for other in (
        minister(name="Ana Ilvet"),
        minister(email=MINISTER.email[:1]),
        minister(lines=MINISTER.lines[:3]),
        minister(salutation="Dear Minister"),
        minister(country="XV"),
        minister(fax=()),
    ):
        assert find_office(other, "en") is None, other


def test_an_office_that_is_there_is_not_added_a_second_time(cast: Cast):
    office = add_office(cast.amina, MINISTER, "en", NOW)
    with pytest.raises(Refused, match=f"number {office.pk}"):
        add_office(cast.bo, MINISTER, "en", NOW)
    assert Office.objects.count() == 1


def test_near_offices_share_a_name_a_post_or_an_address_but_say_something_else(cast: Cast):
    office = add_office(cast.amina, MINISTER, "en", NOW)
    add_office(cast.amina, COMMISSION, "en", NOW)
    assert near_offices(MINISTER) == []
    for alike in (
        minister(name="Ana Ilvet", email=()),
        minister(post="Governor", email=()),
        minister(name="bogdan SALU", post=None, email=()),
        Recipient("Somebody", "Somewhere", ("Somebody",), "XV", ("OFFICE@interior.example.org",)),
        minister(salutation="Dear Minister"),
    ):
        assert near_offices(alike) == [office], alike
    assert near_offices(minister(name="Ana Ilvet", country="XV", email=())) == []
    edit_office(cast.amina, office.pk, {"name": "Иван Салу"}, NOW)
    assert near_offices(Recipient("ИВАН САЛУ", None, ("ИВАН САЛУ",))) == [office]


def test_a_recipient_that_says_nothing_or_cannot_be_kept_is_bad_input(cast: Cast):
    for wrong in (
        Recipient(None, None, email=("a@example.org",)),
        minister(name="a\0b"),
        minister(lines=("\ud800",)),
        minister(country="QQ"),
        minister(post="x" * 2001),
        minister(email=("a@example.org",) * 101),
    ):
        with pytest.raises(BadInput):
            add_office(cast.amina, wrong, "en", NOW)
        assert find_office(wrong, "en") is None
        assert near_offices(wrong) == []
    with pytest.raises(BadInput, match="language tag"):
        add_office(cast.amina, MINISTER, "English language", NOW)


def test_the_history_holds_numbers_and_codes_and_no_name(cast: Cast):
    office = add_office(cast.amina, MINISTER, "en", NOW)
    edit_office(cast.amina, office.pk, {"name": "Ana Ilvet", "email": ["new@interior.example.org"]}, NOW)
    record_health(cast.bo, contact(office, ContactKind.FAX).pk, ContactEvent.REPORTED_FAILING, NOW, "engaged")
    lines = history_of(f"office:{office.pk}")
    assert [line.verb for line in lines] == ["office added", "office changed", "contact moved"]
    assert [line.actor for line in lines] == [cast.amina.pk, cast.amina.pk, cast.bo.pk]
    told = repr([line.detail for line in lines])
    assert not any(word in told for word in ("Salu", "Ilvet", "interior", "Harbour", "engaged", "1202"))


def test_the_number_of_queries_does_not_grow_with_the_offices(cast: Cast, django_assert_num_queries: Any):
    ids = [add_office(cast.amina, minister(name=f"Holder {n}"), "en", NOW).pk for n in range(6)]
    for some in (ids[:1], ids):
        with django_assert_num_queries(5):
            found = recipients_of(some, "en", TODAY)
        assert list(found) == some
    assert found[ids[3]] == minister(name="Holder 3")
    assert recipients_of([*ids[:1], 10**9], "en", TODAY).keys() == {ids[0]}


def test_a_salutation_serves_its_own_language_only(cast: Cast):
    office = add_office(cast.amina, minister(salutation="Your Excellency / Monsieur le Ministre"), "en", NOW)
    edit_office(cast.amina, office.pk, {"salutations": {"zh-Hant": "部長閣下"}}, NOW)
    assert said_of(office).salutation == "Your Excellency / Monsieur le Ministre"
    assert said_of(office, "en-GB").salutation == "Your Excellency / Monsieur le Ministre"
    assert said_of(office, "zh-TW").salutation == "部長閣下"
    assert said_of(office, "zh-Hans").salutation is None
    assert said_of(office, "fr").salutation is None


# --- changing -------------------------------------------------------------------------------------------------------


def test_a_new_holder_ends_the_term_of_the_one_before(cast: Cast):
    office = add_office(cast.amina, MINISTER, "en", NOW)
    edit_office(cast.amina, office.pk, {"name": "Ana Ilvet", "gender": "f"}, NOW)
    expected = minister(name="Ana Ilvet", lines=("Minister of the Interior", "Ana Ilvet", *MINISTER.lines[2:]))
    assert said_of(office) == expected
    before, after = office.holders.all()
    assert (before.name, before.since, before.until) == ("Bogdan Salu", None, date(2026, 11, 22))
    assert (after.name, after.since, after.until, after.gender) == ("Ana Ilvet", TODAY, None, "f")
    assert recipient_of(office, "en", date(2026, 11, 22)).name == "Bogdan Salu"
    assert contact(office, ContactKind.POST).state == ContactState.UNVERIFIED


def test_two_holders_on_one_day_leave_the_last_one_in_office(cast: Cast):
    office = add_office(cast.amina, MINISTER, "en", NOW)
    for name in ("Ana Ilvet", "Emil Sarkov"):
        edit_office(cast.amina, office.pk, {"name": name}, NOW)
    assert said_of(office).name == "Emil Sarkov"
    assert said_of(office).lines[:2] == ("Minister of the Interior", "Emil Sarkov")


def test_a_holder_may_have_begun_earlier_but_not_later_than_today(cast: Cast):
    office = add_office(cast.amina, MINISTER, "en", NOW)
    edit_office(cast.amina, office.pk, {"name": "Ana Ilvet", "since": date(2026, 11, 2)}, NOW)
    assert office.holders.first().until == date(2026, 11, 1)
    with pytest.raises(BadInput, match="to come"):
        edit_office(cast.amina, office.pk, {"name": "Emil Sarkov", "since": date(2026, 12, 1)}, NOW)
    with pytest.raises(BadInput, match="2026-11-02"):
        edit_office(cast.amina, office.pk, {"name": "Emil Sarkov", "since": date(2026, 10, 1)}, NOW)
    with pytest.raises(BadInput, match="name too"):
        edit_office(cast.amina, office.pk, {"since": date(2026, 11, 3)}, NOW)
    assert said_of(office).name == "Ana Ilvet"


def test_a_vacant_office_keeps_its_post_and_its_address(cast: Cast):
    office = add_office(cast.amina, MINISTER, "en", NOW)
    edit_office(cast.amina, office.pk, {"name": None}, NOW)
    assert said_of(office) == minister(name=None, lines=(MINISTER.lines[0], *MINISTER.lines[2:]))
    edit_office(cast.amina, office.pk, {"name": "Ana Ilvet"}, later(1))
    assert recipient_of(office, "en", later(1).date()).lines[:3] == (
        "Minister of the Interior",
        "Ana Ilvet",
        "2 Harbour Street",
    )


def test_a_misspelt_name_is_put_right_without_a_new_term(cast: Cast):
    office = add_office(cast.amina, MINISTER, "en", NOW)
    edit_office(cast.amina, office.pk, {"spelling": "Bogdan Sálu"}, NOW)
    assert said_of(office).lines[1] == said_of(office).name == "Bogdan Sálu"
    assert office.holders.count() == 1


def test_without_a_post_the_name_is_the_organisation_itself(cast: Cast):
    office = add_office(cast.amina, COMMISSION, "en", NOW)
    edit_office(cast.amina, office.pk, {"name": "Prison Commission"}, NOW)
    assert said_of(office) == replace(
        COMMISSION, name="Prison Commission", lines=("Prison Commission", *COMMISSION.lines[1:])
    )
    assert not office.holders.exists()


def test_a_name_inside_another_line_asks_for_the_lines_too(cast: Cast):
    office = add_office(cast.amina, minister(lines=("The Minister, Bogdan Salu", "Kelm")), "en", NOW)
    with pytest.raises(BadInput, match="lines of the address"):
        edit_office(cast.amina, office.pk, {"name": "Ana Ilvet"}, NOW)
    assert said_of(office).name == "Bogdan Salu"
    edit_office(cast.amina, office.pk, {"name": "Ana Ilvet", "lines": ["Ana Ilvet", "Kelm"]}, NOW)
    assert said_of(office).lines == ("Ana Ilvet", "Kelm")


def test_contact_points_that_stay_keep_their_health(cast: Cast):
    office = add_office(cast.amina, MINISTER, "en", NOW)
    first, second = (contact(office, ContactKind.EMAIL, place) for place in (0, 1))
    record_health(None, first.pk, ContactEvent.CONFIRMED, NOW)
    edit_office(cast.amina, office.pk, {"email": ["new@interior.example.org", first.value]}, later(1))
    assert said_of(office).email == ("new@interior.example.org", first.value)
    first.refresh_from_db()
    assert first.state == ContactState.WORKING
    assert contact(office, ContactKind.EMAIL).state == ContactState.UNVERIFIED
    assert not ContactPoint.objects.filter(pk=second.pk).exists()


def test_a_changed_address_has_to_prove_itself_again(cast: Cast):
    office = add_office(cast.amina, MINISTER, "en", NOW)
    record_health(cast.amina, contact(office, ContactKind.POST).pk, ContactEvent.CONFIRMED, NOW)
    edit_office(cast.amina, office.pk, {"lines": ["Minister of the Interior", " 9  Hill Street ", ""]}, later(1))
    post = contact(office, ContactKind.POST)
    assert said_of(office).lines == ("Minister of the Interior", "9 Hill Street")
    assert (post.state, post.state_since) == (ContactState.UNVERIFIED, later(1))


def test_what_is_given_up_is_left_out_until_it_is_entered_again(cast: Cast):
    office = add_office(cast.amina, MINISTER, "en", NOW)
    for kind in (ContactKind.POST, ContactKind.EMAIL, ContactKind.FAX):
        record_health(cast.amina, contact(office, kind).pk, ContactEvent.GIVEN_UP, NOW)
    assert said_of(office) == minister(lines=(), email=MINISTER.email[1:], fax=())
    edit_office(cast.amina, office.pk, {"email": [MINISTER.email[1]]}, NOW)
    dead = office.contacts.get(value=MINISTER.email[0])
    assert dead.state == ContactState.DEAD
    edit_office(cast.amina, office.pk, {"email": list(MINISTER.email), "lines": list(MINISTER.lines)}, NOW)
    assert said_of(office) == minister(fax=())
    dead.refresh_from_db()
    assert dead.state == ContactState.UNVERIFIED


def test_numbers_and_addresses_are_checked_when_they_change(cast: Cast):
    office = add_office(cast.amina, minister(country="US"), "en", NOW)
    edit_office(cast.amina, office.pk, {"fax": ["(202) 555-0143"], "web_form": ["https://interior.example.org/w"]}, NOW)
    assert said_of(office).fax == ("+12025550143",)
    for wrong in (
        {"email": ["nobody"]},
        {"email": "a@example.org"},
        {"email": [{}]},
        {"web_form": ["javascript:alert(1)"]},
        {"country": "Halvara"},
        {"gender": "x"},
        {"salutations": ["Dear"]},
        {"colour": "red"},
        {},
    ):
        with pytest.raises(BadInput):
            edit_office(cast.amina, office.pk, wrong, NOW)


def test_a_change_that_leaves_nothing_is_not_kept(cast: Cast):
    office = add_office(cast.amina, COMMISSION, "en", NOW)
    with pytest.raises(BadInput, match="needs a name"):
        edit_office(cast.amina, office.pk, {"name": None, "lines": []}, NOW)
    assert said_of(office) == COMMISSION


def test_a_change_of_one_office_leaves_the_others(cast: Cast):
    one, other = (add_office(cast.amina, recipient, "en", NOW) for recipient in (MINISTER, COMMISSION))
    edit_office(
        cast.amina, one.pk, {"name": "Ana Ilvet", "email": [], "country": None, "salutations": {"en": None}}, NOW
    )
    assert said_of(other) == COMMISSION
    assert (said_of(one).salutation, said_of(one).country, said_of(one).email) == (None, None, ())


# --- doubles, searching, rights -------------------------------------------------------------------------------------


def test_the_number_of_a_double_leads_to_the_office_that_is_kept(cast: Cast):
    keep = add_office(cast.amina, MINISTER, "en", NOW)
    double = add_office(cast.amina, minister(email=("direct@interior.example.org",), salutation="Monsieur"), "fr", NOW)
    third = add_office(cast.amina, minister(phone=()), "en", NOW)
    merge_offices(cast.bo, double.pk, third.pk, NOW)
    merge_offices(cast.bo, keep.pk, double.pk, NOW)
    assert said_of(keep).email == (*MINISTER.email, "direct@interior.example.org")
    assert said_of(keep, "fr").salutation == "Monsieur"
    assert recipients_of([double.pk, third.pk], "en", TODAY) == {double.pk: said_of(keep), third.pk: said_of(keep)}
    assert offices_for(cast.chen) == [keep]
    with pytest.raises(BadInput):
        merge_offices(cast.bo, keep.pk, third.pk, NOW)


def test_offices_are_found_by_words_of_their_title_holder_or_address(cast: Cast):
    office = add_office(cast.amina, MINISTER, "en", NOW)
    other = add_office(cast.amina, COMMISSION, "en", NOW)
    assert offices_for(cast.chen) == [other, office]
    assert offices_for(cast.chen, "salu interior") == [office]
    assert offices_for(cast.chen, "prisons.example") == [other]
    assert offices_for(cast.chen, "harbour") == [office]
    assert offices_for(cast.chen, country="XV") == []
    assert offices_for(cast.chen, "a\0b") == []
    edit_office(cast.amina, office.pk, {"name": "Étienne Ørsted"}, NOW)
    assert offices_for(cast.chen, "étienne ØRSTED") == [office]


def test_translators_see_the_directory_and_do_not_change_it(cast: Cast):
    office = add_office(cast.dara, MINISTER, "en", NOW)
    assert offices_for(cast.chen) == [office]
    for deed in (
        lambda: add_office(cast.chen, COMMISSION, "en", NOW),
        lambda: edit_office(cast.chen, office.pk, {"name": "Ana Ilvet"}, NOW),
        lambda: merge_offices(cast.chen, office.pk, office.pk, NOW),
        lambda: record_health(cast.chen, contact(office, ContactKind.POST).pk, ContactEvent.GIVEN_UP, NOW),
    ):
        with pytest.raises(Refused):
            deed()


@pytest.mark.parametrize("name", ["eve", "mallory"])
def test_strangers_and_those_who_left_see_and_change_nothing(cast: Cast, name: str):
    stranger = getattr(cast, name)
    office = add_office(cast.amina, MINISTER, "en", NOW)
    for deed in (
        lambda: offices_for(stranger),
        lambda: add_office(stranger, COMMISSION, "en", NOW),
        lambda: edit_office(stranger, office.pk, {"name": "Ana Ilvet"}, NOW),
        lambda: merge_offices(stranger, office.pk, office.pk, NOW),
        lambda: record_health(stranger, contact(office, ContactKind.POST).pk, ContactEvent.GIVEN_UP, NOW),
    ):
        with pytest.raises(Refused):
            deed()
    assert said_of(office) == MINISTER


def test_hidden_and_missing_offices_answer_alike(cast: Cast):
    from tocsin.directory.access import access_office_for

    office = add_office(cast.amina, MINISTER, "en", NOW)
    answers = set()
    for person, number in ((cast.amina, 10**30), (cast.eve, office.pk), (cast.mallory, 10**9)):
        with pytest.raises(NotThere) as caught:
            access_office_for(person, number)
        answers.add(str(caught.value))
    assert len(answers) == 1
