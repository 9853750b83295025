"""A saved e-mail to text: its plain part, else its HTML part, else a document attached to it."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import EmailPolicy
from itertools import islice
from typing import cast

from tocsin.casefile.errors import UnreadableDocument
from tocsin.casefile.reading.extraction.html import text_of_html
from tocsin.casefile.reading.extraction.kinds import DocumentKind, kind_of
from tocsin.casefile.reading.extraction.plain import decode
from tocsin.casefile.reading.fields.numbers import find_indexes

_MAX_PARTS = 60
_MAX_TEXTS = 12
"""Texts of one mail that are weighed against each other."""

_LONGEST_HEADER = 2_000


class _ShortHeaders(EmailPolicy):
    """Header fields cut where no honest one reaches: the parser needs time by the square of their length."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST_HEADER]


_POLICY = _ShortHeaders()


def text_of_mail(content: bytes) -> str:
    """The text in which an urgent action stands: of the message itself, or of the attachment that says more.

    An attached PDF, DOCX, message or text is read where the message's own text is only a note: it has no label of an
    action and the attachment has.
    """
    try:
        message = cast(EmailMessage, email.message_from_bytes(content, policy=_POLICY))
        bodies = [text for part in _parts(message) if (text := _body(part))]
        attached = [text for part in _parts(message) if (text := _attachment(part))]
    except MemoryError:
        raise
    # The parser raises what it comes across; to the reader every one of them means a damaged mail.
    except Exception as error:
        detail = type(error).__name__
        raise UnreadableDocument("The e-mail is damaged: its parts cannot be taken apart.", detail=detail) from None
    candidates = [*bodies[:1], *attached, *bodies[1:]][:_MAX_TEXTS]
    if not candidates:
        raise UnreadableDocument("The e-mail holds no text and no document that can be read.")
    return max(candidates, key=_promise)


def _parts(message: EmailMessage) -> Iterator[EmailMessage]:
    """What is no container, of the messages inside this one too."""
    return (part for part in islice(message.walk(), _MAX_PARTS) if not part.is_multipart())


def _promise(text: str) -> tuple[int, bool]:
    """How much of an urgent action a text holds: labels first, then an index; the first of equals wins."""
    from tocsin.casefile.reading.flow import Flow, split_lines
    from tocsin.casefile.reading.segments import find_labels

    flow = Flow(split_lines(text[:60_000]))
    return len({hit.concept for hit in find_labels(flow)}), bool(find_indexes(text[:60_000]))


def _body(part: EmailMessage) -> str | None:
    if part.get_content_disposition() == "attachment" or part.get_filename() or not _holds_text(part):
        return None
    try:
        text = _decoded(part)
        return text_of_html(text) if part.get_content_type() == "text/html" else _unflow(part, text)
    except UnreadableDocument:
        return None


def _holds_text(part: EmailMessage) -> bool:
    """Plain text or HTML, or what has lost the boundaries between its parts."""
    return part.get_content_type() in ("text/plain", "text/html") or part.get_content_maintype() == "multipart"


def _decoded(part: EmailMessage) -> str:
    """The text of a part; a wrong or missing charset is guessed as for a file."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    charset = part.get_content_charset()
    if charset and charset.lower() not in ("us-ascii", "unknown-8bit", "ascii"):
        try:
            return content.decode(charset)
        except (LookupError, ValueError):
            pass
    return decode(content) if content.strip() else ""


def _unflow(part: EmailMessage, text: str) -> str:
    """Lines of `format=flowed` that end in a space go on in the next one (RFC 3676)."""
    if part.get_param("format") != "flowed":
        return text
    delete_space = str(part.get_param("delsp") or "").lower() == "yes"
    lines = text.replace("\r\n", "\n").split("\n")
    flowed: list[str] = []
    for line in lines:
        if (
            flowed
            and flowed[-1].endswith(" ")
            and flowed[-1].strip(" >") != "--"
            and _depth(flowed[-1]) == _depth(line)
        ):
            before = flowed.pop()
            flowed.append((before[:-1] if delete_space else before) + re.sub(r"^>+ ?", "", line))
        else:
            flowed.append(line)
    return "\n".join(flowed)


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(">"))


def _attachment(part: EmailMessage) -> str | None:
    """The text of an attached document, or None where it is none that can be read."""
    from tocsin.casefile.reading.extraction import extract

    if part.get_content_disposition() != "attachment" and not part.get_filename():
        return None
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes) or not content:
        return None
    name = part.get_filename() or ""
    try:
        # A mail inside a mail is walked through with the outer one; any other would nest without end.
        return None if kind_of(content, name) is DocumentKind.MAIL else extract(content, name).text
    except UnreadableDocument:
        return None
