"""The shape of `PublicRecord.record`: everything that the public side knows of a case, as JSON."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict


class Change(TypedDict):
    """One difference from the edition before. code: see `changes.py`; the rest fills the words of that code."""

    code: str
    name: NotRequired[str]
    count: NotRequired[int]
    old: NotRequired[str | None]
    new: NotRequired[str | None]


class Hashes(TypedDict):
    """SHA-256 in hexadecimal of the files of one language."""

    text: str
    casefile: str
    sheet: str


class EditionRecord(TypedDict):
    """One edition. state: as stored; a live one is expired when the clock says so."""

    n: int
    kind: str
    update: int
    number: str
    index: str
    issued: str
    published_at: str
    language: str
    deadline: str | None
    deadline_zone: str | None
    deadline_at: str | None
    """UTC instant of the end of that day, the first moment at which it is too late."""
    mention_network: str
    outcome: str | None
    state: str
    previous: str | None
    """SHA-256 of the text of the edition before."""
    key_id: str
    changes: list[Change]
    renditions: dict[str, Hashes]
    """By language, the source's own among them."""
    sizes: dict[str, dict[str, int]]
    """Bytes by language and by `text`, `casefile`, `sheet`."""


class Headline(TypedDict):
    """What lists show of a case in one language. n: the edition it is from; older than the live one: `older`."""

    n: int
    headline: str
    lead: str
    concerns: list[str]
    older: bool
    drifted: list[str]
    """Paths of texts that changed in the source since this translation: `body.2`, `calls.0`."""


class SectionRecord(TypedDict):
    code: str
    name: str
    country: str
    email: str
    web: str
    after_deadline: dict[str, str]
    letters: dict[str, Any]
    """What it says of sending: see `directory.models.Section.letters`."""


class ExtensionRecord(TypedDict):
    section: str
    until: str
    deadline_at: str


class NoteRecord(TypedDict):
    section: str
    language: str
    text: str


class CaseRecord(TypedDict):
    """A case. Of one that was taken down, number, slug and the bare chain of editions are left."""

    uid: str
    slug: str
    number: str
    countries: list[str]
    language: str
    state: str
    live: int
    """n of the newest edition."""
    stopped_at: str | None
    closed_at: str | None
    outcome: str | None
    taken_down_at: str | None
    first_published_at: str
    concern_slugs: list[str]
    headlines: dict[str, Headline]
    editions: list[EditionRecord]
    """The newest first."""
    section: SectionRecord | None
    sections: list[SectionRecord]
    """All sections of the network that are active, for what they say after the deadline."""
    extensions: list[ExtensionRecord]
    notes: list[NoteRecord]
    failing: dict[str, str]
    """Addresses and numbers of the newest edition that do not work, and since when."""


type Json = dict[str, Any]
