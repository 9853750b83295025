"""Going live: what will happen, now or at a time, and what stands in the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.actions.access import access_case_for
from tocsin.actions.models import Case
from tocsin.actions.publishing.clock import zone_of
from tocsin.actions.publishing.planned import moment_in, plan_publication, unplan_publication, why_failed
from tocsin.actions.publishing.publish import publish_edition
from tocsin.actions.review import valid_approval
from tocsin.actions.reviewed import Language, Reviewed, languages_of, reviewed_for
from tocsin.actions.states import DraftState
from tocsin.appeals.drafts import letters_in_draft
from tocsin.desk import clock
from tocsin.desk.case_frame import case_page
from tocsin.desk.gate import READS, for_staff, see_other
from tocsin.desk.reviewing.checks import Check, Way, check_of, obstacles_of, way_to
from tocsin.desk.reviewing.naming import moment_there, zone_from, zone_name
from tocsin.desk.reviewing.words import rule_in_words, why
from tocsin.desk.scripts import listed
from tocsin.desk.times import When, day, moment
from tocsin.desk.tongues import language_name
from tocsin.records.errors import BadInput, NotThere, Refused
from tocsin.staff.access import may, require
from tocsin.staff.models import Person, Session
from tocsin.staff.roles import Deed

ZONES: Final = (
    "Etc/UTC", "Europe/London", "Europe/Paris", "Europe/Berlin", "Europe/Madrid", "Africa/Cairo", "Africa/Nairobi",
    "Africa/Johannesburg", "Africa/Lagos", "Asia/Dubai", "Asia/Karachi", "Asia/Kolkata", "Asia/Bangkok",
    "Asia/Shanghai", "Asia/Tokyo", "Australia/Sydney", "America/New_York", "America/Mexico_City", "America/Bogota",
    "America/Sao_Paulo",
)  # fmt: skip
"""Proposed; any other name of a zone may be typed."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The form of the time, as it was typed. at: the field that the fault is about, or `do` for the whole page."""

    day: str = ""
    time: str = ""
    zone: str = ""
    fault: str = ""
    at: str = ""
    way: Way | None = None
    status: int = 200


@dataclass(frozen=True, slots=True)
class Plan:
    """When it goes live by itself. by: in whose name."""

    there: When
    utc: When
    by: str


@dataclass(frozen=True, slots=True)
class PublishPage:
    """edition: the number that it will have. failed: why it did not go live when it was planned to."""

    number: int
    edition: int
    happens: tuple[str, ...]
    obstacles: tuple[Check, ...]
    with_it: tuple[Check, ...]
    plan: Plan | None
    failed: str
    may_publish: bool
    may_cancel: bool
    zones: tuple[str, ...]
    earliest: str


@for_staff(*READS, "POST")
def publish(request: HttpRequest, session: Session, number: int) -> HttpResponseBase:
    """The page; with POST, one of its forms (`do`)."""
    person, now = session.person, clock.now()
    case = access_case_for(person, str(number))
    if request.method != "POST":
        return _page(request, person, case, now, Asked())
    form = request.POST.get("do", "")
    if form != "cancel":
        require(person, Deed.PUBLISH, case.section_id)
    day_typed, time_typed, zone_typed = (_line(request, name) for name in ("day", "time", "zone"))
    asked = Asked(day_typed, time_typed, zone_typed)
    deed = _DEEDS.get(form)
    if deed is None:
        fault = _("This form is not complete. Nothing was changed.")
        return _page(request, person, case, now, replace(asked, fault=fault, at="do", status=422))
    try:
        return deed(person, case, asked, now)
    except BadInput as bad:
        asked = replace(asked, fault=why(bad), at=str(getattr(bad, "at", "day")), status=422)
    except NotThere:
        raise
    except Refused as refused:
        if refused.rule == "role":
            raise
        if refused.rule == "no-draft" and form == "now" and _went_live(case):
            return see_other(reverse("desk-case", args=[case.pk]), said="reviewing.already")
        where = "desk-consent" if refused.rule in {"no-consent", "unconsented-name", "lapses"} else "desk-review"
        way = way_to(where, case, _("Consent") if where == "desk-consent" else _("Review"))
        asked = replace(asked, fault=why(refused), at="do", way=way, status=409)
    return _page(request, person, case, now, asked)


def _line(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "")[:64].replace("\x00", "")


def _went_live(case: Case) -> bool:
    return case.drafts.filter(state=DraftState.PUBLISHED).exists() and case.taken_down_at is None


def _now(person: Person, case: Case, asked: Asked, now: datetime) -> HttpResponseBase:
    publish_edition(person, str(case.pk), now)
    return see_other(reverse("desk-case", args=[case.pk]), said="reviewing.published")


class _Wrong(BadInput):
    """at: the field that is wrong."""

    def __init__(self, at: str, sentence: str) -> None:
        super().__init__(sentence)
        self.at = at


def _plan(person: Person, case: Case, asked: Asked, now: datetime) -> HttpResponseBase:
    plan_publication(person, str(case.pk), _moment(asked), now)
    return see_other(reverse("desk-publish", args=[case.pk]), said="reviewing.planned")


