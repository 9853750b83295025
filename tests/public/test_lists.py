"""The first page, the pages of countries and concerns, and what became of the ended ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client

from tocsin.actions.states import Outcome
from tocsin.public import lists

from .conftest import Clock
from .reading import Element, links, main_text, read
from .rows import (
    DAM,
    FRENCH,
    NOW,
    Issued,
    Story,
    closed,
    dam_inspector,
    plain,
    publish,
    stopped,
    translated,
    whole_network,
)

pytestmark = pytest.mark.django_db


def opened(page: Element) -> list[str]:
    return [entry.one("h3").text for live in page.all("ol", class_="live") for entry in live.all("li")]


def ended(page: Element) -> list[tuple[str, str]]:
    entries = [
        entry for section in page.all("section", class_="closed") for entry in section.all("li") if entry.all("h3")
    ]
    return [(entry.one("span", class_="state").text, entry.one("h3").text) for entry in entries]


def test_the_first_page_lists_open_actions_by_their_nearest_deadline_and_the_ended_ones_apart(client: Client) -> None:
    whole_network()
    page = read(client.get("/en/"))
    assert opened(page) == [
        "Nurse taken from a clinic at night",
        "Harbour families told to leave by Wednesday",
        "Dam inspector held in secret, without her insulin",
        "Dam inspector held in secret, without her insulin",
        "Choir leader sentenced for one song",
    ]
    assert page.one("h1").text == "4 actions need letters now"
    assert ended(page) == [
        ("Deadline passed", "Well-diggers still without a lawyer"),
        ("Executed", "The printer is at home, all charges dropped"),
        ("Released", "The printer is at home, all charges dropped"),
        ("Stopped", "Teacher in hiding"),
    ]
    assert "Taken down" not in page.text


def test_an_entry_says_what_is_pressing_and_what_is_new(client: Client, moment: Clock) -> None:
    whole_network()
    entries = read(client.get("/en/")).one("ol", class_="live").all("li")
    assert [entry.one("p", class_="days").text for entry in entries] == [
        "8 hours left", "2 days left", "21 days left", "21 days left", "12 days left",
    ]  # fmt: skip
    flags = [[flag.text for flag in entry.all("span", class_="flag")] for entry in entries]
    assert flags[0] == ["Ends today, 23:59 Nairobi time (UTC+3)"]
    assert flags[1] == ["Ends Wednesday, 23:59 UTC−2"]
    assert flags[2] == ["Updated 20 November"]
    assert flags[4] == ["Only for writers of the section in Germany"]
    moment.time = NOW - timedelta(days=14)
    first = read(client.get("/en/")).one("ol", class_="live").all("li")[0]
    assert "New today" in [flag.text for flag in first.all("span", class_="flag")]


def test_the_form_chooses_by_country_and_concern(client: Client) -> None:
    whole_network()
    page = read(client.get("/en/?country=XO"))
    assert opened(page) == ["Harbour families told to leave by Wednesday"]
    chosen = [option for option in page.all("option") if "selected" in option.attributes]
    assert [option.attributes["value"] for option in chosen] == ["XO"]
    assert opened(read(client.get("/en/?concern=enforced-disappearance"))) == ["Nurse taken from a clinic at night"]
    page = read(client.get("/en/?country=XO&concern=enforced-disappearance"))
    assert opened(page) == []
    assert "No open action fits this choice." in main_text(page)


def test_a_choice_stays_chosen_in_another_language(client: Client) -> None:
    whole_network()
    page = read(client.get("/en/?country=XO"))
    assert "/fr/?country=XO" in [a.attributes["href"] for a in page.one("nav", class_="tongues").all("a")]


def test_a_country_has_a_page_of_its_own_and_one_that_does_not_exist_has_none(client: Client) -> None:
    whole_network()
    page = read(client.get("/en/countries/XO/"))
    assert page.one("h1").text == "Oskany"
    assert opened(page) == ["Harbour families told to leave by Wednesday"]
    assert "/en/countries/XO/feed/" in links(page)
    page = read(client.get("/en/countries/FR/"))
    assert page.one("h1").text == "France"
    assert "No action is open here now." in main_text(page)
    assert client.get("/en/countries/XQ/").status_code in {200, 404}
    assert client.get("/en/countries/QQ/").status_code == 404
    assert client.get("/en/countries/france/").status_code == 404


def test_a_concern_is_named_in_the_readers_language(client: Client) -> None:
    whole_network()
    page = read(client.get("/fr/concerns/held-in-secret/"))
    assert page.one("h1").text == "Détention au secret"
    assert client.get("/fr/concerns/nothing-of-the-kind/").status_code == 404


def test_a_concern_in_any_script_has_a_page(client: Client) -> None:
    publish(plain("ua-94-26", "محتجز", language="ar", concerns=("احتجاز سري",)))
    page = read(client.get("/ar/concerns/احتجاز-سري/"))
    assert page.one("h1").text == "احتجاز سري"
    for href in links(page):
        assert href.isascii()


def test_ended_actions_are_limited_on_the_first_page_and_all_of_them_stand_on_a_page_of_their_own(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "MANY", 3)
    for n in range(1, 8):
        publish(closed(f"ua-{n}-26", Outcome.RELEASED))
    page = read(client.get("/en/"))
    assert len(ended(page)) == lists.FEW
    assert "All 7 earlier actions, with what happened" in main_text(page)
    first, second, third = (read(client.get(f"/en/outcomes/?page={n}")) for n in (1, 2, 3))
    assert [len(ended(one)) for one in (first, second, third)] == [3, 3, 1]
    assert "/en/outcomes/?page=2" in links(first)
    assert "/en/outcomes/" in links(second)
    assert "/en/outcomes/?page=3" in links(second)
    assert client.get("/en/outcomes/?page=4").status_code == 404
    for nonsense in ("0", "-1", "x", "1e9", "٣", "9999999999999"):
        assert len(ended(read(client.get("/en/outcomes/", {"page": nonsense})))) == 3


def test_a_list_shows_each_case_in_the_best_language_there_is(client: Client) -> None:
    publish(dam_inspector())
    publish(plain("ua-82-26", "Nurse taken from a clinic at night"))
    page = read(client.get("/fr/"))
    headings = {heading.text: heading.language for heading in page.one("ol", class_="live").all("h3")}
    assert headings == {
        "Une inspectrice de barrages au secret, sans son insuline": "fr",
        "Nurse taken from a clinic at night": "en",
    }


def test_an_action_without_a_deadline_stands_after_those_that_have_one(client: Client) -> None:
    publish(plain("ua-95-26", "No deadline", deadline=None))
    publish(plain("ua-96-26", "Far away", deadline=date(2027, 3, 1)))
    assert opened(read(client.get("/en/"))) == ["Far away", "No deadline"]


@pytest.mark.parametrize(
    ("text", "end"),
    [("Word after word. " * 60, "after word."), ("word after " * 60, "word …"), ("字句。" * 200, "字句。")],
)
def test_a_long_lead_is_shortened_at_a_sentence_or_at_a_word(client: Client, text: str, end: str) -> None:
    publish(plain("ua-97-26", "Long", summary=text))
    lead = read(client.get("/en/")).one("ol", class_="live").all("p")[-1].text
    assert 100 < len(lead) < 270
    assert lead.endswith(end)


def test_a_list_tells_what_became_of_a_closed_action_in_the_words_of_its_outcome(client: Client) -> None:
    publish(closed())
    entry = read(client.get("/en/")).one("section", class_="closed").one("ul").one("li")
    assert "“They let me go in the morning,” he told us." in entry.text


def test_without_any_case_every_list_says_so(client: Client) -> None:
    assert read(client.get("/en/")).one("h1").text == "No action is open now"
    assert "No action has ended yet." in main_text(read(client.get("/en/outcomes/")))


def test_what_ended_in_one_language_reads_in_another(client: Client) -> None:
    case = replace(DAM, number="UA 98/26", index="HV 98")
    publish(Story("ua-98-26", [Issued(case, [translated(case, FRENCH)])], stopped_at=NOW))
    publish(stopped())
    assert ("Arrêtée", FRENCH["headline"]) in ended(read(client.get("/fr/")))
