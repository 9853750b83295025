"""Who writes: the keys of WRITER.toml.

Needed are a name, a country, a language, and an address or a place:

    name      = "Chen Arndt"          needed
    sign_as   = "full"                or "initials": then only initials and place appear, nowhere the name
    address   = ["Musterallee 12", "04109 Leipzig"]    or only
    place     = "Leipzig"
    email     = "chen@example.org"    optional
    country   = "DE"                  needed; alpha-2
    language  = "de"                  needed; BCP 47
    paper     = "a4"                  or "letter"; by default what is usual in the country
    envelope  = "din-5008-b"          by default what is usual there, else "none"
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from tocsin.letters.addresses import email_of
from tocsin.letters.countries import is_country, only_names_country
from tocsin.letters.envelopes import ENVELOPES, SIZES, Envelope, Paper, usual_envelope, usual_paper
from tocsin.letters.errors import InvalidWriter
from tocsin.letters.hygiene import lines_of, one_line
from tocsin.letters.languages import is_language_tag, normal_tag

MAX_BYTES = 100_000
MAX_ADDRESS_LINES = 10

SignAs = Literal["full", "initials"]


@dataclass(frozen=True, slots=True)
class Writer:
    """A writer with every default filled in; `address` or `place` may be empty, not both.

    An empty name is somebody who signs by hand, on a line; it comes only from the list of an evening.
    """

    name: str
    country: str
    language: str
    sign_as: SignAs = "full"
    address: tuple[str, ...] = ()
    place: str = ""
    email: str | None = None
    paper: Paper = "a4"
    envelope: Envelope = ENVELOPES["none"]

    @property
    def signs_with_initials(self) -> bool:
        return self.sign_as == "initials"

    @property
    def town(self) -> str:
        """Where the letter is written: the place, else the town in the address without its postcode."""
        return self.place or _town_in(self.address, self.country)


def load_writer(content: bytes) -> Writer:
    """Bytes of a WRITER.toml; InvalidWriter names the key that is wrong and what is allowed."""
    values = _parse(content)
    for key in values:
        if key not in _KEYS:
            raise InvalidWriter(f"The writer's file has the unknown key “{key[:40]}”: {nearest_key(key)}")
    return writer_of(values)


def writer_of(values: Mapping[str, Any], *, needed: Sequence[str] = ("name", "country", "language")) -> Writer:
    """The writer of whom these known keys say so much; InvalidWriter has the key that is wrong or missing."""
    given = {key: read(values[key]) for key, read in _KEYS.items() if key in values}
    for key in needed:
        if key not in given:
            raise InvalidWriter(f"The writer's file lacks “{key}”: {_ALLOWED[key]}.", key=key)
    if "address" not in given and "place" not in given:
        raise InvalidWriter("The writer's file lacks “address” (a list of lines) or “place” (a town).", key="address")
    return _with_defaults({"name": ""} | given)


def _parse(content: bytes) -> dict[str, Any]:
    if len(content) > MAX_BYTES:
        raise InvalidWriter("The writer's file is larger than 100 kB: it should hold a few lines.")
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise InvalidWriter("The writer's file is not UTF-8 text.") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InvalidWriter(f"The writer's file is not TOML: {str(error)[:120]}.") from None


def _with_defaults(given: dict[str, Any]) -> Writer:
    country = given["country"]
    envelope = given.get("envelope")
    paper = given.get("paper") or (_paper_for(envelope, country) if envelope else usual_paper(country))
    envelope = envelope or ENVELOPES[usual_envelope(country, paper)]
    if paper not in envelope.papers:
        fitting = ", ".join(name for name, one in ENVELOPES.items() if paper in one.papers)
        raise InvalidWriter(
            f"The envelope “{envelope.name}” does not take the paper “{paper}”: with it go {fitting}.", key="envelope"
        )
    return Writer(**given | {"paper": paper, "envelope": envelope})


def _paper_for(envelope: Envelope, country: str) -> Paper:
    usual = usual_paper(country)
    return usual if usual in envelope.papers else envelope.papers[0]


def nearest_key(key: str) -> str:
    """What somebody may have meant, as the end of a sentence."""
    near = difflib.get_close_matches(key.lower(), _KEYS, n=1, cutoff=0.65)
    return f"did you mean “{near[0]}”?" if near else f"known are {', '.join(_KEYS)}."


def _town_in(address: tuple[str, ...], country: str) -> str:
    """The lowest line that says more than a postcode and the country; never the first, which is a street or a house."""
    for line in reversed(address[1:]):
        words = (word for word in line.split() if not any(map(str.isdigit, word)))
        town = " ".join(words).strip(" ,-")
        if town and not only_names_country(line, country):
            return town
    return ""


def _refuse(key: str) -> InvalidWriter:
    return InvalidWriter(f"The writer's “{key}” is wrong: {_ALLOWED[key]}.", key=key)


def _text(key: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        cleaned = one_line(value) if isinstance(value, str) else ""
        if not cleaned or len(cleaned) > 120:
            raise _refuse(key)
        return cleaned

    return read


def _choice(key: str, allowed: tuple[str, ...]) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if not isinstance(value, str) or value not in allowed:
            raise _refuse(key)
        return value

    return read


def _address(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(line, str) for line in value):
        raise _refuse("address")
    lines = lines_of(cast("list[str]", value))
    if not lines or len(lines) > MAX_ADDRESS_LINES or max(map(len, lines)) > 120:
        raise _refuse("address")
    return lines


def _email(value: Any) -> str:
    address = email_of(value) if isinstance(value, str) else None
    if address is None:
        raise _refuse("email")
    return address


def _country(value: Any) -> str:
    if not isinstance(value, str) or not is_country(value.upper()):
        raise _refuse("country")
    return value.upper()


def _language(value: Any) -> str:
    if not isinstance(value, str) or not is_language_tag(value):
        raise _refuse("language")
    return normal_tag(value)


def _envelope(value: Any) -> Envelope:
    if not isinstance(value, str) or value not in ENVELOPES:
        raise _refuse("envelope")
    return ENVELOPES[value]


_KEYS: dict[str, Callable[[Any], Any]] = {
    "name": _text("name"),
    "sign_as": _choice("sign_as", ("full", "initials")),
    "address": _address,
    "place": _text("place"),
    "email": _email,
    "country": _country,
    "language": _language,
    "paper": _choice("paper", tuple(SIZES)),
    "envelope": _envelope,
}

_ALLOWED = {
    "name": 'give one line of text, such as name = "Chen Arndt"',
    "sign_as": 'it is "full" or "initials"',
    "address": f"give a list of 1 to {MAX_ADDRESS_LINES} lines of text",
    "place": 'give one line of text, such as place = "Leipzig"',
    "email": 'give one e-mail address, such as email = "chen@example.org"',
    "country": 'give a two-letter country code, such as country = "DE"',
    "language": 'give a language tag, such as language = "de" or "pt-BR"',
    "paper": 'it is "a4" or "letter"',
    "envelope": f"it is one of {', '.join(ENVELOPES)}",
}
