"""The Atom feeds, read back with an XML parser."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings as site
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from tests.api.conftest import NOON, Clock
from tests.api.published import FIRST_DAY, HEADLINES, publish
from tocsin.api import feeds, kept
from tocsin.api.cases import PublicCase
from tocsin.api.places import Place
from tocsin.api.readers import Reader
from tocsin.api.wording import lines_of, one_line

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def read(client: Client, address: str = "/feed/", **headers: str) -> ET.Element:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.content)


def entries(feed: ET.Element) -> list[ET.Element]:
    return feed.findall(f"{ATOM}entry")


def text(element: ET.Element, name: str) -> str:
    return element.findtext(f"{ATOM}{name}") or ""


def titles(feed: ET.Element) -> list[str]:
    return [text(entry, "title") for entry in entries(feed)]


def link(element: ET.Element, rel: str = "alternate") -> str:
    return next(one.attrib["href"] for one in element.findall(f"{ATOM}link") if one.attrib["rel"] == rel)


def test_each_published_edition_is_an_entry_the_newest_first(client: Client) -> None:
    publish(kinds=("initial", "update", "update"))
    found = entries(read(client))
    assert [link(entry) for entry in found] == [
        f"{site.ENVIRONMENT.url}/actions/ua-84-26/editions/{n}/" for n in (3, 2, 1)
    ]
    assert [text(entry, "published") for entry in found] == [
        (FIRST_DAY + timedelta(days=days)).isoformat() for days in (2, 1, 0)
    ]
    assert text(found[0], "title") == HEADLINES["en"][0]
    assert text(found[0], "summary") == HEADLINES["en"][1]


def test_an_entry_is_known_again_by_case_and_edition(client: Client) -> None:
    wanted = publish(kinds=("initial", "update"))
    host = site.ENVIRONMENT.host
    assert [text(entry, "id") for entry in entries(read(client))] == [
        f"tag:{host},2026-11-21:{wanted.uid}/2",
        f"tag:{host},2026-11-20:{wanted.uid}/1",
    ]
    assert [text(entry, "id") for entry in entries(read(client, "/fr/countries/XH/feed/"))] == [
        text(entry, "id") for entry in entries(read(client))
    ]


def test_the_feed_has_all_that_atom_demands(client: Client) -> None:
    publish()
    feed = read(client)
    for element in (feed, *entries(feed)):
        assert text(element, "id")
        assert text(element, "title")
        assert datetime.fromisoformat(text(element, "updated")).tzinfo is not None
    assert text(feed, "updated") == FIRST_DAY.isoformat()
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == site.ENVIRONMENT.network
    assert link(feed, "self") == f"{site.ENVIRONMENT.url}/feed/"
    assert link(feed) == f"{site.ENVIRONMENT.url}/"


def test_an_address_that_fixes_a_language_decides_about_headline_and_links(client: Client) -> None:
    publish()
    feed = read(client, "/fr/feed/", **{"Accept-Language": "ar"})
    assert titles(feed) == [HEADLINES["fr"][0]]
    assert link(feed, "self") == f"{site.ENVIRONMENT.url}/fr/feed/"
    (entry,) = entries(feed)
    assert link(entry) == f"{site.ENVIRONMENT.url}/fr/actions/ua-84-26/editions/1/"
    assert entry.attrib[LANGUAGE] == "fr"


def test_else_the_wishes_of_the_reader_decide(client: Client) -> None:
    publish()
    address, wishes = "/feed/", {"Accept-Language": "de, ar;q=0.9, fr;q=0.8"}
    assert titles(read(client, address, **wishes)) == [HEADLINES["ar"][0]]
    assert "Accept-Language" in client.get(address, headers=wishes)["Vary"]


def test_the_source_is_shown_where_no_wish_can_be_met(client: Client) -> None:
    publish(language="ar", headlines={"ar": HEADLINES["ar"]})
    (entry,) = entries(read(client, **{"Accept-Language": "fr"}))
    assert (text(entry, "title"), entry.attrib[LANGUAGE]) == (HEADLINES["ar"][0], "ar")


@pytest.mark.parametrize(
    ("state", "column", "word"), [("stopped", "stopped_at", "Stopped"), ("closed", "closed_at", "Closed")]
)
def test_entries_of_an_ended_case_say_so_first_and_are_fetched_again(
    client: Client, state: str, column: str, word: str
) -> None:
    publish(state=state, kinds=("initial", "update"), **{column: NOON})
    feed = read(client)
    assert titles(feed) == [f"{word}: {HEADLINES['en'][0]}"] * 2
    assert [text(entry, "updated") for entry in entries(feed)] == [NOON.isoformat()] * 2


def test_a_stop_of_an_old_case_is_the_newest_news(client: Client) -> None:
    publish(state="stopped", stopped_at=NOON, headlines={"en": ("Old", "")})
    publish(slug="ua-85-26", number="UA 85/26", published_at=NOON - timedelta(days=1), headlines={"en": ("New", "")})
    assert titles(read(client)) == ["Stopped: Old", "New"]


def test_a_deadline_that_has_passed_stands_before_the_headline(client: Client, moment: Clock) -> None:
    publish()
    moment.time = datetime(2026, 12, 14, 21, 0, tzinfo=UTC)
    assert titles(read(client)) == [f"Deadline passed: {HEADLINES['en'][0]}"]


def test_an_earlier_edition_of_a_live_case_is_called_one(client: Client) -> None:
    publish(kinds=("initial", "update"))
    assert titles(read(client)) == [HEADLINES["en"][0], f"Earlier edition: {HEADLINES['en'][0]}"]


def test_cases_that_are_gone_do_not_appear_at_all(client: Client) -> None:
    publish(state="taken down", taken_down_at=NOON)
    publish(slug="ua-85-26", number="UA 85/26", visible_until=NOON)
    answer = client.get("/feed/").content.decode()
    assert "<entry" not in answer
    assert "84" not in answer
    assert "85" not in answer


def test_an_empty_feed_is_the_same_each_time(client: Client, moment: Clock) -> None:
    before = client.get("/feed/")
    moment.time += timedelta(days=1)
    assert client.get("/feed/", headers={"If-None-Match": before["ETag"]}).status_code == 304


def test_a_country_and_a_concern_have_feeds_of_their_own(client: Client) -> None:
    publish(countries=("XH", "XV"), headlines={"en": ("In Halvara", "")})
    other = {"countries": ("FR",), "concerns": ("حكم بالإعدام",), "headlines": {"en": ("In France", "")}}
    publish(slug="ua-85-26", number="UA 85/26", **other)
    assert titles(read(client, "/countries/XH/feed/")) == ["In Halvara"]
    assert titles(read(client, "/countries/XV/feed/")) == ["In Halvara"]
    assert titles(read(client, "/countries/FR/feed/")) == ["In France"]
    assert titles(read(client, "/concerns/fear-of-torture/feed/")) == ["In Halvara"]
    unicode = quote("/concerns/حكم-بالإعدام/feed/")
    assert titles(read(client, unicode)) == ["In France"]
    assert link(read(client, unicode), "self") == site.ENVIRONMENT.url + unicode
    assert text(read(client, "/concerns/fear-of-torture/feed/"), "title") == "Urgent actions · Fear of torture"
    assert text(read(client, "/fr/countries/XV/feed/"), "title").endswith(" · Vestrie")


def test_the_fifty_newest_editions_are_all_there_however_often_old_cases_change(client: Client) -> None:
    for serial in range(60):
        publish(
            slug=f"ua-{serial}-26",
            number=f"UA {serial}/26",
            headlines={"en": (f"Case {serial}", "")},
            published_at=FIRST_DAY + timedelta(hours=serial),
            changed_at=FIRST_DAY + timedelta(days=30, hours=-serial),
        )
    assert titles(read(client)) == [f"Case {serial}" for serial in range(59, 9, -1)]


def test_a_feed_is_made_once_a_minute_and_anew_when_anything_changes(client: Client, moment: Clock) -> None:
    publish()
    assert len(entries(read(client))) == 1
    publish(slug="ua-85-26", number="UA 85/26")
    assert len(entries(read(client))) == 2
    moment.time += timedelta(minutes=1)
    assert len(entries(read(client))) == 2


@pytest.mark.parametrize("address", ["/feed/", "/countries/XH/feed/", "/concerns/fear-of-torture/calendar.ics"])
def test_a_feed_costs_at_most_three_queries_and_a_kept_one_a_single_one(
    client: Client, address: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    publish()
    with django_assert_max_num_queries(3):
        client.get(address)
    with django_assert_max_num_queries(1):
        client.get(address)
    kept.forget()
    with django_assert_max_num_queries(3):
        assert client.get("/concerns/unknown/feed/").status_code == 404


class Tags(HTMLParser):
    """What a feed reader would take for elements, and the text that it would show."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.shown = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.found.append(tag)

    def handle_data(self, data: str) -> None:
        self.shown += data


