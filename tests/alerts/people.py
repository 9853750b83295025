"""Members for tests and benchmarks, as they lie in the tables once they have confirmed."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Any

from django.conf import settings

from tests.network import NOW
from tocsin.members.links import MemberLink
from tocsin.members.models import Member, MemberState, Profile
from tocsin.members.wishes import Wishes
from tocsin.records.fields import Sealed
from tocsin.records.persons import domain_of, person_of

PURPOSE = "members.member.content"
AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Made:
    """A member whom a test made, with what only they know."""

    pk: int
    email: str
    link: MemberLink


def profile_of(wishes: Wishes) -> Profile:
    return Profile.objects.get_or_create(key=wishes.key, defaults={"wishes": wishes.to_json()})[0]


def make_members(
    number: int, wishes: Wishes | None = None, *, first: int = 1, domain: str = "example.org", **columns: Any
) -> list[Made]:
    """So many members with the same wishes, `member<first>@<domain>` and on; in the order of their ids.

    columns: of `Member`, where they are to differ: section, state, next_at, paused_until, group …
    """
    profile = profile_of(wishes or Wishes())
    known = [(f"member{first + at}@{domain}", MemberLink.make()) for at in range(number)]
    made: list[Made] = []
    for some in batched(known, AT_ONCE):
        rows = Member.objects.bulk_create(_rows(some, profile, columns))
        made += [Made(row.pk, email, link) for row, (email, link) in zip(rows, some, strict=True)]
    return made


def make_mixed(kinds: list[tuple[Wishes, dict[str, Any]]], each: int, *, first: int = 1) -> None:
    """So many members of each kind (wishes, and columns), in an order that has nothing to do with it."""
    rows: list[Member] = []
    for at, (wishes, columns) in enumerate(kinds):
        numbers = range(first + at * each, first + (at + 1) * each)
        known = [(f"member{number}@example.org", MemberLink.make()) for number in numbers]
        rows += _rows(known, profile_of(wishes), dict(columns))
    random.Random(first).shuffle(rows)
    Member.objects.bulk_create(rows)


def make_member(email: str, wishes: Wishes | None = None, **columns: Any) -> Made:
    """One with an address of their own: a writer's, for instance."""
    link = MemberLink.make()
    (row,) = Member.objects.bulk_create(_rows([(email, link)], profile_of(wishes or Wishes()), columns))
    return Made(row.pk, email, link)


def _rows(known: Any, profile: Profile, columns: dict[str, Any]) -> Iterator[Member]:
    box = settings.KEYRING.desk_key().own_box()
    when: datetime = columns.pop("consented_at", NOW)
    for email, link in known:
        content = json.dumps({"email": email, "link": link.text}, separators=(",", ":")).encode()
        own = {"email": email, "origin": "page", "consented_at": when.isoformat()}
        usual = {"state": MemberState.ACTIVE, "origin": "page", "consented_at": when, "asked_at": when}
        yield Member(
            content=Sealed(PURPOSE, box.seal(content, PURPOSE)),
            kept=link.seal(own),
            person=person_of(email),
            domain=domain_of(email),
            link_hash=link.hash,
            leave_hash=link.leave_hash,
            profile=profile,
            **(usual | columns),
        )
