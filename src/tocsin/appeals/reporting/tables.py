"""Each report as a row of data: what its lines are, its columns, and how it is made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from tocsin.actions.states import EditionState, Outcome
from tocsin.appeals.numbers import Hidden, Share, Told, hidden
from tocsin.appeals.reporting import counting
from tocsin.appeals.reporting.counting import GONE, NONE, Asked, CaseFacts, EditionFacts, Figures, month_of
from tocsin.appeals.reporting.delays import delays_by_case, delays_by_section
from tocsin.directory.models import Section
from tocsin.directory.regions import region_of

type Cell = Told | None
"""None: there is nothing to count, as no delay where no letter went."""


class Line(StrEnum):
    """What a line of a report is about; its value is then a code of it."""

    EDITION = "edition"
    CASE = "case"
    COUNTRY = "country"
    CONCERN = "concern"
    YEAR = "year"
    MONTH = "month"
    KIND = "kind"
    REGION = "region"
    SECTION = "section"
    LETTERS = "letters"
    """So many letters of one writer: “1”, “2-4”."""
    CASES = "cases"


class Column(StrEnum):
    EDITIONS = "editions"
    CASES = "cases"
    PEOPLE = "people"
    BY_NETWORK = "by_network"
    REPORTED = "reported"
    OPEN = "open"
    PASSED = "passed"
    STOPPED = "stopped"
    BETTER = "better"
    WORSE = "worse"
    NO_NEWS = "no_news"
    NEW = "new"
    NEW_LETTERS = "new_letters"
    UPDATES = "updates"
    UPDATE_LETTERS = "update_letters"
    NOTES = "notes"
    NOTE_LOW = "note_low"
    NOTE = "note"
    NOTE_HIGH = "note_high"
    LETTER_LOW = "letter_low"
    LETTER = "letter"
    LETTER_HIGH = "letter_high"
    """Delays are in whole hours from the first edition; low and high: quartiles."""


@dataclass(frozen=True, slots=True)
class Row:
    """value: the code of what it is about; name: where the code does not say it. case: id, for a link."""

    value: str
    cells: tuple[Cell, ...]
    name: str = ""
    case: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """total: of everything that counts; where a case stands in two lines it is no sum of them. untold: the part of it
    that no line tells.
    """

    rows: tuple[Row, ...]
    total: tuple[Cell, ...] | None = None
    untold: tuple[Cell, ...] | None = None


type Make = Callable[[Asked, datetime], Table]


@dataclass(frozen=True, slots=True)
class Report:
    """drawn: the columns of its chart. chosen: whether period and section choose among it."""

    name: str
    line: Line
    columns: tuple[Column, ...]
    drawn: tuple[Column, ...]
    make: Make
    chosen: bool = True


C = Column
FIGURES: Final = (C.PEOPLE, C.BY_NETWORK, C.REPORTED)
LETTERS: Final = (C.BY_NETWORK, C.REPORTED)

_BETTER: Final = frozenset({
    Outcome.RELEASED, Outcome.CHARGES_DROPPED, Outcome.SENTENCE_COMMUTED, Outcome.EXECUTION_STAYED,
    Outcome.CONDITIONS_IMPROVED, Outcome.PROTECTED, Outcome.FOUND,
})  # fmt: skip
_NO_NEWS: Final = frozenset({Outcome.NO_NEWS, Outcome.OTHER})
_BUCKETS: Final = ((1, "1"), (4, "2-4"), (9, "5-9"))
_CASE_BUCKETS: Final = ((1, "1"), (2, "2"))


def _cells(figures: Figures) -> tuple[int, int, int]:
    return figures.people, figures.by_network, figures.reported


def _chosen(asked: Asked, now: datetime) -> list[EditionFacts]:
    found = counting.editions(now)
    return [one for one in found if asked.has(month_of(one.published_at)) and asked.wants(one.case)]


def _chosen_cases(asked: Asked, now: datetime) -> list[CaseFacts]:
    found = counting.cases(now).values()
    return [one for one in found if asked.has(month_of(one.published_at)) and asked.wants(one)]


def _by_edition(asked: Asked, now: datetime) -> Table:
    found = _chosen(asked, now)
    rows = (Row(one.index, _cells(one.figures), case=one.case.id) for one in found)
    return Table(tuple(rows), _cells(_sum(one.figures for one in found)))


def _grouped(values: Callable[[EditionFacts], Mapping[str, str]]) -> Make:
    """values: codes under which an edition counts, with their names."""

    def made(asked: Asked, now: datetime) -> Table:
        found = _chosen(asked, now)
        groups: dict[str, list[EditionFacts]] = {}
        names: dict[str, str] = {}
        for one in found:
            for value, name in values(one).items():
                groups.setdefault(value, []).append(one)
                names.setdefault(value, name)
        rows = [Row(value, _with_editions(group), names[value]) for value, group in groups.items()]
        return Table(tuple(sorted(rows, key=_largest_first)), _with_editions(found))

    return made


def _by_case(asked: Asked, now: datetime) -> Table:
    found = _chosen(asked, now)
    groups: dict[str, list[EditionFacts]] = {}
    for one in found:
        groups.setdefault(one.case.slug, []).append(one)
    rows = (Row(of[0].case.number, _with_editions(of), case=of[0].case.id) for of in groups.values())
    return Table(tuple(sorted(rows, key=_largest_first)), _with_editions(found))


def _with_editions(found: list[EditionFacts]) -> tuple[Cell, ...]:
    return len(found), *_cells(_sum(one.figures for one in found))


def _sum(figures: Iterable[Figures]) -> Figures:
    return sum(figures, NONE)


def _largest_first(row: Row) -> tuple[int, str]:
    """By letters: the last two columns."""
    return -sum(cell for cell in row.cells[-2:] if isinstance(cell, int)), row.value


def _by_time(*, year: bool) -> Make:
    """By when letters went. Who wrote in two months counts in both."""

    def made(asked: Asked, now: datetime) -> Table:
        known = counting.cases(now)
        found: dict[str, Figures] = {}
        for slug, span, figures in counting.by_time(year=year):
            case = known.get(slug)
            is_in = (
                (asked.since[:4] or span) <= span <= (asked.until[:4] or span)
                if year
                else asked.has(span)
            )  # fmt: skip
            if is_in and (case is not None and asked.wants(case) if asked.section else True):
                found[span] = found.get(span, NONE) + figures
        return Table(tuple(Row(span, _cells(found[span])) for span in sorted(found, reverse=True)))

    return made


def _by_writers(group: Callable[[], Callable[[str], str]]) -> Make:
    """By where writers are, from nothing but the cells that each case's page tells. The whole cases count, by their
    first publication, so that no choice cuts a cell in two.
    """

    def made(asked: Asked, now: datetime) -> Table:
        group_of, (whole, told) = group(), counting.whole_and_told()
        chosen = [one.slug for one in _chosen_cases(asked, now)]
        groups: dict[str, list[tuple[str, Share]]] = {}
        for slug in chosen:
            for share in told.get(slug, ()):
                groups.setdefault(group_of(share.value), []).append((slug, share))
        rows = [Row(value, cells) for value, of in groups.items() if (cells := _told(of)) is not None]
        total = _cells(_sum(whole.get(slug, NONE) for slug in chosen))
        columns = zip(*(row.cells[1:] for row in rows), strict=True)
        sums = [sum(cell for cell in column if isinstance(cell, int)) for column in columns]
        rest = (None, *(of_all - of_rows for of_all, of_rows in zip(total, sums or (0, 0, 0), strict=True)))
        return Table(tuple(sorted(rows, key=_largest_first)), (sum(slug in whole for slug in chosen), *total), rest)

    return made


def _told(of: list[tuple[str, Share]]) -> tuple[Cell, ...] | None:
    """Cases and sums of the cells that are told. A column of which no cell is told is not shown, for it is not 0."""
    columns = [[getattr(one, name) for _slug, one in of] for name in ("appeals", "handed_over", "reported")]
    told = [[cell for cell in column if not isinstance(cell, Hidden)] for column in columns]
    cases = {
        slug for slug, one in of if any(isinstance(n, int) and n for n in (one.appeals, one.handed_over, one.reported))
    }
    if not cases:
        return None
    return len(cases), *(sum(column) if column else Hidden.WITHHELD for column in told)


def _section_of() -> Callable[[str], str]:
    sections = dict(Section.objects.filter(active=True).order_by("-code").values_list("country", "code"))
    return lambda country: sections.get(country, GONE)


def _outcomes(asked: Asked, now: datetime) -> Table:
    columns = (C.CASES, C.OPEN, C.PASSED, C.STOPPED, C.BETTER, C.WORSE, C.NO_NEWS)
    found = [one for one in _chosen_cases(asked, now) if one.state != EditionState.TAKEN_DOWN]
    names: dict[str, str] = {}
    groups: dict[str, list[CaseFacts]] = {}
    for one in found:
        for slug, name in one.concerns.items():
            names.setdefault(slug, name)
            groups.setdefault(slug, []).append(one)

    def cells(of: list[CaseFacts]) -> tuple[Cell, ...]:
        standing = Counter(_standing(one) for one in of)
        return len(of), *(standing[column] for column in columns[1:])

    rows = sorted((Row(slug, cells(of), names[slug]) for slug, of in groups.items()), key=_most_first)
    return Table(tuple(rows), cells(found))


def _standing(case: CaseFacts) -> Column:
    if case.outcome:
        return C.BETTER if case.outcome in _BETTER else C.NO_NEWS if case.outcome in _NO_NEWS else C.WORSE
    if case.state == EditionState.STOPPED:
        return C.STOPPED
    return C.OPEN if case.state == EditionState.LIVE else C.PASSED


def _most_first(row: Row) -> tuple[int, str]:
    first = row.cells[0]
    return -first if isinstance(first, int) else 0, row.value


def _regions(asked: Asked, now: datetime) -> Table:
    found = _chosen(asked, now)
    groups: dict[str, list[EditionFacts]] = {}
    for one in found:
        for region in {GONE if code == GONE else region_of(code) for code in one.case.countries}:
            groups.setdefault(region, []).append(one)

    def cells(of: list[EditionFacts]) -> tuple[Cell, ...]:
        new, later = [one for one in of if one.kind == "initial"], [one for one in of if one.kind != "initial"]
        return (
            len(new), sum(one.figures.letters for one in new),
            len(later), sum(one.figures.letters for one in later),
        )  # fmt: skip

    return Table(
        tuple(sorted((Row(region, cells(of)) for region, of in groups.items()), key=_most_first)), cells(found)
    )


def _spread(each: Callable[[], Iterable[int]], buckets: tuple[tuple[int, str], ...], last: str) -> Make:
    """How many writers have so many. Small ones are hidden, for the sum is told."""

    def made(_asked: Asked, _now: datetime) -> Table:
        found = dict.fromkeys([name for _most, name in buckets] + [last], 0)
        for many in each():
            found[next((name for most, name in buckets if many <= most), last)] += 1
        told = hidden(found) or dict.fromkeys(found, Hidden.WITHHELD)
        return Table(tuple(Row(name, (told[name],)) for name in found), (sum(found.values()),))

    return made


def _delay_rows(make: Callable[[list[CaseFacts]], Iterator[Row]]) -> Make:
    return lambda asked, now: Table(tuple(make(_chosen_cases(asked, now))))


def _section_delays(cases: list[CaseFacts]) -> Iterator[Row]:
    for code, one in delays_by_section(cases).items():
        yield Row(code, (one.notes, *one.note, *one.letter))


def _case_delays(cases: list[CaseFacts]) -> Iterator[Row]:
    for case, note, letter in delays_by_case(cases):
        yield Row(case.number, (note, letter), case=case.id)


_COUNTED: Final = (C.EDITIONS, *FIGURES)
_WROTE: Final = (C.CASES, *FIGURES)
_QUARTILES: Final = (C.NOTES, C.NOTE_LOW, C.NOTE, C.NOTE_HIGH, C.LETTER_LOW, C.LETTER, C.LETTER_HIGH)
_ENDS: Final = (C.CASES, C.OPEN, C.PASSED, C.STOPPED, C.BETTER, C.WORSE, C.NO_NEWS)
_NEW_OR_UPDATE: Final = (C.NEW, C.NEW_LETTERS, C.UPDATES, C.UPDATE_LETTERS)

REPORTS: Final = {
    one.name: one
    for one in (
        Report("case", Line.CASE, _COUNTED, LETTERS, _by_case),
        Report("action", Line.EDITION, FIGURES, LETTERS, _by_edition),
        Report(
            "country", Line.COUNTRY, _COUNTED, LETTERS, _grouped(lambda one: dict.fromkeys(one.case.countries, ""))
        ),
        Report("concern", Line.CONCERN, _COUNTED, LETTERS, _grouped(lambda one: one.case.concerns)),
        Report("region", Line.REGION, _NEW_OR_UPDATE, (C.NEW_LETTERS, C.UPDATE_LETTERS), _regions),
        Report("kind", Line.KIND, _COUNTED, LETTERS, _grouped(lambda one: {one.kind: ""})),
        Report("year", Line.YEAR, FIGURES, LETTERS, _by_time(year=True)),
        Report("month", Line.MONTH, FIGURES, LETTERS, _by_time(year=False)),
        Report("section", Line.SECTION, _WROTE, LETTERS, _by_writers(_section_of)),
        Report("home", Line.COUNTRY, _WROTE, LETTERS, _by_writers(lambda: lambda country: country)),
        Report(
            "writer", Line.LETTERS, (C.PEOPLE,), (C.PEOPLE,),
            _spread(counting.letters_of_each, _BUCKETS, "10+"), chosen=False,
        ),
        Report(
            "faithful", Line.CASES, (C.PEOPLE,), (C.PEOPLE,),
            _spread(counting.cases_of_each, _CASE_BUCKETS, "3+"), chosen=False,
        ),
        Report("outcome", Line.CONCERN, _ENDS, (C.BETTER, C.WORSE, C.NO_NEWS, C.PASSED), _outcomes),
        Report("delay", Line.SECTION, _QUARTILES, (C.NOTE, C.LETTER), _delay_rows(_section_delays)),
        Report("case-delay", Line.CASE, (C.NOTE, C.LETTER), (C.NOTE, C.LETTER), _delay_rows(_case_delays)),
    )
}  # fmt: skip


def sections() -> list[str]:
    """Codes of those whose cases can be asked for."""
    return list(Section.objects.order_by("code").values_list("code", flat=True))


def first_month(now: datetime) -> str:
    """Of the first publication; this month where there is none."""
    known = counting.cases(now).values()
    return min((month_of(one.published_at) for one in known), default=month_of(now))
