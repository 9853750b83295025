"""Documents from 2018 on: a lead, a target, a model letter with the calls in it, labelled fields behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tocsin.casefile.model import Family, Person, WriteIn
from tocsin.casefile.reading.draft import Draft
from tocsin.casefile.reading.families import Document, identity, parts
from tocsin.casefile.reading.families.action2009 import read_narrative
from tocsin.casefile.reading.fields.letter import Letter, find_opening, read_letter
from tocsin.casefile.reading.fields.paragraphs import join
from tocsin.casefile.reading.fields.people import people_listed
from tocsin.casefile.reading.fields.recipients import Found, read_recipients
from tocsin.casefile.reading.fields.tongues import languages_in
from tocsin.casefile.reading.flow import Line, blocks, trim
from tocsin.casefile.reading.labels import Concept


def read(document: Document) -> Draft:
    draft = Draft(Family.C)
    identity.read_heading(document, draft)
    read_narrative(document, draft)
    read_letter_part(document, draft)
    read_fields(document, draft)
    identity.settle(document, draft)
    return draft


def read_fields(document: Document, draft: Draft) -> None:
    """The labelled fields behind the letter."""
    parts.read_diplomatic(document, draft)
    parts.read_late(document, draft)
    parts.read_background(document, draft)
    parts.read_named_people(document, draft)
    read_pronouns(document, draft)
    read_languages(document, draft)
    parts.read_deadline(document, draft, (Concept.UNTIL, Concept.PILOT_DEADLINE, Concept.TARGETS, Concept.LATE))
    parts.read_previous(document, draft)


def read_languages(document: Document, draft: Draft) -> None:
    own = bool(document.segments.of(Concept.OWN_LANGUAGE))
    for segment in document.segments.of(Concept.LANGUAGES):
        lines = next(iter(blocks(document.segments.lines(segment))), [])
        told = languages_in(join(lines))
        draft.put("write_in", WriteIn(told.languages, told.own_language or own), lines)
        return
    draft.put("write_in", WriteIn((), own))


def read_pronouns(document: Document, draft: Draft) -> None:
    people: list[tuple[Person, list[Line]]] = []
    for segment in document.segments.of(Concept.PRONOUN):
        lines = next(iter(blocks(document.segments.lines(segment))), [])
        people.extend((person, lines) for person in people_listed(join(lines)))
    if people:
        draft.put_list("people", people)


def read_letter_part(document: Document, draft: Draft) -> None:
    """Targets and copies before the letter, and the letter."""
    letter, before = find_letter(document)
    found = read_recipients(before)
    if not found:
        found = [
            item
            for segment in document.segments.of(Concept.TARGETS)
            for item in read_recipients(document.segments.lines(segment))
        ]
    copies = [
        item
        for segment in document.segments.of(Concept.COPIES)
        for item in read_recipients(_without_letter(document.segments.lines(segment), letter))
    ]
    if letter:
        draft.put("model_letter", letter.text, letter.lines)
        draft.put_list("calls", letter.calls)
        found = [_with_salutation(item, letter, len(found)) for item in found]
    draft.put_recipients("targets", found)
    draft.put_recipients("copies", copies)
    if not draft.has("calls"):
        told = draft.values.get("write_in")
        parts.read_ask(document, draft)
        if told:
            draft.put("write_in", told)


def find_letter(document: Document) -> tuple[Letter | None, list[Line]]:
    """The model letter, and the lines between the request to act and its opening, where the target stands."""
    segments = document.segments
    start = segments.first(Concept.TAKE_ACTION, Concept.TARGETS, Concept.LETTER)
    if start is None:
        return None, []
    ends = [segment for segment in segments.all if segment.begin > start.begin and segment.concept in _LETTER_ENDS]
    stop = ends[0].begin if ends else len(document.flow.text)
    before: list[Line] = []
    for segment in (segment for segment in segments.all if start.begin <= segment.begin < stop):
        lines = trim(document.flow.cut(segment.label_stop, min(segment.stop, stop)))
        opening = find_opening(lines)
        if opening is not None:
            whole = trim(document.flow.cut(segment.label_stop, stop))
            again = find_opening(whole)
            last = [] if segment.concept is Concept.COPIES else lines[:opening]
            return read_letter(whole[again if again is not None else opening :]), [*before, *last]
        if segment.concept is not Concept.COPIES:
            before.extend(lines)
    return None, before


_LETTER_ENDS = (
    Concept.BACKGROUND,
    Concept.LANGUAGES,
    Concept.OWN_LANGUAGE,
    Concept.UNTIL,
    Concept.PRONOUN,
    Concept.PREVIOUS,
    Concept.NAME,
    Concept.LATE,
)


def _without_letter(lines: Sequence[Line], letter: Letter | None) -> list[Line]:
    """Copy recipients that are printed before the letter end where it begins."""
    if letter is None or not lines or lines[0].start > letter.lines[0].start:
        return list(lines)
    return [line for line in lines if line.start < letter.lines[0].start]


def _with_salutation(item: Found, letter: Letter, count: int) -> Found:
    """The letter's opening is the salutation of the target, of all where it fits none of them in particular."""
    if item.recipient.salutation or letter.salutation is None:
        return item
    place = dict(item.places)
    place["salutation"] = (letter.lines[0].place,)
    return replace(item, recipient=replace(item.recipient, salutation=letter.salutation), places=place)
