"""`edition.json`: what an edition is and in which state, for programs that watch over it."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from tocsin.actions.publishing.clock import state_at
from tocsin.actions.publishing.shapes import EditionRecord
from tocsin.api import clock
from tocsin.api.answers import JSON, Manner, answer_made, answered, as_json
from tocsin.api.cases import edition_of, moment, open_case
from tocsin.api.readers import languages_of


@answered
def edition_state(request: HttpRequest, slug: str, n: int | None = None) -> HttpResponseBase:
    """Its state changes with the clock and with what comes later: it is asked for each time, under both addresses."""
    at = clock.now()
    case = open_case(slug, at)
    edition = edition_of(case, n)
    return answer_made(request, Manner(JSON), as_json(describe(edition, case.record["live"], at)))


def describe(edition: EditionRecord, newest: int, at: datetime) -> dict[str, object]:
    """The answer. `newest` is the number of the case's newest edition; hashes are SHA-256 in hexadecimal."""
    source = edition["language"]
    return {
        "state": state_at(edition["state"], moment(edition["deadline_at"]), at).value,
        "number": edition["number"],
        "index": edition["index"],
        "n": edition["n"],
        "newest": newest,
        "kind": edition["kind"],
        "update": edition["update"],
        "issued": edition["issued"],
        "published_at": edition["published_at"],
        "deadline": edition["deadline"],
        "deadline_zone": edition["deadline_zone"],
        "deadline_at": edition["deadline_at"],
        "outcome": edition["outcome"],
        "hashes": {
            **edition["renditions"][source],
            "translations": {tag: edition["renditions"][tag] for tag in languages_of(edition)[1:]},
        },
        "previous": edition["previous"],
        "key_id": edition["key_id"],
        "signature": "edition.minisig",
        "languages": languages_of(edition),
    }
