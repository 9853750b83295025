"""The own page: everything can be chosen anew, handed out and erased by whoever has the link, and by nobody else."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.appeals.writing import ANA as WRITER
from tests.members.conftest import ANA, People
from tests.project.backups import everything
from tocsin.members.models import Member, Profile
from tocsin.members.wishes import Wishes

NOBODYS = "q" * 32


def save(people: People, page: str, **form: Any) -> Any:
    return people.client.post(page, {"do": "save", **form})


def test_everything_can_be_chosen_anew(people: People) -> None:
    page = people.join()
    answer = save(
        people,
        page,
        country=["XH"],
        region=["015", "no-region"],
        concern=["fear-of-torture"],
        language=["zh-Hans", "en"],
        most_a_month="2",
        rhythm="weekly",
        further="all",
        quiet="on",
        plain="on",
        section="FR",
        group="  Class 7b\r\nof Kiel ",
        group_size="24",
        paused_until="2027-01-31",
    )
    assert answer.status_code == 303
    shown = people.page(answer.headers["Location"])
    assert "From now on you get alerts as it stands here." in shown
    member = Member.objects.select_related("profile").get()
    assert Wishes.of(member.profile.wishes).to_json() == {
        "languages": ["zh-Hans", "en"],
        "countries": ["XH"],
        "regions": ["015"],
        "concerns": ["fear-of-torture"],
        "most_a_month": 2,
        "rhythm": "weekly",
        "further": "all",
        "quiet": True,
        "plain": True,
    }
    assert (member.section, member.group, member.group_size) == ("FR", "Class 7b of Kiel", 24)
    assert str(member.paused_until) == "2027-01-31"
    for part in (
        'value="2027-01-31"',
        'value="Class 7b of Kiel"',
        'value="24"',
        'value="XH" checked',
        'value="015" checked',
    ):
        assert part in shown
    save(people, page)
    member = Member.objects.select_related("profile").get()
    assert Wishes.of(member.profile.wishes) == Wishes()
    assert (member.group, member.group_size, member.paused_until, member.section) == ("", 0, None, "")


@pytest.mark.parametrize("wrong", [{"paused_until": "31.1.2027"}, {"group_size": "many"}, {"group_size": "9999999"}])
def test_what_cannot_be_understood_is_said_and_nothing_is_saved(people: People, wrong: dict[str, str]) -> None:
    page = people.join()
    before = everything()["members.member"]
    for do in ("save", "add"):
        answer = save(people, page, quiet="on", group="Class 7b", also="SY", **wrong | {"do": do})
        assert answer.status_code == 422
        assert b"This was not saved" in answer.content
        for part in (b'name="quiet" checked', b'value="Class 7b"', b'value="SY" checked'):
            assert part in answer.content
    assert everything()["members.member"] == before


def countries_of(page: str) -> tuple[list[str], list[str]]:
    """The chosen ones, each with its box; and those of the list, the empty choice first."""
    listed = page.partition('<select id="also"')[2].partition("</select>")[0]
    return re.findall(r'name="country" value="(..)" checked', page), re.findall(r'<option value="?(\w*)', listed)


def test_the_button_that_adds_a_country_saves_nothing_and_keeps_what_was_typed(people: People) -> None:
    page = people.join()
    before = everything()
    form = {"country": ["DE"], "also": "SY", "region": "145", "concern": "fear-of-torture", "language": ["fr", "ar"],
            "most_a_month": "3", "rhythm": "weekly", "further": "all", "plain": "on", "section": "FR",
            "group": "Class 7b", "group_size": "24", "paused_until": "2027-01-31"}  # fmt: skip
    answer = people.client.post(page, {"do": "add", **form})
    assert (answer.status_code, everything()) == (200, before)
    shown = answer.content.decode()
    assert "Added: Syria. It counts once you press the button at the end." in shown
    chosen, listed = countries_of(shown)
    assert chosen == ["DE", "SY"]
    assert listed[0] == ""
    assert len(listed) > 240
    assert not {*chosen} & {*listed}
    for part in ('value="145" checked', 'value="fear-of-torture" checked', 'value="3" selected',
                 'value="weekly" checked',
                 'value="all" checked', 'name="plain" checked', 'value="FR" selected', 'value="Class 7b"',
                 'value="24"', 'value="2027-01-31"', 'value="fr" selected', 'value="ar" selected'):  # fmt: skip
        assert part in shown, part


def test_a_country_that_is_selected_counts_when_saving_and_one_without_its_tick_no_more(people: People) -> None:
    page = people.join()
    save(people, page, country=["DE", "FR"], also="SY")
    assert countries_of(people.page(page))[0] == ["FR", "DE", "SY"]
    save(people, page, country=["SY"], also="no-country")
    assert countries_of(people.page(page))[0] == ["SY"]
    answer = people.client.post(page, {"do": "add", "country": ["SY"], "also": ""})
    assert b"Choose a country first." in answer.content
    assert countries_of(answer.content.decode())[0] == ["SY"]


@pytest.mark.parametrize("do", ["", "save"])
def test_the_enter_key_sends_the_form_and_does_not_add(people: People, do: str) -> None:
    """It presses the first button of a form, wherever that stands."""
    page = people.page(people.join() if do else "/join/")
    first = re.search(r"<button([^>]*)>", page.partition('<form method="post"')[2])
    assert first is not None
    assert 'value="add"' not in first[1]
    assert (f'value="{do}"' in first[1]) is bool(do)


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "zh"])
def test_no_page_where_somebody_chooses_is_heavier_than_60_kb(people: People, language: str) -> None:
    page = people.join(country=["DE", "SY", "XH"], region="145")
    sheet = (settings.STATIC_ROOT / "tocsin.css").stat().st_size
    for path in ("/join/", page):
        assert len(people.client.get(f"/{language}{path}").content) + sheet <= 60_000


def test_a_pause_that_is_over_is_none(people: People) -> None:
    page = people.join()
    save(people, page, paused_until=str(people.network.now.date()))
    assert Member.objects.get().paused_until is None


def test_without_a_cap_nothing_is_waited_for(people: People) -> None:
    page = people.join(most_a_month="1")
    Member.objects.update(next_at=people.network.now + timedelta(days=20))
    save(people, page, most_a_month="2")
    assert Member.objects.get().next_at is not None
    save(people, page)
    assert Member.objects.get().next_at is None


def test_wishes_that_nobody_has_any_more_are_deleted_in_time(people: People) -> None:
    page = people.join(quiet="on")
    save(people, page)
    people.join("bela@example.org")
    people.client.post(page, {"do": "leave"})
    people.later(minutes=1)
    people.post.settle()
    assert Profile.objects.count() == 1


def test_everything_that_is_held_is_handed_out(people: People) -> None:
    page = people.join(ANA, quiet="on", section="DE")
    people.post.confirmed(email=ANA)
    answer = people.client.get(f"{page}export.json")
    assert answer.headers["Content-Type"] == "application/json"
    assert "attachment" in answer.headers["Content-Disposition"]
    held = json.loads(answer.content)
    member = people.member(ANA)
    assert member is not None
    assert (held["email"], held["section"], held["origin"]) == (ANA, "DE", "page")
    assert held["person"] == member.person
    assert held["wishes"]["quiet"] is True
    assert [one["action"] for one in held["letters_written_on"]] == [people.post.slug]
    # What a new field would hold must not be forgotten: what only serves the machine is named here.
    columns = {field.name for field in Member._meta.fields}
    told = {"content": "email", "kept": "email", "profile": "wishes", "next_at": "next_alert_not_before",
            "soft_bounces": "refusals_of_the_mailbox", "soft_alert": "refusals_of_the_mailbox",
            "soft_since": "refusals_of_the_mailbox_since", "listed": "came_by_a_list_and_changed_nothing",
            "domain": "domain_hash", "moved_from": "section_before", "moved_at": "section_since",
            "link_hash": "private_link", "leave_hash": "private_link"}  # fmt: skip
    assert {told.get(name, name) for name in columns - {"id", "confirm_hash", "confirm_until"}} <= {*held}


def test_whoever_had_this_weeks_digest_gets_no_second_one_by_saving(people: People) -> None:
    page = people.join(ANA)
    now = people.network.now
    for rhythm, most, known, then in (
        ("weekly", "", now + timedelta(days=5), now + timedelta(days=5)),
        ("weekly", "", now + timedelta(days=20), now + timedelta(days=7)),
        ("weekly", "1", now + timedelta(days=20), now + timedelta(days=20)),
        ("at-once", "", now + timedelta(days=5), None),
    ):
        Member.objects.update(next_at=known)
        assert save(people, page, rhythm=rhythm, most_a_month=most).status_code == 303
        assert Member.objects.get().next_at == then


@pytest.mark.parametrize("path", [f"/me/{NOBODYS}/", f"/me/{NOBODYS}/export.json", "/me/x/", "/fr/me/x/"])
def test_a_link_of_nobody_is_answered_as_an_address_that_is_none(people: People, path: str) -> None:
    people.join()
    assert people.client.get(path).status_code == 404
    if not path.endswith("json"):
        assert people.client.post(path, {"do": "leave"}).status_code == 404


def test_before_the_button_is_pressed_there_is_no_page(people: People) -> None:
    from tocsin.members.joining import link_behind

    people.ask()
    code = people.last_link().split("/")[2]
    assert people.client.get(f"/me/{link_behind(code).text}/").status_code == 404


def test_the_page_is_kept_by_nobody_and_takes_no_form_from_elsewhere(people: People) -> None:
    page = people.join()
    answer = people.client.get(page)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert not answer.cookies
    foreign = Client(headers={"origin": "https://evil.example"}).post(page, {"do": "leave"})
    assert foreign.status_code == 403
    assert people.client.post(page, {"do": "nonsense"}).status_code == 400
    assert people.member() is not None


@pytest.mark.parametrize("prefix", ["", "/fr", "/es", "/ar", "/zh"])
def test_the_pages_speak_every_language_and_keep_it(people: People, prefix: str) -> None:
    page = people.join()
    for path in ("/join/", "/join/sent/", page, f"/leave/{NOBODYS}/", f"/join/{NOBODYS}/"):
        answer = people.client.get(prefix + path)
        assert answer.status_code == 200
        if prefix and "sent" not in path:
            assert f'action="{prefix}{path}"'.encode() in answer.content or b"<form" not in answer.content


def test_writer_and_member_of_one_mailbox_are_one_person(people: People) -> None:
    people.join("ana.quellbach+alerts@example.org")
    people.post.confirmed()
    from tocsin.appeals.models import Appeal

    assert WRITER["email"] == ANA
    assert Appeal.objects.get().person == Member.objects.get().person
