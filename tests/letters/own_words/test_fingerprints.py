"""Fingerprints: what is kept instead of a letter."""

from __future__ import annotations

import pytest

from tests.letters.own_words.measured import KEY, LANGUAGES, Measured, letters
from tocsin.letters.own_words import advise, fingerprint, likeness

OTHER_KEY = b"another key of sixteen bytes"


def in_language(language: str) -> list[Measured]:
    return [letter for letter in letters() if letter.language == language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_gives_at_most_eighty_numbers_in_the_same_order_each_time(language: str) -> None:
    text, case = "", in_language(language)[0].case
    for letter in in_language(language):
        longer = f"{text}\n\n{letter.text}"
        if advise(longer, case, language, key=KEY).pages > 1:
            break
        text = longer
    prints = fingerprint(text, language, KEY)
    assert 15 <= len(prints) <= 80
    assert prints == fingerprint(text, language, KEY) == tuple(sorted(set(prints)))
    assert all(-(2**63) <= one < 2**63 for one in prints)


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_key_gives_nothing_that_can_be_compared(language: str) -> None:
    for letter in in_language(language):
        assert likeness(fingerprint(letter.text, language, KEY), fingerprint(letter.text, language, OTHER_KEY)) == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_different_letters_on_one_case_are_unlike(language: str) -> None:
    good = [letter for letter in in_language(language) if not letter.findings]
    for one in good:
        others = {p for other in good if other is not one for p in fingerprint(other.text, language, KEY)}
        assert likeness(fingerprint(one.text, language, KEY), others) < 0.1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_passage_is_known_wherever_it_stands_and_however_it_is_printed(language: str) -> None:
    one, other = [letter.text for letter in in_language(language) if not letter.findings][:2]
    moved = f"{other}\n\n{one.upper()}!"
    seen = fingerprint(moved, language, KEY)
    assert likeness(fingerprint(one, language, KEY), seen) > 0.9
    assert likeness(seen, fingerprint(one, language, KEY)) < 0.8


def test_a_text_without_a_run_has_no_fingerprint_and_is_like_nothing() -> None:
    assert fingerprint("Please help.", "en", KEY) == ()
    assert likeness((), {1, 2}) == 0.0


@pytest.mark.parametrize("key", [b"", b"short", b"x" * 65])
def test_a_weak_key_is_refused(key: bytes) -> None:
    with pytest.raises(ValueError, match="16 to 64 bytes"):
        fingerprint(letters()[0].text, "en", key)
