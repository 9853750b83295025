"""What a message that came to one of our addresses is: a bounce, an automatic answer, or a reply that a person wrote.

Pure, and never raises, whatever is in the bytes: a message that cannot be taken apart is judged by its head.
"""

from __future__ import annotations

from dataclasses import dataclass
from email.message import Message
from enum import StrEnum

from tocsin.delivery.incoming.automatic import has_automatic_subject, is_automatic
from tocsin.delivery.incoming.message import header, message_of, sender_of
from tocsin.delivery.incoming.notices import Notice, notice_in
from tocsin.delivery.incoming.wording import Attached, attached_to, text_of


class Kind(StrEnum):
    BOUNCE = "bounce"
    AUTOMATIC = "automatic"
    REPLY = "reply"


@dataclass(frozen=True, slots=True)
class Incoming:
    """notice: of a bounce. text: plain, at most 100,000 characters; empty where it cannot be read."""

    kind: Kind
    notice: Notice | None = None
    sender_name: str = ""
    sender: str = ""
    subject: str = ""
    text: str = ""
    attached: tuple[Attached, ...] = ()
    message_id: str = ""


def read_incoming(octets: bytes, mail_from: str) -> Incoming:
    """One message as it came. mail_from: the envelope's sender, empty or `<>` for notices of servers."""
    try:
        message = message_of(octets)
        kind, notice = _kind_of(message, mail_from)
    # Bytes of strangers in parsers of others, which may raise anything; the caller keeps the bytes themselves.
    except Exception:
        return Incoming(Kind.AUTOMATIC if mail_from.strip() in {"", "<>"} else Kind.REPLY)
    try:
        return _read(message, kind, notice)
    except Exception:
        return Incoming(kind, notice)


def _kind_of(message: Message, mail_from: str) -> tuple[Kind, Notice | None]:
    notice = notice_in(message, mail_from, has_automatic_subject(message))
    if notice:
        return Kind.BOUNCE, notice
    report = message.get_content_type() == "multipart/report"
    return Kind.AUTOMATIC if report or is_automatic(message, mail_from) else Kind.REPLY, None


def _read(message: Message, kind: Kind, notice: Notice | None) -> Incoming:
    name, sender = sender_of(message)
    return Incoming(
        kind,
        notice,
        name,
        sender,
        header(message, "subject"),
        text_of(message),
        attached_to(message),
        header(message, "message-id"),
    )
