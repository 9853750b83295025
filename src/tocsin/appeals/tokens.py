"""The private link: who has it opens the writer's own page, and nobody else can, the server included.

The token is in the link alone. The database has its hash, and the public half of a key pair that is made from it: what
is to be shown on the page, now or later (an official's reply), is sealed to that half.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from tocsin.delivery.incoming.tokens import new_token, token_hash
from tocsin.keys import DeskKey, DeskPublicKey
from tocsin.records.persons import keyed_hash, token_from

_PURPOSE = "tocsin private page"


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """Of one token. text: as in the link."""

    text: str

    @classmethod
    def make(cls) -> PrivateKey:
        return cls(new_token())

    @property
    def hash(self) -> str:
        return token_hash(self.text)

    def _pair(self) -> DeskKey:
        return DeskKey(HKDF(SHA256(), 32, None, _PURPOSE.encode()).derive(self.text.lower().encode()))

    @property
    def public(self) -> bytes:
        return self._pair().public.key

    def open(self, sealed: bytes | memoryview) -> Any:
        """The JSON value that was sealed to this link; SealedAway (keys) with another."""
        return json.loads(self._pair().open(bytes(sealed), _PURPOSE))


def seal_for(reader_key: bytes | memoryview, value: Any) -> bytes:
    """Seal a JSON value to the public half of a private link."""
    content = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return DeskPublicKey(bytes(reader_key)).seal(content, _PURPOSE)


def sender_token(message_id: str) -> str:
    """The token in a message's own sender addresses: made from its Message-ID with this installation's secret, so that
    it is the same at each try and stands nowhere but in the message.
    """
    return token_from(keyed_hash(settings.SECRET_KEY, "sender", message_id))


def message_id() -> str:
    """Without anything that tells who, what or when."""
    return f"<{new_token()}@{settings.ENVIRONMENT.mail_domain}>"
