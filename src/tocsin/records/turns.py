"""Taking turns: what must not be done by two at once, where there is no row yet that could be locked."""

from __future__ import annotations

from django.db import connection


def take_turn(what: str) -> None:
    """Within a transaction: wait until nobody else has the turn, and keep it until the transaction ends.

    SQLite needs nothing: its transactions begin IMMEDIATE, and so one writes at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"tocsin {what}"])
