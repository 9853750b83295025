"""The edit screen: what the draft says, in fields; saved as one types, and never over what somebody else wrote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from zoneinfo import available_timezones

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from tocsin.actions.access import access_case_for, draft_of
from tocsin.actions.composing import PARTS, compose
from tocsin.actions.drafts import submit_draft
from tocsin.actions.editing.asides import Kept, kept_aside
from tocsin.actions.editing.content import Flat, content_of, flat_of
from tocsin.actions.editing.saving import Saved, Typed, changed_meanwhile, save_typed, settle_aside
from tocsin.actions.models import Case, Draft
from tocsin.actions.states import DraftState
from tocsin.actions.wordwise import Piece, pieces_of
from tocsin.desk import clock, said
from tocsin.desk.case_frame import case_page
from tocsin.desk.editing.beside import Warned, notes_of, warnings_of
from tocsin.desk.editing.fields import Fault, Read, offered, read_form, states_offered, typed_of
from tocsin.desk.editing.shown import Builder, Note, Part
from tocsin.desk.editing.steps import STEPS, Landing
from tocsin.desk.gate import READS, SeeOther, for_staff
from tocsin.desk.importing.source import field_id, source_panel
from tocsin.desk.reviewing.naming import field_name
from tocsin.desk.scripts import isolated, listed
from tocsin.desk.times import moment
from tocsin.records.errors import BadInput, NotThere, Refused
from tocsin.staff.models import Person, Session
from tocsin.staff.roles import Deed

said.tell({
    "editing.saved": gettext_noop("Saved."),
    "editing.settled": gettext_noop("Settled."),
    "editing.removed": gettext_noop("Taken out."),
    "editing.moved": gettext_noop("Moved."),
    "editing.added": gettext_noop("Added."),
    "editing.back": gettext_noop("Brought back."),
})  # fmt: skip

_LONGEST_REVISION: Final = 9


@dataclass(frozen=True, slots=True)
class Both:
    """Two versions of one thing. typed: whether mine is a text that can be typed further. bits: from theirs to mine,
    word by word.
    """

    key: int
    label: str
    href: str
    theirs: str
    mine: str
    typed: bool
    bits: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What somebody else saved since the page was opened, and is in."""

    name: str
    fields: str


@dataclass(frozen=True, slots=True)
class EditPage:
    """The form. undo: list and revision of what was just taken out, or empty. open_number: what is not ready yet."""

    revision: int
    parts: tuple[Part, ...]
    warnings: tuple[Warned, ...]
    whole: tuple[Note, ...]
    both: tuple[Both, ...]
    meanwhile: tuple[Meanwhile, ...]
    faults: tuple[str, ...]
    fault: str
    not_done: str
    saved: str
    unready: str
    state: str
    undo: str
    states: SafeString
    zones: SafeString


@dataclass(frozen=True, slots=True)
class Again:
    """A form that is shown once more. typed: fields that stand in it as they were typed, not as the draft says.
    revision: the one that they were typed upon, where it still counts. fault: why nothing was saved. faults: what
    could not be read. not_done: why a button did nothing more than save. since: tell what others changed after this
    revision.
    """

    typed: Mapping[str, Any] = field(default_factory=dict)
    revision: int = 0
    fault: str = ""
    faults: tuple[Fault, ...] = ()
    not_done: str = ""
    since: int = 0


@for_staff(*READS, "POST")
def edit(request: HttpRequest, session: Session, number: int) -> HttpResponseBase:
    """The form; with POST, it is saved, and then one step is done (`do`)."""
    person, now = session.person, clock.now()
    case = access_case_for(person, str(number), Deed.WRITE)
    if request.method != "POST":
        return _shown(request, person, case, now)
    if "revision" not in request.POST:
        again = Again(fault=_("The form was not whole. Nothing was changed."))
        return _shown(request, person, case, now, again)
    return _taken(request, person, case, now)


def _taken(request: HttpRequest, person: Person, case: Case, now: datetime) -> HttpResponseBase:
    form, do = request.POST, request.POST.get("do", "save")
    read, seen = read_form(form.dict(), form.getlist("list")), _revision(request.POST)
    try:
        saved = save_typed(person, str(case.pk), _typed(form, read.fields), now)
    except (BadInput, Refused) as error:
        if isinstance(error, NotThere):
            raise
        again = Again(typed=read.fields | read.unsaved, revision=seen, fault=str(error), faults=read.faults)
        return _shown(request, person, case, now, again)
    if read.faults:
        return _shown(request, person, case, now, _again(read, saved, seen))
    try:
        if do == "submit":
            return _submitted(person, case, saved, now, seen)
        landing = _step(person, case, saved, _meant(do, read), now)
    except (BadInput, Refused) as error:
        if isinstance(error, NotThere):
            raise
        return _shown(request, person, case, now, Again(not_done=str(error), since=seen))
    return _to(case, landing, seen if saved.came_in else 0)


