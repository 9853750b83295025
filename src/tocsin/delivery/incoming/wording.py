"""The words of an official's reply, as plain text, and what is attached to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message

from tocsin.delivery.incoming.charsets import decoded
from tocsin.delivery.incoming.html import words_of
from tocsin.delivery.incoming.message import header, octets_of, parts_of

LONGEST_TEXT = 100_000
LONGEST_OCTETS = 400_000

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_EMPTY_LINES = re.compile(r"\n[ \t\u00a0]*(?:\n[ \t\u00a0]*)+")


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came with a message, as it came: never opened here. name: for people, without any folder."""

    name: str
    content_type: str
    content: bytes


def text_of(message: Message) -> str:
    """The plain text, or what an HTML part says; empty where there is neither."""
    shown = [part for part in parts_of(message) if not _is_attached(part)]
    plain = [_read(part) for part in shown if part.get_content_type() == "text/plain"]
    if not any(text.strip() for text in plain):
        plain = [words_of(_read(part)) for part in shown if part.get_content_type() == "text/html"]
    return _clean("\n\n".join(plain))


def attached_to(message: Message) -> tuple[Attached, ...]:
    """Every part that is not the text of the message, in order."""
    files = [part for part in parts_of(message) if _is_attached(part)]
    return tuple(
        Attached(_file_name(part, number), part.get_content_type(), octets_of(part))
        for number, part in enumerate(files, start=1)
    )


def _read(part: Message) -> str:
    return decoded(octets_of(part)[:LONGEST_OCTETS], str(part.get_content_charset("utf-8")))


def _is_attached(part: Message) -> bool:
    disposition = header(part, "content-disposition").lower()
    return part.get_content_maintype() != "text" or disposition.startswith("attachment")


def _file_name(part: Message, number: int) -> str:
    """The given name, kept to what a page and a file system can bear."""
    name = re.split(r"[/\\]", _CONTROLS.sub("", str(part.get_filename("")))[-120:])[-1].strip(". ")
    return name or f"file-{number}"


def _clean(text: str) -> str:
    lines = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _EMPTY_LINES.sub("\n\n", lines).strip()[:LONGEST_TEXT]
