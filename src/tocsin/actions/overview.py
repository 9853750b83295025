"""What the desk is shown of a case: one line in a list, everything on one page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tocsin.actions.access import draft_of
from tocsin.actions.composing import compose, linked, obstacles
from tocsin.actions.models import (
    Approval,
    Case,
    Consent,
    Draft,
    Edition,
    Rendition,
    SealedNote,
    SectionNote,
    Translation,
)
from tocsin.actions.publishing.clock import state_of_case
from tocsin.actions.states import OPEN_DRAFT
from tocsin.actions.translating.memory import state_of
from tocsin.casefile import CaseFile
from tocsin.casefile.checking.findings import check_case
from tocsin.records import history
from tocsin.records.errors import Refused
from tocsin.staff.access import may
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed


def case_state(case: Case, now: datetime) -> str:
    """The state of the case as a whole."""
    return state_of_case(case, Edition.objects.filter(case=case).order_by("-n").first(), now)


def line_of(person: Person, case: Case, now: datetime) -> dict[str, Any]:
    """One line: where the case stands. The draft is opened for its own section; others see what is published."""
    own = may(person, Deed.SEE, case.section_id)
    draft = Draft.objects.filter(case=case).order_by("-pk").first() if own else None
    # It was checked when it was kept.
    content = CaseFile.from_json(draft.content.open()) if draft and draft.content else _published(case)
    return {
        "id": case.pk,
        "number": case.number,
        "section": case.section.code,
        "state": case_state(case, now),
        "draft": draft.state if draft and draft.state in OPEN_DRAFT else None,
        "deadline": content.deadline.isoformat() if content and content.deadline else None,
        "headline": content.headline if content else None,
        "outcome": case.outcome,
        "warnings": len(content.warnings) if content and draft and draft.state in OPEN_DRAFT else 0,
    }


def _published(case: Case) -> CaseFile | None:
    source = Rendition.objects.filter(edition__case=case, is_source=True).order_by("-n").first()
    return CaseFile.from_json(json.loads(bytes(source.casefile))) if source and source.casefile else None


def draft_case_file(person: Person, case: Case, now: datetime) -> CaseFile:
    """The open draft's case file with the directory's addresses of today; for those who may see drafts."""
    _require_desk(person, case)
    draft = draft_of(case)
    return linked(CaseFile.from_json(draft.content.open()), draft.links, now.date())


def _require_desk(person: Person, case: Case) -> None:
    if not may(person, Deed.SEE, case.section_id):
        raise Refused(_("The drafts and the history of this case belong to another section."), "role")


def overview(person: Person, case: Case, now: datetime) -> dict[str, Any]:
    """Everything about a case that this person may see; another section's staff see what is public."""
    value: dict[str, Any] = {
        "id": case.pk,
        "uid": str(case.uid),
        "number": case.number,
        "slug": case.slug,
        "section": case.section.code,
        "state": case_state(case, now),
        "outcome": case.outcome,
        "editions": [_edition(one) for one in Edition.objects.filter(case=case).order_by("-n")],
    }
    if may(person, Deed.SEE, case.section_id):
        value["draft"] = _draft(case, now)
        value["consents"] = [_consent(one) for one in Consent.objects.filter(case=case).order_by("pk")]
        value["sealed_notes"] = list(SealedNote.objects.filter(case=case).order_by("pk").values("id", "about"))
    value["section_notes"] = [
        {
            "id": one.pk,
            "section": one.section.code,
            "approved": one.approved_at is not None,
            "ended": bool(one.ended_at),
        }
        for one in SectionNote.objects.select_related("section").filter(case=case).order_by("pk")
    ]
    if case.taken_down_at is None:
        value["translations"] = translations_of(case, now)
    return value


def translations_of(case: Case, now: datetime) -> list[dict[str, Any]]:
    """How far each translation is; nothing before there is a text to translate."""
    languages = Translation.objects.filter(case=case).order_by("language").values_list("language", flat=True)
    try:
        return [state_of(case, language, now) for language in languages]
    except Refused:
        return []


def _edition(one: Edition) -> dict[str, Any]:
    return {
        "n": one.n,
        "kind": one.kind,
        "index": one.index,
        "state": one.state,
        "published_at": one.published_at.isoformat(),
        "deadline": one.deadline.isoformat() if one.deadline else None,
        "deadline_zone": one.deadline_zone,
        "text_sha256": one.text_sha256,
    }


