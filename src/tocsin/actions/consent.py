"""Consent of the person or the family: what it covers, and what is left out of a case file without it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from tocsin.actions.models import Case, Consent
from tocsin.casefile import CaseFile, Person

PERSON_FIELDS = ("people.name", "people.gender", "people.pronouns", "people.detail")
PERSONAL_FIELDS = ("headline", "summary", "body", *PERSON_FIELDS, "calls", "model_letter", "background")
"""Fields of a case file that say something of the people at risk. Each is published with consent or not at all."""


class Use(StrEnum):
    """What a consent allows."""

    PUBLISH = "publish"
    """Page, sheet, text, data, letters."""
    ALERT = "alert"
    """Messages to members, who may be anywhere."""
    MEDIA = "media"


@dataclass(frozen=True, slots=True)
class Coverage:
    """What may be published today."""

    fields: frozenset[str]
    uses: frozenset[str]

    @property
    def is_given(self) -> bool:
        return bool(self.fields)


def coverage_of(case: Case, today: date, *, without: int | None = None) -> Coverage:
    """Everything that the valid consents of a case cover together. today: UTC. without: as if this one were none."""
    valid = [consent for consent in _valid(case, today) if consent.pk != without]
    fields = frozenset(field for consent in valid if Use.PUBLISH in consent.uses for field in consent.fields)
    return Coverage(fields, frozenset(use for consent in valid for use in consent.uses))


def alert_may_tell(case: Case, published: CaseFile, today: date) -> bool:
    """Whether the consents that are valid today let messages to members say what is published. today: UTC."""
    allowed = [consent for consent in _valid(case, today) if Use.ALERT in consent.uses]
    return personal_fields_of(published) <= {field for consent in allowed for field in consent.fields}


def covered_until(case: Case, fields: Iterable[str]) -> date | None:
    """The last day (UTC) on which all these fields are covered, be it ahead or past: of each, its longest consent.

    None: no end is set. The day before all days: one of them is not covered at all. What day it is now plays no part,
    so a consent that has ended does not fall out of the reckoning and leave what rested on it without an end.
    """
    publishing = [consent for consent in _counting(case) if Use.PUBLISH in consent.uses]
    return min((end for field in fields if (end := _end_of(field, publishing)) is not None), default=None)


def _end_of(field: str, consents: list[Consent]) -> date | None:
    ends = [consent.until for consent in consents if field in consent.fields]
    return None if None in ends else max((end for end in ends if end is not None), default=date.min)


def _valid(case: Case, today: date) -> list[Consent]:
    return [consent for consent in _counting(case) if consent.until is None or consent.until >= today]


def _counting(case: Case) -> list[Consent]:
    """Consents that were not withdrawn, and of those that nobody could be asked for, the confirmed ones."""
    consents = Consent.objects.filter(case=case, withdrawn_at=None)
    return [consent for consent in consents if not consent.impossible or consent.confirmed_at is not None]


def personal_fields_of(case: CaseFile) -> frozenset[str]:
    """Those of PERSONAL_FIELDS that hold something in this case file."""
    whole = [field for field in PERSONAL_FIELDS if field not in PERSON_FIELDS and getattr(case, field)]
    of_people = [field for field in PERSON_FIELDS if any(getattr(one, field.split(".")[1]) for one in case.people)]
    return frozenset((*whole, *of_people))


def redact(case: CaseFile, coverage: Coverage) -> CaseFile:
    """The case file without what nobody agreed to, and without what only the desk needs (warnings, origin)."""
    covered = coverage.fields
    people = case.people if covered & {*PERSON_FIELDS} else ()
    return replace(
        case,
        headline=case.headline if "headline" in covered else "",
        summary=case.summary if "summary" in covered else None,
        body=case.body if "body" in covered else (),
        people=tuple(_redact_person(person, covered) for person in people),
        calls=case.calls if "calls" in covered else (),
        model_letter=case.model_letter if "model_letter" in covered else None,
        background=case.background if "background" in covered else (),
        warnings=(),
        origin=None,
    )


def _redact_person(person: Person, covered: frozenset[str]) -> Person:
    return Person(
        name=person.name if "people.name" in covered else None,
        group=person.group,
        gender=person.gender if "people.gender" in covered else None,
        pronouns=person.pronouns if "people.pronouns" in covered else None,
        detail=person.detail if "people.detail" in covered else None,
    )
