"""The labelled pilot of 2017: every field has its label, in any order."""

from __future__ import annotations

from dataclasses import replace

from tocsin.casefile.model import Family
from tocsin.casefile.reading.draft import Draft
from tocsin.casefile.reading.families import Document, identity, parts
from tocsin.casefile.reading.families.action2018 import read_fields, read_letter_part
from tocsin.casefile.reading.fields.countries import countries_listed
from tocsin.casefile.reading.fields.dates import find_dates
from tocsin.casefile.reading.fields.letter import find_opening, read_letter
from tocsin.casefile.reading.fields.numbers import find_indexes, find_numbers
from tocsin.casefile.reading.fields.paragraphs import join, paragraphs
from tocsin.casefile.reading.fields.recipients import Found, clean_salutation, read_recipients
from tocsin.casefile.reading.flow import Line, blocks, fold
from tocsin.casefile.reading.labels import Concept


def read(document: Document) -> Draft:
    draft = Draft(Family.LABELLED)
    identity.read_heading(document, draft)
    kind = _read_labels(document, draft)
    _read_letter(document, draft)
    _read_targets(document, draft)
    read_fields(document, draft)
    identity.settle(document, draft, headers=0, caption=kind)
    return draft


def _field(document: Document, concept: Concept) -> list[Line]:
    segment = document.segments.first(concept)
    return document.segments.lines(segment) if segment else []


def _read_labels(document: Document, draft: Draft) -> str:
    """Title, date, number, index and summary; returns the words that tell the kind."""
    title = next(iter(blocks(_field(document, Concept.PILOT_TITLE))), [])
    draft.put("headline", join(title), title)
    issued = _field(document, Concept.PILOT_DATE)
    if dates := find_dates(fold(join(issued))):
        draft.put("issued", dates[0].value, issued)
    kind = _field(document, Concept.PILOT_NUMBER)
    if numbers := find_numbers(join(kind)):
        draft.put("number", numbers[0].value, kind)
    index = _field(document, Concept.PILOT_INDEX)
    if indexes := find_indexes(join(index)):
        draft.put("index", indexes[0].value, index)
    state = _field(document, Concept.PILOT_COUNTRY)
    if states := countries_listed(join(state)):
        draft.put("countries", tuple(states), state)
    groups = paragraphs(_field(document, Concept.PILOT_SUMMARY))
    if groups:
        draft.put("summary", join(groups[0]), groups[0])
        parts.put_paragraphs(draft, "body", groups[1:])
    return f"{join(kind)}\n{join(title)}"


def _read_letter(document: Document, draft: Draft) -> None:
    lines = _field(document, Concept.PILOT_LETTER)
    opening = find_opening(lines)
    if not lines or opening is None:
        read_letter_part(document, draft)
        return
    letter = read_letter(lines[opening:])
    draft.put("model_letter", letter.text, letter.lines)
    draft.put_list("calls", letter.calls)


def _with_opening(item: Found, opening: str) -> Found:
    """A target without a salutation of its own is addressed as the model letter is."""
    if item.recipient.salutation or not opening:
        return item
    return replace(item, recipient=replace(item.recipient, salutation=clean_salutation(opening)))


def _read_targets(document: Document, draft: Draft) -> None:
    found = read_recipients(_field(document, Concept.PILOT_TARGETS))
    copies = [
        item
        for segment in document.segments.of(Concept.COPIES)
        for item in read_recipients(document.segments.lines(segment))
    ]
    opening = draft.values.get("model_letter", "").split("\n", 1)[0]
    if found:
        draft.put_recipients("targets", [_with_opening(item, opening) for item in found])
    draft.put_recipients("copies", copies)
