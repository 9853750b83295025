"""Forgetting in time: letter texts 28 days after their end state, drafts and what was never confirmed 7 days after the
last touch, replies 28 days, copies in the outbox of the test mode with them (SAFETY.md, P10).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from tocsin.actions.models import PublicRecord
from tocsin.actions.states import EditionState
from tocsin.appeals import outcomes
from tocsin.appeals.guarding import throw_salts_away
from tocsin.appeals.models import Appeal, AppealState, Reply, Salt, Shingle, Tally
from tocsin.delivery import ledger
from tocsin.delivery.channels import outbox
from tocsin.delivery.kinds import BY_NETWORK, Kind, Why
from tocsin.delivery.models import Handling, Letter
from tocsin.delivery.states import ENDED, NOT_HANDED_OVER, Event, LetterState
from tocsin.records import tombstones
from tocsin.records.scrubbing import scrub

TEXTS: Final = timedelta(days=28)
UNFINISHED: Final = timedelta(days=7)
OWN_HANDS: Final = timedelta(days=90)
"""Letters in the writer's own hands that nobody reports, after the last touch; a deadline ends them sooner."""
ERASED_WITHIN: Final = timedelta(days=1)
"""For so long each round sees to it that what a writer erased is gone from the files too."""
AT_ONCE: Final = 500


HOLD_WORDS: Final = (Appeal, Letter, Reply, Handling)
"""Tables in which words of writers, officials and operators lie, sealed."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many were erased."""

    appeals: int
    notices: int
    replies: int

    @property
    def any(self) -> bool:
        return bool(self.appeals or self.notices or self.replies)


def forget(now: datetime) -> Forgotten:
    """Erase all whose time has come, then see that it is gone from the files. Safe to run at any time, and again."""
    _unconfirmed_ways(now)
    waiting = outcomes.forget_waiting(now)
    appeals = sum(_all(job, now) for job in (_unfinished, _ended, _gone))
    done = Forgotten(appeals, _all(_notices, now), _replies(now))
    _shingles()
    salts = throw_salts_away(now)
    if done.any or _mark_erased(now) or waiting:
        scrub(*HOLD_WORDS)
    if salts:
        scrub(Salt, Tally, Shingle)
    return done


def _all(job: Callable[[datetime], int], now: datetime) -> int:
    """In batches, until nothing is left."""
    total = 0
    while done := job(now):
        total += done
    return total


def _mark_erased(now: datetime) -> int:
    """Appeals that their writers erased within the last day: no restore brings them back. How many."""
    rows = Appeal.objects.filter(state=AppealState.ERASED, touched_at__gt=now - ERASED_WITHIN)
    hashes = list(rows.values_list("token_hash", flat=True))
    for one in hashes:
        tombstones.mark("appeal", one)
    return len(hashes)


def erase_again(now: datetime) -> int:
    """After a restore, in its transaction: erase what the marks on this disk name. How many appeals."""
    marked = tombstones.marked("appeal")
    back = Appeal.objects.exclude(state=AppealState.ERASED).order_by("pk")
    found = [appeal for appeal in back.iterator() if appeal.token_hash in marked]
    for appeal in found:
        _end_letters(appeal, now, Event.RECALL, Why.TAKEN_BACK)
        erase_appeal(appeal, at_own_wish=True)
    return len(found)


def erase_appeal(appeal: Appeal, *, at_own_wish: bool = False) -> None:
    """Take everything away that a person said or by which they are known; in the caller's transaction. What is being
    handed over at this moment goes when that has ended (`aftermath.after`). at_own_wish: also what is kept for the
    outcome.
    """
    rows = Letter.objects.filter(owner=appeal.pk, lease_until=None)
    outbox.forget(settings.ENVIRONMENT.data / "outbox", rows.values_list("message_id", flat=True))
    Letter.objects.filter(owner=appeal.pk, kind=Kind.NOTICE, lease_until=None).delete()
    Letter.objects.filter(owner=appeal.pk).update(
        content=None, person=None, token_hash=None, said_failing_at=None, said_failing_as="", said_failing_of=""
    )
    Reply.objects.filter(appeal=appeal).delete()
    Appeal.objects.filter(pk=appeal.pk).update(
        kept=None, content=None, person=None, confirm_hash=None, state=AppealState.ERASED
    )
    if at_own_wish:
        Appeal.objects.filter(pk=appeal.pk).update(news=None, hears=False)


