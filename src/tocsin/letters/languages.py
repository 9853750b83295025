"""Language tags: their fallback chain, the locale of dates and names, the direction of a line.

BCP 47 (RFC 5646); likely scripts from CLDR.
"""

from __future__ import annotations

import re
from functools import lru_cache

from babel import Locale, UnknownLocaleError

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*\Z")
_HANT_REGIONS = frozenset({"TW", "HK", "MO"})


def is_language_tag(tag: str) -> bool:
    return _TAG.match(tag) is not None


MOST_KEPT = 4096
"""Answers that are remembered: what is asked for may come from strangers."""


@lru_cache(MOST_KEPT)
def normal_tag(tag: str) -> str:
    """`ZH-tw` as `zh-TW`; the script in title case, the region in capitals."""
    first, *rest = tag.replace("_", "-").split("-")
    forms = {4: str.title, 2: str.upper}
    return "-".join([first.lower(), *(forms.get(len(part), str.lower)(part) for part in rest)])


@lru_cache(MOST_KEPT)
def base_language(tag: str) -> str:
    """`pt` of `pt-BR`. Chinese is told apart by its script, as both are written languages of their own."""
    parts = normal_tag(tag).split("-")
    if parts[0] not in {"zh", "yue"}:
        return {"iw": "he", "in": "id", "no": "nb"}.get(parts[0], parts[0])
    traditional = "Hant" in parts or ("Hans" not in parts and (bool(_HANT_REGIONS & set(parts)) or parts[0] == "yue"))
    return "zh-Hant" if traditional else "zh-Hans"


@lru_cache(MOST_KEPT)
def fallback_chain(tag: str) -> tuple[str, ...]:
    """From the tag itself to wider ones: `zh-TW` gives `zh-TW`, `zh-Hant`; `pt-BR` gives `pt-BR`, `pt`."""
    return tuple(dict.fromkeys((normal_tag(tag), base_language(tag))))


def same_language(one: str, other: str) -> bool:
    """Whether what is written in the one serves a letter in the other; plain `zh` serves both scripts."""
    if "zh" in {normal_tag(one), normal_tag(other)}:
        return one[:2].lower() == other[:2].lower()
    return base_language(one) == base_language(other)


@lru_cache(MOST_KEPT)
def locale_for(tag: str, country: str | None = None) -> Locale:
    """The locale of a language, with its region's customs where CLDR has them; English is the international one."""
    base = base_language(tag).replace("-", "_")
    region = next((part for part in normal_tag(tag).split("-")[1:] if len(part) == 2), country)
    candidates = [f"{base}_{region}"] if region else []
    if base == "en":
        candidates.append("en_001")
    for candidate in (*candidates, base):
        try:
            return Locale.parse(candidate)
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse("en_001")


def reads_right_to_left(text: str) -> bool:
    """Whether a line's own direction is right to left: its first letter decides (UAX 9, P2)."""
    first = next(filter(str.isalpha, text), "")
    return _is_right_to_left(first)


def has_right_to_left(text: str) -> bool:
    """Whether any letter of a line is of a script written from right to left."""
    return any(map(_is_right_to_left, text))


def _is_right_to_left(character: str) -> bool:
    return "\u0590" <= character <= "\u08ff" or "\ufb1d" <= character <= "\ufefc"
