"""Four eyes: a second person approves exactly the text that goes live.

The rule stands here, in the model, and every path to publication goes through `valid_approval`. The approver is neither
the author nor the last editor nor who submitted it, and acts under a secret that they set themselves. What is approved
is what was submitted: a reviewer who corrects an address in the directory does not approve the correction too.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tocsin.actions.access import access_case_for, draft_of
from tocsin.actions.composing import compose
from tocsin.actions.models import Approval, Draft
from tocsin.actions.states import Step, next_draft_state
from tocsin.records import history
from tocsin.records.errors import Refused
from tocsin.staff.access import may, require_own_secret
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed


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
            "The text is no longer the one that you saw: an address, a consent or a word has changed. "
            "Read it again (tocsin case show), have it submitted again, and approve that.",
            "text-changed",
        )
    approval = Approval.objects.create(draft=draft, text_hash=now_hash, approver=person, approved_at=now)
    draft.save(update_fields=["state"])
    history.note(now, person.pk, "approved", f"case:{case.pk}", draft=draft.pk, text=now_hash)
    return approval


def _check_two_people(person: Person, draft: Draft) -> None:
    did = {draft.submitter_id: "submitted", draft.last_editor_id: "last edited", draft.author_id: "wrote"}
    if person.pk in did:
        raise Refused(f"You {did[person.pk]} this text: another person has to approve it.", "two-people")
    require_own_secret(person)


def valid_approval(draft: Draft, text_hash: str) -> Approval:
    """The approval of exactly this text by a second person who could approve ever since; Refused without one."""
    approvals = Approval.objects.select_related("approver").filter(draft=draft, void_at=None).order_by("pk")
    writers = {draft.author_id, draft.last_editor_id, draft.submitter_id}
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
            "The text changed since it was approved (an address, a consent or a word), or what the approver may do "
            "changed: have it submitted and approved again.",
            "text-changed",
        )
    raise Refused("Nobody has approved this text: a second person has to (tocsin case approve).", "two-people")
