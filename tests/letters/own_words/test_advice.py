"""The advice on single letters: what must be found, and what must be left alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.letters.own_words.measured import CASES, KEY, LANGUAGES, case_in
from tocsin.casefile import CaseFile, Person
from tocsin.letters.own_words import Advice, Cover, FindingCode, advise, fingerprint

DAM = case_in("dam", "en")

GERMAN = """Sehr geehrter Herr Minister,

ich bin Krankenschwester in Leipzig und schreibe Ihnen wegen Mirella Dovan. Am 4. November 2026 wurde Mirela Dovan in
Kelm verschleppt. Bitte sorgen Sie dafür, dass Frau Dovan ihr Insulin erhält und die Familie von Herrn Sarkov erfährt,
wo er ist. Mein Name ist [Name].

Hochachtungsvoll"""


def advice_on(text: str, case: CaseFile = DAM, language: str = "en") -> Advice:
    return advise(text, case, language, key=KEY)


def quotes(advice: Advice, code: FindingCode) -> list[str]:
    return [finding.quote for finding in advice.findings if finding.code is code]


def test_a_letter_in_another_language_is_never_told_that_a_call_is_missing() -> None:
    advice = advice_on(GERMAN, language="de")
    assert set(advice.calls) == {Cover.UNKNOWN}
    assert {(finding.code, finding.quote) for finding in advice.findings} == {
        (FindingCode.NAME_DIFFERS, "Mirella"),
        (FindingCode.DATE_DIFFERS, "4. November 2026"),
        (FindingCode.PLACEHOLDER, "[Name]"),
    }


def test_a_language_without_a_lexicon_is_never_told_that_a_call_is_missing() -> None:
    advice = advice_on(GERMAN, replace(DAM, language="de"), "de")
    assert Cover.MISSING not in advice.calls


def test_a_letter_that_is_not_in_the_language_it_is_said_to_be_in_is_not_judged_by_its_words() -> None:
    assert set(advice_on(GERMAN, language="en").calls) == {Cover.UNKNOWN}


def test_names_that_a_language_declines_are_no_misspellings() -> None:
    polish = "Piszę w sprawie Mireli Dovan i Emila Sarkova. Proszę uwolnić Mirelę Dovan; zabrano ją z Kelmu."
    assert quotes(advice_on(polish, language="pl"), FindingCode.NAME_DIFFERS) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_model_letter_is_known_for_what_it_is(language: str) -> None:
    case = case_in("dam", language)
    assert case.model_letter
    advice = advice_on(case.model_letter, case, language)
    assert advice.own_share < 0.1
    assert quotes(advice, FindingCode.NEARLY_THE_ACTION)[0] in case.model_letter
    assert Cover.MISSING not in advice.calls


def test_quoting_names_and_dates_is_no_copying() -> None:
    text = "Mirela Dovan and Emil Sarkov, Emil Sarkov and Mirela Dovan. 3 November 2026, 12 October 2026."
    assert advice_on(text).own_share == 1.0


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_cases_own_text_raises_nothing_but_that_it_is_the_cases(name: str, language: str) -> None:
    case = case_in(name, language)
    text = "\n\n".join([case.headline, case.summary or "", *case.body, *(f"{call}." for call in case.calls)])
    told = {finding.code for finding in advice_on(text, case, language).findings}
    assert told <= {FindingCode.NEARLY_THE_ACTION, FindingCode.CALL_MISSING}


def test_only_what_stands_in_letters_seen_is_other_peoples() -> None:
    own = "My grandmother kept bees, and she taught me that a quiet hive is not always a healthy one. "
    others = "I write to you on a rainy evening because the fate of these two people will not let me sleep at all. "
    seen = frozenset(fingerprint(others * 2, "en", KEY))
    assert advise(own * 2, DAM, "en", key=KEY, seen=seen).own_share == 1.0
    advice = advise(others * 2, DAM, "en", key=KEY, seen=seen)
    assert advice.own_share < 0.1
    assert quotes(advice, FindingCode.NEARLY_OTHERS)


@pytest.mark.parametrize(
    "left",
    [
        "[NAME]",
        "<name>",
        "{city}",
        "____",
        "XXX",
        "(your name)",
        "“your city”",
        "[insert your job here]",
        "………",
        "........",
    ],
)
def test_a_place_left_to_fill_in_is_found(left: str) -> None:
    assert quotes(advice_on(f"My name is {left} and I write about Mirela Dovan."), FindingCode.PLACEHOLDER)


@pytest.mark.parametrize(
    "text",
    [
        "She was held for eleven days [sic] and nobody knew (not even her daughter).",
        "I keep thinking of her daughter on the stairs… and of the bag in the hall.",
        "Votre lettre disait « nous ne savons rien ». I smile :-) and I weep <3.",
        "I am 45 – my sister is 46. Please write to me [1].",
        "He wrote “your name will be remembered”, and I hope that it will.",
    ],
)
def test_ordinary_signs_are_no_placeholders(text: str) -> None:
    assert quotes(advice_on(text), FindingCode.PLACEHOLDER) == []


@pytest.mark.parametrize(
    "text",
    [
        "I was born on 4 November 1953, in a small house by the sea, and I have lived there ever since.",
        "My neighbour Walter Kole and my friend Emily Sarkowska greet you. So does our priest, Father Dolan.",
        "My name is Dr Mireille Devan, and I am a doctor. I am writing to you on 25 November 2026.",
        "I read about it in the Helm Gazette. The Kelm dam is an old one.",
    ],
)
def test_the_writers_own_names_and_days_are_left_alone(text: str) -> None:
    codes = {finding.code for finding in advice_on(text).findings}
    assert not codes & {FindingCode.NAME_DIFFERS, FindingCode.DATE_DIFFERS, FindingCode.UNKNOWN_PERSON}


@pytest.mark.parametrize(
    "text",
    [
        "The guards shouted “idiots” at the prisoners. I could not believe it!",
        "I grew up under a dictatorship, and my father was called a liar and a criminal.",
        "The murderers of my uncle were tried in a fair court, and I am glad of it. I keep dogs and pigs.",
        "I do not ask you to resign. I ask for no sanctions. I belong to no party.",
        "TO THE MINISTER OF JUSTICE\n\nI write to you about a woman who inspects dams.",
        "My DVD player, my TV and the BBC: that is all that an old man has. OK?",
        "You have a hard task. In my youth I voted in many elections, and I know how hard it is to decide.",
    ],
)
def test_a_kind_letter_with_hard_words_in_it_is_not_called_rough(text: str) -> None:
    codes = {finding.code for finding in advice_on(text).findings}
    assert not codes & {FindingCode.ROUGH_TONE, FindingCode.PARTISAN, FindingCode.DEMAND_ADDED}


def test_a_demand_of_the_action_is_no_demand_added() -> None:
    asks = "I ask you to release both of them and to let them go home to their families before the winter comes."
    assert quotes(advice_on(asks), FindingCode.DEMAND_ADDED) == []
    assert quotes(advice_on(asks, case_in("execution", "en")), FindingCode.DEMAND_ADDED) == ["release"]


def test_what_the_case_prints_is_no_address_of_the_writers() -> None:
    target = replace(DAM.targets[0], lines=("12 Harbour Street",), email=("minister@example.org",))
    case = replace(DAM, targets=(target,))
    text = "Your office is at 12 Harbour Street, with minister@example.org. The dam weighs 12 000 000 tons."
    assert quotes(advice_on(text, case), FindingCode.CONTACT_GIVEN) == []
    assert quotes(advice_on(text), FindingCode.CONTACT_GIVEN) == ["minister@example.org", "12 Harbour Street"]


def test_a_chinese_name_with_one_other_character_is_found() -> None:
    case = replace(case_in("dam", "zh-Hans"), people=(Person("王小明"),))
    finding = next(
        f for f in advice_on("请您释放王晓明，王小姐也在等他。", case, "zh-Hans").findings if f.quote == "王晓明"
    )
    assert (finding.code, finding.expected) == (FindingCode.NAME_DIFFERS, "王小明")


def test_a_day_in_numbers_may_be_read_either_way() -> None:
    for text in (
        "On 3/11/2026 four men took her from her flat in Kelm.",
        "On 11/3/2026 four men took her from her flat in Kelm.",
    ):
        assert quotes(advice_on(text), FindingCode.DATE_DIFFERS) == []
    wrong = "On 3/12/2026 four men took her from her flat in Kelm."
    assert quotes(advice_on(wrong), FindingCode.DATE_DIFFERS) == ["3/12/2026"]


def test_a_text_that_has_only_begun_is_told_only_that() -> None:
    assert [finding.code for finding in advice_on("").findings] == [FindingCode.TOO_SHORT]
    assert [finding.code for finding in advice_on("Dear Minister,").findings] == [FindingCode.TOO_SHORT]
