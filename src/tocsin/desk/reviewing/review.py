"""A second pair of eyes: what changed, what there is to look at, what was agreed to, and the decision."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from tocsin.actions.access import access_case_for
from tocsin.actions.comparing import fields_of
from tocsin.actions.drafts import submit_draft
from tocsin.actions.models import Approval, Case
from tocsin.actions.remarks import LONGEST, open_remarks, settle_remark
from tocsin.actions.review import approve_draft, deciders_of, send_back, take_back, writers_of
from tocsin.actions.reviewed import Reviewed, changed_since, marks_of, reviewed_for
from tocsin.actions.states import DraftState
from tocsin.desk import clock, saying
from tocsin.desk.case_frame import case_page
from tocsin.desk.gate import READS, for_staff, see_other
from tocsin.desk.reviewing.audience import Reach, reach_of
from tocsin.desk.reviewing.checks import Check, Consents, checks_of, consents_of
from tocsin.desk.reviewing.naming import field_name
from tocsin.desk.reviewing.showing import Shown, shown_of
from tocsin.desk.reviewing.words import why
from tocsin.desk.scripts import isolated, listed
from tocsin.desk.times import When, moment
from tocsin.records.errors import BadInput, NotThere, Refused
from tocsin.staff.access import may, require
from tocsin.staff.models import Person, Session
from tocsin.staff.roles import Deed

PREFIX: Final = "remark-"


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed, to be shown again. fault: what is wrong; at: the part of the form that it is about.

    changed: names of fields that are not what they saw any more.
    """

    note: str = ""
    remarks: dict[str, str] = field(default_factory=dict)
    place: str = ""
    more: str = ""
    has_read: bool = False
    fault: str = ""
    at: str = ""
    changed: tuple[str, ...] = ()
    status: int = 200


@dataclass(frozen=True, slots=True)
class Said:
    """A remark that is open."""

    id: int
    field: str
    text: str
    by: str
    at: When


@dataclass(frozen=True, slots=True)
class Choice:
    """A field that a remark may be on."""

    path: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """What whoever reads this page may do. mine: a sentence on why they may not decide, or empty."""

    may_approve: bool
    may_send_back: bool
    may_take_back: bool
    may_submit: bool
    may_publish: bool
    mine: str
    approved: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """lead: sentences on who wrote it and what it is compared with. stale: it is not what was sent to review."""

    number: int
    lead: tuple[str, ...]
    shown: Shown
    compared: bool
    remarks: tuple[Said, ...]
    may_settle: bool
    checks: tuple[Check, ...]
    consents: Consents
    reach: Reach
    decision: Decision
    stale: bool
    writers: str
    hash: str
    fingerprint: str
    revision: int
    marks: str
    places: tuple[Choice, ...]
    longest: int


@for_staff(*READS, "POST")
def review(request: HttpRequest, session: Session, number: int) -> HttpResponseBase:
    """The page; with POST, the decision (`do`)."""
    person, now = session.person, clock.now()
    case = access_case_for(person, str(number))
    if request.method != "POST":
        return _page(request, person, case, now, Typed())
    if not may(person, Deed.WRITE, case.section_id):
        require(person, Deed.APPROVE, case.section_id)
    typed = _typed(request)
    do = _DEEDS.get(request.POST.get("do", ""))
    if do is None:
        fault = _("This form is not complete. Nothing was changed.")
        return _page(request, person, case, now, replace(typed, fault=fault, status=422))
    try:
        return do(request, person, case, now)
    except BadInput as bad:
        fault, at, status = why(bad), str(getattr(bad, "at", "note")), 422
    except NotThere:
        raise
    except Refused as refused:
        if refused.rule == "role":
            raise
        fault, at, status = why(refused), "", 409
    changed = _changed(request, person, case, now) if status == 409 else ()
    return _page(request, person, case, now, replace(typed, fault=fault, at=at, changed=changed, status=status))


class _Unread(BadInput):
    """The tick is missing."""

    at = "read"


