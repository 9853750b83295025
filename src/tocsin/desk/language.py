"""The language of the desk's pages: the one that somebody chose for themselves, else as their browser asks."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation

from tocsin.staff.models import Person


class SpokenLanguage:
    """Speaks the browser's language until somebody is known (`speak_to`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with translation.override(translation.get_language_from_request(request)):
            return self.get_response(request)


def speak_to(person: Person) -> None:
    """For the rest of this request."""
    if person.language in dict(settings.LANGUAGES):
        translation.activate(person.language)
