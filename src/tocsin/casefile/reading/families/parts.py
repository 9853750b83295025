"""Parts that several families print alike: what to ask, whom to write to, until when, what came before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from tocsin.casefile.model import Person
from tocsin.casefile.reading.draft import Draft
from tocsin.casefile.reading.families import Document
from tocsin.casefile.reading.fields.calls import split_calls
from tocsin.casefile.reading.fields.dates import find_dates
from tocsin.casefile.reading.fields.paragraphs import join, paragraphs
from tocsin.casefile.reading.fields.people import gender_of, people_listed, with_gender
from tocsin.casefile.reading.fields.recipients import read_recipients
from tocsin.casefile.reading.fields.tongues import languages_in
from tocsin.casefile.reading.flow import Line, blocks, fold, trim
from tocsin.casefile.reading.labels import Concept, alternatives, languages
from tocsin.casefile.reading.segments import Segment

_URL = re.compile(r"(?:https?://|www\.)\S+")


def put_paragraphs(draft: Draft, name: str, groups: Sequence[Sequence[Line]]) -> None:
    """Paragraphs of running text as a list field."""
    draft.put_list(name, [(text, list(group)) for group in groups if (text := join(group))])


def read_ask(document: Document, draft: Draft) -> None:
    """Languages to write in, and the calls, from the first request to whatever label follows."""
    segments = document.segments
    first = segments.first(Concept.ACTION, Concept.ASK)
    if first is None:
        return
    stop = next(
        (
            other.begin
            for other in segments.all
            if other.begin > first.begin and other.concept not in (Concept.ACTION, Concept.ASK, Concept.ASIDE)
        ),
        len(document.flow.text),
    )
    lines = trim(document.flow.cut(first.begin, stop))
    lead, rest = _split_lead(lines)
    told = languages_in(_after_in(join(lead)))
    draft.put("write_in", told, lead)
    draft.put_list("calls", split_calls(rest))


_LEAD_END = re.compile(r":\s*$")
_ITEM = re.compile(
    r"^\s*(?:[\u2022\u25a0\u25aa\u25cf\u25e6\u2023\u00b7\u25ba\u27a2\ue000-\uf8ff]|[-\u2013\u2014*](?=\s|\w)|n(?=\s)|n$)"
)


def _split_lead(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The request (`Please write immediately in English, calling on the authorities to:`) and the rest."""
    lead: list[Line] = []
    for number, line in enumerate(lines):
        if number > 0 and (
            _ITEM.match(line.text)
            or (
                line.text[:1] == " "
                and line.text[1:2].isalpha()
                and (lines[number - 1].blank or _LEAD_END.search(lines[number - 1].text))
            )
        ):
            return lead, list(lines[number:])
        glyph = re.search(r"[\u2022\u25a0\u25aa\u25cf\ue000-\uf8ff]", line.text)
        if glyph:
            return [*lead, line.part(0, glyph.start())], [line.part(glyph.start()), *lines[number + 1 :]]
        lead.append(line)
        if (
            _LEAD_END.search(line.text)
            and not (
                number + 1 < len(lines) and lines[number + 1].bare[:1].islower() and _asks_further(lines[number + 1])
            )
            and not _label_only(line)
        ):
            return lead, list(lines[number + 1 :])
    return lead, []


def _asks_further(line: Line) -> bool:
    return _LEAD_END.search(line.text) is not None and not _ITEM.match(line.text)


def _label_only(line: Line) -> bool:
    """`RECOMMENDED ACTION:` alone on its line: the request follows."""
    return any(
        alternatives(language.labels.get(Concept.ACTION, ())).fullmatch(fold(line.bare)) for language in languages()
    )


_IN = re.compile(r"(?:\bin|\ben|\bauf|\bin gutem|\bim) (?=[A-Za-zÀ-ÿ])", re.IGNORECASE)


def _after_in(text: str) -> str:
    """The part of a request in which languages are named: behind `in`, `en`, `auf`."""
    pieces = _IN.split(text)
    return " , ".join(pieces[1:]) if len(pieces) > 1 else ""


def read_targets(document: Document, draft: Draft) -> None:
    """Targets, and copies where the document has a part for them."""
    home = document.language.section_country
    targets = [
        item
        for segment in document.segments.of(Concept.TARGETS)
        for item in read_recipients(document.segments.lines(segment))
    ]
    copies = [
        item
        for segment in _copy_segments(document)
        for item in read_recipients(document.segments.lines(segment), home=home)
    ]
    draft.put_recipients("targets", targets)
    draft.put_recipients("copies", copies)
    told = [
        languages_in(label)
        for segment in document.segments.of(Concept.TARGETS)
        if "(" in (label := document.segments.label(segment))
    ]
    if told and told[0].languages and not (draft.values.get("write_in") and draft.values["write_in"].languages):
        draft.put("write_in", told[0])


def _copy_segments(document: Document) -> list[Segment]:
    """Parts that hold copy recipients; they may stand behind the request for embassies: `…, and:`."""
    return [
        segment
        for segment in document.segments.of(Concept.COPIES, Concept.DIPLOMATIC)
        if segment.concept is Concept.COPIES or document.segments.label(segment).endswith(":")
    ]


def read_diplomatic(document: Document, draft: Draft) -> None:
    hits = document.segments.of(Concept.DIPLOMATIC)
    draft.put(
        "diplomatic_copies",
        bool(hits),
        [line for hit in hits[:1] for line in document.flow.cut(hit.begin, hit.label_stop)],
    )


def read_late(document: Document, draft: Draft) -> None:
    """What the document says about writing after the deadline, and the deadline where it stands there."""
    segment = document.segments.first(Concept.LATE)
    if segment is None:
        return
    first = next(iter(blocks(document.segments.label_and_lines(segment))), [])
    text = _without_thanks(_sentences(join(first)))
    draft.put("after_deadline", text or None, first)


