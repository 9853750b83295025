"""Going live at a moment that was set before: planned by a person, done by the worker, exactly once, and only if all
that publishing asks for holds then.
"""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from tocsin.actions.access import access_case_for, draft_of
from tocsin.actions.composing import compose
from tocsin.actions.models import Case, Draft
from tocsin.actions.publishing.clock import end_of_day, zone_of
from tocsin.actions.publishing.publish import check_publishable, publish_edition
from tocsin.actions.review import valid_approval
from tocsin.actions.states import DraftState, Step, next_draft_state
from tocsin.casefile.checking.findings import ENDED
from tocsin.records import history
from tocsin.records.errors import BadInput, Refused
from tocsin.records.models import Entry
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed

log = logging.getLogger(__name__)

FARTHEST: Final = timedelta(days=366)
FAILED: Final = "publication failed"

_SETTLES: Final = (
    FAILED,
    "publication planned",
    "plan cancelled",
    "draft edited",
    "submitted",
    "sent back",
    "approved",
)
"""What may come last of a draft; a failure counts until something else was done."""


class Twice(BadInput):
    """That time comes twice that night, or never: clocks are put back, or forward."""


def moment_in(day: date, at: time, zone: str) -> datetime:
    """The moment (UTC) at which clocks of that zone show this. Twice where they show it twice that night, or never."""
    there = zone_of(zone)
    try:
        first, second = (datetime.combine(day, at, there).replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    except OverflowError:
        raise BadInput(_("That day lies too far away.")) from None
    if first.astimezone(there).replace(tzinfo=None, fold=0) != datetime.combine(day, at):
        raise Twice("There is no such time on that day: the clocks are put forward over it. Take a time an hour later.")
    if first != second:
        raise Twice("That time comes twice on that day: the clocks are put back. Take another, or say it in Etc/UTC.")
    return first


@transaction.atomic
def plan_publication(person: Person, reference: str, at: datetime, now: datetime) -> Draft:
    """Let the approved draft go live at that moment, on behalf of this person. Takes the place of an earlier plan."""
    case = access_case_for(person, reference, Deed.PUBLISH, lock=True)
    draft = draft_of(case, lock=True)
    next_draft_state(draft.state, Step.PUBLISH)
    composed = compose(draft, now.date())
    valid_approval(draft, composed.text_hash)
    check_publishable(draft, composed)
    if at <= now:
        raise BadInput(_("That moment has passed: take a later one, or publish now."))
    if at > now + FARTHEST:
        raise BadInput(_("That is more than a year ahead."))
    whole = composed.whole
    if whole.kind not in ENDED and whole.deadline and composed.zone and at >= end_of_day(whole.deadline, composed.zone):
        raise BadInput(_("The deadline will have passed by then: nobody could write any more."))
    if compose(draft, at.astimezone(UTC).date()).text_hash != composed.text_hash:
        raise Refused(_("By then a consent has ended or an address has changed: it would not be this text."), "lapses")
    draft.publish_at, draft.publish_by = at, person
    draft.save(update_fields=["publish_at", "publish_by"])
    history.note(
        now, person.pk, "publication planned", f"case:{case.pk}", draft=draft.pk, due=at.isoformat(timespec="minutes")
    )
    return draft


@transaction.atomic
def unplan_publication(person: Person, reference: str, now: datetime) -> bool:
    """Do not let it go live by itself; whether there was a plan. It stays approved."""
    case = access_case_for(person, reference, Deed.LESSEN, lock=True)
    draft = draft_of(case, lock=True)
    if draft.publish_at is None:
        return False
    _clear(draft)
    history.note(now, person.pk, "plan cancelled", f"case:{case.pk}", draft=draft.pk)
    return True


def _clear(draft: Draft) -> None:
    draft.publish_at = draft.publish_by = None
    draft.save(update_fields=["publish_at", "publish_by"])


def publish_due(now: datetime) -> int:
    """Publish what was planned for now or earlier; how many editions were made. Several workers may call it at once."""
    due = Draft.objects.filter(state=DraftState.APPROVED, publish_at__lte=now).order_by("publish_at", "pk")
    return sum(_publish(draft, case, now) for draft, case in due.values_list("pk", "case"))


def _publish(number: int, case: int, now: datetime) -> bool:
    """One of them. What is refused, or fails for a reason that nobody expected, is not tried again: people decide."""
    try:
        with transaction.atomic():
            draft = _locked(number, case, now)
            if draft is None or draft.publish_by is None:
                return False
            publish_edition(draft.publish_by, str(case), now)
            return True
    except DatabaseError:
        raise
    except Refused as refusal:
        _fail(number, case, refusal.rule, now)
    except Exception:
        log.exception("a planned publication failed; all others go on")
        _fail(number, case, "unexpected", now)
    return False


def _locked(number: int, case: int, now: datetime) -> Draft | None:
    """The draft, if it is still to go live now: another worker may have been first, or somebody changed the plan."""
    Case.objects.select_for_update(of=("self",)).get(pk=case)
    drafts = Draft.objects.select_for_update(of=("self",)).select_related("publish_by")
    return drafts.filter(pk=number, state=DraftState.APPROVED, publish_at__lte=now).first()


@transaction.atomic
def _fail(number: int, case: int, rule: str, now: datetime) -> None:
    draft = _locked(number, case, now)
    if draft is not None:
        by = draft.publish_by_id
        _clear(draft)
        history.note(now, by, FAILED, f"case:{case}", draft=draft.pk, rule=rule)


def why_failed(draft: Draft) -> str | None:
    """The rule that kept this open draft from going live when it was planned to; None where nothing did, or where it
    was dealt with since.
    """
    lines = Entry.objects.filter(subject=f"case:{draft.case_id}", verb__in=_SETTLES).order_by("-id")
    last = lines.first()
    return str(last.detail.get("rule", "")) if last is not None and last.verb == FAILED else None
