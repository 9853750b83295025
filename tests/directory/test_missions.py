"""Missions in the database: lists come in whole, replace their kind, and go out as they came."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.directory.cast import NOW, Cast
from tests.missions import put_in_force
from tocsin.casefile import Recipient
from tocsin.directory.mission_changes import Kind, changes_between
from tocsin.directory.mission_lists import (
    access_list_for,
    bring_missions,
    changes_of,
    confirm_missions,
    waiting_lists_for,
    withdraw_missions,
)
from tocsin.directory.missions import accredited, export_missions, missions_as_csv, missions_for
from tocsin.directory.models import Mission, MissionList
from tocsin.letters import InvalidMissions, load_missions
from tocsin.letters import Mission as MissionOf
from tocsin.records.errors import BadInput, Refused
from tocsin.records.history import history_of
from tocsin.staff.models import Person
from tocsin.staff.services import set_secret

OURS = (
    b"sending_state;host;also_accredited;name;post;address;email;fax;phone;salutation;language\n"
    b'XH;Belgium;LU|Netherlands;Embassy of Halvara;"The Ambassador";"1 Street|1000 Brussels";'
    b"a@example.org|b@example.org;+3225550100;=1+1;Your Excellency;en\n"
    b'XH;de;;"Embassy; ""Berlin""";;"Line 1\n@Line 2, ""left""";c@example.org;;;-;\n'
    b"XV;DE;;;;;d@example.org;;;;\n"
)
EMBASSIES = "\n".join(
    (
        "operator;operatorQID;jurisdictions;jurisdictionQIDs;country;countryQID;city;cityQID;address;coordinates;phone;"
        "email;website;facebook;twitter;youtube;type",
        "Halvara;;;;Germany;;Hamburg;;Elbstraße 1;;;;;;;;consulate general",
        "Halvara;;;;France;;Paris;;1 Quai;;;;;;;;consulate",
        "Halvara;;Belgium|Monaco;;France;;Paris;;2 Quai;;;post@embassy.example.org;;;;;embassy",
        "Halvara;;Vatican;;Italy;;Rome;;Via 1;;;;;;;;embassy",
        ";;;;Q123;;;;;;;;;;;;",
    )
).encode()


def test_a_list_of_ours_goes_out_as_it_came_in(cast: Cast):
    assert put_in_force(cast.bo, cast.dara, OURS, NOW) == 3
    assert load_missions(export_missions().encode()) == load_missions(OURS)
    assert missions_for(cast.chen) == list(load_missions(OURS).missions)


CELLS = st.text(st.sampled_from("aé国 \t\n\r,;|\"'=+-@\u0301\u2028\u202e\x00"), max_size=12)
ROWS = st.tuples(
    st.sampled_from(["XH", "CN", "Germany"]),
    st.sampled_from(["DE", "XV"]),
    st.sampled_from(["", "FR", "FR|AT", "DE"]),
    *[CELLS] * 8,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROWS, min_size=1, max_size=4))
def test_whatever_a_list_says_our_layout_says_it_again(rows: list[tuple[str, ...]]):
    quoted = ("\t".join('"{}"'.format(cell.replace('"', '""')) for cell in row) for row in rows)
    header = "\t".join(
        ("sending_state", "host", "also_accredited", "name", "post", "address", "email", "fax", "phone", "salutation",
         "language")
    )  # fmt: skip
    loaded = load_missions("\n".join((header, *quoted)).encode())
    assert load_missions(missions_as_csv(loaded.missions).encode()) == loaded


def test_the_same_file_twice_doubles_nothing(cast: Cast):
    put_in_force(cast.bo, cast.dara, OURS + OURS.split(b"\n", 1)[1], NOW)
    assert Mission.objects.count() == 3
    assert bring_missions(cast.bo, OURS, NOW) is None
    assert waiting_lists_for(cast.bo) == []


