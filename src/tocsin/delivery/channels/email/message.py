"""The bytes of one message to one recipient: what is handed over, signed and kept.

Nothing that a writer or an official typed gets into a header except as words of that header.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256

from tocsin.letters.addresses import email_of
from tocsin.letters.headers import base64_lines, body, folded, mailboxes, unstructured

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}\Z")
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,120}@[A-Za-z0-9.-]{1,120}>\Z")
_PLAIN = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@[a-z0-9-]+(?:\.[a-z0-9-]+)+\Z")
_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+\Z")
_FILE = re.compile(r"[A-Za-z0-9._-]{1,80}\Z")
_MADE_HERE = frozenset(
    {
        *("from", "to", "reply-to", "subject", "date", "message-id"),
        *("mime-version", "content-type", "content-transfer-encoding"),
        *("sender", "cc", "bcc", "return-path", "received", "dkim-signature"),
    }
)
_LONGEST_TOKEN = 900
"""A header's line may have 998 octets (RFC 5322 section 2.1.1)."""


@dataclass(frozen=True, slots=True)
class Mail:
    """One message before it is bytes.

    date: aware. envelope_from: where bounces go. headers: further ones, in order, such as Auto-Submitted and List-…;
    ASCII values stand as they are, folded between words.
    """

    sender_name: str
    sender: str
    to: str
    to_name: str
    subject: str
    text: str
    message_id: str
    date: datetime
    envelope_from: str
    reply_to: str | None = None
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message."""

    name: str
    content_type: str
    content: bytes


def message_bytes(mail: Mail, *attachments: Attachment) -> bytes:
    """The whole message, CRLF, ready to be signed.

    ValueError: an address, identifier or header of ours is not what it has to be; never for what people typed in a
    name, a subject or the text.
    """
    head = "\r\n".join([*_head(mail), "MIME-Version: 1.0"])
    content = _parts(mail, attachments) if attachments else _part(mail.text)
    return head.encode() + b"\r\n" + content


def needs_smtputf8(message: bytes) -> bool:
    """Whether its head has more than ASCII, which only an address before the @ brings in (RFC 6531)."""
    return not message.partition(b"\r\n\r\n")[0].isascii()


def _head(mail: Mail) -> Iterator[str]:
    yield mailboxes("From", (mail.sender_name, _usable(mail.sender)))
    yield mailboxes("To", (mail.to_name, _usable(mail.to)))
    if mail.reply_to:
        yield mailboxes("Reply-To", ("", _usable(mail.reply_to)))
    yield unstructured("Subject", mail.subject)
    yield f"Date: {_date(mail.date)}"
    yield folded("Message-ID", [_identifier(mail.message_id)])
    for name, value in mail.headers:
        yield _further(name, value)


def _part(text: str) -> bytes:
    encoding, octets = body(text)
    head = f"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return head.encode() + octets


def _parts(mail: Mail, attachments: tuple[Attachment, ...]) -> bytes:
    # `=_` stands in neither quoted-printable nor base64, so no part can hold the boundary.
    boundary = f"=_{sha256(mail.message_id.encode()).hexdigest()[:32]}"
    pieces = [_part(mail.text), *map(_file, attachments)]
    between = f"--{boundary}\r\n".encode()
    head = f'Content-Type: multipart/mixed;\r\n boundary="{boundary}"\r\n\r\n'.encode()
    return head + b"".join(between + piece + b"\r\n" for piece in pieces) + f"--{boundary}--\r\n".encode()


def _file(one: Attachment) -> bytes:
    if not _FILE.match(one.name) or not _TYPE.match(one.content_type):
        raise ValueError("the name or the type of an attachment is not plain")
    head = (
        f"Content-Type: {one.content_type}\r\nContent-Transfer-Encoding: base64\r\n"
        f'Content-Disposition: attachment; filename="{one.name}"\r\n\r\n'
    )
    return head.encode() + base64_lines(one.content)


def _usable(address: str) -> str:
    """As it is where it is plain; a full check of each of a million would take longer than making their messages."""
    usable = address if _PLAIN.match(address) else email_of(address)
    if usable is None:
        raise ValueError("an address of the message cannot be used")
    return usable


def _date(moment: datetime) -> str:
    """RFC 5322, in UTC: a writer's zone would tell where they are."""
    if moment.tzinfo is None:
        raise ValueError("the date of the message has no zone")
    return format_datetime(moment.astimezone(UTC))


def _identifier(message_id: str) -> str:
    if not _MESSAGE_ID.match(message_id):
        raise ValueError("the Message-ID has another form than <…@…>")
    return message_id


def _further(name: str, value: str) -> str:
    """A header of ours. An ASCII value is never made into encoded words: List-Unsubscribe would no longer work."""
    if not _NAME.match(name) or name.lower() in _MADE_HERE:
        raise ValueError(f"{name!r} is no further header")
    if not value.isascii():
        return _worded(name, value)
    if not value.isprintable():
        raise ValueError(f"{name} has a line break or another control character")
    tokens = value.split()
    if not tokens or max(map(len, tokens)) > _LONGEST_TOKEN:
        raise ValueError(f"{name} is empty or has a word too long for a line")
    return folded(name, tokens)


def _worded(name: str, value: str) -> str:
    if not name.lower().startswith("x-"):
        raise ValueError(f"{name} takes ASCII alone")
    return unstructured(name, value)
