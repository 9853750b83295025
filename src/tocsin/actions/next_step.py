"""What somebody can do next with a case: the one thing that the case page offers first."""

from __future__ import annotations

from enum import StrEnum

from tocsin.actions.models import Case, Draft
from tocsin.actions.states import OPEN_DRAFT, DraftState, EditionState
from tocsin.staff.access import may
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed


class Next(StrEnum):
    """The next step."""

    WRITE = "write"
    REVIEW = "review"
    PUBLISH = "publish"
    OUTCOME = "outcome"
    UPDATE = "update"
    TRANSLATE = "translate"
    LOCALISE = "localise"
    WAIT = "wait"
    """Something is under way that another person does."""
    NOTHING = "nothing"


_OVER = frozenset({EditionState.EXPIRED, EditionState.STOPPED})


def next_step_of(person: Person, case: Case, draft: Draft | None, state: str) -> Next:
    """draft: the newest, where this person sees it. state: of the case, with the clock (`overview.case_state`)."""
    if case.taken_down_at is not None:
        return Next.NOTHING
    if draft is not None and draft.state in OPEN_DRAFT:
        return _of_draft(person, case, draft)
    if may(person, Deed.WRITE, case.section_id):
        if case.outcome is None and (state in _OVER or case.slug is None):
            return Next.OUTCOME
        return Next.UPDATE if case.slug is not None else Next.NOTHING
    if state == EditionState.LIVE and may(person, Deed.LOCALISE, anywhere=True):
        return Next.LOCALISE
    if case.slug is not None and may(person, Deed.TRANSLATE, anywhere=True):
        return Next.TRANSLATE
    return Next.NOTHING


def _of_draft(person: Person, case: Case, draft: Draft) -> Next:
    wrote = person.pk in {draft.author_id, draft.last_editor_id, draft.submitter_id}
    if draft.state == DraftState.APPROVED and may(person, Deed.PUBLISH, case.section_id):
        return Next.PUBLISH
    if draft.state == DraftState.IN_REVIEW and not wrote and may(person, Deed.APPROVE, case.section_id):
        return Next.REVIEW
    if draft.state == DraftState.DRAFT and may(person, Deed.WRITE, case.section_id):
        return Next.WRITE
    if draft.state == DraftState.IN_REVIEW and may(person, Deed.TRANSLATE, anywhere=True):
        return Next.TRANSLATE
    return Next.WAIT
