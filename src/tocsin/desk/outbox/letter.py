"""One letter of the outbox: where it stands and what came of it, in words. Never what it says or who wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from tocsin.actions.models import Case
from tocsin.delivery import overseeing
from tocsin.delivery.models import Letter
from tocsin.delivery.states import Event, LetterState, allows
from tocsin.desk import clock
from tocsin.desk.frame import page
from tocsin.desk.gate import READS, for_staff
from tocsin.desk.outbox import words
from tocsin.desk.outbox.outbox import ActLine
from tocsin.desk.saying import Mark
from tocsin.desk.times import When, moment
from tocsin.staff.models import Session


@dataclass(frozen=True, slots=True)
class Fact:
    """One line; when: a moment instead of words."""

    label: str
    words: str = ""
    when: When | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """case_href: of the case, or empty. deeds: code and words of what can be done to it now."""

    id: int
    mark: Mark
    why: str
    case: str
    case_href: str
    facts: tuple[Fact, ...]
    acts: tuple[ActLine, ...]
    deeds: tuple[tuple[str, str], ...]
    in_flight: bool


@for_staff(*READS)
def letter(request: HttpRequest, session: Session, number: int) -> HttpResponseBase:
    person, now = session.person, clock.now()
    row = overseeing.letter_for(person, min(number, 2**62))
    case = Case.objects.filter(slug=row.slug).only("pk", "number").first()
    in_flight = row.lease_until is not None and row.lease_until > now
    shown = Shown(
        id=row.pk,
        mark=words.mark_of(row.state),
        why=words.why(row.why) if row.why else "",
        case=(case.number if case else None) or row.slug.upper(),
        case_href=reverse("desk-case", args=[case.pk]) if case else "",
        facts=tuple(one for one in _facts(row) if one.words or one.when),
        acts=tuple(map(ActLine.of, overseeing.acts_on(person, row))),
        deeds=() if in_flight else tuple(_deeds(row)),
        in_flight=in_flight,
    )
    title = _("Letter %(number)d") if row.kind == "letter" else _("Notice %(number)d")
    return page(request, "outbox/letter", title % {"number": row.pk}, person, letter=shown)


def _deeds(row: Letter) -> Iterator[tuple[str, str]]:
    """RETRY of what is handed over is the fax's own affair."""
    if allows(row.state, Event.RELEASE):
        yield "release", _("Release this letter")
    if allows(row.state, Event.RETRY) and row.state != LetterState.HANDED_OVER:
        yield "retry", _("Try it again")
    if allows(row.state, Event.HOLD) and row.state != LetterState.WAITING:
        yield "hold", _("Hold this letter")


def _facts(row: Letter) -> Iterator[Fact]:
    yield Fact(_("To"), row.recipient)
    yield Fact(_("Address or number"), row.contact)
    yield Fact(_("Way"), words.route(row.route))
    yield Fact(_("Edition"), str(row.n))
    yield Fact(_("In this state since"), when=moment(row.state_at))
    yield Fact(_("Written"), when=moment(row.made_at))
    yield Fact(_("Released"), when=_moment(row.released_at))
    yield Fact(_("Printed"), when=_moment(row.printed_at))
    yield Fact(_("Handed over"), when=_moment(row.handed_at))
    yield Fact(_("Next try"), when=_moment(row.next_try) if row.state == LetterState.READY else None)
    yield Fact(_("No later than"), when=_moment(row.not_after))
    yield Fact(_("Tries"), str(row.attempts) if row.attempts else "")
    yield Fact(_("Last answer"), " ".join(filter(None, (words.answer(row.last_answer), row.last_answer))))
    yield Fact(_("Reference in the log"), row.reference)


def _moment(at: datetime | None) -> When | None:
    return moment(at) if at else None
