"""Migration operations that make the database itself refuse to change what is written once.

Both databases: a rule in the model alone would not hold against another program with the same connection.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.migrations.operations import RunPython


def written_once(
    table: str, may_change: Sequence[str] = (), may_empty: Sequence[str] = (), may_delete: bool = False
) -> RunPython:
    """Refuse UPDATE of every column but `may_change`, and DELETE. `may_empty`: columns that may become null.

    SQLite makes a table anew when a later migration alters it, and forgets its triggers: name it here again then.
    """

    def forwards(apps: Any, editor: Any) -> None:
        for statement in _statements(table, may_change, may_empty, may_delete, editor):
            editor.execute(statement)

    def backwards(apps: Any, editor: Any) -> None:
        _forget(table, editor)

    return RunPython(forwards, backwards)


def _forget(table: str, editor: Any) -> None:
    on = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
    for what in ("update", "delete"):
        editor.execute(f"DROP TRIGGER IF EXISTS {table}_once_{what}{on}")


def _statements(
    table: str, may_change: Sequence[str], may_empty: Sequence[str], may_delete: bool, editor: Any
) -> list[str]:
    with editor.connection.cursor() as cursor:
        columns = [column.name for column in editor.connection.introspection.get_table_description(cursor, table)]
    fixed = [column for column in columns if column not in may_change]
    if editor.connection.vendor == "sqlite":
        changed = " OR ".join(
            f'(OLD."{column}" IS NOT NEW."{column}"'
            + (f' AND NEW."{column}" IS NOT NULL)' if column in may_empty else ")")
            for column in fixed
        )
        statements = [
            f"CREATE TRIGGER {table}_once_update BEFORE UPDATE ON {table} WHEN {changed} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is written once'); END"
        ]
        if not may_delete:
            statements.append(
                f"CREATE TRIGGER {table}_once_delete BEFORE DELETE ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is written once'); END"
            )
        return statements
    changed = " OR ".join(
        f'(OLD."{column}" IS DISTINCT FROM NEW."{column}"'
        + (f' AND NEW."{column}" IS NOT NULL)' if column in may_empty else ")")
        for column in fixed
    )
    statements = [
        f"CREATE OR REPLACE FUNCTION {table}_once() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is written once'; END $$",
        f"CREATE TRIGGER {table}_once_update BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({changed}) "
        f"EXECUTE FUNCTION {table}_once()",
    ]
    if not may_delete:
        statements.append(
            f"CREATE TRIGGER {table}_once_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_once()"
        )
    return statements


def written_once_anew(
    table: str, may_change: Sequence[str] = (), may_empty: Sequence[str] = (), may_delete: bool = False
) -> RunPython:
    """The same for a table that is written once already, by other rules. Backwards, the new rules stay."""

    def forwards(_apps: Any, editor: Any) -> None:
        _forget(table, editor)
        for statement in _statements(table, may_change, may_empty, may_delete, editor):
            editor.execute(statement)

    return RunPython(forwards, RunPython.noop)


@contextmanager
def deletion_allowed(table: str) -> Iterator[None]:
    """Lift the refusal to delete, in a transaction that either ends with it back in place or never happened.

    For a restore alone: what `tocsin migrate` wrote into tables that were empty has to make room.
    """
    with _lifted(table, "delete"):
        yield


@contextmanager
def change_allowed(table: str) -> Iterator[None]:
    """The same for the refusal to change. For a migration alone, that takes out what should never have been written."""
    with _lifted(table, "update"):
        yield


@contextmanager
def _lifted(table: str, what: str) -> Iterator[None]:
    name = f"{table}_once_{what}"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT 1 FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname = %s", [table, name])
            there = cursor.fetchone() is not None
            lift, restore = (f'ALTER TABLE "{table}" {verb} TRIGGER "{name}"' for verb in ("DISABLE", "ENABLE"))
        else:
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = %s", [name])
            made_by = cursor.fetchone()
            there = made_by is not None
            lift, restore = f'DROP TRIGGER "{name}"', made_by[0] if made_by else ""
        if there:
            cursor.execute(lift)
        yield
        if there:
            cursor.execute(restore)
