"""The texts of a case file that are translated, one by one, and the case file with them in another language.

A segment is known by its source text: what an update did not change need not be translated again, wherever it moved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from tocsin.casefile import CaseFile, Person, Recipient
from tocsin.casefile.writing.wording import paragraphs

_REACHING_MARKS = re.compile("[\u202a-\u202e]")


@dataclass(frozen=True, slots=True)
class Segment:
    """path: where it stands (`calls.1`). note: what a translator should know. optional: a name may stay as it is."""

    path: str
    source: str
    note: str
    optional: bool = False


def segments_of(case: CaseFile) -> list[Segment]:
    """Every text to translate, in the order of reading, each source text once."""
    found: dict[str, Segment] = {}
    for segment in _all(case):
        if segment.source.strip():
            found.setdefault(segment.source, segment)
    return list(found.values())


def paths_of(case: CaseFile) -> dict[str, str]:
    """Source text by path, for every place, also where the same text stands twice."""
    return {segment.path: segment.source for segment in _all(case) if segment.source.strip()}


def _all(case: CaseFile) -> Iterator[Segment]:
    yield Segment("headline", case.headline, "Headline: one line, as short as the source.")
    for n, text in enumerate(case.concerns):
        yield Segment(f"concerns.{n}", text, "Concern: a short term; use the same one in every action.")
    yield Segment("summary", case.summary or "", "Lead: the first paragraph that people read.")
    for n, text in enumerate(case.body):
        yield Segment(f"body.{n}", text, "What has happened.")
    for n, person in enumerate(case.people):
        yield from _person(n, person)
    for n, text in enumerate(case.calls):
        yield Segment(f"calls.{n}", text, "CALL to the authorities: polite, exact, nothing added and nothing left out.")
    for n, text in enumerate(paragraphs(case.model_letter or "")):
        yield Segment(f"model_letter.{n}", text, "Paragraph of the model letter, as a writer would say it.")
    for part in ("targets", "copies"):
        for n, recipient in enumerate(getattr(case, part)):
            note = f"SALUTATION: the prescribed form of address for {recipient.post or recipient.name or 'the office'}."
            yield Segment(f"{part}.{n}.salutation", recipient.salutation or "", note)
    yield Segment("after_deadline", case.after_deadline or "", "What is said about writing after the deadline.")
    for n, text in enumerate(case.background):
        yield Segment(f"background.{n}", text, "More about it.")


def _person(n: int, person: Person) -> Iterator[Segment]:
    note = "NAME of a person at risk: keep it, or write it in your script as the family does. May be left empty."
    if person.group:
        note = "A group described in words."
    yield Segment(f"people.{n}.name", person.name or "", note, optional=not person.group)
    yield Segment(f"people.{n}.pronouns", person.pronouns or "", "Pronouns.", optional=True)
    yield Segment(f"people.{n}.detail", person.detail or "", "About a person at risk.")


def translated(case: CaseFile, language: str, words: Mapping[str, str]) -> CaseFile:
    """The case file in another language. words: translation by source text; what is missing stays as it is."""

    def of[T: (str, str | None)](text: T) -> T:
        return words.get(text, text) if text else text

    def letter(text: str | None) -> str | None:
        return None if text is None else "\n\n".join(of(part) for part in paragraphs(text))

    def recipient(one: Recipient) -> Recipient:
        return replace(one, salutation=of(one.salutation))

    return replace(
        case,
        language=language,
        headline=of(case.headline),
        concerns=tuple(map(of, case.concerns)),
        summary=of(case.summary),
        body=tuple(map(of, case.body)),
        people=tuple(
            replace(one, name=of(one.name), pronouns=of(one.pronouns), detail=of(one.detail)) for one in case.people
        ),
        calls=tuple(map(of, case.calls)),
        model_letter=letter(case.model_letter),
        targets=tuple(map(recipient, case.targets)),
        copies=tuple(map(recipient, case.copies)),
        after_deadline=of(case.after_deadline),
        background=tuple(map(of, case.background)),
    )


def tidy(text: str, source: str) -> str:
    """A translation as it is kept: with line breaks only where the source has some, without outer spaces, and without
    the marks of direction that reach beyond their line (UAX 9 §2.2; the page sets the direction itself).
    """
    plain = _REACHING_MARKS.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    return plain.strip() if "\n" in source else " ".join(plain.split("\n")).strip()


def drifted(old: CaseFile, new: CaseFile) -> list[str]:
    """Paths in the old source whose text is no longer in the new one."""
    now = set(paths_of(new).values())
    return [path for path, source in paths_of(old).items() if source not in now]
