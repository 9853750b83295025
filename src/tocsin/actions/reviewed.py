"""What a reviewer is shown: the text that would go live, beside the one that is live, and who wrote what of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from tocsin.actions.access import draft_of
from tocsin.actions.comparing import Change, Comparison, Difference, Text, compare, fields_of
from tocsin.actions.composing import Composed, Obstacle, compose, linked, obstacles
from tocsin.actions.models import Case, Consent, Draft, DraftVersion, Edition, Rendition
from tocsin.actions.states import OPEN_DRAFT
from tocsin.actions.translating.memory import Ready, check_names, ready_translations, state_of
from tocsin.actions.translating.segments import translated
from tocsin.casefile import CaseFile, case_from
from tocsin.directory.kinds import ContactState
from tocsin.directory.models import ContactPoint
from tocsin.records.errors import BadInput, NotThere, Refused
from tocsin.staff.access import may
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed


@dataclass(frozen=True, slots=True)
class Reviewed:
    """draft: with its people. before: the newest edition; None for a first one. hands: who wrote it, by path."""

    draft: Draft
    composed: Composed
    text: Text
    before: Edition | None
    comparison: Comparison
    hands: dict[str, str]
    obstacles: list[Obstacle]


def reviewed_for(person: Person, case: Case, now: datetime) -> Reviewed | None:
    """Of a case that was accessed before; None where it has no open draft. For those who may see drafts."""
    require_sight(person, case)
    draft = (
        Draft.objects.select_related("case__section", "author", "last_editor", "submitter", "publish_by")
        .filter(case=case, state__in=OPEN_DRAFT)
        .first()
    )
    if draft is None:
        return None
    composed = compose(draft, now.date())
    text = draft_text(draft, composed)
    before = Edition.objects.filter(case=case).order_by("-n").first()
    comparison = compare(edition_text(before) if before else None, text)
    hands = hands_of(draft, comparison.differences)
    return Reviewed(draft, composed, text, before, comparison, hands, obstacles(draft, composed))


def require_sight(person: Person, case: Case) -> None:
    if not may(person, Deed.SEE, case.section_id):
        raise Refused(_("The drafts and the history of this case belong to another section."), "role")


def draft_text(draft: Draft, composed: Composed) -> Text:
    """What would go live of it."""
    return Text(composed.published, composed.zone, draft.mention_network, draft.outcome)


def edition_text(edition: Edition) -> Text | None:
    """None where it was taken down."""
    source = Rendition.objects.filter(edition=edition, is_source=True).order_by("-revision").first()
    if source is None or source.casefile is None:
        return None
    case_file = CaseFile.from_json(json.loads(bytes(source.casefile)))
    return Text(case_file, edition.deadline_zone, edition.mention_network, edition.outcome)


def _version_text(content: dict[str, Any]) -> Text:
    case_file = case_from(content["casefile"])
    return Text(case_file, content.get("zone"), content.get("mention_network"), content.get("outcome"))


def side_of(person: Person, case: Case, name: str, now: datetime, *, whole: bool) -> Text:
    """One side of a comparison: `draft`, `v7` for the draft as of a revision, `3` for an edition.

    whole: of the draft what its writers wrote, also what nobody agreed to; else what would go live of it.
    """
    require_sight(person, case)
    if name == "draft":
        draft = draft_of(case)
        composed = compose(draft, now.date())
        text = draft_text(draft, composed)
        return Text(composed.whole, composed.zone, text.mention_network, text.outcome) if whole else text
    number = name.removeprefix("v")
    if not (number.isascii() and number.isdigit() and len(number) < 9):
        raise BadInput(_("There is no such text to compare."))
    text_then = _older(case, int(number), is_version=name.startswith("v"), now=now)
    if text_then is None:
        raise NotThere("edition or version of this number")
    return text_then


def _older(case: Case, number: int, *, is_version: bool, now: datetime) -> Text | None:
    if not is_version:
        edition = Edition.objects.filter(case=case, n=number).first()
        return edition_text(edition) if edition else None
    version = DraftVersion.objects.filter(draft__case=case, draft__state__in=OPEN_DRAFT, revision=number).first()
    if version is None or version.content is None:
        return None
    content = version.content.open()
    text = _version_text(content)
    return replace(text, case=linked(text.case, content.get("links") or {}, now.date()))


def hands_of(draft: Draft, differences: Sequence[Difference]) -> dict[str, str]:
    """Whose words they are: for each path the name of who wrote, or took out, what is different.

    From the versions that were kept of the draft; where none were, its last editor. Nobody for what no version says:
    an address that comes from the directory.
    """
    versions = list(DraftVersion.objects.select_related("editor").filter(draft=draft).order_by("revision"))
    known = [(one.editor.name, _said(_version_text(one.content.open()))) for one in versions if one.content]
    if not known or versions[-1].revision != draft.revision:
        today = Text(
            CaseFile.from_json(draft.content.open()), draft.deadline_zone, draft.mention_network, draft.outcome
        )
        known.append((draft.last_editor.name, _said(today)))
    return {one.path: name for one in differences if (name := _hand(known, one))}


def _hand(known: list[tuple[str, set[tuple[str, str]]]], one: Difference) -> str:
    removed = one.change is Change.REMOVED
    text = "".join(piece.text for piece in one.pieces if piece.part != ("added" if removed else "removed"))
    wanted = (_group(one.path), text)
    if (wanted in known[-1][1]) is removed:
        return ""
    name = known[-1][0]
    for editor, said in reversed(known):
        if (wanted in said) is removed:
            break
        name = editor
    return name


def _said(text: Text) -> set[tuple[str, str]]:
    return {(_group(path), value) for path, value in fields_of(text).items()}


def _group(path: str) -> str:
    """A path without places in lists: an entry that moved is still the same."""
    return re.sub(r"\.\d+", "", path)


def marks_of(text: Text) -> dict[str, str]:
    """A short mark for everything that a text says, for a form to bring back what its reader saw."""
    return {path: sha256(value.encode()).hexdigest()[:10] for path, value in fields_of(text).items()}


def changed_since(marks: dict[str, str], text: Text) -> list[str]:
    """Paths that say something else, or that are gone, since a reader saw these marks."""
    now = marks_of(text)
    seen = {(_group(path), mark) for path, mark in marks.items()}
    still = {(_group(path), mark) for path, mark in now.items()}
    new = [path for path, mark in now.items() if (_group(path), mark) not in seen]
    named = {_group(path) for path in new}
    gone = [path for path, mark in marks.items() if (_group(path), mark) not in still and _group(path) not in named]
    return [*new, *gone]


@dataclass(frozen=True, slots=True)
class Language:
    """A translation of what would go live. why: empty where it goes live with it; else `missing`, `unread`, `name`."""

    language: str
    why: str
    missing: int
    unread: int
    texts: int


def languages_of(case: Case, composed: Composed, now: datetime) -> list[Language]:
    """How far each translation of the draft's text is. For a draft in review or approved; else nothing is known."""
    ready = {one.language: one for one in ready_translations(case, composed.published)}
    found = []
    names = case.translations.order_by("language").values_list("language", flat=True)
    for name in names:
        try:
            told = state_of(case, name, now)
        except Refused:
            return []
        why = "missing" if told["missing"] else "unread" if told["unread"] else _names(ready.get(name), composed)
        found.append(Language(name, why, told["missing"], told["unread"], told["texts"]))
    return found


