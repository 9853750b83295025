#!/usr/bin/env python3
"""Make the pictures of the documentation from the demo case: the same program gives the same bytes.

    make pictures      writes sheet.png, letter.png and terminal.svg into docs/pictures/

The day is fixed, so that a letter does not change its date from one run to the next.
"""

from __future__ import annotations

import io
import re
import sys
import tempfile
from contextlib import chdir, redirect_stderr
from datetime import date
from pathlib import Path
from unittest.mock import patch

import pypdfium2
from PIL import Image, ImageDraw
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from tocsin import terminal
from tocsin.demo import run_demo

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
TODAY = date(2026, 11, 23)
LARGEST_BYTES = 150_000

COMMAND = (
    "$ .venv/bin/tocsin letters demo/case.json --writer demo/writer.toml --text demo/appeal.txt \\\n"
    "    --missions demo/missions.csv --out demo/letters"
)
COLUMNS = 100
SHADES = 48
GAP = 24
EDGE = (214, 216, 211)
GROUND = (241, 242, 239)
THEME = TerminalTheme((253, 253, 252), (20, 23, 26), [(20, 23, 26)] * 8, [(75, 81, 87)] * 8)


def main() -> None:
    """Make all three, or end with a sentence where one is too large for a repository."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    # Inside the temporary folder, so that its name stands nowhere in the pictures.
    with tempfile.TemporaryDirectory() as name, chdir(name):
        folder = Path("demo")
        table = record_demo(folder)
        made = {
            "sheet.png": picture_of(folder / "sheet.pdf", width=640),
            "letter.png": picture_of(next((folder / "letters").glob("01-*.pdf")), width=640),
            "terminal.svg": table.encode(),
        }
    for file, content in made.items():
        if len(content) > LARGEST_BYTES:
            sys.exit(f"{file} has {len(content):,} bytes, and at most {LARGEST_BYTES:,} go into the repository.")
        (PICTURES / file).write_bytes(content)
        print(f"{file}: {len(content):,} bytes")


def picture_of(document: Path, width: int) -> bytes:
    """All pages of a PDF side by side, each with a hairline round it, as a PNG of few colours."""
    pages = [framed(page, width) for page in pypdfium2.PdfDocument(document)]
    size = (GAP + sum(page.width + GAP for page in pages), 2 * GAP + max(page.height for page in pages))
    board = Image.new("RGB", size, GROUND)
    left = GAP
    for page in pages:
        board.paste(page, (left, GAP))
        left += page.width + GAP
    buffer = io.BytesIO()
    board.quantize(SHADES, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def framed(page: pypdfium2.PdfPage, width: int) -> Image.Image:
    """One page as a picture; it is drawn twice as large and made smaller, which keeps small type readable."""
    large: Image.Image = page.render(scale=2 * width / page.get_width()).to_pil().convert("RGB")
    picture = large.resize((width, round(large.height / 2)), Image.Resampling.LANCZOS)
    ImageDraw.Draw(picture).rectangle((0, 0, picture.width - 1, picture.height - 1), outline=EDGE)
    return picture


def record_demo(folder: Path) -> str:
    """Run the demonstration, and give what its table looks like in a terminal as SVG."""
    recorder = Console(record=True, width=COLUMNS, file=io.StringIO(), highlight=False, legacy_windows=False)
    recorder.print(Text(COMMAND), style="bold")
    recorder.print()
    # The program makes its own console for standard error: here one that also records.
    with redirect_stderr(io.StringIO()), patch.object(terminal, "Console", lambda **_: recorder):
        run_demo(folder, TODAY)
    return without_fonts(recorder.export_svg(title="tocsin letters", theme=THEME, unique_id="tocsin"))


def without_fonts(svg: str) -> str:
    """No font from another host: whatever fixed-width font the reader's machine has."""
    bare = re.sub(r"@font-face\s*\{.*?\}\s*", "", svg, flags=re.DOTALL)
    bare = bare.replace("Fira Code, monospace", "monospace").replace("font-family: arial;", "font-family: sans-serif;")
    return "\n".join(line.rstrip() for line in bare.splitlines()) + "\n"


if __name__ == "__main__":
    main()
