"""Ids in an address or a link that show themselves to nobody but us: under a code that only this installation makes,
and a pad that the code chooses. No table has to be kept of what was handed out.
"""

from __future__ import annotations

import hmac
from functools import lru_cache
from hashlib import blake2b, sha256
from typing import Final

CODE_BYTES: Final = 16


@lru_cache(maxsize=8)
def key_for(secret: str, purpose: str) -> bytes:
    """32 bytes."""
    return sha256(f"tocsin {purpose}\0{secret}".encode()).digest()


def veiled(key: bytes, purpose: bytes, ids: bytes, about: bytes = b"") -> bytes:
    """A token of `CODE_BYTES` and as many as the ids have, at most 64: the same ids give the same one.

    purpose: at most 12 bytes. ids: of one length for a purpose. about: what the token holds for, without which it is
    not opened; it is not in the token.
    """
    code = _code(key, purpose, ids + about)
    return code + _under_pad(key, purpose, code, ids)


def unveiled(key: bytes, purpose: bytes, token: bytes, about: bytes = b"") -> bytes | None:
    """The ids; None where we did not make this token, or for something else."""
    code, ids = token[:CODE_BYTES], _under_pad(key, purpose, token[:CODE_BYTES], token[CODE_BYTES:])
    return ids if hmac.compare_digest(code, _code(key, purpose, ids + about)) else None


def _code(key: bytes, purpose: bytes, content: bytes) -> bytes:
    made = _begun(key, purpose, CODE_BYTES).copy()
    made.update(content)
    return made.digest()


def _under_pad(key: bytes, purpose: bytes, code: bytes, ids: bytes) -> bytes:
    """Applied twice it shows them again."""
    pad = _begun(key, purpose + b" pad", len(ids)).copy()
    pad.update(code)
    return (int.from_bytes(ids) ^ int.from_bytes(pad.digest())).to_bytes(len(ids))


@lru_cache(maxsize=16)
def _begun(key: bytes, purpose: bytes, size: int) -> blake2b:
    """To be copied: beginning one takes as long again as what follows."""
    return blake2b(key=key, person=purpose, digest_size=size)
