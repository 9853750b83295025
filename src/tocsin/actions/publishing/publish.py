"""Publishing: an approved draft becomes an immutable edition, in one transaction or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tocsin.actions.access import access_case_for, draft_of
from tocsin.actions.composing import Composed, compose, obstacles
from tocsin.actions.models import Approval, Case, Draft, Edition, Rendition
from tocsin.actions.publishing import heralds, numbers, record
from tocsin.actions.publishing.renditions import Made, Place, make_rendition
from tocsin.actions.review import valid_approval
from tocsin.actions.states import EditionState, Step, next_draft_state, next_edition_state
from tocsin.actions.translating.memory import Ready, check_names, ready_translations
from tocsin.actions.translating.segments import translated
from tocsin.casefile import CaseFile, Kind
from tocsin.casefile.schema import problems_in
from tocsin.records import history
from tocsin.records.errors import Refused
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed

BEGINS_AS = {Kind.STOP: EditionState.STOPPED, Kind.OUTCOME: EditionState.CLOSED}
"""Kinds of documents that end a case; every other begins as live."""


@transaction.atomic
def publish_edition(person: Person, reference: str, now: datetime) -> Edition:
    """Publish the approved draft. Raises Refused, naming the rule, where anything is missing."""
    case = access_case_for(person, reference, Deed.PUBLISH, lock=True)
    draft = draft_of(case, lock=True)
    draft.state = next_draft_state(draft.state, Step.PUBLISH)
    composed = compose(draft, now.date())
    approval = valid_approval(draft, composed.text_hash)
    check_publishable(draft, composed)
    case_file = _numbered(case, composed.published, now.date())
    edition = _make(person, case, draft, composed, approval, case_file, now)
    draft.publish_at = draft.publish_by = None
    draft.save(update_fields=["state", "publish_at", "publish_by"])
    record.refresh(case, now)
    history.note(
        now, person.pk, "published", f"case:{case.pk}", edition=edition.pk, n=edition.n, text=edition.text_sha256
    )
    heralds.tell(case, heralds.News.EDITION, now)
    return edition


def check_publishable(draft: Draft, composed: Composed) -> None:
    found = obstacles(draft, composed)
    if found:
        more = (
            " " + _("Something else is missing too: %(number)d more.") % {"number": len(found) - 1}
            if len(found) > 1
            else ""
        )
        raise Refused(found[0].message + more, found[0].code)
    if problems := problems_in(composed.published.to_json()):
        path, sentence = problems[0]
        raise Refused(
            _("This is not a case file: %(value)s %(sentence)s.") % {"value": path or "the file", "sentence": sentence},
            "schema",
        )


def _numbered(case: Case, case_file: CaseFile, today: date) -> CaseFile:
    """Fill in number, index and date of issue where the document brought none."""
    if case.number is None:
        numbers.give_number(case, today.year)
    number = str(case.number)
    country = case_file.countries[0] if case_file.countries else "XX"
    index = case_file.index or numbers.document_index(case.section.code, country, today)
    numbers.check_index_free(index)
    if case.slug is None:
        case.slug = numbers.slug_of(number)
    return replace(case_file, number=number, index=index, issued=case_file.issued or today)


@dataclass(frozen=True, slots=True)
class _Language:
    ready: Ready
    made: Made


def _make(  # noqa: PLR0913, PLR0917
    person: Person,
    case: Case,
    draft: Draft,
    composed: Composed,
    approval: Approval,
    case_file: CaseFile,
    now: datetime,
) -> Edition:
    before = Edition.objects.select_for_update().filter(case=case).order_by("-n").first()
    n = before.n + 1 if before else 1
    place = Place(str(case.slug), n, before.text_sha256 if before else None)
    languages = list(_languages(case, composed, case_file, place, now))
    source = make_rendition(case_file, place, now, [language.made for language in languages])
    _succeed(before)
    edition = _keep(
        case=case,
        n=n,
        kind=case_file.kind,
        number=case_file.number or "",
        index=case_file.index or "",
        language=case_file.language,
        deadline=case_file.deadline,
        deadline_zone=composed.zone if case_file.deadline else None,
        mention_network=draft.mention_network,
        outcome=draft.outcome if case_file.kind is Kind.OUTCOME else None,
        published_at=now,
        state=BEGINS_AS.get(case_file.kind, EditionState.LIVE),
        text_sha256=source.hashes["text"],
        previous_sha256=place.previous,
        draft=draft,
        approval=approval,
        publisher=person,
    )
    _settle_case(case, edition, now)
    store(edition, source, now, is_source=True)
    for language in languages:
        store(edition, language.made, now, by=(language.ready.translator, language.ready.second_reader))
    return edition


def _succeed(before: Edition | None) -> None:
    if before is not None and before.state not in {EditionState.SUPERSEDED, EditionState.TAKEN_DOWN}:
        before.state = next_edition_state(before.state, Step.SUCCEED)
        before.save(update_fields=["state"])


def _keep(**fields: Any) -> Edition:
    """Two documents may bring the same index at once; whoever is second is told what they would be told later."""
    try:
        with transaction.atomic():
            return Edition.objects.create(**fields)
    except IntegrityError:
        raise numbers.index_taken(fields["index"]) from None


def _languages(case: Case, composed: Composed, case_file: CaseFile, place: Place, now: datetime) -> Iterator[_Language]:
    """The translations that go live with the edition. One that cannot is left out and noted, for an alert does not wait
    for it: its second reader was told why, or is told when they approve it again.
    """
    for ready in ready_translations(case, case_file):
        own = translated(case_file, ready.language, ready.words)
        try:
            check_names(composed, own)
            yield _Language(ready, make_rendition(own, place, now))
        except Refused as error:
            history.note(now, None, "translation left out", f"case:{case.pk}", language=ready.language, rule=error.rule)


def _settle_case(case: Case, edition: Edition, now: datetime) -> None:
    """A new edition says whether letters are wanted; what was said before no longer counts."""
    case.outcome = edition.outcome
    if edition.state == EditionState.STOPPED:
        case.stopped_at = case.stopped_at or now
    else:
        case.stopped_at = None
    case.save(update_fields=["number", "slug", "outcome", "stopped_at"])


def store(
    edition: Edition,
    made: Made,
    now: datetime,
    *,
    is_source: bool = False,
    by: tuple[int | None, int | None] = (None, None),
) -> Rendition:
    """Keep one language of an edition; an earlier revision of it stays, no longer the newest."""
    earlier = Rendition.objects.filter(edition=edition, language=made.language)
    last = earlier.order_by("-revision").first()
    earlier.update(newest=False)
    hashes = made.hashes
    return Rendition.objects.create(
        edition=edition,
        slug=str(edition.case.slug),
        n=edition.n,
        language=made.language,
        is_source=is_source,
        revision=last.revision + 1 if last else 1,
        text=made.text,
        casefile=made.casefile,
        sheet=made.sheet,
        text_sha256=hashes["text"],
        casefile_sha256=hashes["casefile"],
        sheet_sha256=hashes["sheet"],
        signature=made.signature,
        key_id=made.key_id,
        published_at=now,
        translator=by[0],
        second_reader=by[1],
    )
