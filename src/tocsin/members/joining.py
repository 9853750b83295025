"""Joining: somebody types an address, and confirms it by a button behind a link that only its mailbox gets.

What is answered, and what is done, is the same whether the address is new, waits for its button, or is a member's: the
page tells nobody who is a member. A member is sent their own link instead.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any, Final

from django.db import transaction

from tocsin.appeals.entering import NotYet
from tocsin.appeals.guarding import Visit, check_person, count_visit
from tocsin.appeals.wish import Fault
from tocsin.delivery import telling
from tocsin.delivery.incoming.tokens import new_token, token_hash
from tocsin.delivery.models import Letter
from tocsin.letters.addresses import email_of
from tocsin.letters.hygiene import one_line
from tocsin.members.links import MemberLink
from tocsin.members.models import Gone, Member, MemberState
from tocsin.members.notices import KEY, Role, owner_of
from tocsin.members.profiles import profile_of
from tocsin.members.wishes import Wishes
from tocsin.records.errors import Refused
from tocsin.records.fields import Sealed
from tocsin.records.persons import domain_of, person_of, token_from
from tocsin.records.turns import take_turn

STAMPED: Final = "join"
"""What the page of joining is called in its stamp (`appeals.guarding`)."""

CONFIRM_WITHIN: Final = timedelta(days=7)
LONGEST_ADDRESS: Final = 254
BY_THE_PAGE: Final = "page"


class LinkEnded(Refused):
    """The link was used, is too old, or is none."""

    def __init__(self) -> None:
        super().__init__("This link has ended: ask for alerts once more.", "link-ended")


def link_behind(code: str) -> MemberLink:
    """The private link that a code makes: whoever confirms is led to their page, and nothing else is kept for that."""
    return MemberLink(token_from(blake2b(code.lower().encode(), person=b"tocsin join", digest_size=20).hexdigest()))


def ask(  # noqa: PLR0913, PLR0917 - what comes from a form
    email: str, wishes: Wishes, section: str, visit: Visit, tongue: str, now: datetime
) -> None:
    """Send a link to an address, to confirm that its owner wants alerts; or, to a member, the link that they have.

    Raises NotYet where the address cannot be one, or too much came from one place today.
    """
    usable = email_of(one_line(email)[:LONGEST_ADDRESS])
    if usable is None:
        raise NotYet([Fault.EMAIL])
    check_person(visit, STAMPED, now)
    # Made for whomever it is, so that nobody tells a member by how long it takes.
    asked = _prepare(usable, wishes, section, now)
    with transaction.atomic():
        count_visit(replace(visit, address=usable), now)
        take_turn(f"member {asked.person}")
        member, role = _entered(asked)
        _unsent(member).delete()
        said = {"to": usable, "code": asked.code, "tongue": tongue}
        telling.row_of(KEY, role, said, now, owner=owner_of(member.pk), domain=domain_of(usable)).save()


@dataclass(frozen=True, slots=True)
class _Asked:
    """values: of a member's row, without its wishes."""

    person: str
    code: str
    wishes: Wishes
    values: dict[str, Any]


def _prepare(usable: str, wishes: Wishes, section: str, now: datetime) -> _Asked:
    code = new_token()
    link = link_behind(code)
    values = {
        "content": Sealed.of(Member, "content", {"email": usable, "link": link.text}),
        "kept": link.seal({"email": usable}),
        "domain": domain_of(usable),
        "link_hash": link.hash,
        "leave_hash": link.leave_hash,
        "section": section,
        "state": MemberState.ASKED,
        "origin": BY_THE_PAGE,
        "asked_at": now,
        **_confirmed_by(code, now),
    }
    return _Asked(person_of(usable), code, wishes, values)


def _confirmed_by(code: str, now: datetime) -> dict[str, Any]:
    return {"confirm_hash": token_hash(code), "confirm_until": now + CONFIRM_WITHIN}


def _entered(asked: _Asked) -> tuple[Member, Role]:
    """The row, and what is to be said to its owner. What a member has chosen is not changed by who types an address."""
    # The row before the profiles, as everywhere: in two orders two would wait for each other.
    member = Member.objects.select_for_update().filter(person=asked.person).first()
    profile = profile_of(asked.wishes)
    if member is not None and member.state == MemberState.ACTIVE:
        return member, Role.AGAIN
    if member is None:
        member = Member(person=asked.person, profile=profile, **asked.values)
    elif member.state == MemberState.ASKED:
        member.profile = profile
        _set(member, asked.values)
    else:
        _set(member, {name: asked.values[name] for name in ("confirm_hash", "confirm_until")})
    member.save()
    return member, Role.JOIN


def _set(member: Member, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(member, name, value)


def _unsent(member: Member) -> Any:
    """Links that were not sent yet: a newer one ends them."""
    return Letter.objects.filter(owner=owner_of(member.pk), key=KEY, lease_until=None, handed_at=None)


def is_open(code: str, now: datetime) -> bool:
    """Whether the button behind this link would work; for the page, which only reads."""
    return Member.objects.filter(confirm_hash=token_hash(code), confirm_until__gt=now).exists()


@transaction.atomic
def confirm(code: str, now: datetime) -> MemberLink | None:
    """They are a member from now on; their private link, None where they had another one before. Pressed twice, it is
    once. Whoever left before is back, for it is they who ask. Raises LinkEnded.
    """
    link = link_behind(code)
    member = Member.objects.select_for_update().filter(confirm_hash=token_hash(code)).first()
    if member is None:
        if Member.objects.filter(link_hash=link.hash, state=MemberState.ACTIVE).exists():
            return link
        raise LinkEnded
    if member.confirm_until is None or now >= member.confirm_until:
        raise LinkEnded
    _set(member, {"state": MemberState.ACTIVE, "confirm_hash": None, "confirm_until": None})
    _set(member, {"soft_bounces": 0, "soft_since": None})
    if member.consented_at is None:
        member.consented_at = now
    member.save()
    Gone.objects.filter(person=member.person).delete()
    return link if member.link_hash == link.hash else None
