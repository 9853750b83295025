"""Fax pages: TIFF class F, Group 4, 1728 pixels wide, 204 x 196 dots an inch."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops

from tests.letters.cast import chen, one_target, written

TAGS = {
    254: 2,  # one page of several
    256: 1728,
    258: (1,),
    259: 4,  # Group 4
    262: 0,  # white is 0
    266: 2,  # least significant bit first
    282: 204,
    283: 196,
    293: 0,
    296: 2,  # inch
}


@pytest.mark.parametrize(("paper", "envelope", "lines"), [("a4", "din-5008-b", 2292), ("letter", "us-10", 2156)])
def test_a_fax_has_the_tags_of_its_class_and_as_many_lines_as_the_paper_needs(
    paper: str, envelope: str, lines: int, tmp_path: Path
):
    text = "\n\n".join(["Forty words and then some more of them about the bridge. " * 6] * 16)
    entry = written(tmp_path, one_target(), chen(paper=paper, envelope=envelope), text).letters[0]
    with Image.open(tmp_path / entry.routes.fax) as fax:
        pages = fax.n_frames
        assert pages == len(pypdfium2.PdfDocument(tmp_path / entry.routes.paper)) > 1
        for number in range(pages):
            fax.seek(number)
            tags = fax.tag_v2  # type: ignore[attr-defined]
            assert {tag: tags[tag] for tag in TAGS} == TAGS
            assert tags[257] == tags[278] == lines
            assert tags[297] == (number, pages)
            assert fax.mode == "1"


def test_a_fax_shows_the_letter_black_on_white_at_its_true_size_without_fold_marks(tmp_path: Path):
    entry = written(tmp_path, one_target()).letters[0]
    with Image.open(tmp_path / entry.routes.fax) as opened:
        fax = opened.convert("L")
    ink = ImageChops.invert(fax)
    assert 0.005 < sum(ink.histogram()[128:]) / (fax.width * fax.height) < 0.2
    assert ink.crop((0, 0, 100, fax.height)).getbbox() is None
    page = pypdfium2.PdfDocument(tmp_path / entry.routes.paper)[0]
    drawn = page.render(scale=204 / 72, grayscale=True).to_pil().convert("L").resize((1687, 2292))
    sheet = Image.new("L", (1728, 2292), 255)
    sheet.paste(drawn, (20, 0))
    left, top, right, bottom = ink.getbbox()
    sheet.paste(255, (0, 0, 110, 2292))
    expected = ImageChops.invert(sheet).point(lambda grey: 255 if grey > 128 else 0).getbbox()
    assert all(abs(one - other) <= 3 for one, other in zip((left, top, right, bottom), expected, strict=True))


def test_without_a_number_there_is_no_fax_and_the_same_letter_gives_the_same_bytes(tmp_path: Path):
    assert written(tmp_path / "none", one_target(fax=())).letters[0].routes.fax is None
    one, other = (written(tmp_path / name, one_target()).letters[0].routes.fax for name in "ab")
    assert (tmp_path / "a" / one).read_bytes() == (tmp_path / "b" / other).read_bytes()


def test_a_fax_can_be_read_from_memory_page_by_page(tmp_path: Path):
    entry = written(tmp_path, one_target()).letters[0]
    content = (tmp_path / entry.routes.fax).read_bytes()
    assert content[:4] == b"II*\0"
    with Image.open(io.BytesIO(content)) as fax:
        fax.load()
        assert fax.size == (1728, 2292)
