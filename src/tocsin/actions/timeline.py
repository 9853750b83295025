"""A case as a line of its editions, with dates and, for its own section, people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tocsin.actions.models import Case, Draft, Edition
from tocsin.actions.publishing.clock import end_of_day, state_at
from tocsin.actions.states import OPEN_DRAFT
from tocsin.staff.access import may
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed


@dataclass(frozen=True, slots=True)
class Hand:
    """What somebody did to it. deed: `wrote`, `edited`, `submitted`, `approved`, `published`."""

    deed: str
    name: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """One edition, or, with n None, the draft that becomes the next one. at: published, or last edited."""

    n: int | None
    kind: str
    state: str
    at: datetime
    deadline: date | None
    zone: str | None
    index: str | None
    hands: tuple[Hand, ...]


def timeline_for(person: Person, case: Case, now: datetime) -> list[Stage]:
    """Of a case that was accessed before, the newest first. Another section's staff see what is public, and nobody."""
    own = may(person, Deed.SEE, case.section_id)
    editions = Edition.objects.filter(case=case).order_by("-n")
    people = editions.select_related(
        "publisher", "approval__approver", "draft__author", "draft__last_editor", "draft__submitter"
    )
    stages = [_edition(one, now, with_hands=own) for one in (people if own else editions)]
    return [*(_draft(one) for one in _open_drafts(case) if own), *stages]


def _open_drafts(case: Case) -> list[Draft]:
    drafts = Draft.objects.select_related("author", "last_editor", "submitter")
    return list(drafts.filter(case=case, state__in=OPEN_DRAFT))


def _edition(one: Edition, now: datetime, *, with_hands: bool) -> Stage:
    ends = end_of_day(one.deadline, one.deadline_zone) if one.deadline and one.deadline_zone else None
    hands: tuple[Hand, ...] = ()
    if with_hands:
        hands = (
            *_hands(one.draft),
            Hand("approved", one.approval.approver.name, one.approval.approved_at),
            Hand("published", one.publisher.name, one.published_at),
        )
    state = state_at(one.state, ends, now)
    return Stage(one.n, one.kind, state, one.published_at, one.deadline, one.deadline_zone, one.index, hands)


def _draft(draft: Draft) -> Stage:
    content = draft.content.open() if draft.content else {}
    return Stage(
        n=None,
        kind=content.get("kind", ""),
        state=draft.state,
        at=draft.edited_at,
        deadline=date.fromisoformat(content["deadline"]) if content.get("deadline") else None,
        zone=draft.deadline_zone,
        index=None,
        hands=_hands(draft),
    )


def _hands(draft: Draft) -> tuple[Hand, ...]:
    found = [Hand("wrote", draft.author.name, draft.created_at)]
    if draft.last_editor_id != draft.author_id:
        found.append(Hand("edited", draft.last_editor.name, draft.edited_at))
    if draft.submitter is not None:
        found.append(Hand("submitted", draft.submitter.name))
    return tuple(found)
