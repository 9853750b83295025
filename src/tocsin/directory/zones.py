"""The time zone of a state's capital: the zone that a deadline is proposed in.

IANA names in their present form (Europe/Kyiv). Which zones a state has comes from CLDR through Babel; where it has
several, the capital's stands here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from babel.core import get_global

from tocsin.directory.models import InventedState

_OF_THE_CAPITAL: Mapping[str, str] = {
    "AR": "America/Argentina/Buenos_Aires",
    "AU": "Australia/Sydney",  # Canberra
    "BR": "America/Sao_Paulo",  # Brasília
    "CA": "America/Toronto",  # Ottawa
    "CD": "Africa/Kinshasa",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",  # Beijing
    "CY": "Asia/Nicosia",
    "DE": "Europe/Berlin",
    "EC": "America/Guayaquil",  # Quito
    "ES": "Europe/Madrid",
    "FM": "Pacific/Pohnpei",  # Palikir
    "GL": "America/Nuuk",
    "ID": "Asia/Jakarta",
    "KI": "Pacific/Tarawa",
    "KZ": "Asia/Almaty",  # Astana
    "MH": "Pacific/Majuro",
    "MN": "Asia/Ulaanbaatar",
    "MX": "America/Mexico_City",
    "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland",  # Wellington
    "PF": "Pacific/Tahiti",
    "PG": "Pacific/Port_Moresby",
    "PS": "Asia/Hebron",  # Ramallah
    "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "US": "America/New_York",  # Washington
    "UZ": "Asia/Tashkent",
    # CLDR has no zone for Kosovo; Pristina keeps the time of Belgrade.
    "XK": "Europe/Belgrade",
    # Nobody governs from there: the zone of the capital that administers the place, UTC where none does.
    "AQ": "Etc/UTC",
    "BV": "Europe/Oslo",
    "HM": "Australia/Sydney",
    "UM": "America/New_York",
}


def zone_of_capital(country: str) -> str | None:
    """The zone of the capital of a state, invented ones too; None for a code that is no state's."""
    known = _zone_of_known_state(country)
    if known is None and re.fullmatch("X[C-Z]", country):
        return InventedState.objects.filter(code=country).values_list("zone", flat=True).first()
    return known


@cache
def _zone_of_known_state(country: str) -> str | None:
    """Of a state that exists. A state with several zones and none in the table has no answer, and fails a test."""
    if country in _OF_THE_CAPITAL:
        return _OF_THE_CAPITAL[country]
    zones: list[str] = get_global("territory_zones").get(country, [])
    return zones[0] if len(zones) == 1 else None
