"""The deadline as one truth: the last moment of a day in a zone, wherever the zone and whatever its clocks do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import IN_CI
from tocsin.actions.publishing.clock import days_left, end_of_day, state_at, zone_of
from tocsin.actions.states import EditionState
from tocsin.records.errors import BadInput

MOMENT = timedelta(microseconds=1)
ZONES = sorted(name for name in available_timezones() if name not in {"localtime", "Factory"})
# Newfoundland set its clocks back at one minute past midnight, and so to the day before, until 2010.
DAYS = st.dates(date(2011, 1, 1), date(2120, 12, 31))

ENDS = {
    "Pacific/Kiritimati": ("2026-12-14", "2026-12-14T10:00"),
    "Pacific/Pago_Pago": ("2026-12-14", "2026-12-15T11:00"),
    "Etc/GMT+12": ("2026-12-14", "2026-12-15T12:00"),
    "Etc/GMT-14": ("2026-12-14", "2026-12-14T10:00"),
    "Asia/Kathmandu": ("2026-12-14", "2026-12-14T18:15"),
    "Australia/Eucla": ("2026-12-14", "2026-12-14T15:15"),
    # A leap day, and the day before one that there is not.
    "Asia/Shanghai": ("2028-02-29", "2028-02-29T16:00"),
    "Africa/Lagos": ("2100-02-28", "2100-02-28T23:00"),
    # The year's end, before and behind UTC.
    "Pacific/Auckland": ("2026-12-31", "2026-12-31T11:00"),
    "Pacific/Honolulu": ("2026-12-31", "2027-01-01T10:00"),
    # Midnight does not exist: the clocks go forward at it. The day ends where the next one begins, at one o'clock.
    "America/Santiago": ("2026-09-05", "2026-09-06T04:00"),
    "Africa/Cairo": ("2026-04-23", "2026-04-23T22:00"),
    "Asia/Beirut": ("2026-03-28", "2026-03-28T22:00"),
    "America/Asuncion": ("2023-09-30", "2023-10-01T04:00"),
    "Asia/Tehran": ("2021-03-21", "2021-03-21T20:30"),
    # Midnight comes, and the clocks go back from it: the last hour of the day is there twice.
    "America/Havana": ("2026-10-31", "2026-11-01T04:00"),
    "Asia/Amman": ("2021-10-28", "2021-10-28T21:00"),
    # A day that never was: Samoa went from the 29th to the 31st.
    "Pacific/Apia": ("2011-12-29", "2011-12-30T10:00"),
}


@pytest.mark.parametrize("zone", ENDS)
def test_a_day_ends_at_the_right_moment(zone: str) -> None:
    day, ends = ENDS[zone]
    assert end_of_day(date.fromisoformat(day), zone) == datetime.fromisoformat(ends).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("America/Santiago", "2026-09-06", 23),
        ("America/Santiago", "2026-04-04", 25),
        ("Africa/Cairo", "2026-04-24", 23),
        ("Africa/Cairo", "2026-10-29", 25),
        ("Asia/Beirut", "2026-03-29", 23),
        ("Asia/Beirut", "2026-10-24", 25),
        ("America/Havana", "2026-11-01", 25),
        ("Australia/Lord_Howe", "2026-10-04", 23.5),
        ("Europe/Paris", "2026-07-14", 24),
    ],
)
def test_a_day_is_as_long_as_the_clocks_there_make_it(zone: str, day: str, hours: float) -> None:
    that = date.fromisoformat(day)
    assert end_of_day(that, zone) - end_of_day(that - timedelta(days=1), zone) == timedelta(hours=hours)


@settings(max_examples=1_000 if IN_CI else 150)
@given(DAYS, st.sampled_from(ZONES))
def test_until_the_end_it_is_that_day_there_and_from_then_on_never_again(day: date, zone: str) -> None:
    ends, there = end_of_day(day, zone), ZoneInfo(zone)
    assert (ends - MOMENT).astimezone(there).date() <= day
    for later in (0, 1, 29, 30, 59, 60, 61, 119, 180, 24 * 60):
        assert (ends + timedelta(minutes=later)).astimezone(there).date() > day, later


@settings(max_examples=1_000 if IN_CI else 150)
@given(DAYS, st.sampled_from(ZONES), st.timedeltas(timedelta(days=-3), timedelta(days=3)))
def test_an_edition_expires_when_no_day_is_left_and_not_before(day: date, zone: str, span: timedelta) -> None:
    ends = end_of_day(day, zone)
    now = ends + span
    expired = state_at("live", ends, now) is EditionState.EXPIRED
    assert expired == (span >= timedelta(0)) == (days_left(day, zone, now) < 0)


@given(DAYS, st.sampled_from(ZONES))
def test_the_days_that_are_left_count_down_to_nought_on_the_last_day(day: date, zone: str) -> None:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone))
    assert days_left(day, zone, noon) == 0
    assert days_left(day + timedelta(days=42), zone, noon) == 42


def test_the_days_that_are_left_are_counted_by_the_calendar_there() -> None:
    now = datetime(2026, 12, 14, 10, 30, tzinfo=UTC)
    assert days_left(date(2026, 12, 15), "Pacific/Kiritimati", now) == 0
    assert days_left(date(2026, 12, 15), "Pacific/Pago_Pago", now) == 2


@given(DAYS)
def test_a_day_ends_first_in_kiritimati_and_last_in_pago_pago_of_the_inhabited_world(day: date) -> None:
    first, last = end_of_day(day, "Pacific/Kiritimati"), end_of_day(day, "Pacific/Pago_Pago")
    assert last - first == timedelta(hours=25)
    assert all(first <= end_of_day(day, zone) <= last for zone in ENDS if zone not in {"Etc/GMT+12", "Pacific/Apia"})


@pytest.mark.parametrize("state", [one for one in EditionState if one is not EditionState.LIVE])
def test_only_what_is_live_expires(state: EditionState) -> None:
    assert state_at(state, datetime(1999, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)) is state


def test_what_has_no_deadline_does_not_expire() -> None:
    assert state_at("live", None, datetime.max.replace(tzinfo=UTC)) is EditionState.LIVE


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "Mars/Olympus",
        "Europe",
        "Europe/Paris ",
        "../../etc/passwd",
        "/etc/localtime",
        "Asia/../Europe/Paris",
        "UTC\0",
        "x" * 5_000,
        "\ud800",
        "🕰",
        "tzdata.zi",
        # What a system keeps beside the zones: another machine would read another time.
        "localtime",
        "posixrules",
        "Factory",
        "posix/Europe/Paris",
        "right/Europe/Paris",
    ],
)
def test_what_is_no_zone_is_refused_in_plain_words(name: str) -> None:
    with pytest.raises(BadInput, match="is not a time zone") as raised:
        zone_of(name)
    assert len(str(raised.value)) < 200


def test_a_deadline_at_the_end_of_all_calendars_is_refused_and_not_a_crash() -> None:
    with pytest.raises(BadInput):
        end_of_day(date.max, "Pacific/Pago_Pago")
    assert end_of_day(date.min, "Pacific/Kiritimati").year == 1
