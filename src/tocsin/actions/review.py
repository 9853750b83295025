"""Four eyes: a second person approves exactly the text that goes live, or sends it back.

The rule stands here, in the model, and every path to publication goes through `valid_approval`. The approver is neither
the author nor anybody who edited it nor who submitted it, and acts under a secret that they set themselves. What is
approved is what was submitted: a reviewer who corrects an address in the directory does not approve the correction too.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tocsin.actions.access import access_case_for, draft_of
from tocsin.actions.composing import compose
from tocsin.actions.drafts import void_approvals
from tocsin.actions.models import Approval, Draft, DraftVersion
from tocsin.actions.remarks import keep_remark
from tocsin.actions.states import Step, next_draft_state
from tocsin.records import history
from tocsin.records.errors import BadInput, Refused
from tocsin.staff.access import may, require_own_secret
from tocsin.staff.models import Person
from tocsin.staff.roles import MAY, Deed


@transaction.atomic
def approve_draft(person: Person, reference: str, text_hash: str | None, now: datetime) -> Approval:
    """Approve the text of this hash, or, without one, the text that was submitted; nothing of it may have changed."""
    case = access_case_for(person, reference, Deed.APPROVE, lock=True)
    draft = draft_of(case, lock=True)
    draft.state = next_draft_state(draft.state, Step.APPROVE)
    _check_two_people(person, draft)
    now_hash = compose(draft, now.date()).text_hash
    if now_hash != draft.submitted_hash or text_hash not in {None, now_hash}:
        raise Refused(
            _(
                "The text is no longer the one that you saw: an address, a consent or a word has "
                "changed. Read it again, have it submitted again, and approve that."
            ),
            "text-changed",
        )
    earlier = Approval.objects.filter(draft=draft, approver=person, text_hash=now_hash, void_at=None).first()
    if earlier is not None:
        # A form that was sent twice approves once.
        return earlier
    approval = Approval.objects.create(draft=draft, text_hash=now_hash, approver=person, approved_at=now)
    draft.save(update_fields=["state"])
    history.note(now, person.pk, "approved", f"case:{case.pk}", draft=draft.pk, text=now_hash)
    return approval


def writers_of(draft: Draft) -> dict[int, str]:
    """Whoever had a hand in this text, and what they did: none of them approves it."""
    editors = DraftVersion.objects.filter(draft=draft).values_list("editor", flat=True)
    edited = dict.fromkeys(editors, gettext_noop("edited"))
    submitted = {draft.submitter_id: gettext_noop("submitted")} if draft.submitter_id else {}
    return (
        edited | submitted | {draft.last_editor_id: gettext_noop("last edited"), draft.author_id: gettext_noop("wrote")}
    )


def _check_two_people(person: Person, draft: Draft) -> None:
    did = writers_of(draft)
    if person.pk in did:
        raise Refused(
            _("You had a hand in this text (%(did)s): another person has to approve it.") % {"did": _(did[person.pk])},
            "two-people",
        )
    require_own_secret(person)


def deciders_of(draft: Draft) -> list[Person]:
    """Who may approve it: whoever reviews in its section, had no hand in it, and set their own secret."""
    writers = writers_of(draft)
    reviewers = Person.objects.filter(active=True, grants__role__in=MAY[Deed.APPROVE], secret_set_by=F("pk"))
    return [
        one
        for one in reviewers.distinct().order_by("name", "pk")
        if one.pk not in writers and may(one, Deed.APPROVE, draft.case.section_id)
    ]


@transaction.atomic
def send_back(  # noqa: PLR0913, PLR0917 - what sending back is made of
    person: Person,
    reference: str,
    remarks: Sequence[tuple[str, str]],
    note: str,
    now: datetime,
    revision: int | None = None,
) -> Draft:
    """A second person hands the text back to its writers, saying what is to be changed: in remarks on fields
    (path, text), in a note on the whole, or both. revision: the one that they saw.
    """
    case = access_case_for(person, reference, Deed.APPROVE, lock=True)
    draft = draft_of(case, lock=True)
    if revision not in {None, draft.revision}:
        raise Refused(_("Somebody changed this draft since: read it again before you send it back."), "changed-since")
    said = [*(("", note) for note in [note] if note.strip()), *((at, text) for at, text in remarks if text.strip())]
    if not said:
        raise BadInput(_("Say what is to be changed: in a note, or at a field."))
    _back_to_draft(draft, Step.SEND_BACK, now)
    for field, text in said:
        keep_remark(draft, person, field, text, now)
    history.note(now, person.pk, "sent back", f"case:{case.pk}", draft=draft.pk, remarks=len(said))
    return draft


@transaction.atomic
def take_back(person: Person, reference: str, now: datetime) -> Draft:
    """Its writers take the text out of review, or back after its approval, to go on with it."""
    case = access_case_for(person, reference, Deed.WRITE, lock=True)
    draft = draft_of(case, lock=True)
    _back_to_draft(draft, Step.TAKE_BACK, now)
    history.note(now, person.pk, "taken back", f"case:{case.pk}", draft=draft.pk)
    return draft


def _back_to_draft(draft: Draft, step: Step, now: datetime) -> None:
    draft.state = next_draft_state(draft.state, step)
    draft.submitted_hash = draft.submitter = draft.publish_at = draft.publish_by = None
    draft.save(update_fields=["state", "submitted_hash", "submitter", "publish_at", "publish_by"])
    void_approvals(draft, now)


def valid_approval(draft: Draft, text_hash: str) -> Approval:
    """The approval of exactly this text by a second person who could approve ever since; Refused without one."""
    approvals = Approval.objects.select_related("approver").filter(draft=draft, void_at=None).order_by("pk")
    writers = writers_of(draft)
    for approval in approvals:
        approver = approval.approver
        if (
            approval.text_hash == text_hash
            and approver.pk not in writers
            and may(approver, Deed.APPROVE, draft.case.section_id, since=approval.approved_at)
        ):
            return approval
    if approvals:
        raise Refused(
            _(
                "The text changed since it was approved (an address, a consent or a word), or what the "
                "approver may do changed: have it submitted and approved again."
            ),
            "text-changed",
        )
    raise Refused(_("Nobody has approved this text: a second person has to."), "two-people")