def test_a_list_replaces_the_earlier_one_of_its_layout_only(cast: Cast):
    put_in_force(cast.bo, cast.dara, OURS, NOW)
    assert put_in_force(cast.dara, cast.bo, EMBASSIES, NOW) == 4
    put_in_force(cast.bo, cast.dara, b"sending_state,host,name\nXV,FR,Embassy of Vestria\n", NOW)
    assert sorted((row.source, row.seat) for row in Mission.objects.all()) == [
        ("embassies", "DE"),
        ("embassies", "FR"),
        ("embassies", "FR"),
        ("embassies", "IT"),
        ("own", "FR"),
    ]
    assert "Halvara" not in export_missions()
    lines = history_of("missions:own", "missions:embassies")
    told = [(line.verb, line.subject, line.actor, line.detail["count"]) for line in lines]
    assert told == [
        ("missions brought", "missions:own", cast.bo.pk, 3),
        ("missions confirmed", "missions:own", cast.dara.pk, 3),
        ("missions brought", "missions:embassies", cast.dara.pk, 4),
        ("missions confirmed", "missions:embassies", cast.bo.pk, 4),
        ("missions brought", "missions:own", cast.bo.pk, 1),
        ("missions confirmed", "missions:own", cast.dara.pk, 1),
    ]
    # The same list by its digest, and both people by their numbers.
    for brought, confirmed in zip(lines[::2], lines[1::2], strict=True):
        assert confirmed.detail == {**brought.detail, "brought_by": brought.actor}


def test_the_database_answers_as_the_list_does(cast: Cast):
    for content in (OURS, EMBASSIES):
        Mission.objects.all().delete()
        put_in_force(cast.bo, cast.dara, content, NOW)
        loaded = load_missions(content)
        for sending in ("XH", "XV", "DE"):
            for host in ("BE", "LU", "NL", "DE", "FR", "MC", "VA", "IT", "XV"):
                assert accredited(sending, host) == loaded.accredited(sending, host), (sending, host)


def test_the_list_that_somebody_keeps_comes_before_the_public_one(cast: Cast):
    put_in_force(cast.bo, cast.dara, EMBASSIES, NOW)
    public = accredited("XH", "BE")
    assert public is not None
    assert public.seat == "FR"
    put_in_force(cast.bo, cast.dara, b"sending_state,host,also_accredited,name\nXH,NL,BE|FR,Ours\n", NOW)
    for host in ("BE", "FR"):
        mission = accredited("XH", host)
        assert mission is not None
        assert mission.recipient.name == "Ours"
    assert accredited("XH", "MC") == public


def test_missions_are_listed_by_state_and_host(cast: Cast):
    put_in_force(cast.bo, cast.dara, OURS, NOW)
    put_in_force(cast.bo, cast.dara, EMBASSIES, NOW)
    assert len(missions_for(cast.chen)) == 7
    assert [one.seat for one in missions_for(cast.chen, "XH", "DE")] == ["DE", "DE"]
    assert [one.sending_state for one in missions_for(cast.chen, host="DE")] == ["XH", "XV", "XH"]


@pytest.mark.parametrize(
    ("content", "error", "word"),
    [
        (b"", InvalidMissions, "sending_state"),
        (b"sending_state,host\n", BadInput, "no mission"),
        (b"sending_state,host\nXH,Atlantis\n", InvalidMissions, "Atlantis"),
        (b"sending_state,host,language\nXH,DE,German tongue\n", BadInput, "German tongue"),
        (b"sending_state,host,name\nXH,DE," + b"x" * 3000, BadInput, "too long"),
    ],
)
def test_a_list_that_cannot_be_used_leaves_everything_as_it_was(
    cast: Cast, content: bytes, error: type[Exception], word: str
):
    put_in_force(cast.bo, cast.dara, OURS, NOW)
    with pytest.raises(error, match=word):
        bring_missions(cast.bo, content, NOW)
    assert len(missions_for(cast.amina)) == 3
    assert waiting_lists_for(cast.dara) == []


