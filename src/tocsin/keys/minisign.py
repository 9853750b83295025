"""Ed25519 signatures in minisign's format, prehashed: what the stock `minisign -V` accepts.

Format as of minisign 0.12: a public key is base64 of `Ed`, eight bytes of key id, 32 bytes of key. A signature is
base64 of `ED`, key id, 64 bytes over BLAKE2b-512 of the file; then a trusted comment, and a signature over the first
signature with that comment. Secret keys are kept in minisign's own unencrypted form, so its owner can use either tool.
Both readers here take a file at its letter, as minisign does: every line with its mark, base64 in its one right form.
The untrusted comment is vouched for by nothing.
"""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass
from hashlib import blake2b

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tocsin.keys.errors import BadSignature, UnusableKey

_KEY, _PREHASHED, _CHECKSUM = b"Ed", b"ED", b"B2"
_UNCHECKED = bytes(32)
"""Where `minisign -G -W` has no checksum, it writes zeros."""
_TRUSTED = "trusted comment: "
_UNTRUSTED = "untrusted comment: "
_NO_ENCRYPTION = bytes(2)
_NO_SALT_AND_LIMITS = bytes(32 + 8 + 8)
_DAMAGED = "The signing key is damaged: bring back its copy."


@dataclass(frozen=True, slots=True)
class PublicKey:
    """key_id: the eight bytes as they stand in the files."""

    key_id: bytes
    key: bytes

    @property
    def name(self) -> str:
        """The id as minisign prints it: 16 hexadecimal digits, the last byte first."""
        return self.key_id[::-1].hex().upper()

    @property
    def line(self) -> str:
        """The one line of base64, as `minisign -P` takes it."""
        return base64.b64encode(_KEY + self.key_id + self.key).decode("ascii")

    def to_text(self) -> str:
        """The whole file, as `minisign -p` takes it."""
        return f"{_UNTRUSTED}minisign public key {self.name}\n{self.line}\n"

    @classmethod
    def from_text(cls, text: str) -> PublicKey:
        content = _decoded(text, "public key")
        if len(content) != 42 or content[:2] != _KEY:
            raise UnusableKey("This is not a public key of minisign.")
        return cls(content[2:10], content[10:])


@dataclass(frozen=True, slots=True, repr=False)
class SecretKey:
    """seed: 32 bytes. Never printed: it has no representation."""

    key_id: bytes
    seed: bytes

    @classmethod
    def make(cls) -> SecretKey:
        # Minisign leaves out leading zeros of an id: one that has none has the same name everywhere.
        *first, last = os.urandom(8)
        return cls(bytes([*first, last | 0x10]), os.urandom(32))

    @property
    def public(self) -> PublicKey:
        return PublicKey(self.key_id, self._private().public_key().public_bytes_raw())

    def to_text(self) -> str:
        """Minisign's unencrypted secret key; the file's mode has to protect it."""
        both = self.seed + self.public.key
        checksum = blake2b(_KEY + self.key_id + both, digest_size=32).digest()
        content = _KEY + _NO_ENCRYPTION + _CHECKSUM + _NO_SALT_AND_LIMITS + self.key_id + both + checksum
        return f"{_UNTRUSTED}minisign secret key\n{base64.b64encode(content).decode('ascii')}\n"

    @classmethod
    def from_text(cls, text: str) -> SecretKey:
        content = _decoded(text, "secret key")
        if len(content) != 158 or content[:2] != _KEY or content[2:4] != _NO_ENCRYPTION:
            raise UnusableKey("This is not an unencrypted secret key of minisign: make one with “tocsin keys make”.")
        key_id, both, checksum = content[54:62], content[62:126], content[126:]
        key = cls(key_id, both[:32])
        if checksum not in {_UNCHECKED, blake2b(_KEY + key_id + both, digest_size=32).digest()}:
            raise UnusableKey(_DAMAGED)
        if key.public.key != both[32:]:
            raise UnusableKey(_DAMAGED)
        return key

    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    def sign_bytes(self, content: bytes) -> bytes:
        return self._private().sign(content)


def sign(content: bytes, key: SecretKey, trusted_comment: str) -> str:
    """The signature file for these bytes. trusted_comment: one line, signed with them."""
    comment = " ".join(trusted_comment.splitlines())
    first = key.sign_bytes(blake2b(content, digest_size=64).digest())
    second = key.sign_bytes(first + comment.encode())
    head = base64.b64encode(_PREHASHED + key.key_id + first).decode("ascii")
    return (
        f"{_UNTRUSTED}signature of a Tocsin edition\n{head}\n"
        f"{_TRUSTED}{comment}\n{base64.b64encode(second).decode('ascii')}\n"
    )


def verify(content: bytes, signature: str, key: PublicKey) -> str:
    """The trusted comment, where the signature is of these bytes and by this key; BadSignature otherwise."""
    head, comment, second = _parts(signature)
    if head[:2] != _PREHASHED or head[2:10] != key.key_id:
        raise BadSignature("The signature is of another kind or by another key.")
    public = Ed25519PublicKey.from_public_bytes(key.key)
    try:
        public.verify(head[10:], blake2b(content, digest_size=64).digest())
        public.verify(second, head[10:] + comment)
    except InvalidSignature:
        raise BadSignature("The signature is not of these bytes.") from None
    return comment.decode("utf-8", "replace")


def key_id_of(signature: str) -> bytes | None:
    """Which key a signature file names; None where it is none."""
    try:
        head, _, _ = _parts(signature)
    except BadSignature:
        return None
    return head[2:10] if head[:2] == _PREHASHED else None


def _parts(signature: str) -> tuple[bytes, bytes, bytes]:
    """The first signature with its head, the trusted comment, the second signature."""
    lines = [line.removesuffix("\r") for line in signature.removesuffix("\n").split("\n")]
    if len(lines) != 4 or not lines[0].startswith(_UNTRUSTED) or not lines[2].startswith(_TRUSTED):
        raise BadSignature("This is not a signature of minisign.")
    try:
        head, second = _exactly(lines[1]), _exactly(lines[3])
        comment = lines[2].removeprefix(_TRUSTED).encode()
    except ValueError:
        raise BadSignature("This is not a signature of minisign.") from None
    if len(head) != 74 or len(second) != 64:
        raise BadSignature("This is not a signature of minisign.")
    return head, comment, second


def _exactly(line: str) -> bytes:
    """Bytes from base64. ValueError where other base64 would give the same bytes: a changed letter must not pass."""
    content = base64.b64decode(line, validate=True)
    if base64.b64encode(content).decode("ascii") != line:
        raise ValueError
    return content


def _decoded(text: str, what: str) -> bytes:
    lines = [line for line in text.strip().splitlines() if line and not line.startswith(_UNTRUSTED)]
    if len(lines) != 1:
        raise UnusableKey(f"This is not a {what} of minisign.")
    try:
        return _exactly(lines[0])
    except ValueError:
        raise UnusableKey(f"This is not a {what} of minisign.") from None
