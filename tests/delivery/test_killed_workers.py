"""Workers that are killed in the middle: no letter is lost, and the few that go twice bear the same name."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.delivery.mailbox import Mailbox, open_mailbox
from tests.needs import AT_FULL_SIZE, in_ci_only
from tocsin.delivery.handing import LEASE, THREADS

LETTERS, KILLS = (2_000, 60) if AT_FULL_SIZE else (150, 3)
DATABASES = ("sqlite", "postgresql") if AT_FULL_SIZE else ("sqlite",)
POSTGRESQL = os.environ.get("TOCSIN_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432")
FORWARD = int(LEASE.total_seconds()) + 20


@pytest.fixture(params=DATABASES)
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    ours = ("TOCSIN_", "DATABASE_", "DJANGO_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    kept |= {"TOCSIN_DATA": str(tmp_path / "data"), "PYTHONPATH": str(Path(__file__).parents[2])}
    if request.param == "sqlite":
        yield kept
        return
    with fresh_database() as url:
        yield kept | {"DATABASE_URL": url}


@contextmanager
def fresh_database() -> Iterator[str]:
    name = f"tocsin_killed_{os.getpid()}"
    with psycopg.connect(f"{POSTGRESQL}/postgres", autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{POSTGRESQL}/{name}"
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def hander(environment: dict[str, str], *words: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "tests.delivery.hander", *map(str, words)], env=environment)


@in_ci_only
@pytest.mark.parametrize("workers", [1, 2] if AT_FULL_SIZE else [2])
def test_however_often_workers_are_killed_no_letter_is_lost_and_few_go_twice(
    environment: dict[str, str], workers: int
) -> None:
    chance = random.Random(11)
    assert hander(environment, "--make", LETTERS).wait(120) == 0
    with open_mailbox() as mailbox:
        for number in range(KILLS):
            _kill_one_at_work(environment, mailbox, workers, number, chance)
        last = [hander(environment, mailbox.port, (KILLS + 1) * FORWARD) for _ in range(workers)]
        assert [one.wait(300) for one in last] == [0] * workers
    came = [one.message_id for one in mailbox.came]
    assert set(came) == {f"<letter{number}@mail.example.org>" for number in range(LETTERS)}
    assert len(came) - LETTERS <= KILLS * workers * THREADS
    assert _states(environment) == {"handed over": LETTERS}


def _kill_one_at_work(
    environment: dict[str, str], mailbox: Mailbox, workers: int, number: int, chance: random.Random
) -> None:
    """Once a few more letters have come than before, with whatever is in flight then."""
    few = chance.randint(1, max(1, (LETTERS - len(set(mailbox.came))) // (KILLS - number + 1)))
    wanted = len(mailbox.came) + few
    children = [hander(environment, mailbox.port, number * FORWARD) for _ in range(workers)]
    mailbox.wait(60, lambda came: len(came) >= wanted or all(child.poll() is not None for child in children))
    for child in children:
        child.send_signal(signal.SIGKILL)
    for child in children:
        child.wait()


def _states(environment: dict[str, str]) -> dict[str, int]:
    look = (
        "import os, json, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'tocsin.project.settings'; django.setup()\n"
        "from collections import Counter; from tocsin.delivery.models import Letter\n"
        "print(json.dumps(Counter(Letter.objects.values_list('state', flat=True))))"
    )
    done = subprocess.run([sys.executable, "-c", look], env=environment, capture_output=True, text=True, check=True)
    found: dict[str, int] = json.loads(done.stdout)
    return found