def _draft(case: Case, now: datetime) -> dict[str, Any] | None:
    draft = (
        Draft.objects.select_related("case", "author", "last_editor").filter(case=case, state__in=OPEN_DRAFT).first()
    )
    if draft is None:
        return None
    composed = compose(draft, now.date())
    approvals = Approval.objects.select_related("approver").filter(draft=draft, void_at=None)
    return {
        "state": draft.state,
        "kind": composed.whole.kind.value,
        "revision": draft.revision,
        "author": draft.author.email,
        "last_editor": draft.last_editor.email,
        "headline": composed.whole.headline,
        "deadline": composed.whole.deadline.isoformat() if composed.whole.deadline else None,
        "deadline_zone": composed.zone,
        "mention_network": draft.mention_network,
        "outcome": draft.outcome,
        "text_hash": composed.text_hash,
        "approved_by": [one.approver.email for one in approvals if one.text_hash == composed.text_hash],
        "waits_for": [
            {"code": one.code, "field": one.field, "message": one.message} for one in obstacles(draft, composed)
        ],
        "warnings": composed.whole.to_json()["warnings"],
        "findings": [finding.to_json() for finding in check_case(composed.whole, now.date())],
        "links": draft.links,
    }


def _consent(one: Consent) -> dict[str, Any]:
    return {
        "id": one.pk,
        "impossible": one.impossible,
        "fields": one.fields,
        "uses": one.uses,
        "until": one.until.isoformat() if one.until else None,
        "confirmed": one.confirmed_at is not None,
        "withdrawn": one.withdrawn_at is not None,
    }


def history_lines(person: Person, case: Case) -> list[dict[str, Any]]:
    """The history of a case, the oldest first; for those who may see drafts, for it tells of consents and of notes."""
    _require_desk(person, case)
    lines = history.history_of(f"case:{case.pk}")
    people = dict(Person.objects.filter(pk__in={one.actor for one in lines}).values_list("pk", "email"))
    return [
        {"at": one.at.isoformat(), "by": people.get(one.actor or 0, "the system"), "what": one.verb, **one.detail}
        for one in lines
    ]


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One line of a history. by: name; empty for the system."""

    at: datetime
    by: str
    verb: str
    detail: dict[str, Any]


def history_page_for(person: Person, case: Case, page: int, size: int) -> tuple[list[HistoryEntry], bool]:
    """A page of the history, the newest first, and whether older lines follow. page: from 1."""
    _require_desk(person, case)
    lines = history.history_of(f"case:{case.pk}")[::-1]
    shown = lines[(page - 1) * size : page * size]
    people = dict(Person.objects.filter(pk__in={one.actor for one in shown}).values_list("pk", "name"))
    entries = [HistoryEntry(one.at, people.get(one.actor or 0, ""), one.verb, one.detail) for one in shown]
    return entries, len(lines) > page * size


def overview_lines(value: dict[str, Any]) -> list[str]:
    """The same for a terminal."""
    lines = [f"{value['number'] or 'no number yet'} · {value['section']} · {value['state']}"]
    if value.get("draft"):
        lines += _draft_lines(value["draft"])
    lines += map(_consent_line, value.get("consents", []))
    for one in value.get("sealed_notes", []):
        lines.append(f"Sealed note {one['id']}: {one['about']}")
    for one in value["section_notes"]:
        lines.append(
            f"Section note {one['id']}: {one['section']}, "
            f"{'ended' if one['ended'] else 'on the page' if one['approved'] else 'to be approved'}"
        )
    for one in value.get("translations", []):
        lines.append(
            f"Translation {one['language']}: {one['missing']} of {one['texts']} missing, {one['unread']} unread"
        )
    for one in value["editions"]:
        lines.append(
            f"Edition {one['n']}: {one['kind']}, {one['index']}, {one['state']}, {one['published_at'][:16]} UTC"
        )
    for one in value.get("history", []):
        rest = ", ".join(f"{key} {item}" for key, item in one.items() if key not in {"at", "by", "what"})
        lines.append(f"{one['at'][:19]} {one['by']}: {one['what']} ({rest})")
    return lines


def _draft_lines(draft: dict[str, Any]) -> list[str]:
    return [
        f"Draft: {draft['headline']}",
        f"  {draft['kind']}, {draft['state']}, revision {draft['revision']}",
        f"  deadline {draft['deadline'] or 'none'}, zone {draft['deadline_zone'] or 'none'}",
        f"  written by {draft['author']}, last edited by {draft['last_editor']}",
        f"  approved by {', '.join(draft['approved_by']) or 'nobody'}",
        f"  hash {draft['text_hash']}",
        *(f"  waits: {one['message']}" for one in draft["waits_for"]),
        *(f"  warning: {one['field']}: {one['message']}" for one in draft["warnings"]),
        *(f"  look: {one['field']}: {one['message']}" for one in draft["findings"]),
    ]


def _consent_line(one: dict[str, Any]) -> str:
    kind = "nobody could be asked" if one["impossible"] else "consent"
    state = "to be confirmed" if one["impossible"] and not one["confirmed"] else "counts"
    if one["withdrawn"]:
        state = "withdrawn"
    return f"Consent {one['id']}: {kind}, {state}, for {', '.join(one['fields'])}; until {one['until'] or 'any day'}"
