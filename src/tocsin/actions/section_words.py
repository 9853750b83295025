"""What a section adds for its own writers: a note, more time; and what the desk shows of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.actions.access import access_public_case_for
from tocsin.actions.consent import coverage_of
from tocsin.actions.models import Case, Draft, Edition, Extension, SectionNote
from tocsin.actions.names import is_named_in
from tocsin.actions.publishing import record
from tocsin.actions.states import DraftState, EditionState
from tocsin.casefile import case_from
from tocsin.directory.checked import checked_language, checked_verbatim
from tocsin.directory.models import Section
from tocsin.directory.sections import add_section, approve_section, edit_section
from tocsin.records import history
from tocsin.records.errors import BadInput, NotThere, Refused
from tocsin.records.fields import Sealed
from tocsin.staff.access import may, require, require_own_secret
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed

LONGEST_NOTE: Final = 5_000
LONGEST_REASON: Final = 2_000


@dataclass(frozen=True, slots=True)
class LocalNote:
    """A section's note. approved_*: None while it waits. may_*: what the reader may do with it."""

    id: int
    section: Section
    language: str
    text: str
    written_by: str
    written_at: datetime
    approved_by: str
    approved_at: datetime | None
    may_approve: bool
    may_end: bool


@dataclass(frozen=True, slots=True)
class MoreTime:
    """An extension. counts: whether it is the one that its section's writers have; a later one takes its place."""

    id: int
    section: Section
    until: date
    reason: str
    by: str
    at: datetime
    counts: bool


@dataclass(frozen=True, slots=True)
class Local:
    """What sections add to a case. sections: those for which the reader may add something. deadline: of the newest
    edition, where letters are wanted; None where none are, and no more time can be given.

    notes, extensions: of sections in which the reader works; elsewhere: notes of other sections that are public.
    """

    sections: tuple[Section, ...]
    deadline: date | None
    notes: tuple[LocalNote, ...]
    extensions: tuple[MoreTime, ...]
    elsewhere: tuple[LocalNote, ...]


def _newest(case: Case) -> Edition:
    newest = Edition.objects.filter(case=case).order_by("-n").first()
    if newest is None or case.taken_down_at:
        raise Refused(_("This case is not public."), "not-public")
    return newest


@transaction.atomic
def found_section(person: Person, *, now: datetime, **values: Any) -> Section:
    """A new section (see `directory.sections.add_section`)."""
    made = add_section(person, now=now, **values)
    record.refresh_all(now)
    return made


@transaction.atomic
def approve_section_words(person: Person, code: str, now: datetime) -> Section:
    """A second person approves what pages say of a section."""
    approved = approve_section(person, code, now)
    record.refresh_all(now)
    return approved


@transaction.atomic
def change_section(person: Person, code: str, changes: Mapping[str, object], now: datetime) -> Section:
    """Change a section; one that is no longer active leaves every page at once."""
    changed = edit_section(person, code, changes, now)
    record.refresh_all(now)
    return changed


@transaction.atomic
def extend_deadline(  # noqa: PLR0913, PLR0917
    person: Person, reference: str, section: Section, until: date, reason: str, now: datetime
) -> Extension:
    """Give a section's own writers more time; logged, with its reason."""
    case = access_public_case_for(person, reference, Deed.LOCALISE, lock=True)
    require(person, Deed.LOCALISE, section.pk)
    newest = _newest(case)
    if newest.deadline is None or newest.state != EditionState.LIVE:
        raise Refused(_("No letters are wanted on this case: there is nothing to extend."), "not-open")
    if until <= newest.deadline:
        raise BadInput(_("The deadline is %(day)s: an extension ends later.") % {"day": newest.deadline})
    if not reason.strip():
        raise BadInput(_("Write down why."))
    checked_verbatim(reason, "reason", LONGEST_REASON)
    extension = Extension.objects.create(
        case=case, section=section, until=until, reason=Sealed.of(Extension, "reason", reason), by=person, at=now
    )
    record.refresh(case, now)
    history.note(
        now, person.pk, "extended", f"case:{case.pk}", section=section.pk, until=until.isoformat(), id=extension.pk
    )
    return extension


@transaction.atomic
def write_note(  # noqa: PLR0913, PLR0917
    person: Person, reference: str, section: Section, language: str, text: str, now: datetime
) -> SectionNote:
    """Write a note of a section. It stands on the page once a second person has approved it."""
    case = access_public_case_for(person, reference, Deed.LOCALISE, lock=True)
    require(person, Deed.LOCALISE, section.pk)
    require_own_secret(person)
    _newest(case)
    if not text.strip():
        raise BadInput(_("The note is empty."))
    checked_verbatim(text, "note", LONGEST_NOTE)
    language = checked_language(language)
    _check_names(case, text, now)
    note = SectionNote.objects.create(
        case=case,
        section=section,
        language=language,
        text=Sealed.of(SectionNote, "text", text),
        text_hash=sha256(text.encode()).hexdigest(),
        written_by=person,
        written_at=now,
    )
    history.note(now, person.pk, "section note written", f"case:{case.pk}", note=note.pk, section=section.pk)
    return note


def _note_of(case: Case, note_id: int) -> SectionNote:
    note = SectionNote.objects.select_for_update(of=("self",)).filter(case=case, pk=note_id, ended_at=None).first()
    if note is None:
        raise NotThere("section note of this id")
    return note


