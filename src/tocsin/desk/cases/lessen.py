"""What one person does at once: stop, take down, give up a draft. And the second person who looks at it afterwards.

Two clicks: a button on the case's page leads here, and one button here does it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from tocsin.actions.access import access_case_for, draft_of
from tocsin.actions.drafts import withdraw_draft
from tocsin.actions.exposure import stop_case, take_down
from tocsin.actions.lessenings import look_at
from tocsin.actions.models import Case
from tocsin.actions.overview import case_state
from tocsin.actions.states import EditionState
from tocsin.delivery.kinds import Kind
from tocsin.delivery.models import Letter
from tocsin.delivery.states import NOT_HANDED_OVER
from tocsin.desk import clock, said
from tocsin.desk.case_frame import case_page
from tocsin.desk.cases.case import page_of_case
from tocsin.desk.cases.way import number_in
from tocsin.desk.gate import READS, for_staff, see_other
from tocsin.records.errors import BadInput, Refused
from tocsin.staff.models import Person, Session
from tocsin.staff.roles import Deed

FORM: Final = (*READS, "POST")

said.tell(
    {
        "cases.stopped": gettext_noop(
            "Stopped. The page says so now, and letters that were not handed over yet are held back within seconds. "
            "Another person is asked to look at it."
        ),
        "cases.down": gettext_noop(
            "Taken down. Its words are gone from the pages, the files and the feeds, and are erased here. "
            "Another person is asked to look at it."
        ),
        "cases.withdrawn": gettext_noop("The draft is given up. Nothing of it was published."),
        "cases.looked": gettext_noop("You have looked at it. That stands in the history now."),
    }
)


@dataclass(frozen=True, slots=True)
class Asking:
    """The page before it happens. does: what happens at once. not_done: what does not. fault: why it did not happen."""

    heading: str
    does: tuple[str, ...]
    not_done: tuple[str, ...]
    button: str
    asks_reason: bool
    reason: str = ""
    fault: str = ""


type Do = Callable[[Person, str, datetime, str], object]


@for_staff(*FORM)
def stop(request: HttpRequest, session: Session, number: int) -> HttpResponseBase:
    """No more letters."""
    case = access_case_for(session.person, str(number), Deed.LESSEN)
    _refuse_where(case, {EditionState.STOPPED, EditionState.TAKEN_DOWN}, needs_public=True)
    return _ask_or_do(request, session.person, case, _stopping(case), stop_case, "cases.stopped")


@for_staff(*FORM)
def take_it_down(request: HttpRequest, session: Session, number: int) -> HttpResponseBase:
    """Every word of it away."""
    case = access_case_for(session.person, str(number), Deed.LESSEN)
    _refuse_where(case, {EditionState.TAKEN_DOWN}, needs_public=case.withdrawn_at is None)
    return _ask_or_do(request, session.person, case, _taking_down(case), take_down, "cases.down")


@for_staff(*FORM)
def withdraw(request: HttpRequest, session: Session, number: int) -> HttpResponseBase:
    """Give up the open draft."""
    case = access_case_for(session.person, str(number), Deed.LESSEN)
    draft_of(case)

    def do(person: Person, reference: str, now: datetime, _reason: str) -> object:
        return withdraw_draft(person, reference, now)

    return _ask_or_do(request, session.person, case, _withdrawing(case), do, "cases.withdrawn")


@for_staff("POST")
def looked(request: HttpRequest, session: Session, number: int) -> HttpResponseBase:
    """A second person has looked at a stop or a take-down."""
    case = access_case_for(session.person, str(number), Deed.LESSEN)
    lessening = number_in(request, "lessening")
    if lessening is None:
        return page_of_case(request, session.person, case, clock.now(), 422)
    look_at(session.person, str(case.pk), lessening, clock.now())
    return see_other(reverse("desk-case", args=[case.pk]), said="cases.looked")


def _refuse_where(case: Case, states: set[EditionState], *, needs_public: bool) -> None:
    state = case_state(case, clock.now())
    if state == EditionState.TAKEN_DOWN and state in states:
        raise Refused(_("This case was taken down already."), "state")
    if state in states:
        raise Refused(_("This case is stopped already."), "state")
    if needs_public and case.slug is None:
        raise Refused(_("This case is not public. What can be given up is its draft."), "not-public")


def _ask_or_do(  # noqa: PLR0913, PLR0917
    request: HttpRequest, person: Person, case: Case, asking: Asking, do: Do, code: str
) -> HttpResponseBase:
    """A POST without the button's own value does nothing: it is no press of this button."""
    if request.method != "POST":
        return _ask(request, person, case, asking, "", "", 200)
    reason = request.POST.get("reason", "")
    if request.POST.get("do") != "yes":
        return _ask(request, person, case, asking, reason, _("Nothing was done. Press the button to do it."), 422)
    try:
        do(person, str(case.pk), clock.now(), reason)
    except BadInput as wrong:
        fault = _("%(why)s Nothing was done yet.") % {"why": wrong}
        return _ask(request, person, case, asking, reason, fault, 422)
    except Refused as refused:
        return _ask(request, person, case, asking, reason, str(refused), 409)
    return see_other(reverse("desk-case", args=[case.pk]), said=code)


