"""What the desk says where there is no page: what is wrong, what was kept, what to do."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from tocsin.desk.frame import page
from tocsin.records.errors import Refused
from tocsin.staff.models import Person

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Notice:
    """reference: by which the operator finds what happened in the log."""

    heading: str
    sentences: tuple[str, ...]
    reference: str = ""


def not_found(request: HttpRequest, exception: Exception | None = None, person: Person | None = None) -> HttpResponse:
    """404: missing, or not this person's to see."""
    return _notice(
        request,
        404,
        person,
        _("There is nothing at this address"),
        _("Either it does not exist, or it belongs to another section."),
    )


def refused(request: HttpRequest, why: Refused, person: Person) -> HttpResponse:
    """403: a rule forbids it; the rule's own words."""
    return _notice(request, 403, person, _("This is not yours to do"), str(why), _("Nothing was changed."))


def not_allowed(request: HttpRequest, methods: Sequence[str], person: Person | None = None) -> HttpResponse:
    """405."""
    response = _notice(
        request, 405, person, _("This address does not take that"), _("Nothing was sent and nothing was changed.")
    )
    response.headers["Allow"] = ", ".join(methods)
    return response


def from_elsewhere(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form that is not from our own page, or is from before the last sign-in."""
    return _notice(
        request,
        403,
        None,
        _("This form is not from here, or is too old"),
        _("Nothing was sent and nothing was changed."),
        _("Open the page again and press the button once more. The desk needs cookies of its own."),
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return _notice(request, 400, None, _("This request could not be understood"), _("Nothing was changed."))


def failed(request: HttpRequest) -> HttpResponseBase:
    """500: a reference and nothing else; what happened stands in the log under it."""
    reference = secrets.token_hex(4)
    log.error("reference %s", reference, exc_info=True)
    sentences = (_("The fault is ours. Nothing that you sent was kept. Please try again in a minute."),)
    return page(
        request, "notice", _("Something went wrong here"), status=500,
        notice=Notice(_("Something went wrong here"), sentences, reference),
    )  # fmt: skip


def _notice(request: HttpRequest, status: int, person: Person | None, heading: str, *sentences: str) -> HttpResponse:
    return page(request, "notice", heading, person, status, notice=Notice(heading, sentences))
