"""A writer says that an address does not work: what can be said of which letter, once, taken back, and forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.network import COMMISSIONER, MINISTER, NOW, Network
from tests.public.reading import main_text, read
from tocsin.actions.exposure import stop_case, take_down
from tocsin.appeals.forgetting import forget
from tocsin.delivery.models import Letter
from tocsin.delivery.states import Event
from tocsin.directory.assembling import post_value
from tocsin.directory.kinds import ContactState
from tocsin.directory.models import ContactPoint

from .conftest import Desk, Mine, happens, letters

pytestmark = pytest.mark.django_db

OWN = {"ways": {"targets.0": "own-fax", "copies.0": "own-paper"}, "to": ["targets.0", "copies.0"], "hears": True}


def confirmed(desk: Desk, **changes: object) -> Mine:
    mine = desk.sent(**{**OWN, **changes})
    mine.confirm()
    return mine


def offered(mine: Mine, letter: Letter) -> list[str | None]:
    return [one.attributes["value"] for one in mine.entry(letter).all("input", name_="how")]


def said(letter: Letter) -> tuple[str, str]:
    letter.refresh_from_db()
    return letter.said_failing_as, letter.said_failing_of


def test_a_writer_says_that_a_number_does_not_answer_and_takes_it_back(desk: Desk) -> None:
    mine = confirmed(desk)
    fax = letters()[0]
    assert offered(mine, fax) == ["no-answer", "not-a-fax", "moved"]
    mine.press("fails", letter=fax.pk, how="no-answer")
    assert said(fax) == ("no-answer", MINISTER.fax[0])
    entry = mine.entry(fax)
    assert "You told us on 23 November 2026 that this address does not work" in entry.text
    assert "The number does not answer." in entry.text
    assert offered(mine, fax) == []
    mine.press("fails-not", letter=fax.pk)
    assert said(fax) == ("", "")
    assert offered(mine, fax) == ["no-answer", "not-a-fax", "moved"]


def test_it_moves_neither_the_letter_nor_how_the_address_stands(desk: Desk) -> None:
    mine = confirmed(desk)
    fax = letters()[0]
    mine.press("fails", letter=fax.pk, how="no-answer")
    fax.refresh_from_db()
    assert fax.state == "written"
    assert set(ContactPoint.objects.values_list("state", flat=True)) == {ContactState.UNVERIFIED}


def test_said_twice_it_is_what_was_said_first(desk: Desk) -> None:
    mine = confirmed(desk)
    fax = letters()[0]
    mine.press("fails", letter=fax.pk, how="no-answer")
    mine.press("fails", letter=fax.pk, how="moved")
    assert said(fax)[0] == "no-answer"


def test_post_that_came_back_is_of_the_postal_address_as_the_edition_prints_it(desk: Desk, network: Network) -> None:
    mine = confirmed(desk)
    paper = letters()[1]
    mine.press("sent", letter=paper.pk, count=1)
    network.follow(desk.case, copies=())
    assert "The post brought it back." in mine.entry(paper).text
    mine.press("fails", letter=paper.pk, how="came-back")
    assert said(paper) == ("came-back", post_value(COMMISSIONER.lines))


def test_of_a_letter_that_the_network_sent_it_can_be_said_once_it_has_gone(desk: Desk) -> None:
    mine = desk.sent(to=["targets.0"])
    letter = letters()[0]
    assert offered(mine, letter) == []
    mine.confirm()
    assert offered(mine, letter) == []
    letter = letters()[0]
    happens(letter, Event.TAKE, handed_at=NOW)
    assert offered(mine, letter) == ["came-back", "moved"]
    mine.press("fails", letter=letter.pk, how="came-back")
    assert said(letter) == ("came-back", MINISTER.email[0])


@pytest.mark.parametrize("how", ["", "no-form", "by pigeon", "a text about somebody"])
def test_nothing_but_the_list_is_taken(desk: Desk, how: str) -> None:
    mine = confirmed(desk)
    fax = letters()[0]
    page = read(mine.press("fails", 422, letter=fax.pk, how=how), 422)
    assert "Say how you know" in main_text(page)
    assert said(fax) == ("", "")


def test_who_confirmed_no_address_is_not_asked_and_not_heard(desk: Desk) -> None:
    mine = desk.sent(**{**OWN, "hears": False})
    fax = letters()[0]
    assert offered(mine, fax) == []
    mine.press("fails", 422, letter=fax.pk, how="no-answer")
    assert said(fax) == ("", "")


def test_nobody_says_it_of_anothers_letter(desk: Desk) -> None:
    confirmed(desk)
    stranger = confirmed(desk, email="eve@example.net", name="Eve Adler", text="I write for the first time in my life.")
    fax = letters()[0]
    stranger.press("fails", 422, letter=fax.pk, how="no-answer")
    stranger.press("fails-not", 422, letter=fax.pk)
    assert said(fax) == ("", "")


def test_of_an_embassy_nothing_is_asked(desk: Desk) -> None:
    mine = confirmed(desk, ways={}, to=["mission"])
    assert offered(mine, letters()[0]) == []


def test_what_was_said_stays_when_the_letter_takes_another_way(desk: Desk) -> None:
    mine = confirmed(desk)
    fax = letters()[0]
    mine.press("fails", letter=fax.pk, how="no-answer")
    mine.press("way", letter=fax.pk, way="own-paper")
    assert said(fax)[0] == "no-answer"
    earlier = mine.page().one("section", **{"aria-labelledby": "earlier"})
    assert "You told us" in earlier.text
    mine.press("fails-not", letter=fax.pk)
    assert said(fax) == ("", "")


def test_it_can_be_said_after_a_stop_and_not_after_a_take_down(desk: Desk, network: Network) -> None:
    mine = confirmed(desk)
    fax, paper = letters()
    mine.press("sent", letter=fax.pk, count=1)
    mine.press("sent", letter=paper.pk, count=1)
    stop_case(network.bo, str(desk.case.pk), network.now)
    mine.press("fails", letter=fax.pk, how="not-a-fax")
    assert said(fax)[0] == "not-a-fax"
    take_down(network.bo, str(desk.case.pk), network.now)
    assert offered(mine, paper) == []
    mine.press("fails", 422, letter=paper.pk, how="came-back")
    assert said(paper) == ("", "")


@pytest.mark.parametrize("erased", ["by its writer", "in time"])
def test_it_goes_with_the_words_of_the_letter(desk: Desk, erased: str) -> None:
    mine = confirmed(desk)
    fax, paper = letters()
    for letter in (fax, paper):
        mine.press("sent", letter=letter.pk, count=1)
    mine.press("fails", letter=fax.pk, how="no-answer")
    if erased == "in time":
        forget(NOW + timedelta(days=29))
    else:
        mine.press("erase-now")
    fax.refresh_from_db()
    assert (fax.said_failing_at, *said(fax)) == (None, "", "")


def test_opening_the_page_says_nothing(desk: Desk) -> None:
    mine = confirmed(desk)
    for _ in range(3):
        mine.client.get(f"{mine.path}?do=fails&letter={letters()[0].pk}&how=no-answer")
    assert said(letters()[0]) == ("", "")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_other_languages_have_it_too(desk: Desk, language: str) -> None:
    mine = confirmed(desk)
    page = read(mine.client.get(f"/{language}/letters/{mine.token}/"))
    assert "This address does not work" not in main_text(page)
    assert len(page.all("input", name_="how")) == 5
