"""Letters to write by hand: what is printed, and where the lines are."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest

from tests.letters.cast import CASE, MINISTER, TODAY, chen, text_of
from tests.letters.evening_cast import (
    HEADING,
    guests,
    printed,
)
from tests.letters.test_pages import SCRIPTS
from tocsin.letters import (
    LetterPress,
    compose,
)


def rules_on(page: pypdfium2.PdfPage) -> list[tuple[float, float, float]]:
    """Long horizontal lines: left, right and height above the sheet's foot, in points."""
    boxes = (drawn.get_bounds() for drawn in page.get_objects() if drawn.type == pypdfium2.raw.FPDF_PAGEOBJ_PATH)
    return sorted(
        (left, right, bottom) for left, bottom, right, top in boxes if right - left > 180 and top - bottom < 3
    )


@pytest.mark.parametrize("language", ["en", "ar", "zh-CN", "th"])
@pytest.mark.parametrize("envelope", ["din-5008-b", "us-10", "none"])
def test_without_words_the_page_is_ruled_from_the_salutation_to_the_closing(language: str, envelope: str):
    country, lines, _ = SCRIPTS.get(language, ("CN", MINISTER.lines, ""))
    case = replace(CASE, targets=(replace(MINISTER, lines=lines, country=country),), copies=())
    (letter,) = compose(case, chen(language=language, envelope=envelope), None, day=TODAY)
    document = pypdfium2.PdfDocument(LetterPress().one(letter))
    assert len(document) == 1
    rules = rules_on(document[0])
    heights = sorted(height for *_, height in rules)
    gaps = {round(above - below, 1) for below, above in pairwise(heights)}
    assert len(rules) >= 10
    assert max(gaps) - min(gaps) < 0.3
    assert 23 < min(gaps) < 31
    words = document[0].get_textpage()
    visible = (number for number in range(words.count_chars()) if words.get_text_range(number, 1).strip())
    boxes = [words.get_charbox(number) for number in visible]
    above = min(bottom for _, bottom, _, top in boxes if top > heights[-1])
    below = max(top for _, bottom, _, top in boxes if bottom < heights[0])
    assert not [box for box in boxes if heights[0] - 5 < box[1] < heights[-1] + 15]
    assert 15 < above - heights[-1] < 45
    assert 5 < heights[0] - below < 25
    assert min(bottom for _, bottom, *_ in boxes) > 22 * 72 / 25.4 - 5


def test_a_ruled_copy_says_what_it_is_and_leaves_room_below(tmp_path: Path):
    printed(tmp_path, people=guests(HEADING + "Bo,Bern,CH,en,,\n"))
    path = tmp_path / "03-copy-field-office-refugees.pdf"
    text = text_of(path)
    assert text.index("a copy of my letter to") < text.index("Yours respectfully")
    assert len(rules_on(pypdfium2.PdfDocument(path)[0])) >= 10


def test_without_a_name_there_is_a_line_to_sign_on_and_no_empty_line_in_the_sender(tmp_path: Path):
    case = replace(CASE, targets=(MINISTER,), copies=())
    printed(tmp_path, people=guests(HEADING + ",Bern,CH,en,,\n"), case=case)
    page = pypdfium2.PdfDocument(tmp_path / "01-target-minister-of-the-interior.pdf")[0]
    shortest = min(right - left for left, right, _ in rules_on(page))
    assert shortest == pytest.approx(70 * 72 / 25.4, abs=2)
    assert "Bern, Switzerland" in page.get_textpage().get_text_bounded()
