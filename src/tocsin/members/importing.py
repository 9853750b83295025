"""A section's list of members: taken in by batches, doubling nobody and reviving nobody who left.

Each batch is a transaction of its own: where it ends midway, the same list is given once more, and only the rest of it
is new.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Collection, Iterable, Iterator
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
from tocsin.members.models import Gone, Member, MemberState, Profile
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
    book = _Book(section, now, settings.KEYRING.desk_key().own_box(), frozenset(marked_as_left()))
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
    """What is the same for all of a list. marks: who left, by the marks on this disk; it grows with them, and nothing
    here grows with the list.
    """

    section: str
    now: datetime
    box: OwnBox
    marks: Collection[str]


def _take_in(batch: list[Listed], book: _Book, done: Imported) -> None:
    for attempt in range(1, _TRIES + 1):
        try:
            new, changed, left = _batch(batch, book)
            break
        except (IntegrityError, _Moved):
            # One of them joined or was erased at this moment: how they stand is clear when it is tried again.
            if attempt == _TRIES:
                raise
    done.new, done.changed, done.left = done.new + new, done.changed + changed, done.left + left
    done.known += len(batch) - new - changed - left


class _Moved(Exception):
    """A row was erased after it was looked at."""


@transaction.atomic
def _batch(batch: list[Listed], book: _Book) -> tuple[int, int, int]:
    """How many are new, changed, left before. The first row of a mailbox counts; the others are known."""
    by_person: dict[str, Listed] = {}
    for one in batch:
        by_person.setdefault(person_of(one.email), one)
    known = _known(by_person, book)
    members = {person for person, row in known.items() if not _is_asked(row)}
    gone = set(Gone.objects.filter(person__in=by_person).values_list("person", flat=True))
    gone |= {person for person in by_person if person in book.marks}
    gone -= members
    new = {person: one for person, one in by_person.items() if person not in members and person not in gone}
    changed = [row for person, row in known.items() if _may_change(row, by_person[person], book)]
    wishes = [by_person[person].wishes for person in (*new, *(row.person for row in changed))]
    profiles = profiles_of(wishes)
    made = [_filled(known.get(person), person, one, profiles[one.wishes.key], book) for person, one in new.items()]
    Member.objects.bulk_create(row for row in made if row.pk is None)
    for row in made:
        if row.person in known:
            row.save()
    for row in changed:
        one = by_person[row.person]
        row.profile = profiles[one.wishes.key]
        row.group, row.group_size, row.paused_until = one.group, one.group_size, one.paused_until
    Member.objects.bulk_update(changed, _CHANGED, batch_size=500)
    return len(new), len(changed), len(gone)


def _known(by_person: dict[str, Listed], book: _Book) -> dict[str, Member]:
    """Rows by person. Those that the list may change are locked and as they stand now, members before profiles as
    everywhere: what somebody chooses at this moment comes before the list or after it, and is never written over.
    """
    rows = Member.objects.select_related("profile")
    known = {row.person: row for row in rows.filter(person__in=by_person)}
    open_to_us = [
        row.pk for person, row in known.items() if _is_asked(row) or _may_change(row, by_person[person], book)
    ]
    locked = list(rows.select_for_update(of=("self",)).filter(pk__in=open_to_us).order_by("pk"))
    if {row.pk for row in locked} != set(open_to_us) or any(row.person not in known for row in locked):
        raise _Moved
    return known | {row.person: row for row in locked}


_CHANGED: Final = ("profile", "group", "group_size", "paused_until")


def _is_asked(row: Member) -> bool:
    """Whether somebody typed the address and nobody pressed the button yet: to a list they are new."""
    return row.state == MemberState.ASKED


def _may_change(row: Member, one: Listed, book: _Book) -> bool:
    """Whether they came by this section's list and chose nothing themselves since, and the list says something new."""
    is_ours = row.listed and row.section == book.section and row.state == MemberState.ACTIVE
    mine = (row.profile.key, row.group, row.group_size, row.paused_until)
    return is_ours and mine != (one.wishes.key, one.group, one.group_size, one.paused_until)


def _filled(row: Member | None, person: str, one: Listed, profile: Profile, book: _Book) -> Member:
    """A member by this list, not saved yet. row: of somebody who only asked; the button in the mail to them still
    works, and changes nothing of what the list says.
    """
    link = MemberLink.make()
    content = json.dumps({"email": one.email, "link": link.text}, ensure_ascii=False, separators=(",", ":"))
    row = row or Member(person=person)
    row.content = Sealed(CONTENT, book.box.seal(content.encode(), CONTENT))
    row.kept, row.link_hash, row.leave_hash = link.seal({"email": one.email}), link.hash, link.leave_hash
    row.domain, row.profile, row.section = domain_of(one.email), profile, book.section
    row.group, row.group_size, row.paused_until = one.group, one.group_size, one.paused_until
    row.state, row.listed, row.asked_at = MemberState.ACTIVE, True, book.now
    row.origin, row.consented_at = one.origin, one.consented_at
    return row
