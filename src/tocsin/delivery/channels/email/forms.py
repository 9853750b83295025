"""A message that many people get, made once, with holes for what is each one's own.

Everything is encoded and folded with stand-ins of the very length of what will take their place, so that filling a
form is joining pieces: nothing is encoded, folded or looked through again for each of a million. What the signature
covers is prepared in the same way. The body is written so that it is its own canonical form (RFC 6376 section 3.4.3,
`simple`), and has no line that begins with a dot.
"""

from __future__ import annotations

import re
from binascii import b2a_base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from hashlib import sha256

from tocsin.delivery.channels.email.dkim import DkimSigner
from tocsin.letters.headers import body, mailboxes, unstructured

LINE = 57
"""Octets in a line of base64."""

MOST_DOTS = 24
"""Encoded, as many as stand in a line of 76 octets."""

_FILLING = re.compile(r"[a-z0-9]*\Z")
_PIECE = "(?:=\r\n)?"


class BadForm(ValueError):
    """A stand-in is missing or stands where nothing can take its place."""


@dataclass(frozen=True, slots=True)
class Blank:
    """A message with stand-ins. holes: by name, the stand-in, small letters and digits; what fills it is as long.

    headers: further ones, whole ASCII lines that are never folded; they may hold stand-ins.
    """

    sender_name: str
    sender: str
    subject: str
    text: str
    html: str | None
    headers: tuple[tuple[str, str], ...]
    holes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Hole:
    """Where a part of what fills a hole stands: its characters from start to end."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """Whole lines of base64 that a hole lies in: encoded when they are filled."""

    pieces: tuple[bytes | Hole, ...]


type Pieces = tuple[bytes | Hole | Block, ...]

TO, ID, DATE = "to", "message-id", "date"
"""Holes of any length that every message has."""


class Form:
    """One message for many. signings: one for each key that signs."""

    def __init__(self, blank: Blank, signers: Sequence[DkimSigner]) -> None:
        content_type, content = _content(blank)
        lines = [
            (b"From", mailboxes("From", (blank.sender_name, blank.sender)).encode()),
            (b"To", b"To: \0to\0"),
            (b"Subject", unstructured("Subject", blank.subject).encode()),
            (b"Date", b"Date: \0date\0"),
            (b"Message-ID", b"Message-ID: \0message-id\0"),
            *((name.encode(), f"{name}: {value}".encode("ascii")) for name, value in blank.headers),
            (b"MIME-Version", b"MIME-Version: 1.0"),
            *content_type,
        ]
        head = b"\r\n".join(line for _, line in lines) + b"\r\n\r\n"
        self._lengths = {name: len(stand_in) for name, stand_in in blank.holes.items()}
        self._head = _of_head(head, blank.holes)
        assert not any(b"\r\n." in piece or piece.startswith(b".") for piece in content if isinstance(piece, bytes))
        self._body = content
        # What stands before the first hole is the same in each message, and its part of the hash too.
        first = content[0] if isinstance(content[0], bytes) else b""
        self._same, self._hashed = len(first), sha256(first)
        self._signings = [signer.prepared([line for _, line in lines]) for signer in signers]
        self._covered = [_of_head(signing.covered, blank.holes) for signing in self._signings]

    def fill(self, to: str, message_id: str, now: datetime, filling: Mapping[str, str]) -> bytes:
        """The whole message, signed. to: a usable address. ValueError: what fills a hole is not what it has to be."""
        for name, length in self._lengths.items():
            if len(filling[name]) != length:
                raise BadForm(f"what fills {name} has another length")
        if not _FILLING.match("".join(filling.values())):
            raise BadForm("what fills a hole is not small letters and digits")
        values = {name: value.encode() for name, value in filling.items()}
        second = int(now.timestamp())
        values[TO], values[ID], values[DATE] = to.encode(), message_id.encode(), _date(second)
        content = _filled(self._body, values)
        hashed = self._hashed.copy()
        hashed.update(memoryview(content)[self._same :])
        digest = hashed.digest()
        signatures = [
            signing.header(_filled(covered, values), digest, second)
            for signing, covered in zip(self._signings, self._covered, strict=True)
        ]
        return b"".join((*signatures, _filled(self._head, values), content))


def _filled(pieces: Pieces, values: Mapping[str, bytes]) -> bytes:
    return b"".join([piece if type(piece) is bytes else _of(piece, values) for piece in pieces])


def _of(piece: Hole | Block | bytes, values: Mapping[str, bytes]) -> bytes:
    if isinstance(piece, Hole):
        value = values[piece.name]
        return value[piece.start : piece.end] if piece.end else value
    assert isinstance(piece, Block)
    octets = _filled(piece.pieces, values)
    return b"".join([b2a_base64(octets[at : at + LINE], newline=False) + b"\r\n" for at in range(0, len(octets), LINE)])


@lru_cache(maxsize=64)
def _date(second: int) -> bytes:
    return format_datetime(datetime.fromtimestamp(second, UTC)).encode()


def _of_head(head: bytes, holes: Mapping[str, str]) -> Pieces:
    named = {stand_in.encode(): Hole(name, 0, len(stand_in)) for name, stand_in in holes.items()}
    named |= {f"\0{name}\0".encode(): Hole(name, 0, 0) for name in (TO, ID, DATE)}
    return tuple(_split(head, named))


def _split(octets: bytes, named: Mapping[bytes, Hole]) -> Iterator[bytes | Hole]:
    pattern = re.compile(b"(" + b"|".join(map(re.escape, named)) + b")")
    for piece in pattern.split(octets):
        if piece:
            yield named.get(piece, piece)


def _content(blank: Blank) -> tuple[list[tuple[bytes, bytes]], Pieces]:
    """The headers that say what the content is, and the content."""
    if blank.html is None:
        encoding, whole = _part(blank.text, blank.holes)
        return _describing("text/plain; charset=utf-8", encoding), whole
    # `=_` stands in neither quoted-printable nor base64, so no part can hold the boundary.
    boundary = f"=_{sha256((blank.subject + blank.text).encode()).hexdigest()[:32]}"
    pieces: list[bytes | Hole | Block] = []
    for kind, said in (("plain", blank.text), ("html", blank.html)):
        encoding, part = _part(said, blank.holes)
        described = b"\r\n".join(line for _, line in _describing(f"text/{kind}; charset=utf-8", encoding))
        pieces += [f"--{boundary}\r\n".encode() + described + b"\r\n\r\n", *part, b"\r\n"]
    pieces.append(f"--{boundary}--\r\n".encode())
    head = f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"'.encode()
    return [(b"Content-Type", head)], tuple(_merged(pieces))


def _describing(content_type: str, encoding: str) -> list[tuple[bytes, bytes]]:
    return [
        (b"Content-Type", f"Content-Type: {content_type}".encode()),
        (b"Content-Transfer-Encoding", f"Content-Transfer-Encoding: {encoding}".encode()),
    ]


def _merged(pieces: Sequence[bytes | Hole | Block]) -> Iterator[bytes | Hole | Block]:
    """Neighbouring octets as one piece."""
    waiting = b""
    for piece in pieces:
        if isinstance(piece, bytes):
            waiting += piece
            continue
        if waiting:
            yield waiting
        waiting = b""
        yield piece
    if waiting:
        yield waiting


def _part(said: str, holes: Mapping[str, str]) -> tuple[str, Pieces]:
    # An empty line at the end of a body is nothing to a signature, so there must be none.
    said = said.rstrip("\r\n")
    encoding, octets = body(said)
    if encoding == "base64":
        return encoding, tuple(_in_base64(said, holes))
    # A line that begins with a dot would have to be doubled on the wire, and no longer be what was signed.
    octets = re.sub(rb"^\.+", _hidden_dots, octets, flags=re.MULTILINE)
    return encoding, tuple(_in_quoted(octets, holes))


def _hidden_dots(found: re.Match[bytes]) -> bytes:
    """The dots at the beginning of a line, encoded on a line of their own that goes on with what follows."""
    return b"=2E" * len(found[0]) + b"=\r\n" if len(found[0]) <= MOST_DOTS else b"=2E=\r\n" * len(found[0])


def _in_quoted(octets: bytes, holes: Mapping[str, str]) -> Iterator[bytes | Hole]:
    """A soft line break may fall into a stand-in; what takes its place is broken at the same character."""
    patterns = {name: _PIECE.join(stand_in) for name, stand_in in holes.items()}
    pattern = re.compile("|".join(f"(?P<_{number}>{one})" for number, one in enumerate(patterns.values())))
    names, text, at = list(patterns), octets.decode("ascii"), 0
    for found in pattern.finditer(text):
        yield text[at : found.start()].encode()
        name, start = names[int(str(found.lastgroup)[1:])], 0
        for number, piece in enumerate(found[0].split("=\r\n")):
            if number:
                yield b"=\r\n"
            yield Hole(name, start, start + len(piece))
            start += len(piece)
        at = found.end()
    yield text[at:].encode()


def _in_base64(said: str, holes: Mapping[str, str]) -> Iterator[bytes | Block]:
    """Lines without a hole are encoded here, those with one when it is filled."""
    octets = (re.sub("\r\n|[\r\n]", "\r\n", said) + "\r\n").encode(errors="replace")
    named = {stand_in.encode(): Hole(name, 0, len(stand_in)) for name, stand_in in holes.items()}
    spans = [found.span() for found in re.finditer(b"|".join(map(re.escape, named)), octets)]
    touched = sorted({line for start, end in spans for line in range(start // LINE, (end - 1) // LINE + 1)})
    at = 0
    for first, last in _runs(touched):
        yield _encoded(octets[at : first * LINE])
        at = min((last + 1) * LINE, len(octets))
        yield Block(tuple(_split(octets[first * LINE : at], named)))
    yield _encoded(octets[at:])


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Neighbouring numbers as first and last."""
    first = last = None
    for number in numbers:
        if last is not None and number == last + 1:
            last = number
            continue
        if first is not None and last is not None:
            yield first, last
        first = last = number
    if first is not None and last is not None:
        yield first, last


def _encoded(octets: bytes) -> bytes:
    return b"".join(b2a_base64(octets[at : at + LINE], newline=False) + b"\r\n" for at in range(0, len(octets), LINE))
