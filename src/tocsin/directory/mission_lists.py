"""Putting another list of missions in force: one person brings it in, a second one confirms it.

Copies of letters go where the list says, so nobody changes it alone: neither the network's own list nor the public
database, and not the first list of all either.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.directory.access import see_directory
from tocsin.directory.kinds import Source
from tocsin.directory.mission_changes import Change, changes_between
from tocsin.directory.missions import mission_from_json, mission_of, mission_to_json
from tocsin.directory.models import Mission as Row
from tocsin.directory.models import MissionList
from tocsin.directory.recipients import check_recipient
from tocsin.letters import Mission, load_missions
from tocsin.letters.languages import is_language_tag
from tocsin.records import history
from tocsin.records.errors import BadInput, NotThere, Refused
from tocsin.records.turns import take_turn
from tocsin.staff.access import may, require, require_own_secret
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Waiting:
    """A list that waits. by: name of who brought it in. is_stale: the list in force changed since, so it can only be
    withdrawn. may_confirm, may_withdraw: for the reader. why_not: why somebody who keeps the directory may not confirm
    it; empty where they may.
    """

    id: int
    source: Source
    count: int
    by: str
    at: datetime
    is_stale: bool
    may_confirm: bool
    may_withdraw: bool
    why_not: str


def bring_missions(actor: Person, content: bytes, now: datetime) -> MissionList | None:
    """Bring in a list (`letters.missions` says in which layouts) that waits to take the place of the one that came in
    that layout before, and of an earlier one of the same person that still waits. None where it says exactly what is
    in force: then nothing waits.

    Raises InvalidMissions (letters), BadInput or Refused; then everything is as it was.
    """
    require(actor, Deed.DIRECTORY, anywhere=True)
    require_own_secret(actor)
    # Two rows that say the same are one.
    missions = tuple(dict.fromkeys(load_missions(content).missions))
    source = _source_of(content)
    rows = _rows(missions, source)
    if not rows:
        raise BadInput(_("The list names no mission."))
    brought = MissionList(
        source=source,
        missions=[mission_to_json(one) for one in missions],
        count=len(missions),
        digest=_digest(row.key for row in rows),
        brought_by=actor.pk,
        brought_at=now,
    )
    return brought if _keep(actor, brought, now) else None


@transaction.atomic
def _keep(actor: Person, brought: MissionList, now: datetime) -> bool:
    take_turn("missions")
    brought.base = _digest_in_force(Source(brought.source))
    for earlier in MissionList.objects.filter(source=brought.source, brought_by=actor.pk):
        _end(earlier, actor, "missions withdrawn", now)
    if brought.digest == brought.base:
        return False
    brought.save()
    told = {"list": brought.pk, "digest": brought.digest, "count": brought.count}
    history.note(now, actor.pk, "missions brought", f"missions:{brought.source}", **told)
    return True


@transaction.atomic
def confirm_missions(actor: Person, number: int, now: datetime) -> int:
    """Put a list in force, as a second person: from now on letters go where it says. How many missions it holds."""
    require(actor, Deed.DIRECTORY, anywhere=True)
    require_own_secret(actor)
    take_turn("missions")
    brought = access_list_for(actor, number)
    _require_second(actor, brought)
    rows = _rows(map(mission_from_json, brought.missions), Source(brought.source))
    Row.objects.filter(source=brought.source).delete()
    Row.objects.bulk_create(rows, batch_size=_BATCH)
    _end(brought, actor, "missions confirmed", now, count=len(rows), brought_by=brought.brought_by)
    return len(rows)


@transaction.atomic
def withdraw_missions(actor: Person, number: int, now: datetime) -> None:
    """Take a list away that waits: its own bringer, or anybody else who keeps the directory. What is in force stays."""
    require(actor, Deed.DIRECTORY, anywhere=True)
    take_turn("missions")
    _end(access_list_for(actor, number), actor, "missions withdrawn", now)


def access_list_for(person: Person, number: int) -> MissionList:
    """A list that waits, for anybody on the staff."""
    found = MissionList.objects.filter(pk=number).first() if may(person, Deed.SEE, anywhere=True) else None
    if found is None:
        raise NotThere("list of missions of this number that waits")
    return found


def waiting_lists_for(person: Person) -> list[Waiting]:
    """All lists that wait, the oldest first."""
    see_directory(person)
    return [waiting_of(person, one) for one in MissionList.objects.defer("missions")]


def lists_to_settle_for(person: Person) -> list[Waiting]:
    """Those that wait for this person: to be confirmed, or, overtaken by another list, withdrawn by who brought it."""
    if not may(person, Deed.DIRECTORY, anywhere=True):
        return []
    own = set(MissionList.objects.filter(brought_by=person.pk).values_list("pk", flat=True))
    return [one for one in waiting_lists_for(person) if one.may_confirm or (one.is_stale and one.id in own)]


def waiting_of(person: Person, brought: MissionList) -> Waiting:
    keeps, why_not = may(person, Deed.DIRECTORY, anywhere=True), _why_not(person, brought)
    name = Person.objects.filter(pk=brought.brought_by).values_list("name", flat=True).first() or ""
    return Waiting(
        id=brought.pk,
        source=Source(brought.source),
        count=brought.count,
        by=name,
        at=brought.brought_at,
        is_stale=_is_stale(brought),
        may_confirm=keeps and not why_not,
        may_withdraw=keeps,
        why_not=why_not if keeps else "",
    )


def changes_of(brought: MissionList) -> list[Change]:
    """What it would change of the list in force now."""
    in_force = map(mission_of, Row.objects.filter(source=brought.source).order_by("position"))
    return changes_between(tuple(in_force), tuple(map(mission_from_json, brought.missions)))


def _is_stale(brought: MissionList) -> bool:
    """Whether another list has come in force since this one was brought in."""
    return brought.base != _digest_in_force(Source(brought.source))


def _digest_in_force(source: Source) -> str:
    return _digest(Row.objects.filter(source=source).order_by("position").values_list("key", flat=True))


def _digest(keys: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()


def _why_not(actor: Person, brought: MissionList) -> str:
    try:
        _require_second(actor, brought)
    except Refused as refused:
        return str(refused)
    return ""


def _require_second(actor: Person, brought: MissionList) -> None:
    if _is_stale(brought):
        raise Refused(
            _("The list in force changed since this one was brought in: withdraw it and bring in a new one."),
            "list-changed",
        )
    if brought.brought_by == actor.pk:
        raise Refused(_("You brought this list in: another person has to confirm it."), "two-people")
    bringer = Person.objects.filter(pk=brought.brought_by).first()
    if bringer is None or not may(bringer, Deed.DIRECTORY, anywhere=True, since=brought.brought_at):
        # Somebody who has the role no more, or had their secret reset, is not one of two.
        raise Refused(
            _("Whoever brought this list in may not do so any more: withdraw it and bring in a new one."), "two-people"
        )


def _end(brought: MissionList, actor: Person, verb: str, now: datetime, **detail: int) -> None:
    history.note(now, actor.pk, verb, f"missions:{brought.source}", list=brought.pk, digest=brought.digest, **detail)
    brought.delete()


# --- from a file to rows --------------------------------------------------------------------------------------------


def _source_of(content: bytes) -> Source:
    """By the header line, as `load_missions` knows the layouts apart."""
    first = content.decode("utf-8-sig").lstrip("\r\n").split("\n", 1)[0]
    names = (name.strip(' \t\r"') for name in first.replace(";", ",").replace("\t", ",").split(","))
    return Source.EMBASSIES if "operator" in names else Source.OWN


def _rows(missions: Iterable[Mission], source: Source) -> list[Row]:
    return [_row(mission, source, place) for place, mission in enumerate(missions)]


def _row(mission: Mission, source: Source, place: int) -> Row:
    where = f"The mission of {mission.sending_state} in {mission.seat}"
    tag = mission.salutation_language
    if tag is not None and (not is_language_tag(tag) or len(tag) > 35):
        raise BadInput(
            _("%(where)s has the language “%(tag)s”: give a tag such as en or zh-Hant (BCP 47).")
            % {"where": where, "tag": tag[:40]}
        )
    try:
        check_recipient(mission.recipient, may_be_empty=True)
    except BadInput as error:
        raise BadInput(_("%(where)s: %(error)s") % {"where": where, "error": error}) from None
    said = {"source": source.value, **mission_to_json(mission)}
    key = hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    return Row(key=key, position=place, **said)
