"""The first page: local notes that wait for a second person, and what goes live by itself."""

from __future__ import annotations

import html
from datetime import UTC, datetime

import pytest

from tests.network import Network
from tocsin.actions.drafts import Edit, edit_draft
from tocsin.actions.exposure import take_down
from tocsin.actions.models import Case
from tocsin.actions.publishing.planned import plan_publication, unplan_publication
from tocsin.actions.section_words import approve_note, end_note, write_note

from .conftest import SignIn

AT = datetime(2026, 12, 1, 6, 30, tzinfo=UTC)


def home(sign_in: SignIn, person: object) -> str:
    return html.unescape(sign_in(person).get("/desk/").content.decode())


def noted(network: Network) -> tuple[Case, int]:
    """A note of the German section, on a case of the French one."""
    case = network.published("FR", headline="Choir leader sentenced")
    note = write_note(network.dara, str(case.pk), network.sections["DE"], "de", "Porto: 1,25 Euro.", network.now)
    return case, note.pk


def planned(network: Network, **changes: object) -> Case:
    case = network.draft("DE", headline="Nurse taken at night", **changes)
    edit_draft(network.amina, str(case.pk), Edit(zone="Europe/Berlin"), network.now)
    network.review(case)
    plan_publication(network.bo, str(case.pk), AT, network.now)
    return case


@pytest.mark.parametrize("name", ["bo", "greta", "mallory"])
def test_a_note_waits_for_those_who_may_approve_it(network: Network, sign_in: SignIn, name: str) -> None:
    case, _note = noted(network)
    page = home(sign_in, network.people[name])
    assert "Local notes that wait for a second person" in page
    assert f'href="/desk/cases/{case.pk}/local/"' in page
    assert "Section DE" in page
    assert "German" in page
    assert "1 thing waits for you." in page


@pytest.mark.parametrize("name", ["dara", "hana", "amina", "emil", "chen", "odile"])
def test_it_does_not_wait_for_whoever_wrote_it_nor_for_those_who_may_not(
    network: Network, sign_in: SignIn, name: str
) -> None:
    noted(network)
    assert "Local notes" not in home(sign_in, network.people[name])


@pytest.mark.parametrize("end", ["approved", "taken off", "case taken down"])
def test_a_note_that_is_dealt_with_waits_no_longer(network: Network, sign_in: SignIn, end: str) -> None:
    case, note = noted(network)
    if end == "approved":
        approve_note(network.bo, str(case.pk), note, network.now)
    elif end == "taken off":
        end_note(network.dara, str(case.pk), note, network.now)
    else:
        take_down(network.bo, str(case.pk), network.now)
    assert "Local notes" not in home(sign_in, network.greta)


@pytest.mark.parametrize("name", ["amina", "bo", "emil", "greta", "dara", "odile"])
def test_what_goes_live_by_itself_is_told_to_those_who_may_cancel_it(
    network: Network, sign_in: SignIn, name: str
) -> None:
    case = planned(network)
    page = home(sign_in, network.people[name])
    section = page.split('id="planned"')[1].split("</section>")[0]
    assert "Nurse taken at night" in section
    assert f'href="/desk/cases/{case.pk}/publish/"' in section
    assert "Edition 1" in section
    assert "1 December 2026, 07:30 in Europe/Berlin (UTC+01:00)" in section
    assert "Planned by <bdi>Bo</bdi>" in section
    assert "Nothing waits for you." in page


@pytest.mark.parametrize("name", ["hana", "chen"])
def test_others_are_not_told(network: Network, sign_in: SignIn, name: str) -> None:
    planned(network)
    assert "Goes live by itself" not in home(sign_in, network.people[name])


def test_a_plan_that_was_cancelled_is_gone(network: Network, sign_in: SignIn) -> None:
    case = planned(network)
    unplan_publication(network.dara, str(case.pk), network.now)
    assert "Goes live by itself" not in home(sign_in, network.bo)


def test_without_a_zone_of_its_own_it_is_that_of_the_deadline(network: Network, sign_in: SignIn) -> None:
    case = network.draft("DE", headline="Nurse taken at night", countries=("FR",), targets=())
    network.review(case)
    plan_publication(network.bo, str(case.pk), AT, network.now)
    assert "1 December 2026, 07:30 in Europe/Paris (UTC+01:00)" in home(sign_in, network.bo)
