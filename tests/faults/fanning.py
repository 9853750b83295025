"""A site that fans an alert out, with real workers in processes of their own, and a server that counts (`sink.py`)."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.delivery.channels.test_dkim import pem
from tests.faults.sink import Did
from tests.needs import AT_FULL_SIZE

ROOT = Path(__file__).parents[2]
CONNECTIONS = 4
POLL_SECONDS = 0.03
PATIENCE_SECONDS = 900.0 if AT_FULL_SIZE else 120.0


@dataclass(frozen=True)
class Line:
    """What the server did with one message. at: seconds since 1970."""

    at: float
    did: Did
    message_id: str


@dataclass
class Sink:
    """The counting server. faults: words of its command line."""

    log: Path
    prefix: Sequence[str] = ()
    faults: Sequence[str] = ()
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        words = [str(self.log), "--port", str(self.port), *self.faults]
        command = [*self.prefix, sys.executable, "-m", "tests.faults.sink", *words]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())

    def end(self) -> None:
        if self.process is not None:
            assert self.process.stdout is not None
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()
            self.process = None

    def lines(self) -> list[Line]:
        if not self.log.exists():
            return []
        rows = [line.split(" ") for line in self.log.read_text().splitlines()]
        return [Line(float(at), Did(did), name) for _, at, did, name in rows]

    def count(self) -> int:
        """Messages so far, whatever became of them."""
        return self.log.read_bytes().count(b"\n") if self.log.exists() else 0

    def taken(self) -> list[Line]:
        return [line for line in self.lines() if line.did in {Did.TOOK, Did.UNTOLD}]


@dataclass
class Machine:
    """Where workers and steps run: see `hub.py`. prefix: what stands before its command, for another network."""

    environment: dict[str, str]
    log: Path
    prefix: Sequence[str] = ()
    process: subprocess.Popen[bytes] | None = None

    def order(self, **order: Any) -> dict[str, Any]:
        if self.process is None:
            command = [*self.prefix, sys.executable, "-m", "tests.faults.hub"]
            with self.log.open("ab") as log:
                self.process = subprocess.Popen(
                    command, cwd=ROOT, env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log
                )
        asking, answering = self.process.stdin, self.process.stdout
        assert asking is not None
        assert answering is not None
        asking.write(json.dumps(order).encode() + b"\n")
        asking.flush()
        answer: dict[str, Any] = json.loads(answering.readline() or '{"failed": "the hub has ended"}')
        assert "failed" not in answer, (order, answer, self.log.read_text()[-6000:])
        return answer

    def end(self) -> None:
        if self.process is not None:
            self.process.communicate()
            self.process = None


@dataclass
class Worker:
    pid: int
    machine: Machine

    def has_ended(self) -> bool:
        return bool(self.machine.order(gone=self.pid)["gone"])

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        while not self.has_ended():
            time.sleep(0.005)


@dataclass
class Site:
    """workers: those at work. quick: with a short lease; see `fanning_worker.py`.

    socket: how the database is reached from here, where it is not by `url`.
    """

    folder: Path
    url: str | None
    sink: Sink
    quick: bool = True
    socket: str = ""
    prefix: Sequence[str] = ()
    log_folder: Path | None = None
    """Where what workers say is kept, if not with the rest."""
    workers: list[Worker] = field(default_factory=list)
    _machine: Machine | None = None

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("TOCSIN_", "DATABASE_"))}
        kept |= {
            "TOCSIN_DATA": str(self.folder / "data"),
            "TOCSIN_URL": "https://actions.example.org",
            "TOCSIN_DELIVERY": "live",
            "TOCSIN_SMTP": f"smtp://127.0.0.1:{self.sink.port}",
            "TOCSIN_MAIL_DOMAIN": "alerts.example.org",
            "TOCSIN_DKIM_KEY_FILE": str(self.folder / "dkim.pem"),
            "TOCSIN_CONNECTIONS": str(CONNECTIONS),
            "PYTHONPATH": str(ROOT),
        }
        return kept | ({"DATABASE_URL": self.url} if self.url else {})

    @property
    def log_file(self) -> Path:
        return (self.log_folder or self.folder) / "workers.log"

    @property
    def clock(self) -> Path:
        """Says by how many seconds the clock of all workers is wrong."""
        return self.folder / "clock"

    @property
    def machine(self) -> Machine:
        if self._machine is None:
            self._machine = self.another_machine(self.prefix)
        return self._machine

    def another_machine(self, prefix: Sequence[str]) -> Machine:
        return Machine(self.environment, self.log_file, prefix)

    def step(self, *words: object) -> dict[str, Any]:
        return self.machine.order(step=[str(word) for word in words])

    def prepare(self, members: int) -> None:
        """With keys and tables; what was loaded before there were any is not used again."""
        self.step("prepare", members)
        self.machine.end()

    def start(self, count: int = 1, machine: Machine | None = None) -> None:
        on = machine or self.machine
        for _ in range(count):
            self.workers.append(Worker(on.order(work=[str(self.clock), self.quick])["pid"], on))

    def kill(self, worker: Worker) -> None:
        worker.kill()
        self.workers.remove(worker)

    def end(self) -> None:
        self.end_workers()
        if self._machine is not None:
            self._machine.end()
            self._machine = None
        self.sink.end()

    def end_workers(self) -> None:
        """And the machines that they were on."""
        for worker in list(self.workers):
            self.kill(worker)
            if worker.machine is not self._machine:
                worker.machine.end()

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        """Of the database, by nothing of ours."""
        if self.url is None:
            file = self.folder / "data" / "database" / "tocsin.sqlite3"
            with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=30)) as opened:
                return opened.execute(question).fetchall()
        with psycopg.connect(self.socket or self.url) as connected:
            return connected.execute(question).fetchall()  # type: ignore[arg-type, call-overload, unused-ignore]

    def is_done(self) -> bool:
        """Whether everybody has come to an end."""
        waves = self.ask("SELECT count(*) FROM alerts_wave WHERE state IN ('planning', 'sending', 'held')")
        chunks = self.ask("SELECT count(*) FROM alerts_chunk WHERE state <> 'done'")
        made = self.ask("SELECT count(*) FROM alerts_wave")
        return made[0][0] > 0 and waves[0][0] == chunks[0][0] == 0

    def wait(self, wanted: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
        """Until it is so. Workers do not end by themselves."""
        until = time.monotonic() + seconds
        while not wanted():
            assert not any(one.has_ended() for one in self.workers), self.log()
            assert time.monotonic() < until, (self.sink.count(), self.chunks(), self.log())
            time.sleep(POLL_SECONDS)

    def set_clock(self, seconds: int) -> None:
        """By so much the clock of all workers is wrong from now on."""
        new = self.clock.with_suffix(".new")
        new.write_text(str(seconds))
        new.rename(self.clock)

    def wait_through_pauses(self, minutes: int = 5, most: int = 40) -> None:
        """Until all is done; whenever nobody has anything in hand, time leaps forward for all."""
        ahead, count, since = 0, -1, time.monotonic()
        while not self.is_done():
            if (now := self.sink.count()) != count or self.ask("SELECT 1 FROM alerts_chunk WHERE state = 'claimed'"):
                count, since = now, time.monotonic()
            elif time.monotonic() - since > 1.5:
                ahead, since = ahead + 1, time.monotonic()
                assert ahead < most, (self.chunks(), self.log())
                self.set_clock(ahead * minutes * 60)
            time.sleep(POLL_SECONDS)

    def chunks(self) -> list[tuple[Any, ...]]:
        return self.ask("SELECT state, count(*) FROM alerts_chunk GROUP BY state")

    def log(self) -> str:
        return self.log_file.read_text()[-20_000:]


def make_site(folder: Path, url: str | None, sink: Sink, **more: Any) -> Site:
    """With its key for signatures; its keys and tables come with the step `prepare`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dkim.pem").write_text(pem(rsa.generate_private_key(65537, 2048)))
    return Site(folder, url, sink, **more)


