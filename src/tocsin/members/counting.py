"""How many members a section has, for who keeps them: numbers alone, no address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from tocsin.directory.models import Section
from tocsin.members.models import Member, MemberState
from tocsin.staff.access import may
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed


@dataclass(frozen=True, slots=True)
class Counted:
    """active: alerts go to them. paused: they go again on a day that they chose. asked: the address was typed, and not
    confirmed yet. failing: their mailbox refuses mail.
    """

    active: int
    paused: int
    asked: int
    failing: int


def counted_for(person: Person, section: Section, now: datetime) -> Counted | None:
    """None to whoever does not keep the members of this section."""
    if not may(person, Deed.MEMBERS, section.pk):
        return None
    active = Q(state=MemberState.ACTIVE)
    pausing = Q(paused_until__gt=now.date())
    numbers = Member.objects.filter(section=section.code).aggregate(
        all_active=Count("pk", filter=active),
        paused=Count("pk", filter=active & pausing),
        asked=Count("pk", filter=Q(state=MemberState.ASKED)),
        failing=Count("pk", filter=Q(state=MemberState.FAILING)),
    )
    return Counted(numbers["all_active"] - numbers["paused"], numbers["paused"], numbers["asked"], numbers["failing"])
