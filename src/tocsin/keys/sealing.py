"""Sealing to the desk key: HPKE (RFC 9180) in base mode, X25519, HKDF-SHA256, ChaCha20-Poly1305.

Whoever has the public half can seal; only the desk can open. `purpose` is bound into every sealed value (the `info` of
RFC 9180), so that a value cannot be moved to another place and opened there as if it belonged.

The desk itself may seal in a second form, to itself alone: ChaCha20-Poly1305 under a key made from its own. That opens
a hundred times as fast, which counts where a million addresses are opened for one alert.
"""

from __future__ import annotations

import base64
import binascii
import os
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tocsin.keys.errors import SealedAway, UnusableKey

_SECRET, _PUBLIC = "tocsin-desk-secret-1:", "tocsin-desk-public-1:"
_VERSION, _TO_ITSELF = b"\x01", b"\x02"
_NONCE_BYTES = 12


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
        if sealed[:1] == _TO_ITSELF:
            return self.own_box().open(sealed, purpose)
        if sealed[:1] != _VERSION:
            raise SealedAway("This was not sealed by Tocsin.")
        try:
            return bytes(_suite().decrypt(sealed[1:], self._private(), info=purpose.encode()))
        except (InvalidTag, ValueError):
            raise SealedAway("This was sealed to another desk key, or is damaged.") from None

    def own_box(self) -> OwnBox:
        """For what the desk seals to itself. Made once for many values."""
        return OwnBox(HKDF(SHA256(), 32, None, b"tocsin own box 1").derive(self.key))


class OwnBox:
    """Seals and opens what the desk keeps for itself; nobody without the desk key can do either."""

    __slots__ = ("_cipher",)

    def __init__(self, key: bytes) -> None:
        self._cipher = ChaCha20Poly1305(key)

    def seal(self, content: bytes, purpose: str) -> bytes:
        """Sealed bytes, which `DeskKey.open` opens too: a version, a random nonce, then the rest."""
        nonce = os.urandom(_NONCE_BYTES)
        return _TO_ITSELF + nonce + self._cipher.encrypt(nonce, content, purpose.encode())

    def open(self, sealed: bytes, purpose: str) -> bytes:
        """SealedAway where the key, the purpose or the bytes are others."""
        at = 1 + _NONCE_BYTES
        try:
            return self._cipher.decrypt(sealed[1:at], sealed[at:], purpose.encode())
        except (InvalidTag, ValueError):
            raise SealedAway("This was sealed to another desk key, or is damaged.") from None


def is_own(sealed: bytes) -> bool:
    """Whether the desk sealed it to itself."""
    return sealed[:1] == _TO_ITSELF


def _decoded(text: str, prefix: str) -> bytes:
    stripped = text.strip()
    try:
        content = base64.b64decode(stripped.removeprefix(prefix), validate=True)
    except (binascii.Error, ValueError):
        content = b""
    if not stripped.startswith(prefix) or len(content) != 32:
        raise UnusableKey("This is not a desk key: make one with “tocsin keys make”.")
    return content
