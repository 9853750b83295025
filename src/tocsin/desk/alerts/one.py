"""One alert: its progress, and what people do to it; each section's part, held to put words of its own at the head."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from tocsin.alerts import adapting, operating
from tocsin.alerts.models import Alert, AlertKind, Wave, WaveState
from tocsin.alerts.planning.rules import AT_ONCE
from tocsin.alerts.progress import Progress, progress_of
from tocsin.desk import clock
from tocsin.desk.alerts import words
from tocsin.desk.alerts.listing import number_in
from tocsin.desk.alerts.shown import ActLine, Shown, shown, titles_of
from tocsin.desk.frame import page
from tocsin.desk.gate import READS, for_staff, see_other
from tocsin.desk.times import When, moment
from tocsin.desk.tongues import language_name
from tocsin.directory.models import Section
from tocsin.records.errors import BadInput, NotThere, Refused
from tocsin.staff.access import may, require
from tocsin.staff.models import Person, Session
from tocsin.staff.roles import Deed

NAME: Final = "words-"


@dataclass(frozen=True, slots=True)
class Text:
    """One language of a section's words. name: of the form's field."""

    language: str
    name: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Adapting:
    """A section's part. approved: whether a second person approved the words. hash: of the words as they are shown."""

    code: str
    is_held: bool
    until: When | None
    texts: tuple[Text, ...]
    has_words: bool
    approved: bool
    hash: str
    may_adapt: bool
    may_approve: bool


@dataclass(frozen=True, slots=True)
class Page:
    shown: Shown
    parts: tuple[Adapting, ...]
    acts: tuple[ActLine, ...]
    is_over: bool
    is_paused: bool
    may_pause: bool
    may_keep: bool
    fault: str
    reason: str


@for_staff(*READS, "POST")
def alert(request: HttpRequest, session: Session, number: int) -> HttpResponseBase:
    """The page; with `?part=live` its progress alone; with POST what is done (`do`)."""
    person, now = session.person, clock.now()
    found = operating.alert_for(person, number)
    if request.method != "POST":
        return _show(request, person, found, now)
    require(person, Deed.LESSEN, anywhere=True)
    try:
        code = _do(request, person, found, now)
    except NotThere:
        raise
    except BadInput as wrong:
        return _show(request, person, found, now, fault=str(wrong), status=422)
    except Refused as refused:
        if refused.rule == "role":
            raise
        return _show(request, person, found, now, fault=words.refusal(refused.rule, str(refused)), status=409)
    return see_other(reverse("desk-alert", args=[number]), said=f"alerts.{code}")


def _do(request: HttpRequest, person: Person, found: Alert, now: datetime) -> str:
    reason = request.POST.get("reason", "")[: operating.LONGEST_REASON + 100].replace("\0", "")
    section = request.POST.get("section", "")[:8]
    code = request.POST.get("do", "")
    match code:
        case "pause":
            operating.pause(person, [found], now, reason)
        case "resume":
            operating.resume(person, [found], now, reason)
        case "end":
            operating.end(person, found, now, reason)
        case "hold":
            adapting.hold(person, found, section, number_in(request.POST.get("hours", "")), now, reason)
        case "release":
            adapting.release(person, found, section, now, reason)
        case "words":
            texts = {
                name.removeprefix(NAME): str(value).replace("\r\n", "\n")
                for name, value in request.POST.items()
                if name.startswith(NAME)
            }
            known = _languages(section)
            adapting.write_words(person, found, section, {one: texts[one] for one in known if one in texts}, now)
        case "approve":
            adapting.approve_words(person, found, section, request.POST.get("hash", ""), now)
        case _:
            raise BadInput(_("Nothing was done. Press one of the buttons to do it."))
    return code


def _languages(section: str) -> list[str]:
    found = Section.objects.filter(code=section).values_list("languages", flat=True).first()
    return list(found or ["en"])


def _show(  # noqa: PLR0913, PLR0917 - what a form that is shown again brings along
    request: HttpRequest, person: Person, found: Alert, now: datetime, fault: str = "", status: int = 200
) -> HttpResponse:
    (progress,) = progress_of([found], now)
    what = shown(progress, titles_of([found]), now)
    if request.GET.get("part") == "live":
        return page(request, "alerts/live", what.title, person, one=what)
    content = Page(
        shown=what,
        parts=tuple(_parts(person, found, progress)),
        acts=tuple(map(ActLine.of, operating.acts_on(person, found))),
        is_over=progress.state in {"done", "recalled"},
        is_paused=found.paused,
        may_pause=may(person, Deed.LESSEN, anywhere=True),
        may_keep=may(person, Deed.ALERTS, anywhere=True),
        fault=fault,
        reason=request.POST.get("reason", "")[: operating.LONGEST_REASON],
    )
    return page(request, "alerts/alert", what.title, person, status, page=content)


def _parts(person: Person, found: Alert, progress: Progress) -> list[Adapting]:
    """Those in which the reader has a part."""
    if AlertKind(found.kind) in {*AT_ONCE, AlertKind.DIGEST}:
        return []
    going = [part.wave for part in progress.parts if part.wave.section and part.wave.state not in operating.ENDED]
    known = (_part(person, Wave.objects.get(pk=wave.pk)) for wave in going)
    return [one for one in known if one.may_adapt or one.may_approve]


def _part(person: Person, wave: Wave) -> Adapting:
    may_adapt, may_approve = adapting.may_adapt(person, wave.section), adapting.may_approve(person, wave)
    said = adapting.words_of(wave) if may_adapt or may_approve else {}
    languages = [*_languages(wave.section), *(one for one in said if one not in _languages(wave.section))]
    return Adapting(
        code=wave.section,
        is_held=wave.state == WaveState.HELD,
        until=moment(wave.hold_until) if wave.hold_until else None,
        texts=tuple(Text(one, f"{NAME}{one}", language_name(one), said.get(one, "")) for one in languages),
        has_words=bool(said),
        approved=wave.words_approved_by is not None,
        hash=adapting.hash_of(said),
        may_adapt=may_adapt,
        may_approve=may_approve,
    )
