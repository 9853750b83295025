"""Writing: a document or an empty sheet becomes a draft, is edited, and is handed to a second person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tocsin.actions.access import access_case_for, draft_of
from tocsin.actions.composing import PARTS, Composed, compose, linked
from tocsin.actions.editing import asides
from tocsin.actions.editing.content import Flat, content_from, content_of, flat_of
from tocsin.actions.editing.versions import keep_present_version, keep_version, prune
from tocsin.actions.models import Approval, Case, Draft
from tocsin.actions.originals import Source, keep_original
from tocsin.actions.publishing.clock import zone_of
from tocsin.actions.publishing.numbers import take_number
from tocsin.actions.states import DraftState, MentionNetwork, Outcome, Step, next_draft_state
from tocsin.casefile import CaseFile, CaseFileError, Kind, ReadingWarning, Recipient, case_from
from tocsin.directory.models import Office, Section
from tocsin.directory.targets import add_office, find_office, near_offices
from tocsin.records import history
from tocsin.records.errors import BadInput, Refused
from tocsin.records.fields import Sealed
from tocsin.records.models import Entry
from tocsin.records.turns import take_turn
from tocsin.staff.access import require, require_own_secret
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed


@transaction.atomic
def new_case(
    person: Person, section: Section, case_file: CaseFile, now: datetime, source: Source | None = None
) -> Case:
    """A new case with its first draft. The number that a document brought is kept if it is free."""
    require(person, Deed.WRITE, section.pk)
    if case_file.number and Case.objects.filter(number=case_file.number).exists():
        raise Refused(
            _(
                "%(number)s is a number of another case already: give this one no number, or bring the "
                "document to that case as its next edition."
            )
            % {"number": case_file.number},
            "number-taken",
        )
    try:
        with transaction.atomic():
            case = Case.objects.create(section=section, number=case_file.number, created_at=now)
    except IntegrityError:
        raise Refused(
            _("%(number)s was taken by another case just now.") % {"number": case_file.number}, "number-taken"
        ) from None
    history.note(now, person.pk, "imported" if source else "made", f"case:{case.pk}", section=section.pk)
    _new_draft(person, case, case_file, now, source)
    return case


def _new_draft(  # noqa: PLR0913, PLR0917
    person: Person,
    case: Case,
    case_file: CaseFile,
    now: datetime,
    source: Source | None = None,
    before: Draft | None = None,
    outcome: Outcome | None = None,
) -> Draft:
    warned, links = _linked_to_directory(person, case_file, now)
    draft = Draft.objects.create(
        case=case,
        content=Sealed.of(Draft, "content", warned.to_json()),
        links=links,
        deadline_zone=before.deadline_zone if before else None,
        mention_network=before.mention_network if before else MentionNetwork.OPTIONAL,
        outcome=outcome,
        author=person,
        last_editor=person,
        created_at=now,
        edited_at=now,
    )
    if source:
        keep_original(draft, source)
    keep_version(draft, person, content_of(draft), now)
    history.note(now, person.pk, "draft begun", f"case:{case.pk}", draft=draft.pk, kind=case_file.kind.value)
    return draft


def _linked_to_directory(person: Person, case_file: CaseFile, now: datetime) -> tuple[CaseFile, dict[str, int]]:
    """Tie each recipient to the directory: the same one where it is known, a new one where it is not.

    One that the directory knows otherwise stays as the document has it, with a warning: which of the two is right is
    for a person to say.
    """
    # Two documents at once may bring the same office, and only one of them is to add it.
    take_turn("directory")
    links: dict[str, int] = {}
    warnings: list[ReadingWarning] = []
    for part in PARTS:
        recipients: tuple[Recipient, ...] = getattr(case_file, part)
        for number, recipient in enumerate(recipients):
            if recipient == Recipient(None, None):
                continue
            office = find_office(recipient, case_file.language)
            near = [] if office else near_offices(recipient)
            if near:
                warnings.append(_differs(part, number, near[0].pk))
            else:
                office = office or add_office(person, recipient, case_file.language, now)
                links[f"{part}.{number}"] = office.pk
    kept = tuple(one for one in case_file.warnings if one.code != "directory-differs")
    return replace(case_file, warnings=(*kept, *warnings)), links


def _differs(part: str, number: int, office: int) -> ReadingWarning:
    message = (
        f"{part}.{number} is in the directory with other particulars (target {office}): compare them, and say which "
        "of the two is right."
    )
    return ReadingWarning("directory-differs", part, message)


NOTED_ONCE_IN: Final = timedelta(minutes=10)
"""Saves of one person within this time are one line of the history."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What an editor changes; None leaves it. revision: the one that they saw. links: path to office id, 0 unties.

    flat: everything at once, in place of all others. quiet: saved while somebody types: the history has a line of it
    only where it has none of theirs from just before.
    """

    case_file: CaseFile | None = None
    zone: str | None = None
    mention_network: MentionNetwork | None = None
    outcome: Outcome | None = None
    links: Mapping[str, int] | None = None
    revision: int | None = None
    flat: Flat | None = None
    quiet: bool = False


@transaction.atomic
def edit_draft(person: Person, reference: str, edit: Edit, now: datetime) -> Draft:
    """Change the open draft. Any change voids an approval and takes the draft out of review; an edit that changes
    nothing does nothing.
    """
    case = access_case_for(person, reference, Deed.WRITE, lock=True)
    draft = draft_of(case, lock=True)
    if edit.revision is not None and edit.revision != draft.revision:
        raise Refused(
            _(
                "Somebody changed this draft since: it is at revision %(revision)s, you saw "
                "%(revision2)s. Nothing of theirs was overwritten: look at it and make your change again."
            )
            % {"revision": draft.revision, "revision2": edit.revision},
            "changed-since",
        )
    was, state = content_of(draft), DraftState(draft.state)
    keep_present_version(draft)
    _take(case, draft, edit, now)
    content = content_of(draft)
    if content == was:
        draft.refresh_from_db()
        return draft
    draft.state = next_draft_state(draft.state, Step.EDIT)
    draft.revision += 1
    draft.last_editor, draft.edited_at = person, now
    draft.submitted_hash = draft.submitter = None
    draft.publish_at = draft.publish_by = None
    draft.save()
    void_approvals(draft, now)
    keep_version(draft, person, content, now)
    asides.follow(draft, flat_of(was), flat_of(content))
    prune(draft, now)
    if not (edit.quiet and state is DraftState.DRAFT and _is_noted(person, case, now)):
        history.note(now, person.pk, "draft edited", f"case:{case.pk}", draft=draft.pk, revision=draft.revision)
    return draft


def _is_noted(person: Person, case: Case, now: datetime) -> bool:
    lines = Entry.objects.filter(subject=f"case:{case.pk}", verb="draft edited", actor=person.pk)
    return lines.filter(at__gt=now - NOTED_ONCE_IN).exists()


def _take(case: Case, draft: Draft, edit: Edit, now: datetime) -> None:
    """Put what an edit says into the draft, not yet saved."""
    if edit.flat is not None:
        _take_all(case, draft, edit.flat)
        return
    if edit.case_file is not None:
        _take_content(case, draft, edit.case_file, now)
    if edit.zone is not None:
        zone_of(edit.zone)
        draft.deadline_zone = edit.zone
    draft.mention_network = edit.mention_network or draft.mention_network
    draft.outcome = edit.outcome or draft.outcome
    for path, office in (edit.links or {}).items():
        _link(draft, path, office, now.date())


def _take_all(case: Case, draft: Draft, flat: Flat) -> None:
    """Raises BadInput where the content cannot be kept as it is."""
    content = content_from(flat)
    try:
        case_file = case_from(content["casefile"])
    except CaseFileError as bad:
        raise BadInput(str(bad)) from None
    ties = set(content["links"].values())
    if ties and Office.objects.filter(pk__in=ties).count() != len(ties):
        raise BadInput(_("One of the recipients is no longer in the directory. Nothing was changed."))
    if content["zone"] is not None:
        zone_of(content["zone"])
    draft.content = Sealed.of(Draft, "content", _with_number(case, case_file).to_json())
    draft.links = content["links"]
    draft.deadline_zone = content["zone"]
    draft.mention_network = MentionNetwork(content["mention_network"])
    draft.outcome = None if content["outcome"] is None else Outcome(content["outcome"])


def _with_number(case: Case, new: CaseFile) -> CaseFile:
    """The number of a public case stays; another case's is not taken."""
    if case.slug is not None:
        if new.number not in {None, case.number}:
            raise Refused(
                _("The number of this case is %(number)s and stays so.") % {"number": case.number}, "number-fixed"
            )
        return replace(new, number=case.number)
    if new.number != case.number and not take_number(case, new.number):
        raise Refused(_("%(number)s is a number of another case already.") % {"number": new.number}, "number-taken")
    return new


