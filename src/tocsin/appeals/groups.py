"""What a group says that it sent: people who wrote together, on paper, and have no page of their own here."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from tocsin.appeals.addressees import addressees_of
from tocsin.appeals.entering import NotYet, row_of
from tocsin.appeals.guarding import Visit, check_visit
from tocsin.appeals.matter import matter_at
from tocsin.appeals.models import Appeal, AppealState
from tocsin.appeals.private import MOST_REPORTED
from tocsin.appeals.tokens import PrivateKey, seal_for
from tocsin.appeals.wish import Fault, Wish
from tocsin.delivery import ledger
from tocsin.delivery.kinds import Route
from tocsin.delivery.states import Event
from tocsin.records.errors import BadInput


@transaction.atomic
def report_group(  # noqa: PLR0913, PLR0917 - what a group says of its letters
    slug: str, keys: Collection[str], country: str, language: str, count: int, visit: Visit, now: datetime
) -> str:
    """Note that so many letters went to each of these recipients by post; the token of the page on which the group can
    put the number right. Also after the deadline: what was posted was posted.

    Raises NotThere, GoneFromPublic, BadInput (the number), NotYet with what else is missing.
    """
    matter = matter_at(slug, now)
    if not 1 <= count <= MOST_REPORTED:
        raise BadInput(f"How many letters were sent is a number from 1 to {MOST_REPORTED:,}.")
    wish = Wish.of({"country": country, "language": language, "to": sorted(keys), "ways": {}})
    people = [one for one in addressees_of(matter, wish.country).people if one.key in keys and one.recipient.lines]
    missing = ((Fault.COUNTRY, not wish.country), (Fault.LANGUAGE, not wish.language), (Fault.NOBODY, not people))
    if faults := [fault for fault, is_missing in missing if is_missing]:
        raise NotYet(faults)
    check_visit(visit, slug, now)
    key = PrivateKey.make()
    appeal = _appeal(key, wish, slug, matter.n, now)
    for one in people:
        letter = row_of(one, Route.OWN_PAPER, wish, matter, now)
        letter.owner = appeal.pk
        letter.save()
        ledger.move(letter, Event.REPORT, now, count=count, handed_at=now)
    return key.text


def _appeal(key: PrivateKey, wish: Wish, slug: str, n: int, now: datetime) -> Appeal:
    """An appeal without words: each of the group wrote their own, and none of them was here."""
    return Appeal.objects.create(
        slug=slug,
        n=n,
        state=AppealState.SENT,
        token_hash=key.hash,
        reader_key=key.public,
        kept=seal_for(key.public, wish.to_json()),
        language=wish.language,
        country=wish.country,
        made_at=now,
        touched_at=now,
    )
