"""The assisted path: sentences to choose from."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.letters.own_words.measured import CASES, KEY, LANGUAGES, case_in
from tocsin.casefile import CaseFile, Person
from tocsin.letters.own_words import Advice, Cover, FindingCode, Part, advise, fingerprint, sentences_for

OWN = {
    "en": "As a girl I waited nine days for news of my brother, and I still count days when I cannot sleep.",
    "fr": "Enfant, j’ai attendu neuf jours des nouvelles de mon frère, et je compte encore les jours, la nuit.",
    "es": "De niña esperé nueve días noticias de mi hermano, y todavía cuento los días cuando no puedo dormir.",
    "ar": "في طفولتي انتظرت تسعة أيام خبراً عن أخي، وما زلت أعد الأيام كلما غاب عني النوم.",
    "zh-Hans": "我小时候等哥哥的消息等了九天，到现在睡不着的夜里，我还会一天一天地数日子。",
}


def chosen(case: CaseFile, language: str, seed: str, own: str = "") -> str:
    """A letter of the first sentence of every part, and one of the writer's own."""
    parts = [one.sentences[0] for one in sentences_for(case, language, seed).suggestions]
    return "\n\n".join([*parts[:2], *filter(None, [own]), *parts[2:]])


def advice_on(text: str, case: CaseFile, language: str, seen: frozenset[int] = frozenset()) -> Advice:
    return advise(text, case, language, key=KEY, seen=seen)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_of_chosen_sentences_makes_every_call_on_one_page(name: str, language: str) -> None:
    case = case_in(name, language)
    for seed in "abcde":
        advice = advice_on(chosen(case, language, seed, OWN[language]), case, language)
        assert set(advice.calls) == {Cover.COVERED}
        assert advice.findings == ()
        assert advice.pages <= 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_that_is_offered_is_advised_against(language: str) -> None:
    case = case_in("dam", language)
    for suggestion in sentences_for(case, language).suggestions:
        told = {finding.code for text in suggestion.sentences for finding in advice_on(text, case, language).findings}
        assert told <= {FindingCode.TOO_SHORT, FindingCode.CALL_MISSING, FindingCode.NEARLY_THE_ACTION}


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_own_sentence_makes_a_chosen_letter_ones_own(language: str) -> None:
    case = case_in("radio", language)
    texts = [chosen(case, language, str(seed)) for seed in range(40)]
    seen = frozenset(one for text in texts for one in fingerprint(text, language, KEY))
    alone = advice_on(texts[0], case, language, seen)
    assert FindingCode.NEARLY_OTHERS in {finding.code for finding in alone.findings}
    with_own = advice_on(chosen(case, language, "0", OWN[language]), case, language, seen)
    assert with_own.findings == ()
    assert with_own.own_share > alone.own_share


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_writer_sees_another_order_and_the_same_one_again(language: str) -> None:
    case = case_in("dam", language)
    firsts = {chosen(case, language, str(seed)) for seed in range(30)}
    assert len(firsts) > 25
    assert sentences_for(case, language, "7") == sentences_for(case, language, "7")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_leaves_a_choice_and_a_beginning_of_ones_own(language: str) -> None:
    case = case_in("quay", language)
    suggestions = sentences_for(case, language).suggestions
    assert [one.part for one in suggestions] == [
        Part.OPENING,
        Part.WHAT_HAPPENED,
        *[Part.CALL] * 3,
        Part.CLOSING_THOUGHT,
    ]
    assert [one.call for one in suggestions] == [None, None, 0, 1, 2, None]
    assert all(len(one.sentences) >= 6 and len(one.beginnings) >= 3 for one in suggestions)
    assert not any("{" in text for one in suggestions for text in one.sentences)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_beginning_that_nobody_finished_is_found(language: str) -> None:
    case = case_in("dam", language)
    beginning = sentences_for(case, language).suggestions[0].beginnings[0]
    told = advice_on(f"{OWN[language]} {beginning} {OWN[language]}", case, language).findings
    assert (FindingCode.PLACEHOLDER, beginning) in {(finding.code, finding.quote) for finding in told}


def test_calls_in_another_language_are_spoken_of_together() -> None:
    suggestions = sentences_for(case_in("dam", "en"), "ar").suggestions
    assert [(one.part, one.call) for one in suggestions if one.part is Part.CALL] == [(Part.CALL, None)]
    assert not any(call in text for call in case_in("dam", "en").calls for one in suggestions for text in one.sentences)


def test_people_without_names_are_left_out_of_the_sentences() -> None:
    case = replace(case_in("dam", "en"), people=(Person("forty prisoners", group=True),))
    texts = [text for one in sentences_for(case, "en").suggestions for text in one.sentences]
    assert len(texts) > 20
    assert not any("{" in text or "forty prisoners" in text for text in texts)


def test_a_language_without_sentences_offers_none() -> None:
    assert sentences_for(case_in("dam", "en"), "de").suggestions == ()
