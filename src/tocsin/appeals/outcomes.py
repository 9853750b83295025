"""Hearing the outcome: who asked for it is told once, when an edition closes the case.

An outcome may come long after a letter's words are erased, so what is needed for it is kept apart: the address and the
language, sealed to the desk key, from confirmation until it is told, taken back, or two years have passed.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language

from tocsin.actions.models import PublicRecord
from tocsin.actions.states import EditionState
from tocsin.appeals import notices
from tocsin.appeals.models import Appeal
from tocsin.appeals.wish import Wish
from tocsin.records.fields import Sealed

LONGEST: Final = timedelta(days=730)
AT_ONCE: Final = 200


def remember(appeal: Appeal, wish: Wish) -> None:
    """Set what is kept for it on an appeal whose address is confirmed; the caller saves the row."""
    to = wish.usable_email
    wanted = appeal.hears and appeal.confirmed_at is not None and to is not None
    said = {"to": to, "tongue": get_language() or "en"}
    appeal.news = Sealed.of(Appeal, "news", said) if wanted else None


def tell_outcomes(now: datetime) -> int:
    """Tell all who wait for the outcome of a case that has one; how many. Safe to run at any time, and again."""
    closed = PublicRecord.objects.filter(state=EditionState.CLOSED).values_list("slug", flat=True)
    done = 0
    while batch := _tell_some(list(closed), now):
        done += batch
    return done


@transaction.atomic
def _tell_some(slugs: list[str], now: datetime) -> int:
    waiting = Appeal.objects.select_for_update().filter(slug__in=slugs, news__isnull=False).order_by("pk")[:AT_ONCE]
    told = list(waiting)
    for appeal in told:
        assert appeal.news is not None
        number = PublicRecord.objects.values_list("record__number", flat=True).get(slug=appeal.slug)
        link = f"{settings.ENVIRONMENT.url}/actions/{appeal.slug}/"
        notices.tell(appeal, "outcome", str(number), now, link=link, **appeal.news.open())
    Appeal.objects.filter(pk__in=[appeal.pk for appeal in told]).update(news=None, hears=False)
    return len(told)


@transaction.atomic
def forget_waiting(now: datetime) -> int:
    """Nobody waits for ever, and nobody for the outcome of a case that was taken down; how many were erased."""
    down = PublicRecord.objects.filter(state=EditionState.TAKEN_DOWN).values_list("slug", flat=True)
    waiting = Appeal.objects.filter(news__isnull=False)
    old = waiting.filter(confirmed_at__lte=now - LONGEST).values_list("pk", flat=True)
    gone = waiting.filter(slug__in=down).values_list("pk", flat=True)
    ids = [*old, *gone]
    return Appeal.objects.filter(pk__in=ids).update(news=None, hears=False)
