"""Nobody may take a message of the outbox for one that was sent: it says so in its head, its subject and its text."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Literal

from tocsin.delivery.channels.email.forms import Blank
from tocsin.delivery.channels.email.message import Attachment, Mail, message_bytes
from tocsin.delivery.channels.outbox.maildir import keep

HEADER = ("X-Tocsin-Test-Mode", "not sent")
_NOT_SENT = "[Test mode: this message was not sent.]"
_MAIN, _BODY = re.compile(r"<main\b[^>]*>"), re.compile(r"<body\b[^>]*>")
_SHEETS = {
    "fax": ("[Test mode: this fax was not sent. It would have gone to {to}.]", "image/tiff", "fax.tiff"),
    "paper": ("[Test mode: this letter was not printed. It would have gone to {to}.]", "application/pdf", "letter.pdf"),
}


def as_test(mail: Mail, note: str = _NOT_SENT) -> Mail:
    """The message, visibly marked."""
    return replace(
        mail,
        subject=f"[TEST] {mail.subject}",
        text=f"{note}\n\n{mail.text}",
        headers=(HEADER, *mail.headers),
    )


def as_test_form(blank: Blank) -> Blank:
    """The same for a message that many get, in both of its parts."""
    return replace(
        blank,
        subject=f"[TEST] {blank.subject}",
        text=f"{_NOT_SENT}\n\n{blank.text}",
        html=None if blank.html is None else _marked(blank.html),
        headers=(HEADER, *blank.headers),
    )


def _marked(html: str) -> str:
    """The first thing that is seen of a document: at the start of its main part, of its body, or of all of it."""
    opening = _MAIN.search(html) or _BODY.search(html)
    at = opening.end() if opening else 0
    return f'{html[:at]}\n<p lang="en" dir="ltr"><strong>{_NOT_SENT}</strong></p>{html[at:]}'


def keep_mail(folder: Path, mail: Mail) -> Path:
    """An e-mail, instead of its hand-over."""
    return keep(folder, message_bytes(as_test(mail)), mail.message_id)


def keep_sheet(folder: Path, mail: Mail, route: Literal["fax", "paper"], to: str, content: bytes) -> Path:
    """A fax or a page, with its file, instead of its hand-over. to: the number, or the lines of the address."""
    note, content_type, name = _SHEETS[route]
    marked = as_test(mail, note.format(to=", ".join(to.splitlines())))
    return keep(folder, message_bytes(marked, Attachment(name, content_type, content)), mail.message_id)
