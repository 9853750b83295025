"""Fonts, characters and pages, through the functions that the package exports."""

from __future__ import annotations

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.typesetting import CharactersWithoutGlyph, breakable, clean, fonts_for, missing_characters, typeset

TEMPLATE = """
#let d = json(bytes(sys.inputs.data))
#set document(title: "A page")
#set text(font: d.fonts.serif, lang: d.fonts.lang, dir: if d.fonts.dir == "rtl" { rtl } else { ltr })
#d.text
"""


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "page.typ"
    path.write_text(TEMPLATE, "utf-8")
    return path


@pytest.mark.parametrize(
    ("language", "country", "form"),
    [
        ("zh", None, "SC"),
        ("zh-Hant", None, "TC"),
        ("zh-TW", None, "TC"),
        ("zh-HK", None, "HK"),
        ("zh-Hans-HK", None, "SC"),
        ("ja", "CN", "JP"),
        ("ko", None, "KR"),
        ("en", "JP", "JP"),
        ("en", "TW", "TC"),
        ("en", None, "SC"),
    ],
)
def test_han_characters_take_the_form_of_the_language_then_of_the_country(
    language: str, country: str | None, form: str
) -> None:
    choice = fonts_for(language, country)
    assert choice.han == form
    assert f"Noto Sans CJK {form}" in choice.serif


@pytest.mark.parametrize("language", ["ar", "he", "fa", "ur", "ar-EG", "az-Arab"])
def test_right_to_left_languages_are_known(language: str) -> None:
    assert fonts_for(language).direction == "rtl"


@pytest.mark.parametrize("language", ["en", "zh", "x-private", "", "tlh", "ku-Latn", "en-x-" + "a" * 500])
def test_every_other_tag_is_set_from_left_to_right(language: str) -> None:
    assert fonts_for(language).direction == "ltr"


@given(st.text())
def test_clean_text_is_normalised_once_and_for_all_and_holds_nothing_hidden(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not [one for one in cleaned if one != "\n" and unicodedata.category(one) in {"Cc", "Cs"}]
    assert not set("\u202a\u202b\u202c\u202d\u202e\ufeff\u2028\u2029") & set(cleaned)
    cleaned.encode()


@given(st.text(st.characters(exclude_categories=("Cs",))), st.integers(4, 40))
def test_breaking_long_words_loses_and_adds_nothing_visible(text: str, most: int) -> None:
    pieces = breakable(text, most)
    whole = (
        pieces if isinstance(pieces, str) else "".join(one if isinstance(one, str) else one["whole"] for one in pieces)
    )
    assert whole == text
    for one in [] if isinstance(pieces, str) else [one for one in pieces if not isinstance(one, str)]:
        assert "".join(one["parts"]).replace("\u200b", "") == one["whole"].replace("\u200b", "")


def test_every_missing_character_is_named_with_its_code_point_name_and_place() -> None:
    missing = missing_characters({"targets": [{"lines": ["Ostreva", "Room \U00012000 漢 \ue000"]}]})
    assert [str(one) for one in missing] == [
        "U+E000 (a character without a name) in targets[0].lines[1]",
        "U+12000 (cuneiform sign a) in targets[0].lines[1]",
    ]
    assert not missing_characters("Ünïcödé العربية שלום ไทย 한국 日本 中文 😀 a\u200db\u00ad\n")


def test_a_character_that_slips_through_is_refused_not_printed_as_a_box(template: Path) -> None:
    data = {"fonts": fonts_for("en").to_json(), "text": "ok \U00012000"}
    with pytest.raises(CharactersWithoutGlyph, match=r"U\+12000 \(cuneiform sign a\) in text"):
        typeset(template, data)


def test_pages_are_the_same_bytes_in_every_thread(template: Path) -> None:
    data = {"fonts": fonts_for("ar").to_json(), "text": "#panic() العربية *x*"}
    with ThreadPoolExecutor(2) as threads:
        pages = set(threads.map(lambda _: typeset(template, data), range(6)))
    assert len(pages) == 1
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pages.pop()
