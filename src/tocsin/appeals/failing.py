"""What writers say of addresses that do not work, and what of it waits for a look at the desk.

It moves nothing by itself, neither how an address stands nor any letter: who wants an office left alone could say it of
all its addresses. So one person counts once for an address, only whoever confirmed an e-mail address may say it, and
somebody on the staff says what is true.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, Subquery

from tocsin.appeals.matter import GoneFromPublic, case_file_of, matter_at
from tocsin.appeals.models import Appeal
from tocsin.appeals.private import access_letter
from tocsin.casefile import Recipient
from tocsin.delivery.kinds import BY_NETWORK, Kind, Route, SaidFailing
from tocsin.delivery.models import Letter
from tocsin.delivery.states import LetterState
from tocsin.directory.assembling import post_value
from tocsin.directory.kinds import ContactKind, ContactState
from tocsin.directory.models import ContactPoint
from tocsin.letters import Role
from tocsin.letters.addresses import email_of, fax_of
from tocsin.records.errors import NotThere, Refused
from tocsin.staff.access import may
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed

_S, _F = LetterState, SaidFailing
_BY_MAIL, _BY_FAX, _BY_POST = (_F.CAME_BACK, _F.MOVED), (_F.NO_ANSWER, _F.NOT_A_FAX, _F.MOVED), (_F.CAME_BACK, _F.MOVED)

CHOICES: Final[Mapping[Route, tuple[SaidFailing, ...]]] = {
    Route.NETWORK_EMAIL: _BY_MAIL,
    Route.OWN_MAIL: _BY_MAIL,
    Route.NETWORK_FAX: _BY_FAX,
    Route.OWN_FAX: _BY_FAX,
    Route.NETWORK_PAPER: _BY_POST,
    Route.OWN_PAPER: _BY_POST,
    Route.WEB_FORM: (_F.NO_FORM, _F.MOVED),
}
"""What can be said by route. What goes through an embassy reaches no address of the office."""

_KINDS: Final[Mapping[Route, tuple[ContactKind, ...]]] = {
    Route.NETWORK_EMAIL: (ContactKind.EMAIL,),
    Route.OWN_MAIL: (ContactKind.EMAIL,),
    Route.NETWORK_FAX: (ContactKind.FAX,),
    Route.OWN_FAX: (ContactKind.FAX,),
    Route.NETWORK_PAPER: (ContactKind.POST,),
    Route.OWN_PAPER: (ContactKind.POST,),
    Route.WEB_FORM: (ContactKind.SOCIAL, ContactKind.WEB_FORM),
}
_TRIED: Final = frozenset({_S.WRITTEN, _S.REPORTED})
_GONE: Final = frozenset({_S.HANDED_OVER, _S.ACCEPTED, _S.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Reported:
    """What is said of one address and not settled yet. writers: different people. ways: of these, how many say it how;
    one who says two things of it counts in both. last: when it was said last (UTC). Nothing leads to who said it.
    """

    contact: ContactPoint
    writers: int
    ways: Mapping[SaidFailing, int]
    last: datetime


def choices_for(letter: Letter, appeal: Appeal) -> tuple[SaidFailing, ...]:
    """What its writer can say of the address now; empty where nothing can have been learned of it, where a bounce has
    said it already, and where nobody confirmed who they are. An embassy's address stands in a list from elsewhere.
    """
    may_know = _GONE if Route(letter.route) in BY_NETWORK else _TRIED
    if letter.state not in may_know or letter.role == Role.MISSION or appeal.person is None:
        return ()
    return CHOICES.get(Route(letter.route), ())


@transaction.atomic
def say_failing(token: str, letter_id: int, how: str, now: datetime) -> Letter:
    """The writer says that the address of this letter does not work. Said twice it counts once; take it back first to
    say it otherwise. Raises NotThere, GoneFromPublic, Refused.
    """
    letter = access_letter(token, letter_id)
    if letter.said_failing_at is not None:
        return letter
    if how not in choices_for(letter, Appeal.objects.get(pk=letter.owner)):
        raise Refused("This cannot be said of this letter.", "failing")
    value = _value_of(letter, now)
    if value is None:
        raise Refused("This cannot be said of this letter.", "failing")
    letter.said_failing_at, letter.said_failing_as, letter.said_failing_of = now, how, value
    letter.save(update_fields=["said_failing_at", "said_failing_as", "said_failing_of"])
    return letter


@transaction.atomic
def unsay_failing(token: str, letter_id: int) -> None:
    """The writer takes it back, whatever became of the letter or of the case meanwhile."""
    letter = access_letter(token, letter_id)
    letter.said_failing_at, letter.said_failing_as, letter.said_failing_of = None, "", ""
    letter.save(update_fields=["said_failing_at", "said_failing_as", "said_failing_of"])


def _value_of(letter: Letter, now: datetime) -> str | None:
    """The address as the letter's own edition prints it, which is how the directory keeps it."""
    try:
        matter = matter_at(letter.slug, now)
    except NotThere:
        raise GoneFromPublic from None
    case = case_file_of(matter, letter.n)
    part, _dot, number = letter.key.partition(".")
    if case is None or part not in {"targets", "copies"}:
        return None
    recipients = case.targets if part == "targets" else case.copies
    return _printed(letter, recipients[int(number)], matter.record.get("failing", {}))


