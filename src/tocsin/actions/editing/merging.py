"""Two people changed the same draft: what becomes of it. Plain values in, plain values out.

base is what both started from, theirs is what stands in the draft by now, mine is what somebody wants to save. What one
of the two left alone is as the other made it. What both changed stays as theirs, and mine is handed back (`Held`):
nothing that either typed is dropped. Lists are merged item by item; an item is known again by its words, wherever it
has moved to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from tocsin.actions.editing.content import LISTS, Flat

_ALIKE: Final = 0.4
"""From this share of common words on, one text is a later form of another."""
_READ: Final = 5_000
"""Characters of a text that are compared; a whole page."""


@dataclass(frozen=True, slots=True)
class Held:
    """What could not go into the draft, for another had changed the same.

    path: where it belongs in the merged draft (`calls.1`, `targets.0.email`); of an item that is gone from the draft,
    its list (`calls`). theirs: what stands there; None where they took it out.
    """

    path: str
    theirs: Any
    mine: Any


@dataclass(frozen=True, slots=True)
class Merged:
    """came_in: paths of what others had changed and is in. rows: by list, where each item of mine stands now."""

    flat: Flat
    held: tuple[Held, ...]
    came_in: tuple[str, ...]
    rows: dict[str, tuple[int | None, ...]]


def merge(base: Flat, theirs: Flat, mine: Flat) -> Merged:
    """Three contents into one."""
    flat: Flat = {}
    held: list[Held] = []
    came_in: list[str] = []
    rows: dict[str, tuple[int | None, ...]] = {}
    for name, value in theirs.items():
        if name in LISTS:
            done = _merge_list(name, base[name], value, mine[name])
            flat[name], rows[name] = done.items, done.rows
            held += done.held
            came_in += done.came_in
        else:
            flat[name], kept = _merge_value(base[name], value, mine[name])
            held += [Held(name, value, mine[name])] if kept else []
            came_in += [name] if value not in (base[name], mine[name]) else []
    waits = {one.path for one in held if one.theirs is not None}
    return Merged(flat, tuple(held), tuple(path for path in dict.fromkeys(came_in) if path not in waits), rows)


def _merge_value(base: Any, theirs: Any, mine: Any) -> tuple[Any, bool]:
    """What stands, and whether mine is held back."""
    if mine in (base, theirs):
        return theirs, False
    return (mine, False) if theirs == base else (theirs, True)


@dataclass(slots=True)
class _List:
    items: list[Any] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    came_in: list[str] = field(default_factory=list)
    rows: tuple[int | None, ...] = ()


type _Token = tuple[str, int]
"""Of an item: (“base”, its place there), or (“theirs” or “mine”, its place there) for one that is new."""


def _merge_list(name: str, base: list[Any], theirs: list[Any], mine: list[Any]) -> _List:
    if mine in (theirs, base):
        places = align(theirs, mine)
        came_in = [name] if theirs != mine else []
        return _List(list(theirs), came_in=came_in, rows=tuple(range(len(mine))) if mine == theirs else tuple(places))
    if theirs == base:
        return _List(list(mine), rows=tuple(range(len(mine))))
    their_tokens = _tokens("theirs", base, theirs)
    my_tokens = _tokens("mine", base, mine)
    _join_what_both_added(their_tokens, theirs, my_tokens, mine)
    their_place = {token: n for n, token in enumerate(their_tokens)}
    my_place = {token: n for n, token in enumerate(my_tokens)}
    done = _List()
    values: dict[_Token, Any] = {}
    parts: dict[_Token, list[tuple[str, Any, Any]]] = {}
    for token in dict.fromkeys([*their_tokens, *my_tokens, *(("base", n) for n in range(len(base)))]):
        was = base[token[1]] if token[0] == "base" else None
        their = theirs[their_place[token]] if token in their_place else None
        my = mine[my_place[token]] if token in my_place else None
        if their is not None and my is not None:
            values[token], parts[token] = _merge_item(was, their, my)
        elif their is not None and their != was:
            values[token] = their
        elif my is not None and was is None:
            values[token] = my
        elif my is not None and my != was:
            done.held.append(Held(name, None, my))
    order = _in_order(their_tokens, my_tokens, values, moved=_has_moved(their_tokens))
    at = {token: n for n, token in enumerate(order)}
    done.items = [values[token] for token in order]
    done.rows = tuple(at.get(token) for token in my_tokens)
    for token, found in parts.items():
        done.held += [Held(f"{name}.{at[token]}{sub}", their, my) for sub, their, my in found]
    done.came_in = list(_came_in(name, base, theirs, their_place, my_place, at, values, mine))
    return done


def _came_in(  # noqa: PLR0913, PLR0917
    name: str,
    base: list[Any],
    theirs: list[Any],
    their_place: Mapping[_Token, int],
    my_place: Mapping[_Token, int],
    at: Mapping[_Token, int],
    values: Mapping[_Token, Any],
    mine: list[Any],
) -> Iterator[str]:
    for token, n in their_place.items():
        was = base[token[1]] if token[0] == "base" else None
        mine_too = token in my_place and mine[my_place[token]] == theirs[n]
        if theirs[n] != was and token in at and not mine_too:
            yield f"{name}.{at[token]}"
    for n in range(len(base)):
        token = ("base", n)
        if token not in their_place and token in my_place:
            yield name
    if _has_moved(list(their_place)) and not _has_moved(list(my_place)):
        yield name


def _merge_item(base: Any, theirs: Any, mine: Any) -> tuple[Any, list[tuple[str, Any, Any]]]:
    """What stands, and what is held back: (path within the item, theirs, mine)."""
    whole = not isinstance(theirs, dict) or not isinstance(base, dict) or _is_tied_anew(base, theirs, mine)
    if whole:
        value, kept = _merge_value(base, theirs, mine)
        return value, [("", theirs, mine)] if kept else []
    merged, held = {}, []
    for key in dict.fromkeys([*theirs, *mine]):
        value = theirs.get(key)
        merged[key], kept = _merge_value(base.get(key), value, mine.get(key))
        held += [(f".{key}", value, mine.get(key))] if kept else []
    return merged, held


def _is_tied_anew(base: dict[str, Any], theirs: dict[str, Any], mine: dict[str, Any]) -> bool:
    """What a tied recipient says is the directory's: it is not mixed with what somebody typed into one that is not."""
    return not base.get("office") == theirs.get("office") == mine.get("office")


