"""Two people change the same draft: no word of either is lost, and what the other did is not undone."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.network import case_file
from tocsin.actions.editing.content import Flat, content_from, flat_of
from tocsin.actions.editing.merging import Merged, align, merge

BASE: Flat = flat_of(
    {
        "casefile": case_file().to_json(),
        "links": {"targets.0": 7},
        "zone": None,
        "mention_network": "optional",
        "outcome": None,
    }
)


def merged(mine: dict[str, Any], theirs: dict[str, Any], base: Flat = BASE) -> Merged:
    return merge(base, base | theirs, base | mine)


def test_a_content_becomes_flat_and_itself_again() -> None:
    assert flat_of(content_from(BASE)) == BASE


def test_different_fields_are_both_in() -> None:
    done = merged({"headline": "Mine"}, {"summary": "Theirs"})
    assert (done.flat["headline"], done.flat["summary"], done.held) == ("Mine", "Theirs", ())
    assert done.came_in == ("summary",)


def test_the_same_field_stays_theirs_and_mine_is_handed_back() -> None:
    done = merged({"headline": "Mine"}, {"headline": "Theirs"})
    assert done.flat["headline"] == "Theirs"
    assert [(one.path, one.theirs, one.mine) for one in done.held] == [("headline", "Theirs", "Mine")]


def test_different_calls_of_one_list_are_both_in() -> None:
    first, second = BASE["calls"]
    done = merged({"calls": [f"{first} today", second]}, {"calls": [first, f"{second} too", "let her go"]})
    assert done.flat["calls"] == [f"{first} today", f"{second} too", "let her go"]
    assert (done.held, done.rows["calls"]) == ((), (0, 1))


def test_what_both_add_at_the_end_is_there_once_each() -> None:
    calls = BASE["calls"]
    done = merged({"calls": [*calls, "mine", "the same"]}, {"calls": [*calls, "theirs", "the same"]})
    assert done.flat["calls"] == [*calls, "theirs", "mine", "the same"]
    assert done.rows["calls"] == (0, 1, 3, 4)


def test_what_one_moves_and_the_other_changes_is_moved_and_changed() -> None:
    first, second = BASE["calls"]
    done = merged({"calls": [second, first]}, {"calls": [f"{first} at once", second]})
    assert (done.flat["calls"], done.held) == ([second, f"{first} at once"], ())
    done = merged({"calls": [f"{first} at once", second]}, {"calls": [second, first]})
    assert (done.flat["calls"], done.held) == ([second, f"{first} at once"], ())


def test_what_they_took_out_and_i_changed_waits_aside() -> None:
    first, second = BASE["calls"]
    done = merged({"calls": [first, f"{second} and water"]}, {"calls": [first]})
    assert done.flat["calls"] == [first]
    assert [(one.path, one.theirs, one.mine) for one in done.held] == [("calls", None, f"{second} and water")]
    assert done.rows["calls"] == (0, None)


def test_what_i_took_out_and_they_changed_stays() -> None:
    first, second = BASE["calls"]
    done = merged({"calls": [first]}, {"calls": [first, f"{second} and water"]})
    assert (done.flat["calls"], done.came_in) == ([first, f"{second} and water"], ("calls.1",))


def test_two_fields_of_one_person_are_both_in() -> None:
    person = BASE["people"][0]
    done = merged({"people": [person | {"detail": "47"}]}, {"people": [person | {"pronouns": "she"}]})
    assert done.flat["people"] == [person | {"detail": "47", "pronouns": "she"}]
    done = merged({"people": [person | {"detail": "47"}]}, {"people": [person | {"detail": "48"}]})
    assert [(one.path, one.mine) for one in done.held] == [("people.0.detail", "47")]


def test_a_recipient_that_one_unties_and_the_other_changes_is_not_mixed() -> None:
    target = BASE["targets"][0]
    free = target | {"office": None}
    base = BASE | {"targets": [free]}
    done = merged({"targets": [free | {"fax": ["+1"]}]}, {"targets": [target]}, base)
    assert done.flat["targets"] == [target]
    assert [(one.path, one.mine["fax"]) for one in done.held] == [("targets.0", ["+1"])]


def test_an_item_is_known_again_by_its_words() -> None:
    assert align(["a b c", "d e f"], ["d e f g", "new", "a b c"]) == [1, None, 0]
    assert align(["a", "b", "c"], ["a", "quite another", "c"]) == [0, 1, 2]
    assert align([], ["x"]) == [None]


# --- any two edits --------------------------------------------------------------------------------------------------


def _edited(flat: Flat, seed: int, who: str) -> tuple[Flat, set[str]]:
    """A few random edits; every word that was typed is one of its own."""
    chance, made = random.Random(seed), dict(flat)
    typed: set[str] = set()

    def word() -> str:
        typed.add(f"{who}{len(typed)}")
        return f"{who}{len(typed) - 1}"

    for _ in range(chance.randint(1, 8)):
        name = chance.choice(["headline", "summary", "calls", "body", "background", "people", "targets"])
        if not isinstance(made[name], list):
            made[name] = f"{made[name]} {word()}" if chance.random() < 0.7 else word()
            continue
        made[name] = _list_edited(made[name], name, chance, word)
    return made, {one for one in typed if one in set(_words(made))}


def _list_edited(items: list[Any], name: str, chance: random.Random, word: Any) -> list[Any]:
    done = list(items)
    at = chance.randrange(len(done)) if done else 0
    match chance.choice(["change", "rewrite", "add", "remove", "move"]) if done else "add":
        case "change" if isinstance(done[at], str):
            done[at] = f"{done[at]} {word()}"
        case "change" | "rewrite" if isinstance(done[at], dict):
            key = chance.choice(["name", "detail"] if name == "people" else ["name", "post", "salutation", "email"])
            done[at] = done[at] | {key: [word()] if key == "email" else word()}
        case "rewrite":
            done[at] = f"{word()} {word()}"
        case "add":
            new = dict.fromkeys(items[0]) if items and isinstance(items[0], dict) else {}
            done.insert(
                chance.randint(0, len(done)), new | {"name": word()} if name in {"people", "targets"} else word()
            )
        case "remove":
            done.pop(at)
        case _:
            done.insert(chance.randrange(len(done)), done.pop(at))
    return done


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from value.split()
    elif isinstance(value, dict):
        for one in value.values():
            yield from _words(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _words(one)


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_no_word_of_either_is_lost(one: int, other: int) -> None:
    theirs, their_words = _edited(BASE, one, "t")
    mine, my_words = _edited(BASE, other, "m")
    done = merge(BASE, theirs, mine)
    in_draft = set(_words(done.flat))
    in_aside = {word for held in done.held for word in _words(held.mine)}
    assert their_words <= in_draft
    assert my_words <= in_draft | in_aside
    assert done.flat.keys() == BASE.keys()


@given(st.integers(0, 10**9))
def test_who_edits_alone_gets_exactly_what_they_typed(seed: int) -> None:
    mine, _ = _edited(BASE, seed, "m")
    assert merge(BASE, BASE, mine).flat == mine
    assert merge(BASE, mine, BASE).flat == mine
    done = merge(BASE, mine, mine)
    assert (done.flat, done.held) == (mine, ())


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_every_row_is_told_where_it_went(one: int, other: int) -> None:
    theirs, _ = _edited(BASE, one, "t")
    mine, _ = _edited(BASE, other, "m")
    done = merge(BASE, theirs, mine)
    for name, rows in done.rows.items():
        there = [row for row in rows if row is not None]
        assert len(rows) == len(mine[name])
        assert len(set(there)) == len(there)
        assert all(0 <= row < len(done.flat[name]) for row in there)
    for held in done.held:
        name, _, number = held.path.partition(".")
        assert (
            held.theirs is None
            or name in {"headline", "summary"}
            or int(number.partition(".")[0]) < len(done.flat[name])
        )
