"""The directory: search by words and country, fifty a page."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.desk.directory import words
from tocsin.desk.frame import page
from tocsin.desk.gate import READS, for_staff
from tocsin.desk.saying import Mark
from tocsin.directory.access import failing_contacts_for
from tocsin.directory.models import Office
from tocsin.directory.searching import OfficeHit, found, hits_of
from tocsin.records.errors import BadInput
from tocsin.staff.access import may
from tocsin.staff.models import Person, Session
from tocsin.staff.roles import Deed

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One office in the list. heading: post, else organisation. mark: None without e-mail and fax."""

    href: str
    heading: str
    name: str
    country: str
    lines: tuple[str, ...]
    mark: Mark | None
    failing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """counted: how many were found, in words. fault: why nothing could be looked for."""

    query: str
    states: tuple[tuple[str, str, bool], ...]
    counted: str
    lines: tuple[Line, ...]
    back: str
    onward: str
    place: str
    failing: int
    keeps: bool
    fault: str = ""


@for_staff(*READS)
def directory(request: HttpRequest, session: Session) -> HttpResponseBase:
    query, country = request.GET.get("q", "")[:300], request.GET.get("country", "")[:10]
    listing = _listing(session.person, query, country, request.GET.get("page", "1"))
    status = 422 if listing.fault else 200
    return page(request, "directory/directory", _("Directory"), session.person, status, listing=listing)


def _listing(person: Person, query: str, country: str, number: str) -> Listing:
    fault = ""
    try:
        offices = found(person, query, country or None)
    except BadInput:
        # An address that somebody typed: a form of ours offers states alone.
        offices, fault = Office.objects.none(), _("There is no such country. Choose one from the list.")
    paginator = Paginator(offices.values_list("pk", flat=True), A_PAGE)
    shown = paginator.get_page(number if number.isascii() and number.isdigit() and len(number) < 7 else 1)
    asked = {key: value for key, value in (("q", query), ("country", country)) if value}

    def to(place: int) -> str:
        return f"{reverse('desk-directory')}?{urlencode({**asked, 'page': place})}"

    return Listing(
        query=query,
        states=words.states(country),
        counted=ngettext("%d office", "%d offices", paginator.count) % paginator.count,
        lines=tuple(line_of(hit) for hit in hits_of(list(shown.object_list), words.tongue())),
        back=to(shown.previous_page_number()) if shown.has_previous() else "",
        onward=to(shown.next_page_number()) if shown.has_next() else "",
        place=_("Page %(n)d of %(all)d") % {"n": shown.number, "all": paginator.num_pages},
        failing=len(failing_contacts_for(person)),
        keeps=may(person, Deed.DIRECTORY, anywhere=True),
        fault=fault,
    )


def line_of(hit: OfficeHit) -> Line:
    return Line(
        href=reverse("desk-office", args=[hit.id]),
        heading=hit.post or hit.name or next(iter(hit.lines), "") or _("(no name)"),
        name=hit.name if hit.post else "",
        country=hit.country,
        lines=hit.lines,
        mark=words.health(hit.health) if hit.health else None,
        failing=hit.failing,
    )
