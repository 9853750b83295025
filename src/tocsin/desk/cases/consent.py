"""Consent in plain words: who agreed, how, to what, until when; and what the published text leaves out without it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from tocsin.actions.access import access_case_for
from tocsin.actions.agreed import Agreed, Covered, agreed_for, covered_for, would_take_down
from tocsin.actions.agreements import confirm_impossible, give_consent, say_impossible
from tocsin.actions.exposure import withdraw_consent
from tocsin.actions.models import Case
from tocsin.desk import clock, said
from tocsin.desk.case_frame import case_page
from tocsin.desk.cases import words
from tocsin.desk.cases.way import number_in
from tocsin.desk.gate import READS, for_staff, see_other
from tocsin.desk.saying import Mark
from tocsin.desk.times import When, day, moment
from tocsin.records.errors import BadInput, NotThere, Refused
from tocsin.staff.access import may
from tocsin.staff.models import Person, Session
from tocsin.staff.roles import Deed

FORM: Final = (*READS, "POST")
LONGEST: Final = 2000

said.tell(
    {
        "cases.agreed": gettext_noop("The consent is recorded and sealed. It counts from now on."),
        "cases.impossible": gettext_noop("Recorded. It counts once a second person has confirmed it."),
        "cases.confirmed": gettext_noop("Confirmed: nobody could be asked. It counts from now on."),
        "cases.ended": gettext_noop("The consent is withdrawn. The published case rests on the others."),
        "cases.ended-down": gettext_noop("The consent is withdrawn, and the case was taken down with it at once."),
    }
)


@dataclass(frozen=True, slots=True)
class Tick:
    """One box."""

    value: str
    label: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One consent as it is listed. age: in words. may_*: what this reader may do with it."""

    id: int
    heading: str
    mark: Mark
    facts: tuple[tuple[str, str], ...]
    recorded: When
    recorded_by: str
    age: str
    may_confirm: bool
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, shown again where it was not taken. wrong: sentences by field."""

    who: str = ""
    how: str = ""
    until: str = ""
    reason: str = ""
    impossible_until: str = ""
    fields: frozenset[str] = frozenset(words.EVERY_FIELD)
    uses: frozenset[str] = frozenset({"publish", "alert"})
    wrong: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ConsentPage:
    """covered, left_out: in words. gives: whether this reader may record one."""

    covered: str
    uses: str
    left_out: tuple[str, ...] | None
    lines: tuple[Line, ...]
    gives: bool
    fields: tuple[Tick, ...]
    ticks: tuple[Tick, ...]
    typed: Typed
    fault: str


@dataclass(frozen=True, slots=True)
class Ending:
    """Before a consent is withdrawn. down: whether the case comes down with it."""

    id: int
    number: str
    down: bool
    fault: str


@for_staff(*FORM)
def consent(request: HttpRequest, session: Session, number: int) -> HttpResponseBase:
    """The list; with POST, one thing is done to it."""
    person = session.person
    if request.method == "POST":
        return _do(request, person, access_case_for(person, str(number), Deed.LESSEN))
    case = access_case_for(person, str(number))
    ending = number_in(request, "withdraw")
    return _ask_to_end(request, person, case, ending) if ending is not None else _shown(request, person, case, Typed())


def _do(request: HttpRequest, person: Person, case: Case) -> HttpResponseBase:
    typed, wish = _typed(request), request.POST.get("do", "")
    deeds: dict[str, Callable[[], str]] = {
        "give": lambda: _give(person, case, typed),
        "impossible": lambda: _impossible(person, case, typed),
        "confirm": lambda: _confirm(request, person, case),
        "withdraw": lambda: _withdraw(request, person, case),
    }
    if wish not in deeds:
        fault = _("Nothing was done. Use one of the buttons on this page.")
        return _shown(request, person, case, typed, fault, 422)
    try:
        code = deeds[wish]()
    except BadInput as wrong:
        return _shown(request, person, case, typed, str(wrong), 422)
    except NotThere:
        raise
    except Refused as refused:
        return _shown(request, person, case, typed, str(refused), 409)
    if not code:
        fault = _("Nothing is recorded yet. What you typed is still here.")
        return _shown(request, person, case, typed, fault, 422)
    # A case that was taken down with it shows no more consents.
    place = "desk-case" if code == "cases.ended-down" else "desk-consent"
    return see_other(reverse(place, args=[case.pk]), said=code)


def _typed(request: HttpRequest) -> Typed:
    """A longer text is kept one character too long, so that it is refused and not cut."""
    post = request.POST

    def text(name: str) -> str:
        return post.get(name, "")[: LONGEST + 1]

    return Typed(
        who=text("who"), how=text("how"), until=text("until")[:20], reason=text("reason"),
        impossible_until=text("impossible_until")[:20], fields=frozenset(post.getlist("fields")),
        uses=frozenset(post.getlist("uses")),
    )  # fmt: skip


def _give(person: Person, case: Case, typed: Typed) -> str:
    """Empty where a field is wrong."""
    until = _day(typed.until, "until", typed)
    _needed(typed.who, "who", _("Write who agreed."), typed)
    _needed(typed.how, "how", _("Write how they agreed."), typed)
    if not typed.fields & {*words.EVERY_FIELD}:
        typed.wrong["fields"] = _("Tick what they agreed to.")
    if not typed.uses & {*words.USES}:
        typed.wrong["uses"] = _("Tick what they allow it for.")
    if typed.wrong:
        return ""
    give_consent(
        person, str(case.pk), who=typed.who.strip(), how=typed.how.strip(),
        fields=sorted(typed.fields & {*words.EVERY_FIELD}), uses=sorted(typed.uses & {*words.USES}), until=until,
        now=clock.now(),
    )  # fmt: skip
    return "cases.agreed"


def _impossible(person: Person, case: Case, typed: Typed) -> str:
    until = _day(typed.impossible_until, "impossible_until", typed)
    sentence = _("Write in a sentence why nobody could be asked.")
    _needed(typed.reason if len(typed.reason.split()) > 2 else "", "reason", sentence, typed)
    if typed.wrong:
        return ""
    say_impossible(person, str(case.pk), reason=typed.reason.strip(), until=until, now=clock.now())
    return "cases.impossible"


def _needed(text: str, name: str, sentence: str, typed: Typed) -> None:
    if not text.strip():
        typed.wrong[name] = sentence
    elif len(text) > LONGEST or "\0" in text:
        typed.wrong[name] = _("This is too long, or holds a character that cannot be kept. Shorten it.")


def _day(text: str, name: str, typed: Typed) -> date | None:
    if not text.strip():
        return None
    try:
        found = date.fromisoformat(text.strip())
    except ValueError:
        typed.wrong[name] = _("Write the day as year-month-day, such as 2027-03-31, or leave it empty.")
        return None
    if found < clock.now().date():
        typed.wrong[name] = _("This day lies in the past.")
    return found


def _confirm(request: HttpRequest, person: Person, case: Case) -> str:
    confirm_impossible(person, str(case.pk), _id_in(request), clock.now())
    return "cases.confirmed"


def _withdraw(request: HttpRequest, person: Person, case: Case) -> str:
    """Never more than the page before has said: where it would take the case down, that has to stand in the form."""
    consent_id = _id_in(request)
    down = would_take_down(person, str(case.pk), consent_id, clock.now().date())
    if down and request.POST.get("down") != "yes":
        raise BadInput(_("To withdraw this consent takes the case down. Open its page again and read what happens."))
    gone = withdraw_consent(person, str(case.pk), consent_id, clock.now())
    return "cases.ended-down" if gone else "cases.ended"


def _id_in(request: HttpRequest) -> int:
    found = number_in(request, "consent")
    if found is None:
        raise NotThere("consent of this id")
    return found


def _ask_to_end(request: HttpRequest, person: Person, case: Case, consent_id: int) -> HttpResponse:
    case = access_case_for(person, str(case.pk), Deed.LESSEN)
    down = would_take_down(person, str(case.pk), consent_id, clock.now().date())
    number = _("Consent %(number)d") % {"number": consent_id}
    ending = Ending(consent_id, number, down, "")
    return case_page(
        request, "cases/consent_end", _("Withdraw a consent"), person, case, clock.now(), here="desk-consent",
        ending=ending,
    )  # fmt: skip


def _shown(  # noqa: PLR0913, PLR0917
    request: HttpRequest, person: Person, case: Case, typed: Typed, fault: str = "", status: int = 200
) -> HttpResponse:
    now = clock.now()
    today = now.date()
    covered = covered_for(person, case, today)
    lessens = may(person, Deed.LESSEN, case.section_id)
    shown = ConsentPage(
        covered=words.fields(covered.fields),
        uses=" · ".join(words.use(code) for code in words.USES if code in covered.uses),
        left_out=_left_out(covered),
        lines=tuple(_line(one, today, withdraws=lessens) for one in agreed_for(person, case, today)),
        gives=may(person, Deed.WRITE, case.section_id) and case.taken_down_at is None,
        fields=tuple(Tick(code, words.field(code), code in typed.fields) for code in words.EVERY_FIELD),
        ticks=tuple(Tick(code, words.use(code), code in typed.uses) for code in words.USES),
        typed=typed,
        fault=fault,
    )
    return case_page(
        request, "cases/consent", _("Consent"), person, case, now, here="desk-consent", status=status, consent=shown
    )


def _left_out(covered: Covered) -> tuple[str, ...] | None:
    return None if covered.left_out is None else tuple(map(words.field, covered.left_out))


def _line(one: Agreed, today: date, *, withdraws: bool) -> Line:
    said = (
        (_("Who agreed"), one.who),
        (_("How"), one.how),
        (_("Why nobody could be asked"), one.reason),
        (_("Covers"), _("everything") if len(one.fields) == len(words.EVERY_FIELD) else words.fields(one.fields)),
        (_("For"), " · ".join(words.use(code) for code in words.USES if code in one.uses)),
        (_("Until"), day(one.until).words if one.until else _("no end is set")),
        (_("Confirmed by"), one.confirmed_by),
    )
    kind = _("Nobody could be asked") if one.impossible else _("Consent")
    return Line(
        id=one.id,
        heading=_("%(kind)s, number %(number)d") % {"kind": kind, "number": one.id},
        mark=_mark(one),
        facts=tuple((label, value) for label, value in said if value),
        recorded=moment(one.recorded_at),
        recorded_by=one.recorded_by,
        age=_age((today - one.recorded_at.date()).days),
        may_confirm=one.may_confirm,
        may_withdraw=withdraws and one.withdrawn_at is None,
    )


def _mark(one: Agreed) -> Mark:
    if one.withdrawn_at:
        return Mark(_("Withdrawn"), "end")
    if one.counts:
        return Mark(_("Counts"), "done")
    if one.impossible and one.confirmed_at is None:
        return Mark(_("To be confirmed by a second person"), "yours" if one.may_confirm else "moving")
    return Mark(_("Ended"), "end")


def _age(days: int) -> str:
    """A consent does not go stale by itself; whoever reads it should know how old it is."""
    if days < 1:
        return _("given today")
    return ngettext("%d day old", "%d days old", days) % days
