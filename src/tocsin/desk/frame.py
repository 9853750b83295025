"""What stands round every page of the desk, and how a page is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.urls import reverse
from django.utils.translation import gettext as _

from tocsin.staff.models import Person


@dataclass(frozen=True, slots=True)
class Way:
    """here: whether it leads to the page that one is on."""

    label: str
    href: str
    here: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """person: name of who is signed in; empty for nobody. public: address of the public pages."""

    title: str
    network: str
    is_test: bool
    public: str
    person: str
    ways: tuple[Way, ...]


def frame_for(request: HttpRequest, title: str, person: Person | None) -> Frame:
    ways = ((_("Cases"), reverse("desk-home")), (_("My sessions"), reverse("desk-sessions"))) if person else ()
    return Frame(
        title=title,
        network=settings.ENVIRONMENT.network,
        is_test=not settings.ENVIRONMENT.is_live,
        public=settings.ENVIRONMENT.url,
        person=person.name if person else "",
        ways=tuple(Way(label, href, here=request.path == href) for label, href in ways),
    )


def page(
    request: HttpRequest, template: str, title: str, person: Person | None = None, status: int = 200, **content: Any
) -> HttpResponse:
    """A template with its typed content. Never packed: a page that holds a token must not tell by its length."""
    body = get_template(f"desk/{template}.html").render(
        {"frame": frame_for(request, title, person), **content}, request
    )
    response = HttpResponse(body, status=status)
    response.headers["Content-Length"] = str(len(response.content))
    return response