def _typed(request: HttpRequest) -> Typed:
    remarks = {
        key.removeprefix(PREFIX)[:60]: str(value)[: LONGEST * 2]
        for key, value in request.POST.items()
        if key.startswith(PREFIX) and str(value).strip()
    }
    return Typed(
        note=request.POST.get("note", "")[: LONGEST * 2],
        remarks=remarks,
        place=request.POST.get("place", "")[:60],
        more=request.POST.get("more", "")[: LONGEST * 2],
        has_read=bool(request.POST.get("read")),
    )


def _approve(request: HttpRequest, person: Person, case: Case, now: datetime) -> HttpResponseBase:
    if not request.POST.get("read"):
        raise _Unread(_("Tick that you have read the whole edition. Nothing was approved."))
    typed = _typed(request)
    if typed.note.strip() or typed.remarks or typed.more.strip():
        raise BadInput(
            _("You wrote what is to be changed, so nothing was approved. Send it back, or empty what you wrote.")
        )
    approve_draft(person, str(case.pk), request.POST.get("hash", "")[:64], now)
    return see_other(reverse("desk-publish", args=[case.pk]), said="reviewing.approved")


def _send_back(request: HttpRequest, person: Person, case: Case, now: datetime) -> HttpResponseBase:
    typed = _typed(request)
    said = [*typed.remarks.items(), *([(typed.place, typed.more)] if typed.more.strip() else [])]
    seen = request.POST.get("revision", "")
    revision = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else -1
    send_back(person, str(case.pk), said, typed.note, now, revision)
    return see_other(reverse("desk-review", args=[case.pk]), said="reviewing.sent-back")


def _take_back(request: HttpRequest, person: Person, case: Case, now: datetime) -> HttpResponseBase:
    take_back(person, str(case.pk), now)
    return see_other(reverse("desk-review", args=[case.pk]), said="reviewing.taken-back")


def _submit(request: HttpRequest, person: Person, case: Case, now: datetime) -> HttpResponseBase:
    submit_draft(person, str(case.pk), now)
    return see_other(reverse("desk-review", args=[case.pk]), said="reviewing.submitted")


def _settle(request: HttpRequest, person: Person, case: Case, now: datetime) -> HttpResponseBase:
    """From here or from the page of editing, which may be gone back to."""
    number = request.POST.get("remark", "")
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        raise NotThere("remark of this number")
    settle_remark(person, str(case.pk), int(number), now)
    # That page is another room's.
    edit = f"/desk/cases/{case.pk}/edit/"
    back = edit if request.POST.get("from") == "edit" else reverse("desk-review", args=[case.pk])
    return see_other(back, said="reviewing.settled")


_DEEDS: Final[dict[str, Callable[[HttpRequest, Person, Case, datetime], HttpResponseBase]]] = {
    "approve": _approve,
    "back": _send_back,
    "take": _take_back,
    "submit": _submit,
    "settle": _settle,
}


def _changed(request: HttpRequest, person: Person, case: Case, now: datetime) -> tuple[str, ...]:
    """Names of the fields that are not what this person saw when they opened the page."""
    try:
        marks = json.loads(request.POST.get("marks", "")[:20_000])
    except ValueError:
        return ()
    seen = reviewed_for(person, case, now)
    if seen is None or not isinstance(marks, dict) or not marks:
        return ()
    paths = changed_since({str(key): str(value) for key, value in marks.items()}, seen.text)
    return tuple(dict.fromkeys(field_name(path) for path in paths))


def _page(request: HttpRequest, person: Person, case: Case, now: datetime, typed: Typed) -> HttpResponseBase:
    seen = reviewed_for(person, case, now)
    shown = _shown(person, case, seen, typed, now) if seen else None
    title = _("Review %(case)s") % {"case": case.number or _("a new case")}
    return case_page(
        request,
        "reviewing/review",
        title,
        person,
        case,
        now,
        here="desk-review",
        status=typed.status,
        review=shown,
        typed=typed,
        number=case.pk,
    )


