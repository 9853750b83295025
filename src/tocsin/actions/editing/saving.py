"""Saving what somebody typed: merged with what others saved meanwhile, or kept aside where it touches the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.actions.access import access_case_for, draft_of
from tocsin.actions.composing import PARTS
from tocsin.actions.drafts import Edit, edit_draft
from tocsin.actions.editing.asides import Kept, add_aside, change_asides, kept_aside
from tocsin.actions.editing.content import LISTS, Flat, content_of, flat_of
from tocsin.actions.editing.merging import Held, Merged, merge
from tocsin.actions.editing.versions import content_at
from tocsin.actions.models import Case, Draft, DraftVersion
from tocsin.directory.recipients import recipient_to_json
from tocsin.directory.targets import recipients_of
from tocsin.records import history
from tocsin.records.errors import BadInput, NotThere
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form says. revision: the one that was seen. fields: by the names of a `Flat`; a field that is left out
    stays as it was seen. A recipient that is tied needs its `office` alone. asides: texts typed further, by key.
    """

    revision: int
    fields: Mapping[str, Any]
    asides: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Saved:
    """flat: what the draft says now. came_in: paths of what others changed meanwhile. held: what now waits aside.
    rows: by list, where each item that was typed stands now.
    """

    draft: Draft
    flat: Flat
    came_in: tuple[str, ...]
    held: tuple[Held, ...]
    rows: Mapping[str, tuple[int | None, ...]]


@transaction.atomic
def save_typed(person: Person, reference: str, typed: Typed, now: datetime) -> Saved:
    """Save what somebody typed, on top of what others saved since. Raises BadInput where nothing could be kept."""
    case = access_case_for(person, reference, Deed.WRITE, lock=True)
    draft = draft_of(case, lock=True)
    seen = flat_of(content_at(draft, min(typed.revision, draft.revision)))
    mine = seen | {name: value for name, value in typed.fields.items() if name in seen}
    for part in PARTS:
        mine[part] = _completed(mine[part], seen, mine["language"], now)
    theirs = flat_of(content_of(draft))
    done = merge(seen, theirs, mine)
    if done.held and not _others_wrote(draft, person, typed.revision):
        done = _own_last_word(done)
    draft = edit_draft(person, str(case.pk), Edit(flat=done.flat, quiet=True), now)
    _type_further(person, draft, typed.asides, now)
    if done.held:
        add_aside(person, draft, typed.revision, done.held, now)
    return Saved(draft, done.flat, done.came_in, done.held, done.rows)


def _others_wrote(draft: Draft, person: Person, since: int) -> bool:
    return DraftVersion.objects.filter(draft=draft, revision__gt=since).exclude(editor=person).exists()


def _own_last_word(done: Merged) -> Merged:
    """Of two texts of one person the later, where it goes on from the earlier: the answer to a save was lost on its
    way, or the page was left while one was on its way. Where words would be lost, both are kept.
    """
    flat, held = done.flat, []
    for one in done.held:
        if isinstance(one.theirs, str) and isinstance(one.mine, str) and _goes_on(one.theirs, one.mine):
            flat = _put(flat, Kept(0, one.path, one.theirs, one.mine))
        else:
            held.append(one)
    return replace(done, flat=flat, held=tuple(held))


def _goes_on(before: str, after: str) -> bool:
    """Whether all words are still there, but for one that was being typed."""
    return (Counter(before.split()) - Counter(after.split())).total() <= 1


def _completed(recipients: list[dict[str, Any]], seen: Flat, language: str, now: datetime) -> list[dict[str, Any]]:
    """Tied recipients with all that is known of them: as the draft has them, else as the directory has them today."""
    known = {one["office"]: one for part in PARTS for one in seen[part] if one["office"]}
    unknown = {one["office"] for one in recipients if one["office"] and one["office"] not in known and len(one) == 1}
    if unknown:
        for office, one in recipients_of(unknown, language, now.date()).items():
            known[office] = {**recipient_to_json(one), "office": office}
    if unknown - known.keys():
        raise BadInput(_("One of the recipients is no longer in the directory. Nothing was changed."))
    return [known[one["office"]] if len(one) == 1 else one for one in recipients]


def _type_further(person: Person, draft: Draft, texts: Mapping[int, str], now: datetime) -> None:
    """Only texts are typed further; a whole recipient is taken or left."""
    if texts:
        kept = {one.key: one.mine for one in kept_aside(person, draft)}
        change_asides(
            person, draft, {key: _shaped(text, kept[key]) for key, text in texts.items() if key in kept}, set(), now
        )