def _take_content(case: Case, draft: Draft, new: CaseFile, now: datetime) -> None:
    """New content; recipients that did not change stay tied to the directory."""
    new = _with_number(case, new)
    before = linked(case_from(draft.content.open()), draft.links, now.date())
    known = {
        recipient: draft.links[f"{part}.{number}"]
        for part in PARTS
        for number, recipient in enumerate(getattr(before, part))
        if f"{part}.{number}" in draft.links
    }
    draft.links = {
        f"{part}.{number}": known[recipient]
        for part in PARTS
        for number, recipient in enumerate(getattr(new, part))
        if recipient in known
    }
    draft.content = Sealed.of(Draft, "content", new.to_json())


def _link(draft: Draft, path: str, office: int, today: date) -> None:
    part, _dot, number = path.partition(".")
    content = case_from(draft.content.open())
    places = getattr(content, part, ()) if part in PARTS else ()
    if not number.isdecimal() or int(number) >= len(places):
        raise BadInput(
            _("“%(path)s” is no recipient of this case: name one such as targets.0 or copies.1.") % {"path": path[:30]}
        )
    links = dict(draft.links)
    links.pop(path, None)
    if office:
        if not Office.objects.filter(pk=office).exists():
            raise BadInput(_("There is no target %(office)s in the directory.") % {"office": office})
        links[path] = office
    draft.links = links
    warnings = tuple(
        one for one in content.warnings if not (one.code == "directory-differs" and one.message.startswith(f"{path} "))
    )
    draft.content = Sealed.of(Draft, "content", replace(content, warnings=warnings).to_json())


