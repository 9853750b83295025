"""An evening that was killed goes on; letters that do not belong together are not mixed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.letters.cast import CASE, DIRECTOR, MINISTER, TEXT, TODAY, chen
from tests.letters.evening_cast import (
    HEADING,
    TEXTS,
    evening,
    guests,
    manifest,
    many,
    pdfs,
    printed,
)
from tocsin.letters import (
    LetterPress,
    OccupiedFolder,
    UnwritableFolder,
    write_letters,
)
from tocsin.letters.evening import Per, print_evening
from tocsin.typesetting import TypesettingError


class Killed(BaseException):
    """As a signal would end the run."""


def killed_after(parts: int):
    calls = iter(range(parts + 1))

    def told(done: int, total: int) -> None:
        if next(calls) == parts:
            raise Killed

    return told


def stamps(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in folder.glob("*.pdf")}


def test_a_killed_run_goes_on_where_it_stopped(tmp_path: Path):
    with pytest.raises(Killed):
        print_evening(evening(), tmp_path, killed_after(2))
    before = stamps(tmp_path)
    assert len(before) == 2
    assert not (tmp_path / "manifest.json").exists()
    record = printed(tmp_path)
    assert (record.kept, len(record.made)) == (2, 6)
    assert {name: stamps(tmp_path)[name] for name in before} == before


def test_a_run_killed_inside_a_long_file_sets_no_letter_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    set_letters: list[str] = []

    class CountingPress(LetterPress):
        def many(self, letters, envelope=None, *, title=""):
            set_letters.extend(letter.signature.name for letter in letters)
            return super().many(letters, envelope, title=title)

    monkeypatch.setattr("tocsin.letters.evening.folder.LetterPress", CountingPress)
    long = evening(people=many(160), case=replace(CASE, targets=(MINISTER,), copies=()))
    with pytest.raises(Killed):
        print_evening(long, tmp_path, killed_after(2))
    assert pdfs(tmp_path) == []
    assert len(list((tmp_path / ".pieces").iterdir())) == 2
    record = print_evening(long, tmp_path, lambda done, total: None)
    assert sorted(set_letters) == sorted(f"Guest {number}" for number in range(160))
    assert record.printed == 160
    assert not (tmp_path / ".pieces").exists()


def test_letters_left_out_of_a_long_file_take_no_place_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    class RefusingPress(LetterPress):
        def many(self, letters, envelope=None, *, title=""):
            if any(letter.signature.name in {"Guest 3", "Guest 60"} for letter in letters):
                raise TypesettingError("No font has it.")
            return super().many(letters, envelope, title=title)

    monkeypatch.setattr("tocsin.letters.evening.folder.LetterPress", RefusingPress)
    record = printed(tmp_path, people=many(101), case=replace(CASE, targets=(MINISTER,), copies=()))
    letters = manifest(tmp_path)["letters"]
    assert [number for number, letter in enumerate(letters) if letter["place"] is None] == [3, 60]
    assert [letters[number]["place"] for number in (2, 4, 59, 61, 100)] == [3, 4, 59, 60, 99]
    assert (record.printed, record.sheets) == (99, {"a4": 99})


def test_going_on_gives_what_one_run_gives(tmp_path: Path):
    with pytest.raises(Killed):
        print_evening(evening(), tmp_path / "twice", killed_after(3))
    printed(tmp_path / "twice")
    printed(tmp_path / "once")
    once, twice = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir() if path.suffix != ".journal"}
        for name in ("once", "twice")
    )
    assert once == twice


def test_a_changed_text_makes_only_its_files_anew(tmp_path: Path):
    printed(tmp_path)
    before = stamps(tmp_path)
    record = printed(tmp_path, people=guests(texts=TEXTS | {"c": "Say where she is."}))
    after = stamps(tmp_path)
    assert {name for name in before if before[name] != after[name]} == {name for name in before if "-letter" in name}
    assert record.kept == 3


@pytest.mark.parametrize("damage", ["cut", "other", "gone"])
def test_a_file_that_is_not_as_it_was_made_is_made_again(damage: str, tmp_path: Path):
    printed(tmp_path)
    path = tmp_path / "02-target-director-a4.pdf"
    good = path.read_bytes()
    {"cut": lambda: path.write_bytes(good[:-9]), "other": lambda: path.write_bytes(good[::-1]), "gone": path.unlink}[
        damage
    ]()
    assert printed(tmp_path).kept == 5
    assert path.read_bytes() == good


@pytest.mark.parametrize("kept_bytes", range(0, 2500, 119))
def test_a_journal_cut_off_anywhere_costs_only_making_files_again(kept_bytes: int, tmp_path: Path):
    case = replace(CASE, targets=(MINISTER, DIRECTOR), copies=())
    people = guests(HEADING + "Bo,Bern,CH,en,none,\n")
    printed(tmp_path, case=case, people=people)
    journal = tmp_path / "evening.journal"
    journal.write_bytes(journal.read_bytes()[:kept_bytes])
    if 0 < kept_bytes < 40:
        with pytest.raises(OccupiedFolder, match="cannot be read"):
            printed(tmp_path, case=case, people=people)
        return
    assert printed(tmp_path, case=case, people=people).everybody_has_a_letter
    assert len(pdfs(tmp_path)) == 4


def test_files_no_longer_wanted_go_and_those_that_somebody_changed_stay(tmp_path: Path):
    printed(tmp_path)
    (tmp_path / "01-target-minister-of-the-interior-a4.pdf").write_bytes(b"with notes")
    (tmp_path / "notes.txt").write_text("ours")
    (tmp_path / ".01-target-director.pdf.part").write_bytes(b"half")
    printed(tmp_path, per=Per.ENVELOPE)
    assert {path.name for path in tmp_path.iterdir()} == {
        "01-target-minister-of-the-interior-a4.pdf",
        "LIST.csv",
        "envelope-c56-right-a4.pdf",
        "envelope-din-5008-b-a4.pdf",
        "envelope-us-10-letter.pdf",
        "evening.journal",
        "manifest.json",
        "notes.txt",
    }


def test_an_evening_that_goes_on_past_midnight_keeps_its_date_and_the_next_one_has_its_own(tmp_path: Path):
    tomorrow = TODAY + timedelta(days=1)
    with pytest.raises(Killed):
        print_evening(evening(), tmp_path, killed_after(2))
    assert printed(tmp_path, day=tomorrow).plan.evening.day == TODAY
    assert printed(tmp_path, day=tomorrow).plan.evening.day == tomorrow
    with pytest.raises(Killed):
        print_evening(evening(people=guests()[:2]), tmp_path, killed_after(1))
    later = date(2026, 12, 24)
    assert printed(tmp_path, day=later).plan.evening.day == later


def test_letters_on_another_case_are_not_mixed_with_these(tmp_path: Path):
    printed(tmp_path)
    before = stamps(tmp_path)
    with pytest.raises(OccupiedFolder, match=r"another action \(UA 84/26\)"):
        printed(tmp_path, case=replace(CASE, number="UA 85/26"))
    assert stamps(tmp_path) == before
    printed(tmp_path, case=replace(CASE, index="ASA 17/0099/2026", targets=(MINISTER,)))


def test_letters_of_one_writer_and_of_an_evening_do_not_share_a_folder(tmp_path: Path):
    write_letters(CASE, chen(), TEXT, tmp_path / "one", today=TODAY)
    with pytest.raises(OccupiedFolder, match="other letters"):
        printed(tmp_path / "one")
    printed(tmp_path / "many")
    with pytest.raises(OccupiedFolder, match="evening"):
        write_letters(CASE, chen(), TEXT, tmp_path / "many", today=TODAY)


def test_two_runs_do_not_write_to_one_folder_at_once(tmp_path: Path):
    def start_another(done: int, total: int) -> None:
        with pytest.raises(OccupiedFolder, match="Another run"):
            printed(tmp_path)

    print_evening(evening(people=many(1)), tmp_path, start_another)


def test_a_folder_that_cannot_be_written_is_one_plain_sentence(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UnwritableFolder, match="cannot be written"):
        printed(tmp_path / "file")


def test_progress_counts_letters_up_to_the_last(tmp_path: Path):
    told: list[tuple[int, int]] = []
    print_evening(evening(), tmp_path, lambda done, total: told.append((done, total)))
    assert told[0] == (0, 9)
    assert told[-1] == (9, 9)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
