"""Names of states: the country line of an address, and knowing a line that only names a country.

Names come from CLDR (through Babel) and ISO 3166-1 (through pycountry).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

import pycountry
from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages

from tocsin.casefile.states import INVENTED, invented_name
from tocsin.letters.languages import base_language, locale_for

_WIDELY_WRITTEN = ("en", "fr", "es", "de", "pt", "it", "nl", "ru", "ar", "zh-Hans", "zh-Hant")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# As people write them on envelopes; CLDR and ISO have none of these.
_ALSO_WRITTEN = {
    "AE": ("UAE", "U.A.E."),
    "BO": ("Bolivia",),
    "CD": (
        "DR Congo",
        "DRC",
        "Democratic Republic of the Congo",
        "Democratic Republic of Congo",
        "RD Congo",
        "RDC",
        "Congo (Kinshasa)",
    ),
    "CG": ("Congo", "Congo (Brazzaville)"),
    "CI": ("Ivory Coast",),
    "CN": ("PRC", "P.R.C.", "PR China", "P.R. China", "P. R. China", "VR China", "中华人民共和国", "中華人民共和國"),
    "CZ": ("Czech Republic",),
    "GB": ("UK", "U.K.", "Great Britain", "England", "Scotland", "Wales", "Northern Ireland"),
    "GM": ("The Gambia",),
    "GR": ("Ελληνική Δημοκρατία", "Hellas"),
    "IR": ("Iran",),
    "JP": ("日本国",),
    "KP": ("North Korea", "DPRK"),
    "KR": ("South Korea", "Korea", "ROK", "한국"),
    "LA": ("Laos", "Lao PDR"),
    "MK": ("Macedonia",),
    "MM": ("Burma", "Birma", "Birmanie", "Birmania"),
    "NL": ("Holland",),
    "PS": ("Palestine",),
    "RU": ("Russia", "Российская Федерация", "РФ"),
    "SY": ("Syria",),
    "SZ": ("Swaziland",),
    "TH": ("ประเทศไทย", "ราชอาณาจักรไทย"),
    "TL": ("East Timor",),
    "TR": ("Turkey",),
    "TW": ("Taiwan", "Republic of China", "R.O.C.", "中華民國", "臺灣"),
    "TZ": ("Tanzania",),
    "US": ("USA", "U.S.A.", "US", "U.S.", "United States of America", "EE. UU.", "EE.UU.", "Etats-Unis d'Amérique"),
    "VA": ("Vatican", "Vatican City", "Holy See"),
    "VN": ("Vietnam",),
    "XK": ("Kosovo",),
}

# Words of a state's form, not of its name; taken out of both sides before a second comparison.
_FORMS_OF_STATE = _words("""
    the of and republic peoples people s democratic islamic arab federal federative federation federated socialist
    kingdom state states union united principality grand duchy commonwealth plurinational bolivarian cooperative
    oriental independent hashemite sultanate la le les el los las du de des d l del della dei der die das
    republique populaire
    democratique islamique arabe federale federation royaume etat republica popular democratica islamica arabe federal
    federativa reino estado plurinacional bolivariana republik volksrepublik demokratische islamische arabische
    bundesrepublik konigreich foderation repubblica popolare
    جمهورية الجمهورية العربية الاسلامية الشعبية الديمقراطية الديموقراطية المملكة مملكة دولة جمهوری اسلامی
    республика королевство федеративная народная демократическая республіка מדינת गणराज्य भारतीय
""")


MOST_KEPT = 4096
"""Answers that are remembered: what is asked for may come from strangers."""


@lru_cache(MOST_KEPT)
def is_country(code: str) -> bool:
    """An alpha-2 code that a writer or a case may carry: ISO 3166-1, Kosovo, and XC-XZ for invented states."""
    return pycountry.countries.get(alpha_2=code) is not None or re.fullmatch("X[C-Z]", code) is not None


@lru_cache(MOST_KEPT)
def country_name(code: str, language: str) -> str | None:
    """The state's name in a language; None for a code without a name."""
    name = locale_for(language).territories.get(code) or invented_name(code, language)
    return str(name) if name else None


@lru_cache(MOST_KEPT)
def official_language(country: str, preferred: str) -> str:
    """An official language of a country: the preferred one if it is one, else the first that has names of states."""
    languages = [tag.replace("_", "-") for tag in get_official_languages(country, de_facto=True)]
    if not languages or any(base_language(tag) == base_language(preferred) for tag in languages):
        return preferred
    return next((tag for tag in languages if _has_names(tag)), "en")


