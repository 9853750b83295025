"""Where a feed or a calendar hangs: at the root, under a country, or under a concern."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KT
from django.utils.translation import gettext

from tocsin.actions.models import PublicRecord
from tocsin.api.cases import PublicCase, still_public
from tocsin.api.errors import NotHere
from tocsin.api.readers import Reader, headline_for
from tocsin.letters.countries import country_name, is_country


@dataclass(frozen=True, slots=True)
class Place:
    """kind: `""`, `countries` or `concerns`. code: alpha-2 in capitals, or the slug of a concern."""

    kind: str = ""
    code: str = ""

    @property
    def path(self) -> str:
        """Of its page, without a language, as it is written in links."""
        return f"/{self.kind}/{quote(self.code)}/" if self.kind else "/"

    def cases(self) -> QuerySet[PublicRecord]:
        """All rows of cases of this place, those taken down among them as long as they still say where they belong."""
        rows = PublicRecord.objects.all()
        if not self.kind:
            return rows
        # The list as text is what both databases can be asked for. PostgreSQL has letters in it, SQLite their codes.
        column = "record__countries" if self.kind == "countries" else "record__concern_slugs"
        written = Q(named__contains=f'"{self.code}"') | Q(named__contains=json.dumps(self.code))
        return rows.annotate(named=KT(column)).filter(written)

    def name(self, cases: Iterable[PublicCase], reader: Reader) -> str:
        """As a title says it in the reader's language."""
        if self.kind == "countries":
            return country_name(self.code, reader.tongue) or self.code
        for case in cases:
            slugs, (_, headline) = case.record["concern_slugs"], headline_for(case.record, reader)
            if self.code in slugs and len(slugs) == len(headline["concerns"]):
                return headline["concerns"][slugs.index(self.code)]
        return self.code.replace("-", " ")


def country(code: str) -> Place:
    """A state that exists or may be invented, whether there are actions or not. Raises NotHere."""
    # First the form: what comes from outside must not fill the memory that `is_country` keeps of its answers.
    if re.fullmatch("[A-Z]{2}", code) is None or not is_country(code):
        raise NotHere(gettext("There is no country with this code."))
    return Place("countries", code)


def concern(slug: str) -> Place:
    """A concern by its slug, which may be in any script. Raises NotHere for what can be none."""
    if re.fullmatch(r"[\w-]+", slug) is None:
        raise _no_concern()
    return Place("concerns", slug)


def must_be_known(place: Place, now: datetime) -> None:
    """A concern is what an action that is still public names as one. Raises NotHere."""
    if place.kind == "concerns" and not place.cases().filter(still_public(now)).exists():
        raise _no_concern()


def _no_concern() -> NotHere:
    return NotHere(gettext("No action names this concern."))
