"""The parts of a hostile message, read so that nothing in it can raise, recurse or go on without end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import parseaddr

from tocsin.delivery.incoming.charsets import decoded

LONGEST_HEAD_BYTES = 256 * 1024
MOST_LINES = 500_000
MOST_PARTS = 100
MOST_SEPARATORS = 2000
LONGEST_HEADER = 10_000
LONGEST_SENDER = 500

_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_NESTING = re.compile(rb"boundary\s*\*?\s*\d*\s*\*?\s*=|message/", re.IGNORECASE)


def message_of(octets: bytes) -> Message:
    """The message with its parts, or with its head alone where taking it apart could go on for minutes.

    The standard library's parser looks at each line once for every part that is open: many lines times deep nesting.
    """
    head = _head(octets)
    if octets.count(b"\n") > MOST_LINES or len(head) > LONGEST_HEAD_BYTES or _is_deep(octets):
        return BytesParser(policy=compat32).parsebytes(head[:LONGEST_HEAD_BYTES], headersonly=True)
    return BytesParser(policy=compat32).parsebytes(octets)


def header(message: Message, name: str) -> str:
    """The first header of that name in plain words on one line; empty where there is none."""
    return _plain(_raw(message, name))


def _raw(message: Message, name: str) -> str:
    """As it stands there; octets beyond ASCII as UTF-8."""
    value = next((str(value) for found, value in message.raw_items() if found.lower() == name), "")
    return value[:LONGEST_HEADER].encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def sender_of(message: Message) -> tuple[str, str]:
    """Name and address of the From header."""
    # Taken apart before the words are decoded: an encoded comma is none that separates addresses.
    name, address = parseaddr(_raw(message, "from")[:LONGEST_SENDER])
    return _plain(name), address if "@" in address else ""


def parts_of(message: Message) -> Iterator[Message]:
    """The leaves, and whole messages that are attached, in order."""
    waiting = [message]
    for _ in range(MOST_PARTS * 10):
        if not waiting:
            return
        part = waiting.pop()
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            waiting += [one for one in reversed(payload) if isinstance(one, Message)]
        else:
            yield part


def octets_of(part: Message) -> bytes:
    """What a part holds, its transfer encoding undone; of an attached message its text as it stands."""
    payload = part.get_payload(decode=True)
    if isinstance(payload, bytes):
        return payload
    return b"".join(bytes(one) for one in part.get_payload() or () if isinstance(one, Message))


def _head(octets: bytes) -> bytes:
    end = _END_OF_HEAD.search(octets)
    return octets[: end.start()] if end else octets


def _is_deep(octets: bytes) -> bool:
    return (
        octets.count(b"\n--") > MOST_SEPARATORS
        or sum(1 for _ in zip(_NESTING.finditer(octets), range(MOST_PARTS), strict=False)) >= MOST_PARTS
    )


def _plain(value: str) -> str:
    """A header's words, decoded."""
    try:
        found = decode_header(value)
    except ValueError:  # HeaderParseError, of bad base64, is one
        found = [(value, None)]
    pieces = [piece if isinstance(piece, str) else decoded(piece, charset or "utf-8") for piece, charset in found]
    return " ".join("".join(pieces).split())
