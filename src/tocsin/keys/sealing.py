"""Sealing to the desk key: HPKE (RFC 9180) in base mode, X25519, HKDF-SHA256, ChaCha20-Poly1305.

Whoever has the public half can seal; only the desk can open. `purpose` is bound into every sealed value (the `info` of
RFC 9180), so that a value cannot be moved to another place and opened there as if it belonged.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from tocsin.keys.errors import SealedAway, UnusableKey

_SECRET, _PUBLIC = "tocsin-desk-secret-1:", "tocsin-desk-public-1:"
_VERSION = b"\x01"


def _suite() -> Suite:
    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


@dataclass(frozen=True, slots=True)
class DeskPublicKey:
    """The half that seals."""

    key: bytes

    def to_text(self) -> str:
        return f"{_PUBLIC}{base64.b64encode(self.key).decode('ascii')}\n"

    @classmethod
    def from_text(cls, text: str) -> DeskPublicKey:
        return cls(_decoded(text, _PUBLIC))

    def seal(self, content: bytes, purpose: str) -> bytes:
        """Sealed bytes: a version, then what RFC 9180 gives."""
        public = X25519PublicKey.from_public_bytes(self.key)
        return _VERSION + bytes(_suite().encrypt(content, public, info=purpose.encode()))


@dataclass(frozen=True, slots=True, repr=False)
class DeskKey:
    """The half that opens. Never printed: it has no representation."""

    key: bytes = field(repr=False)

    @classmethod
    def make(cls) -> DeskKey:
        return cls(X25519PrivateKey.generate().private_bytes_raw())

    @property
    def public(self) -> DeskPublicKey:
        return DeskPublicKey(self._private().public_key().public_bytes_raw())

    def to_text(self) -> str:
        return f"{_SECRET}{base64.b64encode(self.key).decode('ascii')}\n"

    @classmethod
    def from_text(cls, text: str) -> DeskKey:
        return cls(_decoded(text, _SECRET))

    def _private(self) -> X25519PrivateKey:
        return X25519PrivateKey.from_private_bytes(self.key)

    def open(self, sealed: bytes, purpose: str) -> bytes:
        """What was sealed for this purpose; SealedAway where the key, the purpose or the bytes are others."""
        if sealed[:1] != _VERSION:
            raise SealedAway("This was not sealed by Tocsin.")
        try:
            return bytes(_suite().decrypt(sealed[1:], self._private(), info=purpose.encode()))
        except (InvalidTag, ValueError):
            raise SealedAway("This was sealed to another desk key, or is damaged.") from None


def _decoded(text: str, prefix: str) -> bytes:
    stripped = text.strip()
    try:
        content = base64.b64decode(stripped.removeprefix(prefix), validate=True)
    except (binascii.Error, ValueError):
        content = b""
    if not stripped.startswith(prefix) or len(content) != 32:
        raise UnusableKey("This is not a desk key: make one with “tocsin keys make”.")
    return content
