"""A document comes in: it becomes a draft, or the next edition of a case that is known, and its recipients are settled
with the directory.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.actions.access import access_case_for, draft_of
from tocsin.actions.drafts import Edit, begin_edition, edit_draft, new_case
from tocsin.actions.likeness import (
    CASE_KNOWN,
    LIKENESS_CODES,
    NUMBER_KNOWN,
    Following,
    Likeness,
    likenesses_for,
)
from tocsin.actions.models import Approval, Case, Consent, Draft, Edition, Remark, SealedNote, Term, Translation
from tocsin.actions.originals import Source, original_of
from tocsin.actions.review import writers_of
from tocsin.casefile import CaseFile, Kind, ReadingWarning, Recipient, case_from
from tocsin.directory.models import Section
from tocsin.directory.targets import add_office, edit_office, find_office, near_offices, recipient_of
from tocsin.records import history
from tocsin.records.errors import BadInput, Refused
from tocsin.records.fields import Sealed
from tocsin.staff.access import require
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed

NUMBER_TAKEN: Final = "The number of the document is in use already, so this case has none yet."
DIRECTORY_DIFFERS: Final = "directory-differs"
"""Code of the warning that the directory knows a recipient otherwise; its message begins with `targets.0`."""
MAY_BE_KNOWN: Final = "This may be a case that is known already: compare the two."


@dataclass(frozen=True, slots=True)
class Imported:
    """alike: known cases that the new one may be of, as far as its importer sees them."""

    case: Case
    alike: tuple[Likeness, ...]


@transaction.atomic
def import_document(person: Person, section: Section, case_file: CaseFile, source: Source, now: datetime) -> Imported:
    """A new case of what was read. Where its number is another case's it has none, and warns of that; so it does where
    it may be of a case that everybody of this section may see.
    """
    require(person, Deed.WRITE, section.pk)
    if case_file.number and Case.objects.filter(number=case_file.number).exists():
        source = replace(source, number=case_file.number)
        case_file = _warned(replace(case_file, number=None), ReadingWarning(NUMBER_KNOWN, "number", NUMBER_TAKEN))
    case = new_case(person, section, case_file, now, source)
    alike = likenesses_for(person, case, now)
    if not source.number and any(one.is_public or one.section_id == section.pk for one in alike):
        # Not for those that only a person of no section sees: the warning is read by the whole section.
        draft = draft_of(case)
        warned = _warned(case_from(draft.content.open()), ReadingWarning(CASE_KNOWN, "headline", MAY_BE_KNOWN))
        draft.content = Sealed.of(Draft, "content", warned.to_json())
        draft.save(update_fields=["content"])
    return Imported(case, alike)


def _warned(case_file: CaseFile, warning: ReadingWarning) -> CaseFile:
    # It says more than that there is no number.
    others = tuple(
        one for one in case_file.warnings if not (one.code == "missing" and one.field == warning.field == "number")
    )
    return replace(case_file, warnings=(warning, *others))


def _without(case_file: CaseFile, codes: frozenset[str]) -> CaseFile:
    return replace(case_file, warnings=tuple(one for one in case_file.warnings if one.code not in codes))


@transaction.atomic
def keep_apart(person: Person, reference: str, revision: int, now: datetime) -> Draft:
    """Somebody compared, and says that it is a matter of its own: the draft warns of no known case any more."""
    case = access_case_for(person, reference, Deed.WRITE, lock=True)
    content = case_from(draft_of(case, lock=True).content.open())
    return edit_draft(person, reference, Edit(case_file=_without(content, LIKENESS_CODES), revision=revision), now)


@transaction.atomic
def make_next_edition(person: Person, reference: str, known: int, revision: int, now: datetime) -> Case:
    """The draft becomes the next edition of a case that it was found to be of, with its document; the case that was
    made for it is gone. The known case is one that `likenesses_for` names, so that nothing is joined by a slip.
    """
    case = access_case_for(person, reference, Deed.WRITE, lock=True)
    draft = draft_of(case, lock=True)
    _same_revision(draft, revision)
    found = next((one for one in likenesses_for(person, case, now) if one.case == known), None)
    if found is None or found.following is not Following.POSSIBLE:
        raise Refused(_("This draft cannot become an edition of that case now. Nothing was changed."), "cannot-follow")
    _nothing_hangs_on(case, draft, person)
    content = _without(case_from(draft.content.open()), LIKENESS_CODES)
    if content.index and Edition.objects.filter(index=content.index).exists():
        content = replace(content, index=None)
    kind = Kind.UPDATE if content.kind is Kind.INITIAL else content.kind
    source = original_of(draft)
    old = case.pk
    draft.delete()
    case.delete()
    begin_edition(person, str(known), kind, now, replace(content, number=None), source=source)
    history.note(now, person.pk, "joined", f"case:{old}", known=known)
    history.note(now, person.pk, "joined", f"case:{known}", imported=old)
    return access_case_for(person, str(known), Deed.WRITE)


def _same_revision(draft: Draft, revision: int) -> None:
    if draft.revision != revision:
        raise Refused(
            _("Somebody changed this draft since you opened the page. Nothing of theirs was overwritten."),
            "changed-since",
        )


def _nothing_hangs_on(case: Case, draft: Draft, person: Person) -> None:
    """What was recorded with a case stays with it; so does who had a hand in its text, for they never approve it."""
    kept = (
        Consent.objects.filter(case=case),
        SealedNote.objects.filter(case=case),
        Translation.objects.filter(case=case),
        Term.objects.filter(case=case),
        Remark.objects.filter(draft__case=case),
        Approval.objects.filter(draft__case=case),
    )
    others = set(writers_of(draft)) - {person.pk}
    if case.slug is not None or case.drafts.count() != 1 or others or any(one.exists() for one in kept):
        raise Refused(
            _(
                "Consent, notes, remarks or translations were recorded with this draft, and would be "
                "lost. Bring its document to the other case instead. Nothing was changed."
            ),
            "has-more",
        )


# --- recipients and the directory -----------------------------------------------------------------------------------


class Which(StrEnum):
    """Of a recipient that the directory knows otherwise: which of the two is right."""

    DIRECTORY = "directory"
    DOCUMENT = "document"
    """The directory is corrected with what the document says."""
    ANOTHER = "another"
    """Both: they are two offices."""


def differing(content: CaseFile) -> dict[str, Recipient]:
    """Recipients that the directory knows otherwise, by path (`targets.0`)."""
    paths = [one.message.split(" ", 1)[0] for one in content.warnings if one.code == DIRECTORY_DIFFERS]
    return {path: recipient for path in paths if (recipient := _at(content, path)) is not None}


def _at(content: CaseFile, path: str) -> Recipient | None:
    part, _, place = path.partition(".")
    recipients: dict[str, tuple[Recipient, ...]] = {"targets": content.targets, "copies": content.copies}
    of_part = recipients.get(part, ())
    if not (place.isascii() and place.isdecimal() and len(place) < 6) or int(place) >= len(of_part):
        return None
    return of_part[int(place)]


@transaction.atomic
def settle_recipient(  # noqa: PLR0913, PLR0917 - what the decision is made of
    person: Person, reference: str, path: str, which: Which, office_id: int, revision: int, now: datetime
) -> Draft:
    """Tie a recipient that the directory knows otherwise, after one of the two was corrected or both were kept."""
    case = access_case_for(person, reference, Deed.WRITE, lock=True)
    draft = draft_of(case, lock=True)
    _same_revision(draft, revision)
    content = case_from(draft.content.open())
    recipient = differing(content).get(path)
    if recipient is None:
        raise BadInput(_("This recipient is settled already."))
    if which is not Which.ANOTHER and office_id not in {one.pk for one in near_offices(recipient, now.date())}:
        raise BadInput(_("This office is no longer like the one in the document: look at them again."))
    if which is Which.DOCUMENT:
        _correct(person, office_id, recipient, content.language, now)
    elif which is Which.ANOTHER:
        known = find_office(recipient, content.language, now.date())
        office_id = (known or add_office(person, recipient, content.language, now)).pk
    return edit_draft(person, reference, Edit(links={path: office_id}, revision=revision), now)


def _correct(person: Person, office_id: int, recipient: Recipient, language: str, now: datetime) -> None:
    """Put into the office what the document says otherwise. What the document leaves out is not taken away."""
    office = recipient_of_id(office_id, language, now)
    changes: dict[str, object] = {
        name: list(value) if isinstance(value, tuple) else value
        for name in ("post", "name", "country", "lines", "email", "fax", "phone", "social")
        if (value := getattr(recipient, name)) and value != getattr(office, name)
    }
    if recipient.salutation and recipient.salutation != office.salutation:
        changes["salutations"] = {language: recipient.salutation}
    if changes:
        edit_office(person, office_id, changes, now)


def recipient_of_id(office_id: int, language: str, now: datetime) -> Recipient:
    """What the directory says of an office today."""
    from tocsin.directory.models import Office

    return recipient_of(Office.objects.get(pk=office_id), language, now.date())