def _shaped(text: str, before: Any) -> Any:
    """A text as what was there: a list has one entry a line; what is neither stays as it was."""
    if isinstance(before, list) and all(isinstance(one, str) for one in before):
        return [line.strip() for line in text.split("\n") if line.strip()]
    return text if isinstance(before, str) else before


@transaction.atomic
def change_draft(person: Person, reference: str, change: Callable[[Flat], Flat], now: datetime) -> Draft:
    """One step on the draft as it stands: something added, taken out or moved."""
    case = access_case_for(person, reference, Deed.WRITE, lock=True)
    draft = draft_of(case, lock=True)
    flat = change(flat_of(content_of(draft)))
    for part in PARTS:
        flat[part] = _completed(flat[part], flat_of(content_of(draft)), flat["language"], now)
    return edit_draft(person, str(case.pk), Edit(flat=flat, quiet=True), now)


@transaction.atomic
def bring_back(person: Person, reference: str, name: str, revision: int, now: datetime) -> Draft:
    """Undo one step: a list as it was before the revision that followed this one; later changes of it stay."""
    case = access_case_for(person, reference, Deed.WRITE, lock=True)
    draft = draft_of(case, lock=True)
    if name not in LISTS or not DraftVersion.objects.filter(draft=draft, revision=revision + 1).exists():
        raise NotThere("step to undo")
    seen = flat_of(content_at(draft, revision + 1))
    mine = seen | {name: flat_of(content_at(draft, revision))[name]}
    done = merge(seen, flat_of(content_of(draft)), mine)
    return edit_draft(person, str(case.pk), Edit(flat=done.flat, quiet=True), now)


@transaction.atomic
def settle_aside(person: Person, reference: str, key: int, *, take: bool, now: datetime) -> Kept:
    """Put what waits aside into the draft in place of what stands there (take), or give it up."""
    case = access_case_for(person, reference, Deed.WRITE, lock=True)
    draft = draft_of(case, lock=True)
    entry = next((one for one in kept_aside(person, draft) if one.key == key), None)
    if entry is None:
        raise NotThere("text that waits aside")
    change_asides(person, draft, {}, {key}, now)
    if take:
        flat = _put(flat_of(content_of(draft)), entry)
        edit_draft(person, str(case.pk), Edit(flat=flat, quiet=True), now)
    history.note(now, person.pk, "settled both versions", f"case:{case.pk}", draft=draft.pk, taken=take)
    return entry


def _put(flat: Flat, entry: Kept) -> Flat:
    if entry.path in LISTS:
        return flat | {entry.path: [*flat[entry.path], entry.mine]}
    name = next((one for one in LISTS if entry.path.startswith(f"{one}.")), None)
    if name is None:
        return flat | {entry.path: entry.mine}
    number, _, key = entry.path.removeprefix(f"{name}.").partition(".")
    items = list(flat[name])
    items[int(number)] = {**items[int(number)], key: entry.mine} if key else entry.mine
    return flat | {name: items}


@transaction.atomic
def settle_warning(person: Person, reference: str, code: str, place: int, now: datetime) -> Case:
    """An editor has looked at a warning of the reading: it leaves the list. place: where it stands in the list."""
    case = access_case_for(person, reference, Deed.WRITE, lock=True)
    draft = draft_of(case, lock=True)
    flat = flat_of(content_of(draft))
    warnings = list(flat["warnings"])
    if not 0 <= place < len(warnings) or warnings[place]["code"] != code:
        raise NotThere("warning of this kind")
    settled = warnings.pop(place)
    edit_draft(person, str(case.pk), Edit(flat=flat | {"warnings": warnings}, quiet=True), now)
    history.note(
        now, person.pk, "warning settled", f"case:{case.pk}", draft=draft.pk, code=code, field=settled["field"]
    )
    return case


def changed_meanwhile(draft: Draft, person: Person, revision: int) -> list[tuple[str, tuple[str, ...]]]:
    """What others saved after a revision: their name and the paths that they changed, oldest first."""
    told: list[tuple[str, tuple[str, ...]]] = []
    versions = DraftVersion.objects.select_related("editor").filter(draft=draft, revision__gt=revision)
    for version in versions.exclude(editor=person).exclude(content=None).order_by("revision")[:20]:
        before = flat_of(content_at(draft, version.revision - 1))
        after = flat_of(version.content.open())
        paths = merge(before, after, before).came_in
        if paths:
            told.append((version.editor.name, paths))
    return told
