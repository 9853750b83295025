"""A small network for tests: the fixed cast with fixed rights, and the steps from a document to an edition.

Odile operates. Amina writes, Bo reviews, Chen translates, Farid reads translations: all of the international
secretariat. Dara coordinates the section in Germany, Emil writes and Greta reviews there; Hana coordinates the section
in France. Mallory writes, reviews, translates and operates, all at once. Eve is nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.remembered import bring_back, keep
from tocsin.actions.agreements import give_consent
from tocsin.actions.drafts import Edit, begin_edition, edit_draft, new_case, submit_draft
from tocsin.actions.models import Case, Edition
from tocsin.actions.publishing.publish import publish_edition
from tocsin.actions.review import approve_draft
from tocsin.actions.translating.memory import approve_translation, source_of, take_in
from tocsin.actions.translating.segments import segments_of
from tocsin.casefile import CaseFile, Kind, Person, Recipient, WriteIn
from tocsin.directory.models import Section
from tocsin.directory.sections import add_section, approve_section
from tocsin.staff.models import Grant
from tocsin.staff.models import Person as Staff
from tocsin.staff.roles import Role
from tocsin.staff.services import add_person, confirm_person, set_secret

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECRET = "seven bells over water"
FIRST_SECRET = "whispered by an operator"

ROLES: dict[str, tuple[tuple[Role, ...], str | None]] = {
    "odile": ((Role.OPERATOR,), None),
    "amina": ((Role.AUTHOR,), None),
    "bo": ((Role.REVIEWER,), None),
    "chen": ((Role.TRANSLATOR,), None),
    "farid": ((Role.TRANSLATOR,), None),
    "dara": ((Role.COORDINATOR,), "DE"),
    "emil": ((Role.AUTHOR,), "DE"),
    "greta": ((Role.REVIEWER,), "DE"),
    "hana": ((Role.COORDINATOR,), "FR"),
    "mallory": ((Role.AUTHOR, Role.REVIEWER, Role.TRANSLATOR, Role.OPERATOR), None),
}

MINISTER = Recipient(
    name="Radomir Estel",
    post="Minister of the Interior",
    lines=("Radomir Estel", "Minister of the Interior", "4 Harbour Gate", "1000 Ostreva", "Republic of Halvara"),
    country="XH",
    email=("minister@interior.example.org",),
    fax=("+12025550141",),
    salutation="Your Excellency",
)
COMMISSIONER = Recipient(
    name="Human Rights Commissioner",
    post=None,
    lines=("Human Rights Commissioner", "Parliament Square 1", "1000 Ostreva", "Republic of Halvara"),
    country="XH",
    email=("commissioner@example.org",),
)


def case_file(**changes: Any) -> CaseFile:
    """An invented case that can be published."""
    case = CaseFile(
        countries=("XH",),
        language="en",
        concerns=("Held in secret", "Fear of torture"),
        headline="Dam inspector held in secret",
        summary="Mirela Dovan was taken from her home. Nobody says where she is.",
        body=("Four men took Mirela Dovan from her flat.", "Her daughter brings insulin to the gate each morning."),
        people=(Person("Mirela Dovan", gender="f", detail="46, engineer"),),
        write_in=WriteIn(("en",), own_language=True),
        calls=("say without delay where Mirela Dovan is", "give her insulin and a doctor today"),
        deadline=date(2026, 12, 14),
        targets=(MINISTER,),
        copies=(COMMISSIONER,),
        diplomatic_copies=True,
        after_deadline="Ask your section before you write after the deadline.",
        background=("The dam was built in 1961.",),
    )
    return replace(case, **changes)


@dataclass
class Network:
    """The people by name, two sections, and a clock that the tests move."""

    people: dict[str, Staff]
    sections: dict[str, Section]
    now: datetime = field(default=NOW)

    def __getattr__(self, name: str) -> Staff:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None

    def later(self, **span: float) -> datetime:
        self.now += timedelta(**span)
        return self.now

    def draft(self, section: str = "DE", *, consent: bool = True, **changes: Any) -> Case:
        """A new case with a draft by Amina, with consent for all of it."""
        case = new_case(self.amina, self.sections[section], case_file(**changes), self.now)
        if consent:
            self.agree(case)
        return case

    def agree(self, case: Case, fields: tuple[str, ...] = ("all",), until: date | None = None) -> int:
        given = give_consent(
            self.amina,
            str(case.pk),
            who="the daughter",
            how="by telephone",
            fields=fields,
            uses=("publish", "alert"),
            until=until,
            now=self.now,
        )
        return int(given.pk)

    def review(self, case: Case) -> str:
        """Submitted by Amina and approved by Bo; the hash."""
        text_hash = submit_draft(self.amina, str(case.pk), self.now).text_hash
        approve_draft(self.bo, str(case.pk), text_hash, self.now)
        return text_hash

    def publish(self, case: Case) -> Edition:
        self.review(case)
        edition = publish_edition(self.amina, str(case.pk), self.now)
        case.refresh_from_db()
        return edition

    def published(self, section: str = "DE", **changes: Any) -> Case:
        case = self.draft(section, **changes)
        self.publish(case)
        return case

    def follow(self, case: Case, kind: Kind = Kind.UPDATE, **changes: Any) -> Edition:
        """The next edition, with these changes, published."""
        from tocsin.actions.overview import draft_case_file

        begin_edition(self.amina, str(case.pk), kind, self.now)
        if changes:
            content = replace(draft_case_file(self.amina, case, self.now), **changes)
            edit_draft(self.amina, str(case.pk), Edit(case_file=content), self.now)
        return self.publish(case)

    def translate(self, case: Case, language: str = "fr", mark: str = "«{}»") -> None:
        """Every text between marks, by Chen, read by Farid."""
        words = {one.source: mark.format(one.source) for one in segments_of(source_of(case, self.now))}
        take_in(self.chen, str(case.pk), language, words, self.now)
        approve_translation(self.farid, str(case.pk), language, self.now)


def found_network() -> Network:
    """Everybody on the staff, each with a secret of their own, confirmed by a second person; in empty tables."""
    if not bring_back("network"):
        _found()
        keep("network")
    return network_of()


def network_of() -> Network:
    """The people and sections that are there."""
    people = {person.email.partition("@")[0]: person for person in Staff.objects.select_related("section")}
    return Network(people, {section.code: section for section in Section.objects.all()})


def _found() -> None:
    odile = add_person(
        None, email="odile@example.org", name="Odile", roles=ROLES["odile"][0], secret=SECRET, section_id=None, now=NOW
    )
    sections = {
        code: add_section(
            odile,
            code=code,
            country=code,
            name=f"Section {code}",
            languages=["en"],
            email=f"{code.lower()}@example.org",
            web=f"https://{code.lower()}.example.org/",
            address=[f"1 Street, {code}"],
            after_deadline={"en": f"Ask section {code} first."},
            now=NOW,
        )
        for code in ("DE", "FR")
    }
    people = {"odile": odile}
    for name, (roles, code) in list(ROLES.items())[1:]:
        person = add_person(
            odile,
            email=f"{name}@example.org",
            name=name.title(),
            roles=roles,
            secret=FIRST_SECRET,
            section_id=sections[code].pk if code else None,
            now=NOW,
        )
        people[name] = set_secret(person, None, SECRET, NOW)
    for name in list(ROLES)[2:]:
        confirm_person(people["amina"], f"{name}@example.org", NOW)
    # Mallory operates too, which only an operator confirms; that one must not have given the role.
    Grant.objects.filter(role=Role.OPERATOR, confirmed_at=None).update(confirmed_by=people["amina"], confirmed_at=NOW)
    for code in sections:
        approve_section(people["bo"], code, NOW)
