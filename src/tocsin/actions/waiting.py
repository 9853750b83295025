"""What waits for somebody at the desk, case by case: decided in one pure function, from what is read beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from tocsin.actions.access import cases_for
from tocsin.actions.agreed import waits_for_confirmation_by
from tocsin.actions.lessenings import to_look_at_for
from tocsin.actions.models import Case, Draft, Edition
from tocsin.actions.overview import line_of
from tocsin.actions.publishing.clock import days_left
from tocsin.actions.publishing.planned import why_failed
from tocsin.actions.review import writers_of
from tocsin.actions.sealed_notes import asks_to_open_for
from tocsin.actions.states import OPEN_DRAFT, DraftState, EditionState
from tocsin.actions.translating.standing import Standing, Whole, languages_of
from tocsin.records.errors import Refused
from tocsin.staff.access import may
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed

NEAR: Final = timedelta(days=7)


class Matter(StrEnum):
    """Why a case waits for somebody, in the order in which it is urgent."""

    LESSENED = "lessened"
    """Another person stopped it or took it down alone: to be looked at."""
    OPENING = "opening"
    """Another person asks that a sealed note be opened; the request lapses after a day."""
    CONFIRM = "confirm"
    """Another person says that nobody could be asked for consent: to be confirmed."""
    FAILED = "publication failed"
    """It was to go live at a moment, and a rule kept it back then."""
    REVIEW = "review"
    PUBLISH = "publish"
    NEAR = "deadline near"
    NO_OUTCOME = "no outcome"
    """Its deadline has passed and nobody said what became of it: asked until somebody does."""
    SECOND_READ = "second reading"
    """A translation is whole, and somebody else than who translated it has to read it."""
    TRANSLATION = "translation"
    WARNINGS = "warnings"
    """Something that the reading of a document could not settle, in a draft of the own section."""
    DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Drift:
    """A translation that is behind its source: texts that it lacks, those that a second reader sent back, and those
    that nobody read a second time. to_read: of these, how many this person may read, where the translation is whole.
    """

    language: str
    missing: int
    unread: int
    back: int
    to_read: int


@dataclass(frozen=True, slots=True)
class ToLookAt:
    """deed: `stopped` or `taken down`. by: name."""

    deed: str
    by: str


@dataclass(frozen=True, slots=True)
class CaseLine:
    """Where one case stands. headline: None where nothing is left of it. touched_by: name, for the own section.

    deadline: of the draft, where this person sees one, else of the newest edition. days: whole days until that of the
    edition, negative once it has passed; None without one.
    """

    id: int
    number: str | None
    headline: str | None
    section: str
    state: str
    draft: str | None
    outcome: str | None
    deadline: date | None
    days: int | None
    touched_by: str | None
    touched_at: datetime | None
    drifts: tuple[Drift, ...]
    matters: tuple[Matter, ...]
    warnings: int = 0
    """Of the open draft; those that it came with from a document, and that nobody settled."""
    lessened: ToLookAt | None = None
    failed: str | None = None
    """The rule that kept it from going live when it was planned to."""


def case_lines_for(person: Person, now: datetime) -> list[CaseLine]:
    """Every case that this person may see: those that wait for them first, then the newest."""
    lines = [_line(person, case, now) for case in cases_for(person)]
    order = list(Matter)
    return sorted(lines, key=lambda line: order.index(line.matters[0]) if line.matters else len(order))


def _line(person: Person, case: Case, now: datetime) -> CaseLine:
    told = line_of(person, case, now)
    own = may(person, Deed.SEE, case.section_id)
    drafts = Draft.objects.select_related("last_editor").filter(case=case)
    draft = drafts.order_by("-pk").first() if own else None
    edition = Edition.objects.filter(case=case).order_by("-n").first()
    days = _days(edition, now)
    # Nobody waits for a translation of what is over, and to look opens a good deal.
    is_awaited = told["state"] == EditionState.LIVE or told["draft"] in {DraftState.IN_REVIEW, DraftState.APPROVED}
    drifts = _drifts(person, case, now) if is_awaited and _reads_translations(person, case) else ()
    failed = why_failed(draft) if draft is not None and draft.state == DraftState.APPROVED else None
    lessened = to_look_at_for(person, case)
    matters = matters_of(
        person,
        case,
        draft=draft,
        state=told["state"],
        days=days,
        drifts=drifts,
        warnings=told["warnings"],
        failed=failed,
    )
    return CaseLine(
        id=case.pk,
        number=case.number,
        headline=told["headline"],
        section=case.section.name,
        state=told["state"],
        draft=told["draft"],
        outcome=case.outcome,
        deadline=date.fromisoformat(told["deadline"]) if told["deadline"] else None,
        days=days,
        touched_by=draft.last_editor.name if draft else None,
        touched_at=draft.edited_at if draft else edition.published_at if edition else None,
        drifts=drifts,
        matters=(*_of_two_people(person, case, now, is_lessened=lessened is not None), *matters),
        lessened=ToLookAt(lessened.deed, lessened.by.name) if lessened else None,
        warnings=told["warnings"],
        failed=failed,
    )


def _of_two_people(person: Person, case: Case, now: datetime, *, is_lessened: bool) -> list[Matter]:
    """What another person did or asked that takes a second one."""
    waits = (
        (Matter.LESSENED, is_lessened),
        (Matter.OPENING, asks_to_open_for(person, case, now)),
        (Matter.CONFIRM, waits_for_confirmation_by(person, case, now.date())),
    )
    return [matter for matter, does in waits if does]


def _days(edition: Edition | None, now: datetime) -> int | None:
    if edition is None or edition.deadline is None or edition.deadline_zone is None:
        return None
    return days_left(edition.deadline, edition.deadline_zone, now)


def _reads_translations(person: Person, case: Case) -> bool:
    return may(person, Deed.TRANSLATE, anywhere=True) or may(person, Deed.READ_TRANSLATION, case.section_id)


def _drifts(person: Person, case: Case, now: datetime) -> tuple[Drift, ...]:
    try:
        wholes = languages_of(case, now)
    except Refused:
        # Nothing was submitted yet: there is no text to be behind.
        return ()
    drifts = (_drift(person, one) for one in wholes)
    return tuple(one for one in drifts if one.missing or one.unread or one.back)


def _drift(person: Person, whole: Whole) -> Drift:
    return Drift(
        language=whole.language,
        missing=whole.count(Standing.MISSING, Standing.DRIFTED),
        unread=whole.count(Standing.UNREAD),
        back=whole.count(Standing.BACK),
        to_read=whole.waiting_for(person) if whole.is_ready_to_read(person) else 0,
    )


def matters_of(  # noqa: PLR0913 - all that the decision rests on
    person: Person,
    case: Case,
    *,
    draft: Draft | None,
    state: str,
    days: int | None,
    drifts: tuple[Drift, ...],
    warnings: int = 0,
    failed: str | None = None,
) -> list[Matter]:
    """Why this case waits for this person, the most urgent reason first."""
    found = []
    open_draft = draft if draft is not None and draft.state in OPEN_DRAFT else None
    if open_draft is not None:
        found += _of_draft(person, case, open_draft)
        unsettled = warnings and open_draft.state == DraftState.DRAFT
        if unsettled and may(person, Deed.WRITE, case.section_id):
            found.append(Matter.WARNINGS)
        if failed and (may(person, Deed.WRITE, case.section_id) or may(person, Deed.PUBLISH, case.section_id)):
            found.append(Matter.FAILED)
    keeps = may(person, Deed.WRITE, case.section_id) or may(person, Deed.APPROVE, case.section_id)
    if keeps and state == EditionState.LIVE and days is not None and days <= NEAR.days:
        found.append(Matter.NEAR)
    if keeps and state == EditionState.EXPIRED and case.outcome is None:
        found.append(Matter.NO_OUTCOME)
    if any(one.to_read for one in drifts):
        found.append(Matter.SECOND_READ)
    # Whoever cannot translate is told too where it is their section's: they know who can.
    if any(one.missing or one.back for one in drifts):
        found.append(Matter.TRANSLATION)
    order = list(Matter)
    return sorted(found, key=order.index)


def _of_draft(person: Person, case: Case, draft: Draft) -> list[Matter]:
    wrote = person.pk in writers_of(draft)
    if draft.state == DraftState.IN_REVIEW and not wrote and may(person, Deed.APPROVE, case.section_id):
        return [Matter.REVIEW]
    if draft.state == DraftState.APPROVED and draft.publish_at is None and may(person, Deed.PUBLISH, case.section_id):
        return [Matter.PUBLISH]
    if draft.state == DraftState.DRAFT and wrote and may(person, Deed.WRITE, case.section_id):
        return [Matter.DRAFT]
    return []
