"""Lists of missions: our own layout and the public-domain database of embassies."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.letters import InvalidMissions, load_missions

OURS = (
    "sending_state;host;also_accredited;name;post;address;email;fax;phone;salutation;language\n"
    'CN;Belgium;LU|Netherlands;Embassy of China;"The Ambassador";"1 Street|1000 Brussels";'
    "a@example.org|b@example.org;+3225550100;;Your Excellency;en\n"
    """People's Republic of China;de;;"Embassy; Berlin";;"Line 1\nLine 2";c@example.org;;;;\n"""
)
DATABASE = "\n".join(
    (
        "operator;operatorQID;jurisdictions;jurisdictionQIDs;country;countryQID;city;cityQID;address;coordinates;phone;"
        "email;website;facebook;twitter;youtube;type",
        "People's Republic of China;http://q/Q148;;;Germany;http://q/Q183;Hamburg;;Elbstraße 1;;+49-40-555;"
        ";;;;;consulate general",
        "People's Republic of China;http://q/Q148;;;Germany;http://q/Q183;Berlin;;Märkisches Ufer 54, Berlin;;"
        "+49-30-555;"
        "mailto:info@embassy.example.org;;;;;embassy",
        "China;;Belgium|Luxembourg;;Belgium;;Brussels;;;;;post@embassy.example.org;;;;;embassy",
        "Albania;;Vatican;;Italy;;Rome;;Via 1;;;;;;;;embassy",
        ";;;;Q123;;;;;;;;;;;;",
    )
)


def test_a_mission_counts_also_where_it_sits_in_another_capital():
    missions = load_missions(OURS.encode())
    for host in ("BE", "LU", "NL"):
        mission = missions.accredited("CN", host)
        assert mission
        assert mission.recipient.lines == ("Embassy of China", "The Ambassador", "1 Street", "1000 Brussels")
        assert mission.recipient.email == ("a@example.org", "b@example.org")
        assert mission.recipient.country == "BE"
    assert missions.accredited("CN", "FR") is None
    assert missions.accredited("BE", "CN") is None


def test_quoted_fields_names_of_countries_and_a_byte_order_mark_are_read():
    mission = load_missions(b"\xef\xbb\xbf" + OURS.replace("\n", "\r\n").encode()).accredited("CN", "DE")
    assert mission
    assert mission.recipient.lines == ("Embassy; Berlin", "Line 1", "Line 2")


def test_the_one_that_sits_there_comes_before_one_that_is_accredited_from_elsewhere():
    text = "sending_state,host,also_accredited,name\nCN,BE,LU,Far\nCN,LU,,Near\n"
    assert load_missions(text.encode()).accredited("CN", "LU").recipient.name == "Near"


def test_the_public_database_is_read_by_its_header():
    missions = load_missions(DATABASE.encode())
    berlin = missions.accredited("CN", "DE")
    assert berlin
    assert berlin.recipient.name == "Embassy of People's Republic of China"
    assert berlin.recipient.lines[1:] == ("Märkisches Ufer 54, Berlin",)
    assert berlin.recipient.email == ("info@embassy.example.org",)
    luxembourg = missions.accredited("CN", "LU")
    assert luxembourg
    assert luxembourg.recipient.country == "BE"
    assert luxembourg.recipient.lines == ()
    assert missions.accredited("AL", "VA")
    assert missions.accredited("AL", "IT") is None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", ["lacks", "sending_state"]),
        (b"name,email\nx,y\n", ["sending_state"]),
        (b"sending_state,host,colour\nCN,DE,red\n", ["colour"]),
        (b"sending_state,host\nCN,Atlantis\n", ["Line 2", "host", "Atlantis"]),
        (b"sending_state,host,also_accredited\nCN,DE,FR|Mordor\n", ["Line 2", "also_accredited", "Mordor"]),
        ("sending_state,host\nCN,Österreich\n".encode("latin-1"), ["UTF-8"]),
        (b"sending_state,host,name\nCN,DE," + b"x" * 200_000, ["line 2"]),
    ],
)
def test_a_list_that_cannot_be_read_is_one_plain_sentence(content: bytes, words: list[str]):
    with pytest.raises(InvalidMissions) as caught:
        load_missions(content)
    assert all(word in str(caught.value) for word in words), caught.value


@given(
    st.binary(max_size=300)
    | st.text(st.sampled_from('abCNDE,;"|\n\r\x00é'), max_size=80).map(lambda text: f"{OURS}{text}".encode())
)
def test_no_other_error_leaves_the_reader(content: bytes):
    with suppress(InvalidMissions):
        load_missions(content)
