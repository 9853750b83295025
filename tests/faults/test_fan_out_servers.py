"""The servers that a fan-out needs fail in the middle of it: nobody is lost, and it goes on by itself."""

from __future__ import annotations

import os
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.cluster import own_cluster
from tests.faults.conftest import MEMBERS
from tests.faults.fanning import CONNECTIONS, Sink, Site, assert_nobody_is_lost, copied, make_site, opened
from tests.faults.sink import Did
from tests.needs import AT_FULL_SIZE, in_ci_only

pytestmark = in_ci_only

WORKERS = 2
STOPS = 5 if AT_FULL_SIZE else 1


@pytest.mark.needs("setpriv")
def test_a_database_that_stops_at_once_loses_nobody(tmp_path: Path) -> None:
    with own_cluster() as cluster:
        site = make_site(tmp_path / "site", cluster.url, Sink(tmp_path / "sink.log", faults=["--slow", "0.01"]))
        with opened(site):
            site.prepare(MEMBERS)
            site.start(WORKERS)
            site.step("publish")
            for number in range(STOPS):
                wanted = MEMBERS * (number + 1) // (STOPS + 1)
                site.wait(lambda wanted=wanted: site.sink.count() >= wanted)  # type: ignore[misc]
                cluster.stop_at_once()
                cluster.begin()
            site.wait(site.is_done)
            taken = assert_nobody_is_lost(site, STOPS * WORKERS * CONNECTIONS)
            assert len(taken) == MEMBERS


def test_a_mail_server_that_hangs_refuses_and_hangs_up_loses_nobody(site_with: Callable[..., Site]) -> None:
    site = site_with("--hang", "0.005", "--drop", "0.02", "--refuse", "0.02", "--reject", "0.02", "--seed", "5")
    site.start(WORKERS)
    site.step("publish")
    site.wait_through_pauses()
    did = Counter(line.did for line in site.sink.lines())
    assert all(did[one] for one in Did), did
    taken = assert_nobody_is_lost(site, did[Did.UNTOLD])
    ends = Counter(site.step("ledger")["ends"])
    assert ends == {"h": MEMBERS - did[Did.REJECTED], "r": did[Did.REJECTED]}
    assert len(taken) >= ends["h"]


def test_a_mail_server_that_is_away_holds_everybody_up_and_loses_nobody(site_with: Callable[..., Site]) -> None:
    site = site_with("--slow", "0.01")
    site.start(WORKERS)
    site.step("publish")
    site.wait(lambda: site.sink.count() >= MEMBERS // 3)
    site.sink.end()
    site.wait(lambda: site.ask("SELECT 1 FROM delivery_switch WHERE paused_until IS NOT NULL") != [])
    site.sink.start()
    site.wait_through_pauses()
    taken = assert_nobody_is_lost(site, WORKERS * CONNECTIONS)
    assert len(taken) == MEMBERS


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A disk of its own, in memory."""
    folder.mkdir()
    if (
        os.geteuid() != 0
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("needs the right to mount a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@pytest.mark.needs("mount")
def test_a_full_disk_holds_everybody_up_and_loses_nobody(prepared: Site, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 60) as disk:
        site = copied(prepared, disk / "site")
        site.sink.log, site.sink.faults = tmp_path / "sink.log", ["--slow", "0.01"]
        site.log_folder = tmp_path
        with opened(site):
            site.start(WORKERS)
            site.step("publish")
            site.wait(lambda: site.sink.count() >= MEMBERS // 4)
            fill = disk / "fill"
            _fill(fill)
            site.wait(lambda: "OperationalError" in site.log())
            fill.unlink()
            site.wait(site.is_done)
            assert site.ask("PRAGMA integrity_check") == [("ok",)]
            times = site.log().count("OperationalError")
            taken = assert_nobody_is_lost(site, max(1, times) * CONNECTIONS)
            assert len(taken) == MEMBERS


def _fill(file: Path) -> None:
    """Until nothing more goes on the disk."""
    with file.open("wb", buffering=0) as opened_file:
        for size in (1_000_000, 4_096, 1):
            try:
                while opened_file.write(b"\0" * size) == size:
                    pass
            except OSError:
                continue
