"""Leaving: one click from anywhere, erased within a day, again after a restore, and never revived by a list."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.members.conftest import ANA, ON_DISK, People, in_files, in_tables
from tests.project.backups import empty
from tocsin.delivery.models import Letter
from tocsin.members.leaving import leave_for_good
from tocsin.members.links import MemberLink
from tocsin.members.models import Gone, Member, MemberState
from tocsin.project.backup import back_up, restore
from tocsin.records import tombstones
from tocsin.records.persons import person_of

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def leave_address(page: str) -> str:
    return f"/leave/{MemberLink(page.split('/')[2]).leave}/"


def test_a_mail_provider_leaves_for_somebody_with_one_post(people: People) -> None:
    address = leave_address(people.join())
    provider = Client(
        enforce_csrf_checks=True, headers={"origin": "https://mail.example", "sec-fetch-site": "cross-site"}
    )
    answer = provider.post(address, ONE_CLICK)
    assert answer.status_code == 200
    assert not answer.cookies
    assert "Location" not in answer.headers
    assert people.member() is None
    assert Member.objects.get().state == MemberState.LEAVING


def test_as_multipart_and_twice_it_is_the_same(people: People) -> None:
    address = leave_address(people.join())
    for _ in range(2):
        answer = Client().post(address, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 200
    assert Gone.objects.count() == 1


def test_to_open_the_link_shows_a_button_and_leaves_nobody(people: People) -> None:
    address = leave_address(people.join())
    assert 'name="List-Unsubscribe" value="One-Click"' in people.page(address)
    assert people.client.head(address).status_code == 200
    assert people.member() is not None


def test_a_token_of_nobody_is_answered_the_same(people: People) -> None:
    address, other = leave_address(people.join()), f"/leave/{'q' * 32}/"
    assert people.page(address).replace(address, "") == people.page(other).replace(other, "")
    answers = [people.client.post(one).content.decode().replace(one, "") for one in (other, address)]
    assert answers[0] == answers[1]


def test_what_leaves_can_do_nothing_else(people: People) -> None:
    token = leave_address(people.join()).split("/")[2]
    assert people.client.get(f"/me/{token}/").status_code == 404
    assert people.client.get(f"/join/{token}/").content.decode().count("This link has ended")


def test_everything_is_emptied_in_the_transaction_in_which_somebody_leaves(people: People) -> None:
    page = people.join(section="DE")
    people.client.post(page, {"do": "save", "group": "Class 7b", "group_size": "4", "paused_until": "2027-01-31"})
    hashes = Member.objects.values_list("person", "link_hash", "leave_hash", "domain").get()
    answer = people.client.post(page, {"do": "leave"})
    assert answer.status_code == 200
    assert b"You get no more alerts" in answer.content
    row = Member.objects.values().get()
    assert (row["content"], bytes(row["kept"]), row["group"], row["group_size"]) == (None, b"", "", 0)
    assert (row["origin"], row["consented_at"], row["paused_until"], row["section"]) == ("", None, None, "")
    assert not {*hashes} & {row["person"], row["link_hash"], row["leave_hash"], row["domain"]}
    assert people.client.get(page).status_code == 404
    # The messages of the test mode name the address too.
    assert people.post.mail(ANA) == []


@ON_DISK
def test_within_a_day_nothing_is_left_in_any_table_or_file(people: People) -> None:
    page = people.join()
    people.client.post(page, {"do": "save", "group": "Chorus of Quellbach"})
    member = people.member()
    assert member is not None
    sealed = member.content.sealed()
    assert b"Chorus of Quellbach" in in_tables()
    people.client.post(page, {"do": "leave"})
    people.later(hours=13)
    people.post.settle()
    assert not Member.objects.exists()
    assert not Letter.objects.exists()
    for content in (in_tables(), in_files()):
        assert b"Chorus of Quellbach" not in content
        assert sealed[20:60] not in content
    assert f"member:{person_of(ANA)}@" in (people.data / tombstones.FILE).read_text()


@ON_DISK
def test_a_restore_brings_nobody_back_who_left(people: People, tmp_path: Path) -> None:
    page = people.join()
    people.join("bela@example.org")
    back_up(tmp_path / "before.tar", people.network.now)
    people.later(hours=1)
    people.client.post(page, {"do": "leave"})
    people.later(minutes=1)
    people.post.settle()
    _move(people.data)
    empty()
    restored = restore(tmp_path / "before.tar", people.network.now)
    assert restored.erased == 1
    assert people.member() is None
    assert Member.objects.count() == 1
    assert Gone.objects.get().person == person_of(ANA)


@ON_DISK
def test_who_came_back_since_is_brought_back_by_a_later_backup(people: People, tmp_path: Path) -> None:
    people.client.post(people.join(), {"do": "leave"})
    people.later(minutes=1)
    people.post.settle()
    people.join()
    people.later(minutes=1)
    back_up(tmp_path / "after.tar", people.network.now)
    _move(people.data)
    empty()
    assert restore(tmp_path / "after.tar", people.network.now).erased == 0
    assert people.member() is not None


def _move(data: Path) -> None:
    new = data.with_name("new data")
    new.mkdir()
    shutil.copy(data / tombstones.FILE, new)
    object.__setattr__(settings, "ENVIRONMENT", settings.ENVIRONMENT)
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, data=new)


def test_many_who_left_are_marked_at_once(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(50):
        leave_for_good(person_of(f"m{number}@example.org"), people.network.now)
    reads: list[str] = []
    real = tombstones.marked
    monkeypatch.setattr(tombstones, "marked", lambda kind: reads.append(kind) or real(kind))  # type: ignore[func-returns-value]
    people.client.post(people.join(), {"do": "leave"})
    people.later(minutes=1)
    people.post.settle()
    assert reads.count("member") == 1
    assert len(real("member")) == 51


def test_a_link_on_its_way_when_somebody_leaves_is_not_sent(people: People) -> None:
    page = people.join()
    people.ask()
    people.client.post(page, {"do": "leave"})
    assert people.mails() == []
