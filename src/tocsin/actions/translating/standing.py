"""Where a translation stands, text by text, for those who translate it and those who read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Final

from tocsin.actions.models import Case, Rendition, Translation
from tocsin.actions.translating.alike import likeness
from tocsin.actions.translating.memory import Entry, Memory, hands_in, hash_of, memory_of, source_of
from tocsin.actions.translating.segments import Segment, segments_of
from tocsin.actions.translating.tags import language_tag
from tocsin.casefile import CaseFile
from tocsin.records.errors import BadInput, NotThere
from tocsin.staff.access import may
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed

_ALIKE: Final = 0.5
"""From this likeness on, an older translation is offered for a text that changed."""


class Standing(StrEnum):
    """What is to be done about one text."""

    MISSING = "missing"
    DRIFTED = "drifted"
    """Its source changed since it was translated."""
    KEPT = "kept"
    """It may stay as it is, and does: a name."""
    BACK = "back"
    """A second reader sent it back."""
    UNREAD = "unread"
    READ = "read"


TO_DO: Final = frozenset((Standing.MISSING, Standing.DRIFTED, Standing.BACK))
"""For whoever translates."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One text beside its translation. key: names the text on a page. seen: names the translation that stands there;
    empty for none. old: the source that was translated before it changed, and its translation. by: who translated it.
    back: what the reader who sent it back wrote.
    """

    segment: Segment
    key: str
    standing: Standing
    text: str
    seen: str
    old: tuple[str, str] | None
    by: int | None
    hands: frozenset[int]
    read_by: int | None
    back: str
    back_by: int | None

    def waits_for(self, person: Person) -> bool:
        """Whether this person may read it as the second one."""
        return self.standing is Standing.UNREAD and person.pk not in self.hands


def key_of(source: str) -> str:
    return sha256(source.encode()).hexdigest()[:16]


def seen_of(entry: Entry | None) -> str:
    """Names the translation that somebody saw; empty for none."""
    return sha256(entry["text"].encode()).hexdigest()[:16] if entry else ""


def pairs_of(segments: list[Segment], memory: Memory) -> list[Pair]:
    return [_pair(one, segments, memory) for one in segments]


def _pair(segment: Segment, segments: list[Segment], memory: Memory) -> Pair:
    entry = memory.get(segment.source)
    old = earlier_of(segment, segments, memory) if entry is None else None
    back = entry.get("back") if entry else None
    return Pair(
        segment=segment,
        key=key_of(segment.source),
        standing=_standing(segment, entry, is_changed=old is not None),
        text=entry["text"] if entry else "",
        seen=seen_of(entry),
        old=old,
        by=entry["by"] if entry else None,
        hands=frozenset(hands_in(entry)) if entry else frozenset(),
        read_by=entry["read_by"] if entry else None,
        back=back["text"] if back else "",
        back_by=back["by"] if back else None,
    )


def _standing(segment: Segment, entry: Entry | None, *, is_changed: bool) -> Standing:
    if entry is None:
        return Standing.KEPT if segment.optional else Standing.DRIFTED if is_changed else Standing.MISSING
    if "back" in entry:
        return Standing.BACK
    return Standing.UNREAD if entry["read_by"] is None else Standing.READ


def earlier_of(segment: Segment, segments: list[Segment], memory: Memory) -> tuple[str, str] | None:
    """The source most alike that is no longer in the case, and its translation; None where none is alike enough."""
    now = {one.source for one in segments}
    old = [source for source in memory if source not in now]
    found = max(old, key=lambda source: likeness(source, segment.source), default=None)
    if found is None or likeness(found, segment.source) < _ALIKE:
        return None
    return found, memory[found]["text"]


@dataclass(frozen=True, slots=True)
class Whole:
    """A translation as it stands. begun: whether anybody has begun it. text_hash: what a second reader approves."""

    case: Case
    language: str
    source: CaseFile
    pairs: tuple[Pair, ...]
    begun: bool
    text_hash: str

    def count(self, *standings: Standing) -> int:
        return sum(pair.standing in standings for pair in self.pairs)

    @property
    def done(self) -> int:
        """Texts that need nothing more of a translator."""
        return len(self.pairs) - self.count(*TO_DO)

    def waiting_for(self, person: Person) -> int:
        """Texts that this person may read as the second one."""
        return sum(pair.waits_for(person) for pair in self.pairs)

    def is_ready_to_read(self, person: Person) -> bool:
        return not self.count(Standing.MISSING, Standing.DRIFTED) and self.waiting_for(person) > 0


def whole_of(case: Case, language: str, now: datetime) -> Whole:
    """For a case that was accessed before (`access_texts_for`). Refused where there is nothing to translate yet."""
    translation = Translation.objects.filter(case=case, language=language).first()
    return _whole(case, language, translation, source_of(case, now))


def _whole(case: Case, language: str, translation: Translation | None, source: CaseFile) -> Whole:
    memory, segments = memory_of(translation), segments_of(source)
    pairs = tuple(pairs_of(segments, memory))
    return Whole(case, language, source, pairs, translation is not None, hash_of(segments, memory))


def languages_of(case: Case, now: datetime) -> list[Whole]:
    """Every language that was begun, for a case that was accessed before."""
    source = source_of(case, now)
    begun = Translation.objects.filter(case=case).order_by("language")
    return [_whole(case, one.language, one, source) for one in begun]


def live_of(case: Case) -> dict[str, Rendition]:
    """By language, what the newest edition is public in; without the source itself."""
    newest = case.editions.order_by("-n").first()
    if newest is None:
        return {}
    return {one.language: one for one in Rendition.objects.filter(edition=newest, newest=True, is_source=False)}


def tag_in_address(tag: str) -> str:
    """A language as an address names it. NotThere where there is none, or where it has another form."""
    try:
        known = language_tag(tag)
    except BadInput:
        raise NotThere("language of this name") from None
    if known != tag:
        raise NotThere("language of this name")
    return known


def name_for(person: Person, other: int | None) -> str:
    """The name of somebody on the staff, for those who may see it; else empty."""
    found = Person.objects.filter(pk=other).first() if other else None
    return found.name if found and (found.pk == person.pk or may(person, Deed.SEE, found.section_id)) else ""
