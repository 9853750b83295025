"""Beginning the next edition of a case: further information, a correction, a reissue, a stop in words, an outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tocsin.actions.access import access_case_for
from tocsin.actions.drafts import begin_edition, record_outcome_of_withdrawn
from tocsin.actions.models import Case, Draft
from tocsin.actions.states import OPEN_DRAFT, Outcome
from tocsin.casefile import Kind
from tocsin.desk import clock, said
from tocsin.desk.case_frame import case_page
from tocsin.desk.cases import words
from tocsin.desk.cases.way import way_to
from tocsin.desk.gate import READS, for_staff, see_other
from tocsin.records.errors import Refused
from tocsin.staff.models import Person, Session
from tocsin.staff.roles import Deed

FORM: Final = (*READS, "POST")

said.tell(
    {
        "cases.begun": gettext_noop("The next edition is begun, from what was published last. Nothing is public yet."),
        "cases.outcome": gettext_noop("What became of them is kept here. It is published nowhere."),
    }
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several."""

    value: str
    label: str
    hint: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Beginning:
    """The form. kinds: empty where only the outcome of a withdrawn case can be kept. wrong_*: sentences beside fields.
    open_draft: address of the draft that is open already, or empty.
    """

    kinds: tuple[Choice, ...]
    outcomes: tuple[Choice, ...]
    wrong_kind: str
    wrong_outcome: str
    fault: str
    open_draft: str


@for_staff(*FORM)
def begin(request: HttpRequest, session: Session, number: int) -> HttpResponseBase:
    """The choice of a kind; with POST, a draft of it."""
    person = session.person
    case = access_case_for(person, str(number), Deed.WRITE)
    if case.taken_down_at:
        raise Refused(_("This case was taken down: nothing more is published of it."), "taken-down")
    if case.slug is None and case.withdrawn_at is None:
        raise Refused(_("Nothing of this case is published yet: its first edition is still being written."), "draft")
    if request.method != "POST":
        return _ask(request, person, case, request.GET.get("kind", ""), request.GET.get("outcome", ""))
    return _begin(request, person, case)


def _begin(request: HttpRequest, person: Person, case: Case) -> HttpResponseBase:
    kind, outcome = request.POST.get("kind", ""), request.POST.get("outcome", "")
    withdrawn = case.slug is None
    wants_outcome = withdrawn or kind == Kind.OUTCOME
    wrong_kind = "" if withdrawn or kind in set(words.KINDS) else _("Choose what the next edition is.")
    wrong_outcome = _("Choose what became of them.") if wants_outcome and outcome not in set(Outcome) else ""
    if wrong_kind or wrong_outcome:
        return _ask(request, person, case, kind, outcome, (wrong_kind, wrong_outcome, ""), 422)
    try:
        if withdrawn:
            record_outcome_of_withdrawn(person, str(case.pk), Outcome(outcome), clock.now())
            return see_other(way_to("desk-case", case.pk), said="cases.outcome")
        begin_edition(
            person, str(case.pk), Kind(kind), clock.now(), outcome=Outcome(outcome) if wants_outcome else None
        )
    except Refused as refused:
        return _ask(request, person, case, kind, outcome, ("", "", str(refused)), 409)
    return see_other(way_to("desk-edit", case.pk), said="cases.begun")


def _ask(  # noqa: PLR0913, PLR0917
    request: HttpRequest,
    person: Person,
    case: Case,
    kind: str,
    outcome: str,
    wrong: tuple[str, str, str] = ("", "", ""),
    status: int = 200,
) -> HttpResponse:
    kinds = (Choice(one.value, _(label), _(hint), kind == one.value) for one, (label, hint) in words.KINDS.items())
    is_open = Draft.objects.filter(case=case, state__in=OPEN_DRAFT).exists()
    beginning = Beginning(
        kinds=tuple(kinds) if case.slug else (),
        outcomes=tuple(Choice(code, label, "", code == outcome) for code, label in words.outcomes()),
        wrong_kind=wrong[0],
        wrong_outcome=wrong[1],
        fault=wrong[2],
        open_draft=way_to("desk-edit", case.pk) if is_open else "",
    )
    title = _("The next edition") if case.slug else _("What became of them")
    return case_page(
        request, "cases/next", title, person, case, clock.now(), here="", status=status, beginning=beginning
    )