@transaction.atomic
def approve_note(person: Person, reference: str, note_id: int, now: datetime) -> SectionNote:
    """A second person approves a section's note: a reviewer, or another coordinator of that section."""
    case = access_public_case_for(person, reference, Deed.SEE, lock=True)
    _newest(case)
    note = _note_of(case, note_id)
    if note.written_by_id == person.pk:
        raise Refused(_("You wrote this note: another person has to approve it."), "two-people")
    require_own_secret(person)
    _require_reader(person, note)
    if note.approved_at is None:
        # The consent may have changed since it was written.
        _check_names(case, str(note.text.open()), now)
        note.approved_by, note.approved_at = person, now
        note.save(update_fields=["approved_by", "approved_at"])
        record.refresh(case, now)
        history.note(now, person.pk, "section note approved", f"case:{case.pk}", note=note.pk, text=note.text_hash)
    return note


def _check_names(case: Case, text: str, now: datetime) -> None:
    """A section must not say a name to whose publication nobody agreed."""
    if "people.name" in coverage_of(case, now.date()).fields:
        return
    draft = Draft.objects.filter(case=case, state=DraftState.PUBLISHED).order_by("-pk").first()
    content = case_from(draft.content.open()) if draft and draft.content else None
    names = [person.name for person in content.people if person.name and not person.group] if content else []
    if is_named_in(names, text):
        raise Refused(_("The note says a name, and nobody agreed that the name is published."), "unconsented-name")


def _require_reader(person: Person, note: SectionNote) -> None:
    if not may(person, Deed.LOCALISE, note.section_id):
        require(person, Deed.APPROVE, note.section_id)


@transaction.atomic
def end_note(person: Person, reference: str, note_id: int, now: datetime) -> SectionNote:
    """Take a section's note off the page, at once."""
    case = access_public_case_for(person, reference, Deed.SEE, lock=True)
    note = _note_of(case, note_id)
    require(person, Deed.LESSEN, note.section_id)
    note.ended_at = now
    note.save(update_fields=["ended_at"])
    record.refresh(case, now)
    history.note(now, person.pk, "section note ended", f"case:{case.pk}", note=note.pk)
    return note


@transaction.atomic
def end_extension(person: Person, reference: str, extension_id: int, now: datetime) -> Extension:
    """Take a section's extension back, at once. An earlier one of the section that still stands counts again."""
    case = access_public_case_for(person, reference, Deed.SEE, lock=True)
    extension = Extension.objects.filter(case=case, pk=extension_id, ended_at=None).first()
    if extension is None:
        raise NotThere("extension of this id")
    require(person, Deed.LESSEN, extension.section_id)
    extension.ended_at = now
    extension.save(update_fields=["ended_at"])
    record.refresh(case, now)
    history.note(now, person.pk, "extension ended", f"case:{case.pk}", section=extension.section_id, id=extension.pk)
    return extension


def local_for(person: Person, reference: str) -> Local:
    """What sections add to a public case, for those who add, approve and take off."""
    case = access_public_case_for(person, reference, Deed.LESSEN)
    newest = _newest(case)
    notes = [
        (_is_of(person, one.section_id), _local_note(person, one))
        for one in SectionNote.objects.select_related("section", "written_by", "approved_by")
        .filter(case=case, ended_at=None, text__isnull=False)
        .order_by("-pk")
    ]
    sections = Section.objects.filter(active=True)
    return Local(
        sections=tuple(one for one in sections if may(person, Deed.LOCALISE, one.pk)),
        deadline=newest.deadline if newest.state == EditionState.LIVE else None,
        notes=tuple(note for own, note in notes if own),
        extensions=_more_time(person, case),
        elsewhere=tuple(note for own, note in notes if not own and note.approved_at),
    )


@dataclass(frozen=True, slots=True)
class WaitingNote:
    """A note that waits for a second person. written_at: UTC."""

    case: int
    section: str
    language: str
    written_by: str
    written_at: datetime


def notes_waiting_for(person: Person) -> list[WaitingNote]:
    """Notes that this person may approve, the oldest first; of cases that are public."""
    rows = SectionNote.objects.select_related("section", "written_by").filter(
        approved_at=None, ended_at=None, text__isnull=False, case__taken_down_at=None
    )
    return [
        WaitingNote(one.case_id, one.section.name, one.language, one.written_by.name, one.written_at)
        for one in rows.exclude(written_by=person).defer("text").order_by("pk")
        if _may_read(person, one)
    ]


def _may_read(person: Person, note: SectionNote) -> bool:
    return may(person, Deed.LOCALISE, note.section_id) or may(person, Deed.APPROVE, note.section_id)


def _is_of(person: Person, section_id: int) -> bool:
    return may(person, Deed.LESSEN, section_id)


def _local_note(person: Person, one: SectionNote) -> LocalNote:
    assert one.text is not None, one
    return LocalNote(
        id=one.pk,
        section=one.section,
        language=one.language,
        text=str(one.text.open()),
        written_by=one.written_by.name,
        written_at=one.written_at,
        approved_by=one.approved_by.name if one.approved_by else "",
        approved_at=one.approved_at,
        may_approve=_may_read(person, one) and one.approved_at is None and one.written_by_id != person.pk,
        may_end=_is_of(person, one.section_id),
    )


def _more_time(person: Person, case: Case) -> tuple[MoreTime, ...]:
    """The newest first; the newest of each section counts."""
    rows = Extension.objects.select_related("section", "by").filter(case=case, ended_at=None).order_by("-pk")
    counted: set[int] = set()
    found = []
    for one in rows:
        counts = one.section_id not in counted
        counted.add(one.section_id)
        if _is_of(person, one.section_id):
            reason = str(one.reason.open()) if one.reason else ""
            found.append(MoreTime(one.pk, one.section, one.until, reason, one.by.name, one.at, counts=counts))
    return tuple(found)
