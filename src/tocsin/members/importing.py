"""A section's list of members: taken in by batches, doubling nobody and reviving nobody who left.

Each batch is a transaction of its own: where it ends midway, the same list is given once more, and only the rest of it
is new.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction

from tocsin.directory.sections import section_by_code
from tocsin.keys import OwnBox
from tocsin.letters.hygiene import one_line
from tocsin.members.leaving import marked_as_left
from tocsin.members.links import MemberLink
from tocsin.members.lists import COLUMNS, CONTENT, LONGEST_ORIGIN, Listed, Unusable, as_meant, listed_in
from tocsin.members.models import Gone, Member, MemberState
from tocsin.members.profiles import profiles_of
from tocsin.records import history
from tocsin.records.errors import BadInput
from tocsin.records.fields import Sealed
from tocsin.records.persons import domain_of, person_of
from tocsin.staff.access import require
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed

AT_ONCE: Final = 5_000
MOST_TOLD: Final = 1_000
"""Lines that cannot be used and are named; the rest is counted."""
LONGEST_CELL: Final = 10_000
_TRIES: Final = 3


@dataclass(slots=True)
class Imported:
    """How many of the list were new, changed, known as they were, or left before; and what could not be used, by line
    with the reason.
    """

    new: int = 0
    changed: int = 0
    known: int = 0
    left: int = 0
    unusable: int = 0
    lines: list[tuple[int, str]] = field(default_factory=list)

    def cannot_use(self, line: int, why: str) -> None:
        self.unusable += 1
        if len(self.lines) < MOST_TOLD:
            self.lines.append((line, why))


def import_members(actor: Person, lines: Iterable[str], section: str, origin: str, now: datetime) -> Imported:
    """lines: of the file, its head first. section: code; empty for members of none. origin: how the consent came, where
    a row does not say it. Needs the desk key. Raises BadInput (its head, or no origin at all), Refused.
    """
    languages, section_id = _section(section)
    require(actor, Deed.MEMBERS, section_id)
    rows = _rows(lines)
    head = next(rows)[1]
    origin = one_line(origin)[:LONGEST_ORIGIN]
    if not origin and "origin" not in head:
        raise BadInput("Say how these people agreed: with --origin, or in a column “origin”.")
    done = Imported()
    book = _Book(section, now, settings.KEYRING.desk_key().own_box(), marked_as_left())
    listed = _listed(rows, origin, languages, done)
    while batch := list(islice(listed, AT_ONCE)):
        _take_in(batch, book, done)
    counts = {"new": done.new, "changed": done.changed, "left": done.left}
    history.note(now, actor.pk, "members imported", f"section:{section_id or 0}", code=section, **counts)
    return done


def _section(code: str) -> tuple[tuple[str, ...], int | None]:
    """The languages of its members where the list says none, and its id."""
    if not code:
        return ("en",), None
    section = section_by_code(code)
    if section is None:
        raise BadInput(f"There is no section {code[:20]}: see “tocsin sections list”.")
    return tuple(section.languages[:1]) or ("en",), section.pk


def _rows(lines: Iterable[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Number of the line in the file, and the row; the head itself first. Raises BadInput."""
    source = iter(lines)
    first = next(source, "").removeprefix("\ufeff")
    between = ";" if first.count(";") > first.count(",") else ","
    head = [name.strip().lower() for name in next(csv.reader([first], delimiter=between), [])]
    if "email" not in head:
        raise BadInput("The first line of the list has to name its columns, “email” among them.")
    unknown = [name[:30] for name in head if name not in COLUMNS]
    if unknown or len(set(head)) != len(head):
        raise BadInput(f"Columns are: {', '.join(COLUMNS)}. Not known, or twice: {', '.join(unknown or head)}.")
    yield 1, dict.fromkeys(head, "")
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(source, delimiter=between)
    try:
        for cells in reader:
            if any(map(str.strip, cells)):
                yield reader.line_num + 1, dict(zip(head, map(as_meant, cells), strict=False))
    except csv.Error as error:
        raise BadInput(f"Line {reader.line_num + 1} of the list cannot be read: {error}.") from None


def _listed(
    rows: Iterable[tuple[int, dict[str, str]]], origin: str, languages: tuple[str, ...], done: Imported
) -> Iterator[Listed]:
    for line, row in rows:
        try:
            yield listed_in(row, origin, languages)
        except Unusable as error:
            done.cannot_use(line, str(error))


@dataclass(frozen=True, slots=True)
class _Book:
    """What is the same for all of a list. marks: who left, by the marks on this disk."""

    section: str
    now: datetime
    box: OwnBox
    marks: dict[str, str]


def _take_in(batch: list[Listed], book: _Book, done: Imported) -> None:
    for attempt in range(1, _TRIES + 1):
        try:
            new, changed, left = _batch(batch, book)
            break
        except IntegrityError:
            # One of them joined by the page at this moment: they are known when it is tried again.
            if attempt == _TRIES:
                raise
    done.new, done.changed, done.left = done.new + new, done.changed + changed, done.left + left
    done.known += len(batch) - new - changed - left


@transaction.atomic
def _batch(batch: list[Listed], book: _Book) -> tuple[int, int, int]:
    """How many are new, changed, left before. The first row of a mailbox counts; the others are known."""
    by_person: dict[str, Listed] = {}
    for one in batch:
        by_person.setdefault(person_of(one.email), one)
    known = {row.person: row for row in Member.objects.filter(person__in=by_person).select_related("profile")}
    gone = set(Gone.objects.filter(person__in=by_person).values_list("person", flat=True))
    gone |= {person for person in by_person if person in book.marks}
    gone -= {*known}
    new = {person: one for person, one in by_person.items() if person not in known and person not in gone}
    changed = [(known[person], one) for person, one in by_person.items() if person in known]
    changed = [(row, one) for row, one in changed if _is_ours(row, book) and _differs(row, one)]
    profiles = profiles_of([*(one.wishes for one in new.values()), *(one.wishes for _, one in changed)])
    Member.objects.bulk_create(_row(person, one, profiles[one.wishes.key].pk, book) for person, one in new.items())
    for row, one in changed:
        row.profile = profiles[one.wishes.key]
        row.group, row.group_size, row.paused_until = one.group, one.group_size, one.paused_until
    Member.objects.bulk_update([row for row, _ in changed], _MAY_CHANGE, batch_size=500)
    return len(new), len(changed), len(gone)


_MAY_CHANGE: Final = ("profile", "group", "group_size", "paused_until")


def _is_ours(row: Member, book: _Book) -> bool:
    """Whether they came by this section's list and chose nothing themselves since."""
    return row.listed and row.section == book.section and row.state == MemberState.ACTIVE


def _differs(row: Member, one: Listed) -> bool:
    mine = (row.profile.key, row.group, row.group_size, row.paused_until)
    return mine != (one.wishes.key, one.group, one.group_size, one.paused_until)


def _row(person: str, one: Listed, profile: int, book: _Book) -> Member:
    link = MemberLink.make()
    content = json.dumps({"email": one.email, "link": link.text}, ensure_ascii=False, separators=(",", ":"))
    return Member(
        content=Sealed(CONTENT, book.box.seal(content.encode(), CONTENT)),
        kept=link.seal({"email": one.email}),
        person=person,
        domain=domain_of(one.email),
        link_hash=link.hash,
        leave_hash=link.leave_hash,
        profile_id=profile,
        section=book.section,
        group=one.group,
        group_size=one.group_size,
        state=MemberState.ACTIVE,
        origin=one.origin,
        consented_at=one.consented_at,
        listed=True,
        asked_at=book.now,
        paused_until=one.paused_until,
    )
