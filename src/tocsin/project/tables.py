"""The tables: made, brought up to date, and, in PostgreSQL, opened to the public process only as far as it needs."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tocsin.actions.models import PUBLIC_TABLES
from tocsin.actions.signing import register_key
from tocsin.appeals.models import PUBLIC_WRITES, Reply
from tocsin.delivery.models import Letter
from tocsin.directory.models import InventedState, Mission
from tocsin.keys import KeysError
from tocsin.members.models import PUBLIC_WRITES as WRITTEN_FOR_MEMBERS

PUBLIC_ROLE = "tocsin_public"
"""The PostgreSQL role that `tocsin serve --public` should connect as."""


def set_up(now: datetime) -> list[str]:
    """Run the migrations; lines that say what was done."""
    waiting = pending()
    call_command("migrate", verbosity=0)
    lines = [f"{waiting} steps were made; the tables are up to date." if waiting else "The tables are up to date."]
    if connection.vendor == "postgresql":
        lines.append(open_to_public_role())
    try:
        register_key(now)
    except KeysError:
        lines.append("There is no signing key yet: make the keys with “tocsin keys make”.")
    return lines


def pending() -> int:
    """How many steps of migration wait."""
    if connection.vendor == "sqlite":
        Path(str(connection.settings_dict["NAME"])).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def tables_of_public_role() -> tuple[set[str], set[str]]:
    """What the public process may read alone, and what it may read and write."""
    read = {model._meta.db_table for model in (*PUBLIC_TABLES, Mission, InventedState)} | {"django_migrations"}
    return read, {model._meta.db_table for model in (*PUBLIC_WRITES, *WRITTEN_FOR_MEMBERS, Letter, Reply)}


def open_to_public_role() -> str:
    """Let the public role read the public tables, write what writers send, and nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [PUBLIC_ROLE])
        if cursor.fetchone() is None:
            return f"There is no role {PUBLIC_ROLE}: the public process would read with the rights of the desk."
        public, written = tables_of_public_role()
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'REVOKE ALL ON "{table}" FROM {PUBLIC_ROLE}')
            if table in public:
                cursor.execute(f'GRANT SELECT ON "{table}" TO {PUBLIC_ROLE}')
            if table in written:
                cursor.execute(f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{table}" TO {PUBLIC_ROLE}')
                cursor.execute(f'GRANT USAGE ON SEQUENCE "{table}_id_seq" TO {PUBLIC_ROLE}')
    return (
        f"The role {PUBLIC_ROLE} may read {len(public)} tables, write the {len(written)} in which writers' letters "
        "and members' addresses lie sealed, and touch no other."
    )
