"""The languages of one case: how far each is, what is public, and a new one."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from tocsin.actions.access import access_public_case_for, access_texts_for
from tocsin.actions.models import Case, Rendition
from tocsin.actions.translating.memory import check_open, submitted_draft
from tocsin.actions.translating.standing import Standing, Whole, languages_of, live_of
from tocsin.actions.translating.typed import begin_translation
from tocsin.desk import clock
from tocsin.desk.case_frame import case_page
from tocsin.desk.gate import READS, for_staff, see_other
from tocsin.desk.saying import Mark
from tocsin.desk.times import When, moment
from tocsin.desk.tongues import OFFERED, Tongue, tag_typed, tongue
from tocsin.records.errors import BadInput, Refused
from tocsin.staff.access import may
from tocsin.staff.models import Person, Session
from tocsin.staff.roles import Deed


@dataclass(frozen=True, slots=True)
class Line:
    """One language. public: since when it is beside the newest edition; None where it is not."""

    tongue: Tongue
    href: str
    read: str
    mark: Mark
    texts: int
    missing: int
    changed: int
    back: int
    unread: int
    public: When | None


@dataclass(frozen=True, slots=True)
class LanguagesPage:
    """nothing: why there is nothing to translate; empty where there is. source: the language that the case is in."""

    nothing: str
    source: Tongue | None
    of_what: str
    lines: tuple[Line, ...]
    may_begin: bool
    offered: tuple[Tongue, ...]
    typed: str
    fault: str


@for_staff(*READS, "POST")
def languages(request: HttpRequest, session: Session, number: int) -> HttpResponseBase:
    person = session.person
    case = access_texts_for(person, str(number))
    check_open(case)
    if request.method == "POST":
        access_public_case_for(person, str(number), Deed.TRANSLATE)
        typed = request.POST.get("language", "")
        try:
            tag = begin_translation(person, str(number), tag_of(typed), clock.now())
        except BadInput as error:
            return _shown(request, person, case, typed, str(error))
        return see_other(reverse("desk-translate", args=[case.pk, tag]))
    return _shown(request, person, case)


def tag_of(typed: str) -> str:
    if not typed.strip():
        raise BadInput(_("Say into which language."))
    return tag_typed(typed)


def _shown(request: HttpRequest, person: Person, case: Case, typed: str = "", fault: str = "") -> HttpResponseBase:
    now = clock.now()
    nothing, wholes = "", []
    try:
        wholes = languages_of(case, now)
    except Refused:
        nothing = _("There is nothing to translate yet. The texts come here when the draft is sent to review.")
    live = live_of(case)
    source = tongue(wholes[0].source.language) if wholes else None
    begun = {one.language for one in wholes}
    shown = LanguagesPage(
        nothing=nothing,
        source=source,
        of_what=_of_what(case),
        lines=tuple(sorted((_line(person, one, live.get(one.language)) for one in wholes), key=_name)),
        may_begin=may(person, Deed.TRANSLATE, anywhere=True) and not nothing,
        offered=tuple(sorted((tongue(tag) for tag in OFFERED if tag not in begun), key=lambda one: one.name)),
        typed=typed,
        fault=fault,
    )
    return case_page(
        request,
        "translating/languages",
        _("Translations"),
        person,
        case,
        now,
        here="desk-translations",
        status=422 if fault else 200,
        translations=shown,
    )


def _name(line: Line) -> str:
    return line.tongue.name


def _of_what(case: Case) -> str:
    """Which text is translated here, and when a translation goes live."""
    if submitted_draft(case) is not None:
        return _(
            "These are the texts of the draft that is in review. A translation that a second person has approved goes "
            "live together with it."
        )
    return _("These are the texts that are public. A translation goes live as soon as a second person has approved it.")


def _line(person: Person, whole: Whole, public: Rendition | None) -> Line:
    return Line(
        tongue=tongue(whole.language),
        href=reverse("desk-translate", args=[whole.case.pk, whole.language]),
        read=reverse("desk-second-read", args=[whole.case.pk, whole.language]),
        mark=_mark(person, whole),
        texts=len(whole.pairs),
        missing=whole.count(Standing.MISSING),
        changed=whole.count(Standing.DRIFTED),
        back=whole.count(Standing.BACK),
        unread=whole.count(Standing.UNREAD),
        public=moment(public.published_at) if public else None,
    )


def _mark(person: Person, whole: Whole) -> Mark:
    if whole.count(Standing.DRIFTED):
        return Mark(_("Behind the source"), "yours")
    if whole.count(Standing.BACK):
        return Mark(_("Sent back"), "yours")
    if whole.count(Standing.MISSING):
        return Mark(_("Being translated"), "moving")
    if whole.count(Standing.UNREAD):
        return Mark(_("Waits for a second reader"), "yours" if whole.is_ready_to_read(person) else "moving")
    return Mark(_("Whole and approved"), "done")