def void_approvals(draft: Draft, now: datetime) -> None:
    Approval.objects.filter(draft=draft, void_at=None).update(void_at=now)


@transaction.atomic
def submit_draft(person: Person, reference: str, now: datetime) -> Composed:
    """Hand the draft, as it is now, to a second person. Whoever does vouches for it as its writers do."""
    case = access_case_for(person, reference, Deed.WRITE, lock=True)
    draft = draft_of(case, lock=True)
    require_own_secret(person)
    draft.state = next_draft_state(draft.state, Step.SUBMIT)
    composed = compose(draft, now.date())
    draft.submitted_hash, draft.submitter = composed.text_hash, person
    draft.publish_at = draft.publish_by = None
    draft.save(update_fields=["state", "submitted_hash", "submitter", "publish_at", "publish_by"])
    history.note(now, person.pk, "submitted", f"case:{case.pk}", draft=draft.pk, text=composed.text_hash)
    return composed


@transaction.atomic
def withdraw_draft(person: Person, reference: str, now: datetime) -> Case:
    """Give up the open draft. A case of which nothing was ever published is withdrawn with it and frees its number."""
    case = access_case_for(person, reference, Deed.LESSEN, lock=True)
    draft = draft_of(case, lock=True)
    draft.state = next_draft_state(draft.state, Step.WITHDRAW)
    draft.publish_at = draft.publish_by = None
    draft.save(update_fields=["state", "publish_at", "publish_by"])
    void_approvals(draft, now)
    if case.slug is None:
        case.withdrawn_at, case.number = now, None
        case.save(update_fields=["withdrawn_at", "number"])
    history.note(now, person.pk, "withdrawn", f"case:{case.pk}", draft=draft.pk)
    return case


@transaction.atomic
def begin_edition(  # noqa: PLR0913, PLR0917
    person: Person,
    reference: str,
    kind: Kind,
    now: datetime,
    case_file: CaseFile | None = None,
    outcome: Outcome | None = None,
    source: Source | None = None,
) -> Draft:
    """Begin the next edition of a public case, from what was published last or from a new document."""
    case = access_case_for(person, reference, Deed.WRITE, lock=True)
    if case.taken_down_at:
        raise Refused(_("This case was taken down: nothing more is published of it."), "taken-down")
    last = case.drafts.filter(state=DraftState.PUBLISHED).order_by("-pk").first()
    if last is None:
        raise Refused(_("Nothing of this case is published yet: edit its draft."), "not-public")
    if case.drafts.filter(state__in=[DraftState.DRAFT, DraftState.IN_REVIEW, DraftState.APPROVED]).exists():
        raise Refused(_("This case has an open draft already: edit, publish or withdraw it first."), "open-draft")
    before = linked(case_from(last.content.open()), last.links, now.date())
    base = case_file or before
    if base.number not in {None, case.number}:
        raise Refused(
            _("The document says %(number)s, and this is %(number2)s.")
            % {"number": base.number, "number2": case.number},
            "number-fixed",
        )
    newest = case.editions.order_by("-n")[0]
    following = replace(
        base,
        kind=kind,
        number=case.number,
        update=before.update + 1 if kind is Kind.UPDATE else before.update,
        index=None if case_file is None else base.index,
        issued=None if case_file is None else base.issued,
        previous=base.previous if case_file is not None else newest.index,
        warnings=base.warnings if case_file is not None else (),
        origin=base.origin if case_file is not None else None,
    )
    return _new_draft(person, case, following, now, source, last, outcome)


@transaction.atomic
def record_outcome_of_withdrawn(person: Person, reference: str, outcome: Outcome, now: datetime) -> Case:
    """What became of a case that never went live: kept at the desk, published nowhere."""
    case = access_case_for(person, reference, Deed.WRITE, lock=True)
    if case.withdrawn_at is None:
        raise Refused(_("This case was not withdrawn: its outcome is an edition."), "state")
    if case.taken_down_at is not None:
        raise Refused(_("This case was taken down: nothing more is kept of it."), "taken-down")
    case.outcome = outcome
    case.save(update_fields=["outcome"])
    # That it was done, not what it says: the history keeps its lines after a take-down, and “executed” is about a
    # person.
    history.note(now, person.pk, "outcome recorded", f"case:{case.pk}")
    return case
