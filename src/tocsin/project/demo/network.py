"""An invented network, made through the same services that people use, two people for everything that goes live."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import Any

from django.conf import settings

from tocsin.actions.agreements import give_consent
from tocsin.actions.drafts import Edit, begin_edition, edit_draft, new_case, submit_draft
from tocsin.actions.exposure import stop_case
from tocsin.actions.models import Case
from tocsin.actions.publishing.publish import publish_edition
from tocsin.actions.review import approve_draft
from tocsin.actions.sealed_notes import ask_to_open, seal_note
from tocsin.actions.section_words import approve_note, extend_deadline, write_note
from tocsin.actions.states import MentionNetwork, Outcome
from tocsin.actions.translating.memory import approve_translation, take_in
from tocsin.casefile import CaseFile, Kind, case_from
from tocsin.directory.mission_lists import bring_missions, confirm_missions
from tocsin.directory.sections import add_section, approve_section
from tocsin.project.demo import members
from tocsin.project.demo.letters import write_letters
from tocsin.project.demo.queues import fill_queues
from tocsin.project.demo.translating import leave_work
from tocsin.project.tables import set_up
from tocsin.staff.models import Person
from tocsin.staff.roles import Role
from tocsin.staff.services import add_person, confirm_person, set_secret


@dataclass(frozen=True, slots=True)
class Cast:
    email: str
    name: str
    roles: tuple[Role, ...]
    section: str | None


CAST = (
    Cast("odile@example.org", "Odile Ferrand", (Role.OPERATOR,), None),
    Cast("amina@example.org", "Amina Okafor", (Role.AUTHOR,), None),
    Cast("bo@example.org", "Bo Lindqvist", (Role.REVIEWER,), None),
    Cast("chen@example.org", "Chen Yulan", (Role.TRANSLATOR,), None),
    Cast("farid@example.org", "Farid Haddad", (Role.TRANSLATOR,), None),
    Cast("dara@example.org", "Dara Weiss", (Role.COORDINATOR,), "DE"),
)
"""The staff of the demonstration."""

EXTENDED = "01-dam-inspector"
"""The case that a section extends and adds a note to."""

NOTE = "A singer who was in the hall wrote down what was sung (invented)."
"""Sealed, beside the case that is in review."""


@dataclass(frozen=True, slots=True)
class Made:
    """slugs: of the public cases, the first one first. member: address of a member's own page, where there are any."""

    slugs: list[str]
    member: str


def populate(secret: str, now: datetime, today: date, *, with_members: bool = False) -> Made:
    """Make keys, tables, staff, sections, missions, cases, and members with the alerts that they got."""
    settings.KEYRING.make_missing()
    long_ago = now - timedelta(days=120)
    set_up(long_ago)
    staff = _staff(secret, long_ago)
    member = members.join(staff["dara"], long_ago + timedelta(days=2)) if with_members else ""
    cases = {name: _tell(staff, name, story, now, today) for name, story in sorted(_stories())}
    leave_work(staff, cases, now)
    slugs = [case.slug for case in cases.values() if case.slug]
    write_letters(slugs[0], now)
    fill_queues(staff, cases, slugs[0], now, secret)
    members.age_outbox()
    return Made(slugs, member)


def _staff(secret: str, at: datetime) -> dict[str, Person]:
    """Everybody with a secret of their own, confirmed by a second person."""
    operator = add_person(
        None, email=CAST[0].email, name=CAST[0].name, roles=CAST[0].roles, secret=secret, section_id=None, now=at
    )
    sections = {}
    for value in json.loads(files(__package__).joinpath("content/sections.json").read_text("utf-8")):
        sections[value["code"]] = add_section(operator, **value, now=at)
    people = {"odile": operator}
    for one in CAST[1:]:
        section = sections[one.section].pk if one.section else None
        first = f"{secret}, at first"
        person = add_person(
            operator, email=one.email, name=one.name, roles=one.roles, secret=first, section_id=section, now=at
        )
        set_secret(person, None, secret, at)
        people[one.name.split()[0].lower()] = Person.objects.get(pk=person.pk)
    for one in CAST[2:]:
        confirm_person(people["amina"], one.email, at)
    for code in sections:
        approve_section(people["bo"], code, at)
    brought = bring_missions(people["amina"], files(__package__).joinpath("missions.csv").read_bytes(), at)
    assert brought is not None
    confirm_missions(people["bo"], brought.pk, at)
    return people


