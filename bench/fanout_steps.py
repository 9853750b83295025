"""The steps of `fanout.py` that need the program's settings, each in a process of its own. Prints JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import batched
from typing import Any

import django

SLUG = "ua-1-26"
BATCH = 10_000


def prepare(members: int) -> dict[str, Any]:
    """The demonstration's network, so many members, and no alert yet."""
    from django.conf import settings
    from django_tasks_db.models import DBTaskResult

    from tocsin.alerts.models import Alert
    from tocsin.delivery.models import Letter
    from tocsin.project.demo.network import populate

    populate("0123456789abcdef", datetime.now(UTC), date.today())
    settings.SECRET_KEY = settings.KEYRING.secret_key()
    Alert.objects.all().delete()
    # The invented network's own letters and notices would be counted too.
    Letter.objects.all().delete()
    DBTaskResult.objects.all().delete()
    add_members(members)
    return _one_message()


def add_members(number: int) -> None:
    """So many members who wish for all, as they lie in the tables once they have confirmed."""
    from tocsin.members.models import Member

    for some in batched(range(1, number + 1), BATCH):
        Member.objects.bulk_create(_rows(some))


def _rows(numbers: tuple[int, ...]) -> Iterator[Any]:
    """Members of five languages, of a thousand providers."""
    from django.conf import settings

    from tocsin.members.links import MemberLink
    from tocsin.members.models import Member, MemberState, Profile
    from tocsin.members.wishes import Wishes
    from tocsin.records.fields import Sealed
    from tocsin.records.persons import domain_of, person_of

    now = datetime.now(UTC)
    wishes = [Wishes(languages=(tag,)) for tag in ("en", "fr", "es", "ar", "zh-Hans")]
    profiles = [Profile.objects.get_or_create(key=one.key, defaults={"wishes": one.to_json()})[0] for one in wishes]
    box, purpose = settings.KEYRING.desk_key().own_box(), "members.member.content"
    for number in numbers:
        link, email = MemberLink.make(), f"member{number}@mail{number % 1000}.example.org"
        content = json.dumps({"email": email, "link": link.text}, separators=(",", ":")).encode()
        yield Member(
            content=Sealed(purpose, box.seal(content, purpose)),
            kept=link.seal({"email": email, "origin": "page"}),
            person=person_of(email),
            domain=domain_of(email),
            link_hash=link.hash,
            leave_hash=link.leave_hash,
            profile=profiles[number % len(profiles)],
            state=MemberState.ACTIVE,
            origin="page",
            consented_at=now,
            asked_at=now,
        )


def _one_message() -> dict[str, Any]:
    """How large the English one is, and what it says, for the peers to say the same."""
    from tocsin.alerts.models import AlertKind
    from tocsin.alerts.wording import Source, Variant

    said = Source.load(AlertKind.NEW, SLUG, _live(), datetime.now(UTC)).text(Variant())
    texts = {"subject": said.subject, "text": said.text, "html": said.html or ""}
    return {"octets": sum(len(text.encode()) for text in texts.values()) * 11 // 10 + 1_900, "texts": texts}


def _live() -> int:
    from tocsin.actions.models import PublicRecord

    found = PublicRecord.objects.filter(slug=SLUG).values_list("record__live", flat=True).first()
    assert found is not None, "the demonstration has this case"
    return int(found)


def announce() -> dict[str, Any]:
    """What publishing an edition does, at this moment."""
    from django.db import transaction

    from tocsin.alerts.models import AlertKind
    from tocsin.alerts.planning.announcing import announce as make_alert

    with transaction.atomic():
        make_alert(SLUG, _live(), AlertKind.NEW, datetime.now(UTC))
    return {}


def finish() -> dict[str, Any]:
    """When all is done: what the ledger says."""
    from tocsin.alerts.models import Chunk, ChunkState

    for _ in range(600):
        if not Chunk.objects.exclude(state=ChunkState.DONE).exists():
            break
        time.sleep(0.1)
    ends = b"".join(bytes(one) for one in Chunk.objects.values_list("ends", flat=True).iterator())
    return {"handed": ends.count(b"h")}


if __name__ == "__main__":
    django.setup()
    step, *words = sys.argv[1:]
    steps: dict[str, Any] = {"prepare": prepare, "announce": announce, "finish": finish}
    print(json.dumps(steps[step](*map(int, words))))
