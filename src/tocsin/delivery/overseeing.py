"""The outbox as its operators see it: figures, who waits at which official and server, one page of letters after the
other. A fixed number of queries, whatever waits; no letter is opened, and nothing tells who wrote one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from django.db.models import Count, F, Max, Min, Q

from tocsin.delivery.kinds import Kind
from tocsin.delivery.models import Handling, Letter, Switch
from tocsin.delivery.states import LetterState
from tocsin.records.errors import NotThere
from tocsin.staff.access import require
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed

PAGE: Final = 50
GROUPS: Final = 10
"""Officials, and servers, that the tables show: those with the most that waits."""

S = LetterState
OPEN: Final = (S.READY, S.HELD, S.FROZEN, S.HANDED_OVER)
"""Neither in the writer's hands nor at an end."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which letters. before: only those with a smaller number, for the next page. Empty: all."""

    kind: str = Kind.LETTER
    state: str = ""
    case: str = ""
    target: str = ""
    domain: str = ""
    before: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """What goes to one official or to one server. key: `target` or `domain` of the ledger. oldest: since when the
    oldest that is ready waits. answer: codes of the last answer.
    """

    key: str
    name: str
    contact: str
    ready: int
    held: int
    frozen: int
    handed: int
    oldest: datetime | None
    answer: str


@dataclass(frozen=True, slots=True)
class Act:
    """What an operator did. reason: as they typed it, while it is kept."""

    deed: str
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Of the switches. paused_until: None where it is over. why: a code. last: who held, paused or released it last."""

    held: bool
    paused_until: datetime | None
    why: str
    since: datetime | None
    last: Act | None


def require_outbox(person: Person) -> None:
    """Raise Refused where this person does not keep the outbox."""
    require(person, Deed.OUTBOX, anywhere=True)


def counts_for(person: Person) -> dict[tuple[str, str], int]:
    """How many rows there are, by kind and state."""
    require_outbox(person)
    rows = Letter.objects.order_by().values_list("kind", "state").annotate(number=Count("pk"))
    return {(kind, state): number for kind, state, number in rows}


def standing_for(person: Person, now: datetime) -> Standing:
    require_outbox(person)
    switch = Switch.row()
    paused = switch.paused_until if switch.paused_until and switch.paused_until > now else None
    whole = Handling.objects.filter(letter=None).order_by("-pk")[:1]
    return Standing(switch.held, paused, switch.why, switch.since, next(iter(_acts(whole)), None))


def page_for(person: Person, asked: Asked) -> tuple[list[Letter], bool]:
    """The newest that fit, and whether there are more."""
    require_outbox(person)
    rows = Letter.objects.filter(kind=asked.kind) if asked.kind else Letter.objects.all()
    wanted = {"state": asked.state, "slug": asked.case, "target": asked.target, "domain": asked.domain}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if asked.before:
        rows = rows.filter(pk__lt=asked.before)
    found = list(rows.defer("content", "person", "token_hash").order_by("-pk")[: PAGE + 1])
    return found[:PAGE], len(found) > PAGE


def groups_for(person: Person, by: Literal["target", "domain"]) -> list[Group]:
    """The officials, or the servers, with the most open letters."""
    require_outbox(person)
    rows = Letter.objects.filter(kind=Kind.LETTER, state__in=OPEN).exclude(**{by: ""}).order_by().values(by)
    rows = rows.annotate(
        number=Count("pk"),
        name=Max("recipient"),
        contact=Max("contact"),
        ready=Count("pk", filter=Q(state=S.READY)),
        held=Count("pk", filter=Q(state=S.HELD)),
        frozen=Count("pk", filter=Q(state=S.FROZEN)),
        handed=Count("pk", filter=Q(state=S.HANDED_OVER)),
        oldest=Min("state_at", filter=Q(state=S.READY)),
    ).order_by("-number", by)
    found = list(rows[:GROUPS])
    answers = _last_answers(by, [one[by] for one in found])
    return [
        Group(
            one[by], one["name"], one["contact"], one["ready"], one["held"], one["frozen"], one["handed"],
            one["oldest"], answers.get(one[by], ""),
        )
        for one in found
    ]  # fmt: skip


def _last_answers(by: str, keys: list[str]) -> dict[str, str]:
    answered = Letter.objects.filter(**{f"{by}__in": keys}, kind=Kind.LETTER).exclude(last_answer="")
    newest = answered.order_by().values(by).annotate(newest=Max("pk")).values_list("newest", flat=True)
    return dict(Letter.objects.filter(pk__in=list(newest)).values_list(F(by), "last_answer"))


def letter_for(person: Person, number: int) -> Letter:
    """One of them; neither what it says nor who wrote it is read."""
    require_outbox(person)
    found = Letter.objects.defer("content", "person", "token_hash").filter(pk=number).first()
    if found is None:
        raise NotThere("letter in the outbox")
    return found


def acts_on(person: Person, letter: Letter) -> list[Act]:
    """What operators did to it, the newest first."""
    require_outbox(person)
    return _acts(Handling.objects.filter(letter=letter.pk).order_by("-pk")[:50])


def _acts(rows: Iterable[Handling]) -> list[Act]:
    found = list(rows)
    names = dict(Person.objects.filter(pk__in={one.by for one in found}).values_list("pk", "name"))
    return [Act(one.deed, names.get(one.by, ""), one.at, str(one.reason.open()) if one.reason else "") for one in found]
