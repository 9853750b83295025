"""Addresses of our own to which answers and bounces come: each names one letter by a token that nobody can guess.

A token has 160 bits and stands in the database as its SHA-256 alone. There is no signature in it: one that is not in
the database is forged. Small letters and digits, because mail servers change the case of addresses.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from enum import StrEnum
from hashlib import sha256

from tocsin.records import base32

TOKEN_BYTES = 20

_OURS = re.compile(r"(appeal|bounce)-([a-z2-7]{32})\Z")


class AddressKind(StrEnum):
    """APPEAL: From of a letter, where an official answers. BOUNCE: its envelope's sender (VERP)."""

    APPEAL = "appeal"
    BOUNCE = "bounce"


def new_token(random: Callable[[int], bytes] = secrets.token_bytes) -> str:
    return base32.encoded(random(TOKEN_BYTES))


def token_hash(token: str) -> str:
    """What the database keeps and is asked for."""
    return sha256(token.lower().encode()).hexdigest()


def address(kind: AddressKind, token: str, domain: str) -> str:
    return f"{kind}-{token}@{domain}"


def parsed(address: str, domain: str) -> tuple[AddressKind, str] | None:
    """Kind and token of an address of ours; None for any other one."""
    local, at, host = address.strip().removeprefix("<").removesuffix(">").lower().rpartition("@")
    found = _OURS.match(local)
    if not at or host != domain.lower() or not found:
        return None
    return AddressKind(found[1]), found[2]
