"""Somebody who tries everything: one real person with every role, and every account whose secret they chose.

A random walk through all services that change something. Whatever is refused is refused; what counts is what stands at
the end. Nobody else does anything but what honest people do without being asked: Odile moves people about.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from tests.network import SECRET, Network, case_file
from tocsin.actions.agreements import confirm_impossible, give_consent, say_impossible
from tocsin.actions.composing import compose
from tocsin.actions.consent import PERSONAL_FIELDS
from tocsin.actions.drafts import Edit, begin_edition, edit_draft, new_case, submit_draft
from tocsin.actions.exposure import stop_case, withdraw_consent
from tocsin.actions.models import Case, Consent, Draft, Opening, SealedNote, SectionNote
from tocsin.actions.publishing.publish import publish_edition
from tocsin.actions.review import approve_draft
from tocsin.actions.sealed_notes import ask_to_open, open_note
from tocsin.actions.section_words import (
    approve_note,
    approve_section_words,
    change_section,
    extend_deadline,
    write_note,
)
from tocsin.actions.states import OPEN_DRAFT, MentionNetwork, Outcome
from tocsin.actions.translating.memory import approve_translation, source_of, take_in
from tocsin.actions.translating.segments import segments_of
from tocsin.casefile import Kind
from tocsin.directory.models import Office, Section
from tocsin.directory.targets import edit_office, merge_offices
from tocsin.records.errors import BadInput, Refused
from tocsin.staff.access import sign_in
from tocsin.staff.models import Person
from tocsin.staff.roles import Role
from tocsin.staff.services import add_person, confirm_person, end_roles, grant_roles, move_person, set_secret

ME = "mallory@example.org"


@dataclass
class Insider:
    """secrets: by address, of every account that the insider can sign in to. done: steps that were not refused."""

    network: Network
    chance: Random
    secrets: dict[str, str] = field(default_factory=lambda: {ME: SECRET})
    done: list[str] = field(default_factory=list)

    def try_for(self, steps: int) -> None:
        for _ in range(steps):
            step = self.chance.choice(STEPS)
            email = self.chance.choice([ME, self.chance.choice(list(self.secrets))])
            self.network.later(seconds=1)
            try:
                step(self, sign_in(email, self.secrets[email]))
            except (Refused, BadInput):
                continue
            self.done.append(step.__name__)

    def case(self) -> str:
        return str(self.chance.choice(list(Case.objects.values_list("pk", flat=True))))

    def email(self) -> str:
        """Of somebody else: whoever makes their own roles wait is out of the game."""
        return self.chance.choice(list(Person.objects.exclude(email=ME).values_list("email", flat=True)))

    def section(self) -> Section:
        return self.chance.choice(list(self.network.sections.values()))

    def roles(self) -> list[Role]:
        return self.chance.sample(list(Role), self.chance.randint(1, len(Role)))

    def secret(self) -> str:
        return f"secret {self.chance.random()}"


# --- the staff ------------------------------------------------------------------------------------------------------


def hire(me: Insider, person: Person) -> None:
    email, secret = f"puppet{len(me.secrets)}@example.org", me.secret()
    section = me.chance.choice([None, me.section().pk])
    add_person(
        person, email=email, name="Puppet", roles=me.roles(), secret=secret, section_id=section, now=me.network.now
    )
    me.secrets[email] = secret


def grant(me: Insider, person: Person) -> None:
    grant_roles(person, me.email(), me.roles(), me.network.now)


def confirm(me: Insider, person: Person) -> None:
    confirm_person(person, me.email(), me.network.now)


def reset(me: Insider, person: Person) -> None:
    email, secret = me.email(), me.secret()
    set_secret(person, email, secret, me.network.now)
    me.secrets[email] = secret


def take_own_secret(me: Insider, person: Person) -> None:
    secret = me.secret()
    set_secret(person, None, secret, me.network.now)
    me.secrets[person.email] = secret


def move(me: Insider, person: Person) -> None:
    move_person(person, me.email(), me.chance.choice([None, me.section().pk]), me.network.now)


def end(me: Insider, person: Person) -> None:
    end_roles(person, me.email(), [me.chance.choice(list(Role))], me.network.now)


def honest_move(me: Insider, _: Person) -> None:
    odile = Person.objects.get(email="odile@example.org")
    email = me.chance.choice([person.email for person in me.network.people.values() if person.email != ME])
    move_person(odile, email, me.chance.choice([None, me.section().pk]), me.network.now)


# --- cases ----------------------------------------------------------------------------------------------------------


def begin(me: Insider, person: Person) -> None:
    new_case(person, me.section(), case_file(headline="Evil"), me.network.now)


def follow(me: Insider, person: Person) -> None:
    begin_edition(person, me.case(), me.chance.choice(list(Kind)), me.network.now, outcome=Outcome.RELEASED)


def edit(me: Insider, person: Person) -> None:
    change = me.chance.choice(
        [
            Edit(),
            Edit(case_file=case_file(headline="Evil")),
            Edit(zone="Europe/Paris"),
            Edit(mention_network=MentionNetwork.NO),
            Edit(outcome=Outcome.RELEASED),
            Edit(links={"targets.0": me.chance.choice([0, *Office.objects.values_list("pk", flat=True)])}),
        ]
    )
    edit_draft(person, me.case(), change, me.network.now)


def submit(me: Insider, person: Person) -> None:
    submit_draft(person, me.case(), me.network.now)


def approve(me: Insider, person: Person) -> None:
    case = me.case()
    draft = Draft.objects.filter(case=case, state__in=OPEN_DRAFT).first()
    text_hash = compose(draft, me.network.now.date()).text_hash if draft else None
    approve_draft(person, case, me.chance.choice([None, text_hash]), me.network.now)


def publish(me: Insider, person: Person) -> None:
    publish_edition(person, me.case(), me.network.now)


def stop(me: Insider, person: Person) -> None:
    stop_case(person, me.case(), me.network.now)


def agree(me: Insider, person: Person) -> None:
    fields = me.chance.choice([["all"], ["headline"], [me.chance.choice(PERSONAL_FIELDS)]])
    give_consent(
        person,
        me.case(),
        who="nobody",
        how="not at all",
        fields=fields,
        uses=["publish"],
        until=None,
        now=me.network.now,
    )


def call_it_impossible(me: Insider, person: Person) -> None:
    say_impossible(person, me.case(), reason="I did not ask", until=None, now=me.network.now)


def confirm_that(me: Insider, person: Person) -> None:
    consent = me.chance.choice([*Consent.objects.all()])
    confirm_impossible(person, str(consent.case_id), consent.pk, me.network.now)


def withdraw(me: Insider, person: Person) -> None:
    """Of drafts alone: a case that is taken down ends the game."""
    consents = [*Consent.objects.filter(case__slug=None)]
    if consents:
        consent = me.chance.choice(consents)
        withdraw_consent(person, str(consent.case_id), consent.pk, me.network.now)


# --- other words that go live ---------------------------------------------------------------------------------------


def write_a_note(me: Insider, person: Person) -> None:
    write_note(person, me.case(), me.section(), "en", "Evil", me.network.now)


def approve_a_note(me: Insider, person: Person) -> None:
    for note in SectionNote.objects.order_by("?")[:1]:
        approve_note(person, str(note.case_id), note.pk, me.network.now)


def reword_section(me: Insider, person: Person) -> None:
    change_section(person, me.section().code, {"name": "Evil"}, me.network.now)


def approve_section(me: Insider, person: Person) -> None:
    approve_section_words(person, me.section().code, me.network.now)


def honest_rewording(me: Insider, _: Person) -> None:
    dara = Person.objects.get(email="dara@example.org")
    change_section(dara, "DE", {"web": "https://germany.example.org/"}, me.network.now)


def extend(me: Insider, person: Person) -> None:
    until = me.network.now.date().replace(year=2028)
    extend_deadline(person, me.case(), me.section(), until, "no reason", me.network.now)


def translate(me: Insider, person: Person) -> None:
    reference = me.case()
    segments = segments_of(source_of(Case.objects.get(pk=reference), me.network.now))
    take_in(person, reference, "fr", {one.source: "Mauvais" for one in segments}, me.network.now)


def read_translation(me: Insider, person: Person) -> None:
    approve_translation(person, me.case(), "fr", me.network.now)


def ask(me: Insider, person: Person) -> None:
    note = SealedNote.objects.get()
    ask_to_open(person, str(note.case_id), note.pk, "to know", me.network.now)


def open_it(me: Insider, person: Person) -> None:
    for opening in Opening.objects.order_by("?")[:1]:
        open_note(person, str(opening.note.case_id), opening.note_id, me.network.now)


def correct(me: Insider, person: Person) -> None:
    office = me.chance.choice(list(Office.objects.values_list("pk", flat=True)))
    edit_office(person, office, {"email": [f"trap{me.chance.randint(0, 9)}@example.org"]}, me.network.now)


def merge(me: Insider, person: Person) -> None:
    keep, double = me.chance.choices(list(Office.objects.values_list("pk", flat=True)), k=2)
    merge_offices(person, keep, double, me.network.now)


_STAFF = (hire, grant, confirm, confirm, confirm, reset, reset, take_own_secret, take_own_secret, move, end)
_HONEST = (honest_move, honest_move, honest_rewording)
_CASES = (begin, follow, edit, submit, submit, approve, approve, approve, publish, publish, stop)
_CONSENT = (agree, agree, call_it_impossible, confirm_that, withdraw)
_OTHER = (write_a_note, approve_a_note, extend, translate, read_translation, ask, open_it, correct, merge)
_SECTIONS = (reword_section, approve_section)
STEPS: tuple[Callable[[Insider, Person], None], ...] = (
    *_STAFF,
    *_HONEST,
    *_CASES,
    *_CASES,
    *_CONSENT,
    *_OTHER,
    *_SECTIONS,
)
