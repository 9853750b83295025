"""Notes on sources and identities: sealed to the desk key, opened one by one by two people, each time logged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.actions.access import access_case_for
from tocsin.actions.models import Case, Opening, SealedNote
from tocsin.records import history
from tocsin.records.errors import BadInput, NotThere, Refused
from tocsin.records.fields import Sealed
from tocsin.staff.access import may, require_own_secret
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed

WAITS = timedelta(hours=24)
"""How long a request to open a note stands."""


@transaction.atomic
def seal_note(person: Person, reference: str, about: str, text: str, now: datetime) -> SealedNote:
    """Write a note and seal it. about: `source` or `identity`."""
    case = access_case_for(person, reference, Deed.WRITE, lock=True)
    if case.taken_down_at:
        raise Refused(_("This case was taken down."), "taken-down")
    if not text.strip():
        raise BadInput(_("The note is empty."))
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
        raise BadInput(_("Write down why the note has to be opened."))
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
            _(
                "Two people open a sealed note: another person asks for it first, and says why; it is "
                "opened within a day."
            ),
            "two-people",
        )
    if note.content is None:
        raise Refused(_("This note was erased."), "erased")
    asked[0].opened_by, asked[0].opened_at = person, now
    asked[0].save(update_fields=["opened_by", "opened_at"])
    text: str = note.content.open()
    history.note(now, person.pk, "note opened", f"case:{case.pk}", note=note.pk, asked=asked[0].asked_by_id)
    return text


@dataclass(frozen=True, slots=True)
class Asked:
    """One request to open a note. reason: empty once erased. open_until: None once it was opened, or is too old."""

    by: str
    at: datetime
    reason: str
    opened_by: str
    opened_at: datetime | None
    open_until: datetime | None


@dataclass(frozen=True, slots=True)
class Note:
    """What is told of a note without opening it. erased: nothing is left of it.

    may_open: whether another person's request stands that this one may answer. has_asked: whether their own stands.
    """

    id: int
    about: str
    written_by: str
    written_at: datetime
    erased: bool
    may_open: bool
    has_asked: bool
    asked: tuple[Asked, ...]


def notes_for(person: Person, reference: str, now: datetime) -> list[Note]:
    """The notes of a case and who opened them, for those who may open them; never what they say."""
    case = access_case_for(person, reference, Deed.OPEN_SEALED)
    notes = SealedNote.objects.select_related("written_by").filter(case=case).order_by("pk")
    return [_note(person, one, now) for one in notes]


def _note(person: Person, note: SealedNote, now: datetime) -> Note:
    openings = list(Opening.objects.select_related("asked_by", "opened_by").filter(note=note).order_by("-pk"))
    standing = [one for one in openings if one.opened_at is None and one.asked_at > now - WAITS]
    erased = note.content is None
    return Note(
        id=note.pk,
        about=note.about,
        written_by=note.written_by.name,
        written_at=note.written_at,
        erased=erased,
        may_open=not erased and any(one.asked_by_id != person.pk for one in standing),
        has_asked=any(one.asked_by_id == person.pk for one in standing),
        asked=tuple(_asked(one, is_open=one in standing and not erased) for one in openings),
    )


def _asked(one: Opening, *, is_open: bool) -> Asked:
    return Asked(
        by=one.asked_by.name,
        at=one.asked_at,
        reason=str(one.reason.open()) if one.reason is not None else "",
        opened_by=one.opened_by.name if one.opened_by else "",
        opened_at=one.opened_at,
        open_until=one.asked_at + WAITS if is_open else None,
    )


def asks_to_open_for(person: Person, case: Case, now: datetime) -> bool:
    """Whether another person's request stands on this case that this one may answer; it lapses after a day."""
    if not may(person, Deed.OPEN_SEALED, case.section_id):
        return False
    standing = Opening.objects.filter(note__case=case, note__content__isnull=False, opened_at=None)
    return standing.filter(asked_at__gt=now - WAITS).exclude(asked_by=person).exists()
