"""Who may do what: the only way to a person who acts, and to somebody on the staff."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.utils.translation import gettext as _

from tocsin.records.errors import NotThere, Refused
from tocsin.staff.models import Grant, Person
from tocsin.staff.roles import MAY, Deed, Role

_REMEMBERED: ContextVar[dict[tuple[int, datetime | None], frozenset[Role]] | None] = ContextVar("roles", default=None)


@contextmanager
def roles_remembered() -> Iterator[None]:
    """While a page is only read: each person's roles are asked for once. Never round anything that changes something,
    for there a role that ends meanwhile must count.
    """
    token = _REMEMBERED.set({})
    try:
        yield
    finally:
        _REMEMBERED.reset(token)


def roles_of(person: Person, since: datetime | None = None) -> frozenset[Role]:
    """The roles that count: confirmed, not ended, of somebody active. since: those that counted then already, and
    without a break up to now.
    """
    remembered = _REMEMBERED.get()
    if remembered is None:
        return _roles_of(person, since)
    if (person.pk, since) not in remembered:
        remembered[person.pk, since] = _roles_of(person, since)
    return remembered[person.pk, since]


def _roles_of(person: Person, since: datetime | None) -> frozenset[Role]:
    if not person.active:
        return frozenset()
    grants = Grant.objects.filter(person=person, ended_at=None, confirmed_at__isnull=False)
    if since is not None:
        grants = grants.filter(confirmed_at__lte=since)
    return frozenset(Role(role) for role in grants.values_list("role", flat=True))


def may(
    person: Person,
    deed: Deed,
    section_id: int | None = None,
    *,
    anywhere: bool = False,
    since: datetime | None = None,
) -> bool:
    """Whether this person may do it to something of that section. None: something of no section.

    Somebody without a section may act for all. anywhere: the thing belongs to no section in particular. since: and
    whether they might ever since that moment.
    """
    if not (roles_of(person, since) & MAY[deed]):
        return False
    return anywhere or person.section_id is None or person.section_id == section_id


def require(person: Person, deed: Deed, section_id: int | None = None, *, anywhere: bool = False) -> None:
    """Raise Refused where this person may not do it."""
    if not may(person, deed, section_id, anywhere=anywhere):
        raise Refused(_why_not(person, deed), "role")


def _why_not(person: Person, deed: Deed) -> str:
    waiting = Grant.objects.filter(person=person, ended_at=None, confirmed_at=None, role__in=MAY[deed]).exists()
    if person.active and waiting:
        return _("This role waits for a second person to confirm it.")
    names = ", ".join(sorted(_(str(role)) for role in MAY[deed]))
    if roles_of(person) & MAY[deed]:
        return _("To do this belongs to the section that it is about.")
    return _("This takes one of these roles: %(names)s.") % {"names": names}


def require_own_secret(person: Person) -> None:
    """Raise Refused where somebody else set this person's secret: what they do as one of two would prove nothing,
    for whoever set the secret could have done it, and be the other one too.
    """
    if person.secret_set_by_id != person.pk:
        raise Refused(
            _("Somebody else set your secret: set one of your own first."),
            "own-secret",
        )


def sign_in(email: str, secret: str) -> Person:
    """The person of this address and secret. The same words and the same work, whether the address or the secret is
    wrong, or the person has left.
    """
    person = Person.objects.filter(email=email.strip().lower(), active=True).first()
    if person is None:
        make_password(secret)
        raise Refused(_("The address or the secret is wrong."), "sign-in")
    if not check_password(secret, person.secret):
        raise Refused(_("The address or the secret is wrong."), "sign-in")
    return person


def access_person_for(actor: Person, email: str, deed: Deed = Deed.SEE) -> Person:
    """Somebody on the staff whom the actor may see or keep: of the own section, or anybody for those without one."""
    found = Person.objects.filter(email=email.strip().lower()).first()
    if found is None or not may(actor, Deed.SEE, found.section_id):
        raise NotThere("person of this address")
    require(actor, deed, found.section_id)
    return found
