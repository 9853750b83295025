"""What a list of cases rests on, read for all of them at once: the number of queries does not grow with the cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Model, Q

from tocsin.actions.models import (
    Case,
    Consent,
    Draft,
    DraftVersion,
    Edition,
    Lessening,
    Opening,
    PublicRecord,
    Translation,
)
from tocsin.actions.publishing.clock import days_left, state_of_case
from tocsin.actions.sealed_notes import WAITS
from tocsin.actions.states import OPEN_DRAFT
from tocsin.casefile import CaseFile
from tocsin.staff.access import may
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed


@dataclass(frozen=True, slots=True)
class Published:
    """What is public of a case. headline: in the language in which it was written. countries: alpha-2."""

    headline: str
    countries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Of one case. draft: the newest, for its own section alone. content: of an open draft, and of one of which nothing
    is published. lessened, asked, unconfirmed: what others did or asked that waits for a second person.
    """

    case: Case
    draft: Draft | None
    content: CaseFile | None
    edition: Edition | None
    published: Published | None
    lessened: Lessening | None
    asked: bool
    unconfirmed: bool
    has_translations: bool
    writers: frozenset[int]
    """Ids of all who had a hand in the open draft."""

    @property
    def open_draft(self) -> Draft | None:
        return self.draft if self.draft is not None and self.draft.state in OPEN_DRAFT else None

    @property
    def headline(self) -> str | None:
        return self.content.headline if self.content else self.published.headline if self.published else None

    @property
    def countries(self) -> tuple[str, ...]:
        return self.content.countries if self.content else self.published.countries if self.published else ()

    @property
    def deadline(self) -> date | None:
        if self.content:
            return self.content.deadline
        return self.edition.deadline if self.edition else None

    @property
    def warnings(self) -> int:
        return len(self.content.warnings) if self.content and self.open_draft else 0

    def state(self, now: datetime) -> str:
        """The state of the case as a whole."""
        return state_of_case(self.case, self.edition, now)

    def days(self, now: datetime) -> int | None:
        """Whole days until the deadline of the newest edition, negative once it has passed; None without one."""
        newest = self.edition
        if newest is None or newest.deadline is None or newest.deadline_zone is None:
            return None
        return days_left(newest.deadline, newest.deadline_zone, now)


def facts_for(person: Person, cases: Iterable[Case], now: datetime) -> list[Facts]:
    """In the order of the cases, which this person may see."""
    every = list(cases)
    ids = [case.pk for case in every]
    own = [case.pk for case in every if may(person, Deed.SEE, case.section_id)]
    drafts = _newest(Draft, own, "pk", "author", "last_editor", "submitter", "publish_by")
    editions = _newest(Edition, ids, "n")
    public = _published(ids)
    contents = _contents(drafts, public)
    lessened = _lessened(person, ids)
    asked = _asked(person, now)
    unconfirmed = _unconfirmed(person, now.date())
    writers = _writers(drafts)
    translated = set(Translation.objects.filter(case__in=ids).values_list("case", flat=True))
    return [
        Facts(
            case=case,
            draft=drafts.get(case.pk),
            content=contents.get(case.pk),
            edition=editions.get(case.pk),
            published=public.get(case.pk),
            lessened=lessened.get(case.pk) if may(person, Deed.LESSEN, case.section_id) else None,
            asked=case.pk in asked and may(person, Deed.OPEN_SEALED, case.section_id),
            unconfirmed=case.pk in unconfirmed and not case.taken_down_at,
            has_translations=case.pk in translated,
            writers=writers.get(case.pk, frozenset()),
        )
        for case in every
    ]


def _newest[M: Model](model: type[M], ids: list[int], by: str, *related: str) -> dict[int, M]:
    """The last row of each case, without what is sealed in it."""
    rows = model._default_manager.filter(case__in=ids)
    last = rows.values("case").annotate(last=Max(by))
    if by == "pk":
        rows = rows.filter(pk__in=last.values("last")).defer("content").select_related(*related)
        return {row.case_id: row for row in rows}  # type: ignore[attr-defined]
    wanted = {(one["case"], one["last"]) for one in last}
    return {row.case_id: row for row in rows if (row.case_id, getattr(row, by)) in wanted}  # type: ignore[attr-defined]


def _published(ids: list[int]) -> dict[int, Published]:
    rows = PublicRecord.objects.filter(case__in=ids).values_list(
        "case", "record__language", "record__headlines", "record__countries"
    )
    return {
        case: Published(headlines[language]["headline"], tuple(countries))
        for case, language, headlines, countries in rows
        if headlines and language in headlines
    }


def _contents(drafts: Mapping[int, Draft], published: Mapping[int, Published]) -> dict[int, CaseFile]:
    """To open a draft takes its time, so only those are opened that are shown by what stands in them."""
    wanted = [
        one.pk
        for case, one in drafts.items()
        if one.state in OPEN_DRAFT or case not in published or not published[case].headline
    ]
    rows = Draft.objects.filter(pk__in=wanted, content__isnull=False).only("case", "content")
    return {row.case_id: CaseFile.from_json(row.content.open()) for row in rows}


def _writers(drafts: Mapping[int, Draft]) -> dict[int, frozenset[int]]:
    """As `review.writers_of` has them, of the drafts that are open."""
    opened = {one.pk: (case, one) for case, one in drafts.items() if one.state in OPEN_DRAFT}
    found = {
        case: set(filter(None, (one.author_id, one.last_editor_id, one.submitter_id))) for case, one in opened.values()
    }
    for draft, editor in DraftVersion.objects.filter(draft__in=[*opened]).values_list("draft", "editor").distinct():
        found[opened[draft][0]].add(editor)
    return {case: frozenset(ids) for case, ids in found.items()}


def _lessened(person: Person, ids: list[int]) -> dict[int, Lessening]:
    """Of each case the oldest that another person did and nobody has looked at."""
    waiting = Lessening.objects.select_related("by").filter(case__in=ids, reviewed_at=None).exclude(by=person)
    return {one.case_id: one for one in waiting.order_by("-pk")}


def _asked(person: Person, now: datetime) -> set[int]:
    standing = Opening.objects.filter(note__content__isnull=False, opened_at=None, asked_at__gt=now - WAITS)
    return set(standing.exclude(asked_by=person).values_list("note__case", flat=True))


def _unconfirmed(person: Person, today: date) -> set[int]:
    """Cases of which another person says that nobody could be asked. Who may confirm it is asked for each of them."""
    waiting = Consent.objects.filter(impossible=True, confirmed_at=None, withdrawn_at=None)
    waiting = waiting.filter(Q(until=None) | Q(until__gte=today)).exclude(recorded_by=person)
    return set(waiting.values_list("case", flat=True))
