"""One module per family of documents. Each has `read(document) -> Draft`; a new family is a new module here."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tocsin.casefile.model import Family
from tocsin.casefile.reading.flow import Flow
from tocsin.casefile.reading.heading import Pages
from tocsin.casefile.reading.labels import Concept, Language
from tocsin.casefile.reading.segments import Segments


@dataclass(frozen=True, slots=True)
class Document:
    """A document as a grammar sees it: without furniture, its labels found, its language known."""

    pages: Pages
    flow: Flow
    segments: Segments
    language: Language
    name: str


_MARKS: dict[Family, tuple[Concept, ...]] = {
    Family.LABELLED: (
        Concept.PILOT_TITLE,
        Concept.PILOT_NUMBER,
        Concept.PILOT_DATE,
        Concept.PILOT_INDEX,
        Concept.PILOT_SUMMARY,
        Concept.PILOT_TARGETS,
        Concept.PILOT_DEADLINE,
    ),
    Family.C: (
        Concept.TAKE_ACTION,
        Concept.LETTER,
        Concept.UNTIL,
        Concept.PRONOUN,
        Concept.LANGUAGES,
        Concept.OWN_LANGUAGE,
        Concept.PREVIOUS,
    ),
    Family.B: (Concept.TITLE, Concept.ASK, Concept.GENDER, Concept.FACTS),
    Family.A: (Concept.DISTRIBUTION, Concept.ACTION, Concept.IMMEDIATELY),
}


def family_of(segments: Segments, *, captioned: bool = False) -> Family:
    """The family whose labels stand in the document. captioned: a line names state and people as before 2009."""
    kinds = {segment.concept for segment in segments.all}
    if len(kinds & set(_MARKS[Family.LABELLED])) >= 3:
        return Family.LABELLED
    if len(kinds & set(_MARKS[Family.C])) >= 2 or kinds & {Concept.TAKE_ACTION, Concept.PRONOUN}:
        return Family.C
    older, newer = (len(kinds & set(_MARKS[family])) for family in (Family.A, Family.B))
    for segment in segments.of(Concept.TARGETS):
        dated = bool(re.search(r"\d", segments.label(segment)))
        older, newer = older + (not dated), newer + dated
    older += 2 * captioned
    if not older and not newer:
        return Family.UNKNOWN
    return Family.A if older >= newer else Family.B
