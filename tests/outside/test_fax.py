"""Fax pages before libtiff: TIFF class F, Group 4, 1728 pixels wide, 204 x 196 dots an inch, and every page decodes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .programs import run

pytestmark = pytest.mark.needs("tiffinfo")

SAID_OF_EVERY_PAGE = (
    "Subfile Type: multi-page document (2 = 0x2)",
    "Image Width: 1728 ",
    "Resolution: 204, 196 pixels/inch",
    "Bits/Sample: 1",
    "Compression Scheme: CCITT Group 4",
    "Photometric Interpretation: min-is-white",
    "FillOrder: lsb-to-msb",
    "Samples/Pixel: 1",
)


def test_every_page_of_every_fax_is_of_class_f(faxes: list[Path], demo: Path) -> None:
    assert [file for file in faxes if demo in file.parents]
    for file in faxes:
        pages = run("tiffinfo", file).split("=== TIFF directory")[1:]
        for number, page in enumerate(pages):
            assert not [said for said in SAID_OF_EVERY_PAGE if said not in page], (file, page)
            assert f"Page Number: {number}-{len(pages)}" in page


def test_a_long_letter_is_a_fax_of_several_pages(faxes: list[Path]) -> None:
    assert max(len(re.findall("=== TIFF directory", run("tiffinfo", file))) for file in faxes) > 1


@pytest.mark.needs("tiffcp")
def test_every_fax_decodes_to_its_last_line(faxes: list[Path], tmp_path: Path) -> None:
    for file in faxes:
        plain = tmp_path / "plain.tiff"
        run("tiffcp", "-c", "none", file, plain)
        lines = list(map(int, re.findall(r"Image Length: (\d+)", run("tiffinfo", plain))))
        assert plain.stat().st_size >= sum(lines) * 1728 // 8
