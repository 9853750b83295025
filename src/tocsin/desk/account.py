"""What somebody has at the desk: where they are signed in, and ending it there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from tocsin.desk import clock
from tocsin.desk.frame import page
from tocsin.desk.gate import READS, for_staff, see_other, take_cookie
from tocsin.desk.times import When, moment
from tocsin.records.errors import NotThere
from tocsin.staff.models import Session
from tocsin.staff.second_factor import recovery_codes_left
from tocsin.staff.sessions import end_session, sessions_of

_LONGEST_NUMBER: Final = 18


@dataclass(frozen=True, slots=True)
class Line:
    """here: whether it is the session in which the list is read."""

    number: int
    device: str
    since: When
    seen: When
    here: bool


@for_staff(*READS, "POST")
def account(request: HttpRequest, session: Session) -> HttpResponseBase:
    """The list; with POST, one of them ends."""
    now = clock.now()
    if request.method == "POST":
        number = request.POST.get("end", "")[:_LONGEST_NUMBER]
        if not (number.isascii() and number.isdigit()):
            raise NotThere("session of this number")
        end_session(session.person, int(number), now)
        response = see_other(reverse("desk-account"))
        if int(number) == session.pk:
            take_cookie(response)
        return response
    lines = [_line(one, session) for one in sessions_of(session.person, now)]
    left = recovery_codes_left(session.person)
    return page(request, "account", _("My sessions"), session.person, sessions=lines, codes_left=left)


def _line(one: Session, current: Session) -> Line:
    device = one.device or _("Unknown device")
    return Line(one.pk, device, moment(one.started_at), moment(one.seen_at), here=one.pk == current.pk)
