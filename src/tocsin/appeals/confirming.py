"""Confirming: the button behind the link. The link alone changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from tocsin.appeals import guarding, outcomes
from tocsin.appeals.entering import HasChanged
from tocsin.appeals.matter import Matter, NoLongerOpen, matter_at
from tocsin.appeals.models import Appeal, AppealState
from tocsin.appeals.spreading import first_moment
from tocsin.appeals.tokens import PrivateKey
from tocsin.appeals.wish import Wish
from tocsin.delivery import ledger
from tocsin.delivery.incoming.tokens import token_hash
from tocsin.delivery.kinds import Kind, Why
from tocsin.delivery.models import LIVING, Letter
from tocsin.delivery.states import Event, LetterState
from tocsin.records.errors import Refused
from tocsin.records.persons import person_of
from tocsin.records.turns import take_turn

FREE_A_DAY: Final = 8
"""Letters of one address that leave without waiting; the ones after them leave one by one."""

SLOWED: Final = timedelta(minutes=10)


class LinkEnded(Refused):
    """The link was used, is too old, or is none. The private page can send a new one."""

    def __init__(self) -> None:
        super().__init__("This link has ended: open your page and let it send you a new one.", "link-ended")


def is_open(token: str, code: str, now: datetime) -> bool:
    """Whether the button behind this link would work; for the page, which only reads."""
    appeal = Appeal.objects.filter(token_hash=PrivateKey(token).hash).first()
    return appeal is not None and _fits(appeal, code, now)


@transaction.atomic
def confirm(token: str, code: str, now: datetime) -> int:
    """Let the letters go that wait for it; how many. Pressed twice, it does nothing more and says so by 0. A letter to
    somebody who has one of this person for this edition already is held back, and not counted.

    Raises LinkEnded, NoLongerOpen, HasChanged, NotThere. Nothing is confirmed then.
    """
    key = PrivateKey(token)
    take_turn(f"appeal {key.hash}")
    appeal = Appeal.objects.select_for_update().filter(token_hash=key.hash).exclude(kept=None).first()
    if appeal is None:
        raise LinkEnded
    if not _fits(appeal, code, now):
        if appeal.confirmed_at is not None and appeal.confirm_hash == token_hash(code):
            return 0
        raise LinkEnded
    matter = matter_at(appeal.slug, now)
    why = matter.closed_for(appeal.country, now)
    if why is not None:
        raise NoLongerOpen(why)
    if matter.n != appeal.n:
        raise HasChanged(matter.n)
    return let_go(appeal, Wish.of(key.open(appeal.kept or b"")), matter, now)


@transaction.atomic
def confirm_at_once(token: str, now: datetime) -> int:
    """For the demonstration: as if the writer had pressed the button; how many letters go. Never behind a page."""
    key = PrivateKey(token)
    appeal = Appeal.objects.select_for_update().get(token_hash=key.hash, state=AppealState.WAITING)
    return let_go(appeal, Wish.of(key.open(appeal.kept or b"")), matter_at(appeal.slug, now), now)


def _fits(appeal: Appeal, code: str, now: datetime) -> bool:
    return (
        appeal.confirm_hash == token_hash(code)
        and appeal.confirm_until is not None
        and now < appeal.confirm_until
        and appeal.state == AppealState.WAITING
    )


def let_go(appeal: Appeal, wish: Wish, matter: Matter, now: datetime) -> int:
    """The letters of an appeal whose writer has shown that the address is theirs; in the caller's transaction."""
    person = person_of(wish.usable_email or "")
    take_turn(f"person {person}")
    waiting = list(Letter.objects.select_for_update().filter(owner=appeal.pk, state=LetterState.WAITING).order_by("pk"))
    earlier = set(_already(person, appeal))
    before = _sent_today(person, now)
    again = [letter for letter in waiting if letter.key in earlier]
    going = [letter for letter in waiting if letter.key not in earlier]
    for letter in again:
        ledger.move(letter, Event.RECALL, now, Why.ALREADY)
    event, why = (Event.HOLD, Why.FLOOD) if appeal.held else (Event.CONFIRM, None)
    for number, letter in enumerate(going, start=before):
        start = first_moment(letter, matter, now) + SLOWED * max(0, number - FREE_A_DAY + 1)
        ledger.move(letter, event, now, why, person=person, released_at=start, next_try=start)
    is_first = appeal.confirmed_at is None
    appeal.person, appeal.confirmed_at, appeal.touched_at = person, now, now
    appeal.state = AppealState.SENT
    outcomes.remember(appeal, wish)
    if is_first:
        guarding.remember(guarding.fingerprints_of(wish, appeal.slug))
    appeal.save(update_fields=["person", "confirmed_at", "touched_at", "state", "news"])
    drop_notices(appeal, ("confirm", "remind"), now)
    return len(going)


def _already(person: str, appeal: Appeal) -> Iterable[str]:
    """Keys of the officials to whom this person has a letter for this edition."""
    rows = Letter.objects.filter(person=person, slug=appeal.slug, n=appeal.n, kind=Kind.LETTER, state__in=LIVING)
    return rows.values_list("key", flat=True)


def _sent_today(person: str, now: datetime) -> int:
    return Letter.objects.filter(person=person, released_at__gt=now - timedelta(days=1)).count()


def drop_notices(appeal: Appeal, keys: Iterable[str], now: datetime) -> None:
    """Notices that were not sent yet and say nothing true any more."""
    rows = Letter.objects.select_for_update().filter(
        owner=appeal.pk, kind=Kind.NOTICE, key__in=[*keys], state=LetterState.READY
    )
    ledger.hold_back(list(rows), Event.RECALL, Why.ALREADY, now)
