"""How fast an alert reaches its members: from the first to the last hand-over, counted by the mail server.

    python bench/fanout.py [--members N] [--database sqlite|postgresql|both] [--workers N] [--growth] [--quick]
                            [--into FOLDER]

One run measures ours and its yardsticks into the same kind of sink (Postfix's `smtp-sink`), which takes everything and
keeps nothing: Postfix's own `smtp-source -d -s5` with messages of the same size, Django's `send_messages` as it is
called and in as many processes as ours, and django-post-office in as many as ours. Ours signs each message (RSA-2048),
words it for its member and has a ledger on disk. Nothing leaves this machine. --growth leaves the others out, and
writes fanout-growth.csv and its picture into a folder, docs/pictures unless --into names one.

What the sink does not show: a real relay's queue and its disk (`postfix.py`), TLS, the way through the internet, what
receivers allow.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

import growth

HERE = Path(__file__).parent
PICTURES = HERE.parent / "docs" / "pictures"
SIZES = (1_000, 10_000, 100_000, 1_000_000)
DOMAIN = "alerts.example.org"
POSTGRESQL = os.environ.get("TOCSIN_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432")
PEERS_AT = 10_000
TO_REACH = {"smtp-source": 0.30, "django-post-office": 5.0, "send_messages": 8.0}


@dataclass
class Sink:
    """smtp-sink at a port of its own, or another server that tells what it took.

    count: messages so far. before: of those, how many came before what is measured. first, last: when the
    count moved (monotonic seconds).
    """

    port: int
    process: subprocess.Popen[bytes]
    count: int = 0
    first: float = 0.0
    last: float = 0.0
    before: int = 0
    _thread: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        rest = b""
        while octets := os.read(self.process.stdout.fileno(), 65536):
            moment = time.monotonic()
            found = re.findall(rb"mesg=(\d+)", rest + octets)
            rest = octets[-24:]
            if found and int(found[-1]) > self.count:
                self.first = self.first or moment
                self.count, self.last = int(found[-1]), moment

    def begin(self) -> None:
        """What comes from now on is measured."""
        self.before, self.first, self.last = self.count, 0.0, 0.0

    @property
    def counted(self) -> int:
        return self.count - self.before

    def wait_for(self, count: int, seconds: float) -> None:
        until = time.monotonic() + seconds
        while self.counted < count:
            if time.monotonic() > until:
                raise SystemExit(f"the sink has {self.counted} of {count} messages after {seconds:.0f} s")
            time.sleep(0.02)
        time.sleep(0.2)

    @property
    def rate(self) -> float:
        """Messages a second, from the first to the last."""
        return self.counted / max(self.last - self.first, 1e-9)


@contextmanager
def sink() -> Iterator[Sink]:
    program = shutil.which("smtp-sink", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        raise SystemExit("smtp-sink is missing: install Debian's postfix (its server need not run).")
    with socket.create_server(("127.0.0.1", 0)) as chosen:
        port = chosen.getsockname()[1]
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    process = subprocess.Popen([program, *user, "-c", f"127.0.0.1:{port}", "1000"], stdout=subprocess.PIPE)
    try:
        for _ in range(100):
            with socket.socket() as trying:
                if trying.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield Sink(port, process)
    finally:
        process.kill()
        process.wait()


def smtp_source(messages: int, octets: int) -> float:
    program = shutil.which("smtp-source", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program is not None, "it comes with smtp-sink"
    with sink() as into:
        size = ["-l", str(octets)] if octets else []
        to = ["-f", f"alert@{DOMAIN}", "-t", "member@example.org", f"127.0.0.1:{into.port}"]
        subprocess.run([program, "-d", "-s5", "-m", str(messages), *size, *to], check=True)
        into.wait_for(messages, 120)
        return into.rate


def peer(name: str, messages: int, workers: int, texts: Mapping[str, str]) -> float:
    """django-post-office or send_messages, by a script of its own: its settings are not ours."""
    with sink() as into, tempfile.TemporaryDirectory(prefix="tocsin-peer-") as folder:
        (Path(folder) / "texts.json").write_text(json.dumps(texts))
        script = HERE / "peers" / f"{name.replace('-', '_')}.py"
        command = [sys.executable, script, folder, str(into.port), str(messages), str(workers)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        into.wait_for(messages, 600)
        return into.rate


@dataclass(frozen=True)
class Ran:
    """octets: of a message. peak_mb: of each worker."""

    rate: float
    members: int
    octets: int
    peak_mb: list[float]
    texts: dict[str, str]


def ours(members: int, workers: int, database: str, connections: int) -> Ran:
    with sink() as into:
        return sent_into(into, members, workers, database, connections)


def sent_into(into: Sink, members: int, workers: int, database: str, connections: int) -> Ran:
    with tempfile.TemporaryDirectory(prefix="tocsin-fanout-") as folder, _database(database) as url:
        _make_dkim_key(Path(folder) / "dkim.pem")
        environment = _environment(folder, url, into.port, connections)
        said = _run("prepare", environment, str(members))
        with _working(environment, workers) as pids:
            into.begin()
            _run("announce", environment)
            into.wait_for(members, 60 + members / 300)
            peaks = [_peak_mb(pid) for pid in pids]
            status = _run("finish", environment)
        assert status["handed"] == members, status
        return Ran(into.rate, members, said["octets"], peaks, said["texts"])


def _make_dkim_key(file: Path) -> None:
    key = rsa.generate_private_key(65537, 2048)
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def _environment(folder: str, url: str | None, port: int, connections: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TOCSIN_", "DATABASE_"))}
    kept |= {
        "DJANGO_SETTINGS_MODULE": "tocsin.project.settings",
        "TOCSIN_DATA": folder,
        "TOCSIN_URL": "https://actions.example.org",
        "TOCSIN_DELIVERY": "live",
        "TOCSIN_SMTP": f"smtp://127.0.0.1:{port}",
        "TOCSIN_MAIL_DOMAIN": DOMAIN,
        "TOCSIN_DKIM_KEY_FILE": f"{folder}/dkim.pem",
        "TOCSIN_CONNECTIONS": str(connections),
    }
    return kept | ({"DATABASE_URL": url} if url else {})


@contextmanager
def _database(kind: str) -> Iterator[str | None]:
    if kind == "sqlite":
        yield None
        return
    import psycopg

    name = f"tocsin_fanout_{os.getpid()}"
    with psycopg.connect(f"{POSTGRESQL}/postgres", autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{POSTGRESQL}/{name}"
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def _working(environment: dict[str, str], workers: int) -> Iterator[list[int]]:
    program = str(Path(sys.executable).with_name("tocsin"))
    children = [subprocess.Popen([program, "work"], env=environment, start_new_session=True) for _ in range(workers)]
    time.sleep(4)
    try:
        yield [child.pid for child in children]
    finally:
        for child in children:
            child.send_signal(signal.SIGTERM)
        for child in children:
            child.wait(60)


def _peak_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0


def _run(step: str, environment: dict[str, str], *words: str) -> dict:
    done = subprocess.run(
        [sys.executable, HERE / "fanout_steps.py", step, *words], env=environment, check=True, stdout=subprocess.PIPE
    )
    return json.loads(done.stdout)


def report(ran: Ran, database: str, workers: int, others: Mapping[str, float]) -> None:
    peaks = ", ".join(f"{peak:.0f}" for peak in ran.peak_mb)
    print(
        f"{database}: {ran.members} members, {workers} workers: {ran.rate:.0f} a second, {1e6 / ran.rate:.0f} µs each; "
        f"{ran.octets} octets a message; {peaks} MB a worker"
    )
    for name, rate in others.items():
        wanted = f"; to reach: {TO_REACH[name]}" if name in TO_REACH else ""
        print(f"  {ran.rate / rate:.2f} × {name} ({rate:.0f} a second){wanted}")


def grow(sizes: Sequence[int], databases: Sequence[str], asked: argparse.Namespace) -> None:
    """Each size on its own, on each database; then the table and the picture."""
    rows = []
    for database in databases:
        for size in sizes:
            ran = ours(size, asked.workers, database, asked.connections)
            report(ran, database, asked.workers, {})
            figures = ran.rate, 1e6 / ran.rate, ran.octets, max(ran.peak_mb)
            rows.append(growth.Row(database, size, asked.workers, *figures))
        of_it = [row for row in rows if row.database == database]
        print(f"{database}: flat within ± {growth.spread(of_it):.0%} from 10⁴; to reach: ± {growth.WITHIN:.0%}")
    growth.write(rows, asked.into)
    print(f"{asked.into / growth.NAME}.csv and .svg are written.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--members", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--connections", type=int, default=24)
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--growth", action="store_true", help="10³ to 10⁶ members, each on its own")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--into", type=Path, default=PICTURES, help="where --growth writes")
    parser.add_argument("--quick", action="store_true", help="5,000 members, peers at 1,000; growth to 10,000")
    asked = parser.parse_args()
    members, at = (5_000, 1_000) if asked.quick else (asked.members, PEERS_AT)
    databases = ["sqlite", "postgresql"] if asked.database == "both" else [asked.database]
    print(f"\nFan-out, {asked.workers} workers with {asked.connections} connections each, RSA-2048")
    print("durable: SQLite synchronous=FULL, WAL; PostgreSQL synchronous_commit=on")
    if asked.growth:
        grow(SIZES[:2] if asked.quick else SIZES, databases, asked)
        return
    for database in databases:
        ran = ours(members, asked.workers, database, asked.connections)
        others = {
            "smtp-source": smtp_source(max(members, 20_000), ran.octets),
            "smtp-source with its own short message": smtp_source(max(members, 20_000), 0),
        }
        if not asked.no_peers:
            others["django-post-office"] = peer("django-post-office", at, asked.workers, ran.texts)
            others["send_messages"] = peer("send_messages", at, 1, ran.texts)
            several = f"{asked.workers} processes with send_messages"
            others[several] = peer("send_messages", at, asked.workers, ran.texts)
        report(ran, database, asked.workers, others)


if __name__ == "__main__":
    main()
