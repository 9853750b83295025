"""Leaving by one click (RFC 8058): the address in each alert's head and at its foot.

Mail providers send the POST from their own machines, without any cookie and from no page of ours: all that it takes is
the token, which can do nothing else. It is answered 200, without a redirect, also where there is nobody to leave.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from tocsin.members.leaving import leave as leave_by_token
from tocsin.public.frame import frame_for
from tocsin.public.letters.deeds import SaidPage
from tocsin.public.pages import rendered
from tocsin.public.posting import private
from tocsin.public.reader import Reader, reader_of
from tocsin.public.views import READS, only


@dataclass(frozen=True, slots=True)
class LeavePage:
    """What the template `leave` shows."""

    action: str


@private
@only(*READS, "POST")
def leave(request: HttpRequest, token: str) -> HttpResponseBase:
    """GET shows a button, for mail programs and scanners open links; POST leaves."""
    reader = reader_of(request)
    if request.method == "POST":
        leave_by_token(token[:64], reader.now)
        return have_left(reader)
    page = LeavePage(reader.to(f"/leave/{token}/"))
    return HttpResponse(rendered("leave", frame=frame_for(reader, _("Get no more alerts?")), page=page))


def have_left(reader: Reader) -> HttpResponse:
    page = SaidPage(
        _("You get no more alerts"),
        (
            _("Your address and all that you chose are emptied now, and erased from our disks within a day."),
            _("One keyed number stays, so that no list brings you back. It tells nobody who you are."),
            _("You can come back whenever you like."),
        ),
        reader.to("/"),
    )
    return HttpResponse(rendered("said", frame=frame_for(reader, page.heading), page=page))
