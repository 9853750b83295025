"""Recording a consent, confirming that nobody could be asked, and ending a consent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.actions.access import access_case_for
from tocsin.actions.consent import PERSON_FIELDS, PERSONAL_FIELDS, Use
from tocsin.actions.models import Case, Consent, Draft
from tocsin.actions.publishing import record
from tocsin.actions.review import writers_of
from tocsin.actions.states import OPEN_DRAFT
from tocsin.records import history
from tocsin.records.errors import BadInput, NotThere, Refused
from tocsin.records.fields import Sealed
from tocsin.staff.access import require_own_secret
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed

_SENTENCE = 3
"""Words of the shortest reason."""


@transaction.atomic
def give_consent(  # noqa: PLR0913 - what a consent is made of
    person: Person,
    reference: str,
    *,
    who: str,
    how: str,
    fields: Iterable[str],
    uses: Iterable[str],
    until: date | None,
    now: datetime,
) -> Consent:
    """Record that somebody agreed: who, how, to which fields and uses, until when."""
    if not who.strip() or not how.strip():
        raise BadInput(_("A consent says who gave it and how."))
    case = access_case_for(person, reference, Deed.WRITE, lock=True)
    return _record(person, case, {"who": who, "how": how, "reason": None}, fields, uses, until, now, impossible=False)


@transaction.atomic
def say_impossible(person: Person, reference: str, *, reason: str, until: date | None, now: datetime) -> Consent:
    """Record that nobody could be asked, and why. It counts once a second person has confirmed it."""
    if len(reason.split()) < _SENTENCE:
        raise BadInput(_("Write down why nobody could be asked, in a sentence."))
    # Whoever set this person's secret could write the reason as them and confirm it as themselves.
    require_own_secret(person)
    case = access_case_for(person, reference, Deed.WRITE, lock=True)
    content = {"who": None, "how": None, "reason": reason}
    return _record(person, case, content, PERSONAL_FIELDS, tuple(Use), until, now, impossible=True)


def _record(  # noqa: PLR0913, PLR0917
    person: Person,
    case: Case,
    content: dict[str, str | None],
    fields: Iterable[str],
    uses: Iterable[str],
    until: date | None,
    now: datetime,
    *,
    impossible: bool,
) -> Consent:
    if case.taken_down_at:
        raise Refused(_("This case was taken down: nothing more is published of it."), "taken-down")
    if until is not None and until < now.date():
        raise BadInput(_("The consent would have ended already: %(until)s lies in the past.") % {"until": until})
    consent = Consent.objects.create(
        case=case,
        content=Sealed.of(Consent, "content", content),
        impossible=impossible,
        fields=sorted(_known(fields)),
        uses=sorted({Use(use).value for use in uses}),
        until=until,
        recorded_by=person,
        recorded_at=now,
    )
    history.note(now, person.pk, "consent recorded", f"case:{case.pk}", consent=consent.pk, impossible=impossible)
    record.refresh(case, now)
    return consent


def _known(fields: Iterable[str]) -> set[str]:
    """The fields meant: `people` is all four of a person, `all` is everything."""
    known: set[str] = set()
    for field in fields:
        if field == "all":
            known |= {*PERSONAL_FIELDS}
        elif field == "people":
            known |= {*PERSON_FIELDS}
        elif field in PERSONAL_FIELDS:
            known.add(field)
        else:
            raise BadInput(
                _("“%(field)s” is not a field that consent is given for: %(personal_fields)s.")
                % {"field": field[:40], "personal_fields": ", ".join(PERSONAL_FIELDS)}
            )
    if not known:
        raise BadInput(_("Say which fields the consent covers."))
    return known


@transaction.atomic
def confirm_impossible(person: Person, reference: str, consent_id: int, now: datetime) -> Consent:
    """A second person confirms that nobody could be asked."""
    case = access_case_for(person, reference, Deed.APPROVE, lock=True)
    consent = _consent_of(case, consent_id)
    if not consent.impossible or consent.withdrawn_at or consent.confirmed_at:
        raise Refused(_("This consent needs no confirmation."), "nothing-waits")
    # Whoever wrote the text decides no more than whoever wrote the reason that it may go without consent.
    draft = Draft.objects.filter(case=case, state__in=OPEN_DRAFT).first()
    if consent.recorded_by_id == person.pk or (draft is not None and person.pk in writers_of(draft)):
        raise Refused(_("A second person has to confirm that nobody could be asked."), "two-people")
    require_own_secret(person)
    consent.confirmed_by, consent.confirmed_at = person, now
    consent.save(update_fields=["confirmed_by", "confirmed_at"])
    history.note(now, person.pk, "consent confirmed", f"case:{case.pk}", consent=consent.pk)
    record.refresh(case, now)
    return consent


def _consent_of(case: Case, consent_id: int) -> Consent:
    consent = Consent.objects.select_for_update().filter(case=case, pk=consent_id).first()
    if consent is None:
        raise NotThere("consent of this id")
    return consent


def end_consent(person: Person, reference: str, consent_id: int, now: datetime) -> Consent:
    """Withdraw a consent, in the caller's transaction. The take-down that follows is `exposure.withdraw_consent`."""
    case = access_case_for(person, reference, Deed.LESSEN, lock=True)
    consent = _consent_of(case, consent_id)
    if consent.withdrawn_at is None:
        consent.withdrawn_at = now
        consent.save(update_fields=["withdrawn_at"])
        history.note(now, person.pk, "consent withdrawn", f"case:{case.pk}", consent=consent.pk)
    return consent
