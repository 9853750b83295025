"""Keeping and sending: what is shown goes out, what is refused comes back whole, and nothing goes by accident."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError

from tests.network import Network
from tests.public.reading import Element, main_text
from tocsin.actions.exposure import stop_case, take_down
from tocsin.actions.models import Case
from tocsin.appeals import private
from tocsin.appeals.models import Appeal, AppealState
from tocsin.delivery.kinds import Kind
from tocsin.delivery.models import Letter
from tocsin.public.posting import TRAP

from .conftest import TEXT, Writer, at

pytestmark = pytest.mark.django_db


def shown(writer: Writer, **values: str) -> None:
    """Until the letters are on the page and the writer agrees."""
    writer.open()
    writer.introduce(**values)
    writer.press("look")
    writer.fill(consent="1")


def letters() -> list[tuple[str, str, str]]:
    return list(Letter.objects.filter(kind=Kind.LETTER).order_by("pk").values_list("key", "route", "state"))


def test_three_letters_go_their_ways(writer: Writer) -> None:
    shown(writer)
    assert "2 letters are sent by us. 1 letter is for you to send." in main_text(writer.shown())
    assert "We send a link to chen@example.net." in main_text(writer.shown())
    token = writer.leave("send")
    assert letters() == [
        ("targets.0", "network-email", "waiting"),
        ("copies.0", "network-email", "waiting"),
        ("mission", "own-paper", "written"),
    ]
    own = private.open_appeal(token, writer.clock.time)
    assert own.wish is not None
    assert (own.wish.text, own.wish.name, own.wish.country) == (TEXT, "Chen Adler", "DE")
    assert own.waits


def test_letters_that_one_sends_oneself_need_no_address(writer: Writer) -> None:
    writer.open()
    writer.introduce(email="")
    writer.fill(**{"way__targets.0": "own-paper", "way__copies.0": "own-mail"})
    writer.press("look")
    assert "Next you get them on a page of your own" in main_text(writer.shown())
    writer.fill(consent="1")
    writer.leave("send")
    assert [state for _, _, state in letters()] == ["written"] * 3


def test_nothing_can_be_sent_that_was_not_shown(writer: Writer) -> None:
    page = writer.open()
    assert "send" not in [one.attributes["value"] for one in page.all("button")]
    assert not page.all("input", id="consent")
    writer.introduce(consent="1")
    page = writer.press("send", 422)
    assert "Look at your letters once more" in page.one("div", role="alert").text
    assert len(page.all("div", class_="sheet")) == 3
    assert not letters()
    assert "consent" not in writer.fields
    writer.fill(consent="1")
    writer.leave("send")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", "Another text about Mirela Dovan, written at the last moment."),
        ("country", "AT"),
        ("sign_as", "full"),
        ("place", "Dresden"),
        ("way.targets.0", "own-mail"),
        ("to", "copies.0"),
        ("language", "de"),
    ],
)
def test_what_was_changed_since_is_shown_before_it_goes(writer: Writer, field: str, value: str) -> None:
    shown(writer)
    writer.fields[field] = [value]
    page = writer.press("send", 422)
    assert "They are not as they were last shown to you." in main_text(page)
    assert not letters()
    assert writer.fields[field] == [value]
    writer.fill(consent="1")
    writer.leave("send")


def test_what_no_official_sees_may_be_changed_to_the_last(writer: Writer) -> None:
    shown(writer)
    writer.fill(hears="1", email="adler@example.net")
    writer.leave("send")
    assert Appeal.objects.get().hears


def test_all_that_is_missing_is_said_at_once_beside_its_field_and_in_a_list(writer: Writer) -> None:
    writer.open()
    writer.fill(text=TEXT, to="targets.0", country="")
    page = writer.press("send", 422)
    summary = page.one("div", id="wrong")
    assert [one.attributes["href"] for one in summary.all("a")] == ["#country", "#name", "#place", "#email", "#consent"]
    for name in ("country", "name", "place", "email"):
        element = next(one for tag in ("input", "select") for one in page.all(tag, id=name))
        assert element.attributes["aria-invalid"] == "true"
        assert f"{name}-wrong" in (element.attributes["aria-describedby"] or "").split()
        assert at(page, f"{name}-wrong").text in summary.text
    assert writer.fields["text"] == [TEXT]


def test_nobody_chosen_and_nothing_written_is_said(writer: Writer) -> None:
    writer.open()
    writer.fill(to=None, text=" \n ", email="nonsense@")
    page = writer.press("send", 422)
    said = page.one("div", id="wrong").text
    for sentence in ("at least one person or office", "one sentence of your own", "not an e-mail address"):
        assert sentence in said


def test_every_link_of_the_summary_leads_to_something(writer: Writer) -> None:
    writer.open()
    writer.fill(to=None, country="")
    page = writer.press("send", 422)
    shown(writer)
    writer.fill(name="", consent=None)
    again = writer.press("send", 422)
    for one in (page, again):
        ids = identities(one)
        assert len(ids) == len(set(ids))
        targets = [a.attributes["href"] or "" for a in one.one("div", id="wrong").all("a")]
        assert {target.removeprefix("#") for target in targets} - {"consent"} <= set(ids)
    assert "consent" in identities(again)


def test_an_action_updated_meanwhile_keeps_the_text_and_says_what_changed(writer: Writer, network: Network) -> None:
    shown(writer)
    network.later(hours=1)
    network.follow(Case.objects.get(), calls=("say without delay where Mirela Dovan is", "let her go"))
    page = writer.press("send", 422, hours=2)
    notice = page.one("div", role="alert")
    assert "This action was updated on 23 November, after you began" in notice.text
    assert "Your text is as you left it." in notice.text
    assert writer.fields["text"] == [TEXT]
    assert writer.fields["n"] == ["2"]
    assert not letters()
    writer.fill(consent="1")
    writer.leave("send")
    assert Appeal.objects.get().n == 2


def test_a_stop_meanwhile_gives_the_text_back(writer: Writer, network: Network) -> None:
    shown(writer)
    stop_case(network.bo, str(Case.objects.get().pk), network.now)
    page = writer.press("send", 422)
    assert page.one("h1").text == "Please do not write any more"
    assert kept_text(page) == TEXT
    assert not letters()


def test_a_deadline_that_passes_meanwhile_gives_the_text_back(writer: Writer) -> None:
    shown(writer)
    page = writer.press("send", 422, days=22)
    assert page.one("h1").text == "The deadline has passed"
    assert kept_text(page) == TEXT


def test_a_case_taken_down_meanwhile_gives_the_text_back(writer: Writer, network: Network) -> None:
    shown(writer)
    take_down(network.bo, str(Case.objects.get().pk), network.now)
    for do in ("send", "later", "look"):
        fields = dict(writer.fields)
        page = writer.press(do, 410)
        assert page.one("h1").text == "This action was taken down"
        assert "please do not send it" in main_text(page)
        assert kept_text(page) == TEXT
        writer.fields = fields


def test_at_an_address_without_action_the_text_comes_back(writer: Writer) -> None:
    shown(writer)
    writer.path = "/en/actions/ua-99-26/write/"
    page = writer.press("send", 404)
    assert kept_text(page) == TEXT


def test_what_is_kept_for_later_goes_on_where_it_stopped(writer: Writer) -> None:
    writer.open()
    writer.introduce(place="")
    writer.fill(**{"way__targets.0": "own-fax"})
    token = writer.leave("later")
    assert Appeal.objects.get().state == AppealState.DRAFT
    writer.fields = {"token": [token]}
    writer.press("go-on")
    assert (writer.fields["text"], writer.fields["name"], writer.fields["token"]) == ([TEXT], ["Chen Adler"], [token])
    assert writer.fields["way.targets.0"] == ["own-fax"]
    writer.fill(place="Leipzig")
    assert writer.leave("later") == token
    assert Appeal.objects.count() == 1
    writer.fill(consent=None)
    writer.press("look")
    writer.fill(consent="1")
    assert writer.leave("send") == token
    assert Appeal.objects.get().state == AppealState.WAITING


def test_something_unfinished_can_be_kept(writer: Writer) -> None:
    writer.open()
    writer.fill(text="I begin", country="", email="not yet")
    own = private.open_appeal(writer.leave("later"), writer.clock.time)
    assert own.wish is not None
    assert own.wish.text == "I begin"


def test_what_was_held_back_by_an_update_goes_on_and_is_told_what_changed(writer: Writer, network: Network) -> None:
    shown(writer)
    token = writer.leave("send")
    network.later(hours=1)
    network.follow(Case.objects.get(), calls=("let her go",))
    writer.fields = {"token": [token]}
    page = writer.press("go-on", hours=2)
    assert "This action was updated on 23 November" in page.one("div", role="alert").text
    assert (writer.fields["text"], writer.fields["n"]) == ([TEXT], ["2"])
    writer.fill(consent="1")
    assert writer.leave("send") != token


def test_a_draft_goes_on_under_its_own_action_alone(writer: Writer, network: Network) -> None:
    other = network.published("FR")
    writer.open()
    writer.introduce()
    writer.fields = {"token": [writer.leave("later")]}
    writer.path = f"/en/actions/{other.slug}/write/"
    assert TEXT[:30] not in writer.press("go-on", 404).text


def test_a_link_to_nothing_opens_nothing(writer: Writer) -> None:
    writer.fields = {"token": ["a" * 32]}
    writer.path = writer.home
    writer.press("go-on", 404)


def test_a_machine_that_fills_in_every_field_sends_nothing(writer: Writer) -> None:
    shown(writer)
    writer.fill(**{TRAP: "https://spam.example.org"})
    page = writer.press("send", 422)
    assert "A field that nobody sees was filled in" in main_text(page)
    assert writer.fields[TRAP] == [""]
    assert not letters()


@pytest.mark.parametrize("do", ["send", "later"])
def test_nobody_writes_within_a_moment_and_a_stamp_cannot_be_made(writer: Writer, do: str) -> None:
    writer.open()
    writer.introduce()
    writer.press("look", seconds=0.5)
    writer.fill(consent="1")
    good = dict(writer.fields)
    for stamp in (good["stamp"][0], "", "1.2", f"{int(writer.clock.time.timestamp()) - 60}.{'0' * 32}"):
        writer.fields = {**good, "stamp": [stamp]}
        page = writer.press(do, 422, seconds=0.1)
        assert "That went very fast" in main_text(page)
    writer.fields = good
    writer.leave(do, seconds=10)


def test_too_many_from_one_network_are_told_so_and_lose_nothing(
    writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tocsin.appeals import guarding

    monkeypatch.setitem(guarding.MOST, "address", 0)
    shown(writer)
    page = writer.press("send", 422)
    assert "come back tomorrow" in main_text(page)
    assert writer.fields["text"] == [TEXT]
    assert not letters()


def test_a_form_of_another_site_does_nothing(writer: Writer) -> None:
    shown(writer)
    fields = {**writer.fields, "do": "send"}
    for header in ({"origin": "https://evil.example.org"}, {"sec-fetch-site": "cross-site"}):
        assert writer.client.post(writer.path, fields, headers=header).status_code == 403
    assert not letters()


def test_when_the_database_is_gone_the_page_says_not_saved_and_has_the_text(
    writer: Writer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from tocsin.public.write import page as views

    def broken(*_arguments: Any, **_named: Any) -> None:
        raise DatabaseError("gone")

    shown(writer)
    monkeypatch.setattr(views, "send_letters", broken)
    page = writer.press("send", 500)
    assert page.one("h1").text == "Not saved"
    assert kept_text(page) == TEXT
    assert page.one("code").text in caplog.text
    assert "bridges" not in caplog.text


def test_a_kept_stamp_lasts_as_long_as_the_page_is_worked_on(writer: Writer) -> None:
    writer.open()
    stamp = writer.fields["stamp"]
    writer.introduce()
    writer.press("look", days=1)
    assert writer.fields["stamp"] == stamp
    writer.press("look", days=8)
    assert writer.fields["stamp"] != stamp
    assert writer.fields["text"] == [TEXT]


def kept_text(page: Element) -> str:
    area = page.one("textarea", id="text")
    assert "readonly" in area.attributes
    return "".join(child for child in area.children if isinstance(child, str)).removeprefix("\n")


def identities(element: Element) -> list[str]:
    found = [element.attributes["id"] or ""] if "id" in element.attributes else []
    for child in element.children:
        if isinstance(child, Element):
            found += identities(child)
    return found
