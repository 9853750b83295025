"""Which known cases a draft may be of: found by number, index, people and headline, among those that somebody may see.

What is hidden from them is left out before anything is compared, so that neither words nor time tell of it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from tocsin.actions.access import cases_for
from tocsin.actions.models import Case, Draft, Edition, Rendition
from tocsin.actions.originals import reading_of
from tocsin.actions.overview import case_state
from tocsin.actions.states import OPEN_DRAFT
from tocsin.casefile import CaseFile
from tocsin.staff.access import may
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed

NUMBER_KNOWN: Final = "number-known"
CASE_KNOWN: Final = "case-known"
LIKENESS_CODES: Final = frozenset({NUMBER_KNOWN, CASE_KNOWN})
"""Codes of the warnings that say that a draft may be of a known case."""

_ALIKE: Final = 0.6
"""Of all words of two headlines, the part that both have."""
_SHORTEST_NAME: Final = 5
"""Letters; shorter ones are names of too many."""


class Why(StrEnum):
    """What two cases have in common, the strongest first."""

    DOCUMENT = "document"
    """The very same file, byte for byte."""
    NUMBER = "number"
    INDEX = "index"
    PREVIOUS = "previous"
    """The document names an edition of that case as the one before it."""
    PEOPLE = "people"
    HEADLINE = "headline"


class Following(StrEnum):
    """Whether the document can become the next edition of the known case, or why not."""

    POSSIBLE = "possible"
    NOT_PUBLIC = "not public"
    OPEN_DRAFT = "open draft"
    FOREIGN = "another section's"


@dataclass(frozen=True, slots=True)
class Likeness:
    """A known case that a draft may be of."""

    case: int
    number: str | None
    headline: str
    section: str
    section_id: int
    state: str
    is_public: bool
    whys: tuple[Why, ...]
    following: Following


@dataclass(frozen=True, slots=True)
class _Known:
    case: Case
    content: CaseFile
    indexes: frozenset[str]
    has_draft: bool


def likenesses_for(person: Person, case: Case, now: datetime) -> tuple[Likeness, ...]:
    """Known cases that the open draft of this case, which the person has accessed, may be of: the likeliest first."""
    draft = Draft.objects.filter(case=case, state__in=OPEN_DRAFT).first()
    if draft is None or draft.content is None or not may(person, Deed.SEE, case.section_id):
        return ()
    content = CaseFile.from_json(draft.content.open())
    reading = reading_of(draft)
    numbers = {content.number, reading.number if reading else None} - {None}
    found = []
    for known in _known_to(person, case):
        whys = tuple(_whys(content, numbers, known))
        if whys:
            found.append(_likeness(person, known, whys, now))
    order = list(Why)
    return tuple(sorted(found, key=lambda one: (order.index(one.whys[0]), -one.case)))


def _likeness(person: Person, known: _Known, whys: tuple[Why, ...], now: datetime) -> Likeness:
    case = known.case
    if not may(person, Deed.WRITE, case.section_id):
        following = Following.FOREIGN
    elif known.has_draft:
        following = Following.OPEN_DRAFT if case.slug else Following.NOT_PUBLIC
    else:
        following = Following.POSSIBLE if case.slug else Following.NOT_PUBLIC
    return Likeness(
        case=case.pk,
        number=case.number,
        headline=known.content.headline,
        section=case.section.name,
        section_id=case.section_id,
        state=case_state(case, now),
        is_public=case.slug is not None,
        whys=whys,
        following=following,
    )


def _known_to(person: Person, but: Case) -> Iterator[_Known]:
    """What this person may read of every other case: the open draft of the own section, else what is published."""
    cases = [
        one for one in cases_for(person) if one.pk != but.pk and one.taken_down_at is None and not one.withdrawn_at
    ]
    roles = may(person, Deed.SEE, anywhere=True)
    own = [one.pk for one in cases if roles and person.section_id in {None, one.section_id}]
    drafts = {one.case_id: one for one in Draft.objects.filter(case__in=own, state__in=OPEN_DRAFT)}
    indexes: dict[int, set[str]] = {}
    for case_id, index in Edition.objects.filter(case__in=cases).values_list("case_id", "index"):
        indexes.setdefault(case_id, set()).add(index)
    published = _published([one.pk for one in cases if one.pk not in drafts])
    for case in cases:
        draft = drafts.get(case.pk)
        # Checked against the schema when it was kept; for hundreds there is no time to do so again.
        content = CaseFile.from_json(draft.content.open()) if draft and draft.content else published.get(case.pk)
        if content is not None:
            there = frozenset({*indexes.get(case.pk, ()), *([content.index] if content.index else [])})
            yield _Known(case, content, there, has_draft=draft is not None)


def _published(cases: list[int]) -> dict[int, CaseFile]:
    """What was published last of each."""
    texts = Rendition.objects.filter(edition__case__in=cases, is_source=True).exclude(casefile=None).order_by("n")
    newest = dict(texts.values_list("edition__case_id", "casefile"))
    return {case: CaseFile.from_json(json.loads(bytes(text))) for case, text in newest.items() if text}


def _whys(content: CaseFile, numbers: set[str | None], known: _Known) -> Iterator[Why]:
    ours, theirs = content.origin, known.content.origin
    if ours is not None and theirs is not None and ours.sha256 == theirs.sha256:
        yield Why.DOCUMENT
    if known.case.number in numbers:
        yield Why.NUMBER
    if content.index in known.indexes:
        yield Why.INDEX
    if content.previous in known.indexes:
        yield Why.PREVIOUS
    if not set(content.countries) & set(known.content.countries):
        return
    if _names(content) & _names(known.content):
        yield Why.PEOPLE
    if _are_alike(_words(content.headline), _words(known.content.headline)):
        yield Why.HEADLINE


def _names(content: CaseFile) -> set[str]:
    names = {" ".join(_words(one.name)) for one in content.people if one.name}
    return {name for name in names if len(name) >= _SHORTEST_NAME}


def _words(text: str) -> list[str]:
    """In small letters, without accents and points, in their order."""
    bare = "".join(one for one in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(one))
    return re.findall(r"\w+", bare)


def _are_alike(one: list[str], other: list[str]) -> bool:
    ours, theirs = set(one), set(other)
    return len(ours) > 1 and len(ours & theirs) >= _ALIKE * len(ours | theirs)
