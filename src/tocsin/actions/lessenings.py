"""Looking, afterwards, at what one person stopped or took down alone: the second of two people."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.actions.access import access_case_for
from tocsin.actions.models import Case, Lessening
from tocsin.records import history
from tocsin.records.errors import BadInput, NotThere, Refused
from tocsin.records.fields import Sealed
from tocsin.records.scrubbing import scrub
from tocsin.staff.access import may, require_own_secret
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed

LONGEST_REASON = 2000


class Lessened(StrEnum):
    """What was done."""

    STOPPED = "stopped"
    TAKEN_DOWN = "taken down"


def checked_reason(reason: str) -> str:
    """Raises BadInput where it cannot be kept. Empty is allowed: a danger is not made to wait for a sentence."""
    kept = reason.strip()
    if len(kept) > LONGEST_REASON or "\0" in kept:
        raise BadInput(
            _("The reason is too long, or holds a character that cannot be kept. Shorten it, or leave it out.")
        )
    return kept


def record_lessening(case: Case, deed: Lessened, by: Person, reason: str, now: datetime) -> Lessening:
    """In the transaction of the deed itself."""
    sealed = Sealed.of(Lessening, "reason", reason) if reason else None
    return Lessening.objects.create(case=case, deed=deed, reason=sealed, by=by, at=now)


def to_look_at_for(person: Person, case: Case) -> Lessening | None:
    """What another person did to this case and nobody has looked at yet, the oldest; None where this person may not."""
    if not may(person, Deed.LESSEN, case.section_id):
        return None
    waiting = Lessening.objects.select_related("by").filter(case=case, reviewed_at=None)
    return waiting.exclude(by=person).order_by("pk").first()


def lessenings_of(person: Person, case: Case) -> list[Lessening]:
    """Everything that was done so, the newest first; for the own section."""
    if not may(person, Deed.SEE, case.section_id):
        return []
    return list(Lessening.objects.select_related("by", "reviewed_by").filter(case=case).order_by("-pk"))


def reason_for(person: Person, one: Lessening) -> str:
    """Its words, for those who may do such a thing themselves; empty where none were given, or they are erased."""
    if one.reason is None or not may(person, Deed.LESSEN, one.case.section_id):
        return ""
    return str(one.reason.open())


def look_at(person: Person, reference: str, lessening_id: int, now: datetime) -> Lessening:
    """A second person says that they have looked at it. Of a case that was taken down, the reason is then erased too:
    it was kept for nobody else.
    """
    with transaction.atomic():
        case = access_case_for(person, reference, Deed.LESSEN, lock=True)
        one = Lessening.objects.select_for_update().filter(case=case, pk=lessening_id).first()
        if one is None:
            raise NotThere("stop or take-down of this id")
        if one.by_id == person.pk:
            raise Refused(_("You did this yourself: another person looks at it."), "two-people")
        if one.reviewed_at is not None:
            raise Refused(_("Somebody has looked at this already."), "nothing-waits")
        require_own_secret(person)
        one.reviewed_by, one.reviewed_at = person, now
        erased = case.taken_down_at is not None and one.reason is not None
        if erased:
            one.reason = None
        one.save(update_fields=["reviewed_by", "reviewed_at", "reason"])
        history.note(now, person.pk, "looked at", f"case:{case.pk}", lessening=one.pk, deed=one.deed)
    if erased:
        scrub(Lessening)
    return one