def _shown(person: Person, case: Case, seen: Reviewed, typed: Typed, now: datetime) -> ReviewPage:
    draft, remarks = seen.draft, open_remarks(seen.draft)
    decision = _decision(person, case, seen)
    whole = seen.before is None
    takes = typed.remarks if decision.may_send_back else None
    text_hash = seen.composed.text_hash
    fields = fields_of(seen.text)
    return ReviewPage(
        number=case.pk,
        lead=tuple(_lead(seen)),
        shown=shown_of(seen.comparison, seen.hands, whole=whole, typed=takes),
        compared=not whole,
        remarks=tuple(Said(one.id, field_name(one.field), one.text, one.by_name, moment(one.at)) for one in remarks),
        may_settle=may(person, Deed.WRITE, case.section_id) or may(person, Deed.APPROVE, case.section_id),
        checks=checks_of(case, seen, now, len(remarks)),
        consents=consents_of(case, seen, now),
        reach=reach_of(case, seen, now),
        decision=decision,
        stale=_is_stale(seen),
        writers=_writers(seen),
        hash=text_hash,
        fingerprint=f"{text_hash[:4]} {text_hash[4:8]} … {text_hash[-4:]}",
        revision=draft.revision,
        marks=json.dumps(marks_of(seen.text), separators=(",", ":")),
        places=tuple(Choice(path, field_name(path), path == typed.place) for path in fields),
        longest=LONGEST,
    )


def _is_stale(seen: Reviewed) -> bool:
    in_review = seen.draft.state in {DraftState.IN_REVIEW, DraftState.APPROVED}
    return in_review and seen.draft.submitted_hash != seen.composed.text_hash


def _lead(seen: Reviewed) -> list[str]:
    draft = seen.draft
    told = {"name": isolated(draft.author.name), "kind": saying.kind(seen.composed.whole.kind)}
    said = [_("%(kind)s, begun by %(name)s.") % told]
    last = {"name": isolated(draft.last_editor.name), "when": moment(draft.edited_at).words}
    said.append(_("Last edited by %(name)s, %(when)s.") % last)
    if draft.submitter:
        said.append(_("Sent to review by %(name)s.") % {"name": isolated(draft.submitter.name)})
    if seen.before:
        said.append(_("Compared with edition %(n)d, the newest that was published.") % {"n": seen.before.n})
    else:
        said.append(_("Nothing was published before it, so all of it is new."))
    return said


def _writers(seen: Reviewed) -> str:
    names = Person.objects.filter(pk__in=writers_of(seen.draft)).order_by("name").values_list("name", flat=True)
    return listed(names)


def _decision(person: Person, case: Case, seen: Reviewed) -> Decision:
    draft = seen.draft
    wrote, reviews = person.pk in writers_of(draft), may(person, Deed.APPROVE, case.section_id)
    writes = may(person, Deed.WRITE, case.section_id)
    waiting = draft.state == DraftState.IN_REVIEW
    handed = waiting or draft.state == DraftState.APPROVED
    approvals = Approval.objects.select_related("approver").filter(
        draft=draft, void_at=None, text_hash=seen.composed.text_hash
    )
    return Decision(
        may_approve=waiting and reviews and not wrote and not _is_stale(seen),
        may_send_back=handed and reviews and not wrote,
        may_take_back=handed and writes,
        may_submit=writes and (_is_stale(seen) or draft.state == DraftState.DRAFT),
        may_publish=draft.state == DraftState.APPROVED and may(person, Deed.PUBLISH, case.section_id),
        mine=_why_not(seen, wrote=wrote, reviews=reviews) if waiting else "",
        approved=tuple(
            _("Approved by %(name)s, %(when)s.")
            % {"name": isolated(one.approver.name), "when": moment(one.approved_at).words}
            for one in approvals
        ),
    )


def _why_not(seen: Reviewed, *, wrote: bool, reviews: bool) -> str:
    if reviews and not wrote:
        return ""
    names = listed(one.name for one in deciders_of(seen.draft))
    if not names:
        return _("Nobody else who reviews in this section may decide: an operator has to give somebody that role.")
    if wrote:
        return _("You wrote part of this edition, so someone else must decide. Who can: %(names)s.") % {"names": names}
    return _("To decide belongs to those who review in this section. Who can: %(names)s.") % {"names": names}
