"""Keeping the staff. Whatever gives somebody power takes two people; whatever takes power away, one."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext as _
from email_validator import EmailNotValidError, validate_email

from tocsin.records import history, personal
from tocsin.records.errors import BadInput, Refused
from tocsin.records.scrubbing import scrub
from tocsin.records.turns import take_turn
from tocsin.staff.access import access_person_for, may, require, require_own_secret, roles_of
from tocsin.staff.models import Authenticator, Grant, Person, RecoveryCode, Session
from tocsin.staff.personal import erase
from tocsin.staff.roles import Deed, Role
from tocsin.staff.second_factor import take_away
from tocsin.staff.sessions import end_sessions

SHORTEST_SECRET = 10
FOUNDERS = 2
"""The first two people need nobody to confirm them: there is nobody yet. From the third on, a second person does."""

_GIVING = frozenset({"added", "role granted", "secret set", "moved"})
"""What gives somebody power, as the history calls it: whoever did it does not confirm it."""

KEEPING = _GIVING | {"role confirmed", "role ended", "removed", "erased"}
"""What is done to somebody on the staff by those who keep it, as the history calls it (see `records.seen`)."""

_TELLABLE = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are taken for one another when they are read out or copied."""


def made_up_secret() -> str:
    """A first secret that nobody has to think of: five groups of four, 99 bits. Its owner replaces it at the first
    sign-in.
    """
    return "-".join("".join(secrets.choice(_TELLABLE) for _letter in range(4)) for _group in range(5))


@transaction.atomic
def add_person(  # noqa: PLR0913 - what a person is made of
    actor: Person | None,
    *,
    email: str,
    name: str,
    roles: Iterable[Role],
    secret: str,
    section_id: int | None,
    now: datetime,
) -> Person:
    """Add somebody. actor None: nobody is there yet, and the first person is an operator."""
    take_turn("staff")
    people = Person.objects.count()
    wanted = frozenset(roles)
    if actor is None:
        _require_first(people, wanted)
    else:
        require(actor, Deed.STAFF, section_id)
        require_own_secret(actor)
        _check_reach(actor, wanted)
    address = _address(email)
    if Person.objects.filter(email=address).exists():
        raise Refused(_("Somebody of this address is on the staff already."), "known-address")
    if not name.strip():
        raise BadInput(_("The person needs a name."))
    person = Person.objects.create(
        email=address,
        name=" ".join(name.split()),
        section_id=section_id,
        secret=_hashed(secret),
        secret_set_by=actor,
        joined_at=now,
    )
    if actor is None:
        person.secret_set_by = person
        person.save(update_fields=["secret_set_by"])
    history.note(now, actor.pk if actor else person.pk, "added", f"staff:{person.pk}", section=section_id)
    for role in sorted(wanted):
        _grant(actor or person, person, role, now, founding=people < FOUNDERS)
    return person


def _require_first(people: int, wanted: frozenset[Role]) -> None:
    """Whoever is added by nobody is the first one, and an operator. people: how many there are."""
    if people:
        raise Refused(_("Somebody on the staff has to do this: name them with --as."), "sign-in")
    if Role.OPERATOR not in wanted:
        raise Refused(_("The first person has to be an operator: add --role operator."), "first-operator")


def _is_founding() -> bool:
    """Whether nobody is there yet who could confirm. Whoever asks has the turn: no two can both be the second."""
    return Person.objects.count() < FOUNDERS


def _check_reach(actor: Person, roles: frozenset[Role]) -> None:
    """A section's coordinator gives the roles of a section, and is never the source of an operator."""
    if Role.OPERATOR in roles and Role.OPERATOR not in roles_of(actor):
        raise Refused(_("Only an operator makes an operator."), "role")


def _grant(actor: Person, person: Person, role: Role, now: datetime, *, founding: bool) -> None:
    if Grant.objects.filter(person=person, role=role, ended_at=None).exists():
        return
    Grant.objects.create(
        person=person,
        role=role,
        granted_by=actor,
        granted_at=now,
        confirmed_by=actor if founding else None,
        confirmed_at=now if founding else None,
    )
    history.note(now, actor.pk, "role granted", f"staff:{person.pk}", role=role.value, founding=founding)


@transaction.atomic
def grant_roles(actor: Person, email: str, roles: Iterable[Role], now: datetime) -> Person:
    """Give roles to somebody; they count once a second person has confirmed them."""
    take_turn("staff")
    person = access_person_for(actor, email, Deed.STAFF)
    if not person.active:
        raise Refused(_("This person has left: nobody gives them a role."), "left")
    require_own_secret(actor)
    wanted = frozenset(roles)
    _check_reach(actor, wanted)
    for role in sorted(wanted):
        _grant(actor, person, role, now, founding=_is_founding())
    return person


