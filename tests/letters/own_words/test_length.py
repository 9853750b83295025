"""The pages that the advice counts, against pages that are printed."""

from __future__ import annotations

import io
from datetime import date

import pypdfium2
import pytest

from tests.letters.own_words.measured import KEY, LANGUAGES, case_in, letters
from tocsin.casefile import CaseFile
from tocsin.letters import Letter, LetterPress, compose, load_writer
from tocsin.letters.own_words import advise


def printed_pages(text: str, case: CaseFile, language: str) -> int:
    settings = f'name = "Chen Arndt"\nplace = "Leipzig"\ncountry = "DE"\nlanguage = "{language}"\n'
    letter = next(iter(compose(case, load_writer(settings.encode()), text, day=date(2026, 11, 23))))
    assert isinstance(letter, Letter)
    return len(pypdfium2.PdfDocument(io.BytesIO(LetterPress().one(letter))))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_counts_as_a_page_is_printed_on_one_and_a_third_more_is_not(language: str) -> None:
    case = case_in("dam", language)
    paragraphs = [
        p
        for letter in letters()
        if letter.language == language
        for p in letter.text.split("\n\n")
        if len(p) > (30 if language == "zh-Hans" else 80)
    ]
    counted = {n: advise("\n\n".join(paragraphs[:n]), case, language, key=KEY).pages for n in range(1, len(paragraphs))}
    fits = max(n for n, pages in counted.items() if pages <= 1)
    over = min(n for n, pages in counted.items() if pages >= 1.34)
    assert counted[fits] > 0.7
    assert printed_pages("\n\n".join(paragraphs[:fits]), case, language) == 1
    assert printed_pages("\n\n".join(paragraphs[:over]), case, language) == 2
