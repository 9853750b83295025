"""Who is at the desk: sessions, each a row of its own, listed and ended by whom it belongs to."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from tocsin.records import history
from tocsin.records.errors import NotThere
from tocsin.records.scrubbing import scrub
from tocsin.staff.models import Person, Session, Tries, TriesSalt
from tocsin.staff.throttle import forget_tries

LONGEST: Final = timedelta(days=14)
IDLE: Final = timedelta(hours=12)
HALF: Final = timedelta(minutes=15)
"""How long somebody has between their secret and the second factor; setting it up takes a while."""
SEEN_EVERY: Final = timedelta(minutes=1)
"""How exactly it is kept when a session was last used: not every page writes."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that was just opened. token: for the cookie; it is kept nowhere."""

    token: str
    session: Session


def open_session(person: Person, device: str, now: datetime, *, whole: bool) -> Opened:
    """Always under a new token, so that nobody can be made to use one that somebody else knows."""
    token = secrets.token_urlsafe(32)
    session = Session.objects.create(
        person=person, token_hash=_hash(token), whole=whole, device=device, started_at=now, seen_at=now
    )
    if whole:
        history.note(now, person.pk, "signed in", f"staff:{person.pk}", session=session.pk)
    return Opened(token, session)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def session_of(token: str, now: datetime) -> Session | None:
    """The session of this token, whole or half, if its time is not over and its person still works here."""
    session = (
        Session.objects.select_related("person__section").filter(_lasting(now), token_hash=_hash(token[:100])).first()
    )
    if session is not None and now - session.seen_at >= SEEN_EVERY:
        # Not save(): a session that was ended meanwhile must not come back.
        Session.objects.filter(pk=session.pk).update(seen_at=now)
    return session


def _lasting(now: datetime) -> Q:
    whole = Q(whole=True, started_at__gt=now - LONGEST, seen_at__gt=now - IDLE)
    return Q(person__active=True) & (whole | Q(whole=False, started_at__gt=now - HALF))


def sessions_of(person: Person, now: datetime) -> list[Session]:
    """Where somebody is signed in, the last used first."""
    return list(Session.objects.filter(_lasting(now), person=person, whole=True).order_by("-seen_at", "-pk"))


@transaction.atomic
def end_session(person: Person, session_id: int, now: datetime) -> None:
    """End one of one's own."""
    if not Session.objects.filter(pk=session_id, person=person).delete()[0]:
        raise NotThere("session of this number")
    history.note(now, person.pk, "session ended", f"staff:{person.pk}", session=session_id)


@transaction.atomic
def end_other_sessions(session: Session, now: datetime) -> int:
    """End all of one's own but this one, also half ones; how many."""
    ended = Session.objects.filter(person=session.person).exclude(pk=session.pk).delete()[0]
    if ended:
        history.note(now, session.person_id, "sessions ended", f"staff:{session.person_id}", number=ended)
    return ended


@transaction.atomic
def end_sessions(actor: Person | None, person: Person, now: datetime) -> int:
    """End all of somebody's, also half ones; how many."""
    ended = Session.objects.filter(person=person).delete()[0]
    if ended:
        history.note(now, actor.pk if actor else None, "sessions ended", f"staff:{person.pk}", number=ended)
    return ended


def end_everybodys_sessions() -> None:
    """After a restore, in its transaction: what was ended since the backup must not be open again."""
    Session.objects.all().delete()


def forget_sign_ins(now: datetime) -> int:
    """Erase sessions whose time is over, and tries of days that are over; then from the files. How many sessions."""
    over = Session.objects.exclude(pk__in=Session.objects.filter(_lasting(now)).values("pk")).delete()[0]
    if forget_tries(now) or over:
        scrub(Session, Tries, TriesSalt)
    return over
