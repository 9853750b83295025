"""What every form of the public side has in common: it is sent from our own page, by somebody, and keeps no address.

There is no session and no cookie, so there is nothing that a foreign page could misuse in somebody's name: what a form
changes is either new, or named by a private link that a foreign page does not know. Browsers say where a form comes
from all the same, and one that comes from elsewhere is not taken.
"""

from __future__ import annotations

from functools import wraps
from typing import Any, Final
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from tocsin.appeals.guarding import Visit
from tocsin.public import errors
from tocsin.public.views import View
from tocsin.records.networks import network_of_request

TRAP: Final = "website"
"""Name of the field that nobody sees and only machines fill in."""

STAMP: Final = "stamp"


def from_our_page(view: View) -> View:
    """A view that changes nothing when a form comes from another site."""

    @wraps(view)
    def answering(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        if request.method == "POST" and is_foreign(request):
            return errors.from_elsewhere(request)
        return view(request, *arguments, **named)

    return answering


def is_foreign(request: HttpRequest) -> bool:
    """Whether the browser says that the form stood on another site. Old browsers and lynx say nothing."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return True
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.get_host()


def visit_of(request: HttpRequest, email: str = "") -> Visit:
    """What is looked at against floods."""
    form = request.POST
    return Visit(
        network=network_of_request(request),
        stamp=form.get(STAMP, "")[:100],
        trap=form.get(TRAP, "")[:100],
        address=email,
    )


def private(view: View) -> View:
    """A page that is one person's: kept by nobody, found by no search engine."""

    @wraps(view)
    def answering(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        response = view(request, *arguments, **named)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return answering
