"""The calendars, read back with a strict reader of our own and with the library."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import available_timezones

import icalendar
import pytest
from django.conf import settings as site
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from tests.api.conftest import NOON, Clock
from tests.api.ical import content_lines, read_calendar, unescaped
from tests.api.published import HEADLINES, Wanted, publish, record_of
from tocsin.actions.publishing.clock import end_of_day
from tocsin.actions.states import EditionState
from tocsin.api.calendars import write_calendar
from tocsin.api.cases import PublicCase
from tocsin.api.readers import Reader
from tocsin.api.wording import lines_of, one_line

pytestmark = pytest.mark.django_db

ROOT = "/calendar.ics"
OWN = "/actions/ua-84-26/calendar.ics"
FORM = "%Y%m%dT%H%M%SZ"

ZONES = sorted(available_timezones() - {"Factory", "localtime"})


def events(client: Client, address: str = ROOT, **headers: str) -> list[dict[str, str]]:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert len(icalendar.Calendar.from_ical(answer.content).walk("VEVENT")) == len(read_calendar(answer.content)[1])
    return read_calendar(answer.content)[1]


@pytest.mark.parametrize(
    "address",
    [ROOT, OWN, "/countries/XH/calendar.ics", "/concerns/held-in-secret/calendar.ics"],
)
def test_the_event_ends_with_the_last_moment_of_the_deadline(client: Client, address: str) -> None:
    wanted = publish(sequence=4)
    (event,) = events(client, address)
    assert event == {
        "UID": f"{wanted.uid}@{site.ENVIRONMENT.host}",
        "SEQUENCE": "4",
        "DTSTAMP": "20261120T093000Z",
        "LAST-MODIFIED": "20261120T093000Z",
        "DTSTART": "20261214T200000Z",
        "DTEND": "20261214T210000Z",
        "STATUS": "CONFIRMED",
        "TRANSP": "TRANSPARENT",
        "SUMMARY": "Dam inspector held in secret\\, without her insulin",
        "DESCRIPTION": "UA 84/26: letters until the end of 14 December 2026\\, by the clocks of Asia/Riyadh.\\n\\n"
        "Mirela Dovan was taken\\; nobody says where she is.",
        "URL": f"{site.ENVIRONMENT.url}/actions/ua-84-26/",
    }


def test_the_calendar_says_what_it_is(client: Client) -> None:
    publish()
    calendar, _ = read_calendar(client.get(OWN).content)
    assert (calendar["VERSION"], calendar["CALSCALE"]) == ("2.0", "GREGORIAN")
    assert calendar["PRODID"]
    assert calendar["X-WR-CALNAME"] == "UA 84/26"
    named, _ = read_calendar(client.get("/fr/countries/XV/calendar.ics").content)
    assert named["NAME"].endswith("Vestrie")


@pytest.mark.parametrize(
    ("zone", "last_day", "ends"),
    [
        ("Pacific/Pago_Pago", date(2026, 12, 14), "20261215T110000Z"),
        ("Pacific/Kiritimati", date(2026, 12, 14), "20261214T100000Z"),
        ("Asia/Kathmandu", date(2026, 12, 14), "20261214T181500Z"),
        ("Europe/Paris", date(2027, 3, 27), "20270327T230000Z"),
        ("Europe/Paris", date(2027, 3, 28), "20270328T220000Z"),
        ("Europe/Paris", date(2026, 10, 25), "20261025T230000Z"),
        ("America/New_York", date(2026, 12, 31), "20270101T050000Z"),
    ],
)
def test_deadlines_end_right_around_the_world_and_the_year(
    client: Client, zone: str, last_day: date, ends: str
) -> None:
    publish(zone=zone, deadline=last_day)
    (event,) = events(client)
    assert event["DTEND"] == ends


def test_headline_description_and_link_are_in_the_readers_language(client: Client) -> None:
    publish()
    (event,) = events(client, "/fr" + ROOT)
    assert unescaped(event["SUMMARY"]) == HEADLINES["fr"][0]
    assert unescaped(event["DESCRIPTION"]).endswith(HEADLINES["fr"][1])
    assert event["URL"] == f"{site.ENVIRONMENT.url}/fr/actions/ua-84-26/"
    (event,) = events(client, ROOT, **{"Accept-Language": "ar"})
    assert unescaped(event["SUMMARY"]) == HEADLINES["ar"][0]


@pytest.mark.parametrize("address", [ROOT, OWN])
@pytest.mark.parametrize("state", ["stopped", "closed"])
def test_an_ended_case_stays_cancelled_for_sixty_days(client: Client, moment: Clock, address: str, state: str) -> None:
    publish(state=state, sequence=2, kinds=("initial", "stop"), **{f"{state}_at": NOON})
    (event,) = events(client, address)
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", "2")
    assert event["SUMMARY"].startswith(f"{state.title()}: ")
    assert "no more letters" in event["DESCRIPTION"]
    moment.time = NOON + timedelta(days=60, minutes=-1)
    assert len(events(client, address)) == 1
    moment.time = NOON + timedelta(days=60)
    assert events(client, address) == []


def test_a_stop_without_a_deadline_cancels_the_deadline_before_it(client: Client) -> None:
    from tocsin.actions.models import PublicRecord

    publish(state="stopped", stopped_at=NOON, kinds=("initial", "stop"))
    row = PublicRecord.objects.get()
    row.record["editions"][0].update(deadline=None, deadline_zone=None, deadline_at=None)
    row.deadline_at = None
    row.save()
    (event,) = events(client)
    assert (event["STATUS"], event["DTEND"]) == ("CANCELLED", "20261214T210000Z")


def test_an_ended_case_that_changed_later_does_not_stay_longer(client: Client, moment: Clock) -> None:
    publish(state="stopped", stopped_at=NOON, changed_at=NOON + timedelta(days=50))
    moment.time = NOON + timedelta(days=60)
    assert events(client) == []


def test_a_deadline_that_has_passed_stays_for_sixty_days(client: Client, moment: Clock) -> None:
    publish()
    ends = datetime(2026, 12, 14, 21, 0, tzinfo=UTC)
    moment.time = ends + timedelta(days=60, minutes=-1)
    (event,) = events(client)
    assert event["STATUS"] == "CONFIRMED"
    moment.time = ends + timedelta(days=60)
    assert events(client) == []


def test_a_case_without_a_deadline_has_no_event(client: Client) -> None:
    publish(deadline=None)
    assert events(client) == []
    assert events(client, OWN) == []


@pytest.mark.parametrize(
    ("gone", "sequence"),
    [({"state": "taken down", "taken_down_at": NOON}, "3"), ({"visible_until": NOON}, "4")],
    ids=["taken down", "consent ended"],
)
def test_of_a_case_that_is_gone_the_number_alone_stays_for_sixty_days(
    client: Client, moment: Clock, gone: dict[str, object], sequence: str
) -> None:
    wanted = publish(sequence=3, **gone)
    (event,) = events(client)
    assert event == {
        "UID": f"{wanted.uid}@{site.ENVIRONMENT.host}",
        "SEQUENCE": sequence,
        "DTSTAMP": "20261201T120020Z",
        "LAST-MODIFIED": "20261201T120020Z",
        "DTSTART": "20261214T200000Z",
        "DTEND": "20261214T210000Z",
        "STATUS": "CANCELLED",
        "TRANSP": "TRANSPARENT",
        "SUMMARY": "UA 84/26",
    }
    moment.time = NOON + timedelta(days=60)
    assert events(client) == []


def test_a_calendar_is_the_same_until_something_changes(client: Client, moment: Clock) -> None:
    publish()
    before = client.get(ROOT)
    moment.time += timedelta(days=3)
    assert client.get(ROOT, headers={"If-None-Match": before["ETag"]}).status_code == 304
    publish(slug="ua-85-26", number="UA 85/26")
    assert client.get(ROOT, headers={"If-None-Match": before["ETag"]}).status_code == 200


def test_events_stand_in_the_order_of_their_deadlines(client: Client) -> None:
    publish(deadline=date(2026, 12, 20), headlines={"en": ("Later", "")})
    publish(slug="ua-85-26", number="UA 85/26", headlines={"en": ("Sooner", "")})
    assert [event["SUMMARY"] for event in events(client)] == ["Sooner", "Later"]


@pytest.mark.parametrize("address", [ROOT, OWN, "/concerns/held-in-secret/calendar.ics"])
def test_a_calendar_costs_at_most_three_queries(
    client: Client, address: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    publish()
    with django_assert_max_num_queries(3):
        client.get(address)


def made(headline: str, lead: str, zone: str = "UTC", last_day: date = date(2026, 12, 14)) -> bytes:
    """A calendar of a case that never was in the database."""
    record = record_of(Wanted(headlines={"en": (headline, lead)}, zone=zone, deadline=last_day))
    case = PublicCase(record, EditionState.LIVE, end_of_day(last_day, zone), NOON, 0, None)  # type: ignore[arg-type]
    return write_calendar(headline, [case], Reader(None, ("en",), "en"), NOON)


PIECES = [*",;:\\nN\r\n\t\"' \0\x0b\x85\u2028\u200f\u202e\ud800", "\\N", "\\n", "\r\nBEGIN:VEVENT\r\n", "好", "🕊"]
WRITTEN = st.lists(st.text(st.characters(codec=None)) | st.sampled_from(PIECES), max_size=40).map("".join)


@settings(max_examples=300, deadline=None)
@given(headline=WRITTEN, lead=WRITTEN)
def test_every_text_comes_back_from_a_calendar_as_it_was(headline: str, lead: str) -> None:
    calendar, (event,) = read_calendar(made(headline, lead))
    assert unescaped(calendar["NAME"]) == unescaped(event["SUMMARY"]) == one_line(headline)
    first, _, rest = unescaped(event["DESCRIPTION"]).partition("\n\n")
    assert first.startswith("UA 84/26: letters until")
    assert rest == lines_of(lead)


@settings(max_examples=100, deadline=None)
@given(length=st.integers(0, 300), character=st.sampled_from(["a", "é", "好", "🕊", ",", "\\"]))
def test_lines_are_folded_between_characters_at_75_octets(length: int, character: str) -> None:
    content = made("x" * (length % 7) + character * length, "")
    lines = content_lines(content)
    assert f"SUMMARY:{'x' * (length % 7)}{character * length}".replace("\\", "\\\\").replace(",", "\\,") in lines


@settings(max_examples=200, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    last_day=st.dates(date(2026, 10, 15), date(2030, 1, 1)),
)
def test_every_zone_and_day_ends_an_event_at_its_deadline(zone: str, last_day: date) -> None:
    _, (event,) = read_calendar(made("Headline", "", zone, last_day))
    ends = datetime.strptime(event["DTEND"], FORM).replace(tzinfo=UTC)
    assert ends == end_of_day(last_day, zone)
    assert ends - datetime.strptime(event["DTSTART"], FORM).replace(tzinfo=UTC) == timedelta(hours=1)
    (read,) = icalendar.Calendar.from_ical(made("Headline", "", zone, last_day)).walk("VEVENT")
    assert read.decoded("dtend") == ends
