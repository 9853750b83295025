"""A member's own page: what they wish to hear of, a pause, everything that is held about them, and leaving."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from tocsin.members.leaving import leave_by_link
from tocsin.members.links import MemberLink
from tocsin.members.own import Choices, Own, choose, held_about, open_member
from tocsin.public import errors
from tocsin.public.frame import frame_for
from tocsin.public.letters.deeds import see_other
from tocsin.public.letters.page import Trouble
from tocsin.public.members.leave import have_left
from tocsin.public.members.wishes import (
    LARGEST_GROUP,
    Unreadable,
    WishesForm,
    form_of,
    is_adding,
    own_choices_in,
    said_of_adding,
)
from tocsin.public.pages import rendered
from tocsin.public.posting import from_our_page, private
from tocsin.public.reader import Reader, reader_of
from tocsin.public.views import READS, only
from tocsin.records.errors import NotThere

LONGEST_LINK = 64


@dataclass(frozen=True, slots=True)
class MePage:
    """What the template `me` shows. is_saved: something was saved just now."""

    action: str
    email: str
    is_failing: bool
    is_saved: bool
    trouble: Trouble | None
    wrong: str
    form: WishesForm
    group: str
    group_size: int
    most: int
    paused_until: str
    first_day: str
    join: str
    export: str


@private
@only(*READS, "POST")
@from_our_page
def me(request: HttpRequest, link: str) -> HttpResponseBase:
    """GET shows the page; POST saves what it says (`do=save`), only adds (`do=add`) or erases it all (`do=leave`)."""
    reader = reader_of(request)
    own_link = MemberLink(link[:LONGEST_LINK])
    try:
        own = open_member(own_link)
        if request.method != "POST":
            return _shown(own, own.choices, link, reader, is_saved="saved" in request.GET)
        match request.POST.get("do"):
            case "save" | "add":
                return _saved(request, own, own_link, reader)
            case "leave":
                leave_by_link(own_link, reader.now)
                return have_left(reader)
            case _:
                return errors.bad_request(request)
    except NotThere:
        return errors.not_found(request)


def _saved(request: HttpRequest, own: Own, link: MemberLink, reader: Reader) -> HttpResponseBase:
    said = said_of_adding(request.POST, reader)
    try:
        choices = own_choices_in(request.POST, reader)
    except Unreadable as error:
        return _shown(own, error.choices, link.text, reader, said=said, wrong=error.field)
    if is_adding(request.POST):
        return _shown(own, choices, link.text, reader, said=said)
    choose(link, choices, reader.now)
    return see_other(f"{reader.to(f'/me/{link.text}/')}?saved")


def _shown(  # noqa: PLR0913
    own: Own,
    choices: Choices,
    link: str,
    reader: Reader,
    *,
    is_saved: bool = False,
    said: str = "",
    wrong: str = "",
) -> HttpResponse:
    page = MePage(
        action=reader.to(f"/me/{link}/"),
        email=own.email,
        is_failing=own.is_failing,
        is_saved=is_saved,
        trouble=_trouble(wrong) if wrong else None,
        wrong=wrong,
        form=form_of(choices, reader, said),
        group=choices.group,
        group_size=choices.group_size,
        most=LARGEST_GROUP,
        paused_until=choices.paused_until.isoformat() if choices.paused_until else "",
        first_day=(reader.now + timedelta(days=1)).date().isoformat(),
        join=reader.to("/join/"),
        export=reader.to(f"/me/{link}/export.json"),
    )
    body = rendered("me", frame=frame_for(reader, _("Your alerts")), page=page)
    return HttpResponse(body, status=422 if wrong else 200)


def _trouble(field: str) -> Trouble:
    said = {
        "group_size": _("How many you are is a whole number."),
        "paused_until": _("Write the day as year, month and day: 2027-01-31."),
    }
    return Trouble(_("This was not saved"), (said[field],))


@private
@only(*READS)
def export(request: HttpRequest, link: str) -> HttpResponseBase:
    """Everything that is held about a member, as JSON."""
    try:
        held = held_about(MemberLink(link[:LONGEST_LINK]))
    except NotThere:
        return errors.not_found(request)
    response = JsonResponse(held, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response.headers["Content-Disposition"] = 'attachment; filename="tocsin-export.json"'
    response.headers["Content-Length"] = str(len(response.content))
    return response