def _names(ready: Ready | None, composed: Composed) -> str:
    if ready is None:
        return "missing"
    try:
        check_names(composed, translated(composed.published, ready.language, ready.words))
    except Refused:
        return "name"
    return ""


def troubled_contacts(draft: Draft) -> list[ContactPoint]:
    """Ways to its recipients that fail, or that nobody has tried."""
    bad = [ContactState.FAILING, ContactState.DEAD, ContactState.UNVERIFIED]
    return list(
        ContactPoint.objects.select_related("office")
        .filter(office__in=draft.links.values(), state__in=bad, kind__in=["email", "fax"])
        .order_by("office", "position", "pk")
    )


@dataclass(frozen=True, slots=True)
class Agreed:
    """One consent that was not withdrawn. who: who gave it; empty where nobody could be asked, or it is unreadable."""

    id: int
    who: str
    impossible: bool
    confirmed: bool
    fields: tuple[str, ...]
    uses: tuple[str, ...]
    until: date | None
    ended: bool


def agreements_of(case: Case, now: datetime) -> list[Agreed]:
    """What was agreed to, for those who may see drafts."""
    return [_agreed(one, now) for one in Consent.objects.filter(case=case, withdrawn_at=None).order_by("pk")]


def _agreed(one: Consent, now: datetime) -> Agreed:
    content = one.content.open() if one.content else {}
    return Agreed(
        id=one.pk,
        who=content.get("who") or "",
        impossible=one.impossible,
        confirmed=one.confirmed_at is not None,
        fields=tuple(one.fields),
        uses=tuple(one.uses),
        until=one.until,
        ended=one.until is not None and one.until < now.date(),
    )


def versions_of(case: Case) -> Iterable[tuple[int, str, datetime]]:
    """Revision, editor and moment of each version kept of the open draft, the newest first."""
    versions = DraftVersion.objects.filter(draft__case=case, draft__state__in=OPEN_DRAFT).order_by("-revision")
    return versions.values_list("revision", "editor__name", "at")
