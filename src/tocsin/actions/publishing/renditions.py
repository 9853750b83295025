"""The bytes of an edition in one language: case file, sheet, and the text that is signed and vouches for both."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.utils.translation import gettext as _

from tocsin.actions.publishing.shapes import Hashes
from tocsin.actions.signing import key_in_use
from tocsin.casefile import CaseFile, UnwritableCaseFile, writing
from tocsin.casefile.textform import Label, labels_of
from tocsin.casefile.writing import write_text
from tocsin.directory.names import country_names
from tocsin.keys import sign
from tocsin.records.errors import Refused

NONE = "none"


@dataclass(frozen=True, slots=True)
class Made:
    """What is handed out. text: with its last lines, the bytes that the signature is of."""

    language: str
    text: str
    casefile: bytes
    sheet: bytes
    signature: str
    key_id: str

    @property
    def hashes(self) -> Hashes:
        return {
            "text": sha256(self.text.encode()).hexdigest(),
            "casefile": sha256(self.casefile).hexdigest(),
            "sheet": sha256(self.sheet).hexdigest(),
        }


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rendition belongs. previous: SHA-256 of the text of the edition before, of the same language's source."""

    slug: str
    n: int
    previous: str | None
    source_casefile: str | None = None
    """For a translation: SHA-256 of the source's case file, which it is a translation of."""


def sheet_of(case: CaseFile, slug: str) -> bytes:
    """The sheet as PDF. Raises Refused where none can be made."""
    link, network = f"{settings.ENVIRONMENT.url}/{slug}", settings.ENVIRONMENT.network
    try:
        return writing.write_sheet(case, "a4", link, network=network, country_names=country_names(case.language))
    except UnwritableCaseFile as error:
        raise Refused(
            _("No sheet can be made of it in “%(language)s”: %(error)s") % {"language": case.language, "error": error},
            "unwritable",
        ) from None


def make_rendition(case: CaseFile, place: Place, now: datetime, translations: Sequence[Made] = ()) -> Made:
    """Make and sign one language of an edition. Raises Refused where no sheet can be made of it."""
    casefile = (json.dumps(case.to_json(), ensure_ascii=False, indent=2) + "\n").encode()
    sheet = sheet_of(case, place.slug)
    hashes = {"casefile": sha256(casefile).hexdigest(), "sheet": sha256(sheet).hexdigest()}
    text = write_text(case) + _vouching(case.language, place, hashes, translations)
    key = key_in_use(now)
    comment = f"timestamp:{int(now.timestamp())}\tfile:{place.slug}-{place.n}-{case.language}.txt"
    return Made(case.language, text, casefile, sheet, sign(text.encode(), key, comment), key.public.name)


def _vouching(language: str, place: Place, hashes: Mapping[str, str], translations: Sequence[Made]) -> str:
    """The last lines. They are the same in every language, so that a script can read them."""
    lines = [
        "",
        f"{labels_of(language)[Label.EDITION]}:",
        f"Edition: {place.n}",
        f"SHA-256 of the previous edition's text: {place.previous or NONE}",
        f"SHA-256 of casefile.json: {hashes['casefile']}",
        f"SHA-256 of sheet.pdf: {hashes['sheet']}",
        *(f"SHA-256 of the text in {made.language}: {made.hashes['text']}" for made in translations),
    ]
    if place.source_casefile:
        lines.append(f"SHA-256 of the source's casefile.json: {place.source_casefile}")
    return "\n".join(lines) + "\n"