def _printed(letter: Letter, recipient: Recipient, failing: Mapping[str, str]) -> str | None:
    match _KINDS[Route(letter.route)][0]:
        case ContactKind.POST:
            return post_value(recipient.lines) if recipient.lines else None
        case ContactKind.SOCIAL:
            return next((one for one in recipient.social if one.startswith(("https://", "http://"))), None)
        case ContactKind.EMAIL:
            taken = {one: email_of(one) for one in recipient.email}
        case _:
            taken = {one: fax_of(one, recipient.country) for one in recipient.fax}
    usable = [one for one, machine in taken.items() if machine and letter.contact in {"", machine}]
    # Of several in the writer's hands it is the one that their page shows: working ones first.
    return next((one for one in usable if one not in failing), next(iter(usable), None))


def reported_for(person: Person) -> list[Reported]:
    """Addresses of which writers say that they do not work, and nobody on the staff has said since what is true; what
    was said last at the end. None for whoever does not keep the directory.
    """
    if not may(person, Deed.DIRECTORY, anywhere=True):
        return []
    said: dict[str, list[_Said]] = {}
    for saying in _said():
        said.setdefault(saying.value, []).append(saying)
    contacts = ContactPoint.objects.filter(value__in=list(said), office__merged_into=None)
    living = contacts.exclude(state=ContactState.DEAD).select_related("office").order_by("pk")
    found = [one for contact in living if (one := _of(contact, said[contact.value])) is not None]
    return sorted(found, key=lambda one: (one.last, one.contact.pk))


@dataclass(frozen=True, slots=True)
class _Said:
    person: str
    kinds: tuple[ContactKind, ...]
    value: str
    how: SaidFailing
    at: datetime


def _said() -> list[_Said]:
    """All of it; in test mode what was said there."""
    person = Appeal.objects.filter(pk=OuterRef("owner")).values("person")[:1]
    rows = Letter.objects.filter(
        kind=Kind.LETTER, said_failing_at__isnull=False, is_test=not settings.ENVIRONMENT.is_live
    ).annotate(who=Subquery(person))
    told = rows.filter(who__isnull=False).values_list(
        "who", "route", "said_failing_of", "said_failing_as", "said_failing_at"
    )
    return [_Said(who, _KINDS[Route(route)], value, SaidFailing(how), at) for who, route, value, how, at in told if at]


def _of(contact: ContactPoint, said: Iterable[_Said]) -> Reported | None:
    mine = [
        one for one in said if contact.kind in one.kinds and (contact.settled_at is None or one.at > contact.settled_at)
    ]
    if not mine:
        return None
    by_way = {way: len({one.person for one in mine if one.how is way}) for way in SaidFailing}
    return Reported(
        contact,
        len({one.person for one in mine}),
        {way: number for way, number in by_way.items() if number},
        max(one.at for one in mine),
    )
