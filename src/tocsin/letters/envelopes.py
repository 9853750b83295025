"""Window envelopes and the sheets that go into them.

Millimetres from the sheet's top left corner. The folded sheet rests on the envelope's lower edge and can slide
sideways only; a safe rectangle keeps clear of the window's edges at both ends of that slide.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Paper = Literal["a4", "letter"]

SIZES: dict[Paper, tuple[float, float]] = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
"""Width and height of the sheet in millimetres."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the sheet: left, top, right, bottom."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Envelope:
    """Where the address may stand, where the sheet is folded, and where everything else keeps clear of the window.

    notes: the zone above the address that may take more lines. information: left, top and width of the block with
    sender and date. text_top: where the subject begins on the first page.
    """

    name: str
    papers: tuple[Paper, ...]
    address: Box
    folds: tuple[float, ...]
    information: tuple[float, float, float]
    text_top: float
    notes: Box | None = None
    punch: float | None = None

    @property
    def has_window(self) -> bool:
        return self.name != "none"


_A4: tuple[Paper, ...] = ("a4",)
_THIRDS_OF_A4 = (99.0, 198.0)

ENVELOPES = {
    envelope.name: envelope
    for envelope in (
        # DIN 5008 / DIN 676; window DIN 680.
        Envelope(
            "din-5008-b", _A4, Box(20, 62.7, 105, 90), (105, 210), (125, 50, 65), 98.5, Box(20, 45, 105, 90), 148.5
        ),
        Envelope(
            "din-5008-a", _A4, Box(20, 44.7, 105, 72), (87, 192), (125, 32, 65), 80.5, Box(20, 27, 105, 72), 148.5
        ),
        # Swiss SN 010130; usual in France and Belgium too. The window shows sheet from x = 103 on when slid.
        Envelope("c56-right", _A4, Box(125, 36, 190, 66), _THIRDS_OF_A4, (25, 36, 72), 92),
        # DIN layout on a C5/6 envelope.
        Envelope("c56-left", _A4, Box(23, 42, 88, 75), _THIRDS_OF_A4, (125, 42, 65), 92),
        # British makers' tables.
        Envelope("dl-left", _A4, Box(23, 49, 97, 78), _THIRDS_OF_A4, (125, 49, 65), 92),
        # Window 1 1/8 x 4 1/2 in; slid to the right it shows the sheet up to x = 136.5.
        Envelope("us-10", ("letter",), Box(25, 55, 108, 74), (93.1, 186.3), (141, 38, 55), 90),
        # No window: a plain letter, and a label to cut out.
        Envelope("none", ("a4", "letter"), Box(25, 50, 110, 90), (), (125, 50, 65), 92),
    )
}

_BY_COUNTRY = {
    **dict.fromkeys(("DE", "AT"), "din-5008-b"),
    **dict.fromkeys(("CH", "LI", "FR", "BE", "LU", "MC"), "c56-right"),
    **dict.fromkeys(("GB", "IE", "GG", "JE", "IM"), "dl-left"),
    **dict.fromkeys(("US", "CA", "PR"), "us-10"),
}

_US_LETTER = frozenset({"BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"})
"""States where CLDR has US Letter as the usual sheet."""


def usual_paper(country: str) -> Paper:
    """The sheet that is bought in that country."""
    return "letter" if country in _US_LETTER else "a4"


def usual_envelope(country: str, paper: Paper) -> str:
    """The window envelope most likely at hand there; `none` where no one layout prevails."""
    name = _BY_COUNTRY.get(country, "none")
    return name if paper in ENVELOPES[name].papers else "none"
