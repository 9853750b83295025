"""How it works, what is kept of whom, and what is not promised; and whether this process answers at all."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from tocsin.public import published
from tocsin.public.frame import frame_for
from tocsin.public.pages import PLAIN, Page, answer, rendered
from tocsin.public.reader import Reader
from tocsin.public.views import reading


@dataclass(frozen=True, slots=True)
class AboutPage:
    """What the template `about` shows: addresses on this site."""

    network: str
    home: str
    outcomes: str
    check: str
    feed: str
    calendar: str


@reading
def about(request: HttpRequest) -> HttpResponseBase:
    return answer(request, _about)


def _about(reader: Reader) -> Page:
    page = AboutPage(
        settings.ENVIRONMENT.network,
        *(reader.to(path) for path in ("/", "/outcomes/", "/check/", "/feed/", "/calendar.ics")),
    )
    return Page(rendered("about", frame=frame_for(reader, _("How it works")), page=page))


@reading
def health(request: HttpRequest) -> HttpResponseBase:
    """For whoever watches over the process: one word, and nothing of why."""
    try:
        published.version()
    except DatabaseError:
        return _word("not ok", 503)
    return _word("ok", 200)


def _word(word: str, status: int) -> HttpResponse:
    response = HttpResponse(f"{word}\n", status=status, content_type=PLAIN)
    response.headers["Cache-Control"] = "no-store"
    return response
