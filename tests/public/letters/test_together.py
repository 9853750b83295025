"""The page for groups: blank letters to print, and a report of how many were posted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
from django.test import Client

from tests.network import NOW, Network
from tests.public.reading import Element, links, main_text, read
from tests.remembered_rows import everything
from tocsin.actions.exposure import stop_case, take_down
from tocsin.actions.models import Case
from tocsin.appeals import private
from tocsin.delivery.models import Letter

from .conftest import Desk, letters

pytestmark = pytest.mark.django_db


def path_of(case: Case) -> str:
    return f"/en/actions/{case.slug}/together/"


def opened(client: Client, case: Case, query: str = "?country=DE&language=en") -> Element:
    return read(client.get(path_of(case) + query))


def files(page: Element) -> list[str]:
    return [href for href in links(page) if "together.pdf" in href]


def pages(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    found = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return found


def report(desk: Desk, page: Element, **changes: Any) -> Any:
    """The form at the foot, a minute later."""
    form = next(one for one in page.all("form") if one.attributes["method"] == "post")
    said: dict[str, Any] = {
        one.attributes["name"]: one.attributes.get("value", "")
        for one in form.all("input")
        if one.attributes.get("type") != "checkbox"
    }
    desk.clock.time += timedelta(minutes=1)
    return desk.client.post(path_of(desk.case), {**said, "to": ["targets.0"], "count": "30", **changes})


def test_it_offers_as_many_pages_as_are_asked_for_to_each(desk: Desk) -> None:
    page = opened(desk.client, desk.case, "?country=DE&language=en&copies=7")
    assert len(files(page)) == 3
    assert "7 pages (PDF)" in main_text(page)
    answer = desk.client.get(files(page)[0])
    assert answer.headers["Content-Type"] == "application/pdf"
    found = pages(answer.content)
    assert len(found) == 7
    assert all("Your Excellency" in text and "4 Harbour Gate" in text for text in found)


def test_the_country_is_guessed_from_the_browser_and_can_be_changed(desk: Desk) -> None:
    page = read(desk.client.get(path_of(desk.case), headers={"accept-language": "de-AT"}))
    chosen = [one for one in page.one("select", id="country").all("option") if "selected" in one.attributes]
    assert [one.attributes["value"] for one in chosen] == ["AT"]
    assert "country=AT" in files(page)[0]
    other = opened(desk.client, desk.case, "?country=FR&language=ar&copies=2")
    assert "country=FR&language=ar" in files(other)[0]
    assert "we do not know its address" in main_text(other)


@pytest.mark.parametrize(
    "query", ["?country=zz", "?language=%00", "?copies=99999", "?copies=-3", "?envelope=x", "?to=../../x", "?country="]
)
def test_nonsense_in_the_address_gives_what_is_usual(desk: Desk, query: str) -> None:
    page = read(desk.client.get(path_of(desk.case) + query, headers={"accept-language": "de"}))
    assert desk.client.get(files(page)[0]).status_code == 200


def test_without_a_country_the_page_asks_for_it_first(desk: Desk) -> None:
    page = opened(desk.client, desk.case, "")
    assert not files(page)
    assert "Choose first from which country you write." in main_text(page)
    asked = read(report(desk, page), 422)
    assert "Choose the country that you wrote from." in asked.one("div", role="alert").text


def test_no_file_has_more_pages_than_allowed(desk: Desk) -> None:
    answer = desk.client.get(f"/actions/{desk.case.slug}/together.pdf?country=DE&language=en&to=targets.0&copies=9999")
    assert len(pages(answer.content)) == 200


def test_a_group_that_writes_from_a_country_without_a_way_there_is_told(desk: Desk) -> None:
    answer = desk.client.get(f"/actions/{desk.case.slug}/together.pdf?country=DE&language=en&to=copies.9")
    assert answer.status_code == 404


def test_reading_and_printing_change_nothing(desk: Desk) -> None:
    before = everything()
    for file in files(opened(desk.client, desk.case)):
        assert desk.client.get(file).status_code == 200
        assert desk.client.head(file).status_code == 200
    assert everything() == before


def test_what_a_group_sent_is_counted_as_reported(desk: Desk) -> None:
    answer = report(desk, opened(desk.client, desk.case), to=["targets.0", "copies.0"])
    assert answer.status_code == 303
    assert [(one.route, one.state, one.count) for one in letters()] == [("own-paper", "reported", 30)] * 2
    numbers = desk.client.get(f"/actions/{desk.case.slug}/letters.json").json()
    assert (numbers["reported"], numbers["handed_over"], numbers["appeals"]) == (60, 0, 1)
    page = read(desk.client.get(answer.headers["Location"]))
    assert "Posted, as you told us" in main_text(page)
    assert "30 letters." in main_text(page)
    token = answer.headers["Location"].split("/")[3]
    own = private.open_appeal(token, desk.clock.time)
    assert own.wish is not None
    assert (own.wish.text, own.wish.name, own.wish.email) == ("", "", "")


def test_the_number_can_be_put_right(desk: Desk) -> None:
    location = report(desk, opened(desk.client, desk.case)).headers["Location"]
    desk.client.post(location, {"do": "sent", "letter": letters()[0].pk, "count": "28"})
    assert Letter.objects.get().count == 28


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"count": "0"}, "a whole number from 1 to 5000"),
        ({"count": "many"}, "a whole number from 1 to 5000"),
        ({"to": []}, "Choose to whom you sent the letters"),
        ({"to": ["targets.7"]}, "Choose to whom you sent the letters"),
        ({"website": "https://spam.example.org"}, "look once more"),
        ({"stamp": "1.forged"}, "look once more"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_counted(desk: Desk, changes: dict[str, Any], said: str) -> None:
    page = read(report(desk, opened(desk.client, desk.case), **changes), 422)
    assert said in page.one("div", role="alert").text
    assert not letters()
    if "count" not in changes:
        assert page.one("input", id="count").attributes["value"] == "30"


def test_a_machine_that_answers_at_once_is_not_counted(desk: Desk) -> None:
    page = opened(desk.client, desk.case)
    desk.clock.time -= timedelta(minutes=1)
    assert report(desk, page).status_code == 422
    assert not letters()


def test_after_a_stop_nothing_is_printed_and_what_was_posted_is_still_counted(
    desk: Desk, network: Network, case: Case
) -> None:
    file = files(opened(desk.client, desk.case))[0]
    stop_case(network.bo, str(case.pk), NOW)
    page = opened(desk.client, desk.case)
    assert "does not ask for letters now" in main_text(page)
    assert not files(page)
    assert desk.client.get(file).status_code == 404
    assert report(desk, page, country="DE").status_code == 303


def test_a_case_that_is_gone_has_no_page_for_groups(desk: Desk, network: Network, case: Case) -> None:
    file = files(opened(desk.client, desk.case))[0]
    take_down(network.bo, str(case.pk), NOW)
    assert desk.client.get(path_of(desk.case)).status_code == 410
    assert desk.client.get(file).status_code == 410
    assert desk.client.post(path_of(desk.case), {"count": "3"}).status_code == 410
    assert desk.client.get("/actions/ua-999-26/together/").status_code == 404


@pytest.mark.parametrize("prefix", ["", "/fr", "/ar", "/zh"])
def test_it_is_there_in_every_language_and_small(desk: Desk, prefix: str) -> None:
    answer = desk.client.get(f"{prefix}/actions/{desk.case.slug}/together/?country=DE&language=en")
    assert answer.status_code == 200
    assert len(answer.content) < 60_000
    assert answer.headers["Cache-Control"] == "no-store"
