"""The list of cases: found by words and state, fifty a page, and not slower with every case."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.network import Network

from .conftest import SignIn

HOME = "/desk/"


def shown(client: Client, query: str = "") -> str:
    answer = client.get(f"{HOME}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def some(network: Network) -> Network:
    network.published(headline="Dam inspector held")
    network.published("FR", headline="Choir leader sentenced", countries=("XK",))
    network.draft(headline="Nurse taken at night")
    return network


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=choir", {"Choir leader sentenced"}),
        ("?q=DAM+inspector", {"Dam inspector held"}),
        ("?q=halvara", {"Dam inspector held", "Nurse taken at night"}),
        ("?q=kosovo", {"Choir leader sentenced"}),
        ("?q=UA+1%2F26", {"Dam inspector held"}),
        ("?q=nobody", set()),
        ("?state=draft", {"Nurse taken at night"}),
        ("?state=live", {"Dam inspector held", "Choir leader sentenced"}),
        ("?state=live&q=choir", {"Choir leader sentenced"}),
        ("?state=<b>&q=%00", {"Dam inspector held", "Choir leader sentenced", "Nurse taken at night"}),
    ],
)
def test_cases_are_found(some: Network, sign_in: SignIn, query: str, found: set[str]) -> None:
    page = shown(sign_in(some.bo), query)
    titles = {"Dam inspector held", "Choir leader sentenced", "Nurse taken at night"}
    if "%00" in query:
        assert "<b>" not in page.split('id="others"')[1].split("</section>")[0].replace("<bdi>", "")
    else:
        assert {title for title in titles if title in page} == found


def test_what_is_hidden_is_not_found_either(some: Network, sign_in: SignIn) -> None:
    assert "Nurse taken" not in shown(sign_in(some.hana), "?q=nurse")
    assert "0 cases" in shown(sign_in(some.hana), "?q=nurse")


@pytest.mark.parametrize("page", ["0", "-1", "2", "9" * 40, "²", "x", ""])
def test_a_page_that_is_none_shows_the_list_all_the_same(some: Network, sign_in: SignIn, page: str) -> None:
    assert 'id="q"' in shown(sign_in(some.bo), f"?q=a&page={page}")


def test_more_than_fifty_go_on_another_page(network: Network, sign_in: SignIn, monkeypatch: Any) -> None:
    monkeypatch.setattr("tocsin.desk.home.PAGE", 2)
    for number in range(5):
        network.draft(headline=f"Case number {number}")
    client = sign_in(network.bo)
    first, second, last = (shown(client, f"?q=case&page={page}") for page in (1, 2, 3))
    assert [number for number in range(5) if f"Case number {number}" in first] == [3, 4]
    assert [number for number in range(5) if f"Case number {number}" in second] == [1, 2]
    assert [number for number in range(5) if f"Case number {number}" in last] == [0]
    assert "?q=case&amp;page=2" in first
    assert 'rel="next"' not in last


def test_the_number_of_queries_does_not_grow_with_the_cases(network: Network, sign_in: SignIn) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            shown(client)
        return len(asked)

    network.published(headline="One")
    network.draft(headline="Two")
    client = sign_in(network.bo)
    few = queries()
    for number in range(3):
        network.published("FR", headline=f"Public {number}")
        network.draft(headline=f"Draft {number}")
    assert queries() == few
