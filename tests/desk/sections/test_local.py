"""What a section adds to a case: notes by two people, more time with a reason, and the delay that is measured."""

from __future__ import annotations

from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest

from tests.desk.conftest import Clock, SignIn
from tests.network import NOW, Network
from tocsin.actions.local_delays import local_delays, median_delay
from tocsin.actions.models import Case, Extension, SectionNote
from tocsin.actions.section_words import approve_note, write_note

MARKUP = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'


def at(case: Case) -> str:
    return f"/desk/cases/{case.pk}/local/"


def text_of(answer: Any) -> str:
    return unescape(answer.content.decode())


NOTE = {"do": "write", "language": "en", "text": "Write to the embassy in Berlin too."}
TIME = {"do": "extend", "until": "2026-12-20", "reason": "The post takes longer."}


def noted(network: Network, case: Case, later: timedelta) -> SectionNote:
    section = network.sections["DE"]
    note = write_note(network.dara, str(case.pk), section, "en", "A word.", NOW + later)
    return approve_note(network.greta, str(case.pk), note.pk, NOW + later)


def test_a_note_is_written_by_one_approved_by_another_and_taken_off_by_one(network: Network, sign_in: SignIn) -> None:
    case = network.published("FR")
    dara, greta, emil = sign_in(network.dara), sign_in(network.greta), sign_in(network.emil)
    assert 'href="/desk/cases/' in dara.get(at(case)).content.decode()
    assert dara.post(at(case), NOTE | {"text": MARKUP}).status_code == 303
    note = SectionNote.objects.get()
    assert dara.post(at(case), {"do": "approve", "number": note.pk}).status_code == 409
    assert emil.post(at(case), {"do": "approve", "number": note.pk}).status_code == 409
    page = greta.get(at(case)).content.decode()
    assert "<script>alert" not in page
    assert "Waits for your approval" in page
    assert greta.post(at(case), {"do": "approve", "number": note.pk}).status_code == 303
    note.refresh_from_db()
    assert note.approved_by_id == network.greta.pk
    assert emil.post(at(case), {"do": "end-note", "number": note.pk}).status_code == 303
    note.refresh_from_db()
    assert note.ended_at is not None
    assert greta.post(at(case), {"do": "end-note", "number": note.pk}).status_code == 404


def test_another_section_sees_what_is_public_of_a_note_and_can_do_nothing_to_it(
    network: Network, sign_in: SignIn
) -> None:
    case = network.published("FR")
    dara, hana = sign_in(network.dara), sign_in(network.hana)
    dara.post(at(case), NOTE)
    note = SectionNote.objects.get()
    assert NOTE["text"] not in text_of(hana.get(at(case)))
    for do in ("approve", "end-note"):
        assert hana.post(at(case), {"do": do, "number": note.pk}).status_code == 409
    approve_note(network.greta, str(case.pk), note.pk, NOW)
    assert NOTE["text"] in text_of(hana.get(at(case)))


def test_more_time_is_given_with_a_reason_and_taken_back(network: Network, sign_in: SignIn) -> None:
    case = network.published("FR")
    dara, hana = sign_in(network.dara), sign_in(network.hana)
    assert dara.post(at(case), TIME).status_code == 303
    given = Extension.objects.get()
    assert (given.until, given.section.code) == (date(2026, 12, 20), "DE")
    assert TIME["reason"] in text_of(dara.get(at(case)))
    assert TIME["reason"] not in text_of(hana.get(at(case)))
    assert hana.post(at(case), {"do": "end-extension", "number": given.pk}).status_code == 409
    assert dara.post(at(case), {"do": "end-extension", "number": given.pk}).status_code == 303
    given.refresh_from_db()
    assert given.ended_at is not None


@pytest.mark.parametrize(
    "form",
    [
        NOTE | {"text": "  "},
        NOTE | {"text": "a\0b"},
        NOTE | {"text": "x" * 6000},
        NOTE | {"language": "xx"},
        TIME | {"until": ""},
        TIME | {"until": "soon"},
        TIME | {"until": "2026-12-14"},
        TIME | {"reason": ""},
        TIME | {"reason": "r\0"},
        {"do": "approve", "number": "9" * 30},
        {"do": "approve"},
        {"do": "dance"},
    ],
)
def test_a_careless_form_comes_back_and_does_nothing(network: Network, sign_in: SignIn, form: dict[str, str]) -> None:
    case = network.published("DE")
    answer = sign_in(network.dara).post(at(case), form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not SectionNote.objects.exists()
    assert not Extension.objects.exists()


def test_only_a_coordinator_adds(network: Network, sign_in: SignIn) -> None:
    case = network.published("DE")
    for name in ("greta", "emil", "bo"):
        client = sign_in(network.people[name])
        assert 'value="write"' not in client.get(at(case)).content.decode()
        assert [client.post(at(case), form).status_code for form in (NOTE, TIME)] == [409, 409]
    assert not SectionNote.objects.exists()


def test_the_delay_is_measured_from_each_edition_to_the_first_note_on_it(
    network: Network, sign_in: SignIn, moment: Clock
) -> None:
    case, quiet = network.published("FR"), network.published("FR", headline="Nobody says anything of it")
    noted(network, case, timedelta(hours=5))
    noted(network, case, timedelta(hours=9))
    network.later(days=10)
    network.follow(case, summary="There is news.")
    noted(network, case, timedelta(days=13))
    delays = local_delays([network.sections["DE"].pk])
    assert [(one.case_id, one.edition, one.delay) for one in delays] == [
        (case.pk, 2, timedelta(days=3)),
        (case.pk, 1, timedelta(hours=5)),
    ]
    assert median_delay(delays) == timedelta(hours=38, minutes=30)
    assert local_delays([network.sections["FR"].pk]) == []
    assert quiet.pk not in {one.case_id for one in local_delays()}
    moment.later(days=20)
    client = sign_in(network.emil)
    assert "38 hours" in text_of(client.get("/desk/sections/"))
    page = text_of(client.get("/desk/sections/DE/"))
    assert "5 hours" in page
    assert "3 days" in page
