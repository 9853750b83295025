"""What a document is: number, index, date of issue, states, kind, and which update."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from tocsin.casefile.model import Kind
from tocsin.casefile.reading.draft import Draft
from tocsin.casefile.reading.families import Document
from tocsin.casefile.reading.fields.countries import countries_listed
from tocsin.casefile.reading.fields.numbers import find_indexes, find_numbers
from tocsin.casefile.reading.fields.paragraphs import join
from tocsin.casefile.reading.flow import Line, fold
from tocsin.casefile.reading.labels import Concept, alternatives, languages


def read_heading(document: Document, draft: Draft) -> None:
    """Number, index, date of issue and states from the document's header lines; contradictions are warned about.

    The first header wins; an index with its label wins over one without, a date of the header over an issue date of
    a footer.
    """
    headers = document.pages.headers
    _put_first(draft, "number", [(number.value, header.line) for header in headers for number in header.numbers])
    labelled = sorted(headers, key=lambda header: not header.labelled_index)
    _put_first(draft, "index", [(index.value, header.line) for header in labelled for index in header.indexes])
    own = sorted(headers, key=lambda header: header.issue_date)
    _put_first(draft, "issued", [(found.value, header.line) for header in own for found in header.dates])
    countries = [(header.countries, header.line) for header in headers if header.countries]
    if countries:
        draft.put("countries", countries[0][0], [countries[0][1]])


_NAMES = {"number": "case numbers", "index": "index numbers", "issued": "dates of issue"}


def _put_first(draft: Draft, name: str, found: Sequence[tuple[str | date, Line]]) -> None:
    """Keep the first value, and warn of another one."""
    if not found:
        return
    value, line = found[0]
    draft.put(name, value, [line])
    other = next((other for other, _ in found if other != value), None)
    if other is not None:
        draft.warn("contradiction", name, f"Two {_NAMES[name]} are printed: {value} and {other}. The first is kept.")


def settle(document: Document, draft: Draft, *, headers: int | None = None, caption: str = "") -> None:
    """What can be known only when the rest was read: number and states where the header has none, kind and update.

    headers: how many header lines tell the kind, all by default. caption: text of the heading beside the headline.
    """
    headline = draft.values.get("headline", "")
    fill_number(document, draft)
    fill_countries(draft, headline)
    told = [header.line.text for header in document.pages.headers[:headers]]
    read_kind(document, draft, "\n".join([*told, *top_lines(document), headline, caption]))


def read_kind(document: Document, draft: Draft, title: str) -> None:
    """Kind and ordinal of the update. title: the text of the document's own heading, headers and headline included."""
    folded = fold(title)
    whole = document.flow.folded
    ended = _matches("outcome", whole)
    ordinal = _ordinal(folded)
    note = " ".join(
        fold(join(document.segments.label_and_lines(segment))) for segment in document.segments.of(Concept.UPDATE_NOTE)
    )
    written = _update_written(document)
    later = (
        _matches("update", folded)
        or written is not None
        or (ordinal or 0) > 1
        or _updates_noted(note) is not None
        or _matches("final", folded)
    )
    update = _update_number(document, folded, note, ordinal) if later else 0
    kind = Kind.UPDATE if later else Kind.INITIAL
    if _matches("stop", folded) or _matches("stop", whole):
        kind = Kind.STOP
    elif ended:
        kind = Kind.OUTCOME
    elif _matches("correction", folded):
        kind = Kind.CORRECTION
    elif _matches("reissue", f"{folded} {note}") and not later:
        kind = Kind.REISSUE
    if kind is Kind.INITIAL and draft.has("previous") and not _matches("initial", folded):
        kind, update = Kind.UPDATE, 1
        draft.warn("guessed", "kind", "The document names an earlier one, so it is taken for the first update.")
    draft.put("kind", kind)
    draft.put("update", update)


def _matches(name: str, folded: str) -> bool:
    return any(alternatives(language.kinds.get(name, ())).search(folded) for language in languages())


def _ordinal(folded: str) -> int | None:
    """`Second UA` is the first update: the ordinal counts documents."""
    for language in languages():
        words = "|".join(sorted(map(re.escape, language.ordinals), key=len, reverse=True))
        match = re.search(
            rf"(?<![a-z0-9])({words})\s{{1,3}}(?:ua|au|urgent action|accion urgente|action urgente)\b", folded
        )
        if match:
            return int(language.ordinals[match[1]])
    return None


_AND_LAST = r"(?:(?:and|et|y|und) (?:final|derniere|ultima|letzte) )?"
_UPDATE = (
    "(?:update|follow-? ?up|further information|mise a jour|actualizacion|aktualisierung|weitere information"
    "|folgeinformation)"
)


def _updates_noted(folded: str) -> int | None:
    """Which update a sentence like `This is the second update of UA …` counts."""
    for language in languages():
        words = "|".join(sorted(map(re.escape, language.ordinals), key=len, reverse=True))
        match = re.search(rf"(?<![a-z0-9])({words})\s{{1,3}}{_AND_LAST}{_UPDATE}", folded)
        if match:
            return int(language.ordinals[match[1]])
    return None


def _update_number(document: Document, folded: str, note: str, ordinal: int | None) -> int:
    noted = _updates_noted(note) or _updates_noted(folded)
    if noted:
        return noted
    if ordinal:
        return max(ordinal - 1, 1)
    if written := _update_written(document):
        return written
    return max(_earlier_documents(document), 1)


def _update_written(document: Document) -> int | None:
    """The update that a section's form of the number carries: `UA-257-1/2014`, `UA-074/2019-1`."""
    headers = (number.update for header in document.pages.headers for number in header.numbers if number.update)
    return next(headers, None) or next(
        (number.update for number in find_numbers(document.flow.text[:3000]) if number.update), None
    )


def _earlier_documents(document: Document) -> int:
    """How many earlier documents the brackets behind the number name: `(INDEX, date) and follow-up (INDEX, date)`."""
    named: set[str] = set()
    end: int | None = None
    for match in re.finditer(r"\(([^()]{5,400})\)", document.flow.text[:4000]):
        indexes = {index.value for index in find_indexes(match[1])}
        if end is not None and (match.start() - end > 60 or not indexes):
            break
        if indexes:
            named |= indexes
            end = match.end()
    return len(named)


def states_of_targets(draft: Draft) -> tuple[str, ...]:
    """The states whose authorities are addressed, for documents without a header."""
    return tuple(dict.fromkeys(target.country for target in draft.targets if target.country))


def fill_countries(draft: Draft, headline: str) -> None:
    """States from the headline (`HONDURAS: …`) or the targets where the header names none."""
    if draft.has("countries"):
        return
    lead = re.match(r"\s*([^:.\u2013]{3,60})[:.\u2013]\s", headline)
    named = tuple(countries_listed(lead[1])) if lead else ()
    if found := named or states_of_targets(draft):
        draft.put("countries", found)


def fill_number(document: Document, draft: Draft) -> None:
    """The number from the first lines where no header line has it."""
    if draft.has("number"):
        return
    found = find_numbers(document.flow.text[:3000])
    if found:
        draft.put("number", found[0].value, document.flow.cut(found[0].begin, found[0].stop))


def top_lines(document: Document) -> list[str]:
    """Short lines at the very top, which may say what kind of document this is: `CORRECTION`."""
    return [line.bare for line in document.flow.lines[:14] if len(line.bare) < 60]
