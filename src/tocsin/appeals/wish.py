"""All that a writer says on the page of writing: whom, how, in whose name, and the text. Plain values, checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from tocsin.delivery.kinds import Route
from tocsin.letters.addresses import email_of
from tocsin.letters.countries import is_country
from tocsin.letters.envelopes import ENVELOPES, usual_envelope, usual_paper
from tocsin.letters.hygiene import lines_of, one_line
from tocsin.letters.languages import is_language_tag, normal_tag
from tocsin.letters.writer import MAX_ADDRESS_LINES, SignAs, Writer

MOST_CHARACTERS = 20_000
LONGEST_LINE = 120


class Answers(StrEnum):
    """Where an official's answer goes."""

    PASSED_ON = "passed-on"
    """To the network's address, which passes it on; nobody sees the writer's own."""
    TO_ME = "to-me"
    """The writer's own address stands in Reply-To."""
    NONE = "none"
    """The letter asks for none; one that comes all the same is shown on the private page alone."""


class Fault(StrEnum):
    """What is missing or wrong before letters can be sent; the page words it beside the field."""

    COUNTRY = "country"
    LANGUAGE = "language"
    TEXT_EMPTY = "text-empty"
    TEXT_LONG = "text-long"
    NAME_IN_TEXT = "name-in-text"
    """The text holds the full name of somebody who signs with initials."""
    NOBODY = "nobody"
    """No recipient is chosen."""
    NAME = "name"
    PLACE = "place"
    """Neither an address nor a place."""
    EMAIL = "email"
    EMAIL_NEEDED = "email-needed"
    GLYPH = "glyph"
    """A letter that the network prints or faxes has a character that no font has."""
    PAGES = "pages"
    """A letter that the network prints or faxes has too many pages."""
    CONSENT = "consent"
    TOO_FAST = "too-fast"
    TRAP = "trap"
    FLOOD = "flood"
    """Too much from the same place today: what was written is kept, try later or send it yourself."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Cleaned, and maybe incomplete. to: keys of the recipients (`targets.0`); None for all. ways: by key.

    address: lines, the last ones postcode and town. place: a town, shown instead of an address.
    """

    country: str = ""
    language: str = ""
    text: str = ""
    to: frozenset[str] | None = None
    ways: Mapping[str, Route] = field(default_factory=dict)
    name: str = ""
    sign_as: SignAs = "initials"
    address: tuple[str, ...] = ()
    place: str = ""
    email: str = ""
    answers: Answers = Answers.PASSED_ON
    consent: bool = False
    hears: bool = False
    envelope: str = ""

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Wish:
        """From JSON, or from a form whose values were already taken apart; what cannot be used is left out."""
        country = str(said.get("country", "")).upper()[:2]
        language = str(said.get("language", ""))[:35]
        to = said.get("to")
        ways = said.get("ways") or {}
        return cls(
            country=country if is_country(country) else "",
            language=normal_tag(language) if is_language_tag(language) else "",
            text=_text(str(said.get("text", ""))),
            to=None if to is None else frozenset(str(key)[:30] for key in to),
            ways={str(key)[:30]: Route(way) for key, way in ways.items() if way in _ROUTES},
            name=one_line(str(said.get("name", "")))[:LONGEST_LINE],
            sign_as="full" if said.get("sign_as") == "full" else "initials",
            address=_lines(said.get("address", ())),
            place=one_line(str(said.get("place", "")))[:LONGEST_LINE],
            email=one_line(str(said.get("email", "")))[:254],
            answers=Answers(said["answers"]) if said.get("answers") in _ANSWERS else Answers.PASSED_ON,
            consent=bool(said.get("consent")),
            hears=bool(said.get("hears")),
            envelope=str(said["envelope"]) if said.get("envelope") in ENVELOPES else "",
        )

    def to_json(self) -> dict[str, Any]:
        """What `of` reads again."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        values["to"] = None if self.to is None else sorted(self.to)
        values["ways"] = {key: way.value for key, way in self.ways.items()}
        values["address"] = list(self.address)
        values["answers"] = self.answers.value
        return values

    @property
    def usable_email(self) -> str | None:
        return email_of(self.email) if self.email else None

    def writer(self) -> Writer:
        """As the letters have it. Somebody without a name or place yet is shown by what there is."""
        paper = usual_paper(self.country) if self.country else "a4"
        envelope = ENVELOPES[self.envelope or usual_envelope(self.country, paper)]
        if paper not in envelope.papers:
            envelope = ENVELOPES["none"]
        full = self.sign_as == "full"
        return Writer(
            name=self.name or "—",
            country=self.country,
            language=self.language,
            sign_as=self.sign_as,
            address=self.address if full else (),
            place=self.place,
            email=self.usable_email if self.answers is Answers.TO_ME else None,
            paper=paper,
            envelope=envelope,
        )


_ROUTES = frozenset(route.value for route in Route)
_ANSWERS = frozenset(one.value for one in Answers)


def _text(text: str) -> str:
    """Line breaks of one kind, no characters that no letter has; not shortened here, for nothing written is lost."""
    unix = re.sub("\r\n|\r", "\n", text)
    return "".join(character for character in unix if character in "\n\t" or character >= " ").replace("\x7f", "")


def _lines(value: Any) -> tuple[str, ...]:
    lines = value.split("\n") if isinstance(value, str) else list(value)
    return tuple(line[:LONGEST_LINE] for line in lines_of(map(str, lines)))[:MAX_ADDRESS_LINES]
