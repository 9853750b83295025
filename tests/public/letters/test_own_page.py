"""The writer's own page: what is true of every letter, and every button on it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.network import NOW, Network
from tests.public.reading import links, main_text, read
from tocsin.actions.exposure import stop_case, take_down
from tocsin.actions.models import Case
from tocsin.appeals.aftermath import mark_contact
from tocsin.appeals.forgetting import forget
from tocsin.appeals.models import Appeal, AppealState, Reply
from tocsin.appeals.recalling import sweep
from tocsin.appeals.tokens import seal_for
from tocsin.delivery.incoming.tokens import new_token
from tocsin.delivery.kinds import Kind, Route, Why
from tocsin.delivery.models import Letter
from tocsin.delivery.states import Event, LetterState
from tocsin.directory.kinds import ContactEvent
from tocsin.public.letters.telling import reason_of, telling_of

from .conftest import TEXT, Desk, happens, letters

pytestmark = pytest.mark.django_db

UNTRUE = ("delivered", "successfully", "!")


@pytest.mark.parametrize("state", list(LetterState))
def test_every_state_by_every_route_has_true_words(state: LetterState) -> None:
    for route in Route:
        told = telling_of(state.value, route.value)
        assert told.heading
        assert told.sentence.endswith(".")
        assert not any(word in f"{told.heading} {told.sentence}".lower() for word in UNTRUE)


def test_every_reason_has_words() -> None:
    for why in Why:
        assert reason_of(why).endswith(".")
    assert reason_of("") == ""


def test_the_page_tells_what_waits_for_whom(desk: Desk) -> None:
    mine = desk.sent()
    page = mine.page()
    assert page.one("h1").text == "3 letters wait for you"
    minister, commissioner, embassy = letters()
    assert "Waiting for your confirmation" in mine.entry(minister, page).text
    assert "Yours to print" in mine.entry(embassy, page).text
    assert "E-mail, sent by the network" in mine.entry(commissioner, page).text
    assert "Times are Berlin time (UTC+1)" in main_text(page)
    assert "As of 13:00." in main_text(page)


def test_each_step_of_a_letter_shows_on_the_page(desk: Desk) -> None:
    mine = desk.sent()
    mine.confirm()
    minister, commissioner, _ = letters()
    assert "Queued" in mine.entry(minister).text
    happens(minister, Event.TAKE, handed_at=NOW - timedelta(minutes=2))
    happens(commissioner, Event.REFUSE, Why.ADDRESS, last_answer="550 5.1.1")
    mark_contact(commissioner, ContactEvent.BOUNCED, NOW)
    page = mine.page()
    assert page.one("h1").text == "1 letter is on its way, 2 letters wait for you"
    assert "Handed over, 12:58" in mine.entry(minister, page).text
    assert "we cannot see" in mine.entry(minister, page).text
    bounced = mine.entry(commissioner, page)
    assert "Bounced, 13:00" in bounced.text
    assert "550 5.1.1" in bounced.text
    assert "Ways that are left" in bounced.text
    assert [one.attributes["value"] for one in bounced.all("button", name_="way")] == ["own-paper", "own-mail"]


def test_after_a_bounce_another_way_takes_its_place_and_can_be_confirmed(desk: Desk) -> None:
    mine = desk.sent(to=["targets.0"])
    mine.confirm()
    first = letters()[0]
    happens(first, Event.REFUSE, Why.ADDRESS)
    mine.press("way", letter=first.pk, way="network-fax")
    second = letters()[1]
    assert (second.route, second.state) == ("network-fax", "waiting")
    page = mine.page()
    assert "Earlier letters for this action" in main_text(page)
    assert "Bounced" in page.one("section", **{"aria-labelledby": "earlier"}).text
    mine.confirm()
    second.refresh_from_db()
    assert second.state == LetterState.READY
    answer = mine.press("way", 422, letter=first.pk, way="own-paper")
    assert "taken this one’s place" in main_text(read(answer, 422))
    assert len(letters()) == 2


def test_changing_the_only_waiting_letter_to_an_own_way_ends_the_asking(desk: Desk) -> None:
    mine = desk.sent(to=["targets.0"])
    mine.press("way", letter=letters()[0].pk, way="own-paper")
    assert [(one.route, one.state) for one in letters()] == [("own-paper", "written")]
    assert Appeal.objects.get().state == AppealState.SENT
    waiting = Letter.objects.filter(kind=Kind.NOTICE, state=LetterState.READY)
    assert not waiting.exists()


@pytest.mark.parametrize("way", ["network-paper", "web-form", "by pigeon", ""])
def test_a_way_that_is_not_open_is_refused_and_nothing_is_lost(desk: Desk, way: str) -> None:
    mine = desk.sent(to=["targets.0"])
    page = read(mine.press("way", 422, letter=letters()[0].pk, way=way), 422)
    assert "This way is not open any more" in page.one("div", role="alert").text
    assert [one.route for one in letters()] == ["network-email"]


def test_what_the_writer_sent_is_reported_with_a_number_and_put_right_later(desk: Desk) -> None:
    mine = desk.sent(ways={"targets.0": "own-mail"}, to=["targets.0"])
    letter = letters()[0]
    mine.press("sent", letter=letter.pk)
    assert "Sent, as you told us, 13:00" in mine.entry(letter).text
    desk.clock.time = NOW + timedelta(days=40)
    mine.press("sent", letter=letter.pk, count="120")
    letter.refresh_from_db()
    assert (letter.state, letter.count) == ("reported", 120)
    assert "120 letters." in mine.entry(letter).text
    assert "Sent, as you told us, 23 November 2026, 13:00" in mine.entry(letter).text


@pytest.mark.parametrize("count", ["0", "-3", "5001", "many", "1.5", "９", "9" * 400, ""])
def test_a_number_that_is_none_is_said_and_nothing_is_reported(desk: Desk, count: str) -> None:
    mine = desk.sent(ways={"targets.0": "own-mail"}, to=["targets.0"])
    page = read(mine.press("sent", 422, letter=letters()[0].pk, count=count), 422)
    assert "from 1 to 5000" in page.one("div", role="alert").text
    assert letters()[0].state == "written"


def test_letters_of_the_network_are_not_reported_by_hand(desk: Desk) -> None:
    mine = desk.sent()
    page = read(mine.press("sent", 422, letter=letters()[0].pk), 422)
    assert "sent by the network" in page.one("div", role="alert").text


def test_one_letter_or_all_can_be_taken_back(desk: Desk) -> None:
    mine = desk.sent()
    assert "Take back 3 letters" in main_text(mine.page())
    mine.press("back", letter=letters()[0].pk)
    assert [one.state for one in letters()] == ["recalled", "waiting", "written"]
    assert "You took it back." in mine.entry(letters()[0]).text
    mine.press("back")
    assert {one.state for one in letters()} == {"recalled"}
    page = mine.page()
    assert page.one("h1").text == "Your letters were held back"
    assert "Take back" not in main_text(page)


def test_the_link_is_sent_again_and_ends_the_old_one(desk: Desk) -> None:
    mine = desk.sent()
    old = mine.confirm_link()
    mine.press("again")
    assert mine.confirm_link() != old
    assert "This link has ended" in main_text(read(mine.client.get(f"/en{old}")))
    for _ in range(8):
        answer = mine.client.post(mine.path, {"do": "again"})
    assert answer.status_code == 422
    assert "No more links are sent for these letters" in main_text(read(answer, 422))


def test_the_outcome_is_told_to_whoever_asks_for_it(desk: Desk) -> None:
    mine = desk.sent()
    assert "Tell me when there is an outcome" in main_text(mine.page())
    mine.press("hears", wants="yes")
    assert Appeal.objects.get().hears
    assert "Do not write to me about the outcome" in main_text(mine.page())
    mine.press("hears", wants="no")
    assert not Appeal.objects.get().hears


def test_without_an_address_nothing_can_be_told(desk: Desk) -> None:
    mine = desk.sent(email="", ways={"targets.0": "own-paper"}, to=["targets.0"])
    page = mine.page()
    assert "You gave no e-mail address" in main_text(page)
    assert "Tell me when there is an outcome" not in main_text(page)
    assert "E-mail, sent by us" not in mine.entry(letters()[0], page).text
    mine.press("hears", 422, wants="yes")


def test_everything_is_erased_only_after_a_second_question(desk: Desk) -> None:
    mine = desk.sent()
    asked = read(mine.press("erase", 200))
    assert "Erase everything?" in asked.one("h1").text
    assert Appeal.objects.get().kept is not None
    answer = mine.press("erase-now")
    assert answer.headers["Location"] == "/en/letters/erased/"
    assert "All of it is erased" in main_text(read(mine.client.get(answer.headers["Location"])))
    assert mine.client.get(mine.path).status_code == 404
    appeal = Appeal.objects.get()
    assert (appeal.state, appeal.kept, appeal.content, appeal.person) == ("erased", None, None, None)
    assert {one.state for one in letters()} == {"recalled"}


def test_a_page_that_never_was_and_one_that_was_erased_answer_alike(desk: Desk) -> None:
    mine = desk.sent()
    mine.press("erase-now")
    for method in ("get", "post"):
        gone = getattr(mine.client, method)(f"/en/letters/{mine.token}/", {"do": "sent"})
        other = getattr(mine.client, method)(f"/en/letters/{'z' * 32}/", {"do": "sent"})
        assert gone.status_code == other.status_code == 404
        assert gone.content.replace(mine.token.encode(), b"") == other.content.replace(b"z" * 32, b"")
        assert gone.headers["Cache-Control"] == "no-store"


def test_a_letter_of_somebody_else_is_not_on_the_page(desk: Desk) -> None:
    mine, other = desk.sent(), desk.sent(email="dara@example.net")
    theirs = letters()[3]
    for do in ("sent", "way"):
        answer = mine.client.post(mine.path, {"do": do, "letter": theirs.pk, "way": "own-paper", "count": "1"})
        assert "This letter is not on your page" in main_text(read(answer, 422))
    mine.press("back", letter=theirs.pk)
    assert [one.state for one in letters()[3:]] == ["waiting", "waiting", "written"]
    assert other.client.get(f"{mine.path}{theirs.pk}.pdf").status_code == 404


def test_a_draft_is_shown_with_the_day_on_which_it_goes(desk: Desk) -> None:
    mine = desk.kept()
    page = mine.page()
    assert page.one("h1").text == "Your text is saved"
    assert "Saved: 13:00. It is erased on 30 November 2026" in main_text(page)
    assert page.one("textarea").text == " ".join(TEXT.split())
    form = next(one for one in page.all("form") if one.all("button", value="go-on"))
    assert form.attributes["action"] == f"/en/actions/{desk.case.slug}/write/"
    assert form.one("input", name_="token").attributes["value"] == mine.token
    desk.clock.time += timedelta(days=8)
    forget(desk.clock.time)
    assert mine.client.get(mine.path).status_code == 404


def test_an_empty_draft_has_a_page_too(desk: Desk) -> None:
    page = desk.kept(text="", name="", country="", language="").page()
    assert "Go on writing" in main_text(page)
    assert "UTC" in main_text(page)


def test_an_update_holds_letters_back_and_keeps_the_text(desk: Desk, network: Network, case: Case) -> None:
    mine = desk.sent()
    network.follow(case, headline="Dam inspector seen alive")
    sweep(NOW)
    page = mine.page()
    assert "This action was updated after you wrote" in main_text(page)
    assert "Held back" in mine.entry(letters()[0], page).text
    assert page.one("textarea", id="text").text == " ".join(TEXT.split())
    assert "Go on with my text" in main_text(page)
    assert not any(".pdf" in href for href in links(page))


def test_a_stop_says_so_above_everything(desk: Desk, network: Network, case: Case) -> None:
    mine = desk.sent()
    stop_case(network.bo, str(case.pk), NOW)
    sweep(NOW)
    page = mine.page()
    assert "Please send no more letters for this action" in main_text(page)
    assert "Go on" not in main_text(page)
    assert "Tell others" not in main_text(page)
    assert page.one("textarea", id="text")
    letter = letters()[2]
    assert "I had sent it before" in mine.entry(letter, page).text
    mine.press("sent", letter=letter.pk)
    assert letters()[2].state == "reported"
    mine.press("way", 422, letter=letters()[0].pk, way="own-paper")


def test_a_case_that_was_taken_down_leaves_the_writer_their_page_without_it(
    desk: Desk, network: Network, case: Case
) -> None:
    mine = desk.sent(ways={"copies.0": "own-mail"})
    take_down(network.bo, str(case.pk), NOW)
    sweep(NOW)
    page = mine.page()
    assert "This action is no longer public" in main_text(page)
    assert desk.case.slug not in mine.client.get(mine.path).content.decode()
    mine.press("way", 422, letter=letters()[0].pk, way="own-paper")
    mine.press("again", 422)
    mine.press("erase-now")


def test_an_answer_of_an_official_stands_on_the_page_as_plain_text(desk: Desk) -> None:
    mine = desk.sent()
    appeal = Appeal.objects.get()
    said = {"text": "Dear C. A.,\n\nwe <b>looked</b> into it.", "attachments": ["reply & more.pdf"]}
    Reply.objects.create(
        appeal=appeal,
        letter=letters()[0].pk,
        kept=seal_for(appeal.reader_key, said),
        digest=new_token(),
        received_at=NOW - timedelta(days=1),
    )
    section = mine.page().one("section", **{"aria-labelledby": "answers"})
    assert "Radomir Estel" in section.text
    assert "22 November, 13:00" in section.text
    assert "we <b>looked</b> into it." in section.text
    assert "reply & more.pdf" in section.text
    assert not section.all("b")


def test_the_page_is_kept_by_nobody_and_looks_again_only_by_its_own_link(desk: Desk) -> None:
    mine = desk.sent()
    answer = mine.client.get(mine.path)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "ETag" not in answer.headers
    assert b"http-equiv" not in answer.content
    assert mine.path in links(mine.page())
    assert len(answer.content) < 60_000


@pytest.mark.parametrize("do", ["", "publish", "go-on"])
def test_a_button_that_there_is_not_changes_nothing(desk: Desk, do: str) -> None:
    mine = desk.sent()
    mine.press(do, 400)
    assert [one.state for one in letters()] == ["waiting", "waiting", "written"]


def test_a_form_from_another_site_changes_nothing(desk: Desk) -> None:
    mine = desk.sent()
    for headers in ({"origin": "https://evil.example.org"}, {"sec-fetch-site": "cross-site"}):
        answer = mine.client.post(mine.path, {"do": "erase-now"}, headers=headers)
        assert answer.status_code == 403
        assert answer.headers["Cache-Control"] == "no-store"
    assert Appeal.objects.get().kept is not None


@pytest.mark.parametrize("prefix", ["", "/fr", "/ar", "/zh"])
def test_the_page_is_there_in_every_language(desk: Desk, prefix: str) -> None:
    mine = desk.sent(ways={"copies.0": "own-mail"})
    page = read(mine.client.get(f"{prefix}/letters/{mine.token}/"))
    forms: list[Any] = page.all("form")
    assert {one.attributes["action"] for one in forms} == {f"{prefix}/letters/{mine.token}/"}


def test_what_is_held_or_stuck_says_so_and_by_which_reference(desk: Desk) -> None:
    mine = desk.sent(ways={"copies.0": "network-fax"})
    mine.confirm()
    first, second, _ = letters()
    happens(first, Event.HOLD, Why.FLOOD)
    happens(second, Event.FREEZE, Why.ERROR, reference="ab12cd34")
    page = mine.page()
    assert "one of us looks first" in mine.entry(first, page).text
    assert "Stuck by a fault of ours" in mine.entry(second, page).text
    assert "Reference: ab12cd34." in mine.entry(second, page).text
    assert page.one("h1").text == "2 letters are on their way, 1 letter waits for you"
    mine.press("back", letter=first.pk)
    first.refresh_from_db()
    assert first.state == "recalled"


def test_what_the_other_side_puts_off_says_that_it_is_tried_again(desk: Desk) -> None:
    mine = desk.sent(to=["targets.0"])
    mine.confirm()
    Letter.objects.filter(kind=Kind.LETTER).update(attempts=3, last_answer="451 4.3.2")
    text = mine.entry(letters()[0]).text
    assert "asked to be tried again later (451 4.3.2). Tried so far: 3." in text


def test_five_days_of_silence_are_called_so(desk: Desk) -> None:
    mine = desk.sent(to=["targets.0"])
    mine.confirm()
    letter = happens(letters()[0], Event.TAKE, handed_at=NOW)
    desk.clock.time = NOW + timedelta(days=5)
    happens(letter, Event.FALL_SILENT)
    page = mine.page()
    assert "Handed over, and no news, 23 November, 13:00" in mine.entry(letter, page).text
    assert page.one("h1").text == "Your letters have gone"
    assert "Another way" not in mine.entry(letter, page).text


@pytest.mark.parametrize("value", ["\0", "\ud7ff\u202e", "1 OR 1=1", "-1", "9" * 5000, "²"])
def test_hostile_fields_get_a_page_and_never_a_fault(desk: Desk, value: str) -> None:
    mine = desk.sent()
    for do in ("sent", "way", "back", "hears", "erase"):
        answer = mine.client.post(mine.path, {"do": do, "letter": value, "count": value, "way": value, "wants": value})
        assert answer.status_code in {200, 303, 422}
    assert [one.state for one in letters()] == ["waiting", "waiting", "written"]


@pytest.mark.parametrize(
    "path", ["/letters/%FF%FE/", "/letters/%00/", f"/letters/{'a' * 900}/", "/letters/a/confirm/%00/"]
)
def test_hostile_addresses_are_not_found(desk: Desk, path: str) -> None:
    assert desk.client.get(path).status_code == 404
    assert desk.client.post(path, {"do": "confirm"}).status_code == 404


def test_it_says_where_the_link_went_and_until_when_it_works(desk: Desk) -> None:
    mine = desk.sent()
    text = mine.entry(letters()[0]).text
    assert "It goes to chen@example.net and works until 24 November, 13:00." in text
    desk.clock.time = NOW + timedelta(hours=25)
    assert "The link has ended." in mine.entry(letters()[0]).text


def test_a_link_that_came_back_is_said(desk: Desk) -> None:
    mine = desk.sent()
    assert "came back" not in main_text(mine.page())
    notice = Letter.objects.get(kind=Kind.NOTICE, key="confirm")
    happens(notice, Event.REFUSE, Why.ADDRESS)
    assert "The message with the link came back" in main_text(mine.page())
    mine.press("again")
    assert "The message with the link came back" not in main_text(mine.page())
