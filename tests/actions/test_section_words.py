"""What a section adds for its own writers: more time, a note, and what pages say of the section."""

from __future__ import annotations

from datetime import date

import pytest

from tests.network import Network
from tocsin.actions.models import Case, PublicRecord
from tocsin.actions.section_words import (
    approve_note,
    approve_section_words,
    change_section,
    end_note,
    extend_deadline,
    write_note,
)
from tocsin.records.errors import BadInput, Refused


def record(case: Case) -> dict[str, object]:
    return dict(PublicRecord.objects.get(case=case).record)


def test_an_extension_is_for_a_sections_own_writers_and_ends_later_than_the_deadline(network: Network) -> None:
    case = network.published()
    section, day = network.sections["FR"], date(2026, 12, 24)
    extend_deadline(network.hana, str(case.pk), section, day, "The post is on strike.", network.now)
    assert record(case)["extensions"] == [
        {"section": "FR", "until": "2026-12-24", "deadline_at": "2026-12-24T21:00:00+00:00"}
    ]
    with pytest.raises(BadInput, match="later"):
        extend_deadline(network.hana, str(case.pk), section, date(2026, 12, 14), "No reason.", network.now)
    with pytest.raises(Refused, match="section"):
        extend_deadline(network.hana, str(case.pk), network.sections["DE"], day, "Not hers.", network.now)


def test_a_note_stands_on_the_page_once_a_second_person_has_approved_it(network: Network) -> None:
    case = network.published()
    note = write_note(network.dara, str(case.pk), network.sections["DE"], "de", "Porto: 1,10 Euro.", network.now)
    assert record(case)["notes"] == []
    with pytest.raises(Refused, match="another person"):
        approve_note(network.dara, str(case.pk), note.pk, network.now)
    approve_note(network.greta, str(case.pk), note.pk, network.now)
    assert record(case)["notes"] == [{"section": "DE", "language": "de", "text": "Porto: 1,10 Euro."}]
    end_note(network.dara, str(case.pk), note.pk, network.now)
    assert record(case)["notes"] == []


def test_a_note_says_no_name_to_which_nobody_agreed(network: Network) -> None:
    case = network.draft(
        consent=False, headline="Held in secret", summary=None, body=("She is held.",), calls=("free her",)
    )
    network.agree(case, fields=("headline", "body", "calls", "people.detail"))
    network.publish(case)
    with pytest.raises(Refused, match="name"):
        write_note(network.dara, str(case.pk), network.sections["DE"], "de", "Schreibt für Mirela Dovan.", network.now)


def test_pages_say_of_a_section_what_a_second_person_approved(network: Network) -> None:
    case = network.published()
    change_section(network.dara, "DE", {"web": "https://other.example.org/", "name": "Ours"}, network.now)
    assert record(case)["section"]["name"] == "Section DE"  # type: ignore[index]
    with pytest.raises(Refused, match="another person"):
        approve_section_words(network.dara, "DE", network.now)
    approve_section_words(network.greta, "DE", network.now)
    section = record(case)["section"]
    assert (section["name"], section["web"]) == ("Ours", "https://other.example.org/")  # type: ignore[index]
