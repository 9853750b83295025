"""E-mail: a draft that opens in the writer's own mail program, and a link that does the same.

The bytes are made here, not by a library: what stands in a header decides who gets the letter.
RFC 5322 (messages), 2047 (words in headers), 2045 (bodies), 6532 (non-ASCII local parts), 6068 (mailto).
"""

from __future__ import annotations

import base64
import quopri
import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from tocsin.letters.hygiene import one_line

MAILTO_BYTES = 2000
"""Longer links are cut short by some browsers and mail programs."""

_LINE = 76
_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+( [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*\Z")
# 75 octets of an encoded word less `=?utf-8?b??=`, in whole base64 groups: 45 octets of text.
_OCTETS_IN_WORD = 45


def draft(to: Sequence[str], recipient: str, subject: str, text: str, sender: tuple[str, str] | None = None) -> bytes:
    """A message to be sent by the writer (`X-Unsent`), with neither date nor identifier: their own program adds these.

    to: usable addresses, domains as A-labels. sender: name and address, left out where the writer signs with initials.
    """
    headers = [_header("From", [_mailbox(*sender)])] if sender else []
    headers.append(_header("To", [_mailbox(recipient, address) for address in to]))
    headers.append(_folded("Subject", _words(one_line(subject))))
    encoding, body = _body(text)
    headers += ["X-Unsent: 1", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8"]
    headers.append(f"Content-Transfer-Encoding: {encoding}")
    return ("\r\n".join(headers) + "\r\n\r\n").encode() + body


def mailto(to: Sequence[str], subject: str, text: str) -> str:
    """The whole draft as a link; see MAILTO_BYTES for how long one may be."""
    addresses = ",".join(_quoted_address(address) for address in to)
    body = re.sub("\r\n|[\r\n]", "\r\n", text)
    return f"mailto:{addresses}?subject={quote(one_line(subject), safe='')}&body={quote(body, safe='')}"


def _quoted_address(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{quote(local, safe=_SAFE_IN_LOCAL)}@{domain}"


# RFC 6068 section 2: of RFC 5322's atoms these need no encoding in the path of a URI.
_SAFE_IN_LOCAL = "!$'*+"


def _header(name: str, mailboxes: list[list[str]]) -> str:
    """A list of mailboxes, each on lines of its own where they are too long for one."""
    *others, last = mailboxes
    tokens = [token for mailbox in others for token in (*mailbox[:-1], f"{mailbox[-1]},")]
    return _folded(name, [*tokens, *last])


def _mailbox(name: str, address: str) -> list[str]:
    """Display name and address as tokens between which a line may be folded."""
    cleaned = one_line(name)
    if not cleaned:
        return [f"<{address}>"]
    if not cleaned.isascii() or "=?" in cleaned:
        return [*_encoded_words(cleaned), f"<{address}>"]
    if _ATOM.match(cleaned):
        return [*cleaned.split(" "), f"<{address}>"]
    quoted = cleaned.replace("\\", "\\\\").replace('"', '\\"')
    # A quoted string may be folded at its spaces; one that cannot be folded short enough is encoded instead.
    return [*f'"{quoted}"'.split(" "), f"<{address}>"] if _fits(quoted) else [*_encoded_words(cleaned), f"<{address}>"]


def _words(text: str) -> list[str]:
    """Unstructured text as tokens: as it is where it is plain ASCII, else as encoded words."""
    if text.isascii() and "=?" not in text and _fits(text):
        return text.split(" ")
    return list(_encoded_words(text))


def _fits(text: str) -> bool:
    return max(map(len, text.split(" "))) < _LINE - 10


def _encoded_words(text: str) -> Iterator[str]:
    """Words of at most 75 octets, none of which ends inside a character (RFC 2047 section 5)."""
    rest = text
    while rest:
        piece = rest.encode()[:_OCTETS_IN_WORD].decode(errors="ignore")
        # Some mail programs keep the space between two encoded words: there it does least harm after a space.
        space = piece.rfind(" ") + 1
        piece = piece[:space] if space and len(piece) < len(rest) else piece
        yield f"=?utf-8?b?{base64.b64encode(piece.encode()).decode()}?="
        rest = rest[len(piece) :]


def _folded(name: str, tokens: Sequence[str]) -> str:
    """One header, folded between tokens so that no line is longer than 78 octets where that can be."""
    lines = [f"{name}:"]
    for token in tokens:
        if len(lines[-1].encode()) + 1 + len(token.encode()) > _LINE and len(lines[-1]) > len(name) + 1:
            lines.append("")
        lines[-1] += f" {token}"
    return "\r\n".join(lines)


def _body(text: str) -> tuple[str, bytes]:
    """Quoted-printable where most of it is ASCII, base64 else: whichever is shorter."""
    octets = (re.sub("\r\n|[\r\n]", "\r\n", text) + "\r\n").encode()
    printable = quopri.encodestring(octets.replace(b"\r\n", b"\n"), quotetabs=False).replace(b"\n", b"\r\n")
    binary = base64.encodebytes(octets).replace(b"\n", b"\r\n")
    return ("quoted-printable", printable) if len(printable) <= len(binary) else ("base64", binary)
