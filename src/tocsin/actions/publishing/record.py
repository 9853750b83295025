"""Making the public record of a case anew: the one row from which pages, feeds and calendars are made."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import cast

from django.db import transaction
from django.utils.text import slugify

from tocsin.actions.consent import coverage_of, covered_until, personal_fields_of
from tocsin.actions.models import Case, Edition, Extension, PublicRecord, PublicVersion, Rendition, SectionNote
from tocsin.actions.publishing.changes import changes_between
from tocsin.actions.publishing.clock import end_of_day
from tocsin.actions.publishing.shapes import (
    CaseRecord,
    EditionRecord,
    ExtensionRecord,
    Hashes,
    Headline,
    NoteRecord,
    SectionRecord,
)
from tocsin.actions.states import EditionState
from tocsin.actions.translating.segments import drifted
from tocsin.casefile import CaseFile
from tocsin.casefile.writing.wording import title_of, wording_for
from tocsin.directory.kinds import ContactKind, ContactState
from tocsin.directory.models import ContactPoint, Section


def refresh(case: Case, now: datetime) -> None:
    """Write the record anew, in the transaction of the change, and let every page know."""
    editions = list(Edition.objects.filter(case=case).order_by("-n"))
    if not editions:
        return
    renditions = list(Rendition.objects.filter(edition__case=case, newest=True).order_by("-n", "language"))
    sources = {} if case.taken_down_at else {one.n: _case_of(one) for one in renditions if one.is_source}
    record = _record(case, editions, renditions, sources) if sources else _taken_down(case, editions, renditions)
    before = PublicRecord.objects.filter(case=case).only("sequence").first()
    deadline_at = record["editions"][0]["deadline_at"]
    PublicRecord.objects.update_or_create(
        case=case,
        defaults={
            "slug": str(case.slug),
            "state": record["state"],
            "deadline_at": datetime.fromisoformat(deadline_at) if deadline_at else None,
            "changed_at": now,
            "sequence": before.sequence + 1 if before else 0,
            "visible_until": _visible_until(case, sources.values()),
            "record": record,
        },
    )
    PublicVersion.raise_it()


@transaction.atomic
def refresh_all(now: datetime) -> None:
    """After a change that stands on every page: a section's words."""
    for case in Case.objects.select_for_update(of=("self",)).filter(public_record__isnull=False).order_by("pk"):
        refresh(case, now)


@transaction.atomic
def refresh_where_reached(values: Iterable[str], now: datetime) -> None:
    """After the health of addresses has changed: the live cases that print one of them."""
    wanted = set(values)
    live = Case.objects.select_for_update(of=("self",)).filter(public_record__state=EditionState.LIVE)
    for case in live.order_by("pk"):
        newest = Rendition.objects.filter(edition__case=case, is_source=True, newest=True).order_by("-n").first()
        if newest is not None and newest.casefile is not None and wanted & set(_addresses(_case_of(newest))):
            refresh(case, now)


def _visible_until(case: Case, shown: Iterable[CaseFile]) -> datetime | None:
    """When the consent ends on which the pages rest, those of all editions: the moment after its last day (UTC)."""
    until = covered_until(case, _fields_of(shown))
    return None if until is None else datetime.combine(until + timedelta(days=1), time(0), UTC)


def _fields_of(cases: Iterable[CaseFile]) -> frozenset[str]:
    return frozenset[str]().union(*map(personal_fields_of, cases))


def _record(
    case: Case, editions: list[Edition], renditions: list[Rendition], sources: dict[int, CaseFile]
) -> CaseRecord:
    live = editions[0]
    newest = sources[live.n]
    sections = list(Section.objects.filter(active=True).order_by("code"))
    return {
        "uid": str(case.uid),
        "slug": str(case.slug),
        "number": str(case.number),
        "countries": list(newest.countries),
        "language": newest.language,
        "state": live.state,
        "live": live.n,
        "stopped_at": _moment(case.stopped_at),
        "closed_at": _moment(live.published_at) if live.state == EditionState.CLOSED else None,
        "outcome": case.outcome,
        "taken_down_at": None,
        "first_published_at": editions[-1].published_at.isoformat(),
        "concern_slugs": [slugify(concern, allow_unicode=True) for concern in newest.concerns],
        "headlines": _headlines(live, newest, sources, renditions),
        "editions": [_edition(one, sources, renditions) for one in editions],
        "section": _section(case.section),
        "sections": [_section(section) for section in sections],
        "extensions": list(_extensions(case, live)),
        "notes": list(_notes(case)),
        "failing": _failing(newest),
    }


def _taken_down(case: Case, editions: list[Edition], renditions: list[Rendition]) -> CaseRecord:
    """What is left: the number, and the chain of hashes and keys. No text, no name, no state, no section."""
    chain = [_edition(one, {}, renditions) for one in editions]
    for link in chain:
        link["state"] = EditionState.TAKEN_DOWN
        link["outcome"] = None
    return {
        "uid": str(case.uid),
        "slug": str(case.slug),
        "number": str(case.number),
        "countries": [],
        "language": editions[0].language,
        "state": EditionState.TAKEN_DOWN,
        "live": editions[0].n,
        "stopped_at": None,
        "closed_at": None,
        "outcome": None,
        "taken_down_at": _moment(case.taken_down_at),
        "first_published_at": editions[-1].published_at.isoformat(),
        "concern_slugs": [],
        "headlines": {},
        "editions": chain,
        "section": None,
        "sections": [],
        "extensions": [],
        "notes": [],
        "failing": {},
    }


