"""Addresses that may become links; what could carry more than an address stays text."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

_ADDRESS = re.compile(r"[^\s?&%#<>\"'\\,;:@()\[\]]+@[^\s?&%#<>\"'\\,;:@()\[\]/]+")
_NUMBER = re.compile(r"\+[1-9][0-9]{4,14}")


def mail_link(address: str) -> str | None:
    """`mailto:` (RFC 6068) for a plain address, international ones as UTF-8 octets."""
    plain = _ADDRESS.fullmatch(address) and address.isprintable()
    return f"mailto:{quote(address, safe='@!$*+=^_`{|}~')}" if plain else None


def phone_link(number: str) -> str | None:
    """`tel:` (RFC 3966) for a number in E.164."""
    return f"tel:{number}" if _NUMBER.fullmatch(number) else None


def web_link(text: str) -> str | None:
    """The text itself where it is one web address and nothing else."""
    if not (text.isascii() and text.isprintable()) or any(sign in text for sign in ' <>"\\^`{|}'):
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return text if parts.scheme in {"http", "https"} and parts.hostname else None
