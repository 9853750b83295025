"""Two at once: one edition, no lost update, and no word of the database's own about it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from tests.actions.race import network_and_its_end, race, rules
from tests.actions.steps import edit, publish, words_of
from tests.conftest import AT_FULL_SIZE, IN_CI
from tests.network import NOW, SECRET, Network, case_file
from tocsin.actions.composing import compose
from tocsin.actions.drafts import begin_edition, new_case, submit_draft, withdraw_draft
from tocsin.actions.exposure import stop_case, take_down, withdraw_consent
from tocsin.actions.models import (
    Approval,
    Case,
    Draft,
    Edition,
    Opening,
    PublicRecord,
    Rendition,
    Serial,
)
from tocsin.actions.publishing.numbers import next_in
from tocsin.actions.review import approve_draft
from tocsin.actions.sealed_notes import ask_to_open, open_note, seal_note
from tocsin.actions.translating.memory import approve_translation, memory_of, take_in
from tocsin.casefile import Kind, Recipient
from tocsin.directory.models import Office
from tocsin.directory.targets import add_office, merge_offices
from tocsin.records.errors import Refused
from tocsin.staff.models import Grant, Person
from tocsin.staff.roles import Role
from tocsin.staff.services import add_person, end_roles, grant_roles

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

ROUNDS = 250 if AT_FULL_SIZE else 8 if IN_CI else 3
"""Of two or more each: 500 parallel tries where there is time."""
FEW = 25 if AT_FULL_SIZE else 4 if IN_CI else 2
"""Of what rewrites the whole database."""


@pytest.fixture
def network() -> Iterator[Network]:
    yield from network_and_its_end()


def approved(network: Network, **changes: Any) -> Case:
    case = network.draft(**changes)
    network.review(case)
    return case


# --- one case -------------------------------------------------------------------------------------------------------


def test_two_publishers_at_once_make_one_edition(network: Network) -> None:
    for n in range(1, ROUNDS + 1):
        case = approved(network)
        outcomes = race(partial(publish, network, case, network.amina), partial(publish, network, case, network.bo))
        assert rules(outcomes) == ["no-draft"]
        assert Edition.objects.get(case=case).number == f"UA {n}/26"
        assert case.drafts.get().state == "published"


def test_an_edit_while_it_is_approved_leaves_nothing_that_could_be_published(network: Network) -> None:
    case = network.draft()
    for n in range(ROUNDS):
        text_hash = submit_draft(network.amina, str(case.pk), network.now).text_hash
        changed = case_file(headline=f"Changed {n}")
        race(
            partial(approve_draft, network.bo, str(case.pk), text_hash, network.now),
            partial(edit, network, case, case_file=changed),
        )
        draft = case.drafts.get()
        assert (draft.state, draft.revision, draft.submitted_hash) == ("draft", n + 2, None)
        assert draft.content.open()["headline"] == changed.headline
        assert not Approval.objects.filter(void_at=None).exists()
        with pytest.raises(Refused):
            publish(network, case)


def test_an_edit_while_it_is_submitted_is_never_in_review_unseen(network: Network) -> None:
    case = network.draft()
    for n in range(ROUNDS):
        race(
            partial(submit_draft, network.amina, str(case.pk), network.now),
            partial(edit, network, case, case_file=case_file(headline=f"Changed {n}")),
        )
        draft = case.drafts.get()
        assert draft.content.open()["headline"] == f"Changed {n}"
        assert draft.state in {"draft", "in review"}
        assert (draft.state == "draft") is (draft.submitted_hash is None)
        if draft.submitted_hash:
            assert draft.submitted_hash == compose(draft, network.now.date()).text_hash


def test_of_two_edits_of_one_revision_the_second_overwrites_nothing(network: Network) -> None:
    case = network.draft()
    for revision in range(1, ROUNDS + 1):
        texts = [case_file(headline=f"{name} {revision}") for name in ("Amina", "Emil", "Mallory")]
        people = (network.amina, network.emil, network.mallory)
        outcomes = race(
            *(
                partial(edit, network, case, by=by, case_file=text, revision=revision)
                for by, text in zip(people, texts, strict=True)
            )
        )
        assert rules(outcomes) == ["changed-since", "changed-since"]
        winner = next(n for n, one in enumerate(outcomes) if isinstance(one, Draft))
        draft = case.drafts.get()
        assert (draft.last_editor_id, draft.revision) == (people[winner].pk, revision + 1)
        assert draft.content.open()["headline"] == texts[winner].headline


def test_edits_of_different_things_are_both_kept(network: Network) -> None:
    case = network.draft()
    zones = ("Europe/Paris", "Europe/Berlin")
    for n in range(ROUNDS):
        race(
            partial(edit, network, case, zone=zones[n % 2]),
            partial(edit, network, case, by=network.emil, case_file=case_file(headline=f"Changed {n}")),
        )
        draft = case.drafts.get()
        assert (draft.deadline_zone, draft.content.open()["headline"]) == (zones[n % 2], f"Changed {n}")
        assert draft.revision == 2 * n + 3


def test_a_draft_is_withdrawn_or_published_and_never_both(network: Network) -> None:
    for n in range(ROUNDS):
        case = approved(network, number=f"UA {n + 1}/25")
        race(partial(publish, network, case), partial(withdraw_draft, network.amina, str(case.pk), network.now))
        case.refresh_from_db()
        draft = case.drafts.get()
        assert (draft.state == "published") is Edition.objects.filter(case=case).exists()
        assert draft.state in {"published", "withdrawn"}
        assert (case.number is None) is (case.withdrawn_at is not None) is (draft.state == "withdrawn")


def test_a_case_is_stopped_once_and_no_update_undoes_it_at_the_same_moment(network: Network) -> None:
    """An update that was approved before the stop does not take the stop back."""
    for _ in range(ROUNDS):
        case = network.published()
        begin_edition(network.amina, str(case.pk), Kind.UPDATE, network.now)
        network.review(case)
        stop = partial(stop_case, network.dara, str(case.pk), network.now)
        outcomes = race(
            stop, partial(publish, network, case), partial(stop_case, network.bo, str(case.pk), network.now)
        )
        assert rules(outcomes) in (["state"], ["state", "text-changed"])
        assert PublicRecord.objects.get(case=case).state == "stopped"


def test_two_updates_at_once_begin_one(network: Network) -> None:
    for n in range(ROUNDS):
        case = network.published()
        outcomes = race(
            partial(begin_edition, network.amina, str(case.pk), Kind.UPDATE, network.now),
            partial(begin_edition, network.emil, str(case.pk), Kind.CORRECTION, network.now),
        )
        assert rules(outcomes) == ["open-draft"]
        assert case.drafts.exclude(state="published").count() == 1, n


def test_a_case_is_taken_down_once_and_what_is_published_at_that_moment_goes_too(network: Network) -> None:
    for _ in range(FEW):
        case = network.published()
        begin_edition(network.amina, str(case.pk), Kind.UPDATE, network.now)
        network.review(case)
        down = [partial(take_down, person, str(case.pk), network.now) for person in (network.bo, network.dara)]
        outcomes = race(*down, partial(publish, network, case))
        assert sum(isinstance(one, Case) for one in outcomes) == 1
        assert PublicRecord.objects.get(case=case).state == "taken down"
        assert not Rendition.objects.filter(edition__case=case, text__isnull=False).exists()
        assert not Draft.objects.filter(case=case, content__isnull=False).exists()


def test_a_consent_that_is_taken_back_while_it_is_published_leaves_nothing_public(network: Network) -> None:
    for _ in range(FEW):
        case = approved(network)
        consent = case.consents.get().pk
        race(
            partial(publish, network, case),
            partial(withdraw_consent, network.amina, str(case.pk), consent, network.now),
        )
        assert not Rendition.objects.filter(edition__case=case, text__isnull=False).exists()
        assert not PublicRecord.objects.filter(case=case).exclude(state="taken down").exists()


def test_a_translation_is_read_once_and_goes_live_as_it_was_read(network: Network) -> None:
    case = network.published()
    for n in range(ROUNDS):
        words = words_of(network, case, f"« {{}} {n} »")
        take_in(network.chen, str(case.pk), "fr", words, network.now)
        changed = {"Held in secret": f"Payez ici {n}"}
        race(
            partial(approve_translation, network.farid, str(case.pk), "fr", network.now),
            partial(approve_translation, network.bo, str(case.pk), "fr", network.now),
            partial(take_in, network.farid, str(case.pk), "fr", changed, network.now),
        )
        entry = memory_of(case.translations.get())["Held in secret"]
        assert entry["read_by"] != entry["by"]
        public = str(Rendition.objects.get(language="fr", newest=True).text)
        # Bo may have read what Farid changed meanwhile; Farid never read it himself.
        assert f"Payez ici {n}" not in public or entry["read_by"] == network.bo.pk


def test_a_sealed_note_is_opened_once_for_one_request(network: Network) -> None:
    case = network.draft()
    note = seal_note(network.amina, str(case.pk), "source", "The pastor.", network.now)
    for n in range(1, ROUNDS + 1):
        ask_to_open(network.amina, str(case.pk), note.pk, "To reach him", network.now)
        outcomes = race(
            *(partial(open_note, person, str(case.pk), note.pk, network.now) for person in (network.bo, network.greta))
        )
        assert rules(outcomes) == ["two-people"]
        assert Opening.objects.filter(opened_at__isnull=False).count() == n


# --- numbers --------------------------------------------------------------------------------------------------------


def test_two_documents_of_one_number_become_one_case(network: Network) -> None:
    section = network.sections["DE"]
    for n in range(1, ROUNDS + 1):
        document = case_file(number=f"UA {n}/26")
        outcomes = race(
            *(partial(new_case, person, section, document, NOW) for person in (network.amina, network.emil))
        )
        assert rules(outcomes) == ["number-taken"]
        assert Case.objects.filter(number=f"UA {n}/26").count() == 1


def test_a_number_that_two_drafts_are_given_at_once_belongs_to_one(network: Network) -> None:
    for n in range(1, ROUNDS + 1):
        cases = [network.draft(), network.draft()]
        document = case_file(number=f"UA {n}/26")
        outcomes = race(*(partial(edit, network, case, case_file=document) for case in cases))
        assert rules(outcomes) == ["number-taken"]
        assert Case.objects.filter(number=f"UA {n}/26").count() == 1


def test_numbers_are_given_without_gaps_or_doubles_to_many_at_once(network: Network) -> None:
    for n in range(max(1, ROUNDS // 4)):
        cases = [approved(network) for _ in range(6)]
        outcomes = race(*(partial(publish, network, case) for case in cases))
        assert all(isinstance(one, Edition) for one in outcomes)
        numbers = sorted(int(one.number.split()[1].split("/")[0]) for one in Edition.objects.all())
        serials = sorted(int(one.index.split("/")[1]) for one in Edition.objects.all())
        assert numbers == serials == list(range(1, 6 * (n + 1) + 1))


def test_a_number_that_a_document_brings_while_it_would_be_given_belongs_to_one(network: Network) -> None:
    for n in range(1, ROUNDS + 1):
        case = approved(network)
        following = f"UA {Serial.objects.filter(series='UA 26').values_list('last', flat=True).first() or 0}/26"
        following = f"UA {int(following.split()[1].split('/', maxsplit=1)[0]) + 1}/26"
        document = case_file(number=following)
        outcomes = race(
            partial(publish, network, case),
            partial(new_case, network.emil, network.sections["DE"], document, NOW),
        )
        assert isinstance(outcomes[0], Edition)
        assert rules(outcomes) in ([], ["number-taken"])
        numbers = list(Case.objects.exclude(number=None).values_list("number", flat=True))
        assert len(numbers) == len(set(numbers)), n
        assert following in numbers


def test_an_index_that_two_documents_bring_is_published_once(network: Network) -> None:
    for n in range(1, ROUNDS + 1):
        cases = [approved(network, index=f"ASA 17/{n:04}/2026") for _ in range(2)]
        outcomes = race(*(partial(publish, network, case) for case in cases))
        assert rules(outcomes) == ["index-taken"]
        assert Edition.objects.filter(index=f"ASA 17/{n:04}/2026").count() == 1
    numbers = sorted(int(one.number.split()[1].split("/")[0]) for one in Edition.objects.all())
    assert numbers == list(range(1, ROUNDS + 1))


def test_a_series_counts_what_was_kept(network: Network) -> None:
    """Also where every third transaction is given up."""

    def take(worker: int) -> list[int]:
        kept = []
        for n in range(10):
            try:
                with transaction.atomic():
                    number = next_in("a series")
                    if (worker + n) % 3 == 0:
                        raise LookupError
                kept.append(number)
            except LookupError:
                continue
        return kept

    outcomes = race(*(partial(take, worker) for worker in range(6)))
    kept = sorted(number for one in outcomes if isinstance(one, list) for number in one)
    assert kept == list(range(1, len(kept) + 1))
    assert len(kept) == 40


# --- the directory and the staff ------------------------------------------------------------------------------------


def test_an_office_that_two_documents_bring_is_added_once(network: Network) -> None:
    for n in range(ROUNDS):
        office = Recipient(name=f"Court {n}", post=None, lines=(f"Court {n}", "Square 1"), country="XH")
        document = case_file(targets=(office,))
        cases = race(
            *(
                partial(new_case, person, network.sections["DE"], document, NOW)
                for person in (network.amina, network.emil, network.mallory)
            )
        )
        found = Office.objects.get(organisation=f"Court {n}")
        for case in cases:
            assert isinstance(case, Case)
            assert case.drafts.get().links["targets.0"] == found.pk


def test_two_who_merge_crosswise_do_not_wait_for_each_other_for_ever(network: Network) -> None:
    for n in range(ROUNDS):
        one, other = (
            add_office(network.amina, Recipient(name=f"{name} {n}", post=None, country="XH"), "en", NOW).pk
            for name in ("Court", "Tribunal")
        )
        race(
            partial(merge_offices, network.amina, one, other, NOW), partial(merge_offices, network.bo, other, one, NOW)
        )
        assert Office.objects.filter(pk__in=(one, other), merged_into=None).count() == 1


def test_the_last_two_operators_do_not_both_go(network: Network) -> None:
    for _ in range(ROUNDS):
        Grant.objects.filter(role=Role.OPERATOR).update(ended_at=None)
        race(
            partial(end_roles, network.odile, "odile@example.org", [Role.OPERATOR], NOW),
            partial(end_roles, network.mallory, "mallory@example.org", [Role.OPERATOR], NOW),
        )
        assert Grant.objects.filter(role=Role.OPERATOR, ended_at=None).count() == 1


def test_a_role_that_two_give_at_once_is_given_once(network: Network) -> None:
    for role in (Role.AUTHOR, Role.TRANSLATOR, Role.COORDINATOR):
        race(*(partial(grant_roles, by, "bo@example.org", [role], NOW) for by in (network.odile, network.mallory)))
        assert Grant.objects.filter(person=network.bo, role=role).count() == 1


def test_of_two_who_would_be_the_first_one_is() -> None:
    def begin(name: str) -> Person:
        return add_person(
            None,
            email=f"{name}@example.org",
            name=name,
            roles=[Role.OPERATOR],
            secret=SECRET,
            section_id=None,
            now=NOW,
        )

    outcomes = race(*(partial(begin, name) for name in ("odile", "mallory", "eve")))
    assert rules(outcomes) == ["sign-in", "sign-in"]
    assert Person.objects.count() == 1


def test_of_two_who_would_be_the_second_one_is_confirmed_by_nobody_else() -> None:
    odile = add_person(
        None,
        email="odile@example.org",
        name="Odile",
        roles=[Role.OPERATOR],
        secret=SECRET,
        section_id=None,
        now=NOW,
    )

    def add(name: str) -> Person:
        return add_person(
            odile, email=f"{name}@example.org", name=name, roles=[Role.AUTHOR], secret=SECRET, section_id=None, now=NOW
        )

    race(partial(add, "amina"), partial(add, "bo"))
    assert Grant.objects.filter(role=Role.AUTHOR, confirmed_at__isnull=False).count() == 1


def test_one_address_that_two_add_at_once_is_one_person(network: Network) -> None:
    def add(by: Person) -> Person:
        return add_person(
            by, email="nina@example.org", name="Nina", roles=[Role.AUTHOR], secret=SECRET, section_id=None, now=NOW
        )

    outcomes = race(partial(add, network.odile), partial(add, network.mallory))
    assert rules(outcomes) == ["known-address"]