@contextmanager
def opened(site: Site) -> Iterator[Site]:
    """While its server runs; all of its processes end with it."""
    site.sink.start()
    try:
        yield site
    finally:
        site.end()


def copied(template: Site, folder: Path, faults: Sequence[str] = ()) -> Site:
    """A site on SQLite like one that is prepared."""
    shutil.copytree(template.folder, folder)
    return Site(folder, None, Sink(folder / "sink.log", faults=faults))


def kill_at_random(site: Site, members: int, kills: int, chance: random.Random) -> None:
    """One of the workers, each time after a few more messages, and another one begins in its place."""
    for number in range(kills):
        left = max(1, members - site.sink.count())
        wanted = site.sink.count() + chance.randint(1, max(1, 2 * left // (kills - number + 1)))
        site.wait(lambda wanted=wanted: site.sink.count() >= wanted or site.is_done())  # type: ignore[misc]
        site.kill(chance.choice(site.workers))
        site.start()


def assert_nobody_is_lost(site: Site, repeated: int) -> Counter[str]:
    """Each member came to an end, and who got it got it under the one name, at most so many of them again; how often
    each name was taken.
    """
    ledger = site.step("ledger")
    assert ledger["adds_up"]
    assert ledger["audience"] == len(ledger["ids"]) == sum(ledger["ends"].values())
    taken = Counter(line.message_id for line in site.sink.taken())
    handed = {name for name, end in ledger["ids"].items() if end == "h"}
    assert handed <= taken.keys() <= ledger["ids"].keys() | set(ledger["told"])
    assert taken.total() - len(taken) <= repeated, (taken.total(), len(taken))
    return taken


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as chosen:
        port: int = chosen.getsockname()[1]
        return port
