"""The names of one member's alert: its Message-ID, the same however often it is tried, and its sender for bounces."""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b, sha256
from typing import Final

from django.conf import settings

_MAC_BYTES: Final = 16
_IDS_BYTES: Final = 10
_PREFIX: Final = "alert-"
_LENGTH: Final = 42
"""Characters of base32 for 26 bytes, without the padding."""


@dataclass(frozen=True, slots=True)
class Names:
    """Of the members of one alert."""

    alert: int
    key: bytes
    domain: str

    def message_id(self, member: int) -> str:
        """Fixed for an alert and a member; tells neither."""
        digest = blake2b(b"id %d %d" % (self.alert, member), key=self.key, digest_size=20).digest()
        return f"<{digest.hex()}@{self.domain}>"

    def bounces_to(self, member: int) -> str:
        """The envelope's sender (VERP). It carries both ids, hidden and authenticated, so that no table of a million
        tokens an alert is kept.
        """
        ids = self.alert.to_bytes(4, "big") + member.to_bytes(_IDS_BYTES - 4, "big")
        mac = _mac(self.key, ids)
        token = mac + _hidden(self.key, mac, ids)
        return f"{_PREFIX}{base64.b32encode(token).decode('ascii').lower().rstrip('=')}@{self.domain}"


def names_of(alert: int) -> Names:
    return Names(alert, _key(settings.SECRET_KEY), settings.ENVIRONMENT.mail_domain)


def is_ours(address: str) -> bool:
    """Whether it has the form of such an address, whoever made it."""
    local, _, domain = address.strip().strip("<>").lower().rpartition("@")
    return domain == settings.ENVIRONMENT.mail_domain and local.startswith(_PREFIX)


def bounced(address: str) -> tuple[int, int] | None:
    """Alert and member that an address of ours stands for; None for any that was not made here."""
    local, _, domain = address.strip().strip("<>").lower().rpartition("@")
    text = local.removeprefix(_PREFIX)
    if domain != settings.ENVIRONMENT.mail_domain or text == local or len(text) != _LENGTH:
        return None
    try:
        token = base64.b32decode(text.upper() + "=" * (-len(text) % 8))
    except ValueError:
        return None
    key, mac = _key(settings.SECRET_KEY), token[:_MAC_BYTES]
    ids = _hidden(key, mac, token[_MAC_BYTES:])
    if not hmac.compare_digest(mac, _mac(key, ids)):
        return None
    return int.from_bytes(ids[:4], "big"), int.from_bytes(ids[4:], "big")


def _mac(key: bytes, ids: bytes) -> bytes:
    return blake2b(ids, key=key, person=b"tocsin verp", digest_size=_MAC_BYTES).digest()


def _hidden(key: bytes, mac: bytes, ids: bytes) -> bytes:
    """The ids under a pad that the authenticator chooses; applied twice it shows them again."""
    pad = blake2b(mac, key=key, person=b"tocsin verp pad", digest_size=_IDS_BYTES).digest()
    return (int.from_bytes(ids, "big") ^ int.from_bytes(pad, "big")).to_bytes(_IDS_BYTES, "big")


@lru_cache(maxsize=2)
def _key(secret: str) -> bytes:
    return sha256(f"tocsin alerts\0{secret}".encode()).digest()
