"""Documents of 2009-17: a headline, a lead, bullets, `PLEASE SEND APPEALS BEFORE …`, salutations that end each target."""

from __future__ import annotations

from collections.abc import Sequence

from tocsin.casefile.model import Family
from tocsin.casefile.reading.draft import Draft
from tocsin.casefile.reading.families import Document, parts
from tocsin.casefile.reading.fields.paragraphs import join, paragraphs
from tocsin.casefile.reading.flow import Line, trim
from tocsin.casefile.reading.labels import Concept


def read(document: Document) -> Draft:
    draft = Draft(Family.B)
    parts.read_heading(document, draft)
    read_narrative(document, draft)
    parts.read_ask(document, draft)
    parts.read_targets(document, draft)
    parts.read_diplomatic(document, draft)
    parts.read_late(document, draft)
    parts.read_background(document, draft)
    parts.read_named_people(document, draft)
    parts.read_deadline(document, draft, (Concept.TARGETS, Concept.UNTIL, Concept.LATE))
    parts.read_previous(document, draft)
    headline = draft.values.get("headline", "")
    parts.fill_number(document, draft)
    parts.fill_countries(draft, headline)
    parts.read_kind(document, draft, "\n".join([*(header.line.text for header in document.pages.headers), headline, *_before_title(document)]))
    return draft


_NARRATIVE_ENDS = (
    Concept.ACTION, Concept.ASK, Concept.TARGETS, Concept.COPIES, Concept.DIPLOMATIC, Concept.IMMEDIATELY, Concept.LATE, Concept.UPDATE_NOTE, Concept.BACKGROUND,
    Concept.NAME, Concept.GENDER, Concept.TAKE_ACTION, Concept.LETTER, Concept.LANGUAGES, Concept.UNTIL, Concept.PRONOUN, Concept.PREVIOUS, Concept.NO_MORE,
)


def narrative(document: Document) -> list[Line]:
    """The lines from the title, or from the start, to the first request."""
    segments = document.segments
    titles = segments.of(Concept.TITLE)
    begin = titles[0].label_stop if titles else 0
    stop = next((segment.begin for segment in segments.all if segment.begin >= begin and segment.concept in _NARRATIVE_ENDS), len(document.flow.text))
    return trim(document.flow.cut(begin, stop))


def _before_title(document: Document) -> list[str]:
    titles = document.segments.of(Concept.TITLE)
    return [line.text for line in document.flow.cut(0, titles[0].begin)] if titles else []


def read_narrative(document: Document, draft: Draft) -> None:
    """Headline, lead and body."""
    headline, rest = split_headline(narrative(document))
    draft.put("headline", join(headline), headline)
    groups = paragraphs(rest)
    if groups:
        draft.put("summary", join(groups[0]), groups[0])
    parts.put_paragraphs(draft, "body", groups[1:])


def split_headline(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The headline, one line or several in capitals, and the rest."""
    body = trim(list(lines))
    if not body:
        return [], []
    count = 1
    if in_capitals(body[0].bare):
        while count < len(body) and not body[count].blank and in_capitals(body[count].bare):
            count += 1
    return body[:count], trim(body[count:])


def in_capitals(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return bool(letters) and sum(character.isupper() for character in letters) >= 0.85 * len(letters)
