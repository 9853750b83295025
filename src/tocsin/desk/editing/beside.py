"""What is said beside the fields: warnings of the reading, findings, what publication waits for, and remarks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from tocsin.actions.composing import Composed, obstacles
from tocsin.actions.models import Draft, Edition
from tocsin.actions.publishing.numbers import index_taken
from tocsin.actions.remarks import open_remarks
from tocsin.casefile import CaseFile
from tocsin.casefile.checking.findings import Severity, check_case
from tocsin.casefile.checking.sources import source_phrases
from tocsin.desk.advice import in_words
from tocsin.desk.editing.shown import Note
from tocsin.desk.importing import wording
from tocsin.desk.importing.source import field_id
from tocsin.desk.reviewing.naming import field_name
from tocsin.desk.reviewing.words import rule_in_words


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning of the reading, at the top. place: where it stands in the list. compared: whether it is settled on the
    page of known cases and offices.
    """

    text: str
    field: str
    href: str
    code: str
    place: int
    compared: bool


def warnings_of(content: CaseFile) -> tuple[Warned, ...]:
    return tuple(
        Warned(
            text=in_words(wording.warning_words(one)),
            field=field_name(one.field),
            href=f"#{field_id(one.field)}",
            code=one.code,
            place=place,
            compared=wording.is_compared(one),
        )
        for place, one in enumerate(content.warnings)
    )


def notes_of(draft: Draft, composed: Composed, today: date) -> dict[str, list[Note]]:
    """By path of the field that they are about."""
    notes: dict[str, list[Note]] = defaultdict(list)
    for remark in open_remarks(draft):
        notes[remark.field].append(Note(remark.text, by=remark.by_name, settle=f"remark:{remark.id}"))
    for one in obstacles(draft, composed):
        notes[one.field].append(Note(rule_in_words(one.code) or in_words(one.message), loud=True))
    index = composed.whole.index
    if index and Edition.objects.filter(index=index).exists():
        # Said here, for publication would be the first to say it.
        notes["index"].append(Note(str(index_taken(index)), loud=True))
    for finding in check_case(composed.whole, today):
        if finding.code == "no-deadline":
            # Publication waits for it, and that was said.
            continue
        if finding.code != "source":
            notes[finding.field].append(Note(in_words(finding.message), loud=finding.severity is Severity.ERROR))
    for path, text in _texts(composed.whole):
        for phrase in source_phrases(text, composed.whole.language):
            notes[path].append(
                Note(_("Could somebody find the source by this?"), loud=True, marked=_around(text, phrase))
            )
    return notes


def _texts(content: CaseFile) -> Iterator[tuple[str, str]]:
    """As `checking.findings` has them."""
    yield "summary", content.summary or ""
    for name in ("body", "background"):
        yield from ((f"{name}.{n}", text) for n, text in enumerate(getattr(content, name)))
    yield "model_letter", content.model_letter or ""


def _around(text: str, phrase: str) -> tuple[str, str, str]:
    """The sentence around a phrase."""
    start = max(text.find(phrase), 0)
    end = start + len(phrase)
    first = max((text.rfind(mark, 0, start) + 2 for mark in ".!?\n"), default=0)
    first = first if first > 1 and first <= start else 0
    ends = [at + 1 for mark in ".!?\n" if (at := text.find(mark, end)) != -1]
    return text[first:start], text[start:end], text[end : min(ends, default=len(text))]