WRITTEN = st.text(st.characters(codec=None) | st.sampled_from(list("<>&\"';\\,\r\n\t\0\x0b\u2028\u202e\ud800\ufffe")))


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(headline=WRITTEN, lead=WRITTEN)
def test_no_text_breaks_the_feed_or_becomes_an_element_in_it(headline: str, lead: str) -> None:
    case = made({"en": (headline, lead)})
    written = feeds.Feed(title="t", link="https://example.org/", description=None)
    for entry in feeds.newest_entries([case]):
        feeds._add(written, entry, Reader(None, ("en",), "en"), NOON)
    (read_back,) = entries(ET.fromstring(written.writeString("utf-8").encode()))
    assert text(read_back, "title") == one_line(headline)
    tags = Tags()
    tags.feed(text(read_back, "summary"))
    tags.close()
    assert tags.found == []
    assert tags.shown == lines_of(lead)


def made(headlines: dict[str, tuple[str, str]]) -> PublicCase:
    """A case that never was in the database."""
    from tests.api.published import Wanted, record_of
    from tocsin.actions.states import EditionState

    record = record_of(Wanted(headlines=headlines))
    return PublicCase(record, EditionState.LIVE, None, NOON, 0, None)  # type: ignore[arg-type]


def test_the_path_of_a_place_is_fit_for_a_link() -> None:
    assert Place("concerns", "حكم").path.isascii()
