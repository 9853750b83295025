"""Two statements about many members at once, with their ids written into them: whole numbers of our own database.

As parameters, thousands of them would cost the driver more than the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from tocsin.alerts.models import Turn
from tocsin.members.models import Member


def make_turns(wave: int, members: Sequence[int]) -> None:
    """Each of these members, all of whom are there, waits for a turn in this wave."""
    if members:
        turns, people = _table(Turn), _table(Member)
        statement = f"INSERT INTO {turns} (wave_id, member) SELECT %s, id FROM {people} WHERE id IN ({_ids(members)})"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(statement, [wave])


def set_next(members: Sequence[int], moment: datetime) -> None:
    """The next alert to these members goes at that moment at the earliest."""
    if members:
        said = connection.ops.adapt_datetimefield_value(moment)
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {_table(Member)} SET next_at = %s WHERE id IN ({_ids(members)})", [said])  # noqa: S608


def _table(model: type[Turn] | type[Member]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _ids(members: Sequence[int]) -> str:
    return ",".join(str(int(member)) for member in members)
