"""Links with the whole letter in them, and where each ends: a link that is too long is cut short on its way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode

from tocsin.letters.mail import MAILTO_BYTES, mailto

GMAIL: Final = "https://mail.google.com/mail/?"
GMAIL_BYTES: Final = 8000
"""RFC 9110 §4.1: what every server should take. Somebody who is not signed in is sent on with the whole link written
once more into the address of the sign-in page, so that it is measured as it stands there."""

OUTLOOK: Final = (
    ("Outlook.com", "https://outlook.live.com/mail/0/deeplink/compose?"),
    ("Outlook 365", "https://outlook.office.com/mail/deeplink/compose?"),
)
OUTLOOK_BYTES: Final = 2048
"""Of the query: what Microsoft's web server takes where nobody told it otherwise (IIS, `maxQueryString`)."""


@dataclass(frozen=True, slots=True)
class MailLinks:
    """mailto: None where it would be too long. webmail: name of the service and link, of those that take so much."""

    mailto: str | None
    webmail: tuple[tuple[str, str], ...]


def links_for(to: str, subject: str, text: str) -> MailLinks:
    """Every link that holds the whole letter. to: a usable address, its domain as A-labels."""
    link = mailto((to,), subject, text)
    return MailLinks(link if len(link.encode()) <= MAILTO_BYTES else None, tuple(_webmail(to, subject, text)))


def _webmail(to: str, subject: str, text: str) -> Iterator[tuple[str, str]]:
    gmail = GMAIL + urlencode({"view": "cm", "fs": "1", "to": to, "su": subject, "body": text}, quote_via=quote)
    if len(quote(gmail, safe="")) <= GMAIL_BYTES:
        yield "Gmail", gmail
    query = urlencode({"to": to, "subject": subject, "body": text}, quote_via=quote)
    if len(query) <= OUTLOOK_BYTES:
        yield from ((name, address + query) for name, address in OUTLOOK)
