"""Sections of the network: who may make and change them."""

from __future__ import annotations

import pytest

from tests.directory.cast import NOW, Cast, new_section
from tocsin.directory.sections import access_section_for, edit_section, section_by_code, sections_for
from tocsin.records.errors import BadInput, NotThere, Refused
from tocsin.records.history import history_of


def test_a_section_is_kept_as_it_was_given(cast: Cast):
    section = new_section(cast.olu, "LIN", "XL", languages=["EN", "zh-tw", "en"], address=[" 3  Quay", "", "Kelm"])
    found = section_by_code("LIN")
    assert found == section
    assert found.languages == ["en", "zh-TW"]
    assert found.address == ["3 Quay", "Kelm"]
    assert found.after_deadline == {"en": "Please ask us before you write."}
    assert found.active
    assert section_by_code("NONE") is None
    assert section_by_code("LIN\0") is None


@pytest.mark.parametrize(
    "changes",
    [
        {"country": "Halvara"},
        {"country": "QQ"},
        {"name": "  "},
        {"name": "x" * 201},
        {"languages": []},
        {"languages": ["English language"]},
        {"languages": "en"},
        {"email": "nobody"},
        {"web": "javascript:alert(1)"},
        {"web": "https://[broken"},
        {"address": "3 Quay"},
        {"after_deadline": ["too late"]},
        {"after_deadline": {"Klingon language": "too late"}},
    ],
)
def test_what_cannot_be_used_is_said_plainly(cast: Cast, changes: dict[str, object]):
    with pytest.raises(BadInput) as caught:
        new_section(cast.olu, "LIN", **({"country": "XL"} | changes))
    assert str(caught.value).endswith(".")
    assert section_by_code("LIN") is None


@pytest.mark.parametrize("code", ["", "A", "ABCDEFGHI", "hal", "H L", "ÄÖ", "AB\n"])
def test_a_code_is_two_to_eight_capital_letters_or_digits(cast: Cast, code: str):
    with pytest.raises(BadInput):
        new_section(cast.olu, code, "XL")


def test_a_code_is_given_once(cast: Cast):
    with pytest.raises(Refused, match="already"):
        new_section(cast.olu, "HAL", "XH")


@pytest.mark.parametrize("name", ["amina", "bo", "chen", "dara", "eve", "mallory"])
def test_only_an_operator_makes_sections(cast: Cast, name: str):
    with pytest.raises(Refused):
        new_section(getattr(cast, name), "LIN", "XL")


def test_a_coordinator_changes_the_own_section_and_no_other(cast: Cast):
    edit_section(cast.dara, "VES", {"name": "Vestria Section", "after_deadline": {"en": "It is over.", "fr": " "}}, NOW)
    section = section_by_code("VES")
    assert section is not None
    assert (section.name, section.after_deadline) == ("Vestria Section", {"en": "It is over."})
    with pytest.raises(Refused):
        edit_section(cast.dara, "HAL", {"name": "Ours"}, NOW)
    for reserved in ({"active": False}, {"country": "XH"}):
        with pytest.raises(Refused, match="keeps the sections"):
            edit_section(cast.dara, "VES", reserved, NOW)
    last = history_of(f"section:{section.pk}")[-1]
    assert (last.verb, last.actor, last.detail) == (
        "section changed",
        cast.dara.pk,
        {"code": "VES", "fields": ["after_deadline", "name"]},
    )


def test_an_operator_changes_every_section_but_never_its_code(cast: Cast):
    edit_section(cast.olu, "VES", {"active": False, "country": "XL", "email": "", "web": ""}, NOW)
    section = section_by_code("VES")
    assert section is not None
    assert (section.active, section.country, section.email, section.web) == (False, "XL", "", "")
    for wrong in ({"code": "NEW"}, {"id": 7}, {"active": "no"}):
        with pytest.raises(BadInput):
            edit_section(cast.olu, "VES", wrong, NOW)


@pytest.mark.parametrize("name", ["amina", "bo", "chen"])
def test_others_see_sections_and_do_not_change_them(cast: Cast, name: str):
    person = getattr(cast, name)
    assert sections_for(person) == [cast.halvara, cast.vestria]
    assert access_section_for(person, "HAL") == cast.halvara
    with pytest.raises(Refused):
        edit_section(person, "HAL", {"name": "Ours"}, NOW)


@pytest.mark.parametrize("name", ["eve", "mallory"])
def test_to_strangers_a_section_is_as_if_it_were_not_there(cast: Cast, name: str):
    stranger = getattr(cast, name)
    with pytest.raises(NotThere) as hidden:
        access_section_for(stranger, "HAL")
    with pytest.raises(NotThere) as missing:
        access_section_for(cast.amina, "NONE")
    assert str(hidden.value) == str(missing.value)
    with pytest.raises(Refused):
        sections_for(stranger)
    with pytest.raises(NotThere):
        edit_section(stranger, "HAL", {"name": "Ours"}, NOW)
