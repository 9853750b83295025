"""The consents of a case as the desk reads them: who agreed, to what, and what hangs on each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from tocsin.actions.access import access_case_for
from tocsin.actions.composing import compose
from tocsin.actions.consent import PERSONAL_FIELDS, coverage_of, personal_fields_of
from tocsin.actions.models import Case, Consent, Draft
from tocsin.actions.publishing import record
from tocsin.actions.review import writers_of
from tocsin.actions.states import OPEN_DRAFT
from tocsin.records.errors import NotThere, Refused
from tocsin.staff.access import may
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed


@dataclass(frozen=True, slots=True)
class Agreed:
    """One consent. who, how, reason: sealed, and empty for those who may not open what is sealed, or once erased.

    counts: whether it covers anything today. may_confirm: whether this person may be the second one.
    """

    id: int
    impossible: bool
    who: str
    how: str
    reason: str
    fields: tuple[str, ...]
    uses: tuple[str, ...]
    until: date | None
    recorded_by: str
    recorded_at: datetime
    confirmed_by: str
    confirmed_at: datetime | None
    withdrawn_at: datetime | None
    counts: bool
    may_confirm: bool


@dataclass(frozen=True, slots=True)
class Covered:
    """fields, uses: covered today. left_out: what the open draft says and nobody agreed to; None without a draft."""

    fields: tuple[str, ...]
    uses: frozenset[str]
    left_out: tuple[str, ...] | None


def agreed_for(person: Person, case: Case, today: date) -> list[Agreed]:
    """Of a case that was accessed before, the newest first. Refused to other sections. today: UTC."""
    if not may(person, Deed.SEE, case.section_id):
        raise Refused(_("The consents of this case belong to another section."), "role")
    opens = may(person, Deed.OPEN_SEALED, case.section_id)
    confirms = _confirms(person, case)
    consents = Consent.objects.select_related("recorded_by", "confirmed_by").filter(case=case).order_by("-pk")
    return [_agreed(one, person, today, opens=opens, confirms=confirms) for one in consents]


def _confirms(person: Person, case: Case) -> bool:
    """Whether they may be the second person for what others record: they write at no draft of it."""
    if not may(person, Deed.APPROVE, case.section_id):
        return False
    draft = Draft.objects.filter(case=case, state__in=OPEN_DRAFT).first()
    return draft is None or person.pk not in writers_of(draft)


def waits_for_confirmation_by(person: Person, case: Case, today: date) -> bool:
    """Whether another person recorded that nobody could be asked, and this one may confirm it. today: UTC."""
    waiting = Consent.objects.filter(case=case, impossible=True, confirmed_at=None, withdrawn_at=None)
    waiting = waiting.filter(Q(until=None) | Q(until__gte=today)).exclude(recorded_by=person)
    return case.taken_down_at is None and waiting.exists() and _confirms(person, case)


def _agreed(one: Consent, person: Person, today: date, *, opens: bool, confirms: bool) -> Agreed:
    said: dict[str, str | None] = one.content.open() if opens and one.content is not None else {}
    valid = one.withdrawn_at is None and (one.until is None or one.until >= today)
    waits = valid and one.impossible and one.confirmed_at is None
    return Agreed(
        id=one.pk,
        impossible=one.impossible,
        who=said.get("who") or "",
        how=said.get("how") or "",
        reason=said.get("reason") or "",
        fields=tuple(field for field in PERSONAL_FIELDS if field in one.fields),
        uses=tuple(one.uses),
        until=one.until,
        recorded_by=one.recorded_by.name,
        recorded_at=one.recorded_at,
        confirmed_by=one.confirmed_by.name if one.confirmed_by else "",
        confirmed_at=one.confirmed_at,
        withdrawn_at=one.withdrawn_at,
        counts=valid and not waits,
        may_confirm=waits and confirms and one.recorded_by_id != person.pk,
    )


def covered_for(person: Person, case: Case, today: date) -> Covered:
    """What may be published today, and what the open draft says beyond it."""
    if not may(person, Deed.SEE, case.section_id):
        raise Refused(_("The consents of this case belong to another section."), "role")
    coverage = coverage_of(case, today)
    draft = Draft.objects.select_related("case").filter(case=case, state__in=OPEN_DRAFT).first()
    left_out = None
    if draft is not None and draft.content is not None:
        missing = personal_fields_of(compose(draft, today).whole) - coverage.fields
        left_out = tuple(field for field in PERSONAL_FIELDS if field in missing)
    return Covered(tuple(field for field in PERSONAL_FIELDS if field in coverage.fields), coverage.uses, left_out)


def would_take_down(person: Person, reference: str, consent_id: int, today: date) -> bool:
    """Whether to withdraw this consent takes the case down at once: something public rests on no other."""
    case = access_case_for(person, reference, Deed.LESSEN)
    if not Consent.objects.filter(case=case, pk=consent_id, withdrawn_at=None).exists():
        raise NotThere("consent of this id that still stands")
    public = case.slug is not None and case.taken_down_at is None
    return public and not record.rests_on_consent(case, today, without=consent_id)
