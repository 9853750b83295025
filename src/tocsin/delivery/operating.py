"""What operators do to the outbox: look, hold, release, retry, pause. Ids and states alone; no letter is opened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.delivery import ledger, switching
from tocsin.delivery.kinds import Kind, Why
from tocsin.delivery.models import LIVING, Handling, Letter, Switch
from tocsin.delivery.states import Event, LetterState, allows
from tocsin.records import history
from tocsin.records.errors import BadInput, NotThere, Refused
from tocsin.records.fields import Sealed
from tocsin.staff.access import may, require
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed

MOST_MINUTES = 7 * 24 * 60
LONGEST_REASON = 500


def letters_for(person: Person, states: Sequence[str] = (), case: str | None = None, most: int = 200) -> list[Letter]:
    """What is in the ledger, the newest first. states: only these."""
    require(person, Deed.OUTBOX, anywhere=True)
    unknown = [state for state in states if state not in set(LetterState)]
    if unknown:
        raise BadInput(
            _("“%(unknown)s” is no state of a letter: %(letterstate)s.")
            % {"unknown": unknown[0][:30], "letterstate": ", ".join(LetterState)}
        )
    rows = Letter.objects.order_by("-pk")
    if states:
        rows = rows.filter(state__in=states)
    if case:
        rows = rows.filter(slug=case)
    return list(rows[:most])


def letter_to_json(letter: Letter) -> dict[str, Any]:
    """Of a letter what an operator needs, and nothing of what it says or who wrote it."""
    return {
        "id": letter.pk,
        "kind": letter.kind,
        "case": letter.slug,
        "edition": letter.n,
        "recipient": letter.recipient or None,
        "route": letter.route,
        "state": letter.state,
        "why": letter.why or None,
        "attempts": letter.attempts,
        "answer": letter.last_answer or None,
        "reference": letter.reference or None,
        "next_try": _moment(letter.next_try),
        "since": _moment(letter.state_at),
    }


def outbox_to_json(person: Person, now: datetime) -> dict[str, Any]:
    """The switches, and how many letters and notices are in each state."""
    require(person, Deed.OUTBOX, anywhere=True)
    from django.db.models import Count

    switch = Switch.row()
    counts = Letter.objects.values_list("kind", "state").annotate(number=Count("pk")).order_by("kind", "state")
    paused = switch.paused_until if switch.paused_until and switch.paused_until > now else None
    return {
        "held": switch.held,
        "paused_until": _moment(paused),
        "why": switch.why or None,
        "counts": [{"kind": kind, "state": state, "number": number} for kind, state, number in counts],
    }


def waiting_for(person: Person) -> dict[LetterState, int]:
    """How many letters and notices are held or frozen; nothing for whoever does not keep the outbox."""
    if not may(person, Deed.OUTBOX, anywhere=True):
        return {}
    found = {state: Letter.objects.filter(state=state).count() for state in (LetterState.HELD, LetterState.FROZEN)}
    return {state: number for state, number in found.items() if number}


@transaction.atomic
def hold(person: Person, ids: Iterable[int], now: datetime, reason: str = "") -> int:
    """Hold these letters, or, without any, the whole outbox; how many letters were."""
    require(person, Deed.OUTBOX, anywhere=True)
    chosen = list(ids)
    if not chosen:
        switching.hold_all(Why.OPERATOR, now)
        history.note(now, person.pk, "outbox held", "outbox:all")
        _write_down(person, [None], "hold", now, reason)
        return Letter.objects.filter(state=LetterState.READY).count()
    return _each(person, chosen, Event.HOLD, now, reason, why=Why.OPERATOR)


@transaction.atomic
def release(person: Person, ids: Iterable[int], now: datetime, reason: str = "") -> int:
    """Let held letters go, or, without any, the whole outbox: hold and pause end. How many letters were."""
    require(person, Deed.OUTBOX, anywhere=True)
    chosen = list(ids)
    if not chosen:
        switching.release_all(now)
        history.note(now, person.pk, "outbox released", "outbox:all")
        _write_down(person, [None], "release", now, reason)
        # The days in which it may be tried begin now: while all was held, nothing was.
        return Letter.objects.filter(state=LetterState.READY).update(released_at=now)
    return _each(person, chosen, Event.RELEASE, now, reason, next_try=now, released_at=now)


@transaction.atomic
def retry(person: Person, ids: Iterable[int], now: datetime, reason: str = "") -> int:
    """Try frozen and failed letters once more, all of them where none is named; how many."""
    require(person, Deed.OUTBOX, anywhere=True)
    chosen = list(ids) or list(Letter.objects.filter(state=LetterState.FROZEN).values_list("pk", flat=True))
    return _each(
        person,
        chosen,
        Event.RETRY,
        now,
        reason,
        next_try=now,
        attempts=0,
        reference="",
        released_at=now,
        closed_at=None,
    )


@transaction.atomic
def pause(person: Person, minutes: int, now: datetime, reason: str = "") -> datetime:
    """Hand nothing over for some minutes; until when."""
    require(person, Deed.OUTBOX, anywhere=True)
    if not 1 <= minutes <= MOST_MINUTES:
        raise BadInput(
            _("A pause lasts from 1 to %(most_minutes)s minutes; a hold lasts until it is ended.")
            % {"most_minutes": MOST_MINUTES}
        )
    until = switching.pause(minutes, now)
    history.note(now, person.pk, "outbox paused", "outbox:all", minutes=minutes)
    _write_down(person, [None], "pause", now, reason)
    return until


def _each(  # noqa: PLR0913, PLR0917
    person: Person,
    ids: list[int],
    event: Event,
    now: datetime,
    reason: str,
    why: Why | None = None,
    **fields: object,
) -> int:
    rows = list(Letter.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    missing = sorted(set(ids) - {row.pk for row in rows})
    if missing:
        raise NotThere(f"letter {missing[0]} in the outbox")
    for row in rows:
        _check(row, event, now)
    for row in rows:
        ledger.move(row, event, now, why, **fields)
        history.note(now, person.pk, f"letter {event}", f"letter:{row.pk}")
    _write_down(person, [row.pk for row in rows], event.value, now, reason)
    return len(rows)


def _write_down(person: Person, letters: Sequence[int | None], deed: str, now: datetime, reason: str) -> None:
    """Who did what, and why as they said it; in the transaction of the thing itself."""
    said = reason.strip()
    if len(said) > LONGEST_REASON or "\0" in said:
        raise BadInput(_("A reason has at most %(longest_reason)s characters.") % {"longest_reason": LONGEST_REASON})
    Handling.objects.bulk_create(
        Handling(
            letter=letter, deed=deed, by=person.pk, at=now, reason=Sealed.of(Handling, "reason", said) if said else None
        )
        for letter in letters
    )


def _check(row: Letter, event: Event, now: datetime) -> None:
    if not allows(row.state, event) or (event is Event.RETRY and row.state == LetterState.HANDED_OVER):
        raise Refused(
            _("The %(kind)s %(pk)s is %(state)s: it cannot %(event)s.")
            % {"kind": row.kind, "pk": row.pk, "state": row.state, "event": event},
            "letter-state",
        )
    if row.lease_until is not None and row.lease_until > now:
        raise Refused(
            _("The %(kind)s %(pk)s is being handed over at this moment.") % {"kind": row.kind, "pk": row.pk},
            "in-flight",
        )
    if event is Event.RETRY and _is_replaced(row):
        raise Refused(_("Another letter has taken the place of letter %(pk)s already.") % {"pk": row.pk}, "replaced")


def _is_replaced(row: Letter) -> bool:
    """Whether its writer has sent the official another letter since: by another way, or with a new appeal."""
    same = Letter.objects.filter(kind=Kind.LETTER, slug=row.slug, n=row.n, key=row.key).exclude(pk=row.pk)
    return row.kind == Kind.LETTER and (
        same.filter(owner=row.owner, pk__gt=row.pk).exists()
        or (row.person is not None and same.filter(person=row.person, state__in=LIVING).exists())
    )


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
