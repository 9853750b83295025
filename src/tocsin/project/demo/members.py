"""Invented members of the demonstration, and the alerts that they got: all of it through the doors that people use."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from importlib.resources import files
from typing import Final

from django.conf import settings
from django_tasks_db.models import DBTaskResult

from tocsin.alerts import tasks
from tocsin.alerts.models import Chunk, ChunkState
from tocsin.alerts.planning.pages import plan_waiting
from tocsin.alerts.sending.engine import Engine
from tocsin.appeals.guarding import Visit
from tocsin.delivery import telling
from tocsin.delivery.channels.carrying import Refusal
from tocsin.delivery.channels.email.stream import Outcome, Parcel, Record
from tocsin.delivery.channels.outbox import OutboxStream
from tocsin.delivery.models import Letter
from tocsin.members.importing import import_members
from tocsin.members.joining import ask, confirm
from tocsin.members.models import Member
from tocsin.members.notices import owner_of
from tocsin.members.wishes import Further, Rhythm, Wishes
from tocsin.project.demo.letters import hand_over
from tocsin.records.persons import person_of
from tocsin.staff.models import Person


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody who joined by the page. tongue: of the page."""

    email: str
    tongue: str
    wishes: Wishes
    section: str = ""


ALL: Final = Further.ALL
JOINED: Final = (
    Joined("nora.lind@example.org", "en", Wishes(("en",), further=ALL), "DE"),
    Joined("camille.roy@example.org", "fr", Wishes(("fr", "en"), further=ALL)),
    Joined("salma.nour@example.org", "ar", Wishes(("ar", "en"), further=ALL)),
    Joined("wei.chen@example.org", "zh-hans", Wishes(("zh-Hans",), further=ALL)),
    Joined("lucia.vega@example.org", "es", Wishes(("es", "en"))),
    Joined("jomo.quiet@example.org", "en", Wishes(("en",), further=ALL, quiet=True)),
    Joined("agnes.plain@example.org", "en", Wishes(("en",), further=ALL, plain=True)),
    Joined("ines.seldom@example.org", "fr", Wishes(("fr",), most_a_month=1, further=ALL)),
    Joined("tariq.weekly@example.org", "ar", Wishes(("ar",), rhythm=Rhythm.WEEKLY)),
    Joined("paula.prison@example.org", "en", Wishes(("en",), concerns=("death-penalty", "held-in-secret"))),
    Joined("theo.halvara@example.org", "fr", Wishes(("fr",), countries=("XH",))),
    # They wrote on the first case too.
    Joined("writer0@example.org", "en", Wishes(("en",)), "DE"),
    Joined("writer5@example.org", "fr", Wishes(("fr",))),
)

NO_MAILBOX: Final = "karl.gone@example.org"
"""On the section's list, and refused by the mail server at the first alert."""

_BETWEEN: Final = timedelta(milliseconds=40)
"""From one message to the next, as the figures at the desk are to say it."""


def join(coordinator: Person, at: datetime) -> str:
    """Everybody is a member from then on; the address of the first one's own page."""
    links = [_join(one, at) for one in JOINED]
    hand_over(at)
    text = files(__package__).joinpath("content/members.csv").read_text("utf-8")
    import_members(coordinator, text.splitlines(keepends=True), "DE", "", at)
    return f"{settings.ENVIRONMENT.url}/me/{links[0]}/"


def _join(one: Joined, at: datetime) -> str:
    """The button is pressed behind the link that lies in the mail."""
    ask(one.email, one.wishes, one.section, Visit(), one.tongue, at)
    member = Member.objects.get(person=person_of(one.email))
    link = confirm(telling.said_in(Letter.objects.get(owner=owner_of(member.pk)))["code"], at)
    assert link is not None, one.email
    return link.text


def send_alerts(at: datetime) -> None:
    """What was published at that moment, into the outbox, and nothing is left for the worker to do."""
    plan_waiting(at)
    clock = _Ticking(at)
    engine = Engine(_Post(settings.ENVIRONMENT.data / "outbox"), (), clock)
    for chunk in Chunk.objects.filter(state=ChunkState.READY).order_by("pk").values_list("pk", flat=True):
        engine.send(chunk)
    engine.close()
    DBTaskResult.objects.filter(queue_name=tasks.QUEUE).delete()


def age_outbox() -> None:
    """Each message as old as its date says: the newest stand first, whatever the order in which they were made."""
    for file in (settings.ENVIRONMENT.data / "outbox" / "new").iterdir():
        said = BytesHeaderParser().parsebytes(file.read_bytes())["Date"]
        moment = parsedate_to_datetime(said).timestamp()
        os.utime(file, (moment, moment))


@dataclass(slots=True)
class _Ticking:
    """A clock that goes on a little whenever somebody looks at it."""

    now: datetime

    def __call__(self) -> datetime:
        self.now += _BETWEEN
        return self.now


class _Post(OutboxStream):
    """The outbox, but for one mailbox that there is not."""

    def run(self, parcels: Iterator[Parcel], record: Record, may_go: Callable[[], bool]) -> None:
        super().run(_refusing(parcels, record), record, may_go)


def _refusing(parcels: Iterator[Parcel], record: Record) -> Iterator[Parcel]:
    for parcel in parcels:
        if parcel.to == NO_MAILBOX:
            refusal = Refusal("There is no such mailbox.", "550 5.1.1", permanent=True)
            record([Outcome(parcel, refusal, refusal.answer)])
        else:
            yield parcel
