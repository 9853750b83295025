"""Where no letter can go out: why, and the writer's text, so that nothing is lost."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from tocsin.delivery.kinds import Why
from tocsin.public import errors
from tocsin.public.frame import Link, frame_for
from tocsin.public.pages import rendered
from tocsin.public.reader import Reader, reader_of
from tocsin.public.write.notices import why_closed

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OverPage:
    """What the template `write_over` shows. text: as it was written; may be empty. reference: as in errors."""

    heading: str
    sentences: tuple[str, ...]
    text: str
    link: Link
    reference: str | None = None


def closed(reader: Reader, slug: str, why: Why, text: str) -> HttpResponseBase:
    """Nobody may write any more. 200 for who only looks, 422 for who wanted to send."""
    heading, sentences = why_closed(why)
    link = Link(_("Read what became of it"), reader.to(f"/actions/{slug}/"))
    return _answered(reader, OverPage(heading, sentences, text, link), 422 if text else 200)


def gone(request: HttpRequest, text: str) -> HttpResponseBase:
    """410, with the words of every other address of such a case."""
    if not text:
        return errors.gone(request)
    reader = reader_of(request)
    sentences = (
        _("Its text is no longer published. Please do not write about it, and do not pass on what you have."),
        _("If you have a letter ready, please do not send it."),
    )
    return _answered(reader, OverPage(_("This action was taken down"), sentences, text, _home(reader)), 410)


def not_there(request: HttpRequest, text: str) -> HttpResponseBase:
    """404: there never was such an action, or it is not public."""
    if not text:
        return errors.not_found(request)
    reader = reader_of(request)
    sentences = (
        _("Perhaps a letter of the address is missing. Nothing was sent."),
        _("Every open action stands on the first page."),
    )
    heading = _("There is no page at this address")
    return _answered(reader, OverPage(heading, sentences, text, _home(reader)), 404)


def too_large(request: HttpRequest) -> HttpResponseBase:
    """413. The browser still has the page with the text."""
    reader = reader_of(request)
    sentences = (
        _("It was not read and not kept, and nothing was sent."),
        _("Go back in your browser: your text is still there. Shorten it to a page, and try again."),
    )
    heading = _("This is too much for a letter")
    return _answered(reader, OverPage(heading, sentences, "", _home(reader)), 413)


def not_saved(request: HttpRequest, text: str) -> HttpResponseBase:
    """500: a fault of ours. What happened stands in the log under the reference, without a word of the text."""
    reference = secrets.token_hex(4)
    log.error("reference %s", reference, exc_info=True)
    reader = reader_of(request)
    sentences = (
        _("The fault is ours. Nothing was sent and nothing was saved."),
        _("Copy your text, go back, and press the button again in a minute."),
    )
    return _answered(reader, OverPage(_("Not saved"), sentences, text, _home(reader), reference), 500)


def _home(reader: Reader) -> Link:
    return Link(_("To the open actions"), reader.to("/"))


def _answered(reader: Reader, page: OverPage, status: int) -> HttpResponse:
    body = rendered("write_over", frame=frame_for(reader, page.heading), page=page)
    return HttpResponse(body, status=status)
