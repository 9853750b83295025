"""Lines of a text: never wider than they may be, and nothing of the text lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.alerts.wording.measure import columns, shortened, wrapped


@pytest.mark.parametrize(
    ("text", "width"), [("insulin", 7), ("胰岛素", 6), ("حرّ", 2), ("\u2068UA\u2069", 2), ("e\u0301", 1), ("，", 2)]
)
def test_letters_of_east_asia_are_two_columns_and_marks_none(text: str, width: int) -> None:
    assert columns(text) == width


def test_a_line_does_not_begin_with_a_mark_that_ends_a_sentence() -> None:
    lines = wrapped("她患有糖尿病，却不准带上胰岛素。内政部则称并未关押她。", 14)
    assert [line for line in lines if line[0] in "，。、"] == []
    assert "".join(lines) == "她患有糖尿病，却不准带上胰岛素。内政部则称并未关押她。"


@given(st.text(alphabet="ab c，。（）胰岛素ح\u0301 ", max_size=200), st.integers(8, 72))
def test_nothing_is_lost_and_lines_fit_where_they_can_be_broken(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    for line in lines:
        assert line == line.strip(" ")
        assert columns(line) <= width or len(wrapped(line, width)) == 1


@given(st.text(max_size=200), st.integers(8, 100))
def test_what_is_cut_says_so_and_fits(text: str, width: int) -> None:
    cut = shortened(text, width)
    assert columns(cut) <= width
    assert cut == text or cut.endswith("…")
