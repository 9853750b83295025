"""The names of one member's alert: its Message-ID, the same however often it is tried, and its sender for bounces."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from django.conf import settings

from tocsin.records.veiled import CODE_BYTES, key_for, unveiled, veiled

_PURPOSE: Final = b"tocsin verp"
_IDS_BYTES: Final = 10
_PREFIX: Final = "alert-"
_TOKEN: Final = re.compile(rf"[0-9a-f]{{{2 * (CODE_BYTES + _IDS_BYTES)}}}\Z")
"""Hexadecimal digits: with the prefix no longer than the 64 octets that RFC 5321 section 4.5.3.1.1 gives."""


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
        return f"{_PREFIX}{veiled(self.key, _PURPOSE, ids).hex()}@{self.domain}"


def names_of(alert: int) -> Names:
    return Names(alert, _key(), settings.ENVIRONMENT.mail_domain)


def is_ours(address: str) -> bool:
    """Whether it has the form of such an address, whoever made it."""
    local, _, domain = address.strip().strip("<>").lower().rpartition("@")
    return domain == settings.ENVIRONMENT.mail_domain and local.startswith(_PREFIX)


def bounced(address: str) -> tuple[int, int] | None:
    """Alert and member that an address of ours stands for; None for any that was not made here."""
    local, _, domain = address.strip().strip("<>").lower().rpartition("@")
    text = local.removeprefix(_PREFIX)
    if domain != settings.ENVIRONMENT.mail_domain or text == local or not _TOKEN.match(text):
        return None
    ids = unveiled(_key(), _PURPOSE, bytes.fromhex(text))
    return (int.from_bytes(ids[:4], "big"), int.from_bytes(ids[4:], "big")) if ids else None


def _key() -> bytes:
    return key_for(settings.SECRET_KEY, "alerts")
