"""Notes on sources and identities: sealed to the desk key, opened one by one by two people, each time logged."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from tocsin.actions.access import access_case_for
from tocsin.actions.models import Case, Opening, SealedNote
from tocsin.records import history
from tocsin.records.errors import BadInput, NotThere, Refused
from tocsin.records.fields import Sealed
from tocsin.staff.access import require_own_secret
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed

WAITS = timedelta(hours=24)
"""How long a request to open a note stands."""


@transaction.atomic
def seal_note(person: Person, reference: str, about: str, text: str, now: datetime) -> SealedNote:
    """Write a note and seal it. about: `source` or `identity`."""
    case = access_case_for(person, reference, Deed.WRITE, lock=True)
    if case.taken_down_at:
        raise Refused("This case was taken down.", "taken-down")
    if not text.strip():
        raise BadInput("The note is empty.")
    note = SealedNote.objects.create(
        case=case, about=about, content=Sealed.of(SealedNote, "content", text), written_by=person, written_at=now
    )
    history.note(now, person.pk, "note sealed", f"case:{case.pk}", note=note.pk)
    return note


def _note_of(case: Case, note_id: int) -> SealedNote:
    note = SealedNote.objects.filter(case=case, pk=note_id).first()
    if note is None:
        raise NotThere("sealed note of this id")
    return note


@transaction.atomic
def ask_to_open(person: Person, reference: str, note_id: int, reason: str, now: datetime) -> Opening:
    """Ask that a note be opened; another person opens it within a day."""
    case = access_case_for(person, reference, Deed.OPEN_SEALED, lock=True)
    if not reason.strip():
        raise BadInput("Write down why the note has to be opened (--reason).")
    # Whoever set this person's secret could ask as them and open as themselves.
    require_own_secret(person)
    note = _note_of(case, note_id)
    opening = Opening.objects.create(
        note=note, asked_by=person, asked_at=now, reason=Sealed.of(Opening, "reason", reason)
    )
    history.note(now, person.pk, "opening asked", f"case:{case.pk}", note=note.pk)
    return opening


@transaction.atomic
def open_note(person: Person, reference: str, note_id: int, now: datetime) -> str:
    """Open a note that another person asked for; each request opens it once."""
    case = access_case_for(person, reference, Deed.OPEN_SEALED, lock=True)
    require_own_secret(person)
    note = _note_of(case, note_id)
    asked = list(
        Opening.objects.select_for_update()
        .filter(note=note, opened_at=None, asked_at__gt=now - WAITS)
        .exclude(asked_by=person)
        .order_by("pk")
    )
    if not asked:
        raise Refused(
            "Two people open a sealed note: another person asks for it first (--ask, with a reason), within a day.",
            "two-people",
        )
    if note.content is None:
        raise Refused("This note was erased.", "erased")
    asked[0].opened_by, asked[0].opened_at = person, now
    asked[0].save(update_fields=["opened_by", "opened_at"])
    text: str = note.content.open()
    history.note(now, person.pk, "note opened", f"case:{case.pk}", note=note.pk, asked=asked[0].asked_by_id)
    return text
