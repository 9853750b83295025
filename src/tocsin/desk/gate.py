"""Who comes in: the session's cookie, and what every page of the desk asks before it does anything.

Whatever is not found and whatever is not this person's answer alike; what a role does not allow says which it takes.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from tocsin.desk import clock, errors
from tocsin.desk.language import speak_to
from tocsin.records.errors import NotThere, Refused
from tocsin.staff.access import roles_remembered
from tocsin.staff.models import Session
from tocsin.staff.sessions import Opened, session_of
from tocsin.staff.signing_in import Step, step_of

type View = Callable[..., HttpResponseBase]

READS: Final = ("GET", "HEAD")

PLACES: Final = {
    Step.CHOOSE_OWN: "desk-own-secret",
    Step.SET_UP: "desk-set-up",
    Step.CODE: "desk-code",
    Step.NOTHING: "desk-home",
}
"""Where each step of signing in is taken."""


class KeptByNobody:
    """No page of the desk stays in a browser, a proxy or a search engine."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response


class OwnAddressOnly:
    """The pages of the desk answer under the desk's own name: under another, its cookies would be somebody else's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith("/desk/"):
            # Raises where ALLOWED_HOSTS does not have it.
            request.get_host()
        return self.get_response(request)


def cookie_name() -> str:
    """On loopback http, and only there, a browser takes neither `Secure` nor `__Host-`."""
    return "__Host-tocsin-desk" if settings.ENVIRONMENT.is_desk_https else "tocsin-desk"


def hand_cookie(response: HttpResponseBase, opened: Opened) -> None:
    """Until the browser is closed; how long it counts is the session's."""
    response.set_cookie(
        cookie_name(), opened.token, secure=settings.ENVIRONMENT.is_desk_https, httponly=True, samesite="Strict"
    )


def take_cookie(response: HttpResponseBase) -> None:
    response.set_cookie(
        cookie_name(), "", max_age=0, secure=settings.ENVIRONMENT.is_desk_https, httponly=True, samesite="Strict"
    )


def session_in(request: HttpRequest) -> Session | None:
    token = request.COOKIES.get(cookie_name())
    return session_of(token, clock.now()) if token else None


def wanted(request: HttpRequest) -> str:
    """Where somebody wanted to go before they had to sign in: an address of the desk, or empty."""
    text = (request.POST.get("next") or request.GET.get("next", ""))[:300]
    inside = text.startswith(reverse("desk-home")) and text.isprintable() and "\\" not in text
    return text if inside and url_has_allowed_host_and_scheme(text, allowed_hosts=None) else ""


class SeeOther(HttpResponseRedirect):
    """303: a page to be read, whatever was done here."""

    status_code = 303


def see_other(address: str, going_to: str = "", said: str = "") -> HttpResponse:
    """going_to: handed on as `next`. said: a code of `desk.said`, told on the page that follows."""
    more = {key: value for key, value in (("next", going_to), ("said", said)) if value}
    return SeeOther(f"{address}?{urlencode(more)}" if more else address)


def at_step(step: Step, *methods: str) -> Callable[[View], View]:
    """A view for somebody who is at this step of signing in; others are led to where they are."""

    def of(view: View) -> View:
        @wraps(view)
        def answering(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
            if request.method not in methods:
                return errors.not_allowed(request, methods)
            session = session_in(request)
            if session is None:
                return see_other(reverse("desk-sign-in"), wanted(request))
            now_at = step_of(session)
            if now_at is not step:
                return see_other(reverse(PLACES[now_at]), wanted(request))
            return view(request, session, *arguments, **named)

        return answering

    return of


def for_staff(*methods: str) -> Callable[[View], View]:
    """A view for somebody who is signed in: it is given their session."""

    def of(view: View) -> View:
        @wraps(view)
        def answering(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
            session = session_in(request)
            if session is None or not session.whole:
                return see_other(reverse("desk-sign-in"), request.get_full_path() if request.method in READS else "")
            speak_to(session.person)
            if request.method not in methods:
                return errors.not_allowed(request, methods, session.person)
            # What is only read asks for roles once; whatever changes something asks each time.
            with roles_remembered() if request.method in READS else nullcontext():
                try:
                    return view(request, session, *arguments, **named)
                except NotThere:
                    return errors.not_found(request, person=session.person)
                except Refused as refused:
                    return errors.refused(request, refused, session.person)

        return answering

    return of
