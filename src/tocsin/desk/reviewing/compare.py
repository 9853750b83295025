"""Any two texts of a case beside each other: editions, the draft, the draft as it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from tocsin.actions.access import access_case_for
from tocsin.actions.comparing import compare
from tocsin.actions.models import Case, Draft, Edition
from tocsin.actions.reviewed import edition_text, hands_of, require_sight, side_of, versions_of
from tocsin.actions.states import OPEN_DRAFT
from tocsin.desk import clock
from tocsin.desk.case_frame import case_page
from tocsin.desk.gate import READS, for_staff
from tocsin.desk.reviewing.showing import Shown, shown_of
from tocsin.desk.reviewing.words import why
from tocsin.desk.scripts import isolated
from tocsin.desk.times import moment
from tocsin.records.errors import BadInput
from tocsin.staff.models import Person, Session


@dataclass(frozen=True, slots=True)
class Side:
    """Something that can be compared."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class ComparePage:
    """sides: the newest first. first, second: codes of what is compared; first empty for one text as a whole."""

    sides: tuple[Side, ...]
    first: str
    second: str
    shown: Shown | None
    fault: str


@for_staff(*READS)
def compared(request: HttpRequest, session: Session, number: int) -> HttpResponseBase:
    person, now = session.person, clock.now()
    case = access_case_for(person, str(number))
    require_sight(person, case)
    sides = _sides(case)
    old, new = _usual(sides)
    first, second = request.GET.get("from", old)[:20], request.GET.get("to", new)[:20]
    shown, fault = None, ""
    try:
        shown = _shown(person, case, first, second, now) if second else None
    except BadInput as bad:
        fault = why(bad)
    return case_page(
        request,
        "reviewing/compare",
        _("Compare %(case)s") % {"case": case.number or _("a new case")},
        person,
        case,
        now,
        here="desk-review",
        status=422 if fault else 200,
        compare=ComparePage(sides, first, second, shown, fault),
    )


def _sides(case: Case) -> tuple[Side, ...]:
    has_draft = Draft.objects.filter(case=case, state__in=OPEN_DRAFT).exists()
    editions = [one for one in Edition.objects.filter(case=case).order_by("-n") if edition_text(one)]
    versions = list(versions_of(case))
    return (
        *([Side("draft", _("The draft as it is now"))] if has_draft else []),
        *(
            Side(
                f"v{revision}",
                _("The draft at revision %(n)d, %(name)s, %(when)s")
                % {"n": revision, "name": isolated(name), "when": moment(at).words},
            )
            for revision, name, at in versions
        ),
        *(
            Side(str(one.n), _("Edition %(n)d, %(when)s") % {"n": one.n, "when": moment(one.published_at).words})
            for one in editions
        ),
    )


def _usual(sides: tuple[Side, ...]) -> tuple[str, str]:
    """The newest edition and the draft; without a draft the last two editions; what there is of them."""
    editions = [one.code for one in sides if one.code.isdigit()]
    if sides and sides[0].code == "draft":
        return (editions[0] if editions else ""), "draft"
    return (editions[1] if len(editions) > 1 else ""), (editions[0] if editions else "")


def _shown(person: Person, case: Case, first: str, second: str, now: datetime) -> Shown:
    # A version holds what its writers wrote, so the draft beside it does too; beside an edition, what would go live.
    whole = first.startswith("v") or second.startswith("v")
    new = side_of(person, case, second, now, whole=whole)
    old = side_of(person, case, first, now, whole=whole) if first else None
    comparison = compare(old, new)
    hands: dict[str, str] = {}
    if second == "draft":
        draft = Draft.objects.select_related("last_editor").get(case=case, state__in=OPEN_DRAFT)
        hands = hands_of(draft, comparison.differences)
    return shown_of(comparison, hands, whole=old is None)
