"""Taking in what was typed, text by text, where two may translate the same at once: nothing that somebody has not seen
is overwritten, and nothing that was typed is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.actions.translating.memory import (
    Entry,
    Opened,
    missing_segments,
    note_translated,
    open_translation,
    usable,
)
from tocsin.actions.translating.segments import tidy
from tocsin.actions.translating.standing import seen_of
from tocsin.records import history
from tocsin.records.errors import BadInput
from tocsin.staff.models import Person

LONGEST: Final = 20_000
"""Characters of one text: far more than the longest paragraph, and little enough to look through at once."""


@dataclass(frozen=True, slots=True)
class Typed:
    """seen: names the translation that stood there (`seen_of`), or the moment at which somebody last looked. Empty text
    takes the translation away: the text is missing then.
    """

    text: str
    seen: str | datetime


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else changed a text meanwhile. theirs: what stands there now; empty where they took it away."""

    source: str
    theirs: str
    seen: str
    by: int | None


@dataclass(frozen=True, slots=True)
class Taken:
    """saved: sources of what was new or changed. faults: by source, why a text could not be used. passed: sources
    that are no text of the case as it is now.
    """

    saved: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    faults: Mapping[str, str]
    passed: tuple[str, ...]
    missing: int


@transaction.atomic
def take_in_seen(person: Person, reference: str, language: str, typed: Mapping[str, Typed], now: datetime) -> Taken:
    """Take in each text that is as its writer last saw it. What somebody else changed is left, and told."""
    opened = open_translation(person, reference, language, now)
    sources = {one.source for one in opened.segments}
    wanted = {source: _tidied(one, source) for source, one in typed.items() if source in sources}
    new = {source: one for source, one in wanted.items() if _changes(one, opened.memory.get(source))}
    conflicts = [_conflict(source, opened) for source, one in new.items() if not _saw(one, opened, source)]
    free = {source: one.text for source, one in new.items() if source not in {one.source for one in conflicts}}
    faults = _faults(opened, free)
    saved = tuple(source for source in free if source not in faults)
    for source in saved:
        if free[source]:
            opened.put(source, free[source], now)
        else:
            del opened.memory[source]
    if saved:
        opened.keep(len(saved), now)
        note_translated(opened, len(saved), now)
    return Taken(
        saved=saved,
        conflicts=tuple(conflicts),
        faults=faults,
        passed=tuple(source for source in typed if source not in sources),
        missing=len(missing_segments(opened.segments, opened.memory)),
    )


@transaction.atomic
def begin_translation(person: Person, reference: str, language: str, now: datetime) -> str:
    """Begin a language, or go on with it; its tag."""
    opened = open_translation(person, reference, language, now)
    return str(opened.translation.language)


@transaction.atomic
def keep_as_it_is(person: Person, reference: str, language: str, source: str, now: datetime) -> None:
    """A translator stands by a text that was sent back: it waits for a second reader again."""
    opened = open_translation(person, reference, language, now)
    entry = opened.memory.get(source)
    if entry is None or "back" not in entry:
        raise BadInput(_("This text does not wait for an answer any more."))
    del entry["back"]
    opened.keep(1, now)
    tag = opened.translation.language
    history.note(now, person.pk, "translation kept as it is", f"case:{opened.case.pk}", language=tag)


def _tidied(one: Typed, source: str) -> Typed:
    return Typed(tidy(one.text, source), one.seen)


def _changes(one: Typed, entry: Entry | None) -> bool:
    """Whether it says something that does not stand there, by a hand: an untouched field changes nothing."""
    if one.text == (entry["text"] if entry else ""):
        return False
    return one.seen != seen_of({"text": one.text, "by": 0, "read_by": None} if one.text else None)


def _saw(one: Typed, opened: Opened, source: str) -> bool:
    entry = opened.memory.get(source)
    if isinstance(one.seen, str):
        return one.seen == seen_of(entry)
    # A file that does not say what stood there: one's own text and an older one may be changed.
    if entry is None or entry["by"] == opened.person.pk:
        return True
    return "at" not in entry or datetime.fromisoformat(entry["at"]) <= one.seen


def _conflict(source: str, opened: Opened) -> Conflict:
    entry = opened.memory.get(source)
    return Conflict(source, entry["text"] if entry else "", seen_of(entry), entry["by"] if entry else None)


def _faults(opened: Opened, words: Mapping[str, str]) -> dict[str, str]:
    """By source, why a text cannot be used. All at once first, for a try looks at the whole case."""
    faults = {
        source: f"This is longer than {LONGEST} characters." for source, text in words.items() if len(text) > LONGEST
    }
    rest = {source: text for source, text in words.items() if text and source not in faults}
    if not rest or _fault(opened, rest) is None:
        return faults
    return faults | {source: why for source, text in rest.items() if (why := _fault(opened, {source: text}))}


def _fault(opened: Opened, words: Mapping[str, str]) -> str | None:
    try:
        usable(opened, words)
    except BadInput as error:
        return str(error)
    return None
