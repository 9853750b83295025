"""Whether a text, a file or a number is genuine, and whether it still counts. Reads only what is public.

What is asked may be hostile and as long as MAX_BYTES: the time that an answer takes grows no faster than its length.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from tocsin.actions.models import PublicRecord, Rendition
from tocsin.actions.publishing.clock import state_at
from tocsin.actions.states import EditionState
from tocsin.casefile.textform import label_line
from tocsin.keys.minisign import key_id_of

MAX_BYTES = 5_000_000

GENUINE, ALTERED, UNKNOWN, TAKEN_DOWN = "genuine", "altered", "unknown", "taken_down"

_LONGEST_NUMBER = 200
_NUMBER = re.compile(r"(UA|EXTRA|MA|NSA)[\s/-]*0*([1-9]\d{0,5})[\s/-]+(?:19|20)?(\d\d)", re.IGNORECASE)
_NUMBER_IN_TEXT = re.compile(r"\b(UA|EXTRA|MA|NSA) ([1-9]\d{0,5})/(\d\d)\b")
_EDITION_IN_TEXT = re.compile(r"^Edition: (\d{1,6})$", re.MULTILINE)
_QUOTED = re.compile(rb"(?:> ?){1,5}")
_MOST_LINES = 20_000
_TELLING_LENGTH = 12
"""From this length on, two lines that are the same are hardly so by chance."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """code: genuine, altered, unknown or taken_down. what: text, casefile, sheet, signature or number. line: of an
    altered text or case file, the first line that differs, counted from 1.
    """

    code: str
    state: str | None = None
    slug: str | None = None
    number: str | None = None
    n: int | None = None
    language: str | None = None
    what: str | None = None
    line: int | None = None


def verify_number(text: str, now: datetime) -> Verdict:
    """What is known of a case's number, a document's index or a short link's name."""
    wanted = " ".join(unicodedata.normalize("NFKC", text[: _LONGEST_NUMBER + 1]).split())
    if len(text) > _LONGEST_NUMBER or not wanted.isprintable():
        return Verdict(UNKNOWN, what="number")
    number = _NUMBER.fullmatch(wanted)
    if number is not None:
        slug = f"{number[1]}-{int(number[2])}-{int(number[3]):02}".lower()
        found = PublicRecord.objects.filter(slug=slug).first()
        if found is not None:
            return _verdict(found, found.record["live"], None, "number", now)
    return _of_index(wanted, now) or Verdict(UNKNOWN, what="number")


def _of_index(wanted: str, now: datetime) -> Verdict | None:
    """The database looks through its records as text: to read them all here would take seconds."""
    written = {json.dumps(wanted), json.dumps(wanted, ensure_ascii=False)}
    named = Q()
    for index in written:
        named |= Q(text__icontains=f'"index": {index}')
    for record in PublicRecord.objects.annotate(text=Cast("record", TextField())).filter(named):
        for edition in record.record["editions"]:
            if edition["index"].casefold() == wanted.casefold():
                return _verdict(record, edition["n"], None, "number", now)
    return None


def verify_bytes(content: bytes, now: datetime) -> Verdict:
    """What is known of a file or a pasted text. Of a text, line ends, spaces at their end, empty lines around it and
    the marks of a quoting mail program may differ.
    """
    is_text = not content.startswith(b"%PDF") and b"\0" not in content and content.count(b"\n") < _MOST_LINES
    bare = _bare(content) if is_text else None
    digests = [sha256(one).hexdigest() for one in (content, bare) if one is not None]
    found = (
        Rendition.objects.filter(
            Q(text_sha256__in=digests) | Q(casefile_sha256__in=digests) | Q(sheet_sha256__in=digests)
        )
        .defer("text", "casefile", "sheet")
        .order_by("-n", "-newest", "-revision")
        .first()
    )
    if found is not None:
        what = {found.text_sha256: "text", found.casefile_sha256: "casefile"}
        return _of_rendition(found, next((what[one] for one in digests if one in what), "sheet"), now)
    if bare is None:
        return Verdict(UNKNOWN)
    return _signature(bare, now) or _altered(bare.decode("utf-8", "replace"), now) or Verdict(UNKNOWN)


def _bare(content: bytes) -> bytes:
    """A text as it was before a browser or a mail program changed its line ends or quoted it. No line of ours ends in a
    space, none begins with “>”, and none is empty at either end.
    """
    lines = [line.rstrip(b" \t\r") for line in content.removeprefix(b"\xef\xbb\xbf").split(b"\n")]
    if all(line.startswith(b">") for line in lines if line):
        lines = [_QUOTED.sub(b"", line, count=1) for line in lines]
    return b"\n".join(lines).strip(b"\n") + b"\n"


