"""The door for mail that comes back: LMTP (RFC 2033) on this machine, behind the operator's own mail server.

What the handler has not stored is not accepted: 250 is said when it has returned, one answer for each recipient. The
protocol is `aiosmtpd`'s; its log is silenced, because it names addresses.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from ipaddress import ip_address
from typing import AnyStr, override

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import Envelope, Session

from tocsin.delivery.incoming.errors import UnusableDoor

logging.getLogger("mail.log").setLevel(logging.CRITICAL + 1)
_log = logging.getLogger(__name__)


class Answer(Enum):
    """What one recipient's mail server is told."""

    TAKEN = "250 2.0.0 Stored"
    UNKNOWN = "550 5.1.1 No such address"
    LATER = "451 4.3.0 Not now; try again"


type Handler = Callable[[str, str, bytes], Answer]
"""Recipient, envelope's sender (empty for notices), message → answer. Called in threads, several at a time."""

type Known = Callable[[str], Answer]
"""Recipient → whether mail for it is taken at all: refused at once, so that our own mail server never has to send a
notice back to a sender who may be forged. Called in the same threads."""


def everybody(recipient: str) -> Answer:
    """Where nothing is known before the message is there."""
    return Answer.TAKEN


@dataclass(frozen=True, slots=True)
class Reach:
    """How much one sender can ask of us. seconds: for a command, and for a whole message."""

    message_bytes: int = 25_000_000
    line_bytes: int = 64_000
    connections: int = 20
    recipients: int = 50
    threads: int = 4
    seconds: float = 120
    ending_seconds: float = 10


def run_lmtp(handler: Handler, host: str, port: int, reach: Reach | None = None, known: Known = everybody) -> None:
    """Take mail until SIGTERM or SIGINT. UnusableDoor: host and port cannot be had."""
    asyncio.run(_until_told(handler, (host, port), reach or Reach(), known))


async def _until_told(handler: Handler, place: tuple[str, int], reach: Reach, known: Known) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await serve_lmtp(handler, place, stop, reach, known=known)


async def serve_lmtp(  # noqa: PLR0913, PLR0917 - what a server is made of
    handler: Handler,
    place: tuple[str, int],
    stop: asyncio.Event,
    reach: Reach | None = None,
    opened: Callable[[int], None] = lambda port: None,
    known: Known = everybody,
) -> None:
    """Take mail until `stop`: then what is being stored is stored and answered, and all connections end.

    opened: told the port once mail is taken.
    """
    door = _Door(handler, reach or Reach(), known)
    server = await _listen(door, *place)
    opened(server.sockets[0].getsockname()[1])
    await stop.wait()
    server.close()
    await door.end()


async def _listen(door: _Door, host: str, port: int) -> asyncio.Server:
    if not _is_loopback(host):
        raise UnusableDoor(
            "Mail is taken on this machine alone: give 127.0.0.1 and a port, and let your mail server hand it on."
        )
    try:
        return await asyncio.get_running_loop().create_server(door.session, host, port)
    except OSError:
        raise UnusableDoor(f"Another program listens at {host}:{port}: give another port.") from None


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


class _Door:
    """What all connections share: the handler's threads, and who is in. `aiosmtpd` calls its `handle_…`."""

    def __init__(self, handler: Handler, reach: Reach, known: Known) -> None:
        self._known = known
        self.reach = reach
        self.inside: set[asyncio.Transport] = set()
        self._handler = handler
        self._threads = ThreadPoolExecutor(reach.threads, "mail")
        self._storing = 0
        self._idle = asyncio.Event()
        self._idle.set()

    def session(self) -> asyncio.Protocol:
        return _Session(self) if len(self.inside) < self.reach.connections else _Full()

    async def end(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), self.reach.ending_seconds)
        # Once round the loop: the answers to what was stored are on their way before the connections close.
        await asyncio.sleep(0)
        for transport in tuple(self.inside):
            transport.close()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name, and its arguments
        self, server: _Session, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= self.reach.recipients:
            return "452 4.5.3 Too many recipients"
        answer = await self._knows(address)
        if answer is not Answer.TAKEN:
            return str(answer.value)
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: _Session, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        sender = "" if envelope.mail_from in {None, "<>"} else str(envelope.mail_from)
        message = envelope.original_content or b""
        answers = [await self._store(recipient, sender, message) for recipient in envelope.rcpt_tos]
        server.unanswered = 0
        return "\r\n".join(answer.value for answer in answers)

    async def handle_exception(self, error: Exception) -> str:
        _log.error("a connection failed: %s", type(error).__name__)
        return Answer.LATER.value

    async def _knows(self, recipient: str) -> Answer:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, self._known, recipient)
        except Exception as error:  # as below
            _log.error("a recipient could not be looked up: %s", type(error).__name__)
            return Answer.LATER

    async def _store(self, recipient: str, sender: str, message: bytes) -> Answer:
        """The handler's answer. A failure of ours is never the sender's: their server keeps it and tries again."""
        self._storing += 1
        self._idle.clear()
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, self._handler, recipient, sender, message)
        except Exception as error:  # whatever it is, 451 keeps the mail; the log gets no text, which may quote the mail
            _log.error("mail was not stored: %s", type(error).__name__)
            return Answer.LATER
        finally:
            self._storing -= 1
            if not self._storing:
                self._idle.set()


class _Session(LMTP):
    """One connection. unanswered: recipients of the message that is being taken."""

    def __init__(self, door: _Door) -> None:
        self.line_length_limit = door.reach.line_bytes
        self.unanswered = 0
        self._inside = door.inside
        self._own: asyncio.Transport | None = None
        super().__init__(
            door,
            data_size_limit=door.reach.message_bytes,
            enable_SMTPUTF8=True,
            hostname="localhost",
            ident="LMTP",
            timeout=door.reach.seconds,
            loop=asyncio.get_running_loop(),
        )

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._own = transport
        self._inside.add(transport)
        super().connection_made(transport)

    @override
    def connection_lost(self, error: Exception | None) -> None:
        if self._own:
            self._inside.discard(self._own)
        super().connection_lost(error)

    @override
    async def smtp_DATA(self, arg: str) -> None:
        assert self.envelope is not None
        self.unanswered = len(self.envelope.rcpt_tos)
        await super().smtp_DATA(arg)
        self.unanswered = 0

    @override
    async def push(self, status: AnyStr) -> None:
        """LMTP has one answer for each recipient, also where the whole message is refused (RFC 2033 section 4.2)."""
        if self.unanswered > 1 and isinstance(status, str) and status.startswith("5"):
            for _ in range(self.unanswered - 1):
                await super().push(status)
        await super().push(status)


class _Full(asyncio.Protocol):
    """A connection too many."""

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.write(b"421 4.3.2 Too many connections; try again\r\n")
        transport.close()
