"""What changed between two texts: to the letter, by likeness, in bounded time."""

from __future__ import annotations

import time
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.network import COMMISSIONER, MINISTER, case_file
from tocsin.actions.comparing import Change, Comparison, Text, compare, fields_of
from tocsin.actions.wordwise import Part, pieces_of, tokens
from tocsin.casefile import CaseFile, Person

TEXTS = st.text(alphabet="ab  .,\n水坝เขา العين́'’", max_size=60) | st.text(max_size=60)
PARAGRAPHS = st.lists(st.text(alphabet="ab .", max_size=12), max_size=6).map(tuple)


def old_of(pieces: object) -> str:
    return "".join(one.text for one in pieces if one.part is not Part.ADDED)  # type: ignore[attr-defined]


def new_of(pieces: object) -> str:
    return "".join(one.text for one in pieces if one.part is not Part.REMOVED)  # type: ignore[attr-defined]


def shown(old: str, new: str) -> str:
    marks = {Part.KEPT: "{}", Part.ADDED: "+{}+", Part.REMOVED: "-{}-"}
    return "".join(marks[one.part].format(one.text) for one in pieces_of(old, new))


def found(old: CaseFile, new: CaseFile) -> dict[str, Change]:
    return {one.path: one.change for one in compare(Text(old), Text(new)).differences}


@given(TEXTS, TEXTS)
def test_kept_and_added_are_the_new_text_kept_and_removed_the_old(old: str, new: str) -> None:
    assert (old_of(pieces_of(old, new)), new_of(pieces_of(old, new))) == (old, new)
    assert "".join(word + space for word, space in tokens(old)) == old


@given(PARAGRAPHS, PARAGRAPHS)
@settings(max_examples=200)
def test_every_difference_of_a_list_gives_both_texts(old: tuple[str, ...], new: tuple[str, ...]) -> None:
    before, after = Text(case_file(body=old)), Text(case_file(body=new))
    comparison = compare(before, after)
    was, now = fields_of(before), fields_of(after)
    gone = [one for one in comparison.differences if one.change is Change.REMOVED and one.path in was]
    for one in comparison.differences:
        if one.change in {Change.ADDED, Change.CHANGED, Change.MOVED} and one.path in now:
            assert new_of(one.pieces) == now[one.path]
    # Nothing is lost: what is in the old text and neither kept nor named as gone does not exist.
    kept = sorted(new_of(one.pieces) for one in comparison.differences if one.change is Change.ADDED)
    lost = sorted(old_of(one.pieces) for one in gone)
    assert len(now) - len(kept) == len(was) - len(lost)


@given(TEXTS)
def test_the_same_text_has_no_difference(text: str) -> None:
    assert compare(Text(case_file(summary=text)), Text(case_file(summary=text))).differences == ()
    assert all(one.part is Part.KEPT for one in pieces_of(text, text))


def test_words_are_words_and_not_letters() -> None:
    assert shown("held in secret since May", "held in Ostreva since May") == "held in -secret-+Ostreva+ since May"


def test_where_words_run_together_characters_are_compared() -> None:
    assert shown("水坝检查员被秘密关押", "水坝检查员被公开关押") == "水坝检查员被-秘密-+公开+关押"
    assert shown("เขาถูกจับ", "เขาไม่ถูกจับ") == "เขา+ไม่+ถูกจับ"


def test_arabic_words_stay_whole_with_their_marks() -> None:
    assert shown("اعتُقلت ميريلا", "أُطلقت ميريلا") == "-اعتُقلت-+أُطلقت+ ميريلا"


def test_white_space_alone_is_a_difference_too() -> None:
    assert shown("a  b", "a b") == "a-  -+ +b"


def test_a_paragraph_put_in_is_the_only_difference() -> None:
    old = case_file(body=("One stands.", "Two stands.", "Three stands."))
    assert found(old, replace(old, body=("Quite another thing.", *old.body))) == {"body.0": Change.ADDED}
    assert found(replace(old, body=old.body[1:]), old) == {"body.0": Change.ADDED}
    assert found(old, replace(old, body=old.body[1:])) == {"body.0": Change.REMOVED}


def test_a_paragraph_that_moved_is_told_so_with_its_old_place() -> None:
    old = case_file(body=("Alpha came first.", "Beta was second.", "Gamma then third."))
    moved = compare(Text(old), Text(replace(old, body=(old.body[2], *old.body[:2])))).differences
    assert [(one.path, one.change, one.was) for one in moved] == [("body.0", Change.MOVED, 2)]


def test_a_paragraph_that_was_reworded_is_compared_with_itself() -> None:
    old = case_file(calls=("say where Mirela Dovan is held", "give her insulin"))
    new = replace(old, calls=("stop the dam", "say where Mirela Dovan is held now", "give her insulin"))
    assert found(old, new) == {"calls.0": Change.ADDED, "calls.1": Change.CHANGED}


def test_recipients_are_compared_by_particulars() -> None:
    old = case_file(targets=(MINISTER, COMMISSIONER))
    new = replace(old, targets=(COMMISSIONER, replace(MINISTER, email=("office@example.org",), fax=())))
    differences = {one.path: one for one in compare(Text(old), Text(new)).differences}
    assert differences.keys() == {"targets.0.name", "targets.1.email", "targets.1.fax"} or differences.keys() == {
        "targets.1.email", "targets.1.fax",
    }  # fmt: skip
    assert old_of(differences["targets.1.email"].pieces) == "minister@interior.example.org"
    assert differences["targets.1.fax"].change is Change.REMOVED


def test_people_codes_and_what_is_said_beside_the_text_are_compared() -> None:
    old = case_file(people=(Person("Mirela Dovan", gender="f"),))
    new = replace(old, people=(Person("Mirela Dovan", gender="x"), Person("Emil Sarkov")), countries=("XH", "XK"))
    differences = compare(Text(old, "Europe/Paris", "yes"), Text(new, "Europe/Berlin", "no", "released")).differences
    assert [one.path for one in differences] == [
        "outcome", "countries", "people.0.gender", "people.1.name", "zone", "mention_network",
    ]  # fmt: skip
    assert all(Part.KEPT not in {piece.part for piece in one.pieces} for one in differences)


def test_without_an_older_text_everything_is_added_and_counted() -> None:
    comparison = compare(None, Text(case_file()))
    assert {one.change for one in comparison.differences} == {Change.ADDED}
    assert comparison.fields == len(comparison.differences) == len(fields_of(Text(case_file())))


def test_the_count_says_how_many_fields_there_are() -> None:
    old = case_file()
    comparison = compare(Text(old), Text(replace(old, headline="Another")))
    assert comparison.fields == len(fields_of(Text(old)))
    assert len(comparison.differences) == 1


def _seconds(old: CaseFile, new: CaseFile) -> tuple[float, Comparison]:
    begun = time.process_time()
    comparison = compare(Text(old), Text(new))
    return time.process_time() - begun, comparison


def test_long_and_hostile_texts_take_bounded_time() -> None:
    same, other = "a b " * 25_000, "b a c " * 17_000
    seconds, comparison = _seconds(case_file(summary=same), case_file(summary=other))
    assert new_of(comparison.differences[0].pieces) == other
    many = tuple(f"{n} a" for n in range(600))
    seconds_of_lists, _ = _seconds(case_file(body=many), case_file(body=tuple(f"a {n} b" for n in range(600, 1200))))
    assert seconds + seconds_of_lists < 10
