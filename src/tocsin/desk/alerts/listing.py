"""All alerts, the newest first; the even spread over open cases; what goes to single mail domains."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from tocsin.alerts import operating
from tocsin.alerts.adapting import hold_always, may_adapt
from tocsin.alerts.models import StandingHold
from tocsin.alerts.progress import progress_of
from tocsin.alerts.spread import spread_of
from tocsin.desk import clock
from tocsin.desk.alerts import words
from tocsin.desk.alerts.shown import ActLine, Shown, shown, titles_of
from tocsin.desk.frame import page
from tocsin.desk.gate import READS, for_staff, see_other
from tocsin.desk.times import When, moment
from tocsin.directory.models import Section
from tocsin.records.errors import BadInput, NotThere, Refused
from tocsin.staff.access import may, require
from tocsin.staff.models import Person, Session
from tocsin.staff.roles import Deed


@dataclass(frozen=True, slots=True)
class SpreadLine:
    number: str
    headline: str
    deadline: When | None
    alerts: str
    writers: str
    turns: str


@dataclass(frozen=True, slots=True)
class CeilingLine:
    domain: str
    a_minute: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Of a section that the reader coordinates. hours: 0 for none."""

    code: str
    hours: int


@dataclass(frozen=True, slots=True)
class Typed:
    """What came with a form that is shown again."""

    fault: str = ""
    domain: str = ""
    a_minute: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    alerts: tuple[Shown, ...]
    spread: tuple[SpreadLine, ...]
    ceilings: tuple[CeilingLine, ...]
    acts: tuple[ActLine, ...]
    standing: tuple[Standing, ...]
    may_limit: bool
    typed: Typed


@for_staff(*READS, "POST")
def alerts(request: HttpRequest, session: Session) -> HttpResponseBase:
    person, now = session.person, clock.now()
    if request.method != "POST":
        return _show(request, person, now, Typed(), 200)
    require(person, Deed.LESSEN, anywhere=True)
    given = {name: request.POST.get(name, "").replace("\0", "")[:600] for name in ("domain", "a_minute", "reason")}
    try:
        code = _do(request, person, given, now)
    except NotThere:
        return _show(request, person, now, Typed(_("There is no such ceiling any more."), **given), 409)
    except BadInput as wrong:
        return _show(request, person, now, Typed(str(wrong), **given), 422)
    except Refused as refused:
        if refused.rule == "role":
            raise
        return _show(request, person, now, Typed(words.refusal(refused.rule, str(refused)), **given), 409)
    return see_other(reverse("desk-alerts"), said=code)


def _do(request: HttpRequest, person: Person, given: dict[str, str], now: datetime) -> str:
    match request.POST.get("do", ""):
        case "ceiling":
            operating.set_ceiling(person, given["domain"], number_in(given["a_minute"]), now, given["reason"])
            return "alerts.ceiling"
        case "lift":
            operating.set_ceiling(person, given["domain"], None, now, given["reason"])
            return "alerts.ceiling"
        case "always":
            hold_always(person, request.POST.get("section", "")[:8], number_in(request.POST.get("hours", "")), now)
            return "alerts.always"
    raise BadInput(_("Nothing was done. Press one of the buttons to do it."))


def number_in(text: str) -> int:
    """What was typed as a whole number; -1 for anything else, which no rule takes."""
    stripped = text.strip()
    return int(stripped) if stripped.isascii() and stripped.isdigit() and len(stripped) < 10 else -1


def _show(request: HttpRequest, person: Person, now: datetime, typed: Typed, status: int) -> HttpResponse:
    newest = operating.alerts_for(person)
    titles = titles_of(newest)
    holds = dict(StandingHold.objects.values_list("section", "hours"))
    content = Listing(
        alerts=tuple(shown(one, titles, now) for one in progress_of(newest, now)),
        spread=tuple(
            SpreadLine(
                one.number, one.headline, moment(one.deadline) if one.deadline else None, f"{one.alerts:,}",
                f"{one.writers:,}", f"{one.turns:,}",
            )
            for one in spread_of(now)
        ),
        ceilings=tuple(CeilingLine(one.domain, one.a_minute) for one in operating.ceilings_for(person)),
        acts=tuple(map(ActLine.of, operating.acts_on(person, None))),
        standing=tuple(Standing(code, holds.get(code, 0)) for code in _own_sections(person)),
        may_limit=may(person, Deed.ALERTS, anywhere=True),
        typed=typed,
    )  # fmt: skip
    return page(request, "alerts/alerts", _("Alerts"), person, status, listing=content)


def _own_sections(person: Person) -> list[str]:
    codes = Section.objects.filter(active=True).order_by("code").values_list("code", flat=True)
    return [code for code in codes if may_adapt(person, code)]
