"""How every file is answered: its headers, the question whether it changed, and plain words where there is none."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from tocsin.api.errors import Unanswered

type View = Callable[..., HttpResponseBase]

TEXT = "text/plain; charset=utf-8"
JSON = "application/json"


class Freshness(StrEnum):
    """Cache-Control: ask each time, so that a stop shows at the next load; or never ask again."""

    ASK = "no-cache"
    FOR_GOOD = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Manner:
    """How a file is handed over. name: under which it is saved."""

    media_type: str
    freshness: Freshness = Freshness.ASK
    name: str | None = None


def answered(view: View) -> View:
    """A view that only reads, and answers in plain words where there is nothing to read."""

    @require_safe
    @wraps(view)
    def answering(request: HttpRequest, *arguments: object, **named: object) -> HttpResponseBase:
        try:
            return view(request, *arguments, **named)
        except Unanswered as error:
            return _notice(request, error)

    return answering


def answer(request: HttpRequest, manner: Manner, etag: str, make: Callable[[], bytes]) -> HttpResponseBase:
    """The file, or 304 without making it where the reader has it already. etag: without its quotation marks."""
    quoted = f'"{etag}"'
    response: HttpResponseBase | None = get_conditional_response(request, etag=quoted)
    if response is None:
        content = make()
        response = HttpResponse(content, content_type=manner.media_type)
        response["Content-Length"] = str(len(content))
        if manner.name is not None:
            response["Content-Disposition"] = f'inline; filename="{manner.name}"'
    response["ETag"] = quoted
    response["Cache-Control"] = manner.freshness.value
    return response


def answer_made(request: HttpRequest, manner: Manner, content: bytes) -> HttpResponseBase:
    """The same for a file that is known only once it is made."""
    return answer(request, manner, hashlib.sha256(content).hexdigest(), lambda: content)


def as_json(value: object) -> bytes:
    """JSON that people can read too."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _notice(request: HttpRequest, error: Unanswered) -> HttpResponseBase:
    if request.path.endswith(".json"):
        content, media_type = as_json({"error": error.word, "message": str(error)}), JSON
    else:
        content, media_type = f"{error}\n".encode(), TEXT
    response = HttpResponse(content, content_type=media_type, status=error.status)
    response["Content-Length"] = str(len(content))
    response["Cache-Control"] = Freshness.ASK.value
    return response
