"""Handing one message over to the mail server, within a minute whatever that server does (RFC 5321).

An own dialogue and not `smtplib`: that one waits anew for every octet, keeps answers of any length, and cannot send
MAIL, RCPT and DATA together (RFC 2920), which is what makes thousands of alerts quick.
"""

from __future__ import annotations

import base64
import re
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from typing import Self

from tocsin.delivery.channels.carrying import Receipt, Refusal
from tocsin.delivery.channels.email.message import needs_smtputf8
from tocsin.delivery.channels.email.replies import Stage, refusal_of, silence_of
from tocsin.delivery.channels.email.server import SmtpServer
from tocsin.delivery.channels.email.wire import Dial, Garbled, Reply, Wire, dial
from tocsin.letters.addresses import email_of

__all__ = ["Connection", "Limits", "Outside", "SmtpServer"]

_ADDRESS = re.compile(r"[^\s<>\x00-\x1f\x7f]+@[A-Za-z0-9.-]+\Z")
_LONGEST_LINE = 998


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds. connect: until the socket stands. hand_over: all of one message, with connection and sign-in."""

    connect: float = 10
    hand_over: float = 60
    goodbye: float = 1


@dataclass(frozen=True, slots=True)
class Outside:
    """What a connection needs of the world. context: for TLS; without it certificates are checked by what the system
    trusts, except on this machine itself.
    """

    dial: Dial = dial
    clock: Callable[[], float] = time.monotonic
    context: ssl.SSLContext | None = None


@dataclass(slots=True)
class Line:
    """A connection that has said hello: its wire, and what the server offers."""

    wire: Wire
    offers: dict[str, str] = field(default_factory=dict)


class Connection:
    """Hands messages over one after the other; opened when the first one comes, and again after anything went wrong.

    Never more than one message is unanswered. own_name: how we introduce ourselves; without it, by our address.
    Not for several threads.
    """

    def __init__(
        self,
        server: SmtpServer,
        own_name: str = "",
        *,
        limits: Limits | None = None,
        outside: Outside | None = None,
    ) -> None:
        self.server = server
        self._own_name = own_name
        self._limits = limits or Limits()
        self._outside = outside or Outside()
        self._clock = self._outside.clock
        self._line: Line | None = None
        self._stage = Stage.CONNECT

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def hand_over(self, mail: bytes, envelope_from: str, to: str) -> Receipt:
        """One message to one recipient. Refusal: it was not taken, or we do not know.

        mail: CRLF, lines of at most 998 octets. ValueError: it is not, or an address would break the command.
        """
        # Domains as A-labels here as in the message.
        to = to if to.isascii() else email_of(to) or to
        _check(mail, envelope_from, to)
        until = self._clock() + self._limits.hand_over
        try:
            return self._try(mail, envelope_from, to, until)
        except _Stale:
            return self._try(mail, envelope_from, to, until)

    def open(self, until: float) -> Line:
        """The line to the server, opened and greeted where there is none. until: by the clock of `Outside`. Refusal."""
        return self._open(until)

    def drop(self) -> None:
        """Hang up without a word, which takes back what was not ended with a dot."""
        self._drop()

    def close(self) -> None:
        """Say goodbye, and wait for the answer no longer than a second."""
        if self._line:
            with suppress(OSError, Garbled):
                self._line.wire.until = self._clock() + self._limits.goodbye
                self._line.wire.send(b"QUIT\r\n")
                self._line.wire.reply()
        self._drop()

    def _try(self, mail: bytes, envelope_from: str, to: str, until: float) -> Receipt:
        kept = self._line is not None
        try:
            return self._hand_over(self._open(until), mail, envelope_from, to)
        except Refusal as refusal:
            # Between two messages a server may hang up, or say 421 first: no failure, only a line to open anew.
            if kept and self._stage is Stage.SENDER and refusal.answer.partition(" ")[0] in {"421", _HUNG_UP}:
                self._drop()
                raise _Stale from None
            raise

    def _open(self, until: float) -> Line:
        if self._line is None:
            self._stage = Stage.CONNECT
            try:
                left = min(self._limits.connect, until - self._clock())
                sock = self._outside.dial(self.server.host, self.server.port, left)
            except (OSError, UnicodeError):
                raise silence_of(self._stage, "no connection") from None
            self._line = Line(Wire(sock, until, self._clock))
            self._greet(self._line)
        self._line.wire.until = until
        return self._line

    def _greet(self, line: Line) -> None:
        """From the greeting to the point at which messages are taken."""
        if self.server.implicit_tls:
            self._encrypt(line)
        self._expect(self._read(line, Stage.GREETING), 220)
        self._hello(line)
        if self.server.expects_tls and not self.server.implicit_tls:
            if "STARTTLS" not in line.offers:
                raise self._dropped(silence_of(Stage.TLS, "no TLS"))
            self._expect(self._ask(line, Stage.TLS, "STARTTLS"), 220)
            self._encrypt(line)
            self._hello(line)
        if self.server.user:
            self._sign_in(line)

    def _hello(self, line: Line) -> None:
        reply = self._ask(line, Stage.HELLO, f"EHLO {self._own_name or line.wire.own_address()}")
        self._expect(reply, 250)
        line.offers = _offers(reply)

    def _encrypt(self, line: Line) -> None:
        self._stage = Stage.TLS
        try:
            line.wire.start_tls(self._outside.context or _tls_context(self.server.is_loopback), self.server.host)
        except (OSError, Garbled, ValueError):
            raise self._dropped(silence_of(Stage.TLS, "TLS failed")) from None

    def _sign_in(self, line: Line) -> None:
        """AUTH PLAIN, or LOGIN where that is all there is (RFC 4954); always within TLS."""
        user, password = self.server.user, self.server.password
        if "PLAIN" in line.offers.get("AUTH", "").upper().split():
            reply = self._ask(line, Stage.SIGN_IN, f"AUTH PLAIN {_base64(f'{chr(0)}{user}{chr(0)}{password}')}")
        else:
            self._expect(self._ask(line, Stage.SIGN_IN, "AUTH LOGIN"), 334)
            self._expect(self._ask(line, Stage.SIGN_IN, _base64(user)), 334)
            reply = self._ask(line, Stage.SIGN_IN, _base64(password))
        self._expect(reply, 235)

    def _hand_over(self, line: Line, mail: bytes, envelope_from: str, to: str) -> Receipt:
        sender = f"MAIL FROM:<{envelope_from}>{parameters(line, mail, to)}"
        self._begin(line, [(Stage.SENDER, sender), (Stage.RECIPIENT, f"RCPT TO:<{to}>"), (Stage.DATA, "DATA")])
        self._send(line, Stage.TEXT, _dotted(mail))
        reply = self._read(line, Stage.TEXT)
        if not _is_wanted(reply, 250):
            refusal = self._refusal(reply)
            raise self._dropped(refusal) if refusal.carrier_down or refusal.in_doubt else refusal
        return Receipt(reply.answer, final=self.server.final)

    def _begin(self, line: Line, commands: list[tuple[Stage, str]]) -> None:
        """Up to the point where the text is asked for: all in one piece where the server takes it so."""
        together = "PIPELINING" in line.offers
        if together:
            self._send(line, Stage.SENDER, "".join(f"{command}\r\n" for _, command in commands).encode())
        for number, (stage, command) in enumerate(commands, start=1):
            reply = self._read(line, stage) if together else self._ask(line, stage, command)
            if not _is_wanted(reply, 354 if stage is Stage.DATA else 250):
                refusal = self._refusal(reply)
                if refusal.carrier_down or not _is_reset(line.wire, len(commands) - number if together else 0):
                    self._drop()
                raise refusal

    def _ask(self, line: Line, stage: Stage, command: str) -> Reply:
        self._send(line, stage, f"{command}\r\n".encode())
        return self._read(line, stage)

    def _send(self, line: Line, stage: Stage, octets: bytes) -> None:
        self._stage = stage
        try:
            line.wire.send(octets)
        except OSError as error:
            raise self._dropped(silence_of(stage, what_failed(error))) from None

    def _read(self, line: Line, stage: Stage) -> Reply:
        self._stage = stage
        try:
            return line.wire.reply()
        except (OSError, Garbled) as error:
            raise self._dropped(silence_of(stage, what_failed(error))) from None

    def _expect(self, reply: Reply, wanted: int) -> None:
        """Go on after the wanted answer; any other one ends the connection."""
        if not _is_wanted(reply, wanted):
            raise self._dropped(self._refusal(reply))

    def _refusal(self, reply: Reply) -> Refusal:
        return refusal_of(self._stage, reply) if reply.code >= 400 else silence_of(self._stage, "odd answer")

    def _dropped(self, refusal: Refusal) -> Refusal:
        self._drop()
        return refusal

    def _drop(self) -> None:
        if self._line:
            self._line.wire.close()
        self._line = None


_HUNG_UP = "hung-up"


class _Stale(Exception):
    """The server had closed a connection that was kept for the next message."""


@cache
def _tls_context(is_loopback: bool) -> ssl.SSLContext:
    """Made once: it reads every certificate that the system trusts."""
    context = ssl.create_default_context()
    if is_loopback:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _is_wanted(reply: Reply, wanted: int) -> bool:
    return reply.code == wanted or (wanted == 250 and reply.code in {251, 252})


def _is_reset(wire: Wire, unread: int) -> bool:
    """Whether the line is good for the next message: what was sent together is answered, and the server forgot it."""
    try:
        if any(wire.reply().code == 354 for _ in range(unread)):
            # The text is under way: leaving without the final dot is what takes it back.
            return False
        wire.send(b"RSET\r\n")
        return wire.reply().code == 250
    except (OSError, Garbled):
        return False


def _dotted(mail: bytes) -> bytes:
    """With a dot before every dot that begins a line, and the lone one that ends it all (RFC 5321 section 4.5.2)."""
    first = b"." if mail.startswith(b".") else b""
    end = b".\r\n" if mail.endswith(b"\r\n") else b"\r\n.\r\n"
    return first + mail.replace(b"\r\n.", b"\r\n..") + end


def _check(mail: bytes, *addresses: str) -> None:
    if not all(map(_ADDRESS.match, addresses)):
        raise ValueError("an address of the envelope would break the command")
    if (
        not mail.count(b"\r\n") == mail.count(b"\n") == mail.count(b"\r")
        or max(map(len, mail.split(b"\r\n"))) > _LONGEST_LINE
    ):
        raise ValueError("the message has a bare line break or too long a line")


def _offers(reply: Reply) -> dict[str, str]:
    """The extensions after the first line, with what follows their names."""
    words = (line.decode("ascii", "replace").split(maxsplit=1) for line in reply.lines[1:])
    return {word[0].upper(): word[1] if len(word) > 1 else "" for word in words if word}


def parameters(line: Line, mail: bytes, to: str) -> str:
    """What MAIL FROM says of the message. Refusal: the server's offers do not suffice for it."""
    size = line.offers.get("SIZE", "")
    if size.isdigit() and 0 < int(size) < len(mail):
        raise refusal_of(Stage.SENDER, Reply(552, "5.3.4", ()))
    found = f" SIZE={len(mail)}" if "SIZE" in line.offers else ""
    return f"{found}{for_letters(line)}" if needs_smtputf8(mail) or not to.isascii() else found


def for_letters(line: Line) -> str:
    """What MAIL FROM says where an address has letters beyond ASCII before the @. Refusal: the server cannot."""
    if "SMTPUTF8" not in line.offers:
        raise Refusal(
            "The network's mail server cannot send to an address with letters beyond ASCII before the @.",
            "no SMTPUTF8",
            permanent=True,
        )
    return " BODY=8BITMIME SMTPUTF8"


def what_failed(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no answer"
    return "garbled" if isinstance(error, Garbled) else _HUNG_UP


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")
