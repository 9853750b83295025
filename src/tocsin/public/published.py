"""What was published: the only questions that the public pages ask of the database, each one query."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final, cast

from django.db import connection
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, TextField, Value, Window
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, NullIf
from django.http import Http404

from tocsin.actions.models import PublicRecord, PublicVersion, Rendition, VerifyingKey
from tocsin.actions.publishing.shapes import CaseRecord
from tocsin.actions.states import EditionState
from tocsin.casefile import CaseFile
from tocsin.keys import PublicKey

LONGEST_SLUG: Final = 40


class Gone(Exception):
    """A case was there and is no longer: taken down, or the consent on which it rested has ended."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a list is about. kind: `countries`, `concerns`, or empty for all. code: alpha-2, or a concern's slug."""

    kind: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One edition in one language, as it was signed. key: the line that `minisign -P` takes, where it is known."""

    n: int
    language: str
    case: CaseFile
    key: str | None


@dataclass(frozen=True, slots=True)
class Some:
    """A part of a list, and how long the whole of it is."""

    records: tuple[CaseRecord, ...]
    total: int


def version() -> int:
    """The number that rises with every change of anything public."""
    # It is asked before every answer: the ORM would take longer to write the question than the database to answer it.
    with connection.cursor() as cursor:
        cursor.execute(_version_question())
        row = cursor.fetchone()
    return row[0] if row else 0


@cache
def _version_question() -> str:
    return str(PublicVersion.objects.values("version").query)


def case_at(slug: str, now: datetime) -> CaseRecord:
    """The case at an address. Raises Http404 where there never was one, Gone where it is no longer."""
    row = PublicRecord.objects.filter(slug=slug[:LONGEST_SLUG]).values_list("state", "visible_until", "record").first()
    if row is None or len(slug) > LONGEST_SLUG:
        raise Http404
    state, visible_until, record = row
    if state == EditionState.TAKEN_DOWN or (visible_until is not None and visible_until <= now):
        raise Gone
    return cast("CaseRecord", record)


def documents(slug: str, wanted: Iterable[tuple[int, str]]) -> list[Document]:
    """The newest renditions of these editions in these languages, in the order asked for. Raises Gone without text."""
    pairs = list(dict.fromkeys(wanted))
    asked = Q()
    for n, language in pairs:
        asked |= Q(n=n, language=language)
    key = VerifyingKey.objects.filter(key_id=OuterRef("key_id")).values("public_key")[:1]
    rows = Rendition.objects.filter(asked, slug=slug, newest=True).annotate(key=Subquery(key))
    found = {(n, tag): (content, key) for n, tag, content, key in rows.values_list("n", "language", "casefile", "key")}
    return [_document(*pair, *found.get(pair, (None, None))) for pair in pairs]


def _document(n: int, language: str, content: bytes | memoryview | None, key: str | None) -> Document:
    if content is None:
        # A take-down came between the question for the case and this one.
        raise Gone
    case = CaseFile.from_json(json.loads(bytes(content)))
    return Document(n, language, case, PublicKey.from_text(key).line if key else None)


def open_records(now: datetime, place: Place) -> tuple[CaseRecord, ...]:
    """Cases that are open, or may still be for the writers of a section: its extension decides (`is_open`)."""
    rows = _at(place, now).annotate(extensions=KT("record__extensions")).filter(state=EditionState.LIVE)
    still = Q(deadline_at=None) | Q(deadline_at__gt=now) | ~Q(extensions="[]")
    return tuple(rows.filter(still).order_by("deadline_at", "pk").values_list("record", flat=True))


def ended_records(now: datetime, place: Place, first: int, most: int) -> Some:
    """Cases that were stopped or closed, or whose deadline has passed; what ended last comes first."""
    ended = Q(state__in=[EditionState.STOPPED, EditionState.CLOSED]) | Q(state=EditionState.LIVE, deadline_at__lte=now)
    rows = _at(place, now).filter(ended)
    when = Coalesce(_time("closed_at"), _time("stopped_at"), _time("editions__0__deadline_at"), Value(""))
    ordered = rows.annotate(when=when, total=Window(Count("*"))).order_by("-when", "-pk")[first : first + most]
    found = list(ordered.values_list("record", "total"))
    return Some(tuple(record for record, _ in found), found[0][1] if found else 0)


def public_key(key_id: str | None = None) -> str | None:
    """The file of a public key: the one of this id, else the newest that is in use."""
    keys = VerifyingKey.objects.order_by("-made_at", "-pk")
    keys = keys.filter(retired_at=None) if key_id is None else keys.filter(key_id=key_id)
    return keys.values_list("public_key", flat=True).first()


def _at(place: Place, now: datetime) -> QuerySet[PublicRecord]:
    visible = Q(visible_until=None) | Q(visible_until__gt=now)
    rows = PublicRecord.objects.exclude(state=EditionState.TAKEN_DOWN).filter(visible)
    if not place.kind:
        return rows
    # The list as text: the one question that both databases answer alike; SQLite keeps what is not ASCII as escapes.
    named = "record__countries" if place.kind == "countries" else "record__concern_slugs"
    written = Q(named__contains=f'"{place.code}"') | Q(named__contains=json.dumps(place.code))
    return rows.annotate(named=KT(named)).filter(written)


def _time(path: str) -> NullIf:
    """A time of the record as text that can be compared; SQLite may say JSON's null as a word."""
    return NullIf(KT(f"record__{path}"), Value("null"), output_field=TextField())
