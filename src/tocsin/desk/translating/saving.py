"""Saving one text while somebody writes; the page's script asks, and shows what it is told."""

from __future__ import annotations

import json
from dataclasses import asdict

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from tocsin.actions.translating.standing import Pair
from tocsin.actions.translating.typed import Typed, take_in_seen
from tocsin.desk.gate import for_staff
from tocsin.desk.translating import words
from tocsin.desk.translating.room import Room, enter
from tocsin.desk.translating.sides import told_of
from tocsin.records.errors import BadInput, NotThere, Refused
from tocsin.staff.models import Session
from tocsin.staff.roles import Deed


@for_staff("POST")
def save(request: HttpRequest, session: Session, number: int, language: str) -> HttpResponseBase:
    """Takes `{"key", "text", "seen"}`; says what stands there now, or why it was not saved (409, 422, 403)."""
    room = enter(session.person, number, language, Deed.TRANSLATE)
    given = _given(request)
    if given is None:
        return JsonResponse({"fault": _("Nothing was typed, and nothing was changed.")}, status=422)
    key, typed = given
    pair = next((one for one in room.whole.pairs if one.key == key), None)
    if pair is None:
        return JsonResponse({"fault": _("The source changed while you wrote: load the page again.")}, status=409)
    try:
        taken = take_in_seen(room.person, room.reference, room.language, {pair.segment.source: typed}, room.now)
    except NotThere:
        raise
    except (Refused, BadInput) as error:
        return JsonResponse({"fault": str(error)}, status=403 if isinstance(error, Refused) else 422)
    if taken.conflicts:
        one = taken.conflicts[0]
        theirs = {"text": one.theirs, "seen": one.seen, "by": room.name(one.by)}
        return JsonResponse({"theirs": theirs}, status=409)
    if taken.faults:
        return JsonResponse({"fault": next(iter(taken.faults.values()))}, status=422)
    return _standing(pair, enter(room.person, room.case.pk, room.language))


def _given(request: HttpRequest) -> tuple[str, Typed] | None:
    try:
        value = json.loads(request.body)
        key, text, seen = value["key"], value["text"], value["seen"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if not all(isinstance(one, str) for one in (key, text, seen)):
        return None
    return key, Typed(text, seen)


def _standing(before: Pair, room: Room) -> JsonResponse:
    pair = next(one for one in room.whole.pairs if one.key == before.key)
    side = told_of(pair, room)
    return JsonResponse(
        {
            "seen": side.seen,
            "state": side.mark.words,
            "look": side.mark.look,
            "todo": side.is_to_do,
            "findings": side.findings,
            "hits": [asdict(one) for one in side.hits],
            "progress": words.progress(room.whole.done, len(room.whole.pairs)),
        }
    )
