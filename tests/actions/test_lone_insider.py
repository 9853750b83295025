"""One person alone, with every role and every trick, publishes nothing."""

from __future__ import annotations

import json
from random import Random

import pytest

from tests.actions.insider import Insider
from tests.actions.steps import edit, publish, refused, words_of
from tests.conftest import AT_FULL_SIZE, IN_CI
from tests.network import NOW, Network, case_file
from tocsin.actions.agreements import confirm_impossible, say_impossible
from tocsin.actions.drafts import begin_edition, new_case, submit_draft
from tocsin.actions.models import Approval, Consent, Edition, Opening, PublicRecord, Rendition, SectionNote
from tocsin.actions.review import approve_draft
from tocsin.actions.sealed_notes import seal_note
from tocsin.actions.section_words import approve_note, approve_section_words, change_section, write_note
from tocsin.actions.states import Outcome
from tocsin.actions.translating.memory import approve_translation, hash_of, memory_of, source_of, take_in
from tocsin.actions.translating.segments import segments_of
from tocsin.casefile import Kind
from tocsin.directory.models import Section
from tocsin.directory.sections import add_section
from tocsin.staff.access import roles_of, sign_in
from tocsin.staff.models import Person
from tocsin.staff.roles import Role
from tocsin.staff.services import add_person, confirm_person

# --- a secret that two know -----------------------------------------------------------------------------------------


def _newcomer(network: Network, *roles: Role) -> Person:
    """Nina is real, and confirmed by Amina; but Mallory chose her first secret."""
    nina = add_person(
        network.mallory,
        email="nina@example.org",
        name="Nina",
        roles=roles,
        secret="known to mallory",
        section_id=None,
        now=network.now,
    )
    confirm_person(network.amina, "nina@example.org", network.now)
    return sign_in(nina.email, "known to mallory")


def test_who_chose_somebody_s_secret_does_not_write_as_them_and_approve(network: Network) -> None:
    nina = _newcomer(network, Role.AUTHOR, Role.REVIEWER)
    case = new_case(nina, network.sections["DE"], case_file(), network.now)
    refused("own-secret", submit_draft, nina, str(case.pk), network.now)
    mallorys = new_case(network.mallory, network.sections["DE"], case_file(), network.now)
    submit_draft(network.mallory, str(mallorys.pk), network.now)
    refused("own-secret", approve_draft, nina, str(mallorys.pk), None, network.now)


def test_who_chose_somebody_s_secret_is_not_both_halves_of_a_translation_or_a_note(network: Network) -> None:
    case = network.published()
    nina = _newcomer(network, Role.TRANSLATOR, Role.COORDINATOR)
    refused("own-secret", take_in, nina, str(case.pk), "fr", {"x": "y"}, network.now)
    refused(
        "own-secret", write_note, nina, str(case.pk), network.sections["DE"], "en", "Write to the trap.", network.now
    )


def test_the_founder_publishes_nothing_with_a_second_account_whose_secret_they_chose(db: None) -> None:
    """The first two are confirmed by nobody else; before the second one has a secret of their own, they are one."""

    def join(actor: Person | None, name: str) -> Person:
        return add_person(
            actor,
            email=f"{name}@example.org",
            name=name,
            roles=list(Role),
            secret="known to the founder",
            section_id=None,
            now=NOW,
        )

    founder = join(None, "founder")
    add_section(
        founder,
        code="DE",
        country="DE",
        name="Germany",
        languages=["en"],
        email="",
        web="",
        address=[],
        after_deadline={},
        now=NOW,
    )
    second = join(founder, "second")
    for writer, other in ((founder, second), (second, founder)):
        case = new_case(writer, Section.objects.get(), case_file(), NOW)
        refused("state", approve_draft, founder, str(case.pk), None, NOW)
        if writer == founder:
            submit_draft(founder, str(case.pk), NOW)
            refused("two-people", approve_draft, founder, str(case.pk), None, NOW)
            refused("own-secret", approve_draft, other, str(case.pk), None, NOW)
        else:
            refused("own-secret", submit_draft, second, str(case.pk), NOW)
    third = join(founder, "third")
    refused("own-secret", confirm_person, second, third.email, NOW)
    assert not Edition.objects.exists()


# --- what is published otherwise than by an edition -----------------------------------------------------------------


def test_nobody_second_reads_a_text_that_they_translated(network: Network) -> None:
    case = network.published()
    take_in(network.chen, str(case.pk), "fr", words_of(network, case), network.now)
    refused("two-people", approve_translation, network.chen, str(case.pk), "fr", network.now)
    approve_translation(network.farid, str(case.pk), "fr", network.now)
    # One text changed by the second reader needs somebody else again.
    take_in(network.farid, str(case.pk), "fr", {"Held in secret": "Au secret"}, network.now)
    refused("two-people", approve_translation, network.farid, str(case.pk), "fr", network.now)
    assert "Au secret" not in str(Rendition.objects.get(language="fr", newest=True).text)


def test_a_translation_that_changed_after_it_was_read_is_not_approved_by_its_hash(network: Network) -> None:
    case = network.published()
    take_in(network.chen, str(case.pk), "fr", words_of(network, case), network.now)
    read = hash_of(segments_of(source_of(case, network.now)), memory_of(case.translations.get()))
    take_in(network.mallory, str(case.pk), "fr", {"Held in secret": "Payez ici"}, network.now)
    refused("text-changed", approve_translation, network.farid, str(case.pk), "fr", network.now, read)
    assert not Rendition.objects.filter(language="fr").exists()


