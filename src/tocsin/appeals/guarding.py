"""Against floods, without anybody else's help and without keeping who was here.

What is counted is counted under a keyed hash whose salt is thrown away at the day's end (UTC): an address, its domain,
and the network from which somebody comes (IPv4 /24, IPv6 /48), of which nothing else is ever written.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from tocsin.appeals.models import Salt, Shingle, Tally
from tocsin.appeals.wish import Fault, Wish
from tocsin.letters.own_words import fingerprint, likeness
from tocsin.records.persons import keyed_hash, mailbox_of

FASTEST: Final = timedelta(seconds=2)
"""Nobody reads the page and fills it in within this time."""

OLDEST: Final = timedelta(days=8)

MOST: Final = {"network": 400, "address": 8, "domain": 20_000}
"""A day: appeals from one network (a school, a mobile carrier's gate), to confirm at one address, at one domain."""

NEARLY_THE_SAME: Final = 0.8
FLOOD: Final = 25
"""So many letters that share nearly everything, and an operator looks at the next ones first."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What is known of the request. network: where it comes from, already cut to its prefix; empty where not known.
    stamp: what `stamp` gave when the page was handed out; None for what comes from no page. trap: what stands in the
    field that nobody sees.
    """

    network: str = ""
    stamp: str | None = None
    trap: str = ""
    address: str = ""


def stamp(slug: str, now: datetime) -> str:
    """When a page of writing was handed out, signed: no cookie is needed to know how long somebody took."""
    moment = str(int(now.timestamp()))
    return f"{moment}.{_signature(slug, moment)}"


def is_stamped(slug: str, text: str, now: datetime) -> timedelta | None:
    """How long ago the page was handed out; None where the stamp is not ours, or too old."""
    moment, _, signature = text.partition(".")
    if not hmac.compare_digest(signature.encode(), _signature(slug, moment).encode()) or not moment.isdigit():
        return None
    age = timedelta(seconds=now.timestamp() - int(moment))
    return age if timedelta(0) <= age <= OLDEST else None


def _signature(slug: str, moment: str) -> str:
    return keyed_hash(settings.SECRET_KEY, "stamp", f"{slug} {moment}")[:32]


def check_visit(visit: Visit, slug: str, now: datetime) -> None:
    """Both of the next two."""
    check_person(visit, slug, now)
    count_visit(visit, now)


def check_person(visit: Visit, slug: str, now: datetime) -> None:
    """Raises NotYet where no person can have filled the page in."""
    from tocsin.appeals.entering import NotYet

    if visit.trap:
        raise NotYet([Fault.TRAP])
    if visit.stamp is not None:
        age = is_stamped(slug, visit.stamp, now)
        if age is None or age < FASTEST:
            raise NotYet([Fault.TOO_FAST])


def count_visit(visit: Visit, now: datetime) -> None:
    """Count it, in the caller's transaction. Raises NotYet where too many came from one place today."""
    from tocsin.appeals.entering import NotYet

    address = mailbox_of(visit.address)
    counted = {"network": visit.network, "address": address, "domain": address.rpartition("@")[2]}
    over = [what for what, value in counted.items() if value and count(what, value, now) > MOST[what]]
    if over:
        raise NotYet([Fault.FLOOD])


def count(what: str, value: str, now: datetime) -> int:
    """One more of this today; how many it makes."""
    key = hmac.digest(_salt(now), f"{what}\0{value.lower()}".encode(), "sha256").hex()
    with connection.cursor() as cursor:
        # One statement, for what two do at once must make two; the ORM would take two questions and a lock.
        cursor.execute(
            f'INSERT INTO "{Tally._meta.db_table}" (day, "key", "count") VALUES (%s, %s, 1) ON CONFLICT (day, "key") '  # noqa: S608
            f'DO UPDATE SET "count" = "{Tally._meta.db_table}"."count" + 1 RETURNING "count"',
            [now.date(), key],
        )
        (number,) = cursor.fetchone()
    return int(number)


def _salt(now: datetime) -> bytes:
    row = Salt.objects.filter(day=now.date()).first()
    if row is None:
        try:
            with transaction.atomic():
                row = Salt.objects.create(day=now.date(), value=secrets.token_bytes(32))
        except IntegrityError:
            row = Salt.objects.get(day=now.date())
    return bytes(row.value)


@transaction.atomic
def throw_salts_away(now: datetime) -> int:
    """Those of days that are over, and their tallies; how many salts."""
    Tally.objects.filter(day__lt=now.date()).delete()
    return Salt.objects.filter(day__lt=now.date()).delete()[0]


def shingle_key(slug: str) -> bytes:
    """The key under which the words of letters on one case are hashed."""
    return hashlib.sha256(keyed_hash(settings.SECRET_KEY, "shingles", slug).encode()).digest()


def seen_before(wish: Wish, slug: str) -> frozenset[int]:
    """Which of this text's hashed pieces stood in somebody else's letter."""
    mine = fingerprint(wish.text, wish.language, shingle_key(slug))
    return frozenset(Shingle.objects.filter(slug=slug, value__in=mine).values_list("value", flat=True))


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """A letter's hashed pieces, in ascending order."""

    slug: str
    values: tuple[int, ...]


def fingerprints_of(wish: Wish, slug: str) -> Fingerprints:
    return Fingerprints(slug, tuple(sorted(fingerprint(wish.text, wish.language, shingle_key(slug)))))


def is_flood(mine: Fingerprints) -> bool:
    """Whether several letters nearly the same as this were taken in already."""
    often = Shingle.objects.filter(slug=mine.slug, value__in=mine.values, count__gte=FLOOD)
    seen = frozenset(often.values_list("value", flat=True))
    return bool(mine.values) and likeness(mine.values, seen) >= NEARLY_THE_SAME


def remember(mine: Fingerprints) -> None:
    """Count this letter's pieces, so that the next one can be compared; the letter itself is not needed for it."""
    if not mine.values:
        return
    table = Shingle._meta.db_table
    # In ascending order, so that two letters that come in at once never wait for each other.
    rows = ", ".join(["(%s, %s, 1)"] * len(mine.values))
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" (slug, value, "count") VALUES {rows} ON CONFLICT (slug, value) '  # noqa: S608
            f'DO UPDATE SET "count" = "{table}"."count" + 1',
            [part for value in mine.values for part in (mine.slug, value)],
        )
