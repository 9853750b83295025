"""DKIM: the signature by which the recipient's server knows that a message is from our domain and unchanged.

RFC 6376 with relaxed canonicalisation of head and body; RSA (RFC 8301: 2048 bits or more) or Ed25519 (RFC 8463).
"""

from __future__ import annotations

import base64
import re
from binascii import b2a_base64
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from tocsin.delivery.channels.errors import UnusableKey

SIGNED = (
    *("from", "to", "cc", "reply-to", "subject", "date", "message-id", "in-reply-to", "references"),
    *("mime-version", "content-type", "content-transfer-encoding", "auto-submitted"),
)
"""Each of these is signed once more often than it stands there: nobody can add a second one (RFC 6376 section 8.15)."""

FEWEST_BITS = 2048

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})+\Z")
_SELECTOR = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\Z")
# What is not one space already: most of a text is.
_SPACES = re.compile(rb"[ \t]{2,}|\t")
_FOLD = re.compile(rb"\r\n(?=[ \t])")
_LINE = 72


@dataclass(frozen=True, slots=True, repr=False)
class DkimSigner:
    """Signs messages for one domain. Never printed: it has no representation."""

    domain: str
    selector: str
    key: RSAPrivateKey | Ed25519PrivateKey

    @classmethod
    def from_pem(cls, text: str, domain: str, selector: str) -> DkimSigner:
        """A key as `openssl genpkey` writes it. UnusableKey: the key, the domain or the selector cannot be used."""
        if not _DOMAIN.match(domain) or not _SELECTOR.match(selector):
            raise UnusableKey(
                "TOCSIN_MAIL_DOMAIN takes a domain such as mail.example.org and TOCSIN_DKIM_SELECTOR one name such as "
                "tocsin1, in small letters: correct them."
            )
        return cls(domain, selector, _key_of(text))

    @property
    def record_name(self) -> str:
        """Where the public record has to stand in the DNS."""
        return f"{self.selector}._domainkey.{self.domain}"

    def public_record(self) -> str:
        """The value of that TXT record; longer than 255 characters, it is split into several strings of one record."""
        public = self.key.public_key()
        if isinstance(self.key, Ed25519PrivateKey):
            return f"v=DKIM1; k=ed25519; p={_base64(public.public_bytes(Encoding.Raw, PublicFormat.Raw))}"
        octets = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return f"v=DKIM1; k=rsa; p={_base64(octets)}"

    def sign(self, message: bytes, now: datetime) -> bytes:
        """The message with its signature before it. Its lines end with CRLF."""
        head, _, text = message.partition(b"\r\n\r\n")
        fields = list(_fields(head))
        names = _names_to_sign([name for name, _ in fields])
        unsigned = self._header(names, _body_hash(text), now)
        covered = b"".join(line + b"\r\n" for line in _covered(fields, names))
        signature = _base64(self.signature(covered + _relaxed(unsigned)))
        pieces = [signature[at : at + _LINE] for at in range(0, len(signature), _LINE)]
        return unsigned + "\r\n ".join(["", *pieces]).encode() + b"\r\n" + message

    def prepared(self, lines: Sequence[bytes]) -> Signing:
        """For many messages with the same header lines: all that does not change from one to the next, made once.

        lines: each header as it stands in the message, folded or not; what changes in them is the caller's to fill in.
        The body has to be its own `simple` canonical form.
        """
        fields = [(line.partition(b":")[0].strip().lower().decode("ascii"), line) for line in lines]
        names = _names_to_sign([name for name, _ in fields])
        covered = b"".join(line + b"\r\n" for line in _covered(fields, names))
        template = self._template(names)
        return Signing(self.signature, covered, template, _relaxed(template))

    def _template(self, names: Sequence[str]) -> bytes:
        """As `_header`, with `%d` for the moment and `%b` for the body's hash."""
        lines = [
            f"DKIM-Signature: v=1; a={self.algorithm}; c=relaxed/simple;",
            f" d={self.domain};",
            f" s={self.selector}; t=%d;",
            *_folded_names(names),
            " bh=%b;",
            " b=",
        ]
        return "\r\n".join(lines).encode()

    @property
    def algorithm(self) -> str:
        """As `a=` names it."""
        return "ed25519-sha256" if isinstance(self.key, Ed25519PrivateKey) else "rsa-sha256"

    def _header(self, names: Sequence[str], body_hash: str, now: datetime) -> bytes:
        """The header as it is signed: all but the signature itself, which stands last."""
        lines = [
            f"DKIM-Signature: v=1; a={self.algorithm}; c=relaxed/relaxed;",
            f" d={self.domain};",
            f" s={self.selector}; t={int(now.timestamp())};",
            *_folded_names(names),
            f" bh={body_hash};",
            " b=",
        ]
        return "\r\n".join(lines).encode()

    @property
    def signature(self) -> Callable[[bytes], bytes]:
        """Of what a DKIM header covers."""
        key = self.key
        if isinstance(key, Ed25519PrivateKey):
            return lambda covered: key.sign(sha256(covered).digest())
        padding, digest = PKCS1v15(), SHA256()
        return lambda covered: key.sign(covered, padding, digest)


