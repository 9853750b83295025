"""Advice on the text, and every letter as its recipient will see it, before anything is kept or sent."""

from __future__ import annotations

import pytest

from tests.network import Network
from tests.public.reading import Element, main_text
from tocsin.appeals.models import Appeal, Shingle, Tally
from tocsin.delivery.models import Letter
from tocsin.letters.own_words import FindingCode
from tocsin.public.write import advice
from tocsin.public.write.preview import MOST_CHARACTERS

from .conftest import TEXT, Writer, at

pytestmark = pytest.mark.django_db


def looked(writer: Writer, **values: str) -> Element:
    writer.open()
    writer.introduce(**values)
    return writer.press("look")


def sheets(page: Element) -> list[Element]:
    return page.all("div", class_="sheet")


def head(sheet: Element) -> dict[str, str]:
    names = [one.text for one in sheet.all("dt")]
    return dict(zip(names, [one.text for one in sheet.all("dd")], strict=True))


def test_every_recipient_has_a_letter_exactly_as_they_see_it(writer: Writer) -> None:
    page = looked(writer)
    minister, commissioner, embassy = sheets(page)
    assert head(minister) == {
        "From": "C. A. via Tocsin network <appeal-…@letters.example.org>",
        "Answers to": "the same address, not yours",
        "To": "Radomir Estel <minister@interior.example.org>",
        "Subject": "Mirela Dovan (UA 1/26, Halvara)",
    }
    said = [one.text for one in minister.one("div", class_="read").all("p")]
    assert said[0] == "Your Excellency,"
    assert said[1].startswith("I build bridges")
    assert said[3:5] == ["Yours respectfully,", "C. A., Leipzig, Germany"]
    assert "An answer to this message is passed on to them." in said[-1]
    assert "Chen" not in "".join(one.text for one in sheets(page))
    assert "I send you, for your information, a copy of my letter to Radomir Estel." in commissioner.text
    assert "Musterallee 12" in embassy.text
    assert "23 November 2026" in embassy.text
    assert not embassy.all("dl")


def test_the_preview_is_what_is_handed_over(writer: Writer) -> None:
    """The body of the message, word for word."""
    from tocsin.appeals.addressees import addressees_of
    from tocsin.appeals.composing import day_of, letters_of
    from tocsin.appeals.handing import mail_text
    from tocsin.appeals.matter import matter_at
    from tocsin.appeals.wish import Wish

    page = looked(writer)
    matter = matter_at(writer.home.split("/")[2], writer.clock.time)
    wish = Wish.of({"country": "DE", "language": "en", "text": TEXT, "name": "Chen Adler", "place": "Leipzig"})
    made = letters_of(wish, matter, addressees_of(matter, "DE"), day_of(writer.clock.time, matter))
    for number in (0, 1):
        shown = sheets(page)[number].one("div", class_="read").text
        assert shown.replace(" ", "") == "".join(mail_text(made[number], wish).split())


def test_in_full_the_name_the_address_and_where_answers_go_are_shown(writer: Writer) -> None:
    page = looked(writer, sign_as="full", address="Mittelgasse 8\n04109 Leipzig", answers="to-me")
    minister, _commissioner, embassy = sheets(page)
    assert head(minister)["From"].startswith("Chen Adler via Tocsin network")
    assert head(minister)["Answers to"] == "chen@example.net"
    assert "passed on" not in minister.text
    assert "Mittelgasse 8" in embassy.text
    learns = [one.text for one in at(page, "told").parent.parent.all("dd")]  # type: ignore[union-attr]
    assert learns[0] == "your text, your full name, your address, your e-mail address"
    assert learns[2] == "your text, your full name, your address"
    assert "sealed" in learns[3]


@pytest.mark.parametrize(
    ("way", "said"),
    [
        ("own-mail", "the name and address of your own mailbox"),
        ("own-paper", "4 Harbour Gate"),
        ("own-fax", "Fax+12025550141"),
        ("network-fax", "Fax+12025550141"),
    ],
)
def test_another_way_makes_another_letter(writer: Writer, way: str, said: str) -> None:
    writer.open()
    writer.introduce()
    writer.fill(**{"way__targets.0": way})
    page = writer.press("look")
    assert said in sheets(page)[0].text
    assert writer.fields["way.targets.0"] == [way]


def test_through_the_embassy_the_letter_asks_to_be_forwarded(writer: Writer, network: Network) -> None:
    from tocsin.directory.models import Section

    shown = {"name": "DE", "email": "", "web": "", "after_deadline": {}, "letters": {"no_post_to": ["XH"]}}
    Section.objects.filter(code="DE").update(shown=shown)
    from tocsin.actions.models import Case

    network.follow(Case.objects.get())
    writer.open()
    writer.introduce()
    writer.fill(**{"way__targets.0": "through-mission"})
    page = writer.press("look")
    assert "please forward this letter" in sheets(page)[0].text
    assert "c/o Embassy of the Republic of Halvara" in sheets(page)[0].text
    assert "the embassy that forwards it sees the same" in main_text(page)


def test_whoever_is_not_chosen_gets_no_letter(writer: Writer) -> None:
    writer.open()
    writer.introduce(to="copies.0")
    page = writer.press("look")
    assert len(sheets(page)) == 1
    assert writer.fields["to"] == ["copies.0"]
    writer.fill(to=None)
    page = writer.press("look")
    assert not sheets(page)
    assert "to" not in writer.fields


def test_looking_keeps_nothing_and_counts_nothing(writer: Writer) -> None:
    looked(writer)
    assert writer.response.headers["Cache-Control"] == "no-store"
    assert not any(model.objects.exists() for model in (Appeal, Letter, Shingle, Tally))


