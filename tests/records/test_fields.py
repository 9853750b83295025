"""Every field says what kind of thing it holds, and whatever is about somebody can be handed out and erased."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from tests.network import Network
from tocsin.actions.exposure import HOLD_WORDS
from tocsin.actions.models import PUBLIC_TABLES
from tocsin.actions.publishing import heralds
from tocsin.appeals import forgetting
from tocsin.members import leaving
from tocsin.records import tombstones
from tocsin.records.errors import Refused
from tocsin.records.fields import Exposure, SealedField, exposure_of
from tocsin.records.personal import erase, exported, keeper_of
from tocsin.staff.models import Authenticator, Person, Session
from tocsin.staff.services import erase_person, export_person, remove_person

IDS_OF_STAFF = {"actions.rendition.translator", "actions.rendition.second_reader"}
"""Numbers without a name, of the desk, in a table that the public process reads."""


OF_SIGNING_IN = {Authenticator, Session}
"""Sealed, and no word of any case: secrets of authenticators."""


def _fields() -> Iterator[tuple[str, Any]]:
    """Every column of ours that is neither a key nor a relation."""
    for model in apps.get_models():
        if model.__module__.startswith("tocsin."):
            for field in model._meta.fields:
                if not (field.primary_key or field.is_relation):
                    yield f"{model._meta.label_lower}.{field.name}", field


def test_every_field_of_every_model_declares_who_may_see_it() -> None:
    assert [name for name, field in _fields() if not isinstance(exposure_of(field), Exposure)] == []


def test_every_personal_field_has_one_who_hands_it_out_and_one_who_erases_it() -> None:
    personal = [name for name, field in _fields() if getattr(field, "is_personal", False)]
    assert {"staff.person.email", "staff.person.name", "members.member.content", "members.member.kept"} <= {*personal}
    assert [name for name in personal if keeper_of(name) is None] == []


def test_a_personal_field_without_a_keeper_would_be_found() -> None:
    assert keeper_of("staff.person.secret") is None


def test_the_tables_of_the_public_hold_nothing_but_what_is_public() -> None:
    tables = {model._meta.label_lower for model in PUBLIC_TABLES}
    inside = [(name, field) for name, field in _fields() if name.rpartition(".")[0] in tables]
    assert {name for name, field in inside if exposure_of(field) is not Exposure.PUBLIC} == IDS_OF_STAFF


def test_a_take_down_knows_every_table_with_something_sealed() -> None:
    sealed = {field.model for _, field in _fields() if isinstance(field, SealedField)}
    assert sealed <= {*HOLD_WORDS, *forgetting.HOLD_WORDS, *heralds.tables(), *leaving.HOLD_WORDS, *OF_SIGNING_IN}
    assert all(field.null for _, field in _fields() if isinstance(field, SealedField))


def test_all_that_is_about_a_person_is_handed_out(network: Network) -> None:
    mine = export_person(network.chen)
    assert exported(network.chen) == {"email": "chen@example.org", "name": "Chen"}
    assert exported(network.chen).items() <= mine.items()


def test_erasing_leaves_nothing_of_a_person_but_a_number(network: Network) -> None:
    erase(network.chen)
    row: dict[str, Any] = Person.objects.filter(pk=network.chen.pk).values().get()
    assert "chen" not in str(row).lower()


def test_who_has_left_is_erased_and_marked_so_that_no_restore_brings_them_back(network: Network) -> None:
    with pytest.raises(Refused, match="still works here"):
        erase_person(network.odile, "chen@example.org", network.now)
    remove_person(network.odile, "chen@example.org", network.now)
    erase_person(network.odile, "chen@example.org", network.now)
    row: dict[str, Any] = Person.objects.filter(pk=network.chen.pk).values().get()
    assert "chen" not in str(row).lower()
    assert row["secret"] == "!"
    assert f"{network.chen.pk}@20261123120000" in tombstones.marked("staff")


def test_a_mark_that_a_crash_cut_off_names_nobody(settings: Any, tmp_path: Any) -> None:
    from dataclasses import replace

    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, data=tmp_path)
    tombstones.mark("staff", "12@20261123120000")
    tombstones.mark("case", "3f2a8c11-2222-4333-8444-0123456789ab")
    file = tmp_path / tombstones.FILE
    with file.open("a") as stream:
        stream.write("staff:1")
    assert tombstones.marked("staff") == {"12@20261123120000"}
    tombstones.mark("staff", "7@20261123120000")
    assert tombstones.marked("staff") == {"12@20261123120000", "7@20261123120000"}
    assert tombstones.marked("case") == {"3f2a8c11-2222-4333-8444-0123456789ab"}


def test_what_bears_a_mark_of_one_kind_bears_none_of_another(settings: Any, tmp_path: Any) -> None:
    from dataclasses import replace

    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, data=tmp_path)
    person = "a" * 64
    tombstones.mark_all("member", [f"{person}@20261123120000", f"{person}@20261123120000", "not-one"])
    tombstones.mark("appeal", person)
    assert tombstones.marked("member") == {f"{person}@20261123120000"}
    assert tombstones.marked("appeal") == {person}
    assert tombstones.marked("staff") == set()


def test_a_mark_is_written_once(settings: Any, tmp_path: Any) -> None:
    from dataclasses import replace

    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, data=tmp_path)
    for _ in range(2):
        tombstones.mark("staff", "12@20261123120000")
    assert (tmp_path / tombstones.FILE).read_text().count("staff:") == 1


def _models_with(field: type[models.Field[Any, Any]]) -> set[type[models.Model]]:
    return {one.model for _, one in _fields() if isinstance(one, field)}


def test_nothing_sealed_is_shown_by_accident(network: Network) -> None:
    case = network.draft()
    draft = case.drafts.get()
    assert repr(draft.content) == str(draft.content) == f"{draft.content}" == "<sealed>"
    assert draft._meta.get_field("content").value_to_string(draft)
    assert _models_with(SealedField)