@lru_cache(MOST_KEPT)
def country_line(code: str, writer_country: str, writer_language: str) -> str | None:
    """The last line of an address abroad: the state's name in capitals; None where the state has no name in CLDR."""
    language = official_language(writer_country, writer_language)
    name = country_name(code, language)
    return None if name is None else capitals(name, language)


def capitals(name: str, language: str) -> str:
    """Capitals by the language's own rules: Turkish dotted İ, Greek without accents."""
    base = base_language(language)
    if base in {"tr", "az"}:
        return name.replace("i", "İ").replace("ı", "I").upper()
    if base == "el":
        stripped = (mark for mark in unicodedata.normalize("NFD", name.upper()) if mark != "\u0301")
        return unicodedata.normalize("NFC", "".join(stripped))
    return name.upper()


@lru_cache(MOST_KEPT)
def only_names_country(line: str, code: str, languages: tuple[str, ...] = ()) -> bool:
    """Whether a postal line holds nothing but the name of that state, in any form and any likely language."""
    plain = _folded(line)
    if not plain:
        return False
    bare = _without_form(plain)
    likely = dict.fromkeys((*languages, *_WIDELY_WRITTEN, *_official(code)))
    for names in (_own_names(code), *(_names_in(code, language) for language in likely)):
        if plain in names or (bare and bare in map(_without_form, names)):
            return True
    return False


@lru_cache(MOST_KEPT)
def code_of(name: str) -> str | None:
    """The alpha-2 code of a state's English name, in any usual form, or of the code itself."""
    wanted = name.strip()
    if re.fullmatch("[A-Za-z]{2}", wanted) and is_country(wanted.upper()):
        return wanted.upper()
    folded = _folded(wanted)
    return _codes_by_name().get(folded) or _codes_by_bare_name().get(_without_form(folded))


def every_state() -> list[str]:
    """Codes of all states that there are (ISO 3166-1, and Kosovo)."""
    return [*(country.alpha_2 for country in pycountry.countries), "XK"]


@cache
def _codes_by_name() -> dict[str, str]:
    codes = [*every_state(), *INVENTED]
    return {name: code for code in codes for name in (*_names_in(code, "en"), *_own_names(code))}


@cache
def _codes_by_bare_name() -> dict[str, str]:
    """Names without the words of the state's form; those that two states share are left out."""
    found: dict[str, set[str]] = {}
    for name, code in _codes_by_name().items():
        found.setdefault(_without_form(name), set()).add(code)
    return {name: min(codes) for name, codes in found.items() if name and len(codes) == 1}


@lru_cache(MOST_KEPT)
def _own_names(code: str) -> frozenset[str]:
    """Names that belong to the state whatever the language: ISO's, its codes, and what people write."""
    country = pycountry.countries.get(alpha_2=code)
    fields = ("name", "official_name", "common_name", "alpha_3")
    iso = [getattr(country, field, None) for field in fields] if country else []
    formal = [INVENTED[code].formal_name] if code in INVENTED else []
    return frozenset(_folded(name) for name in (*iso, *formal, *_ALSO_WRITTEN.get(code, ())) if name)


@lru_cache(MOST_KEPT)
def _names_in(code: str, language: str) -> frozenset[str]:
    name = country_name(code, language)
    if not name:
        return frozenset()
    # CLDR adds a second name in brackets: Myanmar (Burma).
    parts = (name, *re.split(r"[()]", name))
    return frozenset(_folded(part) for part in parts if part.strip())


def _official(code: str) -> Iterator[str]:
    return (tag.replace("_", "-") for tag in get_official_languages(code, regional=True, de_facto=True)[:4])


def _has_names(tag: str) -> bool:
    try:
        return bool(Locale.parse(base_language(tag).replace("-", "_")).territories)
    except (UnknownLocaleError, ValueError):
        return False


def _folded(text: str) -> str:
    """For comparing: no case, no accents, no punctuation, single spaces."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    kept = (character for character in decomposed if not unicodedata.combining(character) or ord(character) > 0x36F)
    return " ".join(re.findall(r"\w[\w\u0900-\u0dff\u0e00-\u0eff]*", _spelled("".join(kept))))


def _spelled(text: str) -> str:
    """U.S.A. and P.R. as one word each; apostrophes of every kind end a word."""
    return re.sub(r"\b(\w)\.(?=\s?\w\b|\s|$|\))", r"\1", text).replace("&", " and ")


def _without_form(folded: str) -> str:
    return " ".join(_words_but(folded.split(), _FORMS_OF_STATE))


def _words_but(words: Iterable[str], unwanted: frozenset[str]) -> Iterator[str]:
    return (word for word in words if word not in unwanted)
