"""Whether what is published still holds together: bytes, hashes, signatures, what each edition says of the one before.

Reads only what is public, so that the public process could ask it too. Of a case that was taken down only the chain of
hashes is left to look at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from tocsin.actions.models import PublicRecord, Rendition, VerifyingKey
from tocsin.actions.publishing.renditions import NONE
from tocsin.keys import KeysError, PublicKey, verify

_CROSSED = timedelta(hours=1)
"""How long a publication that began before a rotation may seem to come after it."""
_STATED = re.compile(r"^SHA-256 of (.+): ([0-9a-f]{64}|none)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Break:
    """Where it does not hold. n: edition, 0 for the case as a whole. code: see `MEANINGS`."""

    slug: str
    n: int
    language: str | None
    code: str


MEANINGS: Mapping[str, str] = {
    "missing": "an edition is missing, or stands in another place",
    "bytes": "a file is not what was published",
    "key": "it is signed by a key that is not known, or was retired by then",
    "signature": "the signature is not of this text",
    "statement": "the text states other hashes than those of its files",
    "previous": "it does not follow from the edition before",
    "record": "the page says something else than what was published",
}


def verify_chain(slug: str) -> list[Break]:
    """Every break of a case's chain, the first edition first; empty where all holds."""
    renditions = list(Rendition.objects.filter(slug=slug).defer("text", "casefile", "sheet").order_by("n", "pk"))
    record = PublicRecord.objects.filter(slug=slug).values_list("record", flat=True).first()
    keys = {key.key_id: key for key in VerifyingKey.objects.all()}
    found = [*_order(slug, renditions, record)]
    for one in renditions:
        found += [Break(slug, one.n, one.language, code) for code in _of_one(one, renditions, keys)]
    return sorted(found, key=lambda one: one.n)


def verify_chains() -> Iterator[Break]:
    """Every break of every case."""
    slugs = PublicRecord.objects.order_by("pk").values_list("slug", flat=True)
    lost = Rendition.objects.exclude(slug__in=slugs).order_by("slug").values_list("slug", flat=True).distinct()
    for slug in [*slugs, *lost]:
        yield from verify_chain(slug)


def _order(slug: str, renditions: Sequence[Rendition], record: Mapping[str, Any] | None) -> Iterator[Break]:
    """The editions of the record are those that were published, one after the other, and none was put back."""
    sources = {one.n: one for one in renditions if one.is_source}
    if record is None:
        yield Break(slug, 0, None, "record")
        return
    newest = max([int(record["live"]), *sources])
    if [edition["n"] for edition in record["editions"]] != list(range(newest, 0, -1)) or record["live"] != newest:
        yield Break(slug, 0, None, "record")
    for n in range(1, newest + 1):
        if n not in sources:
            yield Break(slug, n, None, "missing")
    for edition in record["editions"]:
        n, before = edition["n"], sources.get(edition["n"] - 1)
        if edition["previous"] != (before.text_sha256 if before else None):
            yield Break(slug, n, None, "previous")
        if n in sources and (_recorded(edition) != _published(n, renditions) or edition["key_id"] != sources[n].key_id):
            yield Break(slug, n, None, "record")


def _recorded(edition: Mapping[str, Any]) -> dict[str, tuple[str, str, str]]:
    renditions: Mapping[str, Mapping[str, str]] = edition["renditions"]
    return {tag: (one["text"], one["casefile"], one["sheet"]) for tag, one in renditions.items()}


def _published(n: int, renditions: Sequence[Rendition]) -> dict[str, tuple[str, str, str]]:
    of_edition = [one for one in renditions if one.n == n and one.newest]
    return {one.language: (one.text_sha256, one.casefile_sha256, one.sheet_sha256) for one in of_edition}


def _of_one(one: Rendition, renditions: Sequence[Rendition], keys: Mapping[str, VerifyingKey]) -> Iterator[str]:
    """What is wrong with one language of one edition, by itself and by what it says of the others."""
    contents = Rendition.objects.filter(pk=one.pk).values_list("text", "casefile", "sheet").first()
    key = keys.get(one.key_id)
    if key is None or (key.retired_at is not None and key.retired_at + _CROSSED < one.published_at):
        yield "key"
    if contents is None or contents[0] is None:
        return
    text, casefile, sheet = contents[0].encode(), bytes(contents[1] or b""), bytes(contents[2] or b"")
    hashes = [sha256(content).hexdigest() for content in (text, casefile, sheet)]
    if hashes != [one.text_sha256, one.casefile_sha256, one.sheet_sha256]:
        yield "bytes"
    if key is not None and not _is_signed(text, one.signature, key):
        yield "signature"
    yield from _statement(one, contents[0], renditions)


def _is_signed(text: bytes, signature: str, key: VerifyingKey) -> bool:
    try:
        verify(text, signature, PublicKey.from_text(key.public_key))
    except KeysError:
        return False
    return True


def _statement(one: Rendition, text: str, renditions: Sequence[Rendition]) -> Iterator[str]:
    """What a text's last lines say, against what is kept. A case's own words may look like them: the last count."""
    head, _, last = text.rpartition("\nEdition: ")
    stated = dict(_STATED.findall(last))
    sources = {other.n: other for other in renditions if other.is_source}
    before, source = sources.get(one.n - 1), sources.get(one.n)
    if stated.pop("the previous edition's text", None) != (before.text_sha256 if before else NONE):
        yield "previous"
    expected = {"casefile.json": one.casefile_sha256, "sheet.pdf": one.sheet_sha256}
    if not one.is_source and "the source's casefile.json" in stated:
        expected["the source's casefile.json"] = source.casefile_sha256 if source else NONE
    # A translation that was corrected later leaves the hash of its first revision in the source's text.
    kept = {(f"the text in {other.language}", other.text_sha256) for other in renditions if other.n == one.n}
    translations = {(what, value) for what, value in stated.items() if what not in expected}
    is_own = bool(head) and last.startswith(f"{one.n}\n")
    if not is_own or not translations <= kept or any(stated.get(what) != value for what, value in expected.items()):
        yield "statement"