def test_ten_thousand_missions_come_in_at_once(cast: Cast, django_assert_max_num_queries: Any):
    header, row = EMBASSIES.split(b"\n")[0], "Halvara;;;;Germany;;Stadt {0};;Gasse {0};;;;;;;;embassy"
    content = b"\n".join((header, *(row.format(number).encode() for number in range(10_000))))
    for rows in (content, content.replace(b"Gasse", b"Weg")):
        with django_assert_max_num_queries(140):
            assert put_in_force(cast.bo, cast.dara, rows, NOW) == 10_000
    assert Mission.objects.count() == 10_000
    assert accredited("XH", "DE").recipient.lines[1] == "Weg 0"  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["chen", "eve", "mallory"])
def test_a_list_is_not_for_everybody_to_change(cast: Cast, name: str):
    with pytest.raises(Refused):
        bring_missions(getattr(cast, name), OURS, NOW)
    number = brought(cast.bo)
    with pytest.raises(Refused):
        confirm_missions(getattr(cast, name), number, NOW)
    with pytest.raises(Refused):
        withdraw_missions(getattr(cast, name), number, NOW)
    assert not Mission.objects.exists()


@pytest.mark.parametrize("name", ["eve", "mallory"])
def test_strangers_do_not_list_missions(cast: Cast, name: str):
    with pytest.raises(Refused):
        missions_for(getattr(cast, name))


# --- two people -----------------------------------------------------------------------------------------------------

OTHER = b"sending_state,host,name,email\nXH,DE,Embassy of Halvara,other@example.org\n"


def brought(person: Person, content: bytes = OURS) -> int:
    found = bring_missions(person, content, NOW)
    assert found is not None
    return found.pk


def refused(act: Callable[[], object]) -> str:
    """The rule."""
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.rule


@pytest.mark.parametrize("content", [OURS, EMBASSIES], ids=["own", "public"])
def test_nobody_alone_changes_where_copies_go_not_even_for_the_first_time(cast: Cast, content: bytes):
    number = brought(cast.bo, content)
    assert accredited("XH", "BE") is None
    assert refused(lambda: confirm_missions(cast.bo, number, NOW)) == "two-people"
    assert not Mission.objects.exists()
    (waiting,) = waiting_lists_for(cast.bo)
    assert (waiting.by, waiting.may_confirm, waiting.may_withdraw) == ("Bo", False, True)
    (waiting,) = waiting_lists_for(cast.dara)
    assert (waiting.may_confirm, waiting.why_not) == (True, "")
    confirm_missions(cast.dara, number, NOW)
    assert accredited("XH", "BE") is not None
    assert not MissionList.objects.exists()


def test_whose_secret_somebody_else_set_is_neither_of_the_two(cast: Cast):
    assert refused(lambda: bring_missions(cast.amina, OURS, NOW)) == "own-secret"
    number = brought(cast.bo)
    assert refused(lambda: confirm_missions(cast.amina, number, NOW)) == "own-secret"
    assert not Mission.objects.exists()


def test_somebody_who_may_keep_the_directory_no_more_was_not_one_of_two(cast: Cast):
    number = brought(cast.dara)
    # Whoever resets a secret knows it, until its owner has set another.
    set_secret(cast.olu, cast.dara.email, "harbour lamp eight birds", NOW)
    assert refused(lambda: confirm_missions(cast.bo, number, NOW)) == "two-people"
    (waiting,) = waiting_lists_for(cast.bo)
    assert not waiting.may_confirm
    assert "may not do so any more" in waiting.why_not
    withdraw_missions(cast.bo, number, NOW)


def test_of_two_lists_that_wait_the_one_that_is_overtaken_is_refused(cast: Cast):
    first, second = brought(cast.bo), brought(cast.dara, OTHER)
    confirm_missions(cast.bo, second, NOW)
    assert refused(lambda: confirm_missions(cast.dara, first, NOW)) == "list-changed"
    (waiting,) = waiting_lists_for(cast.dara)
    assert (waiting.id, waiting.is_stale, waiting.may_confirm) == (first, True, False)
    assert [one.recipient.email for one in missions_for(cast.dara)] == [("other@example.org",)]


