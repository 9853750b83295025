"""The document beside the form: lines, what they were taken to, and what is doubtful in them."""

from __future__ import annotations

import html
import re
import time
from dataclasses import replace

from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.desk.conftest import SignIn
from tests.network import Network, case_file
from tocsin.actions.drafts import new_case
from tocsin.actions.originals import KeptReading, Source
from tocsin.casefile import CaseFile, ReadingWarning
from tocsin.desk.importing.source import MOST_LINES, panel_of

TEXT = "URGENT ACTION\nNURSE TAKEN\nShe was taken\nat night.\nBEFORE 29 DECEMBER\nFax: +999 3 555 01 8\n"


def at(words: str, text: str = TEXT) -> tuple[tuple[int, int], ...]:
    return ((text.index(words), text.index(words) + len(words)),)


PLACES = {
    "headline": at("NURSE TAKEN"),
    "summary": at("She was taken\nat night."),
    "deadline": at("29 DECEMBER"),
    "targets": at("Fax: +999 3 555 01 8"),
    "targets.0": at("Fax: +999 3 555 01 8"),
    "targets.0.fax": at("+999 3 555 01 8"),
}
READING = KeptReading("nurse.txt", TEXT, PLACES, None)


def warned(*warnings: ReadingWarning) -> CaseFile:
    return CaseFile(warnings=warnings)


def test_lines_say_where_they_went() -> None:
    panel = panel_of(READING, CaseFile())
    assert [line.number for line in panel.lines] == [1, 2, 3, 4, 5, 6]
    goes = {line.number: line.goes for line in panel.lines}
    assert goes == {1: "", 2: "f-headline", 3: "f-summary", 4: "f-summary", 5: "f-deadline", 6: "f-targets-0-fax"}
    assert panel.places["summary"] == (3, 4)
    assert panel.places["targets.0.fax"] == (6, 6)
    assert [line.used for line in panel.lines] == [False, True, True, True, True, True]


def test_what_contradicts_itself_is_marked_in_its_line() -> None:
    doubtful = warned(
        ReadingWarning("contradiction", "deadline", "Two deadlines are printed."),
        ReadingWarning("doubtful-number", "targets", "“+999 3 555 01 8” cannot be dialled."),
        ReadingWarning("missing", "summary", "Nothing."),
    )
    lines = panel_of(READING, doubtful).lines
    assert [line.number for line in lines if line.doubt] == [5, 6]
    assert [(part.text, part.doubt) for part in lines[4].parts] == [("BEFORE ", False), ("29 DECEMBER", True)]
    assert [(part.text, part.doubt) for part in lines[5].parts] == [("Fax: ", False), ("+999 3 555 01 8", True)]


def test_half_of_another_number_is_not_meant() -> None:
    text = "Fax: +504 2255 0167\nFax: +504 2255"
    places = {"targets": (*at("+504 2255 0167", text), (len(text) - 9, len(text)))}
    doubtful = warned(ReadingWarning("doubtful-number", "targets", "“+504 2255” is not possible."))
    assert [line.doubt for line in panel_of(KeptReading("", text, places, None), doubtful).lines] == [False, True]


def test_a_long_document_is_shown_in_part_and_quickly() -> None:
    text = "\n".join(f"line {number}" for number in range(1, 12_001))
    place = text.index("line 9000\n")
    reading = KeptReading("long.txt", text, {"headline": ((place, place + 9),)}, None)
    began = time.process_time()
    panel = panel_of(reading, CaseFile())
    assert time.process_time() - began < 0.5
    assert len(panel.lines) == MOST_LINES
    assert {8997, 9000, 9003} <= {line.number for line in panel.lines}
    assert sum(line.left_out for line in panel.lines) + panel.left_out + MOST_LINES == 12_000


@given(
    st.text(st.sampled_from("ab \n\f“é𐍈"), max_size=60),
    st.lists(st.tuples(st.integers(0, 70), st.integers(0, 70)), max_size=5),
)
def test_no_sign_is_lost_whatever_the_document_and_its_places(text: str, ranges: list[tuple[int, int]]) -> None:
    places = {f"calls.{number}": (one,) for number, one in enumerate(ranges)} | {"deadline": tuple(ranges)}
    panel = panel_of(
        KeptReading("any", text, places, None), warned(ReadingWarning("contradiction", "deadline", "Two."))
    )
    joined = "\n".join("".join(part.text for part in line.parts) for line in panel.lines)
    assert joined.rstrip() == text.replace("\f", "\n").rstrip()


def test_the_page_shows_the_document_as_text_with_links_to_its_lines(network: Network, amina: Client) -> None:
    text = TEXT.replace("URGENT ACTION", '<script>alert(1)</script>"><img src=x>')
    moved = {path: at(TEXT[ranges[0][0] : ranges[0][1]], text) for path, ranges in PLACES.items()}
    source = Source('"><b>nurse.txt', text.encode(), text, moved)
    case = new_case(network.amina, network.sections["DE"], case_file(), network.now, source)
    page = amina.get(f"/desk/cases/{case.pk}/source/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    for target in re.findall(r'href="#(line-\d+)"', page):
        assert f'id="{target}"' in page
    assert re.search(r'<div id="f-summary">.*?href="#line-3" data-first="3" data-last="4">line 3 to 4</a>', page)
    # Of a list its items are named, not the whole once more.
    assert 'id="f-targets-0-fax"' in page
    assert 'id="f-targets"' not in page
    assert 'id="line-5" data-n="5" class="at"' in page


def test_a_draft_of_no_document_says_so(network: Network, sign_in: SignIn) -> None:
    case = network.draft()
    page = html.unescape(sign_in(network.bo).get(f"/desk/cases/{case.pk}/source/").content.decode())
    assert "read from no document" in page


def test_a_document_kept_without_its_text_shows_none(network: Network, amina: Client) -> None:
    case = new_case(network.amina, network.sections["DE"], case_file(), network.now, Source("old.pdf", b"%PDF-"))
    assert "read from no document" in amina.get(f"/desk/cases/{case.pk}/source/").content.decode()


def test_a_value_that_is_gone_from_the_draft_is_shown_as_empty(network: Network, amina: Client) -> None:
    source = Source("nurse.txt", TEXT.encode(), TEXT, {"targets.7.fax": at("Fax"), "people.0": at("She")})
    case = new_case(network.amina, network.sections["DE"], replace(case_file(), people=()), network.now, source)
    assert amina.get(f"/desk/cases/{case.pk}/source/").status_code == 200