def test_an_unread_text_keeps_a_translation_from_going_live_with_its_edition(network: Network) -> None:
    case = network.draft()
    network.review(case)
    network.translate(case, mark="« {} »")
    take_in(network.mallory, str(case.pk), "fr", {"Held in secret": "Payez ici"}, network.now)
    publish(network, case)
    assert not Rendition.objects.filter(language="fr").exists()


def test_nobody_puts_a_section_s_note_on_the_page_alone(network: Network) -> None:
    case = network.published()
    note = write_note(network.dara, str(case.pk), network.sections["DE"], "en", "Postage is 1.10.", network.now)
    assert PublicRecord.objects.get().record["notes"] == []
    refused("two-people", approve_note, network.dara, str(case.pk), note.pk, network.now)
    for person in (network.hana, network.emil, network.chen):
        refused("role", approve_note, person, str(case.pk), note.pk, network.now)
    approve_note(network.greta, str(case.pk), note.pk, network.now)
    assert PublicRecord.objects.get().record["notes"][0]["text"] == "Postage is 1.10."


def test_the_reason_why_nobody_was_asked_is_confirmed_by_nobody_who_wrote(network: Network) -> None:
    case = network.draft(consent=False)
    consent = say_impossible(network.mallory, str(case.pk), reason="They are in hiding", until=None, now=network.now)
    refused("two-people", confirm_impossible, network.mallory, str(case.pk), consent.pk, network.now)
    edit(network, case, by=network.mallory, zone="Europe/Paris")
    other = say_impossible(network.amina, str(case.pk), reason="They are in hiding", until=None, now=network.now)
    refused("two-people", confirm_impossible, network.mallory, str(case.pk), other.pk, network.now)
    edit(network, case, zone="Europe/Berlin")
    submit_draft(network.mallory, str(case.pk), network.now)
    refused("two-people", confirm_impossible, network.mallory, str(case.pk), other.pk, network.now)
    assert confirm_impossible(network.bo, str(case.pk), other.pk, network.now).confirmed_by_id == network.bo.pk


def test_nobody_says_on_every_page_what_they_wrote_of_a_section_themselves(network: Network) -> None:
    """Nor by waiting for somebody else to change another word of it."""

    def public() -> str:
        return json.dumps(PublicRecord.objects.get().record)

    network.published()
    change_section(network.mallory, "DE", {"after_deadline": {"en": "Write to the trap."}}, network.now)
    refused("two-people", approve_section_words, network.mallory, "DE", network.now)
    change_section(network.dara, "DE", {"name": "Section Germany"}, network.now)
    for person in (network.mallory, network.dara):
        refused("two-people", approve_section_words, person, "DE", network.now)
    assert "trap" not in public()
    approve_section_words(network.greta, "DE", network.now)
    assert "trap" in public()
    nina = _newcomer(network, Role.COORDINATOR)
    refused("own-secret", change_section, nina, "FR", {"name": "Known to Mallory"}, network.now)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_of_edition_takes_two_people(network: Network, kind: Kind) -> None:
    case = network.published()
    begin_edition(network.mallory, str(case.pk), kind, network.now, outcome=Outcome.RELEASED)
    refused("state", publish, network, case, network.mallory)
    submit_draft(network.mallory, str(case.pk), network.now)
    refused("two-people", approve_draft, network.mallory, str(case.pk), None, network.now)
    refused("state", publish, network, case, network.mallory)
    assert Edition.objects.count() == 1
    approve_draft(network.bo, str(case.pk), None, network.now)
    assert publish(network, case, network.mallory).kind == kind


# --- everything at once ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(10 if AT_FULL_SIZE else 3 if IN_CI else 1))
def test_whoever_tries_everything_alone_publishes_nothing(network: Network, seed: int) -> None:
    """With accounts made for the purpose, secrets reset, people moved, and texts of others at hand."""
    network.published()
    honest = network.draft()
    read = submit_draft(network.amina, str(honest.pk), network.now).text_hash
    seal_note(network.amina, str(honest.pk), "source", "The pastor.", network.now)
    before = {person.pk: roles_of(person) for person in network.people.values()}
    insider = Insider(network, Random(seed))
    insider.try_for(2000 if AT_FULL_SIZE else 300)
    # What Amina wrote and submitted, a reviewer may approve; nothing else.
    assert {one.text_hash for one in Approval.objects.filter(approved_at__gt=NOW)} <= {read}
    assert {edition.approval.text_hash for edition in Edition.objects.filter(published_at__gt=NOW)} <= {read}
    assert not Rendition.objects.filter(is_source=False).exists()
    assert not SectionNote.objects.filter(approved_at__isnull=False).exists()
    assert "Evil" not in json.dumps(list(PublicRecord.objects.values_list("record", flat=True)))
    assert not Consent.objects.filter(confirmed_at__isnull=False).exists()
    assert not Opening.objects.filter(opened_at__isnull=False).exists()
    for person in Person.objects.all():
        assert roles_of(person) <= before.get(person.pk, frozenset()), person.email
    assert {"hire", "grant", "reset", "take_own_secret", "begin", "edit", "submit", "agree"} <= set(insider.done)
