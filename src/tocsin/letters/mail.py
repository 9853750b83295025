"""E-mail: a draft that opens in the writer's own mail program, and a link that does the same.

RFC 6068 (mailto); what the lines of a message are made of stands in `headers.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote

from tocsin.letters.headers import body, mailboxes, unstructured
from tocsin.letters.hygiene import one_line

MAILTO_BYTES = 2000
"""Longer links are cut short by some browsers and mail programs."""


def draft(to: Sequence[str], recipient: str, subject: str, text: str, sender: tuple[str, str] | None = None) -> bytes:
    """A message to be sent by the writer (`X-Unsent`), with neither date nor identifier: their own program adds these.

    to: usable addresses, domains as A-labels. sender: name and address, left out where the writer signs with initials.
    """
    encoding, octets = body(text)
    headers = [mailboxes("From", sender)] if sender else []
    headers += [
        mailboxes("To", *((recipient, address) for address in to)),
        unstructured("Subject", subject),
        "X-Unsent: 1",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        f"Content-Transfer-Encoding: {encoding}",
    ]
    return ("\r\n".join(headers) + "\r\n\r\n").encode() + octets


def mailto(to: Sequence[str], subject: str, text: str) -> str:
    """The whole draft as a link; see MAILTO_BYTES for how long one may be."""
    addresses = ",".join(_quoted_address(address) for address in to)
    lines = re.sub("\r\n|[\r\n]", "\r\n", text)
    return f"mailto:{addresses}?subject={quote(one_line(subject), safe='')}&body={quote(lines, safe='')}"


def _quoted_address(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{quote(local, safe=_SAFE_IN_LOCAL)}@{domain}"


# RFC 6068 section 2: of RFC 5322's atoms these need no encoding in the path of a URI.
_SAFE_IN_LOCAL = "!$'*+"
