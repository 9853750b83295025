"""Compare a case file that was read with the expected one, field by field.

The expected file may hold, beside the fields, `accept` (other answers that the contract leaves room for, by path) and
`expect_warnings` (top-level fields that must carry a warning).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

EXACT = ("kind", "number", "update", "index", "issued", "deadline", "countries", "language", "diplomatic_copies")
TEXTS = ("headline", "summary", "body", "background", "model_letter", "calls")
PARTS = ("name", "post", "lines", "country", "email", "fax", "phone", "salutation")


def disagreements(expected: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """Every path at which the two differ, with both values."""
    return [
        *_exact(expected, found),
        *_texts(expected, found),
        *_people(expected, found),
        *_recipients(expected, found),
        *_warnings(expected, found),
    ]


def _exact(expected: dict[str, Any], found: dict[str, Any]) -> Iterator[str]:
    for field in EXACT:
        yield from _differ(expected, field, expected[field], found[field])
    if set(expected["write_in"]["languages"]) != set(found["write_in"]["languages"]):
        yield from _differ(expected, "write_in", expected["write_in"], found["write_in"])


def _texts(expected: dict[str, Any], found: dict[str, Any]) -> Iterator[str]:
    for field in TEXTS:
        wanted, got = expected.get(field), found[field]
        if field in ("headline", "summary") and wanted is None:
            continue
        if field == "body" and expected["summary"] is None and found["summary"]:
            got = [found["summary"], *got]
        yield from _differ(expected, field, wanted, got)


def _people(expected: dict[str, Any], found: dict[str, Any]) -> Iterator[str]:
    wanted = [(person["name"], person["group"]) for person in expected["people"]]
    got = [(person["name"], person["group"]) for person in found["people"]]
    yield from _differ(expected, "people", wanted, got)


def _recipients(expected: dict[str, Any], found: dict[str, Any]) -> Iterator[str]:
    for field in ("targets", "copies"):
        if len(expected[field]) != len(found[field]):
            yield f"{field}: {len(expected[field])} expected, {len(found[field])} found"
            continue
        for number, (wanted, got) in enumerate(zip(expected[field], found[field], strict=True)):
            for part in PARTS:
                yield from _differ(expected, f"{field}.{number}.{part}", wanted[part], got[part])


def _warnings(expected: dict[str, Any], found: dict[str, Any]) -> Iterator[str]:
    warned = {warning["field"] for warning in found["warnings"]}
    for field in expected.get("expect_warnings") or ():
        if field not in warned:
            yield f"warnings: nothing is said about {field}"


def _differ(expected: dict[str, Any], path: str, wanted: Any, got: Any) -> Iterator[str]:
    answers = [wanted, *(expected.get("accept") or {}).get(path, [])]
    if not any(_plain(answer) == _plain(got) for answer in answers):
        yield f"{path}: expected {wanted!r}, found {got!r}"


def _plain(value: Any) -> Any:
    """Words alone: punctuation, quotes, spaces and paragraph breaks are compared elsewhere."""
    if isinstance(value, list):
        joined = [_plain(item) for item in value]
        return "".join(joined) if all(isinstance(item, str) for item in joined) else joined
    if isinstance(value, str):
        return re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", value)).casefold()
    return value
