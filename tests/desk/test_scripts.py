"""Names and dates in Arabic and Chinese: what runs from the left stands by itself, with the marks of the language."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from django.utils.translation import override

from tests.desk.conftest import SignIn
from tests.network import Network
from tocsin.actions.drafts import submit_draft
from tocsin.desk.scripts import isolated, listed
from tocsin.desk.times import day, moment

SENTENCE = {
    "en": "Last edited by Amina, 23 November 2026, 12:00 UTC.",
    "ar": "آخر من حرّر: \u2068Amina\u2069، 23 نوفمبر 2026، 12:00 UTC.",
}


def in_language(client: Client, language: str) -> Client:
    client.post("/desk/account/", {"do": "language", "language": language})
    return client


@pytest.mark.parametrize(
    ("language", "at", "on"),
    [
        ("en", "23 November 2026, 12:00 UTC", "Monday, 23 November 2026"),
        ("fr", "23 novembre 2026, 12:00 UTC", "lundi 23 novembre 2026"),
        ("es", "23 de noviembre de 2026, 12:00 UTC", "lunes, 23 de noviembre de 2026"),
        ("ar", "23 نوفمبر 2026، 12:00 UTC", "الاثنين، 23 نوفمبر 2026"),
        ("zh-hans", "2026年11月23日 12:00 UTC", "2026年11月23日星期一"),
    ],
)
def test_moments_and_days_are_written_as_the_language_writes_them(
    network: Network, language: str, at: str, on: str
) -> None:
    with override(language):
        assert (moment(network.now).words, day(network.now.date()).words) == (at, on)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_name_in_a_sentence_stands_apart_where_a_page_or_the_name_runs_from_the_right(
    network: Network, sign_in: SignIn, language: str
) -> None:
    case = network.draft()
    submit_draft(network.amina, str(case.pk), network.now)
    page = in_language(sign_in(network.bo), language).get(f"/desk/cases/{case.pk}/review/").content.decode()
    assert SENTENCE[language] in html.unescape(page)


def test_nothing_is_added_where_all_runs_from_the_left() -> None:
    with override("en"):
        assert isolated("Bo Lindqvist") == "Bo Lindqvist"
        assert isolated("فريد") == "\u2068فريد\u2069"
        assert listed(["Bo", "Greta"]) == "Bo, Greta"
    with override("ar"):
        assert listed(["Bo", "فريد"]) == "\u2068Bo\u2069، \u2068فريد\u2069"
    with override("zh-hans"):
        assert listed(["法语", "西班牙语"]) == "法语、西班牙语"


def test_numbers_and_names_of_a_case_stand_apart_from_its_dates(network: Network, sign_in: SignIn) -> None:
    case = network.published()
    page = in_language(sign_in(network.amina), "ar").get(f"/desk/cases/{case.pk}/").content.decode()
    assert re.search(r"· <bdi>DE XH/0001/2026</bdi> · <time", page)
    assert re.search(r"<bdi>\w+</bdi>، <time", page)
