"""What stands round every page of the desk, and how a page is made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, get_language_bidi, gettext_noop
from django.utils.translation import gettext as _

from tocsin.desk import said
from tocsin.staff.access import roles_of
from tocsin.staff.models import Person
from tocsin.staff.roles import MAY, Deed, Role


@dataclass(frozen=True, slots=True)
class Way:
    """here: whether it leads to the page that one is on, or to the room that this page is in."""

    label: str
    href: str
    here: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """person: name of who is signed in; empty for nobody. public: address of the public pages. said: what was just
    done, in a sentence.
    """

    title: str
    network: str
    is_test: bool
    public: str
    person: str
    ways: tuple[Way, ...]
    said: str
    language: str
    direction: str


_ROOMS: Final = (
    ("desk-home", gettext_noop("Cases"), None),
    ("desk-alerts", gettext_noop("Alerts"), Deed.SEE),
    ("desk-directory", gettext_noop("Directory"), Deed.SEE),
    ("desk-outbox", gettext_noop("Outbox"), Deed.OUTBOX),
    ("desk-print", gettext_noop("Print queue"), Deed.PRINT),
    ("desk-replies", gettext_noop("Replies"), Deed.REPLIES),
    ("desk-sections", gettext_noop("Sections"), Deed.SEE),
    ("desk-numbers", gettext_noop("Numbers"), Deed.SEE),
)
"""Addresses in the band, their words, and the deed whose roles see them; None: everybody."""


def frame_for(request: HttpRequest, title: str, person: Person | None) -> Frame:
    return Frame(
        title=title,
        network=settings.ENVIRONMENT.network,
        is_test=not settings.ENVIRONMENT.is_live,
        public=settings.ENVIRONMENT.url,
        person=person.name if person else "",
        ways=tuple(_ways(request.path, roles_of(person))) if person else (),
        said=said.sentence(request.GET.get("said", "")) if person else "",
        language=get_language() or "en",
        direction="rtl" if get_language_bidi() else "ltr",
    )


def _ways(path: str, roles: frozenset[Role]) -> Iterator[Way]:
    for name, label, deed in _ROOMS:
        if deed is None or roles & MAY[deed]:
            try:
                href = reverse(name)
            except NoReverseMatch:
                continue
            home = href == reverse("desk-home")
            here = path == href or (path.startswith("/desk/cases/") if home else path.startswith(href))
            yield Way(_(label), href, here)


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
