"""The link in a member's own alert to the page of writing: who comes by it has shown that the mailbox is theirs.

The token names the member, the case and the edition, under a code of 128 bits that only this installation makes. It
opens nothing; it says of one mailbox that it need not be confirmed once more for this edition.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from typing import Final

from django.conf import settings

from tocsin.members.models import Member, MemberState
from tocsin.records.persons import keyed_hash

_ID_BYTES: Final = 8
_CODE_BYTES: Final = 16


def write_token(member_pk: int, slug: str, n: int) -> str:
    """39 characters, for `/actions/<slug>/write/<token>/`."""
    content = member_pk.to_bytes(_ID_BYTES, "big") + _code(member_pk, slug, n)
    return base64.b32encode(content).decode("ascii").rstrip("=").lower()


def member_of(token: str, slug: str, n: int) -> int | None:
    """The member's id; None where the token is not ours, or of another case or edition."""
    text = token.upper()
    try:
        content = base64.b32decode(text + "=" * (-len(text) % 8))
    except (binascii.Error, ValueError):
        return None
    if len(content) != _ID_BYTES + _CODE_BYTES:
        return None
    member_pk = int.from_bytes(content[:_ID_BYTES], "big")
    return member_pk if hmac.compare_digest(content[_ID_BYTES:], _code(member_pk, slug, n)) else None


def person_behind(token: str, slug: str, n: int) -> str:
    """By which the member's mailbox is known (`records.persons.person_of`); empty where the token says nothing."""
    member_pk = member_of(token, slug, n) if token else None
    if member_pk is None or member_pk >= 1 << 63:
        return ""
    rows = Member.objects.filter(pk=member_pk, state=MemberState.ACTIVE)
    return rows.values_list("person", flat=True).first() or ""


def _code(member_pk: int, slug: str, n: int) -> bytes:
    return bytes.fromhex(keyed_hash(settings.SECRET_KEY, "write link", f"{member_pk} {slug} {n}"))[:_CODE_BYTES]
