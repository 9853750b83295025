"""Fax: by HylaFAX's `sendfax`, only by day at the target, and less and less often where nobody answers.

`sendfax/` holds what the program of HylaFAX 6.0.7 printed; the fake one prints it too, and notes how it was called.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.delivery.channels.carrying import Refusal
from tocsin.delivery.channels.errors import UnusableFax
from tocsin.delivery.channels.fax import SendFax, next_fax_moment, opening_of, plan_fax_retry

RECORDED = Path(__file__).with_name("sendfax")
FAKE = """#!{python}
import json, os, sys, time
json.dump({{"arguments": sys.argv[1:], "environment": dict(os.environ)}}, open({note!r}, "w"))
{before}
(sys.stderr if {status} == 255 else sys.stdout).write(open({output!r}).read())
sys.exit({status})
"""


class Fake:
    """A program in place of `sendfax`."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "sendfax"
        self.note = folder / "note.json"
        self.tiff = folder / "letter.tiff"
        self.tiff.write_bytes(b"II*\0")

    def printing(self, name: str, status: int, before: str = "") -> SendFax:
        output = str(RECORDED / name)
        self.path.write_text(
            FAKE.format(python=sys.executable, note=str(self.note), output=output, status=status, before=before)
        )
        self.path.chmod(0o755)
        return SendFax.at(str(self.path), seconds=30)

    @property
    def called(self) -> Any:
        return json.loads(self.note.read_text())


@pytest.fixture
def fake(tmp_path: Path) -> Fake:
    return Fake(tmp_path)


def test_a_fax_in_the_queue_is_handed_over_with_its_jobs_number(fake: Fake):
    receipt = fake.printing("queued.txt", 0).hand_over("+12025550141", fake.tiff, "84-26-1", minutes=90)
    assert (receipt.job, receipt.final, receipt.answer) == ("4711", False, "queued")
    assert fake.called["arguments"] == [
        *("-n", "-m", "-i", "84-26-1", "-k", "now + 90 minutes", "-N", "-d", "+12025550141"),
        str(fake.tiff),
    ]


def test_where_news_come_by_mail_it_dials_once_and_the_rest_is_planned_here(fake: Fake):
    sendfax = fake.printing("queued.txt", 0)
    sendfax.hand_over("+12025550141", fake.tiff, "1", minutes=0, notify="bounce-abc@mail.example.org")
    assert fake.called["arguments"][4:-3] == [
        *("-k", "now + 2 minutes", "-f", "bounce-abc@mail.example.org", "-D", "-T", "1", "-t", "1")
    ]


