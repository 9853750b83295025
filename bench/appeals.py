"""How many appeals a second are taken in, and how soon a confirmed one is handed over.

    python bench/appeals.py [--quick]

The system is that of the demonstration, on SQLite with its default settings; `tocsin serve --public` and one
`tocsin work` run on the same machine as the client and share its cores. An appeal is one POST of the page of writing
with a text of its own: two letters, a link to confirm and its reminder are on disk before it is answered. The stamp and
the digest of what was shown are made here, as the page makes them, so that only the sending is measured.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from queue import Empty, Queue
from urllib.parse import urlencode

PORT = 8766
CONNECTIONS = 8
SLUG = "ua-1-26"
REACH_RATE, REACH_SECONDS = 50, 2.0
WORDS = re.findall(
    r"\w+",
    """I teach at a school by the river and my pupils ask me each morning what became of her while the rain fills the
    reservoir behind the wall that she measured with care and patience for the people of three valleys who sleep below
    it every night without a thought for those who listened to its cracks and wrote down what they heard""",
)


def text_of(number: int) -> str:
    """A letter of its own, as long as half a page."""
    chance = random.Random(number)
    sentences = [" ".join(chance.sample(WORDS, 12)).capitalize() + "." for _ in range(9)]
    return "\n\n".join(" ".join(sentences[first : first + 3]) for first in (0, 3, 6))


def forms(first: int, count: int, stamp: str) -> list[bytes]:
    """Bodies of requests, each of another writer."""
    from tocsin.appeals.addressees import addressees_of
    from tocsin.appeals.matter import matter_at
    from tocsin.public.write.content import seen_of
    from tocsin.public.write.form import form_of

    matter = matter_at(SLUG, datetime.now(UTC))
    addressees = addressees_of(matter, "NL")
    shown = [one.key for one in addressees.people]
    made = []
    for number in range(first, first + count):
        fields = {
            "country": "NL", "language": "en", "text": text_of(number), "name": f"Writer Number{number}",
            "place": "Utrecht", "email": f"w{number}@mail{number % 50}.example.org", "consent": "1", "n": matter.n,
            "stamp": stamp, "do": "send", "to": ["targets.0", "targets.1"], "shown": shown,
        }  # fmt: skip
        from django.http import QueryDict

        form = form_of(QueryDict(urlencode(fields, doseq=True)))
        made.append(urlencode({**fields, "seen": seen_of(form.wish, addressees)}, doseq=True).encode())
    return made


@contextmanager
def running(*command: str) -> Iterator[None]:
    process = subprocess.Popen([str(Path(sys.executable).with_name("tocsin")), *command], start_new_session=True)
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(15)


def wait_until_served() -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server does not answer")


class Writer:
    """One connection, kept open from one appeal to the next."""

    def __init__(self) -> None:
        self.connection = HTTPConnection("127.0.0.1", PORT, timeout=60)

    def post(self, body: bytes) -> str:
        """Where the answer leads: the private page."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        self.connection.request("POST", f"/actions/{SLUG}/write/", body, kind)
        answer = self.connection.getresponse()
        page = answer.read()
        if answer.status != 303:
            raise SystemExit(f"not taken: {answer.status} {page[:3000]!r}")
        return answer.headers["Location"]


def measure_rate(bodies: list[bytes]) -> float:
    waiting: Queue[bytes] = Queue()
    for body in bodies:
        waiting.put(body)
    waits: list[float] = []

    def write() -> None:
        writer = Writer()
        while True:
            try:
                body = waiting.get_nowait()
            except Empty:
                return
            began = time.perf_counter()
            writer.post(body)
            waits.append(time.perf_counter() - began)

    threads = [threading.Thread(target=write) for _ in range(CONNECTIONS)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - start
    if len(waits) != len(bodies):
        raise SystemExit("some appeals were not taken in")
    waits.sort()
    print(
        f"taken in: {len(waits) / took:.0f} appeals a second, half within {waits[len(waits) // 2] * 1000:.0f} ms, "
        f"99 of 100 within {waits[len(waits) * 99 // 100] * 1000:.0f} ms; to reach: {REACH_RATE} a second"
    )
    return len(waits) / took


def measure_hand_over(bodies: list[bytes]) -> None:
    """From pressing the button to the ledger's “handed over”, of the slower of two letters, on an idle system."""
    from tocsin.appeals.confirming import confirm_at_once
    from tocsin.delivery.models import Letter

    waits, writer = [], Writer()
    for body in bodies:
        token = writer.post(body).rstrip("/").rpartition("/")[2]
        time.sleep(1.0)
        began, now = time.perf_counter(), datetime.now(UTC)
        confirm_at_once(token, now)
        while True:
            mine = Letter.objects.filter(kind="letter", released_at=now)
            states = list(mine.values_list("state", flat=True))
            if states and set(states) <= {"handed over", "accepted"}:
                break
            if time.perf_counter() - began > 30:
                raise SystemExit(f"not handed over within 30 seconds: {states}")
            time.sleep(0.02)
        waits.append(time.perf_counter() - began)
    print(
        f"confirmed to handed over: {min(waits):.2f} to {max(waits):.2f} s in {len(waits)} tries; to reach: "
        f"{REACH_SECONDS:.0f} s"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help="fewer appeals")
    count = 200 if parser.parse_args().quick else 1_500
    with tempfile.TemporaryDirectory(prefix="tocsin-bench-") as folder:
        os.environ.update(
            DJANGO_SETTINGS_MODULE="tocsin.project.settings",
            TOCSIN_DATA=folder,
            TOCSIN_URL=f"http://127.0.0.1:{PORT}",
            TOCSIN_DELIVERY="test",
        )
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        from django.conf import settings

        from tocsin.appeals.guarding import stamp
        from tocsin.project.demo.network import populate

        populate("0123456789abcdef", datetime.now(UTC), date.today())
        settings.SECRET_KEY = settings.KEYRING.secret_key()
        moment = stamp(SLUG, datetime.now(UTC) - timedelta(minutes=1))
        print("\nAppeals, the system of the demonstration on SQLite, in test mode")
        with running("serve", "--public", "--port", str(PORT)), running("work"):
            wait_until_served()
            for body in forms(0, 40, moment):  # every worker has loaded what it needs
                Writer().post(body)
            time.sleep(5)
            measure_hand_over(forms(100, 2, moment))
            measure_rate(forms(1_000, count, moment))


if __name__ == "__main__":
    main()
