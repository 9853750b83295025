"""`tocsin letters --people`: the letters of an evening, with a bar that shows how far they are."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tocsin.casefile import CaseFile
from tocsin.cli.console import BAD_INPUT, REFUSED, fail, put_out_bytes, take_in, tell
from tocsin.letters import InvalidPeople, LettersError, Missions, ProblemCode
from tocsin.letters.evening import (
    Evening,
    EveningRecord,
    Per,
    TextsBeside,
    load_people,
    people_with_the_same_words,
    print_evening,
)
from tocsin.letters.evening.people import MAX_LIST_BYTES
from tocsin.typesetting import TypesettingError

_SHOWN = 12
_PAPERS = {"a4": "A4", "letter": "US Letter"}


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for on the command line."""

    case: CaseFile
    people: str
    out: Path
    per: Per
    language: str | None
    missions: Missions | None
    json_only: bool


def write_evening(order: Order, today: date) -> None:
    """Read the list, print the letters, say what to do next, end with the exit code of the contract."""
    content = take_in(order.people, MAX_LIST_BYTES)
    try:
        people = load_people(content, TextsBeside(Path(order.people).parent), language=order.language)
        evening = Evening(order.case, people, today, order.per, order.language, order.missions)
        with _progress() as told:
            record = print_evening(evening, order.out, told)
    except InvalidPeople as error:
        fail(BAD_INPUT, *error.lines)
    except (LettersError, TypesettingError) as error:
        fail(BAD_INPUT, str(error))
    except KeyboardInterrupt:
        fail(BAD_INPUT, "Stopped.", "What is finished is kept: the same command goes on from there.")
    if order.json_only:
        put_out_bytes(record.manifest().encode())
    else:
        tell(*_summary(record, order.out, today))
    sys.exit(0 if record.everybody_has_a_letter else REFUSED)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal; elsewhere a line at each tenth."""
    if not sys.stderr.isatty():
        yield _Tenths()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), "letters", TimeRemainingColumn())
    with Progress(*columns, console=Console(file=sys.stderr)) as progress:
        task = progress.add_task("letters", total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


class _Tenths:
    """Tells progress in plain lines."""

    def __init__(self) -> None:
        self._told = 0

    def __call__(self, done: int, total: int) -> None:
        tenth = 10 * done // total if total else 0
        if tenth > self._told:
            self._told = tenth
            tell(f"{done:,} of {total:,} letters")


def _summary(record: EveningRecord, folder: Path, today: date) -> Iterator[str]:
    files = sum(made.size_bytes > 0 for made in record.made)
    kept = f" {record.kept:,} of the files were finished already." if record.kept else ""
    sheets = " and ".join(f"{count:,} sheets of {_PAPERS[paper]}" for paper, count in sorted(record.sheets.items()))
    evening = record.plan.evening
    yield f"{record.printed:,} letters of {len(evening.people):,} people are in {folder}/: {files:,} files.{kept}"
    yield from _problems(record)
    if same := people_with_the_same_words(evening.people):
        yield f"{same:,} people have the same text as somebody else: a letter in one's own words weighs more."
    if not files:
        return
    yield f"Print {sheets}, on one side, at 100 %; LIST.csv says which file goes on which paper. Nothing has been sent."
    if any(part.is_labels for part in record.plan.parts):
        yield "Labels: cut out the addresses in the -labels files, for envelopes without a window."
    if deadline := evening.case.deadline:
        passed = " That day has passed: ask your section before you post them." if deadline < today else ""
        yield f"The last day is {deadline:%-d %B %Y}.{passed}"


def _problems(record: EveningRecord) -> Iterator[str]:
    """Each problem once, with how many letters have it; one that is of a single letter with the line of its person."""
    found: Counter[tuple[str, str]] = Counter()
    lines: dict[tuple[str, str], int] = {}
    for letter, entry in record.entries():
        for problem in entry.problems:
            if problem.code is not ProblemCode.SALUTATION_DEFAULT:
                said = (entry.recipient, problem.message)
                found[said] += 1
                lines.setdefault(said, letter.line)
    for (recipient, message), count in found.most_common(_SHOWN):
        where = f"line {lines[recipient, message]} of the list" if count == 1 else f"{count:,} letters"
        yield f"  {recipient}, {where}: {message}"
    if len(found) > _SHOWN:
        yield f"  And {len(found) - _SHOWN:,} more problems: manifest.json has them all."
