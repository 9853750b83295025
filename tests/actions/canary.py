"""Canaries: invented words that stand where something must not get out, and every place where one could be seen."""

from __future__ import annotations

import base64
import binascii
import gzip
import io
import re
import tarfile
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pypdfium2
from django.db import connection
from django.urls import get_resolver

from tests.conftest import IN_CI

_CONSONANTS, _VOWELS = "bcdfghjklmnprstvz", "aeiou"
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{16,}={0,2}")


class Canaries:
    """Words by the place where they were put. Each is one that no language has, of letters alone."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.words: dict[str, str] = {}

    def word(self, place: str) -> str:
        digits = sha256(f"{self.kind} {place}".encode()).digest()[:12]
        pairs = zip(digits[::2], digits[1::2], strict=True)
        word = "Q" + "".join(_CONSONANTS[a % len(_CONSONANTS)] + _VOWELS[b % len(_VOWELS)] for a, b in pairs)
        self.words[place] = word
        return word

    def found_in(self, content: bytes) -> list[str]:
        """The places whose words stand in it, however it is packed."""
        text = "".join(_letters(layer) for layer in _layers(content))
        return [place for place, word in self.words.items() if word.lower() in text]


def _letters(layer: bytes) -> str:
    """Letters alone: what breaks a word in two, or spells it in two bytes a letter, hides nothing."""
    return re.sub("[^a-z]+", "", layer.decode("latin-1").lower())


def _layers(content: bytes) -> Iterator[bytes]:
    yield content
    yield from (layer for inner in _inside(content) for layer in _layers(inner))


def _inside(content: bytes) -> Iterator[bytes]:
    if content.startswith(b"\x1f\x8b"):
        yield gzip.decompress(content)
    elif content.startswith(b"%PDF"):
        yield _said_by_pdf(content)
    elif content[257:262] == b"ustar":
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            for member in archive:
                yield archive.extractfile(member).read()  # type: ignore[union-attr]
    else:
        for match in _BASE64.findall(content):
            try:
                yield base64.b64decode(match, validate=True)
            except binascii.Error:
                continue


def _said_by_pdf(content: bytes) -> bytes:
    document = pypdfium2.PdfDocument(content)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    return "\n".join([*pages, *document.get_metadata_dict().values()]).encode("utf-8", "replace")


# --- The database ---------------------------------------------------------------------------------------------------


def rows_of_every_table() -> Iterator[tuple[str, bytes]]:
    """Every value of every table, ours or not, by table and column."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    yield f"{table}.{name}", _as_bytes(value)


def _as_bytes(value: Any) -> bytes:
    return bytes(value) if isinstance(value, bytes | bytearray | memoryview) else str(value).encode()


def files_of_the_database() -> Iterator[tuple[str, bytes]]:
    """The bytes on the disk: SQLite's file with its log beside it, or every relation of the PostgreSQL database."""
    if connection.vendor == "sqlite":
        file = Path(str(connection.settings_dict["NAME"]))
        yield from ((one.name, one.read_bytes()) for one in file.parent.glob(f"{file.name}*"))
        return
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT relname, pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class "
            "WHERE relkind IN ('r', 't', 'i', 'm') AND pg_relation_filepath(oid) IS NOT NULL"
        )
        yield from ((name, bytes(content)) for name, content in cursor.fetchall())


# --- The public addresses -------------------------------------------------------------------------------------------

TONGUES = ("", "/fr", "/ar") if IN_CI else ("", "/fr")


def every_address(values: dict[str, Iterable[object]]) -> list[str]:
    """Each address of the URL list in each of the tongues, with all of these values for its parameters.

    values: by parameter, or by `what/parameter` where it means another thing after that word. An address with a
    parameter of which nothing is known fails here, so that a new one is thought of.
    """
    found = []
    for entry in get_resolver().url_patterns:
        paths = [str(entry.pattern)]
        for name in entry.pattern.converters:
            paths = [
                re.sub(f"<[a-z]+:{name}>", str(value), path) for path in paths for value in _known(path, name, values)
            ]
        found += [f"{tongue}/{path}" for path in paths for tongue in TONGUES]
    return found


def _known(path: str, name: str, values: dict[str, Iterable[object]]) -> Iterable[object]:
    return values.get(f"{path.partition('/')[0]}/{name}") or values[name]