def _unfinished(now: datetime) -> int:
    """Drafts, and appeals that nobody confirmed."""
    old = Appeal.objects.filter(
        state__in=[AppealState.DRAFT, AppealState.WAITING], touched_at__lte=now - UNFINISHED, confirmed_at=None
    )
    return _each(old.exclude(Exists(_in_own_hands())).order_by("pk"), now)


def _in_own_hands() -> QuerySet[Letter]:
    """Letters of an appeal that its writer sends, or has sent, without the network."""
    return Letter.objects.filter(owner=OuterRef("pk"), kind=Kind.LETTER).exclude(route__in=[*BY_NETWORK])


@transaction.atomic
def _unconfirmed_ways(now: datetime) -> None:
    """Where a part of an appeal was confirmed, or is in its writer's own hands, only what was not confirmed ends."""
    old = Appeal.objects.select_for_update().filter(state=AppealState.WAITING, touched_at__lte=now - UNFINISHED)
    for appeal in old.filter(Q(confirmed_at__isnull=False) | Exists(_in_own_hands())).order_by("pk"):
        rows = Letter.objects.select_for_update().filter(owner=appeal.pk, state=LetterState.WAITING)
        ledger.hold_back(list(rows), Event.EXPIRE, Why.NOT_CONFIRMED, now)
        appeal.state = AppealState.SENT
        if appeal.confirmed_at is None:
            # Nobody said that the address is theirs: what the network itself can read of it goes.
            appeal.hears, appeal.content = False, None
        appeal.save(update_fields=["state", "hears", "content"])


def _ended(now: datetime) -> int:
    """Appeals of which every letter came to its end 28 days ago, or lay in the writer's hands for long."""
    alive = Letter.objects.filter(owner=OuterRef("pk"), kind=Kind.LETTER).exclude(
        Q(state__in=ENDED, closed_at__lte=now - TEXTS) | Q(state=LetterState.WRITTEN, state_at__lte=now - OWN_HANDS)
    )
    old = Appeal.objects.filter(state=AppealState.SENT, touched_at__lte=now - TEXTS).exclude(Exists(alive))
    return _each(old.order_by("pk"), now)


def _gone(now: datetime) -> int:
    """Appeals on cases that were taken down, once their writers are told: they speak of people to be forgotten."""
    down = PublicRecord.objects.filter(state=EditionState.TAKEN_DOWN).values_list("slug", flat=True)
    told = Letter.objects.filter(owner=OuterRef("pk"), kind=Kind.NOTICE, state=LetterState.READY)
    news = told.exclude(key__in=["confirm", "remind"])
    alive = Letter.objects.filter(owner=OuterRef("pk"), kind=Kind.LETTER, state__in=NOT_HANDED_OVER)
    old = Appeal.objects.filter(slug__in=down).exclude(state=AppealState.ERASED)
    return _each(old.exclude(Exists(news)).exclude(Exists(alive)).order_by("pk"), now)


def _each(appeals: QuerySet[Appeal], now: datetime) -> int:
    found = list(appeals[:AT_ONCE])
    for appeal in found:
        with transaction.atomic():
            _end_letters(appeal, now, Event.EXPIRE, Why.NOT_CONFIRMED)
            erase_appeal(appeal)
    return len(found)


def _end_letters(appeal: Appeal, now: datetime, event: Event, why: Why) -> None:
    rows = Letter.objects.select_for_update().filter(owner=appeal.pk, kind=Kind.LETTER)
    ledger.hold_back(list(rows), event, why, now)


@transaction.atomic
def _notices(now: datetime) -> int:
    """What was told to a writer, once it is told."""
    old = Letter.objects.filter(kind=Kind.NOTICE, content__isnull=False, state_at__lte=now - TEXTS)
    rows = list(old.exclude(state__in=[LetterState.READY, LetterState.HELD]).order_by("pk")[:AT_ONCE])
    outbox.forget(settings.ENVIRONMENT.data / "outbox", [row.message_id for row in rows])
    Letter.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


@transaction.atomic
def _replies(now: datetime) -> int:
    """And, with them, why operators held a letter or let it go: it may tell what stood in one."""
    count, _ = Reply.objects.filter(received_at__lte=now - TEXTS).delete()
    return count + Handling.objects.filter(at__lte=now - TEXTS, reason__isnull=False).update(reason=None)


@transaction.atomic
def _shingles() -> None:
    """Hashed pieces of letters are kept while letters on the case may be written."""
    live = PublicRecord.objects.filter(state=EditionState.LIVE).values_list("slug", flat=True)
    Shingle.objects.exclude(slug__in=live).delete()
