"""In which language somebody reads, and which of a case's languages serves them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from django.http import HttpRequest
from django.utils.translation import gettext

from tocsin.actions.publishing.shapes import CaseRecord, EditionRecord, Headline
from tocsin.api.errors import NotHere


@dataclass(frozen=True, slots=True)
class Reader:
    """What the language middleware found out.

    fixed: the language of the address (`/fr/…`), else None. wishes: languages, the dearest first, the fixed one before
    all. tongue: the language of our own words.
    """

    fixed: str | None
    wishes: tuple[str, ...]
    tongue: str

    @property
    def prefix(self) -> str:
        """What stands before every path in links."""
        return f"/{self.fixed}" if self.fixed else ""


def reader_of(request: HttpRequest) -> Reader:
    """The middleware has left its findings on every request."""
    found = cast("Any", request)
    return Reader(found.fixed_language, found.wishes, found.tongue)


def best_match(wish: str, available: Collection[str]) -> str | None:
    """The language of those available that serves a wish: itself, else the first of its family."""
    exact = next((one for one in available if one.lower() == wish.lower()), None)
    return exact or next((one for one in available if _family(one) == _family(wish)), None)


# Tags come from outside: the memory of what they mean has an end, which that of `letters.languages` has not.
@lru_cache(maxsize=1024)
def _family(tag: str) -> str:
    """What two tags share when who reads the one reads the other; the two ways of writing Chinese are kept apart."""
    parts = tag.lower().split("-")
    name = {"iw": "he", "in": "id", "no": "nb"}.get(parts[0], parts[0])
    if name not in {"zh", "yue"}:
        return name
    by_place = name == "yue" or not {"tw", "hk", "mo"}.isdisjoint(parts)
    return "zh-hant" if "hant" in parts or ("hans" not in parts and by_place) else "zh-hans"


def headline_for(record: CaseRecord, reader: Reader) -> tuple[str, Headline]:
    """Language and headline that suit a reader; those of the source where no wish can be met."""
    headlines = record["headlines"]
    for wish in reader.wishes:
        found = best_match(wish, headlines)
        if found is not None:
            return found, headlines[found]
    return record["language"], headlines[record["language"]]


def language_of_files(edition: EditionRecord, reader: Reader) -> str:
    """The source's language, whatever the browser wishes; under `/xx/` that translation. Raises NotHere."""
    if reader.fixed is None:
        return edition["language"]
    found = best_match(reader.fixed, edition["renditions"])
    if found is None:
        words = gettext("This edition is not translated into this language. It can be had in: %(languages)s.")
        raise NotHere(words % {"languages": ", ".join(languages_of(edition))})
    return found


def languages_of(edition: EditionRecord) -> list[str]:
    """The source's language first, the rest in order."""
    return [edition["language"], *sorted(set(edition["renditions"]) - {edition["language"]})]