def _moment(asked: Asked) -> datetime:
    try:
        the_day = date.fromisoformat(asked.day.strip())
    except ValueError:
        raise _Wrong("day", _("Give the day as year, month and day, such as 2026-12-14.")) from None
    try:
        the_time = time.fromisoformat(asked.time.strip()).replace(tzinfo=None)
    except ValueError:
        raise _Wrong("time", _("Give the time as hours and minutes, such as 09:30.")) from None
    name = zone_from(asked.zone)
    try:
        zone_of(name)
    except BadInput:
        raise _Wrong("zone", _("This is no time zone. Take a name such as Europe/Paris, or UTC+4.")) from None
    return moment_in(the_day, the_time.replace(second=0, microsecond=0), name)


def _cancel(person: Person, case: Case, asked: Asked, now: datetime) -> HttpResponseBase:
    unplan_publication(person, str(case.pk), now)
    return see_other(reverse("desk-publish", args=[case.pk]), said="reviewing.unplanned")


_DEEDS: Final[dict[str, Callable[[Person, Case, Asked, datetime], HttpResponseBase]]] = {
    "now": _now,
    "plan": _plan,
    "cancel": _cancel,
}


def _page(request: HttpRequest, person: Person, case: Case, now: datetime, asked: Asked) -> HttpResponseBase:
    seen = reviewed_for(person, case, now)
    if seen is not None and not asked.zone:
        asked = replace(asked, zone=zone_name(seen.composed.zone or "Etc/UTC"))
    return case_page(
        request,
        "reviewing/publish",
        _("Publish %(case)s") % {"case": case.number or _("a new case")},
        person,
        case,
        now,
        here="desk-review",
        status=asked.status,
        publish=_shown(person, case, seen, now) if seen else None,
        asked=asked,
    )


def _shown(person: Person, case: Case, seen: Reviewed, now: datetime) -> PublishPage:
    edition = seen.before.n + 1 if seen.before else 1
    approved = _approved(seen)
    languages = languages_of(case, seen.composed, now)
    obstacles = (*([] if approved is None else [approved]), *obstacles_of(case, seen))
    publishes = may(person, Deed.PUBLISH, case.section_id)
    return PublishPage(
        number=case.pk,
        edition=edition,
        happens=tuple(_happens(case, seen, edition, languages)),
        obstacles=obstacles,
        with_it=tuple(check_of(one) for one in languages),
        plan=_planned(seen),
        failed=_failed(seen),
        may_publish=publishes and not obstacles,
        may_cancel=may(person, Deed.LESSEN, case.section_id),
        zones=tuple(dict.fromkeys([zone_name(seen.composed.zone or "Etc/UTC"), *ZONES])),
        earliest=now.date().isoformat(),
    )


def _approved(seen: Reviewed) -> Check | None:
    """What is missing of the second person's agreement; None where it is there."""
    way = way_to("desk-review", seen.draft.case, _("Review"))
    if seen.draft.state == DraftState.DRAFT:
        return Check(False, _("It was not sent to review yet."), way)
    if seen.draft.state == DraftState.IN_REVIEW:
        return Check(False, _("A second person has not approved it yet."), way)
    try:
        valid_approval(seen.draft, seen.composed.text_hash)
    except Refused as refused:
        return Check(False, why(refused), way)
    return None


def _happens(case: Case, seen: Reviewed, edition: int, languages: list[Language]) -> list[str]:
    slug = case.slug
    said = [
        _("Edition %(n)d goes live in %(language)s, signed, at %(site)s. It cannot be changed after that.")
        % {
            "n": edition,
            "language": language_name(seen.composed.whole.language),
            "site": settings.ENVIRONMENT.url.partition("://")[2],
        }
    ]
    if seen.before:
        said.append(_("Edition %(n)d stays readable as an older one.") % {"n": seen.before.n})
    whole, zone = seen.composed.whole, seen.composed.zone
    if whole.deadline and zone:
        told = {"day": day(whole.deadline).words, "zone": zone_name(zone)}
        said.append(_("Letters can be written until the end of %(day)s in %(zone)s.") % told)
    going = [language_name(one.language) for one in languages if not one.why]
    if going:
        said.append(_("With it go: %(languages)s.") % {"languages": listed(going)})
    number = letters_in_draft(slug) if slug else 0
    if number:
        letters = ngettext(
            "%d letter in draft will be shown the new edition before it is sent.",
            "%d letters in draft will be shown the new edition before they are sent.",
            number,
        )
        said.append(letters % number)
    return said


def _planned(seen: Reviewed) -> Plan | None:
    draft = seen.draft
    if draft.publish_at is None or draft.publish_by is None:
        return None
    there = moment_there(draft.publish_at, seen.composed.zone or "Etc/UTC")
    return Plan(there, moment(draft.publish_at), draft.publish_by.name)


def _failed(seen: Reviewed) -> str:
    rule = why_failed(seen.draft)
    if rule is None:
        return ""
    return rule_in_words(rule) or rule
