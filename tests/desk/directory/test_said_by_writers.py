"""What writers say of addresses, in the queue at the desk: counted by person, settled as a bounce is."""

from __future__ import annotations

import html
from datetime import timedelta

import pytest
from django.test import Client

from tests.appeals.writing import ANA
from tests.desk.conftest import Clock, SignIn
from tests.network import MINISTER, NOW, Network
from tocsin.actions.models import Case, PublicRecord
from tocsin.appeals.confirming import confirm_at_once
from tocsin.appeals.entering import send_letters
from tocsin.appeals.failing import say_failing
from tocsin.appeals.guarding import Visit
from tocsin.appeals.private import open_appeal
from tocsin.appeals.wish import Wish
from tocsin.directory.health import record_health, record_health_of
from tocsin.directory.kinds import ContactEvent, ContactKind, ContactState
from tocsin.directory.models import ContactPoint, Office

QUEUE = "/desk/directory/failing/"
FAX = MINISTER.fax[0]


@pytest.fixture
def case(network: Network) -> Case:
    return network.published("DE", headline="Printed case")


def says(case: Case, number: int, how: str = "no-answer", at: int = 0, route: str = "own-fax") -> None:
    """Another writer, who wants to hear the outcome and so confirmed their address; at: minutes after."""
    wish = Wish.of(
        ANA
        | {
            "email": f"writer{number}@example.org",
            "text": f"I am writer number {number}, and I ask you to say where Mirela Dovan is.",
            "ways": {"targets.0": route},
            "to": ["targets.0"],
            "hears": True,
        }
    )
    now = NOW + timedelta(minutes=at)
    token = send_letters(wish, str(case.slug), Visit(), now, n=1).token
    confirm_at_once(token, now)
    say_failing(token, open_appeal(token, now).letters[0].pk, how, now)


def fax() -> ContactPoint:
    return ContactPoint.objects.get(kind=ContactKind.FAX, office__post=MINISTER.post)


def text(client: Client, path: str = QUEUE) -> str:
    return html.unescape(client.get(path).content.decode())


def settle(client: Client, **form: str) -> int:
    one = fax()
    answer = client.post(f"/desk/directory/{one.office_id}/contacts/{one.pk}/", {"from": "failing", **form})
    return answer.status_code


def test_the_queue_counts_writers_and_says_that_nothing_moved(case: Case, amina: Client) -> None:
    for number in range(3):
        says(case, number, "not-a-fax" if number == 2 else "no-answer")
    page = text(amina)
    assert FAX in page
    assert "3 writers say that it does not work." in page
    assert "2: the number does not answer" in page
    assert "1: somebody answers, and it is no fax" in page
    assert "Last said on" in page
    assert "Monday, 23 November 2026" in page
    assert "What writers say changes nothing by itself" in page
    assert "Printed case" in page
    assert fax().state == ContactState.UNVERIFIED
    assert PublicRecord.objects.get(case=case).record["failing"] == {}


def test_home_tells_of_it(case: Case, amina: Client) -> None:
    assert FAX not in text(amina, "/desk/")
    says(case, 1)
    home = text(amina, "/desk/")
    assert "1 writer says that it does not work." in home
    assert FAX in home


def test_nothing_leads_to_the_writer(case: Case, amina: Client) -> None:
    says(case, 7, at=17)
    page = text(amina) + text(amina, "/desk/")
    for trace in ("writer7", "writer number", "12:17", "García", "Berlin", "/letters/", "Germany"):
        assert trace not in page, trace


def test_one_person_counts_once_however_often_they_write(case: Case, network: Network, amina: Client) -> None:
    says(case, 1)
    second = network.published("DE")
    says(second, 1, "moved")
    page = text(amina)
    assert "1 writer says that it does not work." in page
    assert "1: the office is reached another way now" in page


@pytest.mark.parametrize(("do", "state"), [("works", ContactState.WORKING), ("fails", ContactState.FAILING)])
def test_what_was_settled_is_not_counted_again(
    case: Case, amina: Client, moment: Clock, do: str, state: ContactState
) -> None:
    says(case, 1)
    moment.later(minutes=5)
    assert settle(amina, do=do, reason="I telephoned") == 303
    assert fax().state == state
    assert "says that it does not work" not in text(amina)
    assert (FAX in text(amina)) is (state is ContactState.FAILING)
    assert bool(PublicRecord.objects.get(case=case).record["failing"]) is (state is ContactState.FAILING)
    says(case, 2, at=60)
    assert "1 writer says that it does not work." in text(amina)


def test_a_corrected_and_a_given_up_number_leave_the_queue(case: Case, amina: Client, moment: Clock) -> None:
    says(case, 1)
    moment.later(minutes=5)
    assert settle(amina, do="correct", value="+12025550199") == 303
    assert "Nothing fails." in text(amina)
    assert settle(amina, do="correct", value=FAX) == 303
    assert "Nothing fails." in text(amina), "it was said before it was entered again"
    says(case, 2, at=60)
    moment.later(minutes=90)
    assert settle(amina, do="give-up", reason="The machine was thrown away") == 303
    assert "Nothing fails." in text(amina)


def test_a_success_notice_alone_settles_nothing(case: Case, network: Network, amina: Client) -> None:
    says(case, 1)
    record_health_of(None, ContactKind.FAX, FAX, ContactEvent.CONFIRMED, NOW + timedelta(hours=1))
    assert "1 writer says that it does not work." in text(amina)
    record_health(network.amina, fax().pk, ContactEvent.CONFIRMED, NOW + timedelta(hours=2))
    assert "Nothing fails." in text(amina)


def test_bounces_and_writers_stand_side_by_side(case: Case, amina: Client) -> None:
    says(case, 1)
    record_health_of(None, ContactKind.FAX, FAX, ContactEvent.BOUNCED, NOW)
    page = text(amina)
    assert "A letter came back, or a fax was not taken." in page
    assert "1 writer says that it does not work." in page
    assert page.count(f">{FAX}</bdi>") == 1


def test_what_is_wrong_with_settling_keeps_what_writers_say_in_sight(case: Case, amina: Client) -> None:
    says(case, 1)
    one = fax()
    answer = amina.post(f"/desk/directory/{one.office_id}/contacts/{one.pk}/", {"do": "give-up"})
    assert answer.status_code == 422
    assert "1 writer says that it does not work." in html.unescape(answer.content.decode())


def test_a_postal_address_comes_up_too(case: Case, amina: Client) -> None:
    says(case, 1, "came-back", route="own-paper")
    page = text(amina)
    assert "4 Harbour Gate" in page
    assert "1: it came back" in page


def test_who_does_not_keep_the_directory_is_not_told(case: Case, network: Network, sign_in: SignIn) -> None:
    says(case, 1)
    for person in (network.chen, network.odile):
        assert FAX not in text(sign_in(person))
        assert FAX not in text(sign_in(person), "/desk/")


def test_an_office_that_was_merged_away_brings_nothing_up(case: Case, amina: Client) -> None:
    says(case, 1)
    other = Office.objects.create(post="Another")
    Office.objects.filter(post=MINISTER.post).update(merged_into=other)
    assert "Nothing fails." in text(amina)
