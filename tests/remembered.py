"""People and sections that many tests begin with: made through the services once, then put back row by row."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy

from django.core.management.color import no_style
from django.db import connection, models

from tocsin.directory.models import Section
from tocsin.records.models import Entry
from tocsin.staff.models import Grant, Person

_KEPT: dict[str, list[tuple[type[models.Model], list[models.Model]]]] = {}


def bring_back(name: str) -> bool:
    """Put the rows of this name into the empty tables; False where nobody has kept them yet."""
    kept = _KEPT.get(name)
    if kept is None:
        return False
    for model, rows in kept:
        model._default_manager.bulk_create([copy(row) for row in rows])
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [model for model, _ in kept]):
            cursor.execute(statement)
    return True


def keep(name: str, kinds: Iterable[type[models.Model]] = (Section, Person, Grant, Entry)) -> None:
    """Remember all that was made. kinds: tables that are empty before, those that others point to first."""
    _KEPT[name] = [(model, list(model._default_manager.order_by("pk"))) for model in kinds]
