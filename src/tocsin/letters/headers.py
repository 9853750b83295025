"""What every message is made of, made by hand: header lines, names and addresses, the body's encoding.

The bytes are made here, not by a library: what stands in a header decides who gets the letter.
RFC 5322 (messages), 2047 (words in headers), 2045 (bodies), 6532 (non-ASCII local parts).
"""

from __future__ import annotations

import base64
import quopri
import re
from collections.abc import Iterator, Sequence

from tocsin.letters.hygiene import one_line

_LINE = 76
_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+( [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*\Z")
# 75 octets of an encoded word less `=?utf-8?b??=`, in whole base64 groups: 45 octets of text.
_OCTETS_IN_WORD = 45
_LINE_BREAK = re.compile("\r\n|[\r\n]")
_FROM_LINE = re.compile(rb"^From ", re.MULTILINE)


def mailboxes(name: str, *boxes: tuple[str, str]) -> str:
    """A header of display names and addresses, each on lines of its own where they are too long for one.

    boxes: name and usable address, the domain as A-labels (`letters.addresses.email_of`).
    """
    *others, last = (_mailbox(*box) for box in boxes)
    tokens = [token for mailbox in others for token in (*mailbox[:-1], f"{mailbox[-1]},")]
    return folded(name, [*tokens, *last])


def unstructured(name: str, text: str) -> str:
    """A header of plain words, such as the subject."""
    return folded(name, _words(one_line(text)))


def folded(name: str, tokens: Sequence[str]) -> str:
    """One header, folded between tokens so that no line is longer than 78 octets where that can be."""
    lines = [f"{name}:"]
    for token in tokens:
        if len(lines[-1].encode()) + 1 + len(token.encode()) > _LINE and len(lines[-1]) > len(name) + 1:
            lines.append("")
        lines[-1] += f" {token}"
    return "\r\n".join(lines)


def body(text: str) -> tuple[str, bytes]:
    """Transfer encoding and octets: quoted-printable where most of it is ASCII, base64 else, whichever is shorter."""
    octets = (_LINE_BREAK.sub("\r\n", text) + "\r\n").encode(errors="replace")
    printable = quopri.encodestring(octets.replace(b"\r\n", b"\n"), quotetabs=False)
    # Some servers write `>From ` where a line begins so, and a signature over the old line no longer fits.
    # The soft break after it keeps the line within 76 octets.
    printable = _FROM_LINE.sub(b"=46rom =\n", printable).replace(b"\n", b"\r\n")
    binary = base64_lines(octets)
    return ("quoted-printable", printable) if len(printable) <= len(binary) else ("base64", binary)


def base64_lines(octets: bytes) -> bytes:
    """Base64 in lines of 76, as RFC 2045 asks."""
    return base64.encodebytes(octets).replace(b"\n", b"\r\n")


def _mailbox(name: str, address: str) -> list[str]:
    """Display name and address as tokens between which a line may be folded."""
    cleaned = one_line(name)
    if not cleaned:
        return [f"<{address}>"]
    return [*_phrase(cleaned), f"<{address}>"]


def _phrase(name: str) -> list[str]:
    """A display name as atoms or a quoted string; encoded where it is not ASCII or cannot be folded short enough."""
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    if not name.isascii() or "=?" in name or not _fits(quoted):
        return list(_encoded_words(name))
    return (name if _ATOM.match(name) else f'"{quoted}"').split(" ")


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
