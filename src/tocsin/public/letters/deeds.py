"""The private page's address: GET shows the page, POST does what a button says (`do`), and leads back to the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from tocsin.appeals import private as appeals
from tocsin.appeals.failing import say_failing, unsay_failing
from tocsin.delivery.kinds import Route
from tocsin.public import errors
from tocsin.public.frame import frame_for
from tocsin.public.letters.page import address_of, shown
from tocsin.public.letters.refusals import trouble_of
from tocsin.public.pages import rendered
from tocsin.public.posting import from_our_page, private, visit_of
from tocsin.public.reader import Reader, reader_of
from tocsin.public.views import READS, only
from tocsin.records.errors import BadInput, NotThere, Refused

MOST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class ErasingPage:
    """What the template `letters_erase` shows: the second question before everything goes."""

    action: str
    held_back: int


@dataclass(frozen=True, slots=True)
class SaidPage:
    """What the template `said` shows: something that was done, and where to go from here."""

    heading: str
    sentences: tuple[str, ...]
    home: str


@private
@only(*READS, "POST")
@from_our_page
def mine(request: HttpRequest, token: str) -> HttpResponseBase:
    """The page of one link. A link that does not exist is answered as any address that does not exist."""
    reader = reader_of(request)
    try:
        own = appeals.open_appeal(token, reader.now)
    except NotThere:
        return errors.not_found(request)
    if request.method != "POST":
        return shown(own, token, reader)
    deed = _DEEDS.get(request.POST.get("do", ""))
    if deed is None:
        return errors.bad_request(request)
    try:
        return deed(request, token, reader)
    except (Refused, BadInput) as error:
        # Asked anew: what stood in the way is often that the letter has moved on.
        return shown(appeals.open_appeal(token, reader.now), token, reader, trouble_of(error))


@private
@only(*READS)
def erased(request: HttpRequest) -> HttpResponseBase:
    """Where somebody is led who has erased everything; it knows nothing of anybody."""
    reader = reader_of(request)
    page = SaidPage(
        _("All of it is erased"),
        (
            _("Your text, your name and your address are gone from here, and the page’s address leads nowhere now."),
            _("Letters that were handed over before cannot be called back. Of them, only their number is kept."),
        ),
        reader.to("/"),
    )
    return HttpResponse(rendered("said", frame=frame_for(reader, page.heading), page=page))


def _sent(request: HttpRequest, token: str, reader: Reader) -> HttpResponseBase:
    appeals.report_sent(token, _number(request, "letter"), _number(request, "count", "1"), reader.now)
    return _back(token, reader)


def _take_back(request: HttpRequest, token: str, reader: Reader) -> HttpResponseBase:
    letter = _number(request, "letter") if "letter" in request.POST else None
    appeals.take_back(token, reader.now, letter)
    return _back(token, reader)


def _way(request: HttpRequest, token: str, reader: Reader) -> HttpResponseBase:
    try:
        route = Route(request.POST.get("way", ""))
    except ValueError:
        raise Refused("This way is not open for this letter.", "route") from None
    appeals.change_route(token, _number(request, "letter"), route, reader.now)
    return _back(token, reader)


def _link_again(request: HttpRequest, token: str, reader: Reader) -> HttpResponseBase:
    # Whoever has the page filled in nothing: how fast they press the button tells nothing of them.
    appeals.send_link_again(token, replace(visit_of(request), stamp=None), reader.now)
    return _back(token, reader)


def _fails(request: HttpRequest, token: str, reader: Reader) -> HttpResponseBase:
    say_failing(token, _number(request, "letter"), request.POST.get("how", ""), reader.now)
    return _back(token, reader)


def _fails_not(request: HttpRequest, token: str, reader: Reader) -> HttpResponseBase:
    unsay_failing(token, _number(request, "letter"))
    return _back(token, reader)


def _hears(request: HttpRequest, token: str, reader: Reader) -> HttpResponseBase:
    appeals.set_hears(token, reader.now, wants=request.POST.get("wants") == "yes")
    return _back(token, reader)


def _ask_to_erase(_request: HttpRequest, token: str, reader: Reader) -> HttpResponseBase:
    """The second question. It changes nothing yet."""
    own = appeals.open_appeal(token, reader.now)
    page = ErasingPage(address_of(token, reader), len(own.can_take_back()))
    return HttpResponse(rendered("letters_erase", frame=frame_for(reader, _("Erase everything?")), page=page))


def _erase(_request: HttpRequest, token: str, reader: Reader) -> HttpResponseBase:
    appeals.erase(token, reader.now)
    return see_other(reader.to("/letters/erased/"))


def _back(token: str, reader: Reader) -> HttpResponseBase:
    return see_other(address_of(token, reader))


def see_other(path: str) -> HttpResponse:
    """303: what was asked for is done, and stands at that address."""
    response = HttpResponse(status=303)
    response.headers["Location"] = path
    return response


def _number(request: HttpRequest, name: str, default: str = "") -> int:
    """A whole number of the form. Raises BadInput."""
    text = request.POST.get(name, default).strip()
    if not (text.isascii() and text.isdigit()) or len(text) > MOST_DIGITS:
        raise BadInput("This is not a whole number.")
    return int(text)


_DEEDS: Mapping[str, Callable[[HttpRequest, str, Reader], HttpResponseBase]] = {
    "sent": _sent,
    "back": _take_back,
    "way": _way,
    "again": _link_again,
    "fails": _fails,
    "fails-not": _fails_not,
    "hears": _hears,
    "erase": _ask_to_erase,
    "erase-now": _erase,
}