def test_secrets_of_ours_are_not_in_its_environment(fake: Fake, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TOCSIN_SECRET_KEY", "secret")
    monkeypatch.setenv("DATABASE_URL", "secret")
    monkeypatch.setenv("FAXSERVER", "fax.example.org")
    fake.printing("queued.txt", 0).hand_over("+12025550141", fake.tiff, "1", minutes=9)
    assert "secret" not in fake.called["environment"].values()
    assert fake.called["environment"]["FAXSERVER"] == "fax.example.org"


@pytest.mark.parametrize(
    ("output", "status", "in_doubt"),
    [("no-server.txt", 255, False), ("no-scheduler.txt", 255, False), ("empty.txt", 0, False), ("queued.txt", 1, True)],
)
def test_a_fax_that_is_not_in_the_queue_is_the_fax_servers_fault(fake: Fake, output: str, status: int, in_doubt: bool):
    with pytest.raises(Refusal) as caught:
        fake.printing(output, status).hand_over("+12025550141", fake.tiff, "1", minutes=9)
    refusal = caught.value
    assert (refusal.permanent, refusal.carrier_down, refusal.in_doubt) == (False, True, in_doubt)
    assert refusal.answer == f"exit {status}"


def test_a_program_that_hangs_is_ended(fake: Fake):
    fake.printing("queued.txt", 0, before="import signal; signal.pause()")
    with pytest.raises(Refusal) as caught:
        SendFax.at(str(fake.path), seconds=0.3).hand_over("+12025550141", fake.tiff, "1", minutes=9)
    assert (caught.value.answer, caught.value.in_doubt, caught.value.carrier_down) == ("no answer", True, True)


def test_a_program_that_has_gone_is_the_fax_servers_fault(fake: Fake):
    sendfax = fake.printing("queued.txt", 0)
    fake.path.unlink()
    with pytest.raises(Refusal) as caught:
        sendfax.hand_over("+12025550141", fake.tiff, "1", minutes=9)
    assert caught.value.carrier_down


@pytest.mark.parametrize(
    ("number", "tag", "notify"),
    [
        ("12025550141", "1", ""),
        ("+1 202 5550141", "1", ""),
        ("+12025550141;reboot", "1", ""),
        ("-h evil.example.org", "1", ""),
        ("+12025550141\n", "1", ""),
        ("+12025550141#7", "1", ""),
        ("+12025550141", "-h", ""),
        ("+12025550141", "a b", ""),
        ("+12025550141", "", ""),
        ("+12025550141", "1", "-h@x"),
        ("+12025550141", "1", "a b@example.org"),
    ],
)
def test_nothing_can_be_taken_for_an_option(fake: Fake, number: str, tag: str, notify: str):
    sendfax = fake.printing("queued.txt", 0)
    with pytest.raises(ValueError, match="cannot be given to sendfax"):
        sendfax.hand_over(number, fake.tiff, tag, minutes=9, notify=notify)
    assert not fake.note.exists()


@pytest.mark.parametrize("path", ["", "sendfax", "/nowhere/sendfax", "/"])
def test_a_wrong_setting_is_told_by_its_name(path: str):
    with pytest.raises(UnusableFax, match="TOCSIN_SENDFAX"):
        SendFax.at(path)


def test_ten_tries_with_pauses_that_grow():
    pauses = [plan_fax_retry(attempt).after for attempt in range(1, 11)]
    assert pauses[0] == timedelta(minutes=20)
    assert pauses[1] == timedelta(minutes=38)
    assert all(later and abs(later / earlier - 1.9) < 1e-6 for earlier, later in pairwise(pauses[:9]) if earlier)
    assert pauses[-1] is None


@pytest.mark.parametrize(
    ("now", "zone", "moment"),
    [
        ("2026-11-23T12:00+00:00", "Europe/Berlin", "2026-11-23T12:00+00:00"),
        ("2026-11-23T06:59+00:00", "Europe/Berlin", "2026-11-23T07:00+00:00"),
        ("2026-11-23T18:59+00:00", "Europe/Berlin", "2026-11-23T18:59+00:00"),
        ("2026-11-23T19:00+00:00", "Europe/Berlin", "2026-11-24T07:00+00:00"),
        # Summer time ends on 25 October 2026: the next morning's eight o'clock comes an hour later than yesterday's.
        ("2026-10-24T18:30+00:00", "Europe/Berlin", "2026-10-25T07:00+00:00"),
        ("2026-10-24T17:30+00:00", "Europe/Berlin", "2026-10-24T17:30+00:00"),
        ("2027-03-27T19:30+00:00", "Europe/Berlin", "2027-03-28T06:00+00:00"),
        ("2026-12-31T23:00+00:00", "Pacific/Kiritimati", "2026-12-31T23:00+00:00"),
        ("2026-12-31T07:00+00:00", "Pacific/Kiritimati", "2026-12-31T18:00+00:00"),
        ("2026-11-23T12:00+00:00", "Pacific/Pago_Pago", "2026-11-23T19:00+00:00"),
        ("2026-11-23T18:00+05:45", "Asia/Kathmandu", "2026-11-23T12:15+00:00"),
        ("2026-11-23T21:00+05:45", "Asia/Kathmandu", "2026-11-24T02:15+00:00"),
    ],
)
def test_no_fax_rings_at_night(now: str, zone: str, moment: str):
    assert next_fax_moment(datetime.fromisoformat(now), zone) == datetime.fromisoformat(moment)


@settings(max_examples=300, deadline=None)
@given(
    now=st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)), zone=st.sampled_from(sorted(available_timezones()))
)
def test_at_every_moment_in_every_zone_it_is_day_there_and_soon(now: datetime, zone: str):
    now = now.replace(tzinfo=UTC)
    opening = opening_of(now, zone)
    assert now <= opening.start < opening.end
    assert 8 <= opening.start.astimezone(ZoneInfo(zone)).hour < 20
    assert opening.start - now < timedelta(hours=13, minutes=1)
    assert opening.end - opening.start <= timedelta(hours=12)
    assert next_fax_moment(opening.start, zone) == opening.start
