"""A member's own page, behind their private link: what they chose, what is held about them, and changing it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction

from tocsin.appeals.models import Appeal
from tocsin.members.links import MemberLink
from tocsin.members.models import Member, MemberState
from tocsin.members.profiles import profile_of
from tocsin.members.wishes import Rhythm, Wishes
from tocsin.records import personal
from tocsin.records.errors import NotThere

WEEK: Final = timedelta(days=7)
_CHOSEN: Final = (
    *("profile", "section", "moved_at", "moved_from", "group", "group_size"),
    *("paused_until", "next_at", "listed"),
)
_HERE = (MemberState.ACTIVE, MemberState.FAILING)


@dataclass(frozen=True, slots=True)
class Choices:
    """All that a member says of themselves and chooses. section: its code; empty for none. paused_until: the first day
    on which alerts go again.
    """

    wishes: Wishes = field(default_factory=Wishes)
    section: str = ""
    group: str = ""
    group_size: int = 0
    paused_until: date | None = None


@dataclass(frozen=True, slots=True)
class Own:
    """What the link opens."""

    email: str
    choices: Choices
    is_failing: bool


def open_member(link: MemberLink) -> Own:
    """Raises NotThere where the link is nobody's."""
    member = _behind(link)
    choices = Choices(
        Wishes.of(member.profile.wishes), member.section, member.group, member.group_size, member.paused_until
    )
    return Own(link.open(member.kept)["email"], choices, member.state == MemberState.FAILING)


@transaction.atomic
def choose(link: MemberLink, choices: Choices, now: datetime) -> None:
    """From now on they are asked for alerts as this says. Raises NotThere."""
    member = _behind(link, for_update=True)
    member.profile = profile_of(choices.wishes)
    if choices.section != member.section:
        member.moved_at, member.moved_from = now, member.section
    member.section, member.group, member.group_size = choices.section, choices.group, choices.group_size
    member.paused_until = choices.paused_until if choices.paused_until and choices.paused_until > now.date() else None
    member.next_at = _next(member.next_at, choices.wishes, now)
    member.listed = False
    member.save(update_fields=_CHOSEN)


def _next(known: datetime | None, wishes: Wishes, now: datetime) -> datetime | None:
    """When the next alert may go to somebody who wishes this from now on: who had this week's digest gets no other."""
    if wishes.most_a_month is not None or known is None:
        return known
    return min(known, now + WEEK) if wishes.rhythm is Rhythm.WEEKLY else None


def held_about(link: MemberLink) -> dict[str, Any]:
    """Everything that is held about them, as JSON values; hashes by which they are known say what they are for."""
    member = _behind(link)
    own = {name: value for name, value in personal.exported(member).items() if name not in {"content", "kept"}}
    written = Appeal.objects.filter(person=member.person).order_by("confirmed_at", "pk")
    return {
        "email": link.open(member.kept)["email"],
        "private_link": link.text,
        **own,
        "wishes": member.profile.wishes,
        "section": member.section or None,
        "section_before": member.moved_from or None,
        "section_since": member.moved_at,
        "state": member.state,
        "asked_at": member.asked_at,
        "next_alert_not_before": member.next_at,
        "refusals_of_the_mailbox": member.soft_bounces,
        "refusals_of_the_mailbox_since": member.soft_since,
        "came_by_a_list_and_changed_nothing": member.listed,
        "domain_hash": member.domain,
        "letters_written_on": [
            {"action": slug, "edition": n, "confirmed_at": at}
            for slug, n, at in written.values_list("slug", "n", "confirmed_at")
        ],
    }


def _behind(link: MemberLink, *, for_update: bool = False) -> Member:
    rows = Member.objects.select_for_update(of=("self",)) if for_update else Member.objects
    member = rows.select_related("profile").filter(link_hash=link.hash, state__in=_HERE).first()
    if member is None:
        raise NotThere("page at this address")
    return member
