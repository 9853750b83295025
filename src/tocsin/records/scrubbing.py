"""Making sure that an erased word is gone from the database's files, not from a table only."""

from __future__ import annotations

import logging

from django.db import DatabaseError, connection, models

log = logging.getLogger(__name__)

LONGEST_WAIT_SECONDS = 5
"""For a table that somebody reads for long (a dump). Whoever wants to read it meanwhile waits behind, pages too."""


def scrub(*tables: type[models.Model]) -> bool:
    """Rewrite the files in which erased rows lay; whether that was done. After the transaction that erased.

    SQLite overwrites what is deleted (secure_delete); here its free pages go and its log of changes is emptied.
    PostgreSQL keeps old rows until a table is rewritten, and samples of them in its statistics. What its server keeps
    of its own log is the operator's to let expire; rows that an older open transaction still sees stay too.
    """
    if connection.in_atomic_block:
        return False
    try:
        done = _rewrite_sqlite() if connection.vendor == "sqlite" else _rewrite_postgresql(tables)
    except DatabaseError:
        done = False
    if not done:
        log.warning(
            "what was erased is gone from every table, but its bytes may still lie in the database's files, which are "
            "in use: run “tocsin case takedown --lapsed” once that has ended"
        )
    return done


def _rewrite_sqlite() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy, _, _ = cursor.fetchone()
    return not busy


def _rewrite_postgresql(tables: tuple[type[models.Model], ...]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{LONGEST_WAIT_SECONDS}s"])
        try:
            for model in tables:
                cursor.execute(f'VACUUM (FULL, ANALYZE) "{model._meta.db_table}"')
            cursor.execute("VACUUM (FULL) pg_catalog.pg_statistic")
        finally:
            cursor.execute("RESET lock_timeout")
    return True
