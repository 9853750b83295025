"""A saved e-mail to text: its plain part, else its HTML part, else a document attached to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

from tocsin.casefile.errors import UnreadableDocument
from tocsin.casefile.reading.extraction.html import text_of_html
from tocsin.casefile.reading.extraction.kinds import DocumentKind, kind_of
from tocsin.casefile.reading.extraction.plain import decode
from tocsin.casefile.reading.fields.numbers import find_indexes

_MAX_PARTS = 60


def text_of_mail(content: bytes) -> str:
    """The text in which an urgent action stands: of the message itself, or of the attachment that says more.

    An attached PDF, DOCX, message or text is read where the message's own text is only a note: it has no label of an
    action and the attachment has.
    """
    try:
        message = message_from_bytes(content, policy=policy.default)
        bodies = [text for part in _parts(message) if (text := _body(part))]
        attached = [text for part in _parts(message) if (text := _attachment(part))]
    except (LookupError, ValueError, AttributeError, TypeError, AssertionError, IndexError, KeyError, RecursionError):
        raise UnreadableDocument("The e-mail is damaged: its parts cannot be taken apart.") from None
    candidates = [*bodies[:1], *attached, *bodies[1:]]
    if not candidates:
        raise UnreadableDocument("The e-mail holds no text and no document that can be read.")
    return max(candidates, key=_promise)


def _parts(message: EmailMessage) -> Iterator[EmailMessage]:
    for number, part in enumerate(message.walk()):
        if number >= _MAX_PARTS:
            return
        if not part.is_multipart() or part.get_content_type() == "message/rfc822":
            yield part  # type: ignore[misc]


def _promise(text: str) -> tuple[int, bool]:
    """How much of an urgent action a text holds: labels first, then an index; the first of equals wins."""
    from tocsin.casefile.reading.flow import Flow, split_lines
    from tocsin.casefile.reading.segments import find_labels

    flow = Flow(split_lines(text[:60_000]))
    return len({hit.concept for hit in find_labels(flow)}), bool(find_indexes(text[:60_000]))


def _body(part: EmailMessage) -> str | None:
    if part.get_content_disposition() == "attachment" or part.get_filename():
        return None
    match part.get_content_type():
        case "text/plain":
            return _unflow(part, _decoded(part))
        case "text/html":
            return text_of_html(_decoded(part))
        case _:
            return None


def _decoded(part: EmailMessage) -> str:
    """The text of a part; a wrong or missing charset is guessed as for a file."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    charset = part.get_content_charset()
    if charset and charset.lower() not in ("us-ascii", "unknown-8bit", "ascii"):
        try:
            return content.decode(charset)
        except (LookupError, UnicodeDecodeError):
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

    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        content: object = inner[0].as_bytes() if isinstance(inner, list) and inner else b""
    elif part.get_content_disposition() == "attachment" or part.get_filename():
        content = part.get_payload(decode=True)
    else:
        return None
    if not isinstance(content, bytes) or not content:
        return None
    name = part.get_filename() or ""
    try:
        if kind_of(content, name) is DocumentKind.MAIL and part.get_content_type() != "message/rfc822":
            return None
        return extract(content, name).text
    except UnreadableDocument:
        return None
