"""The files of an edition, byte for byte as they were signed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from tocsin.actions.models import Rendition
from tocsin.actions.publishing.shapes import EditionRecord
from tocsin.api import clock
from tocsin.api.answers import JSON, TEXT, Freshness, Manner, answer, answer_made, answered
from tocsin.api.cases import edition_of, gone, open_case
from tocsin.api.readers import language_of_files, reader_of


@dataclass(frozen=True, slots=True)
class File:
    """One kind of file. column: where Rendition has it, and under which name the record has its hash."""

    column: Literal["text", "casefile", "sheet"]
    media_type: str
    ending: str | None = None
    """Of the name under which it is saved."""


FILES: Mapping[str, File] = {
    "text": File("text", TEXT),
    "casefile.json": File("casefile", JSON),
    "sheet.pdf": File("sheet", "application/pdf", "pdf"),
}


@answered
def edition_file(request: HttpRequest, slug: str, name: str, n: int | None = None) -> HttpResponseBase:
    """One of FILES. n: None for the newest edition."""
    edition = edition_of(open_case(slug, clock.now()), n)
    language = language_of_files(edition, reader_of(request))
    file = FILES[name]
    saved_as = file.ending and _file_name(slug, edition, language, file.ending)
    manner = Manner(file.media_type, _freshness(edition, language, n), saved_as)
    etag = edition["renditions"][language][file.column]
    return answer(request, manner, etag, lambda: _content(slug, edition["n"], language, file.column))


@answered
def signature(request: HttpRequest, slug: str, n: int | None = None) -> HttpResponseBase:
    """What `minisign -V` takes beside `text`."""
    edition = edition_of(open_case(slug, clock.now()), n)
    language = language_of_files(edition, reader_of(request))
    content = _content(slug, edition["n"], language, "signature")
    return answer_made(request, Manner(TEXT, _freshness(edition, language, n)), content)


def _content(slug: str, n: int, language: str, column: str) -> bytes:
    """The stored bytes. Raises Gone where a take-down came between the two questions to the database."""
    wanted = Rendition.objects.filter(slug=slug, n=n, language=language, newest=True)
    content = next(iter(wanted.values_list(column, flat=True)), None)
    if content is None:
        raise gone()
    return content.encode() if isinstance(content, str) else bytes(content)


def _freshness(edition: EditionRecord, language: str, n: int | None) -> Freshness:
    """An edition never changes, but what was translated may be corrected: under the same address, signed anew."""
    return Freshness.FOR_GOOD if n is not None and language == edition["language"] else Freshness.ASK


def _file_name(slug: str, edition: EditionRecord, language: str, ending: str) -> str:
    """`ua-152-26-2.pdf`, a translation `ua-152-26-2-fr.pdf`: number and edition, nothing about people."""
    tongue = "" if language == edition["language"] else f"-{re.sub('[^A-Za-z0-9-]', '', language)}"
    return f"{slug}-{edition['n']}{tongue}.{ending}"
