"""Leaving: nothing goes any more from that moment, and nothing of them is left within a day.

What says who they are is emptied in the transaction in which they leave; the row, the mails of the test mode and the
bytes in the database's files go with the worker's next rounds. A keyed hash of the mailbox stays, so that no list and
no backup brings them back. They themselves may come back, by the page.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from tocsin.delivery.channels import outbox
from tocsin.delivery.incoming.tokens import token_hash
from tocsin.delivery.models import Letter
from tocsin.members.joining import CONFIRM_WITHIN
from tocsin.members.links import MemberLink
from tocsin.members.models import Gone, Member, MemberState
from tocsin.members.notices import owner_of
from tocsin.members.profiles import forget_unused
from tocsin.records import personal, tombstones
from tocsin.records.scrubbing import scrub

ERASED_WITHIN: Final = timedelta(days=1)
MARKED_WITHIN: Final = timedelta(days=30)
"""Longer than any worker is away: who left meanwhile is marked when it is back."""
AT_ONCE: Final = 500

HOLD_WORDS: Final = (Member, Letter)
"""Tables in which something of members lies."""


def leave(token: str, now: datetime) -> bool:
    """By the token that can do nothing else; whether there was a member to leave. Twice is once."""
    return _leave_where(now, leave_hash=token_hash(token))


def leave_by_link(link: MemberLink, now: datetime) -> bool:
    """By the button of their own page."""
    return _leave_where(now, link_hash=link.hash)


def leave_for_good(person: str, now: datetime) -> bool:
    """For somebody who wrote to us, a member or not: no list brings them. person: of `records.persons.person_of`."""
    with transaction.atomic():
        _remember(person, now)
        return _leave_where(now, person=person)


@transaction.atomic
def _leave_where(now: datetime, **where: str) -> bool:
    member = Member.objects.select_for_update().filter(**where).exclude(state=MemberState.LEAVING).first()
    if member is not None:
        _empty(member, now)
    return member is not None


def _remember(person: str, now: datetime) -> None:
    Gone.objects.update_or_create(person=person, defaults={"at": now})


def _empty(member: Member, now: datetime) -> None:
    _remember(member.person, now)
    _forget_notices([member.pk])
    personal.erase(member)
    nobody = f"erased-{member.pk}"
    Member.objects.filter(pk=member.pk).update(
        state=MemberState.LEAVING,
        link_hash=nobody,
        leave_hash=nobody,
        confirm_hash=None,
        confirm_until=None,
        domain="",
        section="",
        moved_at=None,
        moved_from="",
    )


def _forget_notices(members: list[int]) -> None:
    """What is written or was written to them; one that is being handed over at this moment goes with the next round."""
    rows = Letter.objects.filter(owner__in=[*map(owner_of, members)], lease_until=None)
    outbox.forget(settings.ENVIRONMENT.data / "outbox", rows.values_list("message_id", flat=True))
    rows.delete()


type Forget = Callable[[Collection[int]], None]
"""Takes away what lies elsewhere of these members, by their ids; just before their rows go, for nothing else leads
there.
"""


def erase_left(now: datetime, forget: Forget = lambda members: None) -> int:
    """Delete the rows of those who left, and of those who never confirmed; how many. Safe at any time, and again."""
    if not _who_goes(now).exists():
        return 0
    _mark_left(now)
    total = 0
    while done := _erase_some(now, forget):
        total += done
    if total:
        forget_unused()
    return total


def scrub_left(now: datetime) -> None:
    """See that they are gone from the database's files too. It takes long where there are many members: once in hours,
    not each time that somebody leaves.
    """
    if Gone.objects.filter(at__gt=now - ERASED_WITHIN).exists():
        scrub(*HOLD_WORDS)


def _who_goes(now: datetime) -> QuerySet[Member]:
    never_confirmed = Q(state=MemberState.ASKED, asked_at__lte=now - CONFIRM_WITHIN)
    return Member.objects.filter(Q(state=MemberState.LEAVING) | never_confirmed)


@transaction.atomic
def _erase_some(now: datetime, forget: Forget) -> int:
    going = list(_who_goes(now).select_for_update().order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    _forget_notices(going)
    # What is being handed over to one of them at this moment is looked for by their row: it goes a round later.
    in_flight = Letter.objects.filter(owner__in=[*map(owner_of, going)]).values_list("owner", flat=True)
    ending = set(going) - {-owner for owner in in_flight}
    forget(ending)
    return Member.objects.filter(pk__in=ending).delete()[0]


def _mark_left(now: datetime) -> None:
    """Who left lately: no restore brings them back."""
    rows = Gone.objects.filter(at__gt=now - MARKED_WITHIN).values_list("person", "at")
    tombstones.mark_all("member", [_mark_of(person, at) for person, at in rows])


def mark_as_left(persons: Iterable[str], at: datetime) -> None:
    """At once, where the worker would not find a row of theirs."""
    tombstones.mark_all("member", [_mark_of(person, at) for person in persons])


def _mark_of(person: str, at: datetime) -> str:
    return f"{person}@{at.astimezone(UTC):%Y%m%d%H%M%S}"


def marked_as_left() -> dict[str, str]:
    """By the marks on this disk: person and the moment (UTC, as `20261126120000`) at which they left the last time."""
    found: dict[str, str] = {}
    for name in tombstones.marked("member"):
        person, _, moment = name.partition("@")
        found[person] = max(moment, found.get(person, ""))
    return found


def erase_again(now: datetime) -> int:
    """After a restore, in its transaction: who had joined before they left, by the marks on this disk. How many."""
    marks = marked_as_left()
    persons = sorted(marks)
    done = 0
    for start in range(0, len(persons), AT_ONCE):
        for member in Member.objects.filter(person__in=persons[start : start + AT_ONCE]):
            if f"{member.asked_at.astimezone(UTC):%Y%m%d%H%M%S}" <= marks[member.person]:
                _empty(member, _moment_of(marks[member.person]))
                done += 1
    erase_left(now)
    return done


def _moment_of(mark: str) -> datetime:
    return datetime.strptime(mark, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
