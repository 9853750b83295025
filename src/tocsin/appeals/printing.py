"""Letters that a section's volunteers print and post: what waits, print-ready batches, and the marks of both steps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.appeals.handing import RecipientGone, gate, made_of
from tocsin.delivery import ledger, switching
from tocsin.delivery.channels.paper import BATCH, Batch, batch_of
from tocsin.delivery.kinds import Kind, Route
from tocsin.delivery.models import Letter
from tocsin.delivery.states import Event, LetterState
from tocsin.delivery.switching import Shut
from tocsin.letters import Letter as Composed
from tocsin.records import history
from tocsin.records.errors import NotThere, Refused
from tocsin.staff.access import may, require
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed


def require_print(person: Person) -> None:
    """Raise Refused where this person prints for no section."""
    require(person, Deed.PRINT, anywhere=True)


def queue_for(person: Person, section: str | None = None) -> list[Letter]:
    """What waits to be printed or posted, the oldest first, of the sections that this person works for."""
    require(person, Deed.PRINT, anywhere=True)
    return [one for one in _on_paper(person, section) if one.state == LetterState.READY]


def printed_and_held_back(person: Person, section: str | None = None) -> list[Letter]:
    """What was printed and must not be posted any more: an action was stopped meanwhile, or its writer took it back."""
    return [one for one in _on_paper(person, section) if one.state in _HELD_BACK and one.printed_at is not None]


_HELD_BACK = frozenset({LetterState.RECALLED, LetterState.EXPIRED})


def _on_paper(person: Person, section: str | None) -> list[Letter]:
    rows = Letter.objects.filter(kind=Kind.LETTER, route=Route.NETWORK_PAPER, section__in=_sections(person, section))
    return list(rows.filter(state__in=[LetterState.READY, *_HELD_BACK]).order_by("pk"))


def line_of(letter: Letter) -> dict[str, Any]:
    """Of a letter what somebody at the printer needs."""
    return {
        "id": letter.pk,
        "case": letter.slug,
        "section": letter.section,
        "recipient": letter.recipient,
        "state": letter.state,
        "waits_since": letter.state_at.isoformat(),
        "printed_at": letter.printed_at.isoformat() if letter.printed_at else None,
        "not_after": letter.not_after.isoformat() if letter.not_after else None,
    }


def print_batch(person: Person, section: str | None, now: datetime, *, again: bool = False) -> Batch:
    """The next letters as one PDF, marked as printed. again: also those that were printed and not posted."""
    _check_open(now)
    waiting = [one for one in queue_for(person, section) if again or one.printed_at is None][:BATCH]
    wanted = [one for one in waiting if gate(one, now).event is None]
    # Set before anything is locked: nobody waits for the printer.
    batch = _batch_of(wanted, now)
    _mark_printed(person, section, batch.ids, now)
    ended = [(one.pk, "no letter is wanted any more") for one in waiting if one not in wanted]
    return replace(batch, left_out=(*ended, *batch.left_out))


@transaction.atomic
def _mark_printed(person: Person, section: str | None, ids: Iterable[int], now: datetime) -> None:
    """What was held back meanwhile is printed and not marked: it is in no queue to be posted from."""
    count = Letter.objects.filter(pk__in=[*ids], state=LetterState.READY).update(printed_at=now)
    if count:
        history.note(now, person.pk, "letters printed", f"section:{section or 'all'}", count=count)


def batch_again(person: Person, section: str, printed_at: datetime, now: datetime) -> Batch:
    """The letters that were printed together, as one PDF once more; nothing is marked. What is no longer wanted, or
    was posted meanwhile, is left out.
    """
    _check_open(now)
    chosen = [
        one for one in queue_for(person, section) if one.printed_at == printed_at and gate(one, now).event is None
    ]
    return _batch_of(chosen[:BATCH], now)


def _batch_of(letters: Iterable[Letter], now: datetime) -> Batch:
    """One letter of which nobody knows any more where it goes keeps none of the others back."""
    made: dict[int, Composed] = {}
    gone: list[tuple[int, str]] = []
    for one in letters:
        try:
            made[one.pk] = made_of(one, now)[0].letter
        except RecipientGone as error:
            gone.append((one.pk, str(error)))
    batch = batch_of(made)
    return replace(batch, left_out=(*gone, *batch.left_out))


@transaction.atomic
def print_anew(person: Person, ids: Iterable[int], now: datetime) -> int:
    """The paper jammed, or was lost: these letters wait to be printed as if they never had been. How many."""
    chosen = set(ids)
    missing = sorted(chosen - {one.pk for one in queue_for(person)})
    if missing:
        raise NotThere(f"letter {missing[0]} in your print queue")
    Letter.objects.filter(pk__in=chosen, state=LetterState.READY).update(printed_at=None)
    history.note(now, person.pk, "letters to be printed anew", "section:all", count=len(chosen))
    return len(chosen)


@transaction.atomic
def mark_posted(person: Person, ids: Iterable[int], now: datetime) -> int:
    """Somebody put these letters into the post: from now on they are handed over. How many."""
    _check_open(now)
    chosen = set(ids)
    allowed = {one.pk for one in (*queue_for(person), *printed_and_held_back(person))}
    missing = sorted(chosen - allowed)
    if missing:
        raise NotThere(f"letter {missing[0]} in your print queue")
    for letter in Letter.objects.select_for_update().filter(pk__in=chosen).order_by("pk"):
        if letter.printed_at is None:
            raise Refused(
                _("The letter %(pk)s was not printed yet: print it first.") % {"pk": letter.pk},
                "not-printed",
            )
        ledger.move(letter, Event.TAKE, now, handed_at=now, last_answer="posted")
        history.note(now, person.pk, "letter posted", f"letter:{letter.pk}")
    return len(chosen)


def _check_open(now: datetime) -> None:
    if switching.shut(now) is Shut.WHOLLY:
        raise Refused(_("The outbox is held: nothing is printed or posted until an operator releases it."), "held")


def _sections(person: Person, section: str | None) -> list[str]:
    from tocsin.directory.models import Section

    rows = Section.objects.all() if section is None else Section.objects.filter(code=section)
    found = [one.code for one in rows if may(person, Deed.PRINT, one.pk)]
    if section is not None and not found:
        raise NotThere("section of this code")
    return found
