"""How the writer signs: with full name and address, or with initials and place and nothing that gives the name away."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tocsin.letters.countries import country_name, only_names_country
from tocsin.letters.hygiene import one_line
from tocsin.letters.writer import Writer


@dataclass(frozen=True, slots=True)
class Signature:
    """`name` is what stands under the letter, `sender` the lines at its head, `author` the document's author.

    Without a name the letter has a line to sign on.
    `hidden` is the full name where it must appear nowhere; else empty.
    """

    name: str
    sender: tuple[str, ...]
    author: str
    hidden: str = ""

    def is_signed_on(self, line: str) -> bool:
        """Whether a line at the end of a text is only the writer's name, initials or address."""
        bare = line.strip(" ,.").casefold()
        return bool(bare) and bare in {part.strip(" ,.").casefold() for part in (self.name, self.hidden, *self.sender)}

    def is_betrayed_by(self, text: str) -> bool:
        """Whether a text says the name that initials should hide."""
        if not self.hidden:
            return False
        words = r"\s+".join(map(re.escape, self.hidden.split()))
        return re.search(rf"(?<!\w){words}(?!\w)", text, re.IGNORECASE) is not None


def signature_of(writer: Writer, language: str) -> Signature:
    """What the letters of this writer are signed with, in the letter's language."""
    if not writer.signs_with_initials:
        sender = tuple(filter(None, (writer.name, *(writer.address or (_place(writer, language),)))))
        return Signature(writer.name, sender, writer.name)
    initials = initials_of(writer.name)
    place = _place(writer, language)
    shown = tuple(filter(None, (initials, place)))
    return Signature(", ".join(shown), shown, initials, writer.name)


def initials_of(name: str) -> str:
    """`Chen Arndt` gives `C. A.`, `Jean-Luc Dupré` gives `J.-L. D.`"""
    words = (filter(None, re.split("[-\u2010\u2011]", word)) for word in one_line(name).split())
    return " ".join(filter(None, ("-".join(f"{part[0]}." for part in word) for word in words)))


def _place(writer: Writer, language: str) -> str:
    """The town with the country's name behind it, unless it is already there."""
    town = writer.town
    last = re.split("[,،，]", town)[-1]
    country = country_name(writer.country, language)
    if not country or only_names_country(last, writer.country):
        return town
    return f"{town}, {country}" if town else country
