"""Two statements about many members at once, with their ids written into them: whole numbers of our own database.

As parameters, thousands of them would cost the driver more than the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import batched
from typing import Final

from django.db import connection

from tocsin.alerts.models import Turn
from tocsin.members.models import Member

AT_ONCE: Final = 1_000


def make_turns(wave: int, members: Sequence[int]) -> None:
    """Each of these members waits for a turn in this wave."""
    for some in batched(members, AT_ONCE):
        rows = ",".join(f"({int(wave)},{int(member)})" for member in some)
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {_table(Turn)} (wave_id, member) VALUES {rows}")  # noqa: S608


def set_next(members: Sequence[int], moment: datetime) -> None:
    """The next alert to these members goes at that moment at the earliest.

    The range is said as well: with it a database goes along its index instead of through the whole table.
    """
    if members:
        said = connection.ops.adapt_datetimefield_value(moment)
        within = f"id BETWEEN {int(min(members))} AND {int(max(members))} AND id IN ({_ids(members)})"
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {_table(Member)} SET next_at = %s WHERE {within}", [said])  # noqa: S608


def _table(model: type[Turn] | type[Member]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _ids(members: Sequence[int]) -> str:
    return ",".join(str(int(member)) for member in members)
