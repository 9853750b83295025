"""Sealed notes: written by one, opened by two, each time with a reason, and by nobody without the desk key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.network import Network
from tocsin.actions.exposure import take_down
from tocsin.actions.models import Case, Draft, Opening, SealedNote
from tocsin.actions.sealed_notes import ask_to_open, open_note, seal_note
from tocsin.keys import KeysError, SealedAway
from tocsin.project.keyring import Keyring
from tocsin.records.errors import BadInput, NotThere, Refused
from tocsin.records.history import history_of
from tocsin.staff.models import Person
from tocsin.staff.services import confirm_person, end_roles, set_secret

SOURCE = "The pastor who brings the insulin saw it from his window."
WHY = "The family asks whom they can thank."


@pytest.fixture
def note(network: Network) -> SealedNote:
    case = network.draft()
    return seal_note(network.amina, str(case.pk), "source", SOURCE, network.now)


def _ask(network: Network, person: Person, note: SealedNote) -> Opening:
    return ask_to_open(person, str(note.case_id), note.pk, WHY, network.now)


def _open(network: Network, person: Person, note: SealedNote) -> str:
    return open_note(person, str(note.case_id), note.pk, network.now)


def test_one_asks_with_a_reason_and_another_opens(network: Network, note: SealedNote) -> None:
    _ask(network, network.amina, note)
    assert _open(network, network.bo, note) == SOURCE
    opening = Opening.objects.get()
    assert (opening.asked_by, opening.opened_by, opening.opened_at) == (network.amina, network.bo, network.now)


def test_nobody_opens_a_note_that_nobody_else_asked_for(network: Network, note: SealedNote) -> None:
    with pytest.raises(Refused, match="another person asks"):
        _open(network, network.bo, note)
    for _ in range(2):
        _ask(network, network.mallory, note)
    with pytest.raises(Refused, match="another person asks"):
        _open(network, network.mallory, note)


def test_each_request_opens_the_note_once(network: Network, note: SealedNote) -> None:
    _ask(network, network.amina, note)
    _open(network, network.bo, note)
    with pytest.raises(Refused, match="another person asks"):
        _open(network, network.bo, note)


def test_a_request_stands_for_a_day(network: Network, note: SealedNote) -> None:
    _ask(network, network.amina, note)
    network.later(hours=24)
    with pytest.raises(Refused, match="within a day"):
        _open(network, network.bo, note)


def test_a_request_says_why(network: Network, note: SealedNote) -> None:
    with pytest.raises(BadInput, match="Write down why"):
        ask_to_open(network.amina, str(note.case_id), note.pk, " ", network.now)


def test_an_empty_note_is_not_sealed(network: Network) -> None:
    case = network.draft()
    with pytest.raises(BadInput, match="empty"):
        seal_note(network.amina, str(case.pk), "source", " \n", network.now)


def test_whoever_set_anothers_secret_does_not_open_a_note_with_it(network: Network, note: SealedNote) -> None:
    set_secret(network.mallory, "bo@example.org", "a secret that mallory knows", network.now)
    confirm_person(network.amina, "bo@example.org", network.now)
    bo = Person.objects.get(email="bo@example.org")
    with pytest.raises(Refused, match="set your secret"):
        _ask(network, bo, note)
    _ask(network, network.mallory, note)
    with pytest.raises(Refused, match="set your secret"):
        _open(network, bo, note)
    assert not Opening.objects.exclude(opened_at=None).exists()


def test_those_without_the_role_or_of_another_section_neither_ask_nor_open(network: Network, note: SealedNote) -> None:
    # Farid and Chen translate, Odile operates, Hana is of the section in France, Dara coordinates.
    for name in ("chen", "farid", "odile", "hana", "dara"):
        with pytest.raises(Refused):
            _ask(network, network.people[name], note)
    _ask(network, network.amina, note)
    for name in ("chen", "farid", "odile", "hana", "dara"):
        with pytest.raises(Refused):
            _open(network, network.people[name], note)
    assert not Opening.objects.exclude(opened_at=None).exists()


def test_who_lost_the_role_since_does_not_open(network: Network, note: SealedNote) -> None:
    from tocsin.staff.roles import Role

    _ask(network, network.amina, note)
    end_roles(network.odile, "bo@example.org", [Role.REVIEWER], network.now)
    with pytest.raises(Refused):
        _open(network, network.bo, note)


def test_a_note_is_looked_for_in_its_own_case_alone(network: Network, note: SealedNote) -> None:
    other = network.draft()
    with pytest.raises(NotThere):
        ask_to_open(network.amina, str(other.pk), note.pk, WHY, network.now)
    with pytest.raises(NotThere):
        ask_to_open(network.amina, str(other.pk), 999_999, WHY, network.now)


def test_an_opening_stands_in_the_history_and_no_word_of_it(network: Network, note: SealedNote) -> None:
    _ask(network, network.amina, note)
    _open(network, network.bo, note)
    lines = [(entry.verb, entry.actor) for entry in history_of(f"case:{note.case_id}") if "note" in str(entry.detail)]
    assert lines == [
        ("note sealed", network.amina.pk),
        ("opening asked", network.amina.pk),
        ("note opened", network.bo.pk),
    ]
    assert "pastor" not in str([entry.detail for entry in history_of(f"case:{note.case_id}")])


def test_after_a_take_down_there_is_nothing_to_open(network: Network) -> None:
    case = network.published()
    note = seal_note(network.amina, str(case.pk), "identity", SOURCE, network.now)
    _ask(network, network.amina, note)
    take_down(network.bo, str(case.pk), network.now)
    with pytest.raises(Refused, match="erased"):
        _open(network, network.bo, note)
    with pytest.raises(Refused, match="taken down"):
        seal_note(network.amina, str(case.pk), "identity", SOURCE, network.now)


def test_without_the_desk_key_nothing_sealed_is_read(
    network: Network, note: SealedNote, settings: Any, tmp_path: Path
) -> None:
    _ask(network, network.amina, note)
    elsewhere = Keyring(tmp_path)
    settings.KEYRING = elsewhere
    with pytest.raises(KeysError, match="keys make"):
        _open(network, network.bo, note)
    elsewhere.make_missing()
    with pytest.raises(SealedAway, match="another desk key"):
        _open(network, network.bo, note)
    # The request was not used up by failing.
    assert Opening.objects.get().opened_at is None


def test_what_is_sealed_for_one_column_does_not_open_in_another(network: Network, note: SealedNote) -> None:
    moved = SealedNote.objects.get(pk=note.pk).content.sealed()
    Draft.objects.filter(case=note.case_id).update(content=moved)
    with pytest.raises(SealedAway):
        Draft.objects.get(case=note.case_id).content.open()


def test_a_sealed_value_that_was_altered_does_not_open(network: Network, note: SealedNote) -> None:
    sealed = bytearray(SealedNote.objects.get(pk=note.pk).content.sealed())
    sealed[-1] ^= 1
    SealedNote.objects.filter(pk=note.pk).update(content=bytes(sealed))
    with pytest.raises(SealedAway):
        SealedNote.objects.get(pk=note.pk).content.open()


def test_sealing_takes_the_public_half_alone(network: Network, settings: Any, tmp_path: Path) -> None:
    case: Case = network.draft()
    desk = settings.KEYRING
    (tmp_path / "desk.pub").write_text(desk.desk_public_key().to_text())
    settings.KEYRING = Keyring(tmp_path)
    note = seal_note(network.amina, str(case.pk), "source", SOURCE, network.now)
    settings.KEYRING = desk
    assert SealedNote.objects.get(pk=note.pk).content.open() == SOURCE


def test_a_desk_key_that_went_missing_is_not_replaced_by_another(tmp_path: Path) -> None:
    keys = Keyring(tmp_path)
    keys.make_missing()
    (tmp_path / "desk.key").unlink()
    with pytest.raises(KeysError, match=r"bring desk\.key back"):
        keys.make_missing()
    assert not (tmp_path / "desk.key").exists()
