"""The action sheet as PDF: two pages for a usual case, more for a long one, never anything cut off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pypdfium2
import segno

from tocsin.casefile.errors import UnwritableCaseFile
from tocsin.casefile.model import CaseFile
from tocsin.casefile.writing.sheet_content import Data, sheet_content
from tocsin.typesetting import CharactersWithoutGlyph, MissingCharacter, TypesettingError, clean_all, missing_characters
from tocsin.typesetting import typeset as set_pages
from tocsin.typesetting.characters import texts_in

type Paper = Literal["a4", "letter"]

TEMPLATE = Path(__file__).with_name("sheet.typ")
PAPERS = {"a4": "a4", "letter": "us-letter"}
PAGES = 2
# Text size in points, and whether “Whom to write to” starts a page of its own: what reads best first.
LAYOUTS = ((10.0, True), (9.5, True), (9.0, True), (10.0, False), (9.5, False), (8.5, True), (9.0, False), (8.5, False))
# Small type saves a quarter of the space: from more pages than these it does not lead to two.
HOPELESS = 4
NOT_PRINTED = frozenset({"warnings", "origin"})


def write_sheet(
    case: CaseFile,
    paper: Paper = "a4",
    link: str | None = None,
    *,
    network: str = "Tocsin",
    country_names: Mapping[str, str] | None = None,
) -> bytes:
    """The sheet of a case: PDF/A-2a and PDF/UA-1; the same case gives the same bytes.

    link: short address of the case, printed and as a QR code.
    network: name of the network, in the head of the sheet.
    country_names: names of states that CLDR lacks, by code.

    Raises UnwritableCaseFile: a character that no font has, with the field it stands in; a link that is none.
    """
    if paper not in PAPERS:
        raise UnwritableCaseFile(f"There is no sheet on “{paper}”: choose a4 or letter.")
    _check_characters(case, network)
    if link is not None:
        _check_link(link)
    content = sheet_content(case, link=link, network=network, country_names=country_names or {})
    created = datetime.combine(case.issued, time(), UTC) if case.issued else None
    return _fitting(content | {"paper": PAPERS[paper]}, case, created)


def _fitting(content: Data, case: CaseFile, created: datetime | None) -> bytes:
    """Try the layouts until one takes two pages; if none does, the first of those that take the fewest."""
    turns = not content["closed"] and bool(case.targets or case.copies)
    tries: list[tuple[int, bytes]] = []
    for size, turn in (one for one in LAYOUTS if turns or not one[1]):
        sheet = _typeset(content | {"size": size, "turn": turn}, case, created)
        tries.append((_pages_of(sheet), sheet))
        if tries[-1][0] <= PAGES:
            return sheet
        if tries[-1][0] > HOPELESS:
            return _typeset(content | {"size": LAYOUTS[0][0], "turn": False}, case, created)
    return min(tries, key=lambda one: one[0])[1]


def _typeset(content: Data, case: CaseFile, created: datetime | None) -> bytes:
    try:
        return set_pages(TEMPLATE, content, **({"created": created} if created else {}))
    except CharactersWithoutGlyph as error:
        raise _unwritable(tuple(_place_in(case, missing) for missing in error.missing)) from error
    except TypesettingError as error:
        raise UnwritableCaseFile("The sheet could not be typeset.", detail=error.detail) from error


def _pages_of(sheet: bytes) -> int:
    document = pypdfium2.PdfDocument(sheet)
    try:
        return len(document)
    finally:
        document.close()


def _check_characters(case: CaseFile, network: str) -> None:
    missing = missing_characters(_printed(case) | {"network": network})
    if missing:
        raise _unwritable(missing)


def _printed(case: CaseFile) -> Data:
    return clean_all({name: value for name, value in case.to_json().items() if name not in NOT_PRINTED})  # type: ignore[no-any-return]


def _place_in(case: CaseFile, missing: MissingCharacter) -> MissingCharacter:
    """The field of the case file where the character stands, not the place on the page."""
    places = (place for place, text in texts_in(_printed(case)) if missing.character in text)
    return MissingCharacter(next(places, missing.place), missing.character)


def _unwritable(missing: tuple[MissingCharacter, ...]) -> UnwritableCaseFile:
    named = "; ".join(str(one) for one in missing[:5])
    more = f"; {len(missing) - 5} more" if len(missing) > 5 else ""
    return UnwritableCaseFile(f"No font has {named}{more}. Replace it, then make the sheet again.")


def _check_link(link: str) -> None:
    try:
        parts = urlsplit(link)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and link.isascii() and link.isprintable()
        if not good or " " in link:
            raise ValueError(link)
        segno.make(link, error="m", micro=False)
    except ValueError:
        raise UnwritableCaseFile(
            "The link on a sheet must be a web address such as https://network.example.org/ua-84-26."
        ) from None
