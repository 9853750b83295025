"""Errors of this package. Nothing else leaves it.

KeysError
├── UnusableKey    a key that is not in its format, or damaged
├── BadSignature   the signature is not of these bytes, or not by this key
└── SealedAway     sealed to a key that this process does not have, or damaged
"""


class KeysError(Exception):
    """Base of all. `str(error)` is one plain sentence for a person and never holds a key."""


class UnusableKey(KeysError):
    """The text is not a key of the kind asked for."""


class BadSignature(KeysError):
    """The signature does not vouch for these bytes."""


class SealedAway(KeysError):
    """What is sealed cannot be opened here."""
