"""Texts that nobody kind would send: the advice answers all of them, soon."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.letters.own_words.measured import KEY, LANGUAGES, case_in
from tocsin.letters.own_words import Cover, FindingCode, advise, fingerprint

LENGTH = 100_000
PIECES = [
    *(
        "a",
        "[",
        "<",
        "(",
        "{{",
        "“",
        "«",
        "! ",
        "!",
        "1",
        "1-",
        "+1 ",
        "a@",
        "a.",
        "\0",
        "👩‍👩‍👧",
        "\u202e\u2066",
        "\n",
        " ",
    ),
    *(
        "\n ",
        "Mirella ",
        "Mirela Dovam ",
        "please release ",
        "set a a a a a ",
        "where a a a ",
        "米·",
        "告诉",
        "米雷拉·多方",
    ),
    *(
        "3 November 2026 ",
        "1.1.1",
        "_",
        "\ud800",
        "\u0644",
        "وبالكلب ",
        "\ufdfa",
        "ABCD ",
        "…\n\n",
        "Mr Abcd ",
        "\u0301",
    ),
    *("a\u0301\u0316", "१ ", "ก", "x × ", "ß"),
]

OFTEN = ["Mirela Dovan ", "米雷拉·多万", "3 November 2026", "[", "]", "\u202e", "ميريلا دوفان ", ". ", "\n\n", "!!!"]


@pytest.mark.parametrize("piece", PIECES)
def test_a_hundred_thousand_characters_are_answered_soon(piece: str) -> None:
    text = (piece * LENGTH)[:LENGTH]
    for language in ("en", "zh-Hans"):
        case = case_in("dam", language)
        begun = time.process_time()
        advice = advise(text, case, language, key=KEY, seen=frozenset({1}))
        # A tenth of a second is usual; what grows with the square of the length takes minutes.
        assert time.process_time() - begun < 3, (piece, language)
        assert len(advice.findings) <= 5 * len(FindingCode)
        assert len(fingerprint(text, language, KEY)) <= 8_000


def test_a_long_text_is_too_long_and_counted_whole() -> None:
    text = "I am writing to you because I cannot sleep. " * 2_000
    advice = advise(text, case_in("dam", "en"), "en", key=KEY)
    assert FindingCode.TOO_LONG in [finding.code for finding in advice.findings]
    assert advice.words == pytest.approx(18_000, rel=0.01)
    assert advice.pages > 40


@given(
    text=st.lists(
        st.one_of(
            st.text(max_size=30),
            st.sampled_from(
                [
                    "Mirela Dovan ",
                    "米雷拉·多万",
                    "3 November 2026",
                    "[",
                    "]",
                    "\u202e",
                    "ميريلا دوفان ",
                    ". ",
                    "\n\n",
                    "!!!",
                ]
            ),
        )
    ).map("".join),
    language=st.sampled_from([*LANGUAGES, "de", "ja", "th", "xx", "zh-TW", "pt-BR"]),
)
@settings(max_examples=150, deadline=None)
def test_whatever_is_written_is_answered(text: str, language: str) -> None:
    case = case_in("dam", language if language in LANGUAGES else "en")
    advice = advise(text, case, language, key=KEY, seen=frozenset(fingerprint(text, language, KEY)))
    assert 0 <= advice.own_share <= 1
    assert len(advice.calls) == len(case.calls)
    if language not in LANGUAGES:
        assert set(advice.calls) == {Cover.UNKNOWN}
    assert all(len(finding.quote) <= 120 for finding in advice.findings)