def _stories() -> Iterator[tuple[str, dict[str, Any]]]:
    for entry in files(__package__).joinpath("content/cases").iterdir():
        if entry.name.endswith(".json"):
            yield entry.name.removesuffix(".json"), json.loads(entry.read_text("utf-8"))


def _tell(staff: dict[str, Person], name: str, story: dict[str, Any], now: datetime, today: date) -> Case:
    """One case from its first document to the state that the story leaves it in."""
    from tocsin.directory.sections import section_by_code

    section = section_by_code(story["section"])
    assert section is not None, story["section"]
    case: Case | None = None
    for edition in story["editions"]:
        published = now - timedelta(days=edition["published_days_ago"] or 0, hours=3)
        case_file = _dated(edition, today)
        if case is None:
            case = new_case(staff["amina"], section, case_file, published)
            give_consent(
                staff["amina"],
                str(case.pk),
                who="The family (invented)",
                how="In a conversation that never took place",
                fields=["all"],
                uses=["publish", "alert"],
                until=None,
                now=published,
            )
        else:
            outcome = Outcome(story["outcome"]) if case_file.kind is Kind.OUTCOME else None
            begin_edition(staff["amina"], str(case.pk), case_file.kind, published, case_file, outcome)
        _publish(staff, case, edition, published, publish=not story.get("review"))
        case.refresh_from_db()
    assert case is not None, name
    if story.get("review"):
        note = seal_note(staff["amina"], str(case.pk), "source", NOTE, now)
        ask_to_open(staff["bo"], str(case.pk), note.pk, "The court's secretary says otherwise.", now)
    if story.get("stopped_days_ago") is not None:
        stopped = now - timedelta(days=story["stopped_days_ago"])
        stop_case(staff["bo"], str(case.pk), stopped)
        members.send_alerts(stopped)
    if name == EXTENDED:
        _localise(staff, case, now)
    return case


def _dated(edition: dict[str, Any], today: date) -> CaseFile:
    days = edition["deadline_in_days"]
    deadline = None if days is None else (today + timedelta(days=days)).isoformat()
    return case_from({**edition["case"], "deadline": deadline})


def _publish(staff: dict[str, Person], case: Case, edition: dict[str, Any], at: datetime, *, publish: bool) -> None:
    """Review by Bo, translations by Chen and read by Farid, then live."""
    reference = str(case.pk)
    zone = edition.get("deadline_zone")
    edit_draft(staff["amina"], reference, Edit(zone=zone, mention_network=MentionNetwork.OPTIONAL), at)
    submit_draft(staff["amina"], reference, at)
    if not publish:
        return
    approve_draft(staff["bo"], reference, None, at)
    for language, words in edition["translations"].items():
        take_in(staff["chen"], reference, language, words, at)
        approve_translation(staff["farid"], reference, language, at)
    publish_edition(staff["bo"], reference, at)
    members.send_alerts(at)


def _localise(staff: dict[str, Person], case: Case, now: datetime) -> None:
    """More time and a word for one section's own writers."""
    section = staff["dara"].section
    assert section is not None
    newest = case.editions.order_by("-n")[0]
    assert newest.deadline is not None
    until = newest.deadline + timedelta(days=7)
    extend_deadline(staff["dara"], str(case.pk), section, until, "Post from here takes a week longer.", now)
    words = "A letter from Germany costs 1.10 euros and takes about a week. Our office has ready-made envelopes."
    note = write_note(staff["dara"], str(case.pk), section, "en", words, now)
    approve_note(staff["bo"], str(case.pk), note.pk, now)