def _ask(  # noqa: PLR0913, PLR0917
    request: HttpRequest, person: Person, case: Case, asking: Asking, reason: str, fault: str, status: int
) -> HttpResponse:
    shown = Asking(
        asking.heading, asking.does, asking.not_done, asking.button, asking.asks_reason, reason[:4000], fault
    )
    return case_page(
        request, "cases/lessen", asking.heading, person, case, clock.now(), here="", status=status, asking=shown
    )


def held_back_by_a_stop(case: Case) -> int:
    """Letters that are not handed over yet."""
    return Letter.objects.filter(kind=Kind.LETTER, slug=case.slug, state__in=NOT_HANDED_OVER).count()


def _letters(case: Case) -> tuple[str, ...]:
    waiting = held_back_by_a_stop(case)
    if not waiting:
        return (_("No letter waits to be handed over at this moment. New ones are refused."),)
    return (
        ngettext(
            "%(number)d letter that is not handed over yet is held back within seconds. New ones are refused.",
            "%(number)d letters that are not handed over yet are held back within seconds. New ones are refused.",
            waiting,
        )
        % {"number": waiting},
    )


def _stopping(case: Case) -> Asking:
    return Asking(
        heading=_("Stop this case"),
        does=(
            _("The public page says at once, in large letters, that no more letters are wanted."),
            *_letters(case),
            _("Everybody who wrote is told."),
            _("Another person is asked to look at it afterwards. You do not have to wait for them."),
        ),
        not_done=(
            _("The text stays public. If the text itself is a danger, take it down instead."),
            _("Letters that were handed over already cannot be called back."),
        ),
        button=_("Stop it now"),
        asks_reason=True,
    )


def _taking_down(case: Case) -> Asking:
    public = (
        _("The page, the sheet, the text and the data of every edition are gone at once, in every language."),
        *_letters(case),
    )
    return Asking(
        heading=_("Take this case down"),
        does=(
            *(public if case.slug else ()),
            _("Every word is erased here too: drafts, documents, consents, sealed notes, translations."),
            _("Another person is asked to look at it afterwards. You do not have to wait for them."),
        ),
        not_done=(
            _("This cannot be undone, and nothing more is published of this case."),
            _("Copies that others have made stay with them."),
        ),
        button=_("Take it down for good"),
        asks_reason=True,
    )


def _withdrawing(case: Case) -> Asking:
    does = _("What was published stays as it is.") if case.slug else _("The case is withdrawn, and its number is free.")
    return Asking(
        heading=_("Give up this draft"),
        does=(_("The draft is closed: nobody edits or publishes it any more."), does),
        not_done=(_("Its words are kept here, sealed, until the case is taken down."),),
        button=_("Give it up"),
        asks_reason=False,
    )
