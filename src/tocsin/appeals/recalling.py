"""Recall: letters that were not handed over are held back when an action is stopped, updated, withdrawn, or its last
day has passed. The gate already lets none of them go; this sweep says so on the writers' pages and tells them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from tocsin.appeals import aftermath
from tocsin.appeals.handing import still_wanted
from tocsin.delivery import ledger
from tocsin.delivery.kinds import Kind
from tocsin.delivery.models import Letter
from tocsin.delivery.states import NOT_HANDED_OVER

AT_ONCE = 200


def sweep(now: datetime) -> int:
    """Hold back all that must not go any more, edition by edition; how many letters were."""
    rows = Letter.objects.filter(kind=Kind.LETTER, state__in=NOT_HANDED_OVER)
    done = 0
    for slug, n, country in rows.values_list("slug", "n", "country").distinct().order_by("slug", "n", "country"):
        letter = _latest(slug, n, country)
        if letter is None or still_wanted(letter, now).event is None:
            continue
        same = rows.filter(slug=slug, n=n, country=country).order_by("pk")
        while batch := _hold_back(list(same.values_list("pk", flat=True)[:AT_ONCE]), now):
            done += batch
    return done


def _latest(slug: str, n: int, country: str) -> Letter | None:
    """One that stands for all letters of an edition from one state, for the latest deadline decides; None where another
    worker has held them back meanwhile.
    """
    same = Letter.objects.filter(slug=slug, n=n, country=country, kind=Kind.LETTER, state__in=NOT_HANDED_OVER)
    return same.order_by("not_after").last()


@transaction.atomic
def _hold_back(ids: Iterable[int], now: datetime) -> int:
    count = 0
    for letter in Letter.objects.select_for_update().filter(pk__in=[*ids], state__in=NOT_HANDED_OVER):
        verdict = still_wanted(letter, now)
        if verdict.event is None or verdict.why is None:
            continue
        for held in ledger.hold_back([letter], verdict.event, verdict.why, now):
            aftermath.after(held, verdict.event, now)
            count += 1
    return count
