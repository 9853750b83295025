"""Roles, spans of time and settings of a section in the desk's words; and what a form of this room gives."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import get_language, gettext_noop, ngettext
from django.utils.translation import gettext as _

from tocsin.desk.scripts import listed
from tocsin.directory.names import country_name
from tocsin.staff.roles import Role

ROLES: Final = {
    Role.AUTHOR: (gettext_noop("Author"), gettext_noop("Writes, sends to review and publishes")),
    Role.REVIEWER: (gettext_noop("Reviewer"), gettext_noop("Approves texts, publishes, reads translations")),
    Role.TRANSLATOR: (gettext_noop("Translator"), gettext_noop("Translates and reads translations")),
    Role.COORDINATOR: (gettext_noop("Coordinator"), gettext_noop("Notes, more time and staff of a section")),
    Role.OPERATOR: (gettext_noop("Operator"), gettext_noop("Keeps the system, the sections and the staff")),
}
"""Each with what it is for."""

_LONGEST_NUMBER: Final = 18


def role(code: str) -> str:
    return _(ROLES[Role(code)][0])


def span(length: timedelta) -> str:
    """“3 days”, “5 hours”, “12 minutes”: the largest unit of which there are two, rounded down."""
    minutes = int(length.total_seconds() // 60)
    if minutes >= 2 * 24 * 60:
        days = minutes // (24 * 60)
        return ngettext("%d day", "%d days", days) % days
    if minutes >= 2 * 60:
        return ngettext("%d hour", "%d hours", minutes // 60) % (minutes // 60)
    return ngettext("%d minute", "%d minutes", minutes) % minutes


def country(code: str) -> str:
    return country_name(code, get_language() or "en")


def letters(settings: dict[str, Any]) -> str:
    """What a section says of sending, a line each."""
    lines = []
    if settings.get("postage_home"):
        lines.append(_("Postage within the country: %(price)s") % {"price": settings["postage_home"]})
    if settings.get("postage_abroad"):
        lines.append(_("Postage abroad: %(price)s") % {"price": settings["postage_abroad"]})
    if settings.get("no_post_to"):
        states = listed(map(country, settings["no_post_to"]))
        lines.append(_("No post goes to: %(states)s") % {"states": states})
    if settings.get("prints"):
        lines.append(_("Its volunteers print and post letters."))
    if settings.get("office_hours"):
        lines.append(_("Letters leave in the office hours of whom they are for."))
    return "\n".join(lines)


def number_in(request: HttpRequest, name: str) -> int | None:
    """An id that a form gives; None where it is none."""
    text = request.POST.get(name, "")[: _LONGEST_NUMBER + 1]
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER else None
