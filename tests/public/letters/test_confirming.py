"""The page behind the link: to look changes nothing, the button lets the letters go, and a stranger can erase them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.network import NOW, Network
from tests.public.reading import Element, main_text, read
from tests.remembered_rows import everything
from tocsin.actions.exposure import stop_case, take_down
from tocsin.actions.models import Case
from tocsin.appeals.models import Appeal

from .conftest import Desk, Mine, letters

pytestmark = pytest.mark.django_db


def shown(mine: Mine, status: int = 200) -> Element:
    return read(mine.client.get(f"/en{mine.confirm_link()}"), status)


def press(mine: Mine, do: str, status: int = 303) -> Element | None:
    answer = mine.client.post(f"/en{mine.confirm_link()}", {"do": do})
    assert answer.status_code == status, answer.content[-500:]
    return None if status == 303 else read(answer, status)


def states() -> list[str]:
    return [one.state for one in letters()]


def test_it_shows_each_letter_as_the_office_will_see_it(desk: Desk) -> None:
    page = shown(desk.sent())
    assert page.one("button", value="confirm").text == "Send these 2 letters"
    assert "This link works until 24 November 2026, 13:00, Berlin time (UTC+1)." in main_text(page)
    sheets = page.all("div", class_="sheet")
    assert len(sheets) == 2
    first = sheets[0].text
    assert "C. A. via Tocsin network" in first
    assert "minister@interior.example.org" in first
    assert "Your Excellency" in first
    assert "never met Mirela Dovan" in first
    assert "wrote this letter in their own words" in first
    assert "Chen Adler" not in main_text(page)


def test_it_says_where_an_answer_goes_where_the_office_sees_it(desk: Desk) -> None:
    assert "chen@example.net" not in shown(desk.sent()).one("main").text
    first = shown(desk.sent(answers="to-me")).all("div", class_="sheet")[0].text
    assert "Answers tochen@example.net" in first


def test_reading_it_changes_nothing_however_often(desk: Desk) -> None:
    mine = desk.sent()
    link, before = mine.confirm_link(), everything()
    for _ in range(3):
        assert mine.client.get(link).status_code == 200
        assert mine.client.head(link).status_code == 200
    assert everything() == before


def test_the_button_lets_them_go_and_leads_to_the_page(desk: Desk) -> None:
    mine = desk.sent()
    link = mine.confirm_link()
    answer = mine.client.post(f"/en{link}", {"do": "confirm"})
    assert (answer.status_code, answer.headers["Location"]) == (303, mine.path)
    assert states() == ["ready", "ready", "written"]
    again = mine.client.post(f"/en{link}", {"do": "confirm"})
    assert again.status_code == 303
    assert states() == ["ready", "ready", "written"]
    assert "Your letters are confirmed" in main_text(read(mine.client.get(f"/en{link}")))


def test_a_link_that_is_too_old_or_wrong_leads_to_the_page_that_sends_a_new_one(desk: Desk) -> None:
    mine = desk.sent()
    wrong = f"/en/letters/{mine.token}/confirm/{'a' * 32}/"
    assert "This link has ended" in main_text(read(mine.client.get(wrong)))
    assert "This link has ended" in main_text(read(mine.client.post(wrong, {"do": "confirm"}), 422))
    desk.clock.time = NOW + timedelta(hours=24)
    page = shown(mine)
    assert "This link has ended" in main_text(page)
    assert not page.all("button", value="confirm")
    assert page.one("main").one("a", class_="button").attributes["href"] == mine.path
    ended = press(mine, "confirm", 422)
    assert ended is not None
    assert states() == ["waiting", "waiting", "written"]


def test_an_unknown_page_is_answered_as_any_that_does_not_exist(desk: Desk) -> None:
    desk.sent()
    for method in ("get", "post"):
        answer = getattr(desk.client, method)(f"/en/letters/{'q' * 32}/confirm/{'a' * 32}/", {"do": "confirm"})
        assert answer.status_code == 404
        assert answer.headers["Cache-Control"] == "no-store"


def test_somebody_whose_address_was_given_by_another_erases_it(desk: Desk) -> None:
    mine = desk.sent()
    press(mine, "not-me")
    assert Appeal.objects.get().kept is None
    assert set(states()) == {"recalled"}
    assert mine.client.get(mine.path).status_code == 404


def test_an_old_link_erases_nothing(desk: Desk) -> None:
    mine = desk.sent()
    old = mine.confirm_link()
    mine.press("again")
    assert mine.client.post(old, {"do": "not-me"}).status_code == 422
    mine.confirm()
    assert mine.client.post(mine.confirm_link(), {"do": "not-me"}).status_code == 422
    assert Appeal.objects.get().kept is not None


def test_an_update_a_stop_and_a_passed_day_are_said_before_and_after_the_button(
    desk: Desk, network: Network, case: Case
) -> None:
    mine = desk.sent()
    network.follow(case, headline="Dam inspector seen alive")
    assert "This action was updated after you wrote" in main_text(shown(mine))
    page = press(mine, "confirm", 422)
    assert page is not None
    assert "go on with your text" in main_text(page)
    stop_case(network.bo, str(case.pk), NOW)
    assert "Please send no more letters" in main_text(shown(mine))
    press(mine, "confirm", 422)
    take_down(network.bo, str(case.pk), NOW)
    assert "no longer public" in main_text(shown(mine))
    press(mine, "confirm", 422)
    assert states() == ["waiting", "waiting", "written"]


def test_after_the_last_day_the_button_says_that_it_is_over(desk: Desk) -> None:
    desk.clock.time = NOW + timedelta(days=21)
    mine = desk.sent()
    desk.clock.time += timedelta(hours=20)
    page = press(mine, "confirm", 422)
    assert page is not None
    assert "The last day of this action has passed" in main_text(page)


@pytest.mark.parametrize("do", ["", "confirmed", "erase-now"])
def test_another_button_does_nothing(desk: Desk, do: str) -> None:
    mine = desk.sent()
    press(mine, do, 400)
    assert states() == ["waiting", "waiting", "written"]


def test_a_form_from_another_site_confirms_nothing(desk: Desk) -> None:
    mine = desk.sent()
    answer = mine.client.post(mine.confirm_link(), {"do": "confirm"}, headers={"origin": "https://evil.example.org"})
    assert answer.status_code == 403
    assert states() == ["waiting", "waiting", "written"]


def test_letters_by_fax_and_by_volunteers_show_number_and_address(desk: Desk) -> None:
    page = shown(desk.sent(ways={"targets.0": "network-fax"}, to=["targets.0"]))
    sheet = page.one("div", class_="sheet").text
    assert "+12025550141" in sheet
    assert "wrote this letter in their own words" not in sheet
    assert page.one("button", value="confirm").text == "Send 1 letter"