def test_it_says_which_calls_are_covered_and_how_much_is_ones_own(writer: Writer) -> None:
    page = looked(writer)
    covers = [one.one("span", class_="state").text for one in page.all("li", class_="asked")]
    assert covers == ["in your letter", "in your letter"]
    assert "of your letter is yours alone" in main_text(page)
    rect = page.one("svg", class_="bar").one("rect")
    assert 50 < int(rect.attributes["width"] or 0) <= 100
    assert page.one("span", id="size").text.endswith("half a page on paper")


def test_it_advises_kindly_and_lets_the_writer_decide(writer: Writer) -> None:
    page = looked(writer, text="I write about Mirela Dowan. You are stupid criminals!!! My name is [YOUR NAME].")
    noticed = at(page, "advice")
    assert "This is advice. The letter goes out either way." in noticed.text
    assert "Dowan" in noticed.text
    assert "In the action: Dovan" in noticed.text
    assert "[YOUR NAME]" in noticed.text
    assert "not in your letter yet" in main_text(page)
    assert [one.attributes["value"] for one in page.all("button")].count("send") == 1


def test_a_copied_model_is_shown_as_such(writer: Writer, network: Network) -> None:
    from tocsin.actions.models import Case

    model = (
        "I am writing to express my grave concern about Mirela Dovan, who was taken from her flat by four men and has "
        "not been seen since then. I call on you to disclose her whereabouts immediately and to give her insulin."
    )
    network.follow(Case.objects.get(), model_letter=model)
    page = looked(writer, text=model)
    assert int(page.one("svg", class_="bar").one("rect").attributes["width"] or 100) < 20
    assert "nearly the action’s own" in at(page, "advice").text


def test_every_finding_has_words() -> None:
    assert set(advice._SAID) == set(FindingCode)


def test_a_name_that_initials_hide_is_found_at_once(writer: Writer) -> None:
    page = looked(writer, text=f"{TEXT}\n\nMy name is Chen Adler, as you may know.")
    assert "your full name stands in the letter" in at(page, "text-wrong").text
    assert not sheets(page)


def test_a_letter_in_another_script_stands_in_its_own_direction(writer: Writer) -> None:
    page = looked(writer, language="ar", text="أكتب إليكم من أجل ميريلا دوفان. أرجو أن تقولوا أين هي.")
    assert page.one("textarea", id="text").direction == "rtl"
    read = sheets(page)[0].one("div", class_="read")
    assert (read.language, read.direction) == ("ar", "rtl")
    assert "look yourself: we could not tell" in main_text(page)


def test_a_very_long_letter_is_shown_whole_once(writer: Writer) -> None:
    paragraphs = "\n\n".join(f"Paragraph {n}. {'I think of her often. ' * 20}" for n in range(22))
    page = looked(writer, text=paragraphs)
    first, second, _third = sheets(page)
    assert len(first.text) * 3 > MOST_CHARACTERS
    assert len(second.text) < 1500
    assert "In between stand the same paragraphs as in the letter to Radomir Estel." in second.text


def test_what_is_too_long_for_any_letter_is_still_there(writer: Writer) -> None:
    text = "I think of her. " * 2000
    page = looked(writer, text=text)
    assert "longer than any official reads" in at(page, "text-wrong").text
    assert writer.fields["text"] == [text]


def test_sentences_can_be_chosen_instead_of_typed(writer: Writer) -> None:
    page = writer.open()
    help_ = page.one("details", id="help")
    groups = help_.all("fieldset")
    assert [one.one("legend").text.partition(":")[0] for one in groups] == [
        "How you begin",
        "What moves you",
        "What you ask for",
        "What you ask for",
        "How you end",
    ]
    boxes = [group.all("input")[1].attributes["value"] or "" for group in groups]
    chosen = [group.all("label")[1].text for group in groups]
    writer.fill(pick=boxes, own_sentence="I am seventy-one and cannot type well.")
    writer.press("assemble")
    first = f"{chosen[0]} {chosen[1]} I am seventy-one and cannot type well."
    assert writer.fields["text"] == [f"{first}\n\n{chosen[2]} {chosen[3]}\n\n{chosen[4]}"]
    assert "pick" not in writer.fields
    assert writer.fields["own_sentence"] == [""]


def test_chosen_sentences_come_behind_what_is_written_already(writer: Writer) -> None:
    page = writer.open()
    box = page.one("details", id="help").all("input")[0]
    writer.fill(text="I write with one finger.", pick=box.attributes["value"] or "")
    writer.press("assemble")
    assert writer.fields["text"][0].startswith("I write with one finger.\n\n")


def test_two_people_are_offered_other_sentences(writer: Writer) -> None:
    seen = []
    for _ in range(3):
        writer.clock.time = writer.clock.time.replace(second=writer.clock.time.second + 1)
        seen.append([one.text for one in writer.open().one("details", id="help").all("label")])
    assert len({tuple(one) for one in seen}) > 1


def test_ticks_that_were_not_used_yet_stay(writer: Writer) -> None:
    page = writer.open()
    picked = [one.attributes["value"] or "" for one in page.one("details", id="help").all("input")[:2]]
    writer.fill(pick=picked, own_sentence="Mine.")
    writer.press("look")
    assert set(writer.fields["pick"]) == set(picked)
    assert writer.fields["own_sentence"] == ["Mine."]


def test_with_ties_to_the_state_one_is_warned(writer: Writer) -> None:
    page = looked(writer)
    assert "You write to this state: Halvara." in main_text(page)
    page = looked_from(writer, "XH")
    assert "You say that you write from within it." in main_text(page)


def looked_from(writer: Writer, country: str) -> Element:
    writer.fill(country=country)
    return writer.press("look")