@dataclass(frozen=True, slots=True)
class Signing:
    """One key's part in many messages of one form. covered: the relaxed header lines that are signed. template: of the
    signature's own header; relaxed: the same as it is signed. What is filled into them has no spaces.
    """

    signature: Callable[[bytes], bytes]
    covered: bytes
    template: bytes
    relaxed: bytes

    def header(self, covered: bytes, body_digest: bytes, second: int) -> bytes:
        """The whole header line for a message. covered: as above, filled in. second: since 1970, UTC."""
        own = second, b2a_base64(body_digest, newline=False)
        signature = b2a_base64(self.signature(covered + self.relaxed % own), newline=False)
        pieces = [signature[at : at + _LINE] for at in range(0, len(signature), _LINE)]
        return self.template % own + b"\r\n " + b"\r\n ".join(pieces) + b"\r\n"


def _key_of(text: str) -> RSAPrivateKey | Ed25519PrivateKey:
    try:
        key = load_pem_private_key(text.encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise UnusableKey(
            "TOCSIN_DKIM_KEY is no private key that can be read (PEM, without a password): correct it."
        ) from None
    if isinstance(key, RSAPrivateKey) and key.key_size < FEWEST_BITS:
        raise UnusableKey(
            f"TOCSIN_DKIM_KEY has {key.key_size} bits, and receivers ask for {FEWEST_BITS}: make a new one."
        )
    if not isinstance(key, RSAPrivateKey | Ed25519PrivateKey):
        raise UnusableKey("TOCSIN_DKIM_KEY is neither RSA nor Ed25519: make another one.")
    return key


def _fields(head: bytes) -> Iterator[tuple[str, bytes]]:
    """Each header in order: its name in small letters, and its whole line, unfolded."""
    for line in _FOLD.sub(b"", head).split(b"\r\n"):
        yield line.partition(b":")[0].strip().lower().decode("ascii", "replace"), line


def _names_to_sign(present: Sequence[str]) -> list[str]:
    """What `h=` lists: SIGNED and every List header that is there, each once more than it is there."""
    lists = dict.fromkeys(name for name in present if name.startswith("list-"))
    return [name for wanted in (*SIGNED, *lists) for name in [wanted] * (present.count(wanted) + 1)]


def _covered(fields: Sequence[tuple[str, bytes]], names: Sequence[str]) -> Iterator[bytes]:
    """The relaxed lines that `names` stand for; of several with one name the last one first (RFC 6376, 5.4.2)."""
    for wanted in dict.fromkeys(names):
        for name, line in reversed(fields):
            if name == wanted:
                yield _relaxed(line)


def _relaxed(line: bytes) -> bytes:
    """One header, RFC 6376 section 3.4.2."""
    name, _, value = _FOLD.sub(b"", line).partition(b":")
    return name.strip().lower() + b":" + _SPACES.sub(b" ", value).strip(b" \t")


def _body_hash(text: bytes) -> str:
    """RFC 6376 section 3.4.4: no spaces at the end of lines, one where there are several, no empty lines at the end."""
    relaxed = _SPACES.sub(b" ", text).replace(b" \r\n", b"\r\n")
    relaxed = relaxed if relaxed.endswith(b"\n") else relaxed.rstrip(b" ")
    end = len(relaxed)
    while relaxed.endswith(b"\r\n", 0, end):
        end -= 2
    return _base64(sha256(relaxed[:end] + b"\r\n" if end else b"").digest())


def _folded_names(names: Sequence[str]) -> Iterator[str]:
    line = " h="
    for number, name in enumerate(names):
        piece = name + (":" if number < len(names) - 1 else ";")
        if len(line) + len(piece) > _LINE:
            yield line
            line = "  "
        line += piece
    yield line


def _base64(octets: bytes) -> str:
    return base64.b64encode(octets).decode("ascii")
