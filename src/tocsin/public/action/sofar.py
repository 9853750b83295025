"""The letters so far, on the page of an action: a picture, and the same in a table. Numbers only, never who wrote."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.appeals.numbers import Hidden, Numbers, Share, Told, numbers_of
from tocsin.appeals.wording import route_name
from tocsin.casefile.writing.wording import language_name
from tocsin.public import saying, times
from tocsin.public.frame import Link
from tocsin.public.reader import Reader


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    appeals: str
    handed_over: str
    reported: str


@dataclass(frozen=True, slots=True)
class Table:
    """about: of what each row is."""

    id: str
    about: str
    rows: tuple[Row, ...]
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class SoFar:
    """sentence: the whole in words, which is what the picture says to those who do not see it. withheld: why a number
    is not told, where one is not.
    """

    sentence: str
    picture: str
    tables: tuple[Table, ...]
    withheld: str
    files: tuple[Link, ...]


def letters_so_far(slug: str, reader: Reader) -> SoFar | None:
    """None while no letter has gone. One query."""
    numbers = numbers_of(slug)
    if not numbers:
        return None
    folder = reader.to(f"/actions/{slug}/letters")
    return SoFar(
        sentence=_sentence(numbers, reader),
        picture=f"{folder}.svg",
        tables=_tables(numbers, reader),
        withheld=_withheld(numbers),
        files=(Link("CSV", f"{folder}.csv"), Link("JSON", f"{folder}.json")),
    )


def _sentence(numbers: Numbers, reader: Reader) -> str:
    """“12 people or groups wrote. 20 letters were handed over by the network, and 42 are reported by their writers.”"""
    wrote = ngettext("{number} person or group wrote.", "{number} people or groups wrote.", numbers.appeals)
    gone = ngettext(
        "{number} letter was handed over by the network.",
        "{number} letters were handed over by the network.",
        numbers.handed_over,
    )
    told = ngettext(
        "{number} letter is reported by its writer.",
        "{number} letters are reported by their writers.",
        numbers.reported,
    )
    counted = ((wrote, numbers.appeals), (gone, numbers.handed_over), (told, numbers.reported))
    words = reader.words
    return words.sentences(*(said.format(number=times.count(number, words)) for said, number in counted))


def _tables(numbers: Numbers, reader: Reader) -> tuple[Table, ...]:
    parts = (
        ("route", _("Way"), numbers.by_route, route_name),
        ("country", _("Country"), numbers.by_country, lambda code: saying.country(code, reader)),
        ("language", _("Language"), numbers.by_language, lambda tag: language_name(tag, reader.words)),
    )
    return tuple(
        Table(f"by-{name}", about, tuple(_row(one, named(one.value), reader) for one in shares), name == "route")
        for name, about, shares, named in parts
        if shares
    )


def _row(share: Share, name: str, reader: Reader) -> Row:
    return Row(name, *(_told(number, reader) for number in (share.appeals, share.handed_over, share.reported)))


def _told(number: Told, reader: Reader) -> str:
    match number:
        case Hidden.FEW:
            return _("fewer than 5")
        case Hidden.WITHHELD:
            return _("not shown")
        case _:
            return times.count(number, reader.words)


def _withheld(numbers: Numbers) -> str:
    """Said where something is not told, so that nobody takes it for nothing."""
    shares = (numbers.by_country, numbers.by_language)
    hides = any(
        isinstance(number, Hidden)
        for part in shares
        for one in part or ()
        for number in (one.appeals, one.handed_over, one.reported)
    )
    if hides or None in shares:
        return _("Small numbers are not told by country or language, nor what they could be worked out from.")
    return ""
