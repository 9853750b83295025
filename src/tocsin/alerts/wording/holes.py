"""What stands in a text where a member's own parts go, each exactly as long as what takes its place.

A text is encoded once for all who get it in the same words; then the octets of the holes are exchanged. Letters of
ASCII are the same in every encoding of a text but base64.
"""

from __future__ import annotations

from typing import Final

from tocsin.members import alert_links

LINK_LENGTH: Final = 32
"""Of a token of `members.links.MemberLink`."""
WRITE_LENGTH: Final = alert_links.LENGTH
"""Of the token that lets who comes from their own alert write without a second confirmation."""

_MARK: Final = "hole"

ME: Final = _MARK + "m" * (LINK_LENGTH - len(_MARK))
WRITE: Final = _MARK + "w" * (WRITE_LENGTH - len(_MARK))