def _case_of(rendition: Rendition) -> CaseFile:
    return CaseFile.from_json(json.loads(bytes(cast("bytes", rendition.casefile))))


def _headlines(
    live: Edition, newest: CaseFile, sources: dict[int, CaseFile], renditions: list[Rendition]
) -> dict[str, Headline]:
    """The newest rendition of each language; `renditions` begins with the newest edition."""
    found: dict[str, Headline] = {}
    for one in renditions:
        if one.language in found:
            continue
        case = _case_of(one)
        older = one.n != live.n
        found[one.language] = {
            "n": one.n,
            "headline": title_of(case, wording_for(case.language)),
            "lead": case.summary or (case.body[0] if case.body else ""),
            "concerns": list(case.concerns),
            "older": older,
            "drifted": drifted(sources[one.n], newest) if older else [],
        }
    return found


def _edition(one: Edition, sources: dict[int, CaseFile], renditions: list[Rendition]) -> EditionRecord:
    own = [rendition for rendition in renditions if rendition.n == one.n]
    own.sort(key=lambda rendition: (not rendition.is_source, rendition.language))
    case, before = sources.get(one.n), sources.get(one.n - 1)
    deadline_at = end_of_day(one.deadline, one.deadline_zone) if one.deadline and one.deadline_zone else None
    return {
        "n": one.n,
        "kind": one.kind,
        "update": case.update if case else 0,
        "number": one.number,
        "index": one.index,
        "issued": one.published_at.date().isoformat()
        if case is None or case.issued is None
        else case.issued.isoformat(),
        "published_at": one.published_at.isoformat(),
        "language": one.language,
        "deadline": one.deadline.isoformat() if one.deadline else None,
        "deadline_zone": one.deadline_zone,
        "deadline_at": _moment(deadline_at),
        "mention_network": one.mention_network,
        "outcome": one.outcome,
        "state": one.state,
        "previous": one.previous_sha256,
        "key_id": next(rendition.key_id for rendition in own if rendition.is_source),
        "changes": changes_between(before, case) if case and before else [],
        "renditions": {rendition.language: _hashes(rendition) for rendition in own},
        "sizes": {rendition.language: _sizes(rendition) for rendition in own},
    }


def _hashes(rendition: Rendition) -> Hashes:
    return {
        "text": rendition.text_sha256,
        "casefile": rendition.casefile_sha256,
        "sheet": rendition.sheet_sha256,
    }


def _sizes(rendition: Rendition) -> dict[str, int]:
    contents = {"text": (rendition.text or "").encode(), "casefile": rendition.casefile, "sheet": rendition.sheet}
    return {name: len(bytes(content or b"")) for name, content in contents.items()}


def _section(section: Section) -> SectionRecord:
    """In the words that a second person approved; until then its code stands for its name."""
    shown = {"name": section.code, "email": "", "web": "", "after_deadline": {}, "letters": {}} | (section.shown or {})
    return {
        "code": section.code,
        "name": shown["name"],
        "country": section.country,
        "email": shown["email"],
        "web": shown["web"],
        "after_deadline": shown["after_deadline"],
        "letters": shown["letters"],
    }


def _extensions(case: Case, live: Edition) -> Iterable[ExtensionRecord]:
    """The last one of each section, where it still gives more time than the edition itself."""
    latest: dict[str, date] = {}
    extensions = Extension.objects.select_related("section").filter(case=case, ended_at=None).order_by("pk")
    for one in extensions:
        latest[one.section.code] = one.until
    for code, until in sorted(latest.items()):
        if live.deadline and live.deadline_zone and until > live.deadline:
            ends = end_of_day(until, live.deadline_zone)
            yield {"section": code, "until": until.isoformat(), "deadline_at": ends.isoformat()}


def _addresses(case: CaseFile) -> Iterable[str]:
    """Every e-mail address and fax number that letters may go to."""
    for recipient in (*case.targets, *case.copies):
        yield from (*recipient.email, *recipient.fax)


def _failing(case: CaseFile) -> dict[str, str]:
    """What the directory knows of the addresses that stand in the edition; of others, nothing."""
    bad = ContactPoint.objects.filter(
        kind__in=[ContactKind.EMAIL, ContactKind.FAX],
        value__in=[*_addresses(case)],
        state__in=[ContactState.FAILING, ContactState.DEAD],
    )
    return {one.value: one.state_since.isoformat() for one in bad.order_by("state_since")}


def _notes(case: Case) -> Iterable[NoteRecord]:
    notes = SectionNote.objects.select_related("section").filter(
        case=case, ended_at=None, approved_at__isnull=False, text__isnull=False
    )
    for note in notes.order_by("pk"):
        yield {"section": note.section.code, "language": note.language, "text": note.text.open()}


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def rests_on_consent(case: Case, today: date, *, without: int | None = None) -> bool:
    """Whether everything that is public of a case is covered today by consents that count. without: as if this one
    were none.
    """
    sources = Rendition.objects.filter(edition__case=case, is_source=True, casefile__isnull=False)
    return _fields_of(map(_case_of, sources)) <= coverage_of(case, today, without=without).fields
