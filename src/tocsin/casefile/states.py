"""Invented states, for demonstrations, exercises and tests.

They use the codes that ISO 3166-1 leaves to its users, XC to XZ without XK (Kosovo). All other names of states come
from CLDR.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InventedState:
    """A state that does not exist: its names by language (English at least), zone (IANA) and language (BCP 47)."""

    names: Mapping[str, str]
    formal_name: str
    zone: str
    language: str


INVENTED: Mapping[str, InventedState] = {
    "XH": InventedState(
        {"en": "Halvara", "fr": "Halvara", "es": "Halvara", "de": "Halvara", "ar": "هالفارا", "zh": "哈尔瓦拉"},
        "Republic of Halvara",
        "Etc/GMT-3",
        "en",
    ),
    "XV": InventedState(
        {"en": "Vestria", "fr": "Vestrie", "es": "Vestria", "de": "Vestrien", "ar": "فستريا", "zh": "维斯特里亚"},
        "Kingdom of Vestria",
        "Etc/GMT-1",
        "en",
    ),
    "XT": InventedState(
        {"en": "Tamarre", "fr": "Tamarre", "es": "Tamarra", "de": "Tamarre", "ar": "تامار", "zh": "塔马尔"},
        "Union of Tamarre",
        "Etc/GMT-2",
        "en",
    ),
    "XL": InventedState(
        {"en": "Linden", "fr": "Linden", "es": "Linden", "de": "Linden", "ar": "ليندن", "zh": "林登"},
        "Commonwealth of Linden",
        "Etc/GMT+5",
        "en",
    ),
    "XO": InventedState(
        {"en": "Oskany", "fr": "Oskanie", "es": "Oscania", "de": "Oskanien", "ar": "أوسكانيا", "zh": "奥斯卡尼"},
        "Republic of Oskany",
        "Etc/GMT-4",
        "en",
    ),
}


def invented_name(code: str, language: str) -> str | None:
    """The name of an invented state in a language, English where it has none; None where no such state is invented."""
    state = INVENTED.get(code)
    return (
        None if state is None else state.names.get(language.replace("_", "-").split("-")[0].lower(), state.names["en"])
    )
