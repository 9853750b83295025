"""What a public page costs: processor time, questions to the database, and how many a second go out.

    python bench/pages.py [--quick]

The system is that of the demonstration, on SQLite with its default settings. "ready": the page was asked for before in
this minute. "made": it is made anew each time. The rate is that of `tocsin serve --public` on loopback, asked by eight
connections of one process on the same machine for a mix of pages and files; both share the cores.
"""

from __future__ import annotations

import argparse
import io
import os
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

PORT = 8765
CONNECTIONS = 8
PAGES = (
    "/",
    "/actions/ua-1-26/",
    "/ar/actions/ua-1-26/",
    "/zh/",
    "/outcomes/",
    "/countries/XH/",
    "/actions/ua-1-26/text",
)
REACH_CPU_MS, REACH_QUERIES, REACH_RATE = 1.5, 3, 500


def environ(path: str) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": str(PORT),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": f"127.0.0.1:{PORT}",
        "HTTP_ACCEPT_ENCODING": "gzip",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
    }


def ask(application: Any, path: str) -> int:
    """One request within this process; its length."""
    seen: list[str] = []
    answer = application(environ(path), lambda status, headers, *_: seen.append(status))
    body = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    assert seen[0].startswith("200"), (path, seen)
    return len(body)


def cpu_ms(do: Callable[[], object], times: int) -> float:
    """Processor time of one, in milliseconds: the best of three rounds."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        for _ in range(times):
            do()
        best = min(best, (time.process_time() - start) / times * 1000)
    return best


def measure_pages(times: int) -> None:
    from django.db import connection

    from tocsin.project.wsgi import application
    from tocsin.public.pages import SHELF

    print(f"{'page':<26}{'ready ms':>10}{'made ms':>10}{'queries':>9}{'bytes':>9}{'packed':>8}")
    for path in PAGES:
        questions: list[str] = []

        def count(execute: Any, sql: str, *rest: Any, questions: list[str] = questions) -> Any:
            questions.append(sql)
            return execute(sql, *rest)

        def made(path: str = path) -> None:
            SHELF._clear(None)
            ask(application, path)

        SHELF._clear(None)
        with connection.execute_wrapper(count):
            packed = ask(application, path)
        ready = cpu_ms(lambda path=path: ask(application, path), times)
        anew = cpu_ms(made, max(times // 10, 10))
        print(f"{path:<26}{ready:>10.2f}{anew:>10.2f}{len(questions):>9}{plain_length(path):>9}{packed:>8}")
    print(f"to reach: {REACH_CPU_MS} ms, {REACH_QUERIES} queries, 60 kB")


def plain_length(path: str) -> int:
    from django.test import Client

    return len(Client().get(path, headers={"host": "127.0.0.1"}).content)


@contextmanager
def server() -> Iterator[None]:
    command = [str(Path(sys.executable).with_name("tocsin")), "serve", "--public", "--port", str(PORT)]
    process = subprocess.Popen(command, start_new_session=True)
    try:
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=5):
                    break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(10)


class Visitor:
    """One connection that asks for page after page."""

    def __init__(self, number: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", PORT))
        self.count = number
        self.waiting = b""
        self.needed = -1

    def ask(self) -> None:
        path = PAGES[self.count % len(PAGES)]
        self.count += 1
        self.waiting, self.needed = b"", -1
        request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\nAccept-Encoding: gzip\r\n\r\n"
        self.socket.sendall(request.encode())

    def take(self) -> bool:
        """Read what came; whether an answer is whole."""
        piece = self.socket.recv(262_144)
        if not piece:
            raise RuntimeError("the server hung up")
        self.waiting += piece
        if self.needed < 0 and b"\r\n\r\n" in self.waiting:
            head, _, _ = self.waiting.partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200"), head[:80]
            length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            self.needed = len(head) + 4 + int(length.split(b":")[1])
        return 0 <= self.needed <= len(self.waiting)


def measure_rate(seconds: float) -> None:
    visitors = [Visitor(number) for number in range(CONNECTIONS)]
    waits: list[float] = []
    began: dict[int, float] = {}
    with selectors.DefaultSelector() as selector:
        for visitor in visitors:
            selector.register(visitor.socket, selectors.EVENT_READ, visitor)
            began[visitor.socket.fileno()] = time.perf_counter()
            visitor.ask()
        start = time.perf_counter()
        while time.perf_counter() - start < seconds:
            for key, _ in selector.select(1):
                if key.data.take():
                    waits.append(time.perf_counter() - began[key.fd])
                    began[key.fd] = time.perf_counter()
                    key.data.ask()
        took = time.perf_counter() - start
    for visitor in visitors:
        visitor.socket.close()
    waits.sort()
    print(
        f"served by granian: {len(waits) / took:.0f} a second, half within {waits[len(waits) // 2] * 1000:.1f} ms, "
        f"99 of 100 within {waits[len(waits) * 99 // 100] * 1000:.1f} ms; to reach: {REACH_RATE} a second"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    quick = parser.parse_args().quick
    with tempfile.TemporaryDirectory(prefix="tocsin-bench-") as folder:
        os.environ.update(
            DJANGO_SETTINGS_MODULE="tocsin.project.settings", TOCSIN_DATA=folder, TOCSIN_URL=f"http://127.0.0.1:{PORT}"
        )
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        from tocsin.project.demo.network import populate

        print("\nPublic pages, the system of the demonstration on SQLite")
        populate("0123456789abcdef", datetime.now(UTC), date.today())
        measure_pages(50 if quick else 400)
        with server():
            measure_rate(2)  # every worker has loaded what it needs
            measure_rate(3 if quick else 10)


if __name__ == "__main__":
    main()
