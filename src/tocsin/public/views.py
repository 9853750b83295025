"""What every view of a page has in common: it only reads, and a case that is gone is answered alike everywhere."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from tocsin.public import errors
from tocsin.public.published import Gone

READS: Final = ("GET", "HEAD")

type View = Callable[..., HttpResponseBase]


def only(*methods: str) -> Callable[[View], View]:
    """A view that answers these methods, and says so in plain words to any other."""

    def of(view: View) -> View:
        @wraps(view)
        def answering(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
            if request.method not in methods:
                return errors.not_allowed(request, methods)
            try:
                return view(request, *arguments, **named)
            except Gone:
                return errors.gone(request)

        return answering

    return of


reading = only(*READS)
