"""Which carrier takes what goes out by machine: the mail and the fax server, or, in test mode, the outbox on this
machine. Nothing of a test ever reaches a server.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from tocsin.delivery.channels import outbox
from tocsin.delivery.channels.carrying import Receipt
from tocsin.delivery.channels.email.dkim import DkimSigner
from tocsin.delivery.channels.email.message import Mail, message_bytes
from tocsin.delivery.channels.email.server import SmtpServer
from tocsin.delivery.channels.email.smtp import Connection, Limits, Outside
from tocsin.delivery.channels.fax.sendfax import SendFax
from tocsin.delivery.channels.fax.timing import opening_of
from tocsin.delivery.kinds import Route

type Carriers = Mapping[Route, Callable[[Any], Receipt]]


@dataclass(frozen=True, slots=True)
class Fax:
    """number: E.164. pages: TIFF. tag: what stands in the fax server's list: an id, no name. zone: of the target.

    notify: where the fax server tells how it ended; then it dials once, and further tries are planned here.
    """

    number: str
    pages: bytes
    tag: str
    recipient: str
    message_id: str
    date: datetime
    zone: str
    notify: str = ""


class Mailer:
    """Signs a message and gives it to the mail server; one connection a thread, kept open from one to the next."""

    def __init__(self, server: SmtpServer, signer: DkimSigner | None, own_name: str, limits: Limits | None = None,
                 outside: Outside | None = None) -> None:  # fmt: skip
        self._signer = signer
        self._make = partial(Connection, server, own_name, limits=limits, outside=outside)
        self._of_thread = threading.local()
        self._open: list[Connection] = []

    def __call__(self, mail: Mail) -> Receipt:
        message = message_bytes(mail)
        if self._signer is not None:
            message = self._signer.sign(message, mail.date)
        if not hasattr(self._of_thread, "connection"):
            self._of_thread.connection = self._make()
            self._open.append(self._of_thread.connection)
        receipt: Receipt = self._of_thread.connection.hand_over(message, mail.envelope_from, mail.to)
        return receipt

    def close(self) -> None:
        """Once no thread hands over any more: say goodbye on every connection."""
        while self._open:
            self._open.pop().close()
        self._of_thread = threading.local()


class FaxSender:
    """Puts a fax into HylaFAX's queue, to be dialled before the target's day ends."""

    def __init__(self, program: SendFax) -> None:
        self._program = program

    def __call__(self, fax: Fax) -> Receipt:
        now = datetime.now(UTC)
        minutes = int((opening_of(now, fax.zone).end - now).total_seconds() // 60)
        with tempfile.NamedTemporaryFile(prefix="tocsin-fax-", suffix=".tiff") as file:
            file.write(fax.pages)
            file.flush()
            return self._program.hand_over(fax.number, Path(file.name), fax.tag, minutes=minutes, notify=fax.notify)


def test_carriers(folder: Path) -> Carriers:
    """Everything lands in the outbox. folder: TOCSIN_DATA/outbox."""

    def keep_mail(mail: Mail) -> Receipt:
        outbox.keep_mail(folder, mail)
        return Receipt("250 kept in the outbox of the test mode")

    def keep_fax(fax: Fax) -> Receipt:
        mail = Mail(
            sender_name="Fax",
            sender="fax@letters.example.org",
            to="outbox@letters.example.org",
            to_name=fax.recipient,
            subject=f"{fax.recipient}: {fax.number}",
            text="The pages are attached.",
            message_id=fax.message_id,
            date=fax.date,
            envelope_from="fax@letters.example.org",
        )
        outbox.keep_sheet(folder, mail, "fax", fax.number, fax.pages)
        return Receipt("kept in the outbox of the test mode")

    return {Route.NETWORK_EMAIL: keep_mail, Route.NETWORK_FAX: keep_fax}


def live_carriers(  # noqa: PLR0913, PLR0917 - what an operator sets
    smtp: str, domain: str, dkim_key: str | None, selector: str, sendfax: Path | None, outside: Outside | None = None
) -> Carriers:
    """Raises ChannelError where a setting cannot be used."""
    signer = DkimSigner.from_pem(dkim_key, domain, selector) if dkim_key else None
    carriers: dict[Route, Callable[[Any], Receipt]] = {
        Route.NETWORK_EMAIL: Mailer(SmtpServer.parse(smtp), signer, domain, outside=outside)
    }
    if sendfax is not None:
        carriers[Route.NETWORK_FAX] = FaxSender(SendFax.at(str(sendfax)))
    return carriers
