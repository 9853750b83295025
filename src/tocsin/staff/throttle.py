"""How often somebody may try to sign in, counted without keeping who tried or from where.

Counted before anything is looked up, so that known and unknown addresses are counted alike, and in one statement, so
that two tries at once are two. Keys are hashes with a salt that is thrown away at the day's end (UTC).
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from django.db import IntegrityError, connection, transaction

from tocsin.records.errors import Refused
from tocsin.staff.models import Tries, TriesSalt


class Try(StrEnum):
    """What is counted."""

    PAIR = "address and network"
    ADDRESS = "address"
    NETWORK = "network"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many within a span that begins with the clock (UTC)."""

    most: int
    span: timedelta


QUARTER: Final = timedelta(minutes=15)
DAY: Final = timedelta(days=1)

LIMITS: Final[Mapping[Try, tuple[Limit, ...]]] = {
    Try.PAIR: (Limit(10, QUARTER),),
    # High, for whoever fills it shuts somebody else out: it is there against guesses from many networks.
    Try.ADDRESS: (Limit(100, QUARTER),),
    Try.NETWORK: (Limit(200, QUARTER),),
    # Three codes of a million are right at any moment: 30 guesses by somebody who has the secret come to 1 : 11,000.
    Try.CODE: (Limit(6, QUARTER), Limit(30, DAY)),
}


class TooManyTries(Refused):
    """Nothing was looked up."""

    def __init__(self) -> None:
        super().__init__("That was tried too often. Wait a quarter of an hour, then try once more.", "too-many-tries")


def count_sign_in(email: str, network: str, now: datetime) -> None:
    """One more try with this address from this network. Raises TooManyTries."""
    address = email.strip().lower()
    counted = {Try.PAIR: f"{address} {network}", Try.ADDRESS: address, Try.NETWORK: network}
    # All of them are counted, whichever is over.
    over = [_is_over(what, value, now) for what, value in counted.items() if value]
    if any(over):
        raise TooManyTries


def count_code(person_id: int, now: datetime) -> None:
    """One more try of a code of this person. Raises TooManyTries."""
    if _is_over(Try.CODE, str(person_id), now):
        raise TooManyTries


def forgive_sign_in(email: str, network: str, now: datetime) -> None:
    """A right secret: what the same person mistyped before, from the same network, counts no more."""
    _forgive(Try.PAIR, f"{email.strip().lower()} {network}", now)


def forgive_code(person_id: int, now: datetime) -> None:
    """A right code."""
    _forgive(Try.CODE, str(person_id), now)


def _forgive(what: Try, value: str, now: datetime) -> None:
    for limit in LIMITS[what]:
        Tries.objects.filter(begins=_begin(limit, now), key=_key(what, limit, value, now)).delete()


def _is_over(what: Try, value: str, now: datetime) -> bool:
    numbers = [(limit, _count(what, limit, value, now)) for limit in LIMITS[what]]
    return any(number > limit.most for limit, number in numbers)


def _count(what: Try, limit: Limit, value: str, now: datetime) -> int:
    table = Tries._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" (begins, "key", "count") VALUES (%s, %s, 1) ON CONFLICT (begins, "key") '  # noqa: S608 - our own table's name
            f'DO UPDATE SET "count" = "{table}"."count" + 1 RETURNING "count"',
            [connection.ops.adapt_datetimefield_value(_begin(limit, now)), _key(what, limit, value, now)],
        )
        (number,) = cursor.fetchone()
    return int(number)


def _begin(limit: Limit, now: datetime) -> datetime:
    seconds = int(limit.span.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)


def _key(what: Try, limit: Limit, value: str, now: datetime) -> str:
    text = f"{what}\0{limit.span.total_seconds():.0f}\0{value}"
    return hmac.digest(_salt(now), text.encode(), "sha256").hex()


def _salt(now: datetime) -> bytes:
    day = now.astimezone(UTC).date()
    row = TriesSalt.objects.filter(day=day).first()
    if row is None:
        try:
            with transaction.atomic():
                row = TriesSalt.objects.create(day=day, value=secrets.token_bytes(32))
        except IntegrityError:
            row = TriesSalt.objects.get(day=day)
    return bytes(row.value)


@transaction.atomic
def forget_tries(now: datetime) -> int:
    """Those of days that are over, with their salts; how many salts."""
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    Tries.objects.filter(begins__lt=today).delete()
    return TriesSalt.objects.filter(day__lt=today.date()).delete()[0]
