"""A report as CSV for spreadsheets: in the reader's words, and nothing in it is ever a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Final

from tocsin.appeals.reporting.tables import Cell

BOM: Final = "\ufeff"
"""Without it spreadsheets take UTF-8 for something else."""


def sheet(head: Iterable[str], rows: Iterable[tuple[str, tuple[Cell, ...]]], words: dict[str, str]) -> str:
    """Numbers stay bare, without marks for thousands. words: of what stands in place of a number."""
    out = io.StringIO()
    out.write(BOM)
    writer = csv.writer(out)
    writer.writerow([harmless(one) for one in head])
    for name, cells in rows:
        said = ["" if one is None else words[one] if isinstance(one, str) else one for one in cells]
        writer.writerow([harmless(name), *said])
    return out.getvalue()


def harmless(text: str) -> str:
    """A spreadsheet runs what begins so."""
    return f"'{text}" if text.lstrip().startswith(("=", "+", "-", "@")) or text.startswith(("\t", "\r")) else text
