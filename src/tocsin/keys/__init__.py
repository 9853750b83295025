"""Signatures of editions (minisign's format), sealing to the desk key (HPKE). Pure: no framework, no network."""

from tocsin.keys.errors import BadSignature, KeysError, SealedAway, UnusableKey
from tocsin.keys.minisign import PublicKey, SecretKey, sign, verify
from tocsin.keys.sealing import DeskKey, DeskPublicKey, OwnBox, is_own

__all__ = [
    "BadSignature",
    "DeskKey",
    "DeskPublicKey",
    "KeysError",
    "OwnBox",
    "PublicKey",
    "SealedAway",
    "SecretKey",
    "UnusableKey",
    "is_own",
    "sign",
    "verify",
]
