"""How well a contact point works: one table of moves, and the services that make them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.directory.access import access_contact_for
from tocsin.directory.checked import checked_verbatim
from tocsin.directory.kinds import ContactEvent, ContactKind, ContactState
from tocsin.directory.models import ContactPoint
from tocsin.records import history
from tocsin.records.errors import Refused
from tocsin.staff.access import require
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed


@dataclass(frozen=True, slots=True)
class Move:
    """Where an event leads, and why."""

    to: ContactState
    reason: str


_S, _E = ContactState, ContactEvent

MOVES: Mapping[tuple[ContactState, ContactEvent], Move] = {
    (_S.UNVERIFIED, _E.CONFIRMED): Move(_S.WORKING, "it was seen to work"),
    (_S.UNVERIFIED, _E.BOUNCED): Move(_S.FAILING, "a message came back"),
    (_S.UNVERIFIED, _E.REPORTED_FAILING): Move(_S.FAILING, "somebody says that it does not work"),
    (_S.UNVERIFIED, _E.GIVEN_UP): Move(_S.DEAD, "somebody on the staff has given it up"),
    (_S.UNVERIFIED, _E.CORRECTED): Move(_S.UNVERIFIED, "the new value was not tried yet"),
    (_S.WORKING, _E.CONFIRMED): Move(_S.WORKING, "it still works"),
    (_S.WORKING, _E.BOUNCED): Move(_S.FAILING, "a message came back"),
    (_S.WORKING, _E.REPORTED_FAILING): Move(_S.FAILING, "somebody says that it does not work"),
    (_S.WORKING, _E.GIVEN_UP): Move(_S.DEAD, "somebody on the staff has given it up"),
    (_S.WORKING, _E.CORRECTED): Move(_S.UNVERIFIED, "the new value was not tried yet"),
    (_S.FAILING, _E.CONFIRMED): Move(_S.WORKING, "it works again"),
    # A machine never strikes an official's address off: a hostile bounce would silence everybody.
    (_S.FAILING, _E.BOUNCED): Move(_S.FAILING, "it goes on failing until somebody looks"),
    (_S.FAILING, _E.REPORTED_FAILING): Move(_S.FAILING, "it goes on failing until somebody looks"),
    (_S.FAILING, _E.GIVEN_UP): Move(_S.DEAD, "somebody on the staff has given it up"),
    (_S.FAILING, _E.CORRECTED): Move(_S.UNVERIFIED, "the new value was not tried yet"),
    (_S.DEAD, _E.CONFIRMED): Move(_S.WORKING, "it works after all"),
    (_S.DEAD, _E.BOUNCED): Move(_S.DEAD, "a late bounce of an address that is given up"),
    (_S.DEAD, _E.REPORTED_FAILING): Move(_S.DEAD, "it is given up already"),
    (_S.DEAD, _E.GIVEN_UP): Move(_S.DEAD, "it is given up already"),
    (_S.DEAD, _E.CORRECTED): Move(_S.UNVERIFIED, "it was entered again, and not tried yet"),
}

BY_PEOPLE_ALONE = frozenset({ContactEvent.GIVEN_UP, ContactEvent.CORRECTED})
"""Events that no bounce and no automatic notice may bring about."""


@transaction.atomic
def record_health(
    actor: Person | None, contact_id: int, event: ContactEvent, now: datetime, note: str | None = None
) -> ContactPoint:
    """Record what happened to one contact point. actor None: the system itself, on a bounce or a success notice."""
    _check_actor(actor, event)
    if actor is None:
        contact = ContactPoint.objects.select_for_update().get(pk=contact_id)
    else:
        contact = access_contact_for(actor, contact_id, for_change=True)
    if note is not None:
        contact.note = checked_verbatim(note, "note")
        contact.save(update_fields=["note"])
    move_contact(actor, contact, event, now)
    return contact


@transaction.atomic
def record_health_of(
    actor: Person | None, kind: ContactKind, value: str, event: ContactEvent, now: datetime
) -> list[int]:
    """Record what happened to an address or number, for every office that has it; the ids of its contact points."""
    _check_actor(actor, event)
    checked_verbatim(value, "address")
    contacts = list(ContactPoint.objects.select_for_update().filter(kind=kind, value__iexact=value).order_by("pk"))
    for contact in contacts:
        move_contact(actor, contact, event, now)
    return [contact.pk for contact in contacts]


def _check_actor(actor: Person | None, event: ContactEvent) -> None:
    if actor is not None:
        require(actor, Deed.DIRECTORY, anywhere=True)
    elif event in BY_PEOPLE_ALONE:
        raise Refused(_("Only somebody on the staff gives an address up or corrects it."), "role")


def move_contact(actor: Person | None, contact: ContactPoint, event: ContactEvent, now: datetime) -> None:
    """Make the move of the table, within the caller's transaction. Only a change of state is history."""
    before = ContactState(contact.state)
    after = MOVES[before, event].to
    contact.state, contact.checked_at = after.value, now
    if after is not before:
        contact.state_since = now
    if actor is not None:
        contact.settled_at = now
    contact.save(update_fields=["state", "state_since", "checked_at", "settled_at"])
    if after is not before:
        history.note(
            now,
            actor.pk if actor else None,
            "contact moved",
            f"office:{contact.office_id}",
            contact=contact.pk,
            event=event.value,
            before=before.value,
            after=after.value,
        )
