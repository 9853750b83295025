"""What states are called. CLDR knows those that exist; the table of the directory knows the invented ones."""

from __future__ import annotations

from collections.abc import Mapping

import pycountry

from tocsin.directory.models import InventedState
from tocsin.letters import countries
from tocsin.letters.languages import fallback_chain


def country_names(language: str) -> dict[str, str]:
    """Names of the invented states by code, for the writers of case files (`country_names`)."""
    states = InventedState.objects.values_list("code", "names")
    return {code: _name_in(names, language) for code, names in states}


def country_name(code: str, language: str) -> str:
    """The name of any state in a language, English where there is none in it, else the code."""
    invented = country_names(language).get(code) if code.startswith("X") else None
    return invented or countries.country_name(code, language) or countries.country_name(code, "en") or code


def state_names(language: str) -> dict[str, str]:
    """The names of all states by code, in one question."""
    invented = country_names(language)
    real = [country.alpha_2 for country in pycountry.countries]
    known = {
        code: countries.country_name(code, language) or countries.country_name(code, "en") or code
        for code in (*real, "XK")
    }
    return known | invented


def state_codes() -> list[str]:
    """Codes of all states: ISO 3166-1, Kosovo, and the invented ones."""
    invented = InventedState.objects.values_list("code", flat=True)
    return sorted({*(country.alpha_2 for country in pycountry.countries), "XK", *invented})


def _name_in(names: Mapping[str, str], language: str) -> str:
    primary = language.replace("_", "-").split("-")[0].lower()
    return next((names[tag] for tag in (*fallback_chain(language), primary) if tag in names), names["en"])
