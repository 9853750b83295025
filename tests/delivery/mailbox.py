"""A real mail server on loopback (aiosmtpd) that takes everything and remembers it, with the envelope."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(frozen=True)
class Came:
    """One message as it came."""

    mail_from: str
    to: str
    content: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.content, policy=default)

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"]).strip()


@dataclass
class Mailbox:
    """came: in order. port: where the server listens."""

    came: list[Came] = field(default_factory=list)
    port: int = 0
    _changed: threading.Condition = field(default_factory=threading.Condition)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        content = envelope.original_content or b""
        with self._changed:
            self.came += [Came(str(envelope.mail_from), to, content) for to in envelope.rcpt_tos]
            self._changed.notify_all()
        return "250 2.0.0 OK"

    def wait(self, seconds: float, wanted: Callable[[list[Came]], bool]) -> bool:
        """Until what came is as wanted; False where it is not within so many seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: wanted(self.came), seconds)

    def to(self, address: str) -> list[Came]:
        return [one for one in list(self.came) if address in one.to]

    def next_to(self, address: str, count: int = 1, seconds: float = 15) -> Came:
        """The how-manieth message to an address, as soon as it is there."""
        assert self.wait(seconds, lambda came: sum(address in one.to for one in came) >= count), (address, self.came)
        return self.to(address)[count - 1]


@contextmanager
def open_mailbox() -> Iterator[Mailbox]:
    """At a port that the system chooses, which aiosmtpd's own controller cannot."""
    mailbox, loop, ready = Mailbox(), asyncio.new_event_loop(), threading.Event()

    async def listen() -> asyncio.Server:
        made = lambda: SMTP(mailbox, hostname="localhost", loop=loop)  # noqa: E731
        server = await loop.create_server(made, "127.0.0.1", 0)
        mailbox.port = server.sockets[0].getsockname()[1]
        loop.call_soon(ready.set)
        return server

    def serve() -> None:
        server = loop.run_until_complete(listen())
        loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0.01))
        loop.close()

    thread = threading.Thread(target=serve)
    thread.start()
    assert ready.wait(10)
    try:
        yield mailbox
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
