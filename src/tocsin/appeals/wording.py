"""Words on letters that several faces share, and which language of the interface serves a language of letters."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tocsin.delivery.kinds import Route
from tocsin.letters.languages import same_language

_ROUTES: Mapping[Route, str] = {
    Route.NETWORK_EMAIL: gettext_noop("E-mail, sent by the network"),
    Route.OWN_MAIL: gettext_noop("E-mail, from the writer’s own mailbox"),
    Route.NETWORK_FAX: gettext_noop("Fax, sent by the network"),
    Route.OWN_FAX: gettext_noop("Fax, from the writer’s own machine"),
    Route.OWN_PAPER: gettext_noop("On paper, posted by the writer"),
    Route.NETWORK_PAPER: gettext_noop("On paper, posted by volunteers"),
    Route.THROUGH_MISSION: gettext_noop("On paper, through the embassy"),
    Route.WEB_FORM: gettext_noop("Web form of the office"),
}


def route_name(route: str) -> str:
    """How a letter travels, in the words of lists and charts."""
    return _(_ROUTES[Route(route)])


def tongue_for(language: str) -> str:
    """Code of settings.LANGUAGES; English where the interface does not speak it."""
    spoken = (code for code, _ in settings.LANGUAGES if same_language(code, language))
    return next(spoken, "en")
