"""Workers of the fan-out that are killed at any moment: nobody is lost, and the few who are told twice by one name."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.delivery.test_killed_workers import fresh_database
from tests.faults.fanning import CONNECTIONS, Sink, Site, assert_nobody_is_lost, kill_at_random, make_site, opened
from tests.needs import AT_FULL_SIZE, IN_CI

MEMBERS, KILLS = (100_000, 200) if AT_FULL_SIZE else (1_200, 3)
WORKERS = 2


@pytest.fixture(params=["sqlite", "postgresql"] if IN_CI or AT_FULL_SIZE else ["sqlite"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    with fresh_database() if request.param == "postgresql" else nullcontext() as url:
        made = make_site(tmp_path / "site", url, Sink(tmp_path / "sink.log"), quick=not AT_FULL_SIZE)
        with opened(made):
            made.prepare(MEMBERS)
            yield made


def test_however_often_workers_are_killed_nobody_is_lost_and_few_are_told_twice(site: Site) -> None:
    site.start(WORKERS)
    site.step("publish")
    kill_at_random(site, MEMBERS, KILLS, random.Random(7))
    site.wait(site.is_done)
    taken = assert_nobody_is_lost(site, KILLS * CONNECTIONS)
    assert len(taken) == MEMBERS
    sys.stdout.write(f"{KILLS} kills, {MEMBERS} members: {taken.total() - MEMBERS} told twice, 0 lost\n")
