"""Joining: an address and nothing else, confirmed by a button; the page tells nobody who is a member."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.members.conftest import ANA, People, in_tables
from tests.project.backups import everything
from tocsin.appeals.guarding import MOST
from tocsin.members.models import Gone, Member, MemberState, Profile
from tocsin.members.wishes import Wishes

JOIN = "Please confirm that you want alerts"
AGAIN = "You get our alerts already"


def test_an_address_is_enough_and_nothing_counts_before_the_button(people: People) -> None:
    answer = people.ask()
    assert (answer.status_code, answer.headers["Location"]) == (303, "/join/sent/")
    assert "Look into your mailbox" in people.page("/join/sent/")
    assert people.subjects() == [JOIN]
    member = people.member()
    assert member is not None
    assert (member.state, member.consented_at) == (MemberState.ASKED, None)


def test_the_link_alone_changes_nothing_and_its_button_makes_a_member(people: People) -> None:
    people.ask()
    link = people.last_link()
    before = everything()
    assert all("Yes, send me alerts" in people.page(link) for _ in range(3))
    assert everything() == before
    answer = people.client.post(link)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/me/")
    assert ANA in people.page(answer.headers["Location"])
    member = people.member()
    assert member is not None
    assert (member.state, member.consented_at, member.origin) == (MemberState.ACTIVE, people.network.now, "page")


def test_the_button_pressed_twice_leads_to_the_same_page(people: People) -> None:
    people.ask()
    link = people.last_link()
    first, second = (people.client.post(link).headers["Location"] for _ in range(2))
    assert first == second
    assert Member.objects.count() == 1


def test_a_member_who_asks_again_gets_the_same_answer_and_the_own_link_by_mail(people: People) -> None:
    page = people.join()
    new, known = people.ask("bela@example.org"), people.ask(ANA, quiet="on")
    assert (new.status_code, new.headers["Location"], new.content) == (
        known.status_code,
        known.headers["Location"],
        known.content,
    )
    assert people.subjects() == [JOIN, AGAIN]
    assert people.last_link() == page
    member = people.member()
    assert member is not None
    assert member.profile.wishes["quiet"] is False


def test_a_new_and_a_known_address_take_the_same_questions(people: People) -> None:
    people.join()
    people.ask("bela@example.org")
    counts = []
    for email in ("cleo@example.org", ANA):
        with CaptureQueriesContext(connection) as queries:
            people.ask(email)
        counts.append(len(queries))
    # The row itself is the one thing that is written for somebody new alone.
    assert 0 <= counts[0] - counts[1] <= 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("ana@example.org", "Ana+alerts@Example.ORG"),
        ("ana.lund@gmail.com", "analund+x@googlemail.com"),
    ],
)
def test_one_mailbox_is_one_member_however_its_address_is_written(people: People, first: str, second: str) -> None:
    people.join(first)
    people.ask(second)
    assert Member.objects.count() == 1
    assert people.subjects(first)[-1] == AGAIN


def test_who_asks_twice_before_confirming_has_one_link_that_works(people: People) -> None:
    people.ask()
    first = people.last_link()
    people.ask(quiet="on")
    second = people.last_link()
    assert first != second
    assert people.client.post(first).status_code == 422
    assert people.client.post(second).status_code == 303
    member = people.member()
    assert member is not None
    assert member.profile.wishes["quiet"] is True


def test_a_link_ends_after_seven_days_and_the_address_is_erased(people: People) -> None:
    people.ask()
    link = people.last_link()
    people.later(days=7, seconds=1)
    assert "This link has ended" in people.page(link)
    assert people.client.post(link).status_code == 422
    people.post.settle()
    assert not Member.objects.exists()
    assert not people.mails()
    assert b"ana.quellbach" not in in_tables()


def test_what_was_wished_for_when_joining_is_kept(people: People) -> None:
    people.join(
        country=["SY", "XX-no", "DE"],
        region="145",
        concern="fear-of-torture",
        language=["ar", "", "fr"],
        most_a_month="3",
        rhythm="weekly",
        further="all",
        quiet="on",
        plain="on",
        section="DE",
    )
    member = people.member()
    assert member is not None
    wishes = Wishes.of(member.profile.wishes)
    assert (wishes.countries, wishes.regions, wishes.concerns) == (("DE", "SY"), ("145",), ("fear-of-torture",))
    assert (wishes.languages, wishes.most_a_month) == (("ar", "fr"), 3)
    assert (wishes.rhythm.value, wishes.further.value, wishes.quiet, wishes.plain) == ("weekly", "all", True, True)
    assert member.section == "DE"


def test_the_button_that_adds_a_country_sends_nothing_and_keeps_what_was_typed(people: People) -> None:
    answer = people.client.post("/join/", {"do": "add", "email": ANA, "country": ["DE"], "also": "SY", "plain": "on"})
    assert answer.status_code == 200
    shown = answer.content.decode()
    assert "Added: Syria." in shown
    for part in (f'value="{ANA}"', 'value="DE" checked', 'value="SY" checked', 'name="plain" checked', "<details open"):
        assert part in shown, part
    assert "<details open" in people.client.post("/join/", {"do": "add", "email": ANA}).content.decode()
    people.post.settle()
    assert not Member.objects.exists()


def test_a_country_that_is_selected_counts_when_joining(people: People) -> None:
    people.join(country=["DE"], also="SY")
    member = people.member()
    assert member is not None
    assert Wishes.of(member.profile.wishes).countries == ("DE", "SY")


def test_members_who_wish_the_same_share_one_row(people: People) -> None:
    for name in ("ana", "bela", "cleo"):
        people.join(f"{name}@example.org")
    assert Profile.objects.count() == 1


@pytest.mark.parametrize(
    "email", ["", "ana", "ana@", "@example.org", "a b@example.org", "ana@example.org\nBcc: x@y.org"]
)
def test_what_is_no_address_is_shown_again_and_nothing_is_sent(people: People, email: str) -> None:
    answer = people.ask(email, language="fr", rhythm="weekly")
    assert answer.status_code == 422
    assert b"Nothing was sent yet" in answer.content
    assert not Member.objects.exists()


def test_a_machine_that_fills_in_every_field_or_is_too_fast_is_not_taken(people: People) -> None:
    assert people.ask(website="https://spam.example").status_code == 422
    assert people.ask(stamp="1.made-up").status_code == 422
    assert people.client.post("/join/", {"email": ANA, "stamp": ""}).status_code == 422
    assert not Member.objects.exists()


def test_one_address_is_sent_no_more_than_a_few_links_a_day(people: People) -> None:
    for _ in range(MOST["address"]):
        assert people.ask().status_code == 303
    assert people.ask("ANA.quellbach+1@example.org").status_code == 422
    people.later(days=1)
    assert people.ask().status_code == 303


def test_a_form_of_another_site_is_not_taken(people: People) -> None:
    answer = Client(headers={"origin": "https://evil.example"}).post("/join/", {"email": ANA})
    assert answer.status_code == 403


def test_who_left_comes_back_by_the_page(people: People) -> None:
    page = people.join()
    people.client.post(page, {"do": "leave"})
    assert Gone.objects.count() == 1
    people.later(minutes=5)
    assert people.join().startswith("/me/")
    assert not Gone.objects.exists()


def test_a_mailbox_that_failed_is_confirmed_anew_and_keeps_its_page(people: People) -> None:
    page = people.join(quiet="on")
    Member.objects.update(state=MemberState.FAILING, soft_bounces=3)
    assert "Your mailbox took no mail" in people.page(page)
    people.ask()
    assert people.client.post(people.last_link()).status_code == 200
    member = people.member()
    assert member is not None
    assert (member.state, member.soft_bounces, member.profile.wishes["quiet"]) == (MemberState.ACTIVE, 0, True)
    assert "Your mailbox took no mail" not in people.page(page)


def test_the_mail_is_in_the_language_in_which_somebody_asked(people: People) -> None:
    stamp = people.page("/ar/join/").partition('name="stamp" value="')[2].partition('"')[0]
    people.later(seconds=5)
    people.client.post("/ar/join/", {"email": ANA, "stamp": stamp})
    people.post.settle()
    (mail,) = people.post.mail(ANA)
    assert mail["Content-Language"] == "ar"
    assert mail["Auto-Submitted"] == "auto-generated"


def test_no_address_lies_open_in_any_table(people: People) -> None:
    people.join()
    people.ask("bela@example.org")
    content = in_tables()
    assert b"ana.quellbach" not in content
    assert b"bela@example" not in content
    assert json.dumps(Profile.objects.get().wishes)