def _sentences(text: str) -> str:
    """The first sentence, and others that belong to it; an unfinished tail is dropped."""
    match = re.match(r"(?:[^.!?]|\.(?=\S)|(?<=\b[ap])\.(?=m)|(?<=\b[ap]\.m)\.(?! [A-Z]))*[.!?]", text)
    return match.group().strip() if match else text


def _without_thanks(text: str) -> str:
    for language in languages():
        tail = alternatives(language.polite_tail)
        match = re.search(rf"\s+(?:{tail.pattern})\s*$", fold(text))
        if match:
            text = text[: match.start()]
    return text.strip()


def without_asides(document: Document, lines: Sequence[Line]) -> list[Line]:
    """Lines of text without what is no data: placeholders, buttons of a web page, rules."""
    asides = [
        line
        for segment in document.segments.of(Concept.ASIDE)
        for line in document.flow.cut(segment.begin, segment.label_stop)
    ]
    marked = {aside.start for aside in asides}
    return [line for line in lines if line.start not in marked]


def read_background(document: Document, draft: Draft) -> None:
    groups = [
        group
        for segment in document.segments.of(Concept.BACKGROUND)
        for group in paragraphs(document.segments.lines(segment))
    ]
    put_paragraphs(draft, "background", groups)


def read_named_people(document: Document, draft: Draft) -> None:
    """People of the `Name:` and `Gender m/f:` labels."""
    people: list[tuple[Person, list[Line]]] = []
    for segment in document.segments.of(Concept.NAME):
        lines = _one_field(document.segments.lines(segment))
        listed = people_listed(join(lines))
        gender = document.segments.after(segment, Concept.GENDER)
        next_name = document.segments.after(segment, Concept.NAME)
        if gender and not (next_name and next_name.begin < gender.begin):
            value = join(_one_field(document.segments.lines(gender)))
            if value and gender_of(value) is None and not any(person.gender for person in listed):
                draft.warn("unclear-gender", "people", f"“{value[:60]}” names no gender that is known.")
            listed, lines = (
                with_gender(listed, _plain_gender(value, document.segments.label(gender))),
                [*lines, *_one_field(document.segments.lines(gender))],
            )
        people.extend((person, lines) for person in listed)
    if people:
        draft.put_list("people", people)


def _plain_gender(value: str, label: str) -> str:
    """Where the label says `h/m`, an `m` is no man but a woman (`mujer`)."""
    if re.search(r"h ?/ ?m|m ?/ ?h", fold(label)):
        return re.sub(r"\bm\b", "mujer", value, flags=re.IGNORECASE)
    return value


def _one_field(lines: Sequence[Line]) -> list[Line]:
    """The lines of a short field: up to the first blank one."""
    return next(iter(blocks(lines)), [])


def read_languages_label(document: Document, draft: Draft) -> None:
    """Languages from a sentence of their own (`Schreiben Sie in gutem Türkisch, …`) where the request names none."""
    told = draft.values.get("write_in")
    if told and told.languages:
        return
    for segment in document.segments.of(Concept.LANGUAGES, Concept.UNTIL):
        lines = next(iter(blocks(document.segments.lines(segment))), [])
        sentence = re.split(r"[.!?](?:\s|$)", join(lines))[0]
        found = languages_in(_after_in(sentence) if segment.concept is Concept.UNTIL else sentence)
        if found.languages:
            draft.put("write_in", found, lines)
            return


def read_deadline(document: Document, draft: Draft, concepts: Sequence[Concept]) -> None:
    """The last date for appeals, from the labels of the family in their order; a second, other date is warned about."""
    found: list[tuple[date, list[Line]]] = []
    for concept in concepts:
        for segment in document.segments.of(concept):
            lines = _deadline_lines(document, segment)
            dates = find_dates(fold("\n".join(line.text for line in lines)))
            found.extend((item.value, lines) for item in dates[:1])
    if not found:
        return
    draft.put("deadline", found[0][0], found[0][1])
    others = sorted({value for value, _ in found} - {found[0][0]})
    if others:
        draft.warn(
            "contradiction", "deadline", f"Two deadlines are printed: {found[0][0]} and {others[0]}. The first is kept."
        )


def _deadline_lines(document: Document, segment: Segment) -> list[Line]:
    """The label itself, and what stands behind it up to a blank line."""
    label = document.flow.cut(segment.begin, segment.label_stop)
    if segment.concept is Concept.TARGETS:
        return label
    behind = next(iter(blocks(document.segments.lines(segment))), [])[:4]
    return [*label, *behind]


def read_previous(document: Document, draft: Draft) -> None:
    """Link or reference to the document before this one."""
    for segment in document.segments.of(Concept.PREVIOUS):
        lines = _one_field(document.segments.lines(segment))
        text = join(lines)
        url = _URL.search(re.sub(r"\s+", "", text)) if _URL.search(text) else None
        if text and fold(text).strip(" .") not in (
            "n/a",
            "n.a",
            "na",
            "none",
            "s/o",
            "s. o",
            "s.o",
            "sans objet",
            "no procede",
            "keine",
            "-",
            "no aplica",
            "nicht zutreffend",
            "aucun",
            "ninguno",
            "n / a",
            "not applicable",
            "n. a",
            "aucune",
            "ninguna",
        ):
            draft.put("previous", url.group() if url else text, lines)
    if not draft.has("previous"):
        for segment in document.segments.of(Concept.UPDATE_NOTE):
            lines = document.segments.label_and_lines(segment)
            if url := _URL.search(" ".join(line.text for line in lines)):
                draft.put("previous", url.group().rstrip(".,;)"), lines)
