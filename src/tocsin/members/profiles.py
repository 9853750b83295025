"""Profiles: the rows that members with the same wishes share."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import transaction

from tocsin.members.models import Profile
from tocsin.members.wishes import Wishes
from tocsin.records.turns import take_turn

_TURN = "profiles"


def profile_of(wishes: Wishes) -> Profile:
    """The row of these wishes, made where it is new; in the caller's transaction, in which somebody gets it."""
    return profiles_of([wishes])[wishes.key]


def profiles_of(wanted: Collection[Wishes]) -> Mapping[str, Profile]:
    """The same for many, by key."""
    by_key = {one.key: one for one in wanted}
    # None of them is deleted as unused before its new member stands there.
    take_turn(_TURN)
    rows = Profile.objects.filter(key__in=by_key)
    found = {row.key: row for row in rows}
    missing = [Profile(key=key, wishes=one.to_json()) for key, one in by_key.items() if key not in found]
    if missing:
        Profile.objects.bulk_create(missing)
        found |= {row.key: row for row in missing}
    return found


@transaction.atomic
def forget_unused() -> int:
    """Delete those that nobody has any more; how many."""
    take_turn(_TURN)
    return Profile.objects.filter(members=None).delete()[0]
