"""What somebody typed and could not be saved, for another had changed the same: kept until they have settled it.

An aside holds, sealed, `{"held": [{"key", "path", "theirs", "mine"}]}`. key: names one entry for good.
path: where it belongs in the draft as it stands now; it follows the item when the draft changes.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tocsin.actions.editing.content import LISTS, Flat
from tocsin.actions.editing.merging import Held, align
from tocsin.actions.models import Aside, Draft
from tocsin.records.fields import Sealed
from tocsin.staff.models import Person


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing to settle: see `merging.Held`."""

    key: int
    path: str
    theirs: Any
    mine: Any


def kept_aside(person: Person, draft: Draft) -> list[Kept]:
    """What this person has still to settle in this draft."""
    aside = Aside.objects.filter(draft=draft, person=person).first()
    return _entries(aside) if aside else []


def add_aside(person: Person, draft: Draft, base: int, held: tuple[Held, ...], now: datetime) -> None:
    """Keep what was held back, beside what is there already. base: the revision that they saw."""
    aside = Aside.objects.filter(draft=draft, person=person).first()
    entries = _entries(aside) if aside else []
    for one in held:
        if not any(two.path == one.path and two.mine == one.mine for two in entries):
            # By chance: a page from before must not settle another entry than the one that it showed.
            entries.append(Kept(secrets.randbelow(2**31), one.path, one.theirs, one.mine))
    _write(aside or Aside(draft=draft, person=person, base=base), entries, now)


def change_asides(person: Person, draft: Draft, texts: dict[int, Any], settled: set[int], now: datetime) -> None:
    """texts: what was typed further, by key. settled: keys of what is done with."""
    aside = Aside.objects.filter(draft=draft, person=person).first()
    if aside is None:
        return
    before = _entries(aside)
    after = [
        Kept(one.key, one.path, one.theirs, texts.get(one.key, one.mine)) for one in before if one.key not in settled
    ]
    if after != before:
        _write(aside, after, now)


def follow(draft: Draft, before: Flat, after: Flat) -> None:
    """After a change of the draft: every entry of everybody's still stands beside the item that it is about."""
    for aside in Aside.objects.filter(draft=draft).exclude(content=None):
        entries = _entries(aside)
        moved = [Kept(one.key, _moved(one.path, before, after), one.theirs, one.mine) for one in entries]
        if moved != entries:
            _write(aside, moved, aside.at)


def _moved(path: str, before: Flat, after: Flat) -> str:
    name = next((one for one in LISTS if path.startswith(f"{one}.")), None)
    if name is None:
        return path
    number, dot, rest = path.removeprefix(f"{name}.").partition(".")
    places = align(before[name], after[name])
    return f"{name}.{places.index(int(number))}{dot}{rest}" if int(number) in places else name


def _entries(aside: Aside) -> list[Kept]:
    return [] if aside.content is None else [Kept(**one) for one in aside.content.open()["held"]]


def _write(aside: Aside, entries: list[Kept], now: datetime) -> None:
    if not entries:
        if aside.pk:
            aside.delete()
        return
    held = [{"key": one.key, "path": one.path, "theirs": one.theirs, "mine": one.mine} for one in entries]
    aside.content, aside.at = Sealed.of(Aside, "content", {"held": held}), now
    aside.save()
