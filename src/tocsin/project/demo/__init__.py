"""The demonstration: a network that does not exist, with cases in every state, served on this machine alone."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path

from tocsin.project.demo.codes import write_codes
from tocsin.project.demo.network import CAST, Made, populate
from tocsin.project.shelter import public_environment
from tocsin.records.errors import BadInput

MARK = ".tocsin-demo"
"""A file by which a folder is known as one that may be made anew."""

READY_WITHIN = 60
CODES = "codes.txt"
EXAMPLES = ("document.txt", "writer.toml", "appeal.txt", "missions.csv")


def run_demo(folder: Path, port: int, now: datetime, today: date) -> None:
    """Make the network in the folder, serve it, and end with Ctrl-C or SIGTERM."""
    _lay_out(folder)
    secret = secrets.token_hex(8)
    (folder / "secret.txt").write_text(secret + "\n", "utf-8")
    say = _Voice(folder, port)
    say.line("Making an invented network …")
    made = populate(secret, now, today, with_members=True)
    write_codes(folder / CODES, secret, now)
    children = _start(port)
    try:
        _wait(children[0], port)
        _wait(children[1], port + 1)
        say.ready(made)
        _until_told(children)
    finally:
        _end(children)


def _lay_out(folder: Path) -> None:
    """An empty data folder, and the files for trying the other commands; what somebody changed there stays theirs."""
    data = folder / "data"
    if data.exists():
        if not (data / MARK).exists():
            raise BadInput(f"“{data}” holds a real system, not a demonstration: name another folder with --data.")
        shutil.rmtree(data)
    data.mkdir(parents=True)
    (data / MARK).write_text("Made by “tocsin demo”, which makes it anew each time.\n", "utf-8")
    for name in EXAMPLES:
        if not (folder / name).exists():
            (folder / name).write_bytes(files("tocsin.project.demo").joinpath(name).read_bytes())


def _start(port: int) -> list[subprocess.Popen[bytes]]:
    """The public side, the desk, and a worker that hands over; each in a session of its own, so that Ctrl-C comes
    through us.
    """
    everything = dict(os.environ)
    server = [sys.executable, "-m", "tocsin.project.server"]
    public, desk = ([*server, side, "127.0.0.1", str(at)] for side, at in (("public", port), ("desk", port + 1)))
    work = [sys.executable, "-m", "tocsin.cli", "work"]
    return [
        subprocess.Popen(public, env=public_environment(everything), start_new_session=True),
        subprocess.Popen(desk, env=everything, start_new_session=True),
        subprocess.Popen(work, env=everything, start_new_session=True),
    ]


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    """Until the pages answer."""
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise BadInput("The server did not start: see above.")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise BadInput(f"The server did not answer within {READY_WITHIN} seconds.")


def _until_told(children: Sequence[subprocess.Popen[bytes]]) -> None:
    """Wait for the end: ours by a signal, or that one of the children ends by itself."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        while all(child.poll() is None for child in children):
            time.sleep(0.2)
    except KeyboardInterrupt:
        return
    raise BadInput("A server or the worker ended by itself: see above.")


def _stop(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _end(children: Sequence[subprocess.Popen[bytes]]) -> None:
    """End all children and their workers, within five seconds."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    for child in children:
        if child.poll() is None:
            child.terminate()
    until = time.monotonic() + 3
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(timeout=max(0.1, until - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


class _Voice:
    """What the demonstration says: words on standard error, the addresses on standard output."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port

    def line(self, text: str) -> None:
        print(text, file=sys.stderr, flush=True)  # noqa: T201 - the command's own voice

    def ready(self, made: Made) -> None:
        first, address = made.slugs[0], f"http://127.0.0.1:{self.port}"
        tocsin, data = self._command(), self.folder / "data"
        for text in (
            "",
            "Everybody and everything here is invented. Nothing leaves this machine.",
            f"  {address}/                          the actions; in Arabic: {address}/ar/",
            f"  {address}/actions/{first}/          one action, with its editions",
            f"  {address}/actions/{first}/sheet.pdf its sheet for printing",
            f"  {address}/actions/{first}/write/    write a letter; it goes no further than the outbox",
            f"  {address}/outbox/                   what would have been sent",
            f"  {address}/check/                    is a text genuine?",
            f"  {address}/join/                     get alerts; a member's own page:",
            f"  {made.member}",
            "",
            f"The desk: http://127.0.0.1:{self.port + 1}/desk/",
            f"Sign in with the secret in {self.folder}/secret.txt and a code of {self.folder}/{CODES}, each good once.",
            f"As {CAST[0].email} you set up an authenticator instead, as everybody does at first.",
            "",
            f"The staff: {', '.join(person.email for person in CAST)}.",
            f"Their secret is in {self.folder}/secret.txt. In another terminal:",
            "",
            f"  export TOCSIN_DATA={data} TOCSIN_URL={address} TOCSIN_SECRET_FILE={self.folder}/secret.txt",
            f"  {tocsin} case list --as {CAST[1].email}",
            f"  {tocsin} case show {first} --as {CAST[1].email}",
            f"  {tocsin} case stop {first} --as {CAST[1].email}",
            f"  {tocsin} read {self.folder}/document.txt > {self.folder}/case.json",
            f"  {tocsin} letters {self.folder}/case.json --writer {self.folder}/writer.toml "
            f"--text {self.folder}/appeal.txt \\",
            f"    --missions {self.folder}/missions.csv --out {self.folder}/letters",
            "",
            "Ctrl-C ends it.",
        ):
            self.line(text)
        print(f"Ready {address}/", flush=True)  # noqa: T201 - scripts wait for this line
        print(f"Desk http://127.0.0.1:{self.port + 1}/desk/", flush=True)  # noqa: T201 - and for this one

    @staticmethod
    def _command() -> str:
        """The command as it was called, so that a line can be copied."""
        called = sys.argv[0]
        return called if Path(called).name == "tocsin" and not Path(called).is_absolute() else "tocsin"
