"""Who reads a page, as far as a page needs to know: nothing but language, address and time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tocsin.casefile.writing.wording import Wording, wording_for
from tocsin.public import clock
from tocsin.public.tongues import Tongue, family, normal, tongues
from tocsin.typesetting import clean, fonts_for

UNMARKED: Final = SafeString("")
"""The marks of a text in the page's own language."""


@dataclass(frozen=True, slots=True)
class Words:
    """A text in its own language. marks: `lang` and `dir` for its element, where it is not in the page's language."""

    text: str
    marks: SafeString = UNMARKED

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True, slots=True)
class Reader:
    """fixed: the language that the address fixes. path: without it. query: what of the query counts, for links.

    now: the moment for which the page is made, in UTC.
    """

    tongue: Tongue
    wishes: tuple[str, ...]
    fixed: str | None
    path: str
    query: str
    now: datetime

    @property
    def words(self) -> Wording:
        """The words of dates, countries and languages."""
        return wording_for(self.tongue.code)

    def to(self, path: str) -> str:
        """An address on this site that keeps the fixed language."""
        return f"/{self.fixed}{path}" if self.fixed else path

    def marks(self, language: str) -> SafeString:
        """Attributes for an element whose text is in that language."""
        if family(language) == family(self.tongue.tag):
            return UNMARKED
        return format_html(' lang="{}" dir="{}"', normal(language), fonts_for(language).direction)

    def own_marks(self) -> SafeString:
        """The same for the page's own words among a text in another language."""
        return format_html(' lang="{}" dir="{}"', self.tongue.tag, self.tongue.direction)

    def says(self, text: str | None, language: str) -> Words:
        """A text of a case, fit for a page."""
        return Words(clean(text or ""), self.marks(language))


def reader_of(request: HttpRequest, query: str = "") -> Reader:
    """From what LanguageMiddleware left. A request that never came so far is read in English."""
    code = getattr(request, "tongue", tongues()[0].code)
    tongue = next(tongue for tongue in tongues() if tongue.code == code)
    fixed: str | None = getattr(request, "fixed_language", None)
    wishes: tuple[str, ...] = getattr(request, "wishes", (tongue.tag,))
    return Reader(tongue, wishes, fixed, request.path_info, query, clock.now())
