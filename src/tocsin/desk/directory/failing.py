"""Addresses and numbers that fail, by bounces or by what writers say: who said so, what the server said, what waits for
it; and settling one for all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from tocsin.actions.uses import CaseUse, LetterCount, cases_printing, last_answer_to, letters_to, settle_everywhere
from tocsin.appeals.failing import Reported, reported_for
from tocsin.desk import clock
from tocsin.desk.directory import words
from tocsin.desk.frame import page
from tocsin.desk.gate import READS, for_staff, see_other
from tocsin.desk.saying import Mark
from tocsin.desk.scripts import isolated
from tocsin.desk.times import When, moment
from tocsin.directory.access import access_contact_for, access_office_for, failing_contacts_for, see_directory
from tocsin.directory.assembling import post_lines
from tocsin.directory.correcting import Settling, same_contacts
from tocsin.directory.editing import BadField
from tocsin.directory.kinds import ContactEvent, ContactKind, ContactState
from tocsin.directory.models import ContactPoint
from tocsin.records import history
from tocsin.records.errors import BadInput, NotThere
from tocsin.staff.access import may, require
from tocsin.staff.models import Person, Session
from tocsin.staff.roles import Deed

MOST = 100
"""Shown at once, those that failed first; the rest come up as these are settled."""


@dataclass(frozen=True, slots=True)
class Failing:
    """One address or number. how: who or what says so. offices: name and address of each office that has it.

    value, reason, fault, of: what was typed and what is wrong with it, on the page of one.
    """

    id: int
    kind: str
    value: str
    raw: str
    """As it is kept: what somebody saw when they settle it."""
    is_post: bool
    offices: tuple[tuple[str, str], ...]
    state: Mark
    since: When
    how: str
    answer: str
    note: str
    said: words.Said | None
    """What writers say, where nobody has settled it since."""
    letters: LetterCount
    cases: tuple[CaseUse, ...]
    href: str
    typed: str = ""
    reason: str = ""
    fault: str = ""
    of: str = ""


@for_staff(*READS)
def failing(request: HttpRequest, session: Session) -> HttpResponseBase:
    require(session.person, Deed.SEE, anywhere=True)
    reported = reported_for(session.person)
    contacts = _each_once([*failing_contacts_for(session.person), *(one.contact for one in reported)])
    shown = tuple(_failing(contacts[:MOST], reported))
    return page(
        request, "directory/failing", _("Addresses that fail"), session.person, shown=shown, more=len(contacts) - MOST,
        keeps=may(session.person, Deed.DIRECTORY, anywhere=True),
    )  # fmt: skip


def _each_once(contacts: list[ContactPoint]) -> list[ContactPoint]:
    """An address that several offices have is one matter."""
    return list({_matter(one): one for one in reversed(contacts)}.values())[::-1]


def _matter(contact: ContactPoint) -> tuple[str, str]:
    return contact.kind, contact.value.casefold()


def _failing(contacts: list[ContactPoint], reported: list[Reported]) -> Iterator[Failing]:
    printing = cases_printing(one.value for one in contacts)
    said = {_matter(one.contact): one for one in reported}
    for one in contacts:
        yield _one(one, tuple(printing.get(one.value.casefold(), ())), said.get(_matter(one)))


def _one(contact: ContactPoint, cases: tuple[CaseUse, ...], reported: Reported | None) -> Failing:
    return Failing(
        id=contact.pk,
        kind=words.kind_name(contact.kind),
        value=words.value_of(contact),
        raw=contact.value,
        is_post=contact.kind == ContactKind.POST,
        offices=tuple(
            (words.name_of(one.office), reverse("desk-office", args=[one.office_id])) for one in same_contacts(contact)
        ),
        state=words.health(contact.state),
        since=moment(contact.state_since),
        how=_how(contact),
        answer=words.answer(last_answer_to(contact)),
        note=contact.note,
        said=words.said_by_writers(reported) if reported else None,
        letters=letters_to([contact]),
        cases=cases,
        href=reverse("desk-contact", args=[contact.office_id, contact.pk]),
        typed="\n".join(post_lines(contact)) if contact.kind == ContactKind.POST else contact.value,
    )


def _how(contact: ContactPoint) -> str:
    """Who or what said last that it fails."""
    moves = [
        one
        for one in history.history_of(f"office:{contact.office_id}")
        if one.verb == "contact moved"
        and one.detail.get("contact") == contact.pk
        and one.detail.get("after") == ContactState.FAILING
    ]
    if not moves or contact.state != ContactState.FAILING:
        return ""
    last = moves[-1]
    if last.detail.get("event") == ContactEvent.BOUNCED:
        return _("A letter came back, or a fax was not taken.")
    name = Person.objects.filter(pk=last.actor or 0).values_list("name", flat=True).first()
    return _("Reported by %(name)s.") % {"name": isolated(name)} if name else _("Reported by a writer.")


@for_staff("POST")
def contact(request: HttpRequest, session: Session, number: int, contact: int) -> HttpResponseBase:
    """Settle one: `do` is `works`, `fails`, `correct` (with `value`) or `give-up`; with a `reason`."""
    person, now = session.person, clock.now()
    see_directory(person)
    office = access_office_for(person, number)
    found = access_contact_for(person, contact)
    if found.office_id != office.pk:
        raise NotThere("contact point of this number")
    require(person, Deed.DIRECTORY, anywhere=True)
    value, reason = request.POST.get("value", "")[:10_000], request.POST.get("reason", "")[:10_000]
    try:
        if "\0" in value + reason:
            raise BadField("value", _("This holds a character that cannot be kept: type it again."))
        settling = Settling(request.POST.get("do", ""))
        seen = request.POST.get("seen", "")
        if seen and seen != found.value:
            raise BadField("value", _("Somebody corrected this in the meantime. Nothing was overwritten."))
        settle_everywhere(person, found.pk, settling, value, reason, now)
    except ValueError:
        return _asked(request, person, found, "", _("Choose what is true of it."))
    except BadField as error:
        return _asked(request, person, found, error.field, str(error))
    except BadInput as error:
        return _asked(request, person, found, "value", str(error))
    to = "desk-failing" if request.POST.get("from") == "failing" else "desk-office"
    return see_other(reverse(to) if to == "desk-failing" else reverse(to, args=[office.pk]), said="directory.settled")


def _asked(request: HttpRequest, person: Person, found: ContactPoint, of: str, fault: str) -> HttpResponse:
    """What was typed is shown again. of: the field that is at fault; empty for the whole."""
    cases = tuple(cases_printing([found.value]).get(found.value.casefold(), ()))
    typed, reason = (request.POST.get(name, "").replace("\0", "")[:10_000] for name in ("value", "reason"))
    reported = next((one for one in reported_for(person) if _matter(one.contact) == _matter(found)), None)
    one = _one(found, cases, reported)
    shown = replace(one, typed=typed or one.typed, reason=reason, fault=fault, of=of)
    return page(
        request, "directory/contact", words.name_of(found.office), person, 422, one=shown,
        back=reverse("desk-office", args=[found.office_id]), origin=request.POST.get("from", ""),
    )  # fmt: skip