def _in_order(
    theirs: Sequence[_Token], mine: Sequence[_Token], values: Mapping[_Token, Any], *, moved: bool
) -> list[_Token]:
    """The order of whoever moved something, theirs if both did; what only the other has follows what it followed."""
    first, second = (theirs, mine) if moved else (mine, theirs)
    order = [token for token in first if token in values]
    before: _Token | None = None
    for token in second:
        if token not in values:
            continue
        if token not in order:
            at = 0 if before is None else order.index(before) + 1
            # Two additions at one place: theirs, then mine.
            while moved and at < len(order) and order[at][0] == "theirs":
                at += 1
            order.insert(at, token)
        before = token
    return order


def _has_moved(tokens: Sequence[_Token]) -> bool:
    places = [n for where, n in tokens if where == "base"]
    return places != sorted(places)


def _tokens(who: str, base: list[Any], other: list[Any]) -> list[_Token]:
    return [(who, n) if place is None else ("base", place) for n, place in enumerate(align(base, other))]


def _join_what_both_added(
    their_tokens: Sequence[_Token], theirs: list[Any], my_tokens: list[_Token], mine: list[Any]
) -> None:
    """The same text added by both is one item."""
    free = [n for n, token in enumerate(their_tokens) if token[0] == "theirs"]
    for n, token in enumerate(my_tokens):
        if token[0] == "mine":
            same = next((one for one in free if theirs[one] == mine[n]), None)
            if same is not None:
                free.remove(same)
                my_tokens[n] = their_tokens[same]


def align(base: list[Any], other: list[Any]) -> list[int | None]:
    """For each item of other, the place in base of the item that it came from; None for a new one."""
    found: list[int | None] = [None] * len(other)
    free = list(range(len(base)))
    # What stands in both, the nearest first; then what stands alone between two such; then what reads alike.
    for n, item in enumerate(other):
        same = [place for place in free if base[place] == item]
        if same:
            found[n] = min(same, key=lambda place: abs(place - n))
            free.remove(found[n])  # type: ignore[arg-type]
    pairs = sorted(
        ((-_alike(base[place], other[n]), abs(place - n), place, n) for place in free for n in _open(found)),
    )
    for score, _distance, place, n in pairs:
        if -score >= _ALIKE and place in free and found[n] is None:
            found[n] = place
            free.remove(place)
    for n in _open(found):
        before, after = (found[n - 1] if n else -1), (found[n + 1] if n + 1 < len(other) else len(base))
        if before is not None and after is not None and after - before == 2 and before + 1 in free:
            found[n] = before + 1
            free.remove(before + 1)
    return found


def _open(found: Sequence[int | None]) -> list[int]:
    return [n for n, place in enumerate(found) if place is None]


def _alike(one: Any, other: Any) -> float:
    """Share of common words, 0 to 1."""
    if isinstance(one, dict) and isinstance(other, dict):
        if one.get("office") and other.get("office"):
            return float(one["office"] == other["office"])
        if one.get("name") and one.get("name") == other.get("name"):
            return 1
    mine, theirs = _words_of(one), _words_of(other)
    total = mine.total() + theirs.total()
    return 2 * (mine & theirs).total() / total if total else 0


def _words_of(value: Any) -> Counter[str]:
    if isinstance(value, dict):
        return _counted("\n".join(str(one) for key, one in value.items() if one and key != "office"))
    return _counted(str(value))


def _counted(text: str) -> Counter[str]:
    return Counter(text[:_READ].split())
