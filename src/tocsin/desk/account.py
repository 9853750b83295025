"""What somebody has at the desk: their language, where they are signed in, their secret and their recovery codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.csrf import rotate_token
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tocsin.desk import clock, said
from tocsin.desk.frame import page
from tocsin.desk.gate import READS, for_staff, hand_cookie, see_other, take_cookie
from tocsin.desk.signing_in import LONGEST_SECRET
from tocsin.desk.times import When, moment
from tocsin.records.errors import BadInput, NotThere, Refused
from tocsin.staff.models import Session
from tocsin.staff.second_factor import recovery_codes_left
from tocsin.staff.services import SHORTEST_SECRET, choose_language
from tocsin.staff.sessions import end_other_sessions, end_session, sessions_of
from tocsin.staff.signing_in import change_secret, renew_recovery_codes

_LONGEST_NUMBER: Final = 18

said.tell(
    {
        "account.language": gettext_noop("The desk speaks this language to you now."),
        "account.ended": gettext_noop("That session is ended."),
        "account.others": gettext_noop("You are signed in nowhere else now."),
        "account.secret": gettext_noop("Your new secret counts. Everywhere else you are signed out."),
    }
)


@dataclass(frozen=True, slots=True)
class Line:
    """here: whether it is the session in which the list is read."""

    number: int
    device: str
    since: When
    seen: When
    here: bool


@dataclass(frozen=True, slots=True)
class Tongue:
    code: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Account:
    """fault: why a form was not taken; of: which form."""

    sessions: tuple[Line, ...]
    tongues: tuple[Tongue, ...]
    codes_left: int
    shortest: int
    fault: str
    of: str


@for_staff(*READS, "POST")
def account(request: HttpRequest, session: Session) -> HttpResponseBase:
    """The page; with POST, one of its forms (`do`)."""
    if request.method != "POST":
        return _shown(request, session)
    form = request.POST.get("do", "")
    deed = _DEEDS.get(form)
    if deed is None:
        return _shown(request, session, _("This form is not complete. Nothing was changed."), status=422)
    try:
        return deed(request, session)
    except BadInput as bad:
        return _shown(request, session, str(bad), form, 422)
    except NotThere:
        raise
    except Refused as refused:
        return _shown(request, session, str(refused), form, 403)


def _shown(
    request: HttpRequest, session: Session, fault: str = "", of: str = "", status: int = 200
) -> HttpResponseBase:
    person = session.person
    shown = Account(
        sessions=tuple(_line(one, session) for one in sessions_of(person, clock.now())),
        tongues=tuple(Tongue(code, str(name), code == person.language) for code, name in settings.LANGUAGES),
        codes_left=recovery_codes_left(person),
        shortest=SHORTEST_SECRET,
        fault=fault,
        of=of,
    )
    return page(request, "account", _("Your account"), person, status, account=shown)


def _line(one: Session, current: Session) -> Line:
    device = one.device or _("Unknown device")
    return Line(one.pk, device, moment(one.started_at), moment(one.seen_at), here=one.pk == current.pk)


def _language(request: HttpRequest, session: Session) -> HttpResponseBase:
    choose_language(session.person, request.POST.get("language", ""))
    return see_other(reverse("desk-account"), said="account.language")


def _end(request: HttpRequest, session: Session) -> HttpResponseBase:
    number = request.POST.get("number", "")[:_LONGEST_NUMBER]
    if not (number.isascii() and number.isdigit()):
        raise NotThere("session of this number")
    end_session(session.person, int(number), clock.now())
    if int(number) != session.pk:
        return see_other(reverse("desk-account"), said="account.ended")
    response = see_other(reverse("desk-account"))
    take_cookie(response)
    return response


def _end_others(request: HttpRequest, session: Session) -> HttpResponseBase:
    end_other_sessions(session, clock.now())
    return see_other(reverse("desk-account"), said="account.others")


def _codes(request: HttpRequest, session: Session) -> HttpResponseBase:
    codes = renew_recovery_codes(session, request.POST.get("code", ""), clock.now())
    return page(
        request, "recovery_codes", _("Your recovery codes"), session.person, codes=codes,
        going_to=reverse("desk-account"),
    )  # fmt: skip


def _secret(request: HttpRequest, session: Session) -> HttpResponseBase:
    secret = request.POST.get("secret", "")[:LONGEST_SECRET]
    if secret != request.POST.get("again", "")[:LONGEST_SECRET]:
        raise BadInput(_("The two are not the same. Type the new secret twice."))
    opened = change_secret(session, request.POST.get("code", ""), secret, clock.now())
    response = see_other(reverse("desk-account"), said="account.secret")
    hand_cookie(response, opened)
    rotate_token(request)
    return response


_DEEDS: Final[Mapping[str, Callable[[HttpRequest, Session], HttpResponseBase]]] = {
    "language": _language,
    "end": _end,
    "others": _end_others,
    "codes": _codes,
    "secret": _secret,
}
