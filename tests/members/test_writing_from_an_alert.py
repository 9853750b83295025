"""Who comes from their own alert has shown that the mailbox is theirs: what they write goes without a second link."""

from __future__ import annotations

from base64 import b32decode

import pytest
from django.test import Client

from tests.appeals.writing import wish_of
from tests.members.conftest import ANA, People
from tests.public.write.conftest import Writer
from tocsin.appeals.entering import Entered, send_letters
from tocsin.appeals.guarding import Visit
from tocsin.appeals.models import Appeal
from tocsin.delivery.models import Letter
from tocsin.members.alert_links import LENGTH, member_of, person_behind, write_token
from tocsin.members.models import Member, MemberState


def token_for(people: People, n: int = 1) -> str:
    people.join(ANA)
    member = people.member(ANA)
    assert member is not None
    return write_token(member.pk, people.post.slug, n)


def written(people: People, token: str, n: int = 1, **changes: str) -> Entered:
    known = person_behind(token, people.post.slug, n)
    return send_letters(wish_of(**changes), people.post.slug, Visit(), people.network.now, n=n, known=known)


def test_a_token_names_one_member_one_case_and_one_edition() -> None:
    token = write_token(12, "ua-1-26", 3)
    assert len(token) == LENGTH == 39
    assert member_of(token, "ua-1-26", 3) == member_of(token.upper(), "ua-1-26", 3) == 12
    for slug, n in (("ua-1-26", 4), ("ua-2-26", 3)):
        assert member_of(token, slug, n) is None
    for wrong in (
        "",
        "a",
        "q" * 39,
        token[:-1],
        f"{token[:-1]}é",
        f"b{token[1:]}",
        token + "a" * 8,
        "=" * 39,
        "é" * 39,
        "ß" * 39,
    ):
        assert member_of(wrong, "ua-1-26", 3) is None


def test_a_token_tells_nobody_whose_it_is() -> None:
    """Neither the member's number nor that two are of one member: of 24 bytes few are equal, and not at the place."""
    tokens = [b32decode(write_token(12, f"ua-{case}-26", 3).upper() + "=") for case in range(20)]
    assert not any((12).to_bytes(8, "big") in token for token in tokens)
    for at in range(24):
        assert len({token[at] for token in tokens}) > 10


def test_letters_of_that_mailbox_go_at_once_and_no_link_is_sent(people: People) -> None:
    entered = written(people, token_for(people), email="Ana.Quellbach+x@example.org")
    assert not entered.waits
    people.post.settle()
    assert people.post.states(entered.token) == {"targets.0": "handed over", "copies.0": "handed over"}
    assert not any("confirm your letters" in one for one in people.subjects())
    assert Appeal.objects.get().person == Member.objects.get().person


def test_another_mailbox_is_confirmed_as_ever(people: People) -> None:
    assert written(people, token_for(people), email="bela@example.org").waits
    assert set(Letter.objects.filter(kind="letter").values_list("state", flat=True)) == {"waiting"}


def test_it_holds_for_the_live_edition_alone_and_for_members_alone(people: People) -> None:
    token = token_for(people)
    assert person_behind(token, people.post.slug, 2) == ""
    assert person_behind(token, people.post.slug, 1)
    Member.objects.update(state=MemberState.FAILING)
    assert person_behind(token, people.post.slug, 1) == ""


def test_the_same_person_still_has_one_letter_to_each_official(people: People) -> None:
    token = token_for(people)
    written(people, token)
    people.later(minutes=1)
    written(people, token, text="Another letter of mine, in other words, on the same day.")
    alive = Letter.objects.filter(kind="letter").exclude(state="recalled")
    assert alive.count() == 2


def test_the_page_carries_the_token_and_the_form_brings_it_back(people: People) -> None:
    token = token_for(people)
    path = f"/actions/{people.post.slug}/write/{token}/"
    assert f'name="member" value="{token}"' in people.page(path)
    writer = Writer(Client(), path, people.clock)
    writer.open()
    writer.introduce(email=ANA)
    assert "You come from your own alert" in writer.press("look").text
    writer.fill(consent="on")
    assert len(writer.leave("send")) == 32
    assert not Letter.objects.filter(kind="letter", state="waiting").exists()


@pytest.mark.parametrize("token", ["q" * 39, "x"])
def test_a_made_up_token_shows_the_page_as_to_anybody(people: People, token: str) -> None:
    assert "Write" in people.page(f"/actions/{people.post.slug}/write/{token}/")
