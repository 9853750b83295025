"""The document that a draft was read from, kept sealed: for the desk to look up where a field came from."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tocsin.actions.models import Draft, Original
from tocsin.records.fields import Sealed


@dataclass(frozen=True, slots=True)
class Source:
    """The document that a case file was read from.

    text, places: what was read of it (`casefile.reading.Reading`). number: the document's, where it is another case's.
    """

    name: str
    content: bytes
    text: str | None = None
    places: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    number: str | None = None


def keep_original(draft: Draft, source: Source) -> None:
    kept = {"name": source.name, "base64": base64.b64encode(source.content).decode("ascii")}
    read = {"name": source.name, "text": source.text, "places": dict(source.places), "number": source.number}
    Original.objects.create(
        draft=draft,
        content=Sealed.of(Original, "content", kept),
        reading=None if source.text is None else Sealed.of(Original, "reading", read),
    )


def original_of(draft: Draft) -> Source | None:
    """The document that a draft was read from, with what was read of it."""
    kept = Original.objects.filter(draft=draft).first()
    if kept is None or kept.content is None:
        return None
    value: dict[str, Any] = kept.content.open()
    read: dict[str, Any] = kept.reading.open() if kept.reading is not None else {}
    return Source(
        name=value["name"],
        content=base64.b64decode(value["base64"]),
        text=read.get("text"),
        places=_places(read),
        number=read.get("number"),
    )


@dataclass(frozen=True, slots=True)
class KeptReading:
    """What was read of a draft's document, without the document itself."""

    name: str
    text: str
    places: Mapping[str, tuple[tuple[int, int], ...]]
    number: str | None


def reading_of(draft: Draft) -> KeptReading | None:
    """None where the draft was read from no document, or nothing is left of it."""
    kept = Original.objects.filter(draft=draft).defer("content").first()
    if kept is None or kept.reading is None:
        return None
    read: dict[str, Any] = kept.reading.open()
    return KeptReading(read["name"], read["text"], _places(read), read["number"])


def _places(read: Mapping[str, Any]) -> dict[str, tuple[tuple[int, int], ...]]:
    return {path: tuple((start, end) for start, end in ranges) for path, ranges in read.get("places", {}).items()}
