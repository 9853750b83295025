"""The document's own header and the furniture of its pages.

A header line is made of number, index, state, date and little else. The first ones are the document's own; the others
are running headers and footers, which stand in the middle of any field and are taken out before the grammar looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from tocsin.casefile.reading.breaks import restore_breaks
from tocsin.casefile.reading.fields.countries import countries_listed, only_states
from tocsin.casefile.reading.fields.dates import FoundDate, find_dates
from tocsin.casefile.reading.fields.numbers import FoundIndex, FoundNumber, find_indexes, find_numbers
from tocsin.casefile.reading.flow import Line, fold
from tocsin.casefile.reading.labels import Concept, languages, pattern


@dataclass(frozen=True, slots=True)
class HeaderLine:
    """One line of a header, and what stands in it."""

    line: Line
    numbers: tuple[FoundNumber, ...]
    indexes: tuple[FoundIndex, ...]
    dates: tuple[FoundDate, ...]
    countries: tuple[str, ...]
    labelled_index: bool
    issue_date: bool


@dataclass(slots=True)
class Pages:
    """A document without its furniture, and the header lines that were taken out."""

    lines: list[Line]
    headers: list[HeaderLine] = field(default_factory=list)


_PAGE_NUMBER = re.compile(
    r"^\W{0,3}(?:(?:page|p\.|seite|pagina)\s{0,2})?\d{1,2}(?:\s?(?:/|of|de|von|sur)\s?\d{1,2})?\W{0,3}$"
)
_GLUED = re.compile(r"(public|external|externo|externe|publico)(?=ai|index|indice)")
_SITE = re.compile(r"^(?:www\.)?amnesty\.[a-z.]{2,8}(?:/\S*)?$|^https?://(?:www\.)?amnesty\.[a-z.]{2,8}/?$")


@cache
def _header_words() -> re.Pattern[str]:
    """Words that a header may hold besides number, index, state and date."""
    sources = [
        "ai",
        "ua",
        "au",
        "urgent action",
        "amnesty international",
        "of",
        "the",
        "public",
        "external",
        "for general distribution",
        "mr",
        r"no",
        r"nr",
        "su",
        "sur",
        "on",
        "l'",
        "uber",
        "zu",
        "ref",
        "le",
        "corrected",
        "correction",
    ]
    for language in languages():
        sources += [pattern(source).pattern for source in language.header.values()]
        sources += [pattern(source).pattern for name in ("update", "initial") for source in language.kinds[name]]
        sources += [re.escape(word) for word in language.ordinals]
        for concept in (Concept.DISTRIBUTION, Concept.PILOT_NUMBER, Concept.PILOT_INDEX, Concept.PILOT_DATE):
            sources += [pattern(source).pattern for source in language.labels.get(concept, ())]
    ordered = sorted(set(sources), key=len, reverse=True)
    return re.compile(r"(?<![a-z])(?:" + "|".join(ordered) + r")(?![a-z])|distr: ?\w\w/\w\w")


def take_out_furniture(lines: Sequence[Line]) -> Pages:
    """Separate header lines, running headers, footers and page numbers from the text."""
    pages = Pages([])
    crossed = False
    after_header = False
    shown = 0
    for line in restore_breaks(list(_isolate_headers(lines))):
        folded = fold(line.text)
        shown += not line.blank
        header = _header_line(line, folded) or _date_line(line, folded, near_top=shown <= 14)
        if header is None and after_header and shown <= 14 and (states := only_states(line.text)):
            header = HeaderLine(line, (), (), (), tuple(states), labelled_index=False, issue_date=False)
        after_header = header is not None or (after_header and line.blank)
        if header or _PAGE_NUMBER.match(folded.strip()) or _SITE.match(folded.strip()):
            if header:
                pages.headers.append(header)
            crossed = True
            continue
        crossed = crossed or line.after_page
        pages.lines.append(replace(line, after_page=True) if crossed else line)
        crossed = crossed and line.blank
    return pages


def _header_line(line: Line, folded: str) -> HeaderLine | None:
    """The line as a header line, or None when it says anything else."""
    if len(folded) > 260 or not re.search(r"\d", folded):
        return None
    numbers, indexes, dates = find_numbers(line.text), find_indexes(line.text), find_dates(folded)
    if (not indexes and not numbers) or any(_in_brackets(line.text, index.begin) for index in indexes):
        return None
    rest = _blank_out(folded, [*numbers, *indexes, *dates])
    labelled = any(pattern(language.header["index"]).search(rest) for language in languages())
    issue_date = any(pattern(language.header["issue_date"]).search(rest) for language in languages())
    rest = _header_words().sub(" ", _GLUED.sub(r"\1 ", rest))
    words = re.sub(r"[^\w&'() ]|\d{1,2}\b", " ", rest)
    bare = re.sub(r"\s+", " ", words).strip(" ()'")
    countries = tuple(countries_listed(re.sub(r"[()]", " ", rest.strip(" -,;:|.\u2013")))) if bare else ()
    if bare and not countries and not (len(bare) <= 2):
        return None
    if not indexes and not (dates or re.search(r"page|seite|pagina", folded) or _alone(numbers, folded)):
        return None
    return HeaderLine(line, tuple(numbers), tuple(indexes), tuple(dates), countries, labelled, issue_date)


def _date_line(line: Line, folded: str, *, near_top: bool) -> HeaderLine | None:
    """A date alone on its line below the header; with the label of a footer, anywhere."""
    if len(folded) > 80 or not re.search(r"\d", folded):
        return None
    issue_date = any(pattern(language.header["issue_date"]).search(folded) for language in languages())
    if not near_top and not issue_date:
        return None
    dates = find_dates(folded)
    if len(dates) != 1 or re.sub(r"[\W_]", "", _header_words().sub(" ", _blank_out(folded, dates))):
        return None
    return HeaderLine(line, (), (), tuple(dates), (), labelled_index=False, issue_date=issue_date)


def _in_brackets(text: str, column: int) -> bool:
    """An index in brackets names an earlier document, not this one."""
    unclosed = text.count("(", 0, column) > text.count(")", 0, column)
    return unclosed or text.count(")", column) > text.count("(", column)


def _alone(numbers: Sequence[FoundNumber], folded: str) -> bool:
    """A line that is nothing but a number, perhaps with an ordinal before it."""
    return len(numbers) == 1 and len(folded.strip()) < 40


def _blank_out(text: str, found: Sequence[FoundNumber | FoundIndex | FoundDate]) -> str:
    for item in found:
        text = text[: item.begin] + " " * (item.stop - item.begin) + text[item.stop :]
    return text


def _isolate_headers(lines: Sequence[Line]) -> Iterator[Line]:
    """Cut a running header out of a line that lost its breaks around it."""
    for line in lines:
        spans = list(_header_spans(line.text)) if len(line.text) > 40 else []
        if spans and _header_line(line, fold(line.text)):
            spans = []
        if not spans or (not line.text[: spans[0][0]].strip() and not line.text[spans[-1][1] :].strip()):
            yield line
            continue
        position = 0
        for begin, stop in spans:
            if line.text[position:begin].strip():
                yield line.part(position, begin)
            yield line.part(begin, stop)
            position = stop
        if line.text[position:].strip():
            yield replace(line.part(position), after_page=True)


@cache
def _span() -> re.Pattern[str]:
    """A complete header in running text: number, labelled index, perhaps a state, a labelled date, perhaps the page."""
    index_label = "|".join(pattern(language.header["index"]).pattern for language in languages())
    date_label = "|".join(
        pattern(language.header[name]).pattern for language in languages() for name in ("issue_date", "date")
    )
    before = "|".join(pattern(source).pattern for language in languages() for source in language.kinds["update"])
    ordinals = "|".join(re.escape(word) for language in languages() for word in language.ordinals)
    number = rf"(?:(?:{before})\s{{0,3}}|(?:{ordinals})\s)?(?:ua|au)\b[\s:.-]{{0,3}}\d{{1,3}}[/.]\d{{2,4}}"
    index = rf"(?:{index_label})\s?[a-z]{{3}} ?\d\d/\d{{1,5}}/\d{{4}}(?:/[a-z])?"
    return re.compile(rf"{number}[\s,;-]{{0,4}}{index}[^\n:]{{0,60}}?(?:{date_label})\s{{0,3}}")


def _header_spans(text: str) -> Iterator[tuple[int, int]]:
    folded = fold(text)
    if "ind" not in folded or not find_indexes(text):
        return
    for match in _span().finditer(folded):
        dates = find_dates(folded[match.end() : match.end() + 40])
        if dates and dates[0].begin <= 2:
            stop = match.end() + dates[0].stop
            page = re.compile(r"\s{1,3}\d{1,2}(?=\s[^\d]|\s*$)").match(folded, stop)
            yield match.start(), page.end() if page else stop