def _again(read: Read, saved: Saved, seen: int) -> Again:
    """The form once more, with what could not be read in its fields, wherever those stand now. A list that was not
    saved is shown as it was typed; where another changed it meanwhile, the next save still starts from what was seen.
    """
    touched = {path.partition(".")[0] for path in saved.came_in}
    faults = tuple(
        _moved(fault, saved) if fault.path.partition(".")[0] in read.fields else fault for fault in read.faults
    )
    return Again(
        typed=read.unsaved,
        revision=seen if touched & read.unsaved.keys() else 0,
        faults=faults,
        since=seen if saved.came_in else 0,
    )


def _moved(fault: Fault, saved: Saved) -> Fault:
    """Beside the entry of a saved list where it now stands."""
    name, _dot, rest = fault.path.partition(".")
    number, _dot, key = rest.partition(".")
    rows = saved.rows.get(name, ())
    place = rows[int(number)] if number.isdecimal() and int(number) < len(rows) else None
    return fault if place is None else replace(fault, path=f"{name}.{place}.{key}")


def _meant(do: str, read: Read) -> str:
    """A button by the place of its entry in what was read: in the form, an entry keeps its key wherever it moves."""
    verb, _dot, path = do.partition(":")
    name, _dot, key = path.partition(".")
    places = read.places.get(name)
    if places is None or key not in places:
        return do
    return "save" if places[key] is None else f"{verb}:{name}.{places[key]}"


def _typed(form: Any, fields: Flat) -> Typed:
    asides = {
        int(name.removeprefix("aside.")): form[name]
        for name in form
        if name.startswith("aside.") and name.removeprefix("aside.").isdecimal() and len(name) < 20
    }
    return Typed(_revision(form), fields, asides)


def _revision(form: Any) -> int:
    text = str(form.get("revision", ""))[:_LONGEST_REVISION]
    return int(text) if text.isascii() and text.isdigit() else 0


def _step(person: Person, case: Case, saved: Saved, do: str, now: datetime) -> Landing:
    """What a button does beside saving."""
    verb, _dot, rest = do.partition(":")
    if verb in {"mine", "theirs"}:
        key = int(rest) if rest.isdecimal() and len(rest) < 12 else -1
        kept = settle_aside(person, str(case.pk), key, take=verb == "mine", now=now)
        return Landing("editing.settled", field_id(kept.path))
    step = STEPS.get(verb)
    return step(person, case, saved, rest, now) if step else Landing("editing.saved")


def _submitted(person: Person, case: Case, saved: Saved, now: datetime, revision: int) -> HttpResponseBase:
    """To review, unless there is something to look at first: what another changed, or both versions of something."""
    if saved.came_in or saved.held or kept_aside(person, saved.draft):
        return _to(case, Landing("editing.saved"), revision)
    submit_draft(person, str(case.pk), now)
    return SeeOther(f"{reverse('desk-review', args=[case.pk])}?said=reviewing.submitted")


def _to(case: Case, landing: Landing, since: int) -> HttpResponseBase:
    query = f"?said={landing.said}" + (f"&since={since}" if since else "") + landing.more
    anchor = f"#{landing.at}" if landing.at else ""
    return SeeOther(f"{reverse('desk-edit', args=[case.pk])}{query}{anchor}")


@for_staff("POST")
def save(request: HttpRequest, session: Session, number: int) -> HttpResponseBase:
    """What a script saves while somebody types. The answer tells what was kept, and what waits for a decision."""
    person, now = session.person, clock.now()
    case = access_case_for(person, str(number), Deed.WRITE)
    draft_of(case)
    if "revision" not in request.POST:
        return JsonResponse({"error": _("The form was not whole. Nothing was changed.")}, status=422)
    read = read_form(request.POST.dict(), request.POST.getlist("list"))
    try:
        saved = save_typed(person, str(case.pk), _typed(request.POST, read.fields), now)
    except BadInput as bad:
        return JsonResponse({"error": str(bad)}, status=422)
    return JsonResponse({
        "revision": saved.draft.revision,
        "said": _saved_words(saved.draft),
        "state": str(saved.draft.state),
        "faults": {fault.name: fault.sentence for fault in read.faults},
        "came_in": list(saved.came_in),
        "held": [{"path": one.path, "label": field_name(one.path)} for one in saved.held],
    })  # fmt: skip


# --- showing --------------------------------------------------------------------------------------------------------


def _shown(
    request: HttpRequest, person: Person, case: Case, now: datetime, again: Again | None = None
) -> HttpResponseBase:
    draft, status = draft_of(case), 422 if again else 200
    again = again or Again(since=_since(request))
    composed = compose(draft, now.date())
    flat = flat_of(content_of(draft)) | _recipients_of_today(composed.whole.to_json(), draft)
    panel = source_panel(draft, composed.whole)
    builder = Builder(
        flat=_filled(flat | dict(again.typed), flat),
        zone=composed.zone,
        typed={one.path: (one.typed, one.sentence) for one in again.faults},
        places=panel.places if panel else {},
        notes=notes_of(draft, composed, now.date()),
        fresh=request.GET.get("add", "") if request.method in READS else "",
    )
    shown = _page_of(request, person, draft, builder, again, warnings_of(composed.whole))
    return case_page(
        request, "editing/edit", _("Edit"), person, case, now, here="desk-edit", status=status, edit=shown,
        panel=panel,
    )  # fmt: skip