@transaction.atomic
def confirm_person(actor: Person, email: str, now: datetime) -> int:
    """Confirm the roles of somebody that another person gave; how many. Not one's own, not those one gave oneself, and
    not those of somebody whom one gave a secret or another section meanwhile.
    """
    take_turn("staff")
    person = access_person_for(actor, email, Deed.CONFIRM_STAFF)
    waiting = _confirmed_by(actor, person)
    for grant in waiting:
        grant.confirmed_by, grant.confirmed_at = actor, now
        grant.save(update_fields=["confirmed_by", "confirmed_at"])
        history.note(now, actor.pk, "role confirmed", f"staff:{person.pk}", role=grant.role)
    return len(waiting)


def roles_to_confirm(actor: Person, person: Person) -> list[str]:
    """The waiting roles of this person that the actor could confirm now."""
    if not may(actor, Deed.CONFIRM_STAFF, person.section_id):
        return []
    try:
        return sorted(grant.role for grant in _confirmed_by(actor, person))
    except Refused:
        return []


def _confirmed_by(actor: Person, person: Person) -> list[Grant]:
    """What the actor may confirm; Refused where it is nothing."""
    waiting = list(Grant.objects.filter(person=person, ended_at=None, confirmed_at=None))
    if not waiting:
        raise Refused(_("Nothing of this person waits to be confirmed."), "nothing-waits")
    require_own_secret(actor)
    if actor.pk == person.pk:
        raise Refused(_("Nobody confirms their own roles: another person has to."), "two-people")
    foreign = [grant for grant in waiting if grant.granted_by_id != actor.pk]
    if not foreign or _had_a_hand(actor, person):
        raise Refused(
            _("You gave these roles, or this person's secret or section: another person has to confirm them."),
            "two-people",
        )
    if Role.OPERATOR not in roles_of(actor) and _another_operator(person, {grant.granted_by_id for grant in foreign}):
        foreign = [grant for grant in foreign if grant.role != Role.OPERATOR]
        if not foreign:
            raise Refused(_("An operator confirms an operator, where there is another one."), "role")
    return foreign


def _another_operator(person: Person, granters: set[int | None]) -> bool:
    """Whether there is an operator who could confirm: neither the person nor whoever gave the role.

    Where there is none, any second person does: else a single operator could never be joined by another.
    """
    operators = Grant.objects.filter(
        role=Role.OPERATOR, ended_at=None, confirmed_at__isnull=False, person__active=True
    ).values_list("person_id", flat=True)
    return bool(set(operators) - {person.pk} - granters)


def _had_a_hand(actor: Person, person: Person) -> bool:
    """Whether the actor did anything since these roles last counted that two people have to have seen.

    A grant names only who touched it last, and a move by a third person would hide who set the secret before.
    """
    entries = history.history_of(f"staff:{person.pk}")
    settled = [entry.pk for entry in entries if entry.verb == "role confirmed" or entry.detail.get("founding")]
    last = max(settled, default=0)
    return any(entry.pk > last and entry.actor == actor.pk and entry.verb in _GIVING for entry in entries)


@transaction.atomic
def end_roles(actor: Person, email: str, roles: Iterable[Role], now: datetime) -> Person:
    """Take roles away, at once."""
    take_turn("staff")
    person = access_person_for(actor, email, Deed.STAFF)
    for grant in Grant.objects.filter(person=person, ended_at=None, role__in=list(roles)):
        _keep_an_operator(grant)
        grant.ended_at = now
        grant.save(update_fields=["ended_at"])
        history.note(now, actor.pk, "role ended", f"staff:{person.pk}", role=grant.role)
    return person


def _keep_an_operator(grant: Grant) -> None:
    others = Grant.objects.filter(
        role=Role.OPERATOR, ended_at=None, confirmed_at__isnull=False, person__active=True
    ).exclude(person=grant.person_id)
    if grant.role == Role.OPERATOR and not others.exists():
        raise Refused(_("This is the last operator: make another one first."), "last-operator")


@transaction.atomic
def remove_person(actor: Person, email: str, now: datetime) -> Person:
    """End somebody's work for the network, at once."""
    take_turn("staff")
    person = access_person_for(actor, email, Deed.STAFF)
    for grant in Grant.objects.filter(person=person, ended_at=None):
        _keep_an_operator(grant)
        grant.ended_at = now
        grant.save(update_fields=["ended_at"])
    person.active = False
    person.save(update_fields=["active"])
    end_sessions(actor, person, now)
    history.note(now, actor.pk, "removed", f"staff:{person.pk}")
    return person


