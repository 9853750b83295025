"""A mail server on loopback that does what a script says at each verb: refuse, hang, hang up, drip, never end."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum

OFFERS = ("SIZE 1000000", "8BITMIME", "SMTPUTF8", "AUTH PLAIN LOGIN")
MEGABYTES = 10


class Do(StrEnum):
    """What the server does instead of answering."""

    HANG = "hang"
    RESET = "reset"
    CLOSE = "close"
    DRIP = "drip"
    ENDLESS_LINE = "endless line"
    ENDLESS_REPLY = "endless reply"
    GARBAGE = "garbage"
    DEAF = "asks for the text and does not read it"


@dataclass
class Script:
    """at: an answer (without CRLF) or a Do, by verb: GREETING, EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, TEXT, RSET.

    again: from which connection on everything is answered as an honest server does.
    """

    at: dict[str, str] = field(default_factory=dict)
    offers: tuple[str, ...] = OFFERS
    pipelining: bool = True
    tls: ssl.SSLContext | None = None
    implicit_tls: bool = False
    honest_after: int | None = None
    messages_a_connection: int | None = None


class FakeServer:
    """port: where it listens. messages: what it took. heard: every line of command, by connection."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.messages: list[bytes] = []
        self.heard: list[list[str]] = []
        self.over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._listen)]
        self._threads[0].start()

    def close(self) -> None:
        self.over.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(10)
            assert not thread.is_alive()

    def _listen(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.heard.append([])
            thread = threading.Thread(target=self._serve, args=(sock, len(self.heard)))
            self._threads.append(thread)
            thread.start()

    def _serve(self, sock: socket.socket, number: int) -> None:
        with suppress(OSError, _Left), _Talk(self, sock, number) as talk:
            talk.run()


class _Left(Exception):
    """The client, or this server, has hung up."""


class _Talk:
    def __init__(self, server: FakeServer, sock: socket.socket, number: int) -> None:
        self.server, self.script, self.sock = server, server.script, sock
        self.heard = server.heard[number - 1]
        self.honest = self.script.honest_after is not None and number > self.script.honest_after
        self.buffer = b""
        self.taken = 0
        self.has_recipient = False
        self.is_encrypted = False

    def __enter__(self) -> _Talk:
        return self

    def __exit__(self, *_: object) -> None:
        self.sock.close()

    def run(self) -> None:
        if self.script.implicit_tls:
            self.encrypt()
        self.answer("GREETING", "220 mail.example.org")
        while True:
            line = self.line()
            self.heard.append(line.decode("utf-8"))
            verb = line.split(b" ")[0].upper().decode("ascii", "replace")
            getattr(self, f"on_{verb.lower()}")()

    def on_ehlo(self) -> None:
        offers = [*self.script.offers]
        offers += ["PIPELINING"] * self.script.pipelining
        offers += ["STARTTLS"] * (self.script.tls is not None and not self.is_encrypted)
        lines = ["mail.example.org", *offers]
        self.answer("EHLO", "\r\n".join([*(f"250-{line}" for line in lines[:-1]), f"250 {lines[-1]}"]))

    def on_starttls(self) -> None:
        self.answer("STARTTLS", "220 go on")
        self.encrypt()

    def on_auth(self) -> None:
        if self.heard[-1] == "AUTH LOGIN":
            for asked in ("334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6"):
                self.sock.sendall(f"{asked}\r\n".encode())
                self.heard.append(self.line().decode())
        self.answer("AUTH", "235 2.7.0 signed in")

    def on_mail(self) -> None:
        if self.script.messages_a_connection == self.taken:
            self.sock.sendall(b"421 4.4.2 enough for this connection\r\n")
            raise _Left
        self.answer("MAIL", "250 2.1.0 ok")

    def on_rcpt(self) -> None:
        self.has_recipient = self.answer("RCPT", "250 2.1.5 ok").startswith("2")

    def on_data(self) -> None:
        usual = "354 go on" if self.has_recipient else "554 5.5.1 no recipients"
        if not self.answer("DATA", usual).startswith("354"):
            return
        lines = []
        while (line := self.line()) != b".":
            lines.append(line.removeprefix(b"."))
        if self.said("TEXT", "250 2.0.0 taken as 4711").startswith("250"):
            self.server.messages.append(b"\r\n".join([*lines, b""]))
        self.answer("TEXT", "250 2.0.0 taken as 4711")
        self.taken += 1
        self.has_recipient = False

    def on_rset(self) -> None:
        self.has_recipient = False
        self.answer("RSET", "250 2.0.0 ok")

    def on_quit(self) -> None:
        self.answer("QUIT", "221 2.0.0 bye")
        raise _Left

    def encrypt(self) -> None:
        assert self.script.tls
        self.sock = self.script.tls.wrap_socket(self.sock, server_side=True)
        self.is_encrypted = True

    def line(self) -> bytes:
        while b"\r\n" not in self.buffer:
            self.buffer += self.received()
        line, _, self.buffer = self.buffer.partition(b"\r\n")
        return line

    def received(self) -> bytes:
        more = self.sock.recv(65536)
        if not more:
            raise _Left
        return more

    def answer(self, verb: str, usual: str) -> str:
        said = self.said(verb, usual)
        if said in list(Do):
            self.misbehave(Do(said))
        self.sock.sendall(f"{said}\r\n".encode())
        return said

    def said(self, verb: str, usual: str) -> str:
        return usual if self.honest else self.script.at.get(verb, usual)

    def misbehave(self, what: Do) -> None:
        if what is Do.HANG:
            self.server.over.wait(30)
        elif what is Do.RESET:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif what is Do.DRIP:
            while not self.server.over.wait(0.05):
                self.sock.sendall(b"2")
        elif what is Do.ENDLESS_LINE:
            self.sock.sendall(b"250 " + b"x" * (MEGABYTES << 20))
        elif what is Do.ENDLESS_REPLY:
            self.sock.sendall(b"250-and more\r\n" * ((MEGABYTES << 20) // 14))
        elif what is Do.DEAF:
            self.sock.sendall(b"354 go on\r\n")
            self.server.over.wait(30)
        elif what is Do.GARBAGE:
            self.sock.sendall(b"\x16\x03\x01 what?\r\n")
        raise _Left


@contextmanager
def serving(script: Script | None = None) -> Iterator[FakeServer]:
    server = FakeServer(script or Script())
    try:
        yield server
    finally:
        server.close()
