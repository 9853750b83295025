"""Signing in at the desk, step by step: the secret, a secret of one's own, an authenticator, a code.

Each step opens a session under a new token and ends the one before.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.records.errors import Refused
from tocsin.records.fields import Sealed
from tocsin.staff import second_factor
from tocsin.staff.access import sign_in
from tocsin.staff.models import Authenticator, Person, Session
from tocsin.staff.services import set_secret
from tocsin.staff.sessions import Opened, open_session
from tocsin.staff.throttle import count_code, count_sign_in, forgive_code, forgive_sign_in


class Step(StrEnum):
    """What a session still lacks."""

    CHOOSE_OWN = "own secret"
    """Somebody else set the secret, and so knows it."""
    SET_UP = "set up"
    CODE = "code"
    NOTHING = "nothing"


class WrongCode(Refused):
    def __init__(self) -> None:
        super().__init__("This code is wrong, or was used already. Wait for the next one.", "code")


@dataclass(frozen=True, slots=True)
class SetUp:
    """recovery_codes: shown once, kept nowhere in this form."""

    opened: Opened
    recovery_codes: list[str]


def step_of(session: Session) -> Step:
    """What comes next."""
    if session.whole:
        return Step.NOTHING
    if session.person.secret_set_by_id != session.person_id:
        return Step.CHOOSE_OWN
    return Step.CODE if Authenticator.objects.filter(person=session.person_id).exists() else Step.SET_UP


def give_secret(email: str, secret: str, network: str, device: str, now: datetime) -> Opened:
    """The first step. network: as `records.networks.network_of` gives it. Raises Refused, TooManyTries."""
    # Outside a transaction: a refused try has been counted.
    count_sign_in(email, network, now)
    person = sign_in(email, secret)
    forgive_sign_in(email, network, now)
    return open_session(person, device, now, whole=False)


def choose_secret(session: Session, secret: str, now: datetime) -> Opened:
    """A secret that nobody else knows. Raises Refused, BadInput."""
    _expect(session, Step.CHOOSE_OWN)
    with transaction.atomic():
        person = set_secret(session.person, None, secret, now)
        return open_session(person, session.device, now, whole=False)


@transaction.atomic
def offer_authenticator(session: Session) -> str:
    """The secret for somebody's authenticator, in base32: the same one until it is set up or the session ends."""
    _expect(session, Step.SET_UP)
    row = Session.objects.select_for_update().get(pk=session.pk)
    if row.offered is None:
        row.offered = Sealed.of(Session, "offered", second_factor.new_secret())
        row.save(update_fields=["offered"])
    secret: str = row.offered.open()
    return secret


def set_up_authenticator(session: Session, code: str, now: datetime) -> SetUp:
    """Keep the authenticator that was offered, once it shows a right code. Raises WrongCode, TooManyTries."""
    count_code(session.person_id, now)
    with transaction.atomic():
        # The person's row: of two sessions that set up at once, the second finds it done.
        person = Person.objects.select_for_update().get(pk=session.person_id)
        secret = offer_authenticator(session)
        step = second_factor.step_of(secret, second_factor.bare(code), now)
        if step is None:
            raise WrongCode
        codes = second_factor.set_up(person, secret, step, now)
        opened = _complete(session, now)
    return SetUp(opened, codes)


def give_code(session: Session, code: str, now: datetime) -> Opened:
    """The last step: a code of the authenticator or a recovery code. Raises WrongCode, TooManyTries."""
    _expect(session, Step.CODE)
    count_code(session.person_id, now)
    with transaction.atomic():
        if not second_factor.take_code(session.person, code, now):
            raise WrongCode
        return _complete(session, now)


def renew_recovery_codes(session: Session, code: str, now: datetime) -> list[str]:
    """New recovery codes; those of before count no more. Takes a code, so that a computer left open gives none away.
    Raises WrongCode, TooManyTries.
    """
    with _proved(session, code, now):
        return second_factor.renew_recovery_codes(session.person, now)


def change_secret(session: Session, code: str, secret: str, now: datetime) -> Opened:
    """Another secret of one's own. All sessions end, and this one begins anew. Raises WrongCode, TooManyTries, Refused,
    BadInput.
    """
    with _proved(session, code, now):
        person = set_secret(session.person, None, secret, now)
        return open_session(person, session.device, now, whole=True)


@contextmanager
def _proved(session: Session, code: str, now: datetime) -> Iterator[None]:
    """A transaction for whoever is signed in and has given a right code once more; it is spent with what is done."""
    count_code(session.person_id, now)
    with transaction.atomic():
        if not second_factor.take_code(session.person, code, now):
            raise WrongCode
        yield
    forgive_code(session.person_id, now)


def _complete(session: Session, now: datetime) -> Opened:
    if not Session.objects.filter(pk=session.pk, whole=False).delete()[0]:
        raise Refused(_("This sign-in was ended. Begin again."), "session")
    forgive_code(session.person_id, now)
    return open_session(session.person, session.device, now, whole=True)


def _expect(session: Session, step: Step) -> None:
    if step_of(session) is not step:
        raise Refused(_("This step of signing in is done, or is not yours. Begin again."), "step")
