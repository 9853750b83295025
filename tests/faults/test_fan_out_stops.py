"""What people and clocks do in the middle of a fan-out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from tests.faults.conftest import MEMBERS
from tests.faults.fanning import CONNECTIONS, Site, assert_nobody_is_lost
from tests.needs import in_ci_only

pytestmark = in_ci_only

WORKERS = 2
SLOW = ("--slow", "0.02")
LATEST_SECONDS = 5.0


def test_nothing_goes_later_than_five_seconds_after_a_stop(site_with: Callable[..., Site]) -> None:
    site = site_with(*SLOW)
    site.start(WORKERS)
    site.step("publish")
    site.wait(lambda: site.sink.count() >= MEMBERS * 2 // 5)
    at = site.step("stop")["at"]
    site.wait(site.is_done)
    assert_nobody_is_lost(site, 0)
    ledger = site.step("ledger")
    ends, ids = ledger["ends"], ledger["ids"]
    assert ends["h"] + ends["x"] == MEMBERS
    assert ends["x"] > MEMBERS // 10
    assert max(line.at for line in site.sink.taken() if line.message_id in ids) - at <= LATEST_SECONDS
    # Those who got it are told that it was called off, and nobody else.
    assert len(ledger["told"]) == ends["h"]


def test_two_who_plan_and_schedule_at_once_give_everybody_one_place(site_with: Callable[..., Site]) -> None:
    site = site_with()
    weekly = site.step("weekly", 3)["members"]
    site.start(3)
    site.step("publish")
    site.wait(lambda: site.sink.count() >= MEMBERS - weekly and not site.ask(UNDER_WAY))
    site.set_clock(_seconds_to_sunday())
    site.wait(site.is_done)
    taken = assert_nobody_is_lost(site, 0)
    assert len(taken) == MEMBERS
    ledger = site.step("ledger")
    assert ledger["ends"] == {"h": MEMBERS - weekly, "d": weekly}


UNDER_WAY = "SELECT 1 FROM alerts_chunk WHERE state = 'claimed'"


def _seconds_to_sunday() -> int:
    """By then the day of each member's digest has come in that week."""
    return (13 - datetime.now(UTC).weekday()) % 7 * 86_400


def test_a_clock_that_is_set_back_an_hour_holds_nobody_up(site_with: Callable[..., Site]) -> None:
    site = site_with(*SLOW)
    site.start(WORKERS)
    site.step("publish")
    site.wait(lambda: site.sink.count() >= MEMBERS // 4)
    site.set_clock(-3600)
    # What it held is leased until an hour from now, by the clock of those who are left.
    site.kill(site.workers[0])
    site.start()
    site.wait(site.is_done, 60)
    # One of those who are left may take what the other one has in hand: their leases look too long to be true.
    taken = assert_nobody_is_lost(site, WORKERS * CONNECTIONS)
    assert len(taken) == MEMBERS


def test_who_leaves_in_the_middle_gets_nothing_after_some_seconds(site_with: Callable[..., Site]) -> None:
    site = site_with(*SLOW)
    site.start(WORKERS)
    site.step("publish")
    site.wait(lambda: site.sink.count() >= MEMBERS // 4)
    waiting = [pk for (pk,) in site.ask("SELECT id FROM members_member ORDER BY id")][-MEMBERS // 8 :]
    left = site.step("leave", *waiting)
    site.wait(site.is_done)
    assert_nobody_is_lost(site, 0)
    ids, ends = set(left["ids"]), site.step("ledger")["ids"]
    assert sum(ends[one] == "g" for one in ids) > len(ids) // 2
    assert all(line.at - left["at"] <= LATEST_SECONDS for line in site.sink.taken() if line.message_id in ids)
