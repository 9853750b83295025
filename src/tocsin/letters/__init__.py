"""From an appeal to letters in hand: page, fax, e-mail, label. Pure: no framework, no network.

    writer = load_writer(Path("WRITER.toml").read_bytes())
    missions = load_missions(Path("missions.csv").read_bytes())
    manifest = write_letters(case, writer, text, Path("out"), today=date.today(), missions=missions)

Thousands of letters: `compose` them, leave out those with a `glyph_problem`, print the others with one `LetterPress`
(`batches`): one character without a glyph would refuse its whole batch. `tocsin.letters.evening` does that for many
people's letters on one case.
Errors derive from `LettersError`; `errors.py` draws the tree.
"""

from typing import TYPE_CHECKING

from tocsin.on_demand import on_demand

if TYPE_CHECKING:
    from tocsin.letters.composing import Letter, Role, UnknownMission, compose
    from tocsin.letters.envelopes import ENVELOPES, Box, Envelope
    from tocsin.letters.errors import (
        InvalidAppeal,
        InvalidMissions,
        InvalidPeople,
        InvalidWriter,
        LettersError,
        OccupiedFolder,
        UnwritableFolder,
    )
    from tocsin.letters.fax import fax_of_pdf
    from tocsin.letters.glyphs import glyph_problem
    from tocsin.letters.manifest import LetterEntry, Manifest, Problem, ProblemCode, Routes
    from tocsin.letters.missions import Mission, Missions, load_missions
    from tocsin.letters.pages import LetterPress
    from tocsin.letters.writer import Writer, load_writer
    from tocsin.letters.writing import write_letters

__all__ = [
    "ENVELOPES",
    "Box",
    "Envelope",
    "InvalidAppeal",
    "InvalidMissions",
    "InvalidPeople",
    "InvalidWriter",
    "Letter",
    "LetterEntry",
    "LetterPress",
    "LettersError",
    "Manifest",
    "Mission",
    "Missions",
    "OccupiedFolder",
    "Problem",
    "ProblemCode",
    "Role",
    "Routes",
    "UnknownMission",
    "UnwritableFolder",
    "Writer",
    "compose",
    "fax_of_pdf",
    "glyph_problem",
    "load_missions",
    "load_writer",
    "write_letters",
]

__getattr__ = on_demand(
    __name__,
    {
        "composing": (
            "Letter",
            "Role",
            "UnknownMission",
            "compose",
        ),
        "envelopes": (
            "ENVELOPES",
            "Box",
            "Envelope",
        ),
        "errors": (
            "InvalidAppeal",
            "InvalidMissions",
            "InvalidPeople",
            "InvalidWriter",
            "LettersError",
            "OccupiedFolder",
            "UnwritableFolder",
        ),
        "fax": ("fax_of_pdf",),
        "glyphs": ("glyph_problem",),
        "manifest": (
            "LetterEntry",
            "Manifest",
            "Problem",
            "ProblemCode",
            "Routes",
        ),
        "missions": (
            "Mission",
            "Missions",
            "load_missions",
        ),
        "pages": ("LetterPress",),
        "writer": (
            "Writer",
            "load_writer",
        ),
        "writing": ("write_letters",),
    },
)
