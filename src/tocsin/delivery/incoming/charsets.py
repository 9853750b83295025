"""Octets of strangers as text: whatever charset they claim, something readable comes out and nothing raises."""

from __future__ import annotations

import codecs

# Codecs of Python that are no charset of any mail, some of which take quadratic time.
_NO_CHARSETS = frozenset({"idna", "punycode", "unicode-escape", "unicode_escape", "raw-unicode-escape", "undefined"})


def decoded(octets: bytes, charset: str) -> str:
    """In that charset; where it is unknown or wrong, in UTF-8, with marks for what that cannot read."""
    try:
        if codecs.lookup(charset).name not in _NO_CHARSETS:
            return octets.decode(charset)
    except (LookupError, ValueError):  # UnicodeError is one, and a zero octet in the name raises it too
        pass
    return octets.decode("utf-8", "replace")
