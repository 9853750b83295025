"""The measured letters: what the advice finds in them and what it finds wrongly, against floors that hold today.

`python bench/own_words.py` prints the figures. A floor may be raised; lowering one needs a reason.
"""

from __future__ import annotations

from collections import Counter

import pytest

from tests.letters.own_words.measured import LANGUAGES, letters, outcome_of, scores
from tocsin.letters.own_words import FindingCode

# Precision and recall. Calls are missed rather than wrongly missing: a wrong finding insults a kind person.
FLOORS = {
    FindingCode.CALL_MISSING: (0.90, 0.60),
    FindingCode.NAME_DIFFERS: (1.0, 0.80),
    FindingCode.DATE_DIFFERS: (1.0, 0.95),
    FindingCode.PLACEHOLDER: (1.0, 1.0),
    FindingCode.ROUGH_TONE: (1.0, 0.95),
    FindingCode.PARTISAN: (1.0, 1.0),
    FindingCode.DEMAND_ADDED: (1.0, 0.80),
    FindingCode.NEARLY_THE_ACTION: (1.0, 1.0),
    FindingCode.NEARLY_OTHERS: (1.0, 1.0),
    FindingCode.UNKNOWN_PERSON: (1.0, 1.0),
    FindingCode.CONTACT_GIVEN: (1.0, 1.0),
}


@pytest.mark.parametrize("held_out", [False, True])
def test_the_advice_finds_what_it_should_and_hardly_anything_else(held_out: bool) -> None:
    for code, score in scores([letter for letter in letters() if letter.held_out is held_out]).items():
        precision, recall = FLOORS[code]
        assert score.precision >= precision, (code, score)
        assert score.recall >= recall, (code, score)


def test_no_good_letter_is_told_anything_wrong_about_its_words() -> None:
    told = [(letter.name, wrong) for letter in letters() if not letter.findings for wrong in outcome_of(letter).wrong]
    assert [one for one in told if one[1][0] is not FindingCode.CALL_MISSING] == []


def test_a_third_of_the_set_is_held_out_and_every_language_has_as_many() -> None:
    assert Counter((letter.language, letter.held_out) for letter in letters()) == {
        (language, held_out): 9 if held_out else 18 for language in LANGUAGES for held_out in (False, True)
    }


def test_good_letters_are_their_writers_own() -> None:
    good = [letter for letter in letters() if not letter.findings]
    assert len(good) > 50
    assert min(letter.advice().own_share for letter in good) >= 0.7
