"""The link in a member's own alert to the page of writing: who comes by it has shown that the mailbox is theirs.

The token stands for the member, the case and the edition. Nobody but this installation makes one, or reads from it
whose it is: a link is passed on, and two of one member have nothing in common. It opens nothing; it says of one mailbox
that it need not be confirmed once more for this edition.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings

from tocsin.members.models import Member, MemberState
from tocsin.records import base32
from tocsin.records.veiled import CODE_BYTES, key_for, unveiled, veiled

_PURPOSE: Final = b"tocsin write"
_ID_BYTES: Final = 8
LENGTH: Final = -(-(CODE_BYTES + _ID_BYTES) * 8 // 5)
"""Of each token: small letters and digits of base32, without the padding."""


def write_tokens(slug: str, n: int) -> Callable[[int], str]:
    """Of an edition: makes a member's token, by their id, for `/actions/<slug>/write/<token>/`."""
    key, about = _key(), _about(slug, n)
    return lambda member: base32.encoded(veiled(key, _PURPOSE, member.to_bytes(_ID_BYTES, "big"), about))


def write_token(member_pk: int, slug: str, n: int) -> str:
    return write_tokens(slug, n)(member_pk)


def member_of(token: str, slug: str, n: int) -> int | None:
    """The member's id; None where the token is not ours, or of another case or edition."""
    if len(token) != LENGTH:
        return None
    try:
        octets = base32.decoded(token)
    except ValueError:
        return None
    member_pk = unveiled(_key(), _PURPOSE, octets, _about(slug, n))
    return int.from_bytes(member_pk, "big") if member_pk else None


def person_behind(token: str, slug: str, n: int) -> str:
    """By which the member's mailbox is known (`records.persons.person_of`); empty where the token says nothing."""
    member_pk = member_of(token, slug, n) if token else None
    if member_pk is None or member_pk >= 1 << 63:
        return ""
    rows = Member.objects.filter(pk=member_pk, state=MemberState.ACTIVE)
    return rows.values_list("person", flat=True).first() or ""


def _about(slug: str, n: int) -> bytes:
    return f"{slug} {n}".encode()


def _key() -> bytes:
    return key_for(settings.SECRET_KEY, "write link")
