"""Honest numbers: what is counted, what is not told because it is small, and the chart."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from itertools import count, product
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.api.conftest import NOON, Clock
from tests.api.published import publish
from tocsin.appeals.numbers import SMALLEST, Hidden, Share, hidden, hide
from tocsin.delivery.models import Letter

PEOPLE = count(1)
FEW, WITHHELD = "fewer than 5", "not shown"


def wrote(state: str, route: str = "network-email", many: int = 1, **more: Any) -> None:
    """So many people, each with a letter in that state."""
    values = {"slug": "ua-84-26", "n": 1, "country": "DE", "language": "de"} | more
    for _ in range(many):
        owner = values.get("owner") or next(PEOPLE)
        Letter.objects.create(
            **{**values, "owner": owner},
            state=state,
            route=route,
            key=f"targets.{next(PEOPLE)}",
            role="target",
            message_id=f"<{next(PEOPLE)}@letters.example.org>",
            made_at=NOON,
            state_at=NOON,
        )


def numbers(client: Client, path: str = "/actions/ua-84-26/letters.json") -> dict[str, Any]:
    answer = client.get(path)
    assert answer.status_code == 200
    return dict(answer.json())


def table(client: Client, query: str, path: str = "/actions/ua-84-26/letters.csv") -> list[list[str]]:
    answer = client.get(path + query)
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.content.decode())))


@pytest.mark.django_db
def test_reported_and_handed_over_are_told_apart(client: Client) -> None:
    publish()
    wrote("handed over", many=6)
    wrote("accepted", many=3)
    wrote("bounced", many=2)
    wrote("reported", "own-paper", many=2)
    wrote("reported", "own-paper", count=40)
    wrote("waiting", many=9)
    wrote("written", "own-mail", many=9)
    found = numbers(client)
    assert (found["handed_over"], found["reported"], found["appeals"]) == (9, 42, 12)
    assert found["letters"] == {
        "handed over": 6, "accepted": 3, "bounced": 2, "unknown": 0, "reported": 42, "held": 0, "frozen": 0,
        "recalled": 0, "expired": 0, "failed": 0,
    }  # fmt: skip
    assert found["total"] == 53
    assert found["by_route"] == [
        {"route": "own-paper", "appeals": 3, "handed_over": 0, "reported": 42},
        {"route": "network-email", "appeals": 9, "handed_over": 9, "reported": 0},
    ]


@pytest.mark.django_db
def test_a_person_with_several_letters_is_one_appeal(client: Client) -> None:
    publish()
    for route in ("network-email", "network-email", "network-fax"):
        wrote("handed over", route, owner=77)
    wrote("waiting", owner=77)
    wrote("handed over", many=5)
    found = numbers(client)
    assert (found["appeals"], found["handed_over"]) == (6, 8)
    assert [(one["route"], one["appeals"], one["handed_over"]) for one in found["by_route"]] == [
        ("network-email", 6, 7),
        ("network-fax", 1, 1),
    ]


@pytest.mark.django_db
def test_notices_and_letters_on_other_cases_are_not_counted(client: Client) -> None:
    publish()
    wrote("handed over", kind="notice", many=7)
    wrote("handed over", slug="ua-85-26", many=7)
    assert numbers(client)["total"] == 0


@pytest.mark.django_db
def test_small_countries_are_not_told_nor_anything_that_gives_them_away(client: Client) -> None:
    publish()
    for country, many in {"DE": 40, "FR": 30, "AT": 12, "LI": 2}.items():
        wrote("handed over", country=country, many=many)
    found = numbers(client)
    assert found["handed_over"] == 84
    told = {one["country"]: (one["appeals"], one["handed_over"]) for one in found["by_country"]}
    assert told == {"DE": (40, 40), "FR": (30, 30), "AT": (WITHHELD, WITHHELD), "LI": (FEW, FEW)}
    rows = table(client, "?by=country")
    assert rows[0] == ["number", "edition", "as_of", "country", "appeals", "handed_over", "reported"]
    assert [row[3:] for row in rows[1:]] == [
        ["DE", "40", "40", "0"],
        ["FR", "30", "30", "0"],
        ["AT", WITHHELD, WITHHELD, "0"],
        ["LI", FEW, FEW, "0"],
    ]


@pytest.mark.django_db
def test_where_only_few_wrote_no_country_is_told_at_all(client: Client) -> None:
    publish()
    wrote("handed over", country="LI", many=3)
    found = numbers(client)
    assert (found["handed_over"], found["by_country"], found["by_language"]) == (3, None, None)
    assert len(table(client, "?by=country")) == 1


@pytest.mark.django_db
def test_an_edition_tells_no_countries_for_two_editions_would_give_them_away(client: Client) -> None:
    publish(kinds=("initial", "update"))
    wrote("handed over", many=30, n=1)
    wrote("handed over", many=3, n=2)
    second = numbers(client, "/actions/ua-84-26/editions/2/letters.json")
    assert (second["edition"], second["handed_over"], second["by_country"], second["by_language"]) == (2, 3, None, None)
    assert second["by_route"][0]["handed_over"] == 3
    assert numbers(client)["by_country"][0]["handed_over"] == 33


@pytest.mark.django_db
def test_languages_and_routes_have_tables_too_and_others_are_named_as_unknown(client: Client) -> None:
    publish()
    wrote("handed over", many=8)
    assert table(client, "?by=language")[1][3:] == ["de", "8", "8", "0"]
    assert table(client, "?by=route")[1][3:] == ["network-email", "8", "8", "0"]
    answer = client.get("/actions/ua-84-26/letters.csv?by=name")
    assert answer.status_code == 404
    assert "by route" in answer.content.decode()


@pytest.mark.django_db
def test_the_numbers_are_counted_once_a_minute_in_one_question(
    client: Client, moment: Clock, django_assert_num_queries: Any
) -> None:
    publish()
    wrote("handed over", many=8)
    with django_assert_num_queries(3):
        numbers(client)
    wrote("handed over")
    with django_assert_num_queries(1):
        assert numbers(client)["handed_over"] == 8
    moment.time += timedelta(minutes=1)
    assert numbers(client)["handed_over"] == 9


@pytest.mark.django_db
def test_the_chart_says_in_words_what_it_shows(client: Client) -> None:
    publish()
    wrote("handed over", many=1200)
    wrote("reported", "own-paper", count=7)
    answer = client.get("/actions/ua-84-26/letters.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    picture = ElementTree.fromstring(answer.content)
    names = {"svg": "http://www.w3.org/2000/svg"}
    assert picture.get("role") == "img"
    assert picture.findtext("svg:title", namespaces=names) == "Letters so far for UA 84/26"
    said = picture.findtext("svg:desc", namespaces=names)
    assert said == "E-mail, sent by the network: 1,200 letters. On paper, posted by the writer: 7 letters."
    texts = [one.text for one in picture.iterfind("svg:text", names)]
    assert "1,200" in texts
    widths = {one.get("class"): float(one.get("width") or 0) for one in picture.iterfind("svg:rect", names)}
    assert widths["by-us"] > 100
    assert widths["told"] >= 2
    assert "url(http" not in answer.content.decode()


@pytest.mark.django_db
def test_the_chart_is_mirrored_for_readers_from_right_to_left(client: Client) -> None:
    publish()
    wrote("handed over", many=6)
    answer = client.get("/ar/actions/ua-84-26/letters.svg")
    picture = ElementTree.fromstring(answer.content)
    assert picture.get("direction") == "rtl"
    bars = [one for one in picture.iterfind("{*}rect") if one.get("height") == "16"]
    assert [float(one.get("x") or 0) + float(one.get("width") or 0) for one in bars] == [640]


@pytest.mark.django_db
def test_a_chart_without_letters_says_so(client: Client) -> None:
    publish()
    answer = client.get("/actions/ua-84-26/letters.svg")
    assert "No letters so far." in answer.content.decode()


def could_be(told: dict[str, int | Hidden], total: int, value: str) -> set[int]:
    """What somebody who reads the table and its sum can think of one number: every way in which all of it adds up."""
    least_told = min((one for one in told.values() if isinstance(one, int) and one >= SMALLEST), default=total)
    rest = total - sum(one for one in told.values() if isinstance(one, int))
    others = [one for name, one in told.items() if name != value and isinstance(one, Hidden)]
    low = sum(SMALLEST for one in others if one is Hidden.WITHHELD)
    high = sum(SMALLEST - 1 if one is Hidden.FEW else least_told for one in others)
    return {number for number in range(SMALLEST) if low <= rest - number <= high}


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(st.integers(0, 9), st.integers(0, 300)), min_size=1, max_size=7))
def test_no_small_number_can_be_worked_out_by_subtracting(values: list[int]) -> None:
    numbers = {f"country-{place}": value for place, value in enumerate(values)}
    told = hidden(numbers)
    if told is None or not any(values):
        return
    for name, number in numbers.items():
        if number < SMALLEST:
            assert told[name] is Hidden.FEW
            assert could_be(told, sum(values), name) == set(range(SMALLEST)), (numbers, told)
        elif told[name] is not Hidden.WITHHELD:
            assert told[name] == number


def test_nothing_is_withheld_where_nothing_is_small() -> None:
    for first, second in product((5, 70), repeat=2):
        assert hidden({"DE": first, "FR": second}) == {"DE": first, "FR": second}


def test_what_nobody_did_is_told_as_nothing() -> None:
    assert hidden({"DE": 0, "FR": 0}) == {"DE": 0, "FR": 0}
    assert hide(()) == ()


def test_the_order_of_the_hidden_ones_tells_nothing_of_their_size() -> None:
    shares = tuple(Share(code, 30, size, 0) for code, size in (("DE", 90), ("ZZ", 4), ("MM", 2), ("AA", 1)))
    told = hide(shares)
    assert told is not None
    assert [one.value for one in told] == ["DE", "AA", "MM", "ZZ"]
