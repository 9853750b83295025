"""One invented message, and a strict second reader of messages, which shares nothing with the one that writes them."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from tocsin.delivery.channels.email.message import Mail

NOW = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)
TOKEN = "mfrggzdfmztwq2lkobqxgzldoruw2zlo"

MAIL = Mail(
    sender_name="Ana García via Tocsin network",
    sender=f"appeal-{TOKEN}@mail.example.org",
    to="minister@interior.example.org",
    to_name="Radomir Estel",
    subject="Mirela Dovan (UA 84/26, Halvara)",
    text="Your Excellency,\n\nplease say where Mirela Dovan is.\n\nAna García",
    message_id="<84-26.1@mail.example.org>",
    date=NOW,
    envelope_from=f"bounce-{TOKEN}@mail.example.org",
    headers=(("Auto-Submitted", "no"),),
)


def mail(**changes: Any) -> Mail:
    return replace(MAIL, **changes)


@dataclass(frozen=True)
class Field:
    """One header: its name as it stands there, and its value unfolded."""

    name: str
    value: str


_LINE = re.compile(rb"[\x21-\x39\x3b-\x7e]+:[ ][\x20-\x7e\x80-\xff]*|[ ][\x20-\x7e\x80-\xff]*\S[\x20-\x7e\x80-\xff]*")
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_WORD = r"=\?utf-8\?b\?[A-Za-z0-9+/]+={0,2}\?="
_QUOTED = r'"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\[\x20-\x7e])*"'
_MAILBOX = re.compile(
    rf"(?:(?P<name>{_QUOTED}|{_WORD}(?: {_WORD})*|{_ATOM}(?: {_ATOM})*) )?"
    r"<(?P<address>[^\s<>@,;:\\\"()\[\]]+@[A-Za-z0-9.-]+)>\Z"
)


def fields_of(message: bytes) -> list[Field]:
    """RFC 5322 section 2.2 at its letter: AssertionError where a line is anything else than a header or its fold."""
    head, found, _ = message.partition(b"\r\n\r\n")
    assert found
    fields: list[Field] = []
    for line in head.split(b"\r\n"):
        assert _LINE.fullmatch(line), line
        assert len(line) <= 998
        text = line.decode("utf-8")
        if text.startswith(" "):
            fields[-1] = replace(fields[-1], value=fields[-1].value + text)
        else:
            name, _, value = text.partition(":")
            fields.append(Field(name, value.removeprefix(" ")))
    return fields


def value_of(message: bytes, name: str) -> str:
    (value,) = [field.value for field in fields_of(message) if field.name == name]
    return value


def mailbox_of(value: str) -> tuple[str, str]:
    """Display name and address of a header with one mailbox, RFC 5322 section 3.4 without its obsolete forms."""
    found = _MAILBOX.match(value)
    assert found, value
    name = found["name"] or ""
    if name.startswith('"'):
        return re.sub(r"\\(.)", r"\1", name[1:-1]), found["address"]
    return words_of(name), found["address"]


def words_of(value: str) -> str:
    """Unstructured text with its encoded words decoded, RFC 2047: the spaces between two of these are none."""
    if not re.match(_WORD, value):
        assert "=?" not in value
        return value
    words = value.split(" ")
    assert all(re.fullmatch(_WORD, word) and len(word) <= 75 for word in words), value
    return "".join(base64.b64decode(word[10:-2], validate=True).decode("utf-8") for word in words)
