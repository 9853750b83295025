"""What waits for somebody at the desk, case by case: decided in one pure function, from what is read beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from tocsin.actions.access import cases_for
from tocsin.actions.agreed import waits_for_confirmation_by
from tocsin.actions.composing import default_zone
from tocsin.actions.listing import Facts, facts_for
from tocsin.actions.models import Case, Draft
from tocsin.actions.publishing.planned import why_failed
from tocsin.actions.states import DraftState, EditionState
from tocsin.actions.translating.standing import Standing, Whole, languages_of
from tocsin.records.errors import Refused
from tocsin.staff.access import may, roles_remembered
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
class Planned:
    """What goes live by itself. edition: its number. at: UTC. zone: IANA, of its deadline. by: in whose name."""

    edition: int
    at: datetime
    zone: str
    by: str


@dataclass(frozen=True, slots=True)
class CaseLine:
    """Where one case stands. headline: None where nothing is left of it. countries: alpha-2. touched_by: name, for the
    own section.

    deadline: of the draft, where this person sees one, else of the newest edition. days: whole days until that of the
    edition, negative once it has passed; None without one.
    """

    id: int
    number: str | None
    headline: str | None
    countries: tuple[str, ...]
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
    planned: Planned | None = None
    """For those who may cancel it."""


def case_lines_for(person: Person, now: datetime) -> list[CaseLine]:
    """Every case that this person may see: those that wait for them first, then the newest."""
    with roles_remembered():
        lines = [_line(person, facts, now) for facts in facts_for(person, cases_for(person), now)]
    order = list(Matter)
    return sorted(lines, key=lambda line: order.index(line.matters[0]) if line.matters else len(order))


def _line(person: Person, facts: Facts, now: datetime) -> CaseLine:
    case, draft = facts.case, facts.draft
    state = facts.state(now)
    drifts = _drifts(person, case, now) if _awaits_translations(person, facts, state) else ()
    failed = why_failed(draft) if draft is not None and draft.state == DraftState.APPROVED else None
    standing = _Standing(facts, state, facts.days(now), drifts, failed)
    lessened, edition = facts.lessened, facts.edition
    return CaseLine(
        id=case.pk,
        number=case.number,
        headline=facts.headline,
        countries=facts.countries,
        section=case.section.name,
        state=state,
        draft=facts.open_draft.state if facts.open_draft else None,
        outcome=case.outcome,
        deadline=facts.deadline,
        days=standing.days,
        touched_by=draft.last_editor.name if draft else None,
        touched_at=draft.edited_at if draft else edition.published_at if edition else None,
        drifts=drifts,
        matters=tuple(_matters(person, standing, now)),
        lessened=ToLookAt(lessened.deed, lessened.by.name) if lessened else None,
        warnings=facts.warnings,
        failed=failed,
        planned=_planned(facts) if may(person, Deed.LESSEN, case.section_id) else None,
    )


def _planned(facts: Facts) -> Planned | None:
    draft = facts.open_draft
    if draft is None or draft.publish_at is None or draft.publish_by is None:
        return None
    zone = draft.deadline_zone or (default_zone(facts.content) if facts.content else None) or "Etc/UTC"
    return Planned(facts.edition.n + 1 if facts.edition else 1, draft.publish_at, zone, draft.publish_by.name)


def _awaits_translations(person: Person, facts: Facts, state: str) -> bool:
    """Nobody waits for a translation of what is over, and to look opens a good deal."""
    if not facts.has_translations:
        return False
    draft = facts.open_draft
    is_awaited = state == EditionState.LIVE or (draft is not None and draft.state != DraftState.DRAFT)
    return is_awaited and (
        may(person, Deed.TRANSLATE, anywhere=True) or may(person, Deed.READ_TRANSLATION, facts.case.section_id)
    )


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


@dataclass(frozen=True, slots=True)
class _Standing:
    """All that the decision rests on. days, failed: as in `CaseLine`."""

    facts: Facts
    state: str
    days: int | None
    drifts: tuple[Drift, ...]
    failed: str | None


def _matters(person: Person, standing: _Standing, now: datetime) -> list[Matter]:
    """Why this case waits for this person, the most urgent reason first."""
    facts, case = standing.facts, standing.facts.case
    writes, approves = (may(person, deed, case.section_id) for deed in (Deed.WRITE, Deed.APPROVE))
    is_near = standing.days is not None and standing.days <= NEAR.days
    is_draft = facts.open_draft is not None and facts.open_draft.state == DraftState.DRAFT
    reasons = {
        Matter.LESSENED: facts.lessened is not None,
        Matter.OPENING: facts.asked,
        Matter.CONFIRM: facts.unconfirmed and waits_for_confirmation_by(person, case, now.date()),
        Matter.FAILED: standing.failed is not None and (writes or may(person, Deed.PUBLISH, case.section_id)),
        Matter.NEAR: (writes or approves) and standing.state == EditionState.LIVE and is_near,
        Matter.NO_OUTCOME: (writes or approves) and standing.state == EditionState.EXPIRED and case.outcome is None,
        Matter.SECOND_READ: any(one.to_read for one in standing.drifts),
        # Whoever cannot translate is told too where it is their section's: they know who can.
        Matter.TRANSLATION: any(one.missing or one.back for one in standing.drifts),
        Matter.WARNINGS: writes and is_draft and facts.warnings > 0,
    }
    found = {matter for matter, holds in reasons.items() if holds}
    if facts.open_draft is not None:
        found.update(_of_draft(person, facts, facts.open_draft))
    return [matter for matter in Matter if matter in found]


def _of_draft(person: Person, facts: Facts, draft: Draft) -> list[Matter]:
    case, wrote = facts.case, person.pk in facts.writers
    if draft.state == DraftState.IN_REVIEW and not wrote and may(person, Deed.APPROVE, case.section_id):
        return [Matter.REVIEW]
    if draft.state == DraftState.APPROVED and draft.publish_at is None and may(person, Deed.PUBLISH, case.section_id):
        return [Matter.PUBLISH]
    if draft.state == DraftState.DRAFT and wrote and may(person, Deed.WRITE, case.section_id):
        return [Matter.DRAFT]
    return []
