"""The action sheet, through `write_sheet`, read back with a PDF reader."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tocsin.casefile.errors import UnwritableCaseFile
from tocsin.casefile.model import CaseFile, Kind
from tocsin.casefile.writing.sheet import write_sheet
from tocsin.typesetting.characters import texts_in

from .cases import case_files
from .made_up import ARABIC, CHINESE, DAM_INSPECTOR, MINISTER

LINK = "https://network.example.org/ua-84-26"
A4, LETTER = (595, 842), (612, 792)
BOX = (0x1000F,)
quick = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def pages_of(sheet: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(sheet)
    return [page.get_textpage().get_text_range() for page in document]


def squeezed(text: str) -> str:
    """Without spaces and hyphens: a reader of PDF takes a hyphen at the end of a line for one of its own."""
    return re.sub(r"[\s\u00ad\u200b\ufffe\x02-]+", "", unicodedata.normalize("NFKC", text))


def text_of(sheet: bytes) -> str:
    return squeezed(" ".join(pages_of(sheet)))


def size_of(sheet: bytes) -> tuple[int, int]:
    width, height = pypdfium2.PdfDocument(sheet)[0].get_size()
    return round(width), round(height)


def printed_words(case: CaseFile) -> set[str]:
    told_in_words = {"kind", "language", "countries", "write_in", "issued", "deadline", "warnings", "origin"}
    fields = {name: value for name, value in case.to_json().items() if name not in told_in_words | {"format"}}
    texts = (text for place, text in texts_in(fields) if not place.endswith((".country", ".gender")))
    return {squeezed(word) for text in texts for word in text.split()}


def missing_words(case: CaseFile, sheet: bytes) -> set[str]:
    page = text_of(sheet)
    return {word for word in printed_words(case) if word not in page}


@pytest.mark.parametrize("kind", list(Kind))
def test_every_field_stands_on_the_sheet_of_every_kind(kind: Kind) -> None:
    case = replace(DAM_INSPECTOR, kind=kind)
    sheet = write_sheet(case, link=LINK)
    assert not missing_words(case, sheet)
    assert "20November2026" in text_of(sheet)
    assert "14December2026" in text_of(sheet)


def test_a_usual_case_takes_two_pages_and_the_addresses_begin_the_second() -> None:
    first, second = pages_of(write_sheet(DAM_INSPECTOR, link=LINK))
    assert "minister@interior.example.org" not in first
    assert squeezed(second).startswith(squeezed("Whom to write to"))
    assert "1 / 2" in first
    assert "2 / 2" in second


def test_the_last_day_stands_large_and_again_at_the_foot_of_every_page() -> None:
    pages = pages_of(write_sheet(DAM_INSPECTOR, link=LINK))
    assert pages[0].count("Write before the end of 14 December 2026") == 2
    assert "Write before the end of 14 December 2026" in pages[1]


def test_a_long_case_flows_on_and_loses_nothing() -> None:
    case = replace(DAM_INSPECTOR, body=tuple(f"Paragraph{number} {'and what they saw ' * 40}" for number in range(30)))
    sheet = write_sheet(case)
    assert not missing_words(case, sheet)
    pages = pages_of(sheet)
    assert len(pages) > 2
    assert f"{len(pages)} / {len(pages)}" in pages[-1]


def test_a_case_that_is_a_little_too_long_is_set_smaller_to_keep_to_two_pages() -> None:
    case = replace(DAM_INSPECTOR, body=("They took her away in a grey car without number plates. " * 12,) * 4)
    assert len(pages_of(write_sheet(case))) == 2


def test_the_sheet_fits_both_papers() -> None:
    assert size_of(write_sheet(DAM_INSPECTOR, "a4")) == A4
    assert size_of(write_sheet(DAM_INSPECTOR, "letter")) == LETTER
    with pytest.raises(UnwritableCaseFile, match="a4 or letter"):
        write_sheet(DAM_INSPECTOR, "a3")  # type: ignore[arg-type]


@pytest.mark.parametrize("case", [DAM_INSPECTOR, ARABIC, CHINESE], ids=lambda case: case.language)
def test_the_file_is_tagged_archivable_and_names_its_language(case: CaseFile) -> None:
    sheet = write_sheet(case, link=LINK)
    assert b"<pdfaid:part>2</pdfaid:part>" in sheet
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in sheet
    assert b"<pdfuaid:part>1</pdfuaid:part>" in sheet
    document = pypdfium2.PdfDocument(sheet)
    assert document.is_tagged()
    assert document.get_metadata_value("Title").startswith("UA 84/26: ")


def test_the_same_case_gives_the_same_bytes_whatever_the_time() -> None:
    assert write_sheet(DAM_INSPECTOR, link=LINK) == write_sheet(DAM_INSPECTOR, link=LINK)
    assert write_sheet(CaseFile()) == write_sheet(CaseFile())


def test_the_link_is_printed_and_drawn_only_when_it_is_given() -> None:
    with_link, without = write_sheet(DAM_INSPECTOR, link=LINK), write_sheet(DAM_INSPECTOR)
    assert "network.example.org/ua-84-26" in pages_of(with_link)[0]
    assert "network.example.org/ua-84-26" not in pages_of(without)[0]


@pytest.mark.parametrize(
    "link",
    [
        "ua-84-26",
        "javascript:alert(1)",
        "https://",
        "https://a b.example.org/",
        "https://[",
        "https://e.example.org/" + "x" * 9000,
    ],
)
def test_a_link_that_is_no_web_address_is_refused_in_one_sentence(link: str) -> None:
    with pytest.raises(UnwritableCaseFile, match="must be a web address"):
        write_sheet(DAM_INSPECTOR, link=link)


@pytest.mark.parametrize("kind", [Kind.STOP, Kind.OUTCOME])
@pytest.mark.parametrize("language", ["en", "fr", "es", "de", "ar", "zh", "ja"])
def test_a_sheet_that_ends_an_action_says_so_first_and_invites_nobody_to_write(kind: Kind, language: str) -> None:
    from tocsin.casefile.writing.wording import notice, wording_for

    case = replace(DAM_INSPECTOR, kind=kind, language=language)
    words = wording_for(language)
    said = notice(case, words)
    assert said is not None
    sheet = write_sheet(case, link=LINK)
    page = text_of(sheet)
    if language != "ar":  # a reader puts right-to-left lines together in its own way
        assert page.index(squeezed(said[0])) < page.index(squeezed("Dam inspector held"))
    invitations = (
        "write_soon",
        "own_words",
        "good_letter.text",
        "afterwards.tell_us",
        "headings.whom",
        "headings.calls",
    )
    assert not [key for key in invitations if squeezed(words.say(key)) in page]
    assert not [
        key for key in ("write_before",) if squeezed(words.say(key, date=words.day(date(2026, 12, 14)))) in page
    ]
    assert b"mailto:" not in sheet


def test_an_update_says_first_that_it_is_one() -> None:
    first = pages_of(write_sheet(DAM_INSPECTOR))[0]
    assert first.index("Update 1") < first.index("Dam inspector held in secret")


def test_languages_and_dates_are_named_in_the_language_of_the_sheet() -> None:
    english, french = (pages_of(write_sheet(replace(DAM_INSPECTOR, language=one)))[0] for one in ("en", "fr"))
    assert "In English, Chinese or your own language." in english
    assert "En anglais, chinois ou dans votre propre langue." in french
    assert "Écrivez avant la fin du 14 décembre 2026" in french
    first = pages_of(write_sheet(replace(DAM_INSPECTOR, language="fr", deadline=date(2026, 12, 1))))[0]
    assert "1er décembre 2026" in first


def test_an_empty_case_still_gives_a_sheet() -> None:
    page = " ".join(pages_of(write_sheet(CaseFile())))
    assert "Write as soon as you can" in page
    assert "names no address" in page


def test_the_name_of_an_invented_state_is_taken_from_the_caller() -> None:
    assert "Halvara" in pages_of(write_sheet(replace(DAM_INSPECTOR, targets=()), country_names={"XC": "Halvara"}))[0]


def test_an_address_that_does_not_say_its_state_gets_it_beside_it() -> None:
    peru = replace(MINISTER, country="PE", lines=("Radomir Estel", "Lima 1"))
    assert "Country Peru" in " ".join(pages_of(write_sheet(replace(DAM_INSPECTOR, targets=(peru,))))).replace(
        "\r\n", " "
    )
    own_name = replace(peru, lines=("Radomir Estel", "Lima 1, PERÚ"))
    assert "Country" not in " ".join(pages_of(write_sheet(replace(DAM_INSPECTOR, targets=(own_name,)))))


@pytest.mark.parametrize("character", ["\U00012000", "\ue000", "\U0001d400", "\uffff"])
def test_a_character_that_no_font_has_is_named_with_its_field(character: str) -> None:
    target = replace(MINISTER, lines=(*MINISTER.lines, f"Room {character}"))
    with pytest.raises(UnwritableCaseFile, match=rf"U\+{ord(character):04X} .*targets\[0\]\.lines\[6\]"):
        write_sheet(replace(DAM_INSPECTOR, targets=(target,)))


def test_direction_marks_that_reverse_a_line_and_controls_are_left_out() -> None:
    sheet = write_sheet(replace(DAM_INSPECTOR, headline="Held\u202e in\x07 secret\u202c"))
    assert "Held in secret" in pages_of(sheet)[0]


def test_a_word_wider_than_its_column_is_broken_and_stays_on_the_page() -> None:
    target = replace(MINISTER, lines=("W" * 120, "(" * 120), email=("a" * 90 + "@example.org",), fax=("1" * 90,))
    case = replace(DAM_INSPECTOR, headline="W" * 90, previous="https://example.org/" + "W" * 200, targets=(target,))
    for page in pypdfium2.PdfDocument(write_sheet(case)):
        right = page.get_size()[0] - 40
        reader = page.get_textpage()
        assert max(reader.get_charbox(position)[2] for position in range(reader.count_chars())) <= right


def test_markup_in_a_case_is_printed_not_obeyed() -> None:
    hostile = '#panic("x") $x$ *b* _i_ `raw` = h \\ #include "/etc/passwd" <label> @ref // c'
    case = replace(DAM_INSPECTOR, headline=hostile, body=(hostile,), calls=(hostile,))
    assert not missing_words(case, write_sheet(case))


_letters = st.characters(
    whitelist_categories=(), whitelist_characters="abcXYZéüß αβγ жщ 中文字 0123 #$*_`=\\<>@/[]{}()&\"'~^-+;:,.!?%"
)
_texts = st.text(_letters, min_size=1, max_size=60).map(str.strip).filter(bool)


@quick
@given(st.lists(_texts, min_size=1, max_size=3), _texts, _texts)
def test_any_text_is_found_again_on_the_page(body: list[str], headline: str, line: str) -> None:
    target = replace(MINISTER, lines=(line, "Radomir Estel"), name="Radomir Estel", post=None)
    case = replace(
        DAM_INSPECTOR, body=tuple(body), headline=headline, calls=(line,), targets=(target,), model_letter=line
    )
    assert not missing_words(case, write_sheet(case))


@quick
@given(case_files())
def test_any_case_gives_a_sheet_or_names_the_character_that_prevents_it(case: CaseFile) -> None:
    refusal = None
    try:
        sheet = write_sheet(case, link=LINK)
    except UnwritableCaseFile as error:
        refusal = error
    if refusal:
        assert re.search(r"U\+[0-9A-F]{4,6} \(.+\) in [a-z_]+", str(refusal)), (str(refusal), refusal.detail)
    else:
        assert len(pypdfium2.PdfDocument(sheet)) >= 1
