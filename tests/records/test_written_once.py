"""What is written once: the database itself refuses to change it, whoever asks."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from tests.network import Network
from tests.project.installation import Installation
from tocsin.actions.exposure import erase_texts, stop_case
from tocsin.actions.models import Approval, Edition, Rendition, VerifyingKey
from tocsin.records.models import Entry
from tocsin.records.written_once import deletion_allowed, written_once

ONCE = ("records_entry", "actions_edition", "actions_rendition", "actions_verifyingkey", "actions_approval")


def _run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def table(db: None) -> Callable[..., None]:
    """A table of its own with one row, made written once as a migration does it."""
    _run("CREATE TABLE probe (id integer PRIMARY KEY, word text, state text, body text)")
    _run("INSERT INTO probe VALUES (1, 'said', 'live', 'long')")

    def made(**rules: object) -> None:
        written_once("probe", **rules).code(None, connection.schema_editor())  # type: ignore[arg-type]

    return made


@pytest.mark.parametrize(
    "statement", ["UPDATE probe SET word = 'unsaid'", "UPDATE probe SET word = NULL", "DELETE FROM probe"]
)
def test_a_row_written_once_is_neither_changed_nor_deleted(table: Callable[..., None], statement: str) -> None:
    table()
    with pytest.raises(DatabaseError, match="written once"):
        _run(statement)


def test_a_column_that_may_change_changes_alone(table: Callable[..., None]) -> None:
    table(may_change=["state"])
    _run("UPDATE probe SET state = 'stopped', word = 'said'")
    with pytest.raises(DatabaseError, match="written once"):
        _run("UPDATE probe SET state = 'live', word = 'unsaid'")


def test_a_column_that_may_be_emptied_is_emptied_once_and_never_filled_again(table: Callable[..., None]) -> None:
    table(may_empty=["body"])
    with pytest.raises(DatabaseError, match="written once"):
        _run("UPDATE probe SET body = 'other'")
    _run("UPDATE probe SET body = NULL")
    with pytest.raises(DatabaseError, match="written once"):
        _run("UPDATE probe SET body = 'long'")


def test_rows_that_may_be_deleted_are_deleted_and_not_changed(table: Callable[..., None]) -> None:
    table(may_delete=True)
    with pytest.raises(DatabaseError, match="written once"):
        _run("UPDATE probe SET word = 'unsaid'")
    _run("DELETE FROM probe")


def test_the_refusal_to_delete_is_lifted_for_a_restore_and_stands_again_after_it(table: Callable[..., None]) -> None:
    table()
    with transaction.atomic(), deletion_allowed("probe"):
        _run("DELETE FROM probe")
    _run("INSERT INTO probe VALUES (1, 'said', 'live', 'long')")
    with pytest.raises(DatabaseError, match="written once"):
        _run("DELETE FROM probe")


def test_what_stops_half_way_leaves_the_refusal_to_delete_in_place(table: Callable[..., None]) -> None:
    table()
    with pytest.raises(RuntimeError), transaction.atomic(), deletion_allowed("probe"):
        raise RuntimeError
    with pytest.raises(DatabaseError, match="written once"):
        _run("DELETE FROM probe")


def test_history_editions_approvals_and_keys_are_written_once(network: Network) -> None:
    network.published()
    attempts = [
        (Entry, {"verb": "other"}),
        (Entry, {"detail": {}}),
        (Edition, {"published_at": network.later(days=1)}),
        (Edition, {"text_sha256": "0" * 64}),
        (Rendition, {"text": "other"}),
        (Rendition, {"signature": ""}),
        (Rendition, {"sheet_sha256": ""}),
        (Approval, {"text_hash": ""}),
        (Approval, {"approver": network.mallory}),
        (VerifyingKey, {"public_key": ""}),
    ]
    for model, change in attempts:
        with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
            model._default_manager.update(**change)


def test_what_has_to_change_still_does(network: Network) -> None:
    case = network.published()
    stop_case(network.bo, str(case.pk), network.now)
    erase_texts(case, network.now)
    assert Edition.objects.get().state == "stopped"
    assert Rendition.objects.get().text is None


def test_a_new_database_refuses_to_delete_what_is_written_once(tmp_path: Path) -> None:
    place = Installation(tmp_path / "data")
    assert place.run("migrate").returncode == 0
    with closing(sqlite3.connect(place.sqlite_file)) as database:
        for table in ONCE:
            # Rows of others are not needed for this one: the question is what the table says to a DELETE.
            database.execute("PRAGMA foreign_keys=OFF")
            columns = [column[1] for column in database.execute(f"PRAGMA table_info({table})")]
            database.execute(f"INSERT INTO {table} VALUES ({', '.join('9' for _ in columns)})")
            with pytest.raises(sqlite3.DatabaseError, match="written once"):
                database.execute(f"DELETE FROM {table}")
            with pytest.raises(sqlite3.DatabaseError, match="written once"):
                database.execute(f"UPDATE {table} SET id = 8")
        database.rollback()
