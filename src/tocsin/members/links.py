"""The tokens of a member: one random secret in the mails to them, and what is made from it.

The private page is opened by the secret itself. What leaves by one click holds a token that can do nothing else: it
stands in a header, which mail servers keep. Both lie in the database as hashes alone.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from tocsin.delivery.incoming.tokens import new_token, token_hash
from tocsin.keys import SealedAway
from tocsin.records import base32


@dataclass(frozen=True, slots=True)
class MemberLink:
    """text: as in the link of the private page, 160 random bits."""

    text: str

    @classmethod
    def make(cls) -> MemberLink:
        return cls(new_token())

    @property
    def hash(self) -> str:
        return token_hash(self.text)

    @property
    def leave(self) -> str:
        """The token that leaves."""
        return base32.encoded(blake2b(self.text.lower().encode(), person=b"tocsin leave", digest_size=20).digest())

    @property
    def leave_hash(self) -> str:
        return token_hash(self.leave)

    def seal(self, value: Any) -> bytes:
        """A JSON value for whoever has the link: a random nonce of 12 bytes, then ChaCha20-Poly1305."""
        nonce = os.urandom(12)
        content = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        return nonce + ChaCha20Poly1305(self._key()).encrypt(nonce, content, None)

    def open(self, sealed: bytes | memoryview) -> Any:
        """What `seal` sealed; SealedAway with another link."""
        octets = bytes(sealed)
        try:
            return json.loads(ChaCha20Poly1305(self._key()).decrypt(octets[:12], octets[12:], None))
        except InvalidTag:
            raise SealedAway("This was sealed to another link, or is damaged.") from None

    def _key(self) -> bytes:
        return blake2b(self.text.lower().encode(), person=b"tocsin member", digest_size=32).digest()
