"""Missions in the database: lists come in whole, replace their kind, and go out as they came."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.directory.cast import NOW, Cast
from tocsin.directory.missions import accredited, export_missions, import_missions, missions_as_csv, missions_for
from tocsin.directory.models import Mission
from tocsin.letters import InvalidMissions, load_missions
from tocsin.records.errors import BadInput, Refused
from tocsin.records.history import history_of

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
    assert import_missions(cast.amina, OURS, NOW) == 3
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
    for _ in range(2):
        import_missions(cast.amina, OURS + OURS.split(b"\n", 1)[1], NOW)
    assert Mission.objects.count() == 3


def test_a_list_replaces_the_earlier_one_of_its_layout_only(cast: Cast):
    import_missions(cast.amina, OURS, NOW)
    assert import_missions(cast.bo, EMBASSIES, NOW) == 4
    import_missions(cast.amina, b"sending_state,host,name\nXV,FR,Embassy of Vestria\n", NOW)
    assert sorted((row.source, row.seat) for row in Mission.objects.all()) == [
        ("embassies", "DE"),
        ("embassies", "FR"),
        ("embassies", "FR"),
        ("embassies", "IT"),
        ("own", "FR"),
    ]
    assert "Halvara" not in export_missions()
    lines = history_of("missions:own", "missions:embassies")
    assert [(line.subject, line.actor, line.detail) for line in lines] == [
        ("missions:own", cast.amina.pk, {"count": 3}),
        ("missions:embassies", cast.bo.pk, {"count": 4}),
        ("missions:own", cast.amina.pk, {"count": 1}),
    ]


def test_the_database_answers_as_the_list_does(cast: Cast):
    for content in (OURS, EMBASSIES):
        Mission.objects.all().delete()
        import_missions(cast.amina, content, NOW)
        loaded = load_missions(content)
        for sending in ("XH", "XV", "DE"):
            for host in ("BE", "LU", "NL", "DE", "FR", "MC", "VA", "IT", "XV"):
                assert accredited(sending, host) == loaded.accredited(sending, host), (sending, host)


def test_the_list_that_somebody_keeps_comes_before_the_public_one(cast: Cast):
    import_missions(cast.amina, EMBASSIES, NOW)
    public = accredited("XH", "BE")
    assert public is not None
    assert public.seat == "FR"
    import_missions(cast.amina, b"sending_state,host,also_accredited,name\nXH,NL,BE|FR,Ours\n", NOW)
    for host in ("BE", "FR"):
        mission = accredited("XH", host)
        assert mission is not None
        assert mission.recipient.name == "Ours"
    assert accredited("XH", "MC") == public


def test_missions_are_listed_by_state_and_host(cast: Cast):
    import_missions(cast.amina, OURS, NOW)
    import_missions(cast.amina, EMBASSIES, NOW)
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
    import_missions(cast.amina, OURS, NOW)
    with pytest.raises(error, match=word):
        import_missions(cast.amina, content, NOW)
    assert len(missions_for(cast.amina)) == 3


def test_ten_thousand_missions_come_in_at_once(cast: Cast, django_assert_max_num_queries: Any):
    header, row = EMBASSIES.split(b"\n")[0], "Halvara;;;;Germany;;Stadt {0};;Gasse {0};;;;;;;;embassy"
    content = b"\n".join((header, *(row.format(number).encode() for number in range(10_000))))
    for _ in range(2):
        with django_assert_max_num_queries(120):
            assert import_missions(cast.amina, content, NOW) == 10_000
    assert Mission.objects.count() == 10_000


@pytest.mark.parametrize("name", ["chen", "eve", "mallory"])
def test_a_list_is_not_for_everybody_to_change(cast: Cast, name: str):
    with pytest.raises(Refused):
        import_missions(getattr(cast, name), OURS, NOW)
    assert not Mission.objects.exists()


@pytest.mark.parametrize("name", ["eve", "mallory"])
def test_strangers_do_not_list_missions(cast: Cast, name: str):
    with pytest.raises(Refused):
        missions_for(getattr(cast, name))
