"""A mail server in a process of its own that counts: each message that it takes stands in a file before it says so.

    python -m tests.faults.sink LOG [--port N] [--hang SHARE] [--refuse SHARE] [--reject SHARE] [--drop SHARE]
                                [--slow SECONDS] [--seed N]

It prints its port. A line of the log: seconds since the machine started, seconds since 1970, what it did, Message-ID.
It shares no code with what it counts. Faults, each for a share of all messages (0 to 1), by chance from a seed:

- hang: never answers. refuse: 450. reject: 550 5.1.1. drop: hangs up.
- of those who hang up or never answer, half have taken the message before (`untold`).
- slow: seconds before each answer to a text.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import signal
import sys
import time
from enum import StrEnum
from pathlib import Path

_MESSAGE_ID = re.compile(rb"^Message-ID:\s*(<[^>\r\n]*>)", re.IGNORECASE | re.MULTILINE)
_END = b"\r\n.\r\n"


class Did(StrEnum):
    TOOK = "took"
    UNTOLD = "untold"
    """Taken, and the sender was not told."""
    LATER = "later"
    REJECTED = "rejected"
    LOST = "lost"
    """Hung up or fell silent, and did not take it."""


class Log:
    """One write for each line, in the order of the answers."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)

    def write(self, did: Did, message: bytes) -> None:
        found = _MESSAGE_ID.search(message)
        name = found[1].decode("ascii") if found else "-"
        os.write(self._file, f"{time.monotonic():.6f} {time.time():.6f} {did} {name}\n".encode())


class Faults:
    """What goes wrong with the next message, by chance."""

    def __init__(self, asked: argparse.Namespace) -> None:
        self._asked, self._chance = asked, random.Random(asked.seed)
        self.slow: float = asked.slow

    def next(self) -> str:
        at = self._chance.random()
        for name in ("hang", "refuse", "reject", "drop"):
            at -= getattr(self._asked, name)
            if at < 0:
                return name
        return ""

    def takes(self) -> bool:
        return self._chance.random() < 0.5


class Talk(asyncio.Protocol):
    """One connection. Speaks SMTP as far as a sender needs it, several commands at once (RFC 2920)."""

    def __init__(self, log: Log, faults: Faults) -> None:
        self._log, self._faults = log, faults
        self._waiting, self._looked = bytearray(), 0
        self._in_text = self._stands_still = False
        self._said: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(b"220 sink.example.org ESMTP\r\n")

    def data_received(self, data: bytes) -> None:
        self._waiting += data
        self._go_on()

    def _go_on(self) -> None:
        while not self._stands_still and (self._text() if self._in_text else self._command()):
            pass
        if self._said:
            self._transport.write(b"".join(self._said))
            self._said.clear()

    def _text(self) -> bool:
        end = self._waiting.find(_END, max(0, self._looked - len(_END)))
        if end < 0:
            self._looked = len(self._waiting)
            return False
        message = bytes(self._waiting[:end])
        del self._waiting[: end + len(_END)]
        self._looked, self._in_text = 0, False
        if self._faults.slow:
            self._stands_still = True
            asyncio.get_running_loop().call_later(self._faults.slow, self._after_a_while, message)
        else:
            self._take(message)
        return True

    def _after_a_while(self, message: bytes) -> None:
        self._stands_still = False
        self._take(message)
        self._go_on()

    def _take(self, message: bytes) -> None:
        fault = self._faults.next()
        if fault in {"hang", "drop"}:
            self._log.write(Did.UNTOLD if self._faults.takes() else Did.LOST, message)
            self._stands_still = True
            if fault == "drop":
                self._transport.abort()
        elif fault == "refuse":
            self._log.write(Did.LATER, message)
            self._said.append(b"450 4.2.1 later\r\n")
        elif fault == "reject":
            self._log.write(Did.REJECTED, message)
            self._said.append(b"550 5.1.1 nobody of that name\r\n")
        else:
            self._log.write(Did.TOOK, message)
            self._said.append(b"250 2.0.0 taken\r\n")

    def _command(self) -> bool:
        end = self._waiting.find(b"\r\n")
        if end < 0:
            return False
        verb = bytes(self._waiting[:4]).upper()
        del self._waiting[: end + 2]
        if verb == b"EHLO":
            self._said.append(b"250-sink.example.org\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 PIPELINING\r\n")
        elif verb == b"DATA":
            self._in_text = True
            self._said.append(b"354 go on\r\n")
        elif verb == b"QUIT":
            self._transport.write(b"".join([*self._said, b"221 bye\r\n"]))
            self._transport.close()
            self._stands_still = True
        else:
            self._said.append(b"250 2.0.0 yes\r\n")
        return True


async def serve(asked: argparse.Namespace) -> None:
    log, faults = Log(asked.log), Faults(asked)
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    server = await loop.create_server(lambda: Talk(log, faults), asked.host, asked.port, backlog=512)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await ended.wait()
    server.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("log", type=Path)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    for name in ("hang", "refuse", "reject", "drop", "slow"):
        parser.add_argument(f"--{name}", type=float, default=0.0)
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
