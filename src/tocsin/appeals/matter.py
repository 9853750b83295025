"""What an appeal is about: a case as it is public at a moment, and whether this writer may still write."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from tocsin.actions.models import PublicRecord, Rendition
from tocsin.actions.publishing.shapes import CaseRecord, EditionRecord
from tocsin.actions.publishing.standing import Deadline, Standing, edition_of, standing_of
from tocsin.actions.states import EditionState
from tocsin.casefile import CaseFile
from tocsin.delivery.kinds import Why
from tocsin.letters.languages import same_language
from tocsin.records.errors import NotThere, Refused


class NoLongerOpen(Refused):
    """Letters are not wanted any more. why: the code of the reason, for the page's words."""

    def __init__(self, why: Why) -> None:
        super().__init__("This action does not ask for letters any more.", "not-open")
        self.why = why


class GoneFromPublic(NotThere):
    """The case was taken down, or the consent on which it rested has ended."""

    def __init__(self) -> None:
        super().__init__("action at this address")


@dataclass(frozen=True, slots=True)
class Matter:
    """record, edition: of the newest edition. case: its text in the language in which it was written."""

    record: CaseRecord
    edition: EditionRecord
    standing: Standing
    case: CaseFile

    @property
    def slug(self) -> str:
        return self.record["slug"]

    @property
    def n(self) -> int:
        return self.edition["n"]

    @property
    def state(self) -> str:
        """Alpha-2 code of the state that is written to."""
        return self.case.countries[0] if self.case.countries else ""

    def section_of(self, country: str) -> Mapping[str, Any] | None:
        """The section of the state that somebody writes from."""
        return next((one for one in self.record["sections"] if one["country"] == country), None)

    def deadline_for(self, country: str) -> Deadline | None:
        """The last day for a writer in that state: a section may give its own writers more time."""
        extended = (one.deadline for one in self.standing.extended if one.country == country)
        return max(extended, key=lambda deadline: deadline.at, default=self.standing.deadline)

    def closed_for(self, country: str, now: datetime) -> Why | None:
        """Why a writer there may not write any more; None while they may."""
        if self.standing.state in {EditionState.STOPPED, EditionState.CLOSED}:
            return Why.STOPPED
        deadline = self.deadline_for(country)
        return Why.DEADLINE if deadline is not None and now >= deadline.at else None

    def text_in(self, language: str) -> CaseFile:
        """The edition in a letter's language where it was translated, for advice; else as it was written."""
        fitting = (tag for tag in self.edition["renditions"] if same_language(tag, language))
        tag = next(fitting, None)
        if tag is None or same_language(self.case.language, language):
            return self.case
        return _case_file(self.slug, self.n, tag) or self.case


def matter_at(slug: str, now: datetime) -> Matter:
    """The case of this address. Raises NotThere where there never was one, GoneFromPublic where it is no longer."""
    row = PublicRecord.objects.filter(slug=slug[:40]).values_list("state", "visible_until", "record").first()
    if row is None:
        raise NotThere("action at this address")
    state, visible_until, record = row
    if state == EditionState.TAKEN_DOWN or (visible_until is not None and visible_until <= now):
        raise GoneFromPublic
    found = cast("CaseRecord", record)
    edition = edition_of(found, found["live"])
    case = _case_file(slug, edition["n"], edition["language"])
    if case is None:
        raise GoneFromPublic
    return Matter(found, edition, standing_of(found, now), case)


def case_file_of(matter: Matter, n: int) -> CaseFile | None:
    """An edition of the case in the language in which it was written, an earlier one too; None where it is gone."""
    return matter.case if n == matter.n else _case_file(matter.slug, n, edition_of(matter.record, n)["language"])


def _case_file(slug: str, n: int, language: str) -> CaseFile | None:
    rows = Rendition.objects.filter(slug=slug, n=n, language=language, newest=True, casefile__isnull=False)
    content = rows.values_list("casefile", flat=True).first()
    return None if content is None else CaseFile.from_json(json.loads(bytes(content)))
