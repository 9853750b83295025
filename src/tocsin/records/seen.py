"""Doing something to what somebody has seen: whoever confirms or changes a thing decides about what stood on their
page, and not about what another person made of it meanwhile.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.records.errors import Refused
from tocsin.records.models import Entry
from tocsin.records.turns import take_turn


def mark_of(subject: str, verbs: Collection[str] = ()) -> int:
    """The newest line of the history about this thing; 0 for none. verbs: those that count; empty: all."""
    entries = Entry.objects.filter(subject=subject)
    if verbs:
        entries = entries.filter(verb__in=list(verbs))
    return entries.order_by("-id").values_list("id", flat=True).first() or 0


@contextmanager
def as_seen(turn: str, subject: str, seen: int | None, verbs: Collection[str] = ()) -> Iterator[None]:
    """One transaction with the turn, for what is done to a thing as it was when its mark was `seen`; else Refused."""
    with transaction.atomic():
        take_turn(turn)
        if mark_of(subject, verbs) != seen:
            raise Refused(
                _("Somebody changed this since you opened the page. Nothing was done: look at it as it is now."),
                "changed",
            )
        yield
