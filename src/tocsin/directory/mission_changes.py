"""What a new list of missions changes of the one in force: pure values, for whoever confirms it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tocsin.letters import Mission


class Kind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"
    """It says the same at another place of its list: of two that serve a writer equally well, the first is taken."""


@dataclass(frozen=True, slots=True)
class Change:
    """before: as the list in force has it; None for one that is new. after: None for one that goes."""

    before: Mission | None
    after: Mission | None

    @property
    def kind(self) -> Kind:
        if self.before is None:
            return Kind.ADDED
        if self.after is None:
            return Kind.REMOVED
        return Kind.MOVED if self.before == self.after else Kind.CHANGED

    @property
    def about(self) -> Mission:
        found = self.after or self.before
        assert found is not None
        return found


def changes_between(before: Sequence[Mission], after: Sequence[Mission]) -> list[Change]:
    """All of them, by sending state and seat; nothing of what stays as it is. No mission stands twice in a list."""
    kept = set(before) & set(after)
    gone, new = _by_place(one for one in before if one not in kept), _by_place(one for one in after if one not in kept)
    pairs = (change for place in {*gone, *new} for change in _paired(gone[place], new[place]))
    moved = (Change(one, one) for one in _moved(before, after, kept))
    return sorted((*pairs, *moved), key=lambda change: (change.about.sending_state, change.about.seat))


def _by_place(missions: Iterable[Mission]) -> dict[tuple[str, str], list[Mission]]:
    found = defaultdict(list)
    for one in missions:
        found[one.sending_state, one.seat].append(one)
    return found


def _paired(gone: list[Mission], new: list[Mission]) -> Iterator[Change]:
    """Those of one state in one state: the same name is the same mission; of the rest the first becomes the first."""
    named = {one.recipient.name: one for one in reversed(gone)}
    left, others = list(gone), []
    for one in new:
        before = named.pop(one.recipient.name, None)
        if before is None:
            others.append(one)
        else:
            left.remove(before)
            yield Change(before, one)
    for place in range(max(len(left), len(others))):
        yield Change(*(rows[place] if place < len(rows) else None for rows in (left, others)))


def _moved(before: Sequence[Mission], after: Sequence[Mission], kept: set[Mission]) -> Iterator[Mission]:
    """Those that stay and have another place among those of their state that stay."""
    was, now = (_places(one for one in missions if one in kept) for missions in (before, after))
    yield from (one for one in now if was[one] != now[one])


def _places(missions: Iterable[Mission]) -> dict[Mission, int]:
    counted: dict[str, int] = defaultdict(int)
    places = {}
    for one in missions:
        places[one] = counted[one.sending_state]
        counted[one.sending_state] += 1
    return places
