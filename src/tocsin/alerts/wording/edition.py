"""One edition as it is public at a moment, read once for all the texts that are made of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Self, cast

from django.utils.translation import get_language

from tocsin.actions.consent import alert_may_tell
from tocsin.actions.models import Case, PublicRecord, Rendition
from tocsin.actions.publishing.shapes import CaseRecord, EditionRecord, SectionRecord
from tocsin.actions.publishing.standing import Deadline, Standing, edition_of, standing_of
from tocsin.actions.states import EditionState
from tocsin.alerts.wording.blocks import of_case
from tocsin.alerts.wording.variant import Variant
from tocsin.appeals.matter import GoneFromPublic
from tocsin.casefile import CaseFile
from tocsin.casefile.writing.wording import Wording, title_of, wording_for
from tocsin.directory.names import country_name


@dataclass(frozen=True, slots=True)
class PublicEdition:
    """The newest edition of a case. contents: the case file of each language, as JSON. is_quiet: no consent covers what
    is published for messages to members, so that no alert tells of it.
    """

    record: CaseRecord
    edition: EditionRecord
    standing: Standing
    contents: Mapping[str, bytes]
    is_quiet: bool = False
    _cases: dict[str, CaseFile] = field(default_factory=dict)
    _names: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def load(cls, slug: str, n: int, now: datetime) -> Self:
        """Raises GoneFromPublic where this edition is not, or no longer, the one that the case's page shows."""
        row = PublicRecord.objects.filter(slug=slug).values_list("state", "visible_until", "record").first()
        if row is None:
            raise GoneFromPublic
        state, visible_until, record = row
        found = cast("CaseRecord", record)
        if state == EditionState.TAKEN_DOWN or found["live"] != n or (visible_until and visible_until <= now):
            raise GoneFromPublic
        rows = Rendition.objects.filter(slug=slug, n=n, newest=True, casefile__isnull=False)
        contents = {
            tag: bytes(content) for tag, content in rows.values_list("language", "casefile") if content is not None
        }
        edition = edition_of(found, n)
        if edition["language"] not in contents:
            # A take-down came between the two questions.
            raise GoneFromPublic
        public = cls(found, edition, standing_of(found, now), contents)
        return replace(public, is_quiet=not _may_be_told(public, now))

    def seen_by(self, variant: Variant) -> Variant:
        """What a member's alert is like where it tells of this edition."""
        return replace(variant, quiet=True) if self.is_quiet else variant

    @property
    def slug(self) -> str:
        return self.record["slug"]

    @property
    def own(self) -> str:
        """The language in which it was written."""
        return self.edition["language"]

    @property
    def is_over(self) -> bool:
        """Whether nobody is to write any more, whatever the day."""
        return self.standing.state in {EditionState.STOPPED, EditionState.CLOSED}

    def case_in(self, language: str) -> CaseFile:
        """Its text in a language; as it was written where there is none."""
        tag = language if language in self.contents else self.own
        if tag not in self._cases:
            self._cases[tag] = CaseFile.from_json(json.loads(self.contents[tag]))
        return self._cases[tag]

    def deadline_for(self, section: str) -> Deadline | None:
        """The last day that a section gives its own writers, where it gives them more time than the edition."""
        own = (one.deadline for one in self.standing.extended if section and one.section == section)
        return next(own, None)

    def may_write(self, section: str, now: datetime) -> bool:
        """Whether the members of a section may, at this moment."""
        deadline = self.deadline_for(section) or self.standing.deadline
        return not self.is_over and (deadline is None or now < deadline.at)

    def country(self, code: str) -> str:
        """A state's name in the active language."""
        key = get_language() or "en", code
        if key not in self._names:
            self._names[key] = country_name(code, key[0])
        return self._names[key]

    def where(self, words: Wording, most: int = 3) -> str:
        """The states that it is about, in the active language."""
        codes = self.record["countries"]
        more = "…" if len(codes) > most else None
        return words.listed(*map(self.country, codes[:most]), more)

    def section(self, code: str) -> SectionRecord | None:
        return next((one for one in self.record["sections"] if one["code"] == code), None)

    def concern(self, slug: str, language: str) -> str | None:
        """What one of its concerns is called in a language; None where it has none of that name."""
        if slug not in self.record["concern_slugs"]:
            return None
        names = self.case_in(language).concerns
        position = self.record["concern_slugs"].index(slug)
        return of_case(names[position]) if position < len(names) else None

    def headline(self, language: str) -> str:
        """What it is called; never empty."""
        return of_case(title_of(self.case_in(language), wording_for(language)))


def _may_be_told(public: PublicEdition, now: datetime) -> bool:
    case = Case.objects.filter(slug=public.slug).first()
    return case is not None and alert_may_tell(case, public.case_in(public.own), now.astimezone(UTC).date())
