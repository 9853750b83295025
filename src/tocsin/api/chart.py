"""A small picture of how letters went: one bar a route. A file of its own, for no page has style within it.

What the bars say stands in words beside them, in the title and in the description too. In an image the style sheet
inside is followed and makes it dark where the reader's screen is; opened by itself, the content security policy leaves
that out, and the plain colours of the attributes hold.
"""

from __future__ import annotations

from typing import Final

from babel.numbers import format_decimal
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.api.readers import Reader
from tocsin.appeals.numbers import Numbers, Share
from tocsin.appeals.wording import route_name
from tocsin.casefile.writing.wording import wording_for

WIDTH: Final = 640
LONGEST: Final = 520
"""Of a bar, in pixels of the picture; behind it stands its number."""
ROW: Final = 52
LEGEND: Final = 34

_STYLE: Final = SafeString(
    "@media (prefers-color-scheme: dark){text,.by-us{fill:#ebeae6}.told{stroke:#ebeae6}.lines path{stroke:#b2b3b0}}"
)
_INK: Final = "#14171a"


def chart_of(number: str, numbers: Numbers, reader: Reader) -> bytes:
    """The picture as SVG, mirrored where the language is written from right to left."""
    words = wording_for(reader.tongue)
    draw = _Drawing(words.direction == "rtl", str(words.locale), max(map(_whole, numbers.by_route), default=1))
    shares = [share for share in numbers.by_route if _whole(share)]
    bars = format_html_join("", "{}", ((draw.bar(place, share),) for place, share in enumerate(shares)))
    height = LEGEND + ROW * max(len(shares), 1)
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" width="{}" height="{}" role="img" xml:lang="{}" '
        'aria-labelledby="t d" direction="{}" font-family="system-ui, sans-serif" font-size="16">'
        '<title id="t">{}</title><desc id="d">{}</desc><style>{}</style>'
        '<pattern id="lines" class="lines" width="6" height="6" patternUnits="userSpaceOnUse">'
        '<path d="M0 6L6 0" stroke="#4b5157" stroke-width="1.5"/></pattern>{}{}</svg>\n',
        WIDTH,
        height,
        WIDTH,
        height,
        words.language,
        words.direction,
        _("Letters so far for %(number)s") % {"number": number},
        " ".join(draw.sentence(share) for share in shares) or _("No letters so far."),
        _STYLE,
        draw.legend(),
        bars,
    ).encode()


def _whole(share: Share) -> int:
    """Routes are never hidden: their numbers are those of all countries together."""
    return int(share.handed_over) + int(share.reported)


class _Drawing:
    """Where things stand. Everything is laid out from the side on which the language begins."""

    def __init__(self, mirrored: bool, locale: str, most: int) -> None:
        self.mirrored = mirrored
        self.locale = locale
        self.most = max(most, 1)

    def legend(self) -> SafeString:
        first = self._words(24, 14, _("Handed over by the network"))
        second = self._words(WIDTH // 2 + 24, 14, _("Reported by writers"))
        return SafeString(
            self._box(0, 2, 14, 14, is_ours=True) + first + self._box(WIDTH // 2, 2, 14, 14, is_ours=False) + second
        )

    def bar(self, place: int, share: Share) -> SafeString:
        top = LEGEND + ROW * place
        label = self._words(0, top + 16, route_name(share.value))
        ours, told = self._length(int(share.handed_over)), self._length(int(share.reported))
        number = self._words(ours + told + 8, top + 38, self.count(_whole(share)))
        return SafeString(label + self._boxes(top + 24, ours, told) + number)

    def _length(self, number: int) -> int:
        """A single letter among thousands is still seen."""
        return max(round(LONGEST * number / self.most), 2) if number else 0

    def _boxes(self, top: int, ours: int, told: int) -> SafeString:
        first = self._box(0, top, ours, 16, is_ours=True) if ours else ""
        second = self._box(ours, top, told, 16, is_ours=False) if told else ""
        return SafeString(first + second)

    def sentence(self, share: Share) -> str:
        said = ngettext("{route}: {number} letter.", "{route}: {number} letters.", _whole(share))
        return said.format(route=route_name(share.value), number=self.count(_whole(share)))

    def count(self, number: int) -> str:
        return str(format_decimal(number, locale=self.locale))

    def _box(self, start: int, top: int, width: int, height: int, *, is_ours: bool) -> SafeString:
        left = WIDTH - start - width if self.mirrored else start
        if is_ours:
            return format_html(
                '<rect class="by-us" x="{}" y="{}" width="{}" height="{}" fill="{}"/>', left, top, width, height, _INK
            )
        return format_html(
            '<rect class="told" x="{}" y="{}" width="{}" height="{}" fill="url(#lines)" stroke="{}"/>',
            left, top, width, height, _INK,
        )  # fmt: skip

    def _words(self, start: int, base: int, text: str) -> SafeString:
        left = WIDTH - start if self.mirrored else start
        return format_html('<text x="{}" y="{}" fill="{}">{}</text>', left, base, _INK, text)
