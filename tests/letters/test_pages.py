"""Printed letters: archivable, accessible, the same every time, in every script, and never a box for a character."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import count
from pathlib import Path

import pypdfium2
import pytest

from tests.letters.cast import TEXT, TODAY, chen, one_target, text_of, written
from tocsin.letters import LetterPress, ProblemCode, compose

SCRIPTS = {
    "zh-CN": ("CN", ("国务院办公厅", "北京市西城区府右街2号"), "我是一名工程师，从未见过米雷拉。"),
    "zh-TW": ("TW", ("總統府", "臺北市中正區重慶南路"), "我是一名工程師，從未見過米雷拉。"),
    "ja": ("JP", ("法務大臣", "〒100-8977 東京都千代田区"), "私は橋の技術者です。"),
    "ko": ("KR", ("법무부 장관", "경기도 과천시"), "저는 다리를 설계하는 사람입니다."),
    "ar": ("EG", ("السيد الوزير", "شارع الجمهورية 12"), "أعمل مهندسًا للجسور (Mirela Dovan)."),
    "fa": ("IR", ("رئیس قوه قضاییه", "تهران، خیابان ولی‌عصر"), "من مهندس پل هستم و می‌نویسم."),
    "he": ("IL", ("שר המשפטים", "רחוב צלאח א-דין 29"), "אני מהנדסת גשרים."),
    "th": ("TH", ("นายกรัฐมนตรี", "ถนนพิษณุโลก"), "ข้าพเจ้าเป็นวิศวกรสะพาน"),
    "hi": ("IN", ("प्रधानमंत्री", "साउथ ब्लॉक"), "मैं पुलों पर काम करती हूँ।"),
    "ru": ("RU", ("Генеральному прокурору", "ул. Большая Дмитровка"), "Я строю мосты."),
    "el": ("GR", ("Υπουργός Δικαιοσύνης", "Μεσογείων 96"), "Εργάζομαι σε γέφυρες."),
    "am": ("ET", ("ጠቅላይ ሚኒስትር", "አዲስ አበባ"), "እኔ መሐንዲስ ነኝ።"),
    "my": ("MM", ("ဝန်ကြီးချုပ်", "နေပြည်တော်"), "ကျွန်တော် အင်ဂျင်နီယာ ဖြစ်ပါတယ်။"),
    "ka": ("GE", ("მინისტრი", "თბილისი"), "მე ინჟინერი ვარ."),
    "km": ("KH", ("នាយករដ្ឋមន្ត្រី", "ភ្នំពេញ"), "ខ្ញុំជាវិស្វករ។"),
    "ta": ("LK", ("அமைச்சர்", "கொழும்பு"), "நான் ஒரு பொறியாளர்."),
}


def raw(path: Path) -> bytes:
    return path.read_bytes()


@pytest.mark.parametrize("language", SCRIPTS)
def test_every_script_of_the_fonts_can_be_printed(language: str, tmp_path: Path):
    country, lines, text = SCRIPTS[language]
    case = replace(one_target(lines=lines, country=country, name=lines[0], salutation=None), language=language)
    entry = written(tmp_path, case, chen(language=language, place="Leipzig", address=None), text).letters[0]
    assert entry.routes.paper, entry.problems
    assert entry.routes.fax
    if language not in {"ar", "fa", "he", "my", "km", "ta", "hi", "th", "am"}:
        assert text[:6] in "".join(text_of(tmp_path / entry.routes.paper).split("\n"))


@pytest.mark.parametrize(
    ("language", "form"), [("zh-CN", "SC"), ("zh-TW", "TC"), ("zh-HK", "HK"), ("ja", "JP"), ("ko", "KR")]
)
def test_han_characters_have_the_form_of_the_language(language: str, form: str, tmp_path: Path):
    entry = written(tmp_path, one_target(lines=("骨 Street",), country=None), text="骨直海", language=language).letters[
        0
    ]
    pdf = raw(tmp_path / entry.routes.paper)
    assert f"NotoSansCJK{form}".lower().encode() in pdf.lower().replace(b"-", b"")


def test_an_address_keeps_the_han_forms_of_its_own_country(tmp_path: Path):
    entry = written(
        tmp_path, one_target(lines=("骨直海", "1 Street"), country="JP"), language="zh-CN", text="English"
    ).letters[0]
    assert b"notosanscjkjp" in raw(tmp_path / entry.routes.paper).lower().replace(b"-", b"")


def test_a_character_that_no_font_has_is_named_with_its_place_and_costs_paper_and_fax(tmp_path: Path):
    entry = written(tmp_path, one_target(), text="First paragraph.\n\nSecond has 𒀀 and more.").letters[0]
    (problem,) = entry.problems
    assert problem.code is ProblemCode.GLYPH
    assert "U+12000 CUNEIFORM SIGN A in paragraph 2, word 3" in problem.message
    assert (entry.routes.paper, entry.routes.fax, entry.routes.label) == (None, None, None)
    assert entry.routes.email
    assert entry.routes.mailto


def test_a_character_that_no_font_has_in_one_address_costs_nobody_else_anything(tmp_path: Path):
    case = one_target(lines=("𒀀 Office", "Street"))
    case = replace(case, copies=(replace(case.targets[0], lines=("Office", "Street")),))
    first, second = written(tmp_path, case).letters
    assert "in line 1 of the address, word 1" in first.problems[0].message
    assert second.routes.paper


@pytest.mark.parametrize("mark", ["\u202e", "\u202a", "\x07", "\ufeff", "\u2066"])
def test_controls_and_direction_overrides_are_taken_out(mark: str, tmp_path: Path):
    entry = written(tmp_path, one_target(lines=(f"Off{mark}ice", "Street")), text=f"A {mark}text.").letters[0]
    assert entry.routes.paper
    assert mark.encode() not in raw(tmp_path / entry.routes.email)
    assert mark not in text_of(tmp_path / entry.routes.paper)


def test_a_letter_is_tagged_archivable_and_says_its_language_and_title(tmp_path: Path):
    entry = written(tmp_path, one_target(), language="de").letters[0]
    pdf = raw(tmp_path / entry.routes.paper)
    assert re.search(rb"<pdfaid:part>2</pdfaid:part>\s*<pdfaid:conformance>A<", pdf)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert b"/MarkInfo" in pdf
    assert b"/StructTreeRoot" in pdf
    assert re.search(rb"/Lang\s*\(de", pdf)
    document = pypdfium2.PdfDocument(tmp_path / entry.routes.paper)
    assert document.get_metadata_value("Title") == "Mirela Dovan und Emil Sarkov"
    assert document.get_metadata_value("Author") == "Chen Arndt"
    assert document.get_metadata_value("CreationDate").startswith("D:20261123")


def letters(number: int, writer=None):
    numbers = count()
    for _ in range(number):
        yield next(
            iter(compose(one_target(), writer or chen(), TEXT.replace("bridges", f"bridge {next(numbers)}"), day=TODAY))
        )


def test_many_letters_come_as_a_few_files_each_letter_on_its_own_page():
    files = list(LetterPress().batches(letters(25), size=10))
    pages = [pypdfium2.PdfDocument(file) for file in files]
    assert [len(document) for document in pages] == [10, 10, 5]
    assert "bridge 24," in pages[2][4].get_textpage().get_text_bounded()


def test_a_letter_in_a_batch_looks_like_the_same_letter_alone():
    press = LetterPress()
    several = list(letters(3))
    together = pypdfium2.PdfDocument(press.many(several))
    for number, letter in enumerate(several):
        alone = pypdfium2.PdfDocument(press.one(letter))
        assert alone[0].render(scale=1).to_pil().tobytes() == together[number].render(scale=1).to_pil().tobytes()