def _of_rendition(found: Rendition, what: str, now: datetime) -> Verdict:
    record = PublicRecord.objects.filter(slug=found.slug).first()
    if record is None:
        return Verdict(UNKNOWN)
    verdict = _verdict(record, found.n, found.language, what, now)
    if not found.newest and verdict.state == EditionState.LIVE:
        return replace(verdict, state=EditionState.SUPERSEDED)
    return verdict


def _verdict(record: PublicRecord, n: int, language: str | None, what: str, now: datetime) -> Verdict:
    value = record.record
    lapsed = record.visible_until is not None and now >= record.visible_until
    if value["state"] == EditionState.TAKEN_DOWN or lapsed:
        return Verdict(TAKEN_DOWN, EditionState.TAKEN_DOWN, record.slug, value["number"], n, language, what)
    edition = next(one for one in value["editions"] if one["n"] == n)
    ends = datetime.fromisoformat(edition["deadline_at"]) if edition["deadline_at"] else None
    return Verdict(GENUINE, state_at(edition["state"], ends, now), record.slug, value["number"], n, language, what)


def _signature(content: bytes, now: datetime) -> Verdict | None:
    """A signature file alone: it is ours where these very lines were made."""
    try:
        text = content.decode("ascii")
    except UnicodeDecodeError:
        return None
    key = key_id_of(text)
    if key is None:
        return None
    found = Rendition.objects.filter(key_id=key[::-1].hex().upper(), signature=text).defer("text", "casefile", "sheet")
    first = found.order_by("-newest", "-pk").first()
    return _of_rendition(first, "signature", now) if first else None


def _altered(text: str, now: datetime) -> Verdict | None:
    """Something that says one of our numbers and is for the most part one of our texts.

    Another network may give the same numbers, and a letter may speak of one of ours: neither is an altered text.
    """
    number = _NUMBER_IN_TEXT.search(text)
    slug = f"{number[1]}-{number[2]}-{number[3]}".lower() if number else ""
    record = PublicRecord.objects.filter(slug=slug).first() if number else None
    if record is None:
        return None
    verdict = _verdict(record, record.record["live"], None, "text", now)
    if verdict.code == TAKEN_DOWN:
        return verdict
    lines = text.split("\n")
    theirs = set(lines)
    likeness, nearest = 0.5, None
    for one in _contents(slug, _editions_meant(text, record)):
        telling = _telling_lines(one.content)
        if telling and len(telling & theirs) / len(telling) >= likeness:
            likeness, nearest = len(telling & theirs) / len(telling), one
    if nearest is None:
        return None
    line = _first_difference(nearest.content.split("\n"), lines)
    return replace(verdict, code=ALTERED, n=nearest.n, language=nearest.language, what=nearest.what, line=line)


@dataclass(frozen=True, slots=True)
class _Content:
    n: int
    language: str
    what: str
    content: str


def _contents(slug: str, editions: set[int]) -> Iterator[_Content]:
    found = Rendition.objects.filter(slug=slug, n__in=editions, text__isnull=False).order_by("n", "newest", "revision")
    for one in found.only("text", "casefile", "language", "n"):
        yield _Content(one.n, one.language, "text", str(one.text))
        yield _Content(one.n, one.language, "casefile", bytes(one.casefile or b"").decode("utf-8", "replace"))


def _editions_meant(text: str, record: PublicRecord) -> set[int]:
    """The edition that a text names itself; else those of which it says the index, and the newest."""
    named = _EDITION_IN_TEXT.search(text)
    indexes = {one["n"]: str(one["index"]) for one in record.record["editions"]}
    if named and int(named[1]) in indexes:
        return {int(named[1])}
    return {int(record.record["live"]), *(n for n, index in indexes.items() if index in text)}


def _telling_lines(content: str) -> set[str]:
    """Lines that are of this text alone: none that is a label, for every text has those."""
    return {line for line in content.split("\n") if len(line) >= _TELLING_LENGTH and not label_line().match(line)}


def _first_difference(ours: list[str], theirs: list[str]) -> int:
    pairs = zip(ours, theirs, strict=False)
    same = next((n for n, (one, other) in enumerate(pairs, 1) if one != other), None)
    return same or min(len(ours), len(theirs))
