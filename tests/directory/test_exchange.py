"""Sections and targets as files."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.directory.cast import COMMISSION, MINISTER, NOW, TODAY, Cast, later
from tocsin.casefile import Recipient
from tocsin.directory.exchange import export_sections, export_targets, import_sections, import_targets
from tocsin.directory.health import record_health
from tocsin.directory.kinds import ContactEvent, ContactKind
from tocsin.directory.models import Office, Section
from tocsin.directory.targets import add_office, edit_office, find_office, recipient_of
from tocsin.records.errors import BadInput, Refused

CSV = (
    b"post;name;address;country;email;fax;salutation;language\n"
    b"Governor;Ana Ilvet;5 Hill|Kelm;Halvara;governor@example.org;;Your Excellency;en\n"
    b";Prison 4;;XH;four@example.org|vier@example.org;;;\n"
)


def filled(cast: Cast) -> Office:
    """A minister who followed another, and a commission; one address is given up."""
    office = add_office(cast.amina, MINISTER, "en", NOW)
    edit_office(cast.amina, office.pk, {"name": "Ana Ilvet", "salutations": {"fr": "Madame la Ministre"}}, later(1))
    fax = office.contacts.get(kind=ContactKind.FAX)
    record_health(cast.amina, fax.pk, ContactEvent.GIVEN_UP, later(2), "The line is cut.")
    add_office(cast.amina, COMMISSION, "en", NOW)
    return office


def test_targets_go_into_an_empty_directory_with_their_holders_and_their_health(cast: Cast):
    office = filled(cast)
    exported = export_targets()
    before = recipient_of(office, "fr", later(3).date())
    Office.objects.all().delete()
    assert import_targets(cast.bo, exported.encode(), later(9)) == 2
    assert export_targets() == exported
    again = find_office(before, "fr", later(3).date())
    assert again is not None
    assert before.fax == ()
    assert recipient_of(again, "en", TODAY).name == "Bogdan Salu"


def test_targets_that_are_there_are_not_added_again(cast: Cast):
    filled(cast)
    exported = export_targets().encode()
    assert import_targets(cast.amina, exported, NOW) == 0
    entries = json.loads(exported)
    assert import_targets(cast.amina, json.dumps([*entries, *entries]).encode(), NOW) == 0
    assert Office.objects.count() == 2


def test_a_spreadsheet_of_targets_is_taken_in_once(cast: Cast):
    assert import_targets(cast.amina, b"\xef\xbb\xbf" + CSV, NOW) == 2
    assert import_targets(cast.amina, CSV, NOW) == 0
    governor = Recipient(
        "Ana Ilvet",
        "Governor",
        ("Ana Ilvet", "Governor", "5 Hill", "Kelm"),
        "XH",
        ("governor@example.org",),
        salutation="Your Excellency",
    )
    assert find_office(governor, "en") is not None
    assert find_office(Recipient("Prison 4", None, (), "XH", ("four@example.org", "vier@example.org")), "en")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "header"),
        (b"name;colour\nA;red\n", "header"),
        (b"name;country\nGood;XH\nBad;Atlantis\n", "Line 3"),
        (b"name;email\nGood;a@example.org\nBad;nobody\n", "Line 3"),
        (b"country\nXH\n", "Line 2"),
        ("name\nÖ".encode("latin-1"), "UTF-8"),
        (b"name\n" + b"x" * 200_000, "line 2"),
        (b"{", "JSON"),
        (b"[" * 100_000, "JSON"),
        (b'{"post": 1}', "wrong"),
        (b'[{"post": 1}]', "wrong at 0"),
    ],
)
def test_a_list_that_cannot_be_read_adds_nothing(cast: Cast, content: bytes, word: str):
    with pytest.raises(BadInput, match=word):
        import_targets(cast.amina, content, NOW)
    assert not Office.objects.exists()


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("country",), "QQ"),
        (("post",), "a\0b"),
        (("holders", 0, "since"), "yesterday"),
        (("contacts", 0, "state"), "lovely"),
        (("contacts", 0, "state_since"), "2026-11-23T00:00:00"),
        (("contacts", 0, "value"), "one line"),
        (("contacts", 1, "value"), ["a@example.org"]),
        (("salutations", 0, "language"), "English language"),
    ],
)
def test_an_entry_with_something_wrong_in_it_adds_nothing(cast: Cast, place: tuple[Any, ...], value: object):
    filled(cast)
    entries = json.loads(export_targets())
    Office.objects.all().delete()
    entries[0]["contacts"].sort(key=lambda one: one["kind"] != "post")
    spot: Any = entries[0]
    for step in place[:-1]:
        spot = spot[step]
    spot[place[-1]] = value
    with pytest.raises(BadInput):
        import_targets(cast.amina, json.dumps([entries[1], entries[0]]).encode(), NOW)
    assert not Office.objects.exists()


def test_sections_go_into_another_installation(cast: Cast):
    exported = export_sections()
    assert import_sections(cast.olu, exported.encode(), NOW) == 0
    Section.objects.filter(code="HAL").delete()
    assert import_sections(cast.olu, exported.encode(), NOW) == 1
    assert export_sections() == exported
    least = b'[{"code": "LIN", "country": "XL", "name": "Linden", "languages": ["en"], "active": false}]'
    assert import_sections(cast.olu, least, NOW) == 1
    assert Section.objects.get(code="LIN").active is False


@pytest.mark.parametrize("content", [b"", b"[1]", b'[{"code": "LIN"}]', b'[{"code": "LIN", "colour": "red"}]'])
def test_sections_that_cannot_be_read_are_bad_input(cast: Cast, content: bytes):
    with pytest.raises(BadInput):
        import_sections(cast.olu, content, NOW)


@pytest.mark.parametrize("name", ["chen", "eve", "mallory"])
def test_a_list_is_not_for_everybody_to_take_in(cast: Cast, name: str):
    for take in (import_targets, import_sections):
        with pytest.raises(Refused):
            take(getattr(cast, name), b"[]", NOW)