def test_a_list_of_the_other_layout_overtakes_nothing(cast: Cast):
    own = brought(cast.bo)
    put_in_force(cast.dara, cast.bo, EMBASSIES, NOW)
    confirm_missions(cast.dara, own, NOW)
    assert len(missions_for(cast.bo)) == 7


def test_who_brings_another_list_withdraws_their_own_earlier_one_and_nobody_confirms_unseen_words(cast: Cast):
    first, others = brought(cast.bo), brought(cast.dara, OTHER)
    second = brought(cast.bo, OURS.replace(b"c@example.org", b"trap@example.org"))
    assert refused(lambda: confirm_missions(cast.dara, first, NOW)) == "not-there"
    assert [one.id for one in waiting_lists_for(cast.dara)] == [others, second]


def test_a_list_that_waits_is_withdrawn_by_one_person_and_is_gone(cast: Cast):
    number = brought(cast.bo)
    withdraw_missions(cast.dara, number, NOW)
    assert refused(lambda: confirm_missions(cast.dara, number, NOW)) == "not-there"
    assert refused(lambda: withdraw_missions(cast.bo, number, NOW)) == "not-there"
    assert [line.verb for line in history_of("missions:own")] == ["missions brought", "missions withdrawn"]
    assert not Mission.objects.exists()


# --- what a list changes --------------------------------------------------------------------------------------------


def told(cast: Cast, content: bytes) -> list[tuple[str, str, str]]:
    """Of every change its kind, and the first e-mail address before and after."""
    found = changes_of(access_list_for(cast.dara, brought(cast.bo, content)))
    sides = [(one.kind.value, one.before, one.after) for one in found]
    return [(kind, *(one.recipient.email[0] if one else "" for one in pair)) for kind, *pair in sides]


def test_what_a_list_changes_is_told_side_by_side(cast: Cast):
    assert [kind for kind, *_ in told(cast, OURS)] == ["added", "added", "added"]
    put_in_force(cast.bo, cast.dara, OURS, NOW)
    trap = OURS.replace(b"c@example.org", b"trap@example.org")
    assert told(cast, trap) == [("changed", "c@example.org", "trap@example.org")]
    new = b"XV;FR;;Embassy of Vestria;;;n@example.org;;;;\n"
    kept = OURS.replace(b"XV;DE;;;;;d@example.org;;;;\n", new)
    assert told(cast, kept) == [("removed", "d@example.org", ""), ("added", "", "n@example.org")]


def test_an_order_that_decides_who_gets_the_copy_is_told(cast: Cast):
    header = "sending_state,host,name,email\n"
    rows = ["XH,DE,One,one@example.org\n", "XH,DE,Two,two@example.org\n"]
    put_in_force(cast.bo, cast.dara, "".join((header, *rows)).encode(), NOW)
    assert told(cast, "".join((header, *reversed(rows))).encode()) == [
        ("moved", "two@example.org", "two@example.org"),
        ("moved", "one@example.org", "one@example.org"),
    ]


@settings(deadline=None)
@given(data=st.data())
def test_what_is_told_leads_from_the_one_list_to_the_other(data: st.DataObject):
    pool = [
        MissionOf(sending, (seat,), Recipient(name, None, email=(f"{number}@example.org",)), seat)
        for sending in ("XH", "XV")
        for seat in ("DE", "FR")
        for name in ("One", "Two", None)
        for number in range(2)
    ]
    lists = st.lists(st.sampled_from(pool), unique=True, max_size=8)
    before, after = data.draw(lists), data.draw(lists)
    changes = changes_between(before, after)
    left = [one for one in before if one not in {change.before for change in changes if change.kind is not Kind.MOVED}]
    came = [change.after for change in changes if change.after and change.kind is not Kind.MOVED]
    assert {*left, *came} == set(after)
    assert len(left) + len(came) == len(after)
    assert (changes == []) == (before == after or _same_by_state(before, after))


def _same_by_state(before: list[MissionOf], after: list[MissionOf]) -> bool:
    """Missions of other states are never weighed against one another."""
    return all(
        [one for one in before if one.sending_state == state] == [one for one in after if one.sending_state == state]
        for state in ("XH", "XV")
    )
