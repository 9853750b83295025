"""`edition.json` and the numbers of letters."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.api.conftest import NOON, Clock
from tests.api.published import hashes_of, publish

pytestmark = pytest.mark.django_db

STATES = [
    "handed over",
    "accepted",
    "bounced",
    "unknown",
    "reported",
    "held",
    "frozen",
    "recalled",
    "expired",
    "failed",
]


def test_an_edition_says_everything_that_the_contract_names(client: Client) -> None:
    publish(kinds=("initial", "update"))
    answer = client.get("/actions/ua-84-26/edition.json")
    value = answer.json()
    assert answer["Content-Type"] == "application/json"
    assert {name: value[name] for name in ("state", "number", "index", "deadline", "deadline_zone", "n", "kind")} == {
        "state": "live",
        "number": "UA 84/26",
        "index": "HV 12/0002/2026",
        "deadline": "2026-12-14",
        "deadline_zone": "Asia/Riyadh",
        "n": 2,
        "kind": "update",
    }
    assert value["hashes"] == {
        **hashes_of(2, "en"),
        "translations": {"ar": hashes_of(2, "ar"), "fr": hashes_of(2, "fr")},
    }
    assert value["previous"] == hashes_of(1, "en")["text"]
    assert value["key_id"] == "0123456789ABCDEF"
    assert value["languages"] == ["en", "ar", "fr"]


def test_the_first_edition_has_no_previous_one(client: Client) -> None:
    publish(kinds=("initial", "update"))
    value = client.get("/actions/ua-84-26/editions/1/edition.json").json()
    assert (value["previous"], value["state"], value["newest"]) == (None, "superseded", 2)


def test_the_source_stands_first_among_the_languages(client: Client) -> None:
    publish(language="fr")
    assert client.get("/actions/ua-84-26/edition.json").json()["languages"] == ["fr", "ar", "en"]


@pytest.mark.parametrize(("seconds", "state"), [(-1, "live"), (0, "expired")])
def test_the_clock_says_that_an_edition_has_expired(client: Client, moment: Clock, seconds: int, state: str) -> None:
    publish()
    moment.time = datetime(2026, 12, 14, 21, 0, tzinfo=UTC) + timedelta(seconds=seconds)
    for address in ("/actions/ua-84-26/edition.json", "/actions/ua-84-26/editions/1/edition.json"):
        answer = client.get(address)
        assert answer.json()["state"] == state
        assert answer["Cache-Control"] == "no-cache"


def test_a_state_that_changes_with_the_clock_changes_the_etag(client: Client, moment: Clock) -> None:
    publish()
    before = client.get("/actions/ua-84-26/edition.json")["ETag"]
    moment.time += timedelta(days=30)
    assert client.get("/actions/ua-84-26/edition.json", headers={"If-None-Match": before}).status_code == 200


@pytest.mark.parametrize(("state", "column"), [("stopped", "stopped_at"), ("closed", "closed_at")])
def test_a_stopped_and_a_closed_edition_say_so(client: Client, state: str, column: str) -> None:
    publish(state=state, **{column: NOON})
    assert client.get("/actions/ua-84-26/edition.json").json()["state"] == state


def test_letters_are_counted_by_state_and_there_are_none_yet(client: Client) -> None:
    publish()
    answer = client.get("/actions/ua-84-26/letters.json")
    value = answer.json()
    assert list(value["letters"]) == STATES
    assert set(value["letters"].values()) == {0}
    assert (value["number"], value["edition"], value["total"]) == ("UA 84/26", None, 0)
    assert value["as_of"] == "2026-12-01T12:00:00+00:00"
    assert answer["Cache-Control"] == "no-cache"


def test_the_same_numbers_stand_in_a_table(client: Client) -> None:
    publish()
    answer = client.get("/actions/ua-84-26/editions/1/letters.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    head, *rows = csv.reader(io.StringIO(answer.content.decode()))
    assert head == ["number", "edition", "as_of", "state", "letters"]
    assert rows == [["UA 84/26", "1", "2026-12-01T12:00:00+00:00", state, "0"] for state in STATES]
    assert answer["Cache-Control"] == "no-cache"
