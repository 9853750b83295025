"""Joining: the page, and the button behind the link in the mail. Nobody learns from them who is a member."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from tocsin.appeals.entering import NotYet
from tocsin.appeals.guarding import stamp
from tocsin.appeals.wish import Fault
from tocsin.members.joining import STAMPED, LinkEnded, ask, confirm, is_open
from tocsin.members.own import Choices
from tocsin.public.frame import frame_for
from tocsin.public.letters.deeds import SaidPage, see_other
from tocsin.public.letters.page import Trouble
from tocsin.public.members.wishes import WishesForm, choices_in, form_of, is_adding, said_of_adding, usual
from tocsin.public.pages import rendered
from tocsin.public.posting import from_our_page, private, visit_of
from tocsin.public.reader import Reader, reader_of
from tocsin.public.views import READS, only


@dataclass(frozen=True, slots=True)
class JoinPage:
    """What the template `join` shows. wrong: what is wrong with the address."""

    action: str
    stamp: str
    email: str
    trouble: Trouble | None
    wrong: str
    form: WishesForm
    is_open: bool


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    """What the template `join_confirm` shows. has_ended: the link does not work, and another one may be asked for."""

    heading: str
    action: str
    has_ended: bool
    again: str


@only(*READS, "POST")
@from_our_page
def join(request: HttpRequest) -> HttpResponseBase:
    """GET shows the form; POST takes an address, and answers the same whoever it belongs to. `do=add` only adds."""
    reader = reader_of(request)
    if request.method == "POST":
        return _asked(request, reader)
    response = _shown("", usual(reader), reader)
    response.headers["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ["Accept-Language"])
    return response


@private
def _asked(request: HttpRequest, reader: Reader) -> HttpResponseBase:
    email = request.POST.get("email", "")[:300]
    choices = choices_in(request.POST, reader)
    if is_adding(request.POST):
        return _shown(email, choices, reader, said=said_of_adding(request.POST, reader))
    try:
        ask(email, choices.wishes, choices.section, visit_of(request), reader.tongue.code, reader.now)
    except NotYet as refused:
        return _shown(email, choices, reader, refused.faults, is_open="open" in request.POST)
    return see_other(reader.to("/join/sent/"))


def _shown(  # noqa: PLR0913
    email: str,
    choices: Choices,
    reader: Reader,
    faults: tuple[Fault, ...] = (),
    *,
    is_open: bool = False,
    said: str = "",
) -> HttpResponse:
    page = JoinPage(
        action=reader.to("/join/"),
        stamp=stamp(STAMPED, reader.now),
        email=email,
        trouble=_trouble(faults),
        wrong=_("This does not look like an e-mail address.") if Fault.EMAIL in faults else "",
        form=form_of(choices, reader, said),
        is_open=is_open or said != "" or choices != usual(reader),
    )
    body = rendered("join", frame=frame_for(reader, _("Get alerts")), page=page)
    return HttpResponse(body, status=422 if faults else 200)


def _trouble(faults: tuple[Fault, ...]) -> Trouble | None:
    if not faults:
        return None
    heading = _("Nothing was sent yet")
    if Fault.FLOOD in faults:
        return Trouble(heading, (_("Too much came from the same place today. Try again tomorrow."),))
    if Fault.EMAIL in faults:
        return Trouble(heading, (_("Look once more at the e-mail address. It looks like name@example.org."),))
    return Trouble(heading, (_("Please look once more at what stands below, then press the button again."),))


@private
@only(*READS)
def sent(request: HttpRequest) -> HttpResponseBase:
    """Where somebody is led who has asked; it knows nothing of anybody."""
    reader = reader_of(request)
    page = SaidPage(
        _("Look into your mailbox"),
        (
            _("A message with a link is on its way to the address that you gave. Press the button behind the link."),
            _("Until then nothing else is sent. After seven days without it, the address is erased."),
            _("If you get our alerts already, the message has the link to your own page instead."),
        ),
        reader.to("/"),
    )
    return HttpResponse(rendered("said", frame=frame_for(reader, page.heading), page=page))


@private
@only(*READS, "POST")
@from_our_page
def confirming(request: HttpRequest, code: str) -> HttpResponseBase:
    """GET only shows, for mail programs and scanners open links; POST makes a member, and leads to their own page."""
    reader = reader_of(request)
    if request.method != "POST":
        return _confirm_page(code, reader, has_ended=not is_open(code, reader.now))
    try:
        link = confirm(code, reader.now)
    except LinkEnded:
        return _confirm_page(code, reader, has_ended=True, status=422)
    if link is not None:
        return see_other(reader.to(f"/me/{link.text}/"))
    said = _("You get our alerts again. The link to your own page stands in each of them.")
    page = SaidPage(_("Thank you"), (said,), reader.to("/"))
    return HttpResponse(rendered("said", frame=frame_for(reader, page.heading), page=page))


def _confirm_page(code: str, reader: Reader, *, has_ended: bool, status: int = 200) -> HttpResponse:
    heading = _("This link has ended") if has_ended else _("Do you want our alerts?")
    page = ConfirmPage(heading, reader.to(f"/join/{code}/"), has_ended, reader.to("/join/"))
    return HttpResponse(rendered("join_confirm", frame=frame_for(reader, heading), page=page), status=status)
