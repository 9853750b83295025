"""Mail that comes to addresses of ours, about a letter or an alert: each room knows its own addresses."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import datetime

from django.db import DatabaseError, close_old_connections

from tocsin.alerts import incoming as alerts
from tocsin.appeals import incoming as letters
from tocsin.delivery.incoming.lmtp import Answer
from tocsin.delivery.incoming.message import header, message_of

log = logging.getLogger(__name__)

ROOMS = (letters, alerts)


def handler_at(clock: Callable[[], datetime]) -> Callable[[str, str, bytes], Answer]:
    """What the LMTP door calls, in threads of its own."""

    def handle(recipient: str, mail_from: str, message: bytes) -> Answer:
        close_old_connections()
        try:
            return take_in(recipient, mail_from, message, clock())
        except DatabaseError:
            log.exception("an incoming message could not be stored; its server will try again")
            return Answer.LATER
        finally:
            close_old_connections()

    return handle


def take_in(recipient: str, mail_from: str, message: bytes, now: datetime) -> Answer:
    """One message to one of our addresses. When this returns TAKEN, what has to be kept is on disk."""
    answers = (room.take_in(recipient, mail_from, message, now) for room in ROOMS)
    return next((one for one in answers if one is not Answer.UNKNOWN), Answer.UNKNOWN)


def knows(recipient: str) -> Answer:
    """Whether something of ours belongs to this address; asked by the LMTP door before it takes a message."""
    close_old_connections()
    try:
        return Answer.TAKEN if any(room.is_known(recipient) for room in ROOMS) else Answer.UNKNOWN
    except DatabaseError:
        log.exception("a recipient could not be looked up; the sender's server will try again")
        return Answer.LATER
    finally:
        close_old_connections()


def address_in(message: bytes) -> str | None:
    """The address of ours to which a message came, where its head names one."""
    head = message_of(message)
    named = (header(head, name) for name in ("x-original-to", "delivered-to", "envelope-to", "to"))
    found = (one for text in named for one in re.findall(r"[^\s<>,;]+@[^\s<>,;]+", text))
    return next((one for one in found if any(room.is_ours(one) for room in ROOMS)), None)
