"""What officials replied, for the staff of the case's section: what waits for a look, and one reply taken apart safely.

Whose they are: of authors, reviewers and coordinators of the section that has the case, and of those of no section.
Operators keep the outbox and need no reply; translators have no part in them. An official's answer may quote the
letter and with it who wrote it, so that as few as possible read it.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from tocsin.actions.models import Case
from tocsin.appeals.models import AppealState, Reply
from tocsin.delivery.incoming.reading import read_incoming
from tocsin.delivery.models import Letter
from tocsin.directory.models import ContactPoint
from tocsin.records import history
from tocsin.records.errors import NotThere
from tocsin.staff.access import may, require
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One reply in a list: nothing of what it says. office: as the edition prints it. looked_by: a name."""

    id: int
    case: Case
    office: str
    by_machine: bool
    received_at: datetime
    looked_at: datetime | None
    looked_by: str


@dataclass(frozen=True, slots=True)
class File:
    """A file that came with it; never opened and never passed on. size: bytes."""

    name: str
    kind: str
    size: int


@dataclass(frozen=True, slots=True)
class Words:
    """What it says, as plain text. All of it is what a stranger wrote."""

    sender_name: str
    sender: str
    subject: str
    text: str
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """contact: the address that the letter went to, where the directory has it."""

    line: Line
    words: Words
    contact: ContactPoint | None


def replies_for(person: Person, *, looked: bool, before: int = 0) -> tuple[list[Line], bool]:
    """Those that wait for a look, the oldest first; or those looked at, the newest first, from a number on downwards.
    And whether there are more.
    """
    require(person, Deed.REPLIES, anywhere=True)
    rows = _rows(person).filter(looked_at__isnull=not looked)
    if looked:
        rows = rows.order_by("-pk").filter(pk__lt=before) if before else rows.order_by("-pk")
    else:
        rows = rows.order_by("by_machine", "pk")
    found = list(rows[: PAGE + 1])
    return _lines(found[:PAGE]), len(found) > PAGE


def replies_waiting_for(person: Person) -> int:
    """How many of a person's hand wait for a look; 0 for whoever does not read them."""
    if not may(person, Deed.REPLIES, anywhere=True):
        return 0
    return _rows(person).filter(looked_at=None, by_machine=False).count()


def open_reply(person: Person, number: int, now: datetime) -> Opened:
    """One reply, opened; that it was stands in the history. Needs the desk key."""
    row = access_reply_for(person, number)
    assert row.content is not None
    message = base64.b64decode(row.content.open()["base64"])
    # The envelope's sender is not kept: any that is not empty keeps it from being taken for a server's notice.
    read = read_incoming(message, "kept@invalid")
    files = tuple(File(one.name, one.content_type[:100], len(one.content)) for one in read.attached)
    letter = Letter.objects.filter(pk=row.letter).only("contact").first()
    contact = ContactPoint.objects.filter(value=letter.contact).select_related("office").first() if letter else None
    history.note(now, person.pk, "reply opened", f"reply:{row.pk}")
    return Opened(_lines([row])[0], Words(read.sender_name, read.sender, read.subject[:500], read.text, files), contact)


@transaction.atomic
def look_at_reply(person: Person, number: int, now: datetime) -> bool:
    """Somebody has looked at it; whether they were the first. Of two at once, the first one's name stays."""
    row = access_reply_for(person, number)
    done = Reply.objects.filter(pk=row.pk, looked_at=None).update(looked_at=now, looked_by=person.pk)
    if done:
        history.note(now, person.pk, "reply looked at", f"reply:{row.pk}")
    return bool(done)


def access_reply_for(person: Person, number: int) -> Reply:
    """The only way to a reply: erased, missing and another section's answer alike."""
    require(person, Deed.REPLIES, anywhere=True)
    found = _rows(person).filter(pk=number).first()
    if found is None:
        raise NotThere("reply of this number")
    return found


def _rows(person: Person) -> QuerySet[Reply]:
    cases = Case.objects.filter(taken_down_at=None, slug__isnull=False)
    if person.section_id is not None:
        cases = cases.filter(section_id=person.section_id)
    rows = Reply.objects.filter(content__isnull=False, appeal__slug__in=cases.values("slug"))
    return rows.exclude(appeal__state=AppealState.ERASED).select_related("appeal")


def _lines(rows: Iterable[Reply]) -> list[Line]:
    found = list(rows)
    slugs = {one.appeal.slug for one in found}
    cases = {one.slug: one for one in Case.objects.select_related("section").filter(slug__in=slugs)}
    offices = dict(Letter.objects.filter(pk__in={one.letter for one in found}).values_list("pk", "recipient"))
    names = dict(Person.objects.filter(pk__in={one.looked_by for one in found}).values_list("pk", "name"))
    return [
        Line(
            id=one.pk,
            case=cases[one.appeal.slug],
            office=offices.get(one.letter, ""),
            by_machine=one.by_machine,
            received_at=one.received_at,
            looked_at=one.looked_at,
            looked_by=names.get(one.looked_by or 0, ""),
        )
        for one in found
    ]
