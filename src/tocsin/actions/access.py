"""The only way to a case: hidden and missing answer alike."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from tocsin.actions.models import Case, Draft
from tocsin.actions.states import OPEN_DRAFT, DraftState
from tocsin.records.errors import NotThere, Refused
from tocsin.staff.access import may, require
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed


def access_case_for(person: Person, reference: str, deed: Deed = Deed.SEE, *, lock: bool = False) -> Case:
    """A case by its id, number or slug, for something that this person wants to do to it.

    lock: within a transaction, nobody else changes it before this one ends. A section sees its own cases and those
    that are public; the rest answer as if they were missing.
    """
    cases = Case.objects.select_for_update(of=("self",)) if lock else Case.objects.all()
    wanted = reference.strip()
    named = Q(number=" ".join(wanted.upper().split())) | Q(slug=wanted.lower())
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 18:
        named |= Q(pk=int(wanted))
    case = cases.select_related("section").filter(named).first()
    if case is None or not _may_see(person, case):
        raise NotThere("case of this id or number")
    if deed is not Deed.SEE:
        require(person, deed, case.section_id)
    return case


def access_public_case_for(person: Person, reference: str, deed: Deed, *, lock: bool = False) -> Case:
    """A case that is public, for something that every section may do to it: translate it, extend it, add a note."""
    cases = Case.objects.select_for_update(of=("self",)) if lock else Case.objects.all()
    case = access_case_for(person, reference)
    if not case.editions.exists() and not may(person, deed, case.section_id):
        raise Refused(_("This case is not public yet."), "not-public")
    require(person, deed, anywhere=True)
    return cases.select_related("section").get(pk=case.pk)


def access_texts_for(person: Person, reference: str) -> Case:
    """A case whose texts are put out for translators. What is in review is for its own section, and for those of every
    section who translate and read.
    """
    case = access_public_case_for(person, reference, Deed.SEE)
    if not may(person, Deed.SEE, case.section_id):
        require(person, Deed.READ_TRANSLATION, anywhere=True)
    return case


def _may_see(person: Person, case: Case) -> bool:
    if may(person, Deed.SEE, case.section_id):
        return True
    return case.slug is not None and may(person, Deed.SEE, anywhere=True)


def cases_for(person: Person) -> list[Case]:
    """The cases that this person may see, the newest first."""
    cases = Case.objects.select_related("section").order_by("-pk")
    return [case for case in cases if _may_see(person, case)]


def draft_of(case: Case, *, lock: bool = False) -> Draft:
    """The open draft of a case that was accessed before; Refused where there is none."""
    drafts = Draft.objects.select_for_update(of=("self",)) if lock else Draft.objects.all()
    draft = drafts.select_related("author", "last_editor").filter(case=case, state__in=OPEN_DRAFT).first()
    if draft is None:
        raise Refused(_no_draft(case), "no-draft")
    return draft


def _no_draft(case: Case) -> str:
    if case.taken_down_at:
        return _("This case was taken down: nothing more is published of it.")
    if case.drafts.filter(state=DraftState.PUBLISHED).exists():
        return _("This case has no open draft: begin its next edition.")
    return _("This case was withdrawn and has no open draft.")