@transaction.atomic
def set_secret(actor: Person, email: str | None, secret: str, now: datetime) -> Person:
    """Set one's own secret (email None), or that of somebody who has lost it. All their sessions at the desk end.

    Whoever sets another's secret could act as them, so that person's roles wait again for a second person. Their
    authenticator goes too: whoever has lost it gets in again this way, and no other.
    """
    take_turn("staff")
    person = actor if email is None else access_person_for(actor, email, Deed.SEE)
    if person.pk != actor.pk:
        require(actor, Deed.STAFF, person.section_id)
        require_own_secret(actor)
        _make_wait(actor, person, now)
        take_away(person)
    elif person.secret_set_by_id != person.pk and check_password(secret, person.secret):
        raise Refused(_("This is the secret that you were given: take one that nobody else knows."), "own-secret")
    person.secret, person.secret_set_by = _hashed(secret), actor
    person.save(update_fields=["secret", "secret_set_by"])
    end_sessions(actor, person, now)
    history.note(now, actor.pk, "secret set", f"staff:{person.pk}")
    return person


def choose_language(person: Person, code: str) -> None:
    """The language of the desk for this person: one of settings.LANGUAGES; empty: as their browser asks."""
    if code and code not in dict(settings.LANGUAGES):
        raise BadInput(_("The desk does not speak that language."))
    person.language = code
    person.save(update_fields=["language"])


def _make_wait(actor: Person, person: Person, now: datetime) -> None:
    """The roles of this person count again once somebody else has confirmed them."""
    grants = Grant.objects.filter(person=person, ended_at=None)
    for grant in grants:
        _keep_an_operator(grant)
    grants.update(granted_by=actor, granted_at=now, confirmed_by=None, confirmed_at=None)


@transaction.atomic
def move_person(actor: Person, email: str, section_id: int | None, now: datetime) -> Person:
    """Put somebody into another section: their roles there wait for a second person."""
    take_turn("staff")
    person = access_person_for(actor, email, Deed.STAFF)
    require(actor, Deed.STAFF, section_id)
    require_own_secret(actor)
    if person.section_id != section_id:
        person.section_id = section_id
        person.save(update_fields=["section_id"])
        if not _is_founding():
            _make_wait(actor, person, now)
        history.note(now, actor.pk, "moved", f"staff:{person.pk}", section=section_id)
    return person


def people_for(actor: Person) -> list[Person]:
    """The staff that the actor may see."""
    everybody = Person.objects.select_related("section").prefetch_related("grants").order_by("email")
    return [person for person in everybody if may(actor, Deed.SEE, person.section_id)]


def export_person(person: Person) -> dict[str, object]:
    """Everything held about somebody on the staff, as they may ask for it."""
    grants = Grant.objects.filter(person=person).order_by("pk")
    return {
        **personal.exported(person),
        "section": person.section.code if person.section else None,
        "active": person.active,
        "joined": person.joined_at.isoformat(),
        "roles": [
            {"role": grant.role, "since": grant.granted_at.isoformat(), "confirmed": grant.confirmed_at is not None}
            for grant in grants
        ],
        "sessions": [
            {**personal.exported(one), "since": one.started_at.isoformat(), "seen": one.seen_at.isoformat()}
            for one in Session.objects.filter(person=person).order_by("pk")
        ],
    }


def erase_person(actor: Person, email: str, now: datetime) -> None:
    """Empty name and address of somebody who has left. The row stays, for the history names its id."""
    with transaction.atomic():
        person = access_person_for(actor, email, Deed.STAFF)
        if person.active:
            raise Refused(_("This person still works here: remove them first."), "still-active")
        erase(person, now)
        history.note(now, actor.pk, "erased", f"staff:{person.pk}")
    scrub(Person, Session, Authenticator, RecoveryCode)


def _address(email: str) -> str:
    try:
        return validate_email(email, check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError:
        raise BadInput(_("“%(email)s” is not an e-mail address.") % {"email": email[:80]}) from None


def _hashed(secret: str) -> str:
    if len(secret) < SHORTEST_SECRET:
        raise BadInput(
            _("The secret is too short: take at least %(shortest_secret)s characters, such as four words.")
            % {"shortest_secret": SHORTEST_SECRET}
        )
    return make_password(secret)
