"""The life of a case, from a draft to its end, through the services."""

from __future__ import annotations

import json
from datetime import date

import pytest

from tests.network import Network, case_file
from tocsin.actions.drafts import Edit, begin_edition, edit_draft, new_case, withdraw_draft
from tocsin.actions.exposure import stop_case
from tocsin.actions.models import Case, PublicRecord, PublicVersion, Rendition
from tocsin.actions.publishing.publish import publish_edition
from tocsin.actions.states import Outcome
from tocsin.casefile import Kind
from tocsin.casefile.reading import read_document
from tocsin.records.errors import Refused


def test_an_approved_draft_becomes_a_numbered_edition(network: Network) -> None:
    edition = network.publish(network.draft())
    assert (edition.n, edition.number, edition.index, edition.state) == (1, "UA 1/26", "DE XH/0001/2026", "live")
    record = PublicRecord.objects.get(slug="ua-1-26")
    assert record.record["editions"][0]["deadline_zone"] == "Etc/GMT-3"
    assert record.deadline_at is not None
    assert record.deadline_at.isoformat() == "2026-12-14T21:00:00+00:00"


def test_numbers_are_given_without_gaps_and_pass_over_imported_ones(network: Network) -> None:
    network.draft(number="UA 2/26")
    withdrawn = network.draft()
    withdraw_draft(network.amina, str(withdrawn.pk), network.now)
    given = [network.publish(network.draft()).number for _ in range(3)]
    assert given == ["UA 1/26", "UA 3/26", "UA 4/26"]


def test_an_imported_number_is_kept_if_it_is_free(network: Network) -> None:
    case = network.published(number="UA 152/17", index="ASA 17/6709/2017")
    assert (case.slug, case.editions.get().index) == ("ua-152-17", "ASA 17/6709/2017")
    with pytest.raises(Refused, match="another case"):
        network.draft(number="UA 152/17")


def test_the_text_ends_with_what_it_vouches_for(network: Network) -> None:
    case = network.published()
    network.follow(case, body=("She was seen.",))
    first, second = Rendition.objects.order_by("n")
    lines = str(second.text).splitlines()
    assert f"SHA-256 of the previous edition's text: {first.text_sha256}" in lines
    assert lines[-2:] == [
        f"SHA-256 of casefile.json: {second.casefile_sha256}",
        f"SHA-256 of sheet.pdf: {second.sheet_sha256}",
    ]


def test_the_published_text_is_read_back_to_the_published_case_file(network: Network) -> None:
    network.published()
    rendition = Rendition.objects.get()
    read = read_document(str(rendition.text).encode(), "text").case.to_json()
    stored = json.loads(bytes(rendition.casefile or b""))
    assert {key: read[key] for key in stored if key not in {"warnings", "origin"}} == {
        key: stored[key] for key in stored if key not in {"warnings", "origin"}
    }


def test_a_new_edition_supersedes_the_one_before_and_says_what_changed(network: Network) -> None:
    case = network.published()
    version = PublicVersion.objects.get().version
    network.follow(case, deadline=date(2026, 12, 31), calls=("free her",))
    record = PublicRecord.objects.get().record
    assert [one["state"] for one in record["editions"]] == ["live", "superseded"]
    assert [one["code"] for one in record["editions"][0]["changes"]] == ["deadline-moved", "calls-changed"]
    assert record["editions"][0]["update"] == 1
    assert PublicVersion.objects.get().version > version


def test_a_stop_is_one_persons_and_at_once_and_a_new_edition_can_follow(network: Network) -> None:
    case = network.published()
    stop_case(network.bo, str(case.pk), network.now)
    assert PublicRecord.objects.get().state == "stopped"
    with pytest.raises(Refused, match="already"):
        stop_case(network.bo, str(case.pk), network.now)
    network.follow(case, Kind.REISSUE)
    assert PublicRecord.objects.get().state == "live"
    case.refresh_from_db()
    assert case.stopped_at is None


def test_an_outcome_closes_a_case(network: Network) -> None:
    case = network.published()
    begin_edition(network.amina, str(case.pk), Kind.OUTCOME, network.now, outcome=Outcome.RELEASED)
    edition = network.publish(case)
    assert (edition.state, edition.outcome) == ("closed", "released")
    assert PublicRecord.objects.get().record["outcome"] == "released"


def test_an_outcome_without_its_word_is_not_published(network: Network) -> None:
    case = network.published()
    begin_edition(network.amina, str(case.pk), Kind.OUTCOME, network.now)
    with pytest.raises(Refused, match="what happened"):
        network.publish(case)


def test_only_consent_deadline_and_schema_block(network: Network) -> None:
    with pytest.raises(Refused, match="agreed"):
        network.publish(network.draft(consent=False))
    with pytest.raises(Refused, match="deadline"):
        network.publish(network.draft(deadline=None))
    assert network.publish(network.draft(targets=(), calls=(), people=(), headline="")).n == 1


def test_a_case_with_a_deadline_long_past_goes_live_and_is_expired(network: Network) -> None:
    from tocsin.actions.overview import case_state

    case = network.published(deadline=date(2017, 8, 17))
    assert PublicRecord.objects.get().state == "live"
    assert case_state(case, network.now) == "expired"


def test_an_edit_with_an_old_revision_overwrites_nothing(network: Network) -> None:
    case = network.draft()
    edit_draft(network.amina, str(case.pk), Edit(case_file=case_file(headline="One"), revision=1), network.now)
    with pytest.raises(Refused, match="revision 2"):
        edit_draft(network.amina, str(case.pk), Edit(case_file=case_file(headline="Two"), revision=1), network.now)


def test_a_case_number_is_freed_when_its_draft_is_withdrawn(network: Network) -> None:
    case = network.draft(number="UA 9/26")
    withdraw_draft(network.bo, str(case.pk), network.now)
    assert Case.objects.get(pk=case.pk).number is None
    assert network.draft(number="UA 9/26").number == "UA 9/26"


def test_correcting_an_address_in_the_directory_corrects_every_draft_and_no_edition(network: Network) -> None:
    from tocsin.actions.overview import draft_case_file
    from tocsin.directory.editing import edit_office
    from tocsin.directory.models import Office

    public, draft = network.published(), network.draft()
    office = Office.objects.get(pk=draft.drafts.get().links["targets.0"])
    edit_office(network.bo, office.pk, {"email": ["new@interior.example.org"]}, network.now)
    assert draft_case_file(network.amina, draft, network.now).targets[0].email == ("new@interior.example.org",)
    stored = json.loads(bytes(Rendition.objects.get(slug=public.slug).casefile or b""))
    assert stored["targets"][0]["email"] == ["minister@interior.example.org"]


def test_an_address_corrected_after_approval_voids_it(network: Network) -> None:
    from tocsin.directory.editing import edit_office

    case = network.draft()
    network.review(case)
    edit_office(network.bo, case.drafts.get().links["targets.0"], {"email": ["new@example.org"]}, network.now)
    with pytest.raises(Refused, match="changed since"):
        publish_edition(network.amina, str(case.pk), network.now)


def test_a_section_that_is_not_ones_own_makes_no_case(network: Network) -> None:
    with pytest.raises(Refused):
        new_case(network.emil, network.sections["FR"], case_file(), network.now)
