"""One case: where it stands, what can be done next, and its editions with dates and people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from tocsin.actions.access import access_case_for
from tocsin.actions.models import Case
from tocsin.actions.timeline import Hand, Stage, timeline_for
from tocsin.desk import clock, saying
from tocsin.desk.case_frame import case_page
from tocsin.desk.cases.beside import Beside, beside_of
from tocsin.desk.cases.where import Where, where_of
from tocsin.desk.gate import READS, for_staff
from tocsin.desk.times import When, day, moment
from tocsin.staff.models import Person, Session


@dataclass(frozen=True, slots=True)
class Done:
    """What somebody did: “Approved by”, their name, when."""

    deed: str
    name: str
    when: When | None


@dataclass(frozen=True, slots=True)
class Step:
    """One edition or the open draft. href: on the public pages; empty where it is not public."""

    heading: str
    state: str
    when: When
    deadline: When | None
    zone: str
    index: str
    href: str
    done: tuple[Done, ...]
    newest: bool


@dataclass(frozen=True, slots=True)
class CasePage:
    """One case. fault: why nothing was done, where a form of this page was sent in vain."""

    where: Where
    steps: tuple[Step, ...]
    beside: Beside
    fault: str


@for_staff(*READS)
def case(request: HttpRequest, session: Session, number: int) -> HttpResponseBase:
    found = access_case_for(session.person, str(number))
    return page_of_case(request, session.person, found, clock.now())


def page_of_case(request: HttpRequest, person: Person, case: Case, now: datetime, status: int = 200) -> HttpResponse:
    """Of a case that was accessed before. status: 422 where a form of this page came back with nothing in it."""
    shown = CasePage(
        where=where_of(person, case, now),
        steps=_steps(person, case, now),
        beside=beside_of(person, case, now),
        fault=_("Nothing was done: use the button on this page.") if status == 422 else "",
    )
    title = case.number or _("No number yet")
    return case_page(request, "cases/case", title, person, case, now, here="desk-case", status=status, case=shown)


def _steps(person: Person, case: Case, now: datetime) -> tuple[Step, ...]:
    stages = timeline_for(person, case, now)
    public = f"{settings.ENVIRONMENT.url}/actions/{case.slug}/" if case.slug and not case.taken_down_at else ""
    return tuple(_step(stage, public, newest=place == 0) for place, stage in enumerate(stages))


def _step(stage: Stage, public: str, *, newest: bool) -> Step:
    kind = saying.kind(stage.kind)
    return Step(
        heading=_("Edition %(n)d: %(kind)s") % {"n": stage.n, "kind": kind} if stage.n else kind,
        state=saying.state(stage.state),
        when=moment(stage.at),
        deadline=day(stage.deadline) if stage.deadline else None,
        zone=stage.zone or "",
        index=stage.index or "",
        href=f"{public}editions/{stage.n}/" if public and stage.n else "",
        done=tuple(_done(hand) for hand in stage.hands),
        newest=newest,
    )


def _done(hand: Hand) -> Done:
    return Done(saying.deed(hand.deed), hand.name, moment(hand.at) if hand.at else None)
