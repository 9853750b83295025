"""What is said beside a translation: what was lost on the way, and nothing where all is there."""

from __future__ import annotations

import time

import pytest

from tocsin.actions.translating.alike import likeness
from tocsin.actions.translating.checking import Slip, check_text, contacts_in, numbers_in
from tocsin.actions.wordwise import pieces_of


def slips(source: str, text: str, language: str = "fr", **more: object) -> list[Slip]:
    return [one.slip for one in check_text(source, text, "en", language, **more)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("source", "text", "language"),
    [
        ("On 14 December 2026 about 1,500 people met.", "Le 14 décembre 2026, quelque 1\u202f500 personnes.", "fr"),
        ("On 14 December 2026 about 1,500 people met.", "Le 14 décembre 2026, quelque 1 500 personnes.", "fr"),
        ("On 14 December 2026 about 1,500 people met.", "في ١٤ ديسمبر ٢٠٢٦ اجتمع نحو ١٬٥٠٠ شخص هناك.", "ar"),
        ("On 14 December 2026 about 1,500 people met.", "۱۴ دسامبر ۲۰۲۶ حدود ۱٬۵۰۰ نفر گرد آمدند.", "fa"),
        ("On 14 December 2026 about 1,500 people met.", "2026年12月14日，约1500人集会。", "zh"),
        ("On 14 December 2026 people met.", "二〇二六年十二月十四日，人们集会。", "zh"),
        ("She was given 2.5 litres.", "On lui a donné 2,5 litres.", "fr"),
        ("At 14:30 they left.", "À 14 h 30, ils sont partis.", "fr"),
        ("They met on 14 December 2026.", "Sie trafen sich am 14.12.2026.", "de"),
        ("He is 46.", "Il a 46 ans.", "fr"),
    ],
)
def test_a_number_is_the_same_in_every_script_and_every_way_of_parting_it(
    source: str, text: str, language: str
) -> None:
    assert Slip.NUMBERS not in slips(source, text, language)


def test_a_number_that_is_lost_or_another_is_named() -> None:
    (found,) = check_text("Held since 14 May 2026.", "Détenue depuis le 15 mai 2026.", "en", "fr")
    assert (found.slip, found.what) == (Slip.NUMBERS, ("14",))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("十四", "14"), ("二十", "20"), ("一百零五", "105"), ("三千二百", "3200"), ("一万五千", "15000"),
        ("两百", "200"),
    ],
)  # fmt: skip
def test_chinese_numbers_in_words(text: str, said: str) -> None:
    assert Slip.NUMBERS not in slips(f"It was {said}.", f"那是{text}。", "zh")


@pytest.mark.parametrize(
    ("source", "text", "is_lost"),
    [
        ("Write to a.b@example.org.", "Écrivez à a.b@example.org.", False),
        ("Write to a.b@example.org.", "Écrivez à a.b@example.com.", True),
        ("See https://example.org/a?b=1.", "Voir https://example.org/a?b=1\u00a0!", False),
        ("See https://example.org/a?b=1.", "Voir https://example.org/a?b=2.", True),
        ("Call +1 202 555 0141.", "Appelez le +1\u202f202\u202f555\u202f0141.", False),
        ("Call +1 202 555 0141.", "اتصل على \u2066+١ ٢٠٢ ٥٥٥ ٠١٤١\u2069", False),
        ("Call +1 202 555 0141.", "Appelez le +1 202 555 0142.", True),
    ],
)
def test_an_address_stays_as_it_is(source: str, text: str, is_lost: bool) -> None:
    assert (Slip.CONTACTS in slips(source, text)) == is_lost


def test_digits_of_an_address_are_no_numbers() -> None:
    assert numbers_in("Call +1 202 555 0141 or see https://example.org/2026/11 before 12.") == ["12"]
    assert contacts_in("www.example.org, x@example.org; +44 20 7946 0000") == [
        "www.example.org", "x@example.org", "+44 20 7946 0000",
    ]  # fmt: skip


def test_what_is_left_in_the_sources_language_is_shown() -> None:
    source = "Four men took Mirela Dovan from her flat on the tenth of May."
    assert slips(source, source) == [Slip.SOURCE]
    assert Slip.SOURCE in slips(source, "Quatre hommes took Mirela Dovan from her flat on le dix mai, dit-on encore.")
    assert slips(source, "Quatre hommes ont emmené Mirela Dovan de son appartement le dix mai.") == []
    assert slips("Mirela Dovan", "Mirela Dovan", is_name=True) == []
    assert slips("Halvara", "Halvara") == []


def test_a_length_that_cannot_be_right() -> None:
    source = "Her daughter brings insulin to the gate each morning and is sent away again."
    assert Slip.SHORT in slips(source, "Sa fille vient.")
    assert Slip.LONG in slips(source, "Sa fille apporte. " * 20)
    assert slips(source, "她的女儿每天早晨把胰岛素送到大门口，又被打发走。", "zh") == []
    assert Slip.SHORT in slips(source, "女儿来了。", "zh")
    assert slips("Free her", "Que les autorités la libèrent") == []


def test_marks_bullets_and_what_is_empty() -> None:
    assert Slip.MARKS in slips("Say it", "قل \u2067ذلك", "ar")
    assert Slip.MARKS not in slips("Say it", "قل \u2067ذلك\u2069", "ar")
    assert Slip.BULLETS in slips("• one\n• two", "• un")
    assert Slip.EMPTY in slips("free her", "•")
    assert slips("anything", "") == []


@pytest.mark.parametrize("text", ["Mirela est détenue", "DOVAN", "le cas Dovana"])
def test_a_name_that_nobody_agreed_to_is_said_first(text: str) -> None:
    assert slips("A woman is held", text, kept_back=["Mirela Dovan"])[0] is Slip.NAME


@pytest.mark.parametrize(
    "text", ["a" * 20_000, "1" * 20_000, "1 " * 10_000, "+1" * 10_000, "a@" * 10_000, "十" * 20_000]
)
def test_a_long_text_is_looked_through_in_no_time(text: str) -> None:
    started = time.perf_counter()
    slips("Held since 14 May 2026, write to a@example.org.", text, "zh", kept_back=["Mirela Dovan"])
    slips(text, "Court", "fr")
    assert time.perf_counter() - started < 5


def test_words_that_differ_are_found_also_where_words_run_together() -> None:
    found = pieces_of("say at once where she is", "say without delay where she is")
    assert [(one.part, one.text) for one in found] == [
        ("kept", "say "), ("removed", "at once"), ("added", "without delay"), ("kept", " where she is"),
    ]  # fmt: skip
    assert [one.text for one in pieces_of("她在家", "她在城里") if one.part == "added"] == ["城里"]


def test_how_alike_two_texts_are_is_told_by_their_words_however_long_they_are() -> None:
    long = (
        "A notice nailed to 140 doors gives the families two weeks to leave. After that, machines clear the quay. " * 4
    )
    assert likeness(long, long.replace("140", "152").replace("two weeks", "one week")) > 0.8
    assert likeness(long, "Her daughter brings insulin to the gate each morning, and is sent away again. " * 5) < 0.3
    assert likeness("Detained", "Detention") > 0.5
    assert likeness("她在家", "她在家里") > 0.5