def _filled(typed: Flat, draft: Flat) -> Flat:
    """Recipients of whom the form knows the office alone, with what the draft says of them."""
    known = {one["office"]: one for part in PARTS for one in draft[part] if one["office"]}
    return typed | {
        part: [known.get(one["office"], one) for one in typed[part] if len(one) > 1 or one["office"] in known]
        for part in PARTS
    }


def _recipients_of_today(content: Mapping[str, Any], draft: Draft) -> dict[str, Any]:
    """With the directory's particulars of today."""
    return {
        part: [{**one, "office": draft.links.get(f"{part}.{n}")} for n, one in enumerate(content[part])]
        for part in PARTS
    }


def _since(request: HttpRequest) -> int:
    text = request.GET.get("since", "")[:_LONGEST_REVISION]
    return int(text) if text.isascii() and text.isdigit() else 0


def _page_of(  # noqa: PLR0913, PLR0917 - all that a page may have to say
    request: HttpRequest, person: Person, draft: Draft, builder: Builder, again: Again, warnings: tuple[Warned, ...]
) -> EditPage:
    parts = builder.parts()
    kept = kept_aside(person, draft)
    both = tuple(map(_both, kept))
    loud = sum(note.loud and not note.marked for notes in builder.notes.values() for note in notes)
    remarks = sum(bool(note.by) for notes in builder.notes.values() for note in notes)
    return EditPage(
        revision=again.revision or draft.revision,
        parts=parts,
        warnings=warnings,
        whole=tuple(_homeless(builder)),
        both=both,
        meanwhile=_meanwhile(draft, person, again.since, {one.path for one in kept}) if again.since else (),
        faults=tuple(
            _("%(field)s: %(fault)s") % {"field": field_name(one.path), "fault": one.sentence} for one in again.faults
        ),
        fault=again.fault,
        not_done=again.not_done,
        saved=_saved_words(draft),
        unready=_unready(len(warnings), loud, len(both), remarks),
        state=str(draft.state) if draft.state != DraftState.DRAFT else "",
        undo=_undo(request),
        states=states_offered(),
        zones=offered(_zones()),
    )


def _homeless(builder: Builder) -> Iterator[Note]:
    """What is said of no field, list or entry that the form shows."""
    places = {"body", "calls", "people", "targets", "copies", "background"}
    for path in builder.paths:
        parts = path.split(".")
        places |= {".".join(parts[:n]) for n in range(1, len(parts) + 1)}
    for path, notes in builder.notes.items():
        parts = path.split(".")
        if not any(".".join(parts[:n]) in places for n in range(1, len(parts) + 1)):
            yield from notes


def _both(kept: Kept) -> Both:
    theirs = _("Taken out") if kept.theirs is None else _words(kept.path, kept.theirs)
    is_text = isinstance(kept.mine, str) or (isinstance(kept.mine, list) and all(isinstance(x, str) for x in kept.mine))
    href = f"#{field_id(kept.path)}"
    mine = _words(kept.path, kept.mine)
    bits = () if kept.theirs is None else pieces_of(theirs, mine)
    return Both(kept.key, field_name(kept.path), href, theirs, mine, is_text, bits)


def _words(path: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        lines = value.get("lines") or [value.get("name"), value.get("post"), value.get("detail")]
        return "\n".join(line for line in lines if line)
    return typed_of(path, value)


def _meanwhile(draft: Draft, person: Person, since: int, waiting: set[str]) -> tuple[Meanwhile, ...]:
    """waiting: paths that wait for a decision, of which that is said."""
    told = [
        (name, [field_name(path) for path in paths if path not in waiting])
        for name, paths in changed_meanwhile(draft, person, since)
    ]
    return tuple(Meanwhile(name, listed(dict.fromkeys(fields))) for name, fields in told if fields)


def _saved_words(draft: Draft) -> str:
    at = moment(draft.edited_at)
    return _("Saved %(when)s by %(name)s") % {"when": at.words, "name": isolated(draft.last_editor.name)}


def _unready(warnings: int, loud: int, both: int, remarks: int) -> str:
    parts = [
        ngettext("%d warning", "%d warnings", warnings) % warnings if warnings else "",
        ngettext("%d thing that stops or endangers", "%d things that stop or endanger", loud) % loud if loud else "",
        ngettext("%d remark of a reviewer", "%d remarks of a reviewer", remarks) % remarks if remarks else "",
        ngettext("%d text in two versions", "%d texts in two versions", both) % both if both else "",
    ]
    return listed(filter(None, parts))


def _undo(request: HttpRequest) -> str:
    """“calls:7” of an address that `steps` made."""
    text = request.GET.get("undo", "")[:40]
    name, _dot, revision = text.partition(":")
    return text if name.isalpha() and revision.isdecimal() else ""


@lru_cache(maxsize=1)
def _zones() -> tuple[str, ...]:
    return tuple(
        sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix")))
    )
