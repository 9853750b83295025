"""Tokens as text: base32 (RFC 4648 section 6) in small letters, without padding.

The standard library's takes half as long again (3.2 and 2.0 µs for 24 octets), and each alert holds several.
"""

from __future__ import annotations

import base64
from itertools import product
from typing import Final

_PAIRS: Final = [a + b for a, b in product("abcdefghijklmnopqrstuvwxyz234567", repeat=2)]


def encoded(octets: bytes) -> str:
    length = -(-len(octets) * 8 // 5)
    bits = -(-length // 2) * 10
    number = int.from_bytes(octets) << (bits - len(octets) * 8)
    return "".join([_PAIRS[number >> shift & 1023] for shift in range(bits - 10, -1, -10)])[:length]


def decoded(text: str) -> bytes:
    """In large or small letters. ValueError where it is none."""
    return base64.b32decode(text.upper() + "=" * (-len(text) % 8))
