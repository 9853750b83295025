"""What is said where there is no page: what is wrong and what to do, in plain words. None of it asks the database."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import get_template
from django.urls import is_valid_path
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext as _

from tocsin.public.frame import frame_for
from tocsin.public.reader import reader_of
from tocsin.public.tongues import split_address

log = logging.getLogger(__name__)

LAST_RESORT = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>Error</title><p>Something went wrong here. Reference: "
)


@dataclass(frozen=True, slots=True)
class Notice:
    """reference: by which the operator finds what happened in the log."""

    heading: str
    sentences: tuple[str, ...]
    home: str
    reference: str | None = None


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """404; or the way to the same address with a slash at its end, where that is one."""
    path = f"{request.path}/"
    if not request.path.endswith("/") and is_valid_path(split_address(path)[1]):
        response = HttpResponse(status=301)
        response.headers["Location"] = escape_uri_path(path)
        return response
    return _notice(
        request,
        404,
        _("There is no page at this address"),
        _("Perhaps a letter of the address is missing. Nothing was changed or lost."),
        _("Every open action stands on the first page. A number such as UA 84/26 can be looked up under “Check”."),
    )


def gone(request: HttpRequest) -> HttpResponseBase:
    """410: the same words at every address of a case."""
    return _notice(
        request,
        410,
        _("This action was taken down"),
        _("Its text is no longer published. Please do not write about it, and do not pass on what you have."),
        _("If you have a letter ready, please do not send it."),
    )


def not_allowed(request: HttpRequest, methods: Sequence[str]) -> HttpResponseBase:
    """405."""
    response = _notice(
        request,
        405,
        _("This page can only be read"),
        _("Nothing was sent and nothing was changed."),
    )
    response.headers["Allow"] = ", ".join(methods)
    return response


def from_elsewhere(request: HttpRequest) -> HttpResponseBase:
    """403: a form that another site sent."""
    return _notice(
        request,
        403,
        _("This came from another site"),
        _("Nothing was sent and nothing was changed."),
        _("Open the page here and press the button again."),
    )


def too_large(request: HttpRequest) -> HttpResponseBase:
    """413."""
    return _notice(
        request,
        413,
        _("The file is too large to be checked here"),
        _("It was not read and not kept. The files of an edition are smaller than 5 MB: choose one of them."),
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """400."""
    return _notice(
        request,
        400,
        _("This request could not be understood"),
        _("Nothing was changed or lost. Go back and try it once more."),
    )


def failed(request: HttpRequest) -> HttpResponseBase:
    """500: a reference and nothing else; what happened stands in the log under it."""
    reference = secrets.token_hex(4)
    log.error("reference %s", reference, exc_info=True)
    try:
        return _notice(
            request,
            500,
            _("Something went wrong here"),
            _("The fault is ours. Nothing that you sent was kept. Please try again in a minute."),
            reference=reference,
        )
    except Exception:
        # Whatever stops this page from being made must not stop the answer.
        log.exception("reference %s: its page failed too", reference)
        return HttpResponse(f"{LAST_RESORT}{reference}", status=500)


def _notice(
    request: HttpRequest, status: int, heading: str, *sentences: str, reference: str | None = None
) -> HttpResponse:
    reader = reader_of(request)
    page = Notice(heading, sentences, reader.to("/"), reference)
    body = get_template("public/notice.html").render({"frame": frame_for(reader, heading), "page": page})
    response = HttpResponse(body, status=status)
    response.headers["Content-Length"] = str(len(response.content))
    response.headers["Cache-Control"] = "no-cache"
    return response
