"""Documents of 2009-17: headline, lead, bullets, `PLEASE SEND APPEALS BEFORE …`, a salutation that ends each target."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tocsin.casefile.model import Family
from tocsin.casefile.reading.draft import Draft
from tocsin.casefile.reading.families import Document, identity, parts
from tocsin.casefile.reading.fields.countries import only_states
from tocsin.casefile.reading.fields.paragraphs import join, paragraphs
from tocsin.casefile.reading.fields.people import person_printed
from tocsin.casefile.reading.flow import Line, blocks, fold, trim
from tocsin.casefile.reading.labels import Concept


def read(document: Document) -> Draft:
    draft = Draft(Family.B)
    identity.read_heading(document, draft)
    read_narrative(document, draft)
    parts.read_ask(document, draft)
    parts.read_targets(document, draft)
    parts.read_diplomatic(document, draft)
    parts.read_late(document, draft)
    parts.read_background(document, draft)
    parts.read_named_people(document, draft)
    parts.read_languages_label(document, draft)
    parts.read_deadline(document, draft, (Concept.TARGETS, Concept.UNTIL, Concept.LATE))
    parts.read_previous(document, draft)
    identity.settle(document, draft, caption="\n".join(_before_title(document)))
    return draft


_NARRATIVE_ENDS = (
    Concept.ACTION,
    Concept.ASK,
    Concept.TARGETS,
    Concept.COPIES,
    Concept.DIPLOMATIC,
    Concept.IMMEDIATELY,
    Concept.LATE,
    Concept.UPDATE_NOTE,
    Concept.BACKGROUND,
    Concept.NAME,
    Concept.GENDER,
    Concept.TAKE_ACTION,
    Concept.LETTER,
    Concept.LANGUAGES,
    Concept.UNTIL,
    Concept.PRONOUN,
    Concept.PREVIOUS,
    Concept.NO_MORE,
)


def narrative(document: Document) -> list[Line]:
    """The lines from the title, or from the start, to the first request."""
    begin = max(_title_stops(document), key=lambda position: _narrative_stop(document, position) - position)
    stop = _narrative_stop(document, begin)
    return trim(parts.without_asides(document, document.flow.cut(begin, stop)))


def _title_stops(document: Document) -> list[int]:
    """Where the text behind each title begins: the second page repeats it, and may have come first."""
    return [segment.label_stop for segment in document.segments.of(Concept.TITLE)[:8]] or [0]


def _narrative_stop(document: Document, begin: int) -> int:
    segments = document.segments
    return next(
        (segment.begin for segment in segments.all if segment.begin >= begin and segment.concept in _NARRATIVE_ENDS),
        len(document.flow.text),
    )


def _before_title(document: Document) -> list[str]:
    titles = document.segments.of(Concept.TITLE)
    return [line.text for line in document.flow.cut(0, titles[0].begin)] if titles else []


def read_narrative(document: Document, draft: Draft) -> None:
    """Headline, lead and body."""
    lines, facts = _split_at_facts(document)
    headline, rest = split_headline(_without_states(draft, lines))
    draft.put("headline", join(headline), headline)
    rest = _read_listed_people(draft, _without_states(draft, rest))
    groups = paragraphs(rest)
    if groups:
        draft.put("summary", join(groups[0]), groups[0])
    parts.put_paragraphs(draft, "body", [*groups[1:], *paragraphs(facts)])


def _split_at_facts(document: Document) -> tuple[list[Line], list[Line]]:
    """The narrative before and behind a heading such as `SACHLAGE`."""
    lines = narrative(document)
    heading = document.segments.first(Concept.FACTS)
    if heading is None or not lines:
        return lines, []
    label = document.flow.cut(heading.begin, heading.label_stop)
    at = label[0].start if label else lines[-1].end
    last = label[-1].end if label else at
    before = [line for line in lines if line.end <= at]
    behind = [line if line.start >= last else line.part(last - line.start) for line in lines if line.end > last]
    return trim(before), trim(behind)


def _without_states(draft: Draft, lines: Sequence[Line]) -> list[Line]:
    """Take off a first line that only names the state."""
    body = trim(list(lines))
    if body and len(body[0].bare) < 60 and (found := only_states(body[0].bare)) and len(body) > 1:
        if not draft.has("countries"):
            draft.put("countries", tuple(found), body[:1])
        return trim(body[1:])
    return body


_SURNAME = re.compile(r"[^\W\d_]{2,}")
_MARK = re.compile(r"\((?:m|f|h|w)\)")


def _read_listed_people(draft: Draft, lines: Sequence[Line]) -> list[Line]:
    """People listed between headline and lead, one a line, their names in capitals or their gender marked."""
    groups = blocks(lines)
    if (
        not groups
        or not all(_lists_person(line) for line in groups[0])
        or (len(groups) < 2 and len(groups[0]) == len([line for line in lines if not line.blank]))
    ):
        return list(lines)
    people = [(person, [line]) for line in groups[0] if (person := person_printed(_without_title(line.bare)))]
    draft.put_list("people", people)
    return trim([line for line in lines if line.start > groups[0][-1].start])


def _lists_person(line: Line) -> bool:
    name = re.split(r"[,(]", line.bare)[0]
    words = _SURNAME.findall(name)
    return (
        len(line.bare) < 110
        and not line.bare.endswith(".")
        and len(words) > 1
        and (sum(word.isupper() for word in words) >= 2 or _MARK.search(fold(line.bare)) is not None)
    )


def _without_title(text: str) -> str:
    return re.sub(r"^(?:frau|herr|mr|ms|mrs|mme|m\.|sra?\.?)\s+(?=\S)", "", text, flags=re.IGNORECASE)


def split_headline(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The headline, one line or several in capitals, and the rest."""
    body = trim(list(lines))
    if not body:
        return [], []
    count = 1
    if in_capitals(body[0].bare):
        if len(body[0].text) > 110:
            return [body[0]], trim(body[1:])
        while count < len(body) and (
            (body[count].blank and count + 1 < len(body) and _goes_on_in_capitals(body[count + 1]))
            or (in_capitals(body[count].bare) and _goes_on_in_capitals(body[count]))
        ):
            count += 1
    elif (cut := _capitals_stop(body[0].text)) is not None:
        return [body[0].part(0, cut)], trim([body[0].part(cut), *body[1:]])
    return body[:count], trim(body[count:])


def _goes_on_in_capitals(line: Line) -> bool:
    return (in_capitals(line.bare) and not only_states(line.bare) and not _lists_person(line)) or (
        in_capitals(line.bare) and len(line.bare) > 60
    )


def _capitals_stop(text: str) -> int | None:
    """Where a headline in capitals ends that ran into the text behind it."""
    lead = len(text) - len(text.lstrip())
    words = list(re.finditer(r"\S+", text[lead:]))
    count = next(
        (
            number
            for number, word in enumerate(words)
            if not in_capitals(word.group()) and any(character.isalpha() for character in word.group())
        ),
        len(words),
    )
    while count and len(re.sub(r"\W", "", words[count - 1].group())) < 2:
        count -= 1
    return lead + words[count - 1].end() if count >= 3 and count < len(words) else None


def in_capitals(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return bool(letters) and sum(character.isupper() for character in letters) >= 0.85 * len(letters)
