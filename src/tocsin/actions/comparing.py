"""Two texts of a case, word by word: field by field in reading order, lists by likeness, so that a paragraph put in
between does not make all that follow look changed.

Pure. What a field is called in words is the desk's.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tocsin.actions.wordwise import Part, Piece, pieces_of, tokens
from tocsin.casefile import CaseFile, Person, Recipient

LIKE: Final = 0.34
"""From this share of common words on, two entries of a list are the same one, changed."""
_PAIRS: Final = 10_000
"""So many pairs of entries are weighed against each other; longer lists are paired by their places."""


@dataclass(frozen=True, slots=True)
class Text:
    """What goes live together: a case file, and what is said of it beside."""

    case: CaseFile
    zone: str | None = None
    mention_network: str | None = None
    outcome: str | None = None


class Change(StrEnum):
    """What became of a field."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    """To another place of its list; its words may have changed too."""


@dataclass(frozen=True, slots=True)
class Difference:
    """path: in the new text; of what was removed, in the old one. was: its place in the old list, where it moved.

    Kept and added pieces together are the new text, kept and removed ones the old.
    """

    path: str
    change: Change
    pieces: tuple[Piece, ...]
    was: int | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """fields: how many there are that say something, in either text."""

    fields: int
    differences: tuple[Difference, ...]


CODES: Final = frozenset(
    {
        "kind", "update", "number", "index", "issued", "language", "countries", "languages", "own_language", "deadline",
        "zone", "diplomatic_copies", "mention_network", "outcome", "country", "group", "gender",
    }
)  # fmt: skip
"""Last parts of paths whose text is a code, a date or a number: told as a whole, never word by word."""

_LISTS: Final = ("concerns", "body", "people", "calls", "targets", "copies", "background")


def compare(old: Text | None, new: Text) -> Comparison:
    """What is different in the new text. Without an old one everything is added."""
    found: list[Difference] = []
    fields = 0
    for name in _ORDER:
        if name in _LISTS:
            number, differences = _of_list(name, _entries(old, name), _entries(new, name))
        else:
            number, differences = _of_one(name, _value(old, name), _value(new, name))
        fields += number
        found += differences
    return Comparison(fields, tuple(found))


def fields_of(text: Text) -> dict[str, str]:
    """Everything that a text says, by path, in reading order."""
    found: dict[str, str] = {}
    for name in _ORDER:
        if name in _LISTS:
            for n, entry in enumerate(_entries(text, name)):
                found |= {_join(f"{name}.{n}", key): value for key, value in entry.items()}
        elif value := _value(text, name):
            found[name] = value
    return found


_ORDER: Final = (
    "kind", "outcome", "headline", "countries", "concerns", "summary", "body", "people", "calls", "write_in.languages",
    "write_in.own_language", "model_letter", "deadline", "zone", "targets", "copies", "diplomatic_copies",
    "mention_network", "after_deadline", "background", "language", "number", "update", "previous", "index", "issued",
)  # fmt: skip
"""The order in which one reads; what only the document itself has comes last."""

_GIVEN: Final = ("number", "index", "issued")
"""Given at publication: a draft that has none yet takes nothing away."""

type Entry = dict[str, str]
"""One entry of a list: its texts by the last part of their path; of a plain paragraph under the empty one."""


def _value(text: Text | None, name: str) -> str:
    if text is None:
        return ""
    if name in {"zone", "mention_network", "outcome"}:
        return str(getattr(text, name) or "")
    case = text.case
    said = {
        "write_in.languages": ", ".join(case.write_in.languages),
        "write_in.own_language": "yes" if case.write_in.own_language else "",
        "diplomatic_copies": "yes" if case.diplomatic_copies else "",
        "countries": ", ".join(case.countries),
        "update": str(case.update or ""),
        "deadline": case.deadline.isoformat() if case.deadline else "",
        "issued": case.issued.isoformat() if case.issued else "",
    }
    return said[name] if name in said else str(getattr(case, name) or "")


def _entries(text: Text | None, name: str) -> list[Entry]:
    if text is None:
        return []
    return [_entry(one) for one in getattr(text.case, name)]


def _entry(one: str | Person | Recipient) -> Entry:
    if isinstance(one, str):
        return {"": one} if one else {}
    if isinstance(one, Person):
        said = {
            "name": one.name,
            "group": "yes" if one.group else "",
            "gender": one.gender,
            "pronouns": one.pronouns,
            "detail": one.detail,
        }
    else:
        said = {
            "name": one.name,
            "post": one.post,
            "lines": "\n".join(one.lines),
            "country": one.country,
            "salutation": one.salutation,
        } | {key: "\n".join(getattr(one, key)) for key in ("email", "fax", "phone", "social")}
    return {key: value for key, value in said.items() if value}


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if key else path


def _of_one(name: str, old: str, new: str) -> tuple[int, list[Difference]]:
    if old == new:
        return int(bool(new)), []
    if name in _GIVEN and not new:
        return 0, []
    return 1, [_difference(name, old, new)]


def _difference(path: str, old: str, new: str) -> Difference:
    if path.rpartition(".")[2] in CODES:
        found = tuple(Piece(part, text) for part, text in ((Part.REMOVED, old), (Part.ADDED, new)) if text)
    else:
        found = pieces_of(old, new)
    return Difference(path, Change.CHANGED if old and new else Change.ADDED if new else Change.REMOVED, found)


def _of_list(name: str, old: list[Entry], new: list[Entry]) -> tuple[int, list[Difference]]:
    """Each new entry against the old one that it came from; what is gone stands where it was."""
    came_from = _pair(old, new)
    in_place = _rising(came_from)
    gone = sorted({*range(len(old))} - {one for one in came_from if one is not None})
    fields = sum(len(entry) for entry in new) + sum(len(old[n]) for n in gone)
    found: list[Difference] = []
    for n, (entry, was) in enumerate(zip(new, came_from, strict=True)):
        if was is not None and n in in_place:
            while gone and gone[0] < was:
                found += _gone(name, gone[0], old[gone.pop(0)])
        found += _entry_changes(f"{name}.{n}", old[was] if was is not None else {}, entry, was, moved=n not in in_place)
    for n in gone:
        found += _gone(name, n, old[n])
    return fields, found


def _gone(name: str, n: int, entry: Entry) -> Iterator[Difference]:
    for key, text in entry.items():
        yield _difference(_join(f"{name}.{n}", key), text, "")


def _entry_changes(path: str, old: Entry, new: Entry, was: int | None, *, moved: bool) -> Iterator[Difference]:
    keys = [*new, *(key for key in old if key not in new)]
    changed = [key for key in keys if old.get(key, "") != new.get(key, "")]
    has_moved = moved and was is not None
    if has_moved and not changed and keys:
        yield Difference(_join(path, keys[0]), Change.MOVED, (Piece(Part.KEPT, new[keys[0]]),), was)
    for key in changed:
        one = _difference(_join(path, key), old.get(key, ""), new.get(key, ""))
        if has_moved and one.change is Change.CHANGED:
            one = Difference(one.path, Change.MOVED, one.pieces, was)
        yield one


def _pair(old: list[Entry], new: list[Entry]) -> list[int | None]:
    """For each new entry the place of the old one that it is: the very same, else the likest one that is left."""
    came_from: list[int | None] = [None] * len(new)
    left = dict(enumerate(old))
    for n, entry in enumerate(new):
        same = [place for place, one in left.items() if one == entry]
        if same:
            came_from[n] = min(same, key=lambda place: abs(place - n))
            del left[came_from[n] or 0]
    open_new = [n for n, was in enumerate(came_from) if was is None]
    if len(open_new) * len(left) > _PAIRS:
        for n in open_new:
            if n in left:
                came_from[n] = n
                del left[n]
        return came_from
    bags = {n: _bag(new[n]) for n in open_new}, {place: _bag(one) for place, one in left.items()}
    weighed = ((_likeness(one, other), n, place) for n, one in bags[0].items() for place, other in bags[1].items())
    for like, n, place in sorted(weighed, key=lambda item: (-item[0], abs(item[1] - item[2]), item[1])):
        if like >= LIKE and came_from[n] is None and place in left:
            came_from[n] = place
            del left[place]
    return came_from


def _bag(entry: Entry) -> Counter[str]:
    """The words of an entry; where words run together, its characters."""
    words = (word.casefold() for text in entry.values() for word, _space in tokens(text))
    return Counter(word for word in words if word and unicodedata.category(word[0])[0] in "LN")


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    whole = one.total() + other.total()
    return 2 * (one & other).total() / whole if whole else 0.0


def _rising(places: Sequence[int | None]) -> set[int]:
    """Which of them keep their order: the longest row of rising places; the fewest possible have moved."""
    tails: list[int] = []
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for n, place in enumerate(places):
        if place is None:
            continue
        at = bisect_left(tails, place)
        before[n] = ends[at - 1] if at else None
        tails[at : at + 1] = [place]
        ends[at : at + 1] = [n]
    kept: set[int] = set()
    last = ends[-1] if ends else None
    while last is not None:
        kept.add(last)
        last = before[last]
    return kept
