"""Signing in and out: the secret, a secret of one's own, an authenticator, a code."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import Final

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import rotate_token
from django.urls import reverse
from django.utils.translation import gettext as _

from tocsin.desk import clock, errors
from tocsin.desk.device import device_of
from tocsin.desk.frame import page
from tocsin.desk.gate import READS, at_step, for_staff, hand_cookie, see_other, session_in, take_cookie, wanted
from tocsin.records.errors import BadInput, NotThere, Refused
from tocsin.records.networks import network_of_request
from tocsin.staff.models import Session
from tocsin.staff.second_factor import address_of
from tocsin.staff.services import SHORTEST_SECRET
from tocsin.staff.sessions import Opened, end_session
from tocsin.staff.signing_in import (
    Step,
    choose_secret,
    give_code,
    give_secret,
    offer_authenticator,
    set_up_authenticator,
)
from tocsin.staff.throttle import TooManyTries

FORM: Final = (*READS, "POST")
LONGEST_SECRET: Final = 1000
"""What a hash is asked to work on."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A form of signing in. fault: why it was not taken. going_to: where somebody wanted to go."""

    fault: str = ""
    going_to: str = ""
    email: str = ""
    shortest: int = SHORTEST_SECRET


@dataclass(frozen=True, slots=True)
class Offer:
    """secret: for whoever cannot take a picture, in groups of four."""

    secret: str
    qr: str


def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Address and secret."""
    if request.method not in FORM:
        return errors.not_allowed(request, FORM)
    if request.method != "POST":
        return _ask(request, "sign_in", _("Sign in"), Asked(going_to=wanted(request)))
    email, secret = request.POST.get("email", "")[:254], request.POST.get("secret", "")[:LONGEST_SECRET]
    try:
        opened = give_secret(email, secret, network_of_request(request), device_of(request), clock.now())
    except Refused as refused:
        asked = Asked(str(refused), wanted(request), email)
        return _ask(request, "sign_in", _("Sign in"), asked, _status(refused))
    _end_the_one_before(request)
    return _go_on(request, opened, reverse("desk-code"))


def _end_the_one_before(request: HttpRequest) -> None:
    """Whoever signs in anew on the same browser leaves no session behind that nobody can see any more."""
    session = session_in(request)
    if session is not None:
        with suppress(NotThere):
            end_session(session.person, session.pk, clock.now())


def _status(refused: Refused) -> int:
    return 429 if isinstance(refused, TooManyTries) else 403


def _ask(request: HttpRequest, template: str, title: str, asked: Asked, status: int = 200) -> HttpResponse:
    return page(request, template, title, status=status, asked=asked)


def _go_on(request: HttpRequest, opened: Opened, place: str) -> HttpResponse:
    """To the next step, which leads further by itself where it is not the right one."""
    response = see_other(place, wanted(request))
    hand_cookie(response, opened)
    # A form that lay open before somebody signed in is none of theirs.
    rotate_token(request)
    return response


@at_step(Step.CHOOSE_OWN, *FORM)
def own_secret(request: HttpRequest, session: Session) -> HttpResponseBase:
    """A secret that nobody else knows."""
    title, asked = _("Choose a secret of your own"), Asked(going_to=wanted(request))
    if request.method != "POST":
        return _ask(request, "own_secret", title, asked)
    secret = request.POST.get("secret", "")[:LONGEST_SECRET]
    try:
        if secret != request.POST.get("again", "")[:LONGEST_SECRET]:
            raise BadInput(_("The two are not the same. Type the new secret twice."))
        opened = choose_secret(session, secret, clock.now())
    except (BadInput, Refused) as refused:
        return _ask(request, "own_secret", title, Asked(str(refused), wanted(request)), 422)
    return _go_on(request, opened, reverse("desk-set-up"))


@at_step(Step.SET_UP, *FORM)
def set_up(request: HttpRequest, session: Session) -> HttpResponseBase:
    """An authenticator, by a picture or by typing; then the recovery codes, shown this once."""
    title, fault, status = _("Set up your authenticator"), "", 200
    if request.method == "POST":
        try:
            done = set_up_authenticator(session, request.POST.get("code", ""), clock.now())
        except Refused as refused:
            fault, status = str(refused), _status(refused)
        else:
            going_to = wanted(request) or reverse("desk-home")
            rotate_token(request)
            response = page(
                request, "recovery_codes", _("Your recovery codes"), session.person, codes=done.recovery_codes,
                going_to=going_to,
            )  # fmt: skip
            hand_cookie(response, done.opened)
            return response
    secret = offer_authenticator(session)
    offer = Offer(" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)), reverse("desk-qr"))
    return page(request, "set_up", title, status=status, asked=Asked(fault, wanted(request)), offer=offer)


@at_step(Step.SET_UP, *READS)
def qr(request: HttpRequest, session: Session) -> HttpResponseBase:
    """The picture that the authenticator takes: a file, for the pages know no inline style."""
    address = address_of(offer_authenticator(session), session.person.email, settings.ENVIRONMENT.network)
    picture = BytesIO()
    # White behind it, in the dark too: cameras read nothing else.
    segno.make(address, error="m").save(picture, kind="svg", scale=5, border=4, dark="#000", light="#fff")
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


@at_step(Step.CODE, *FORM)
def code(request: HttpRequest, session: Session) -> HttpResponseBase:
    """Six digits, or a recovery code."""
    title, asked = _("Your code"), Asked(going_to=wanted(request))
    if request.method != "POST":
        return _ask(request, "code", title, asked)
    try:
        opened = give_code(session, request.POST.get("code", ""), clock.now())
    except Refused as refused:
        return _ask(request, "code", title, Asked(str(refused), wanted(request)), _status(refused))
    response = see_other(wanted(request) or reverse("desk-home"))
    hand_cookie(response, opened)
    rotate_token(request)
    return response


@for_staff("POST")
def sign_out(request: HttpRequest, session: Session) -> HttpResponseBase:
    """End the session that this is done in."""
    end_session(session.person, session.pk, clock.now())
    response = see_other(reverse("desk-sign-in"))
    take_cookie(response)
    rotate_token(request)
    return response
