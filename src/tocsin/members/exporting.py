"""Members as a list that a section takes with it, in the columns in which one is taken in; and erasing one by hand."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from django.conf import settings
from django.db import transaction

from tocsin.directory.sections import section_by_code
from tocsin.letters.addresses import email_of
from tocsin.members.leaving import leave_for_good, mark_as_left
from tocsin.members.lists import COLUMNS, CONTENT, harmless
from tocsin.members.models import Member, MemberState
from tocsin.records import history
from tocsin.records.errors import BadInput, NotThere
from tocsin.records.persons import person_of
from tocsin.staff.access import may, require
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed

_CHUNK: Final = 2_000


def export_members(actor: Person, section: str | None, now: datetime) -> Iterator[str]:
    """Lines of CSV, the head first. section: code; None for all members. Needs the desk key. Raises BadInput, Refused,
    both before the first line.
    """
    found = section_by_code(section) if section else None
    if section and found is None:
        raise BadInput(f"There is no section {section[:20]}: see “tocsin sections list”.")
    require(actor, Deed.MEMBERS, found.pk if found else None)
    history.note(now, actor.pk, "members exported", f"section:{found.pk if found else 0}", code=section or "")
    rows = Member.objects.filter(state__in=[MemberState.ACTIVE, MemberState.FAILING]).select_related("profile")
    rows = rows.filter(section=section) if section else rows
    return (_line(cells) for cells in _cells(rows.order_by("pk").iterator(chunk_size=_CHUNK)))


def _cells(rows: Iterator[Member]) -> Iterator[list[str]]:
    yield list(COLUMNS)
    # Read once: a million rows would each read the file of the key.
    key = settings.KEYRING.desk_key()
    for row in rows:
        assert row.content is not None, "only who left has none"
        email = json.loads(key.open(row.content.sealed(), CONTENT))["email"]
        wishes = row.profile.wishes
        yield [
            email,
            *(" ".join(wishes[name]) for name in ("languages", "countries", "regions", "concerns")),
            str(wishes["most_a_month"] or ""),
            wishes["rhythm"],
            wishes["further"],
            *("yes" if wishes[name] else "no" for name in ("quiet", "plain")),
            row.group,
            str(row.group_size or ""),
            row.paused_until.isoformat() if row.paused_until else "",
            row.origin,
            row.consented_at.astimezone(UTC).isoformat() if row.consented_at else "",
        ]


def _line(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(map(harmless, cells))
    return line.getvalue()


def erase_member(actor: Person, email: str, now: datetime) -> bool:
    """At somebody's letter: they are erased, and no list brings them. Whether they were a member. A section erases its
    own members; who works for all of them also keeps out who is none. Raises BadInput, NotThere, Refused.
    """
    usable = email_of(email.strip())
    if usable is None:
        raise BadInput("This is not an e-mail address.")
    person = person_of(usable)
    member = Member.objects.filter(person=person).first()
    found = section_by_code(member.section) if member is not None and member.section else None
    section_id = found.pk if found else None
    if not may(actor, Deed.ERASE_MEMBER, section_id):
        require(actor, Deed.ERASE_MEMBER, anywhere=True)
        # Hidden and missing answer alike.
        raise NotThere("member of this address")
    with transaction.atomic():
        was_member = leave_for_good(person, now)
        history.note(now, actor.pk, "member erased", f"section:{section_id or 0}")
    mark_as_left([person], now)
    return was_member
