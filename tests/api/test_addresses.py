"""What all addresses have in common: they only read, say plainly what is not there, and nothing of what is gone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tests.api.conftest import NOON, Clock
from tests.api.published import HEADLINES, publish

pytestmark = pytest.mark.django_db

OF_EDITION = ["text", "casefile.json", "sheet.pdf", "edition.minisig", "edition.json", "letters.json", "letters.csv"]
OF_CASE = [
    *(f"/actions/ua-84-26/{name}" for name in OF_EDITION),
    *(f"/actions/ua-84-26/editions/1/{name}" for name in OF_EDITION),
    "/actions/ua-84-26/calendar.ics",
]
OF_PLACE = [
    "/feed/",
    "/calendar.ics",
    "/countries/XH/feed/",
    "/countries/XH/calendar.ics",
    "/concerns/fear-of-torture/feed/",
    "/concerns/fear-of-torture/calendar.ics",
]


@pytest.mark.parametrize("address", [*OF_CASE, *OF_PLACE])
def test_a_head_request_gets_the_headers_alone(client: Client, address: str) -> None:
    publish()
    whole, head = client.get(address), client.head(address)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("Content-Type", "Content-Length", "ETag", "Cache-Control"):
        assert head[name] == whole[name]


@pytest.mark.parametrize("address", [*OF_CASE, *OF_PLACE])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_nothing_but_reading_is_allowed(client: Client, address: str, method: str) -> None:
    publish()
    answer = client.generic(method, address)
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("prefix", ["", "/fr"])
@pytest.mark.parametrize("address", OF_CASE)
def test_a_case_taken_down_is_gone_at_every_address(client: Client, address: str, prefix: str) -> None:
    publish(state="taken down", taken_down_at=NOON)
    _must_be_gone(client, prefix + address)


@pytest.mark.parametrize("prefix", ["", "/fr"])
@pytest.mark.parametrize("address", OF_CASE)
def test_a_case_whose_consent_has_ended_is_gone_at_every_address(client: Client, address: str, prefix: str) -> None:
    publish(visible_until=NOON)
    _must_be_gone(client, prefix + address)


def _must_be_gone(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 410
    assert answer["Cache-Control"] == "no-cache"
    if address.endswith(".json"):
        assert answer["Content-Type"] == "application/json"
        assert answer.json()["error"] == "gone"
    else:
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
    said = answer.content.decode()
    assert not any(word in said for words in HEADLINES.values() for word in words)


def test_gone_is_said_of_editions_that_never_were_as_well(client: Client) -> None:
    publish(state="taken down", taken_down_at=NOON)
    assert client.get("/actions/ua-84-26/editions/7/text").status_code == 410


def test_a_consent_that_has_not_ended_hides_nothing(client: Client, moment: Clock) -> None:
    publish(visible_until=NOON)
    moment.time = NOON - timedelta(seconds=1)
    assert client.get("/actions/ua-84-26/text").status_code == 200


@pytest.mark.parametrize("address", OF_CASE)
def test_an_unknown_action_is_answered_in_plain_words(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "There is no action at this address." in answer.content.decode()


@pytest.mark.parametrize("n", ["0", "2", "99999999999999999999999"])
@pytest.mark.parametrize("name", OF_EDITION)
def test_an_unknown_edition_is_answered_in_plain_words(client: Client, name: str, n: str) -> None:
    publish()
    answer = client.get(f"/actions/ua-84-26/editions/{n}/{name}")
    assert answer.status_code == 404
    assert "no edition with this number" in answer.content.decode()


@pytest.mark.parametrize("what", ["feed/", "calendar.ics"])
@pytest.mark.parametrize(
    "place",
    [
        "countries/QQ",
        "countries/XYZ",
        "countries/xh",
        "countries/%22",
        "concerns/unknown",
        "concerns/%25",
        "concerns/held",
    ],
)
def test_an_unknown_country_or_concern_is_answered_in_plain_words(client: Client, place: str, what: str) -> None:
    publish()
    answer = client.get(f"/{place}/{what}")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert len(answer.content.splitlines()) == 1


@pytest.mark.parametrize("what", ["feed/", "calendar.ics"])
def test_a_country_without_actions_has_an_empty_feed_to_wait_on(client: Client, what: str) -> None:
    answer = client.get(f"/countries/FR/{what}")
    assert answer.status_code == 200
    assert b"<entry" not in answer.content
    assert b"VEVENT" not in answer.content
