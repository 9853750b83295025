"""The page of an action: its state first, then the text, in the reader's language as far as there is one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client

from tocsin.actions.states import Outcome
from tocsin.casefile import Kind, Recipient
from tocsin.delivery.models import Letter

from .conftest import Clock
from .reading import headings, links, main_text, read
from .rows import (
    DAM,
    KEY,
    NOW,
    Issued,
    Story,
    closed,
    dam_inspector,
    older_translation,
    plain,
    publish,
    stopped,
)

pytestmark = pytest.mark.django_db


def test_an_open_action_says_until_when_and_then_what_happened(client: Client) -> None:
    publish(dam_inspector())
    page = read(client.get("/en/actions/ua-84-26/"))
    assert page.one("h1").text == "Dam inspector held in secret, without her insulin"
    line = page.one("div", class_="stateline")
    assert line.one("p", class_="left").text == "21 days left"
    assert "Monday 14 December 2026, Nairobi time (UTC+3)" in line.text
    assert "For writers of the section in Germany: until Monday 21 December 2026" in line.text
    assert line.one("a").attributes["href"] == "/en/actions/ua-84-26/write/"
    assert headings(page) == [
        "What has happened",
        "Ask the authorities to",
        "Who is at risk",
        "Whom to write to",
        "A good letter",
        "From the sections",
        "More about it",
        "Editions",
        "Take it with you",
        "Check that it is genuine",
    ]


def test_the_state_of_an_open_action_stands_behind_its_headline(client: Client) -> None:
    publish(dam_inspector())
    head = read(client.get("/en/actions/ua-84-26/")).one("header", class_="action-head")
    names = [child.name for child in head.children if not isinstance(child, str)]
    assert names.index("h1") < names.index("div")


def test_on_the_last_day_it_counts_hours_and_warns_of_post(client: Client, moment: Clock) -> None:
    publish(plain("ua-82-26", "Nurse taken", deadline=date(2026, 11, 23)))
    line = read(client.get("/en/actions/ua-82-26/")).one("div", class_="stateline")
    assert line.one("p", class_="left").text == "8 hours left"
    assert "today, Monday 23 November 2026" in line.text
    assert "post would come too late" in line.text
    moment.time = NOW.replace(hour=20, minute=30)
    line = read(client.get("/en/actions/ua-82-26/")).one("div", class_="stateline")
    assert line.one("p", class_="left").text == "Less than 1 hour left"


def test_it_expires_with_the_last_moment_of_the_day_in_the_zone_of_the_deadline(client: Client, moment: Clock) -> None:
    publish(plain("ua-82-26", "Nurse taken", deadline=date(2026, 11, 23)))
    moment.time = NOW.replace(hour=20, minute=59, second=59)
    assert "left" in read(client.get("/en/actions/ua-82-26/")).one("p", class_="left").text
    moment.time = NOW.replace(hour=21, minute=0, second=0)
    page = read(client.get("/en/actions/ua-82-26/"))
    assert page.one("p", class_="left").text == "Deadline passed"
    assert "The last day was Monday 23 November 2026, Nairobi time (UTC+3)." in main_text(page)
    assert not page.all("a", class_="go")


def test_an_expired_action_says_what_each_section_says_and_shows_addresses_without_links(client: Client) -> None:
    publish(plain("ua-80-26", "Well-diggers", deadline=date(2026, 11, 15)))
    page = read(client.get("/en/actions/ua-80-26/"))
    assert headings(page)[:2] == ["After the deadline", "What has happened"]
    sections = next(element for element in page.all("section") if element.attributes.get("aria-labelledby") == "after")
    assert "Bitte fragen Sie uns" in sections.text
    assert next(p for p in sections.all("p") if "Bitte" in p.text).language == "de"
    assert "minister@interior.example.org" in main_text(page)
    assert "mailto:minister@interior.example.org" not in links(page)


def test_after_the_deadline_the_writers_of_a_section_with_more_time_are_invited_still(client: Client) -> None:
    publish(plain("ua-83-26", "Choir leader", deadline=date(2026, 11, 22), extended=(("DE", date(2026, 12, 5)),)))
    page = read(client.get("/en/actions/ua-83-26/"))
    line = page.one("div", class_="stateline")
    assert line.one("p", class_="left").text == "Deadline passed"
    assert "For writers of the section in Germany: until Saturday 5 December 2026" in line.text
    assert "Only for writers of a section that gives more time" in line.text
    assert "mailto:minister@interior.example.org" in links(page)


def test_a_stopped_action_says_so_first_and_invites_nobody(client: Client) -> None:
    publish(stopped())
    page = read(client.get("/en/actions/ua-70-26/"))
    first = page.one("header", class_="action-head").children
    elements = [child for child in first if not isinstance(child, str)]
    assert elements[0].one("p", class_="left").text == "Please do not write any more"
    assert "Stopped on 8 November 2026, 16:20, Nairobi time (UTC+3)." in elements[0].text
    assert not page.all("a", class_="button")
    text = main_text(page)
    assert "Write now" not in text
    assert "Whom to write to" not in text
    for address in ("minister@interior.example.org", "+12025550141", "4 Harbour Gate"):
        assert address not in text
    assert "Radomir Estel" in text
    assert not any(href.endswith("calendar.ics") for href in links(page))


def test_a_closed_action_says_what_became_of_it_and_asks_for_nothing(client: Client) -> None:
    publish(closed())
    page = read(client.get("/en/actions/ua-61-26/"))
    line = page.one("div", class_="stateline")
    assert line.one("p", class_="left").text == "Released"
    assert "Closed on 12 November 2026." in line.text
    assert "Please send no more letters." in line.text
    assert not line.one("p", class_="left").has("class", "end")


@pytest.mark.parametrize(
    ("outcome", "word", "sentence"),
    [
        (Outcome.EXECUTED, "Executed", "A person whom this action was about was put to death."),
        (Outcome.KILLED, "Killed", "A person whom this action was about was killed."),
        (Outcome.DIED, "Died", "A person whom this action was about has died."),
    ],
)
def test_a_death_is_told_in_one_sentence_with_its_mark(
    client: Client, outcome: Outcome, word: str, sentence: str
) -> None:
    publish(closed("ua-52-26", outcome))
    line = read(client.get("/en/actions/ua-52-26/")).one("div", class_="stateline")
    assert line.one("p", class_="end").text == word
    assert sentence in line.text


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_words_and_none_claims_a_cause(client: Client, outcome: Outcome) -> None:
    publish(closed("ua-52-26", outcome))
    text = main_text(read(client.get("/en/actions/ua-52-26/")))
    assert outcome.value[:7].partition("_")[0] in text.lower() or outcome is Outcome.OTHER
    for claim in ("thanks to", "because of", "letters led", "delivered"):
        assert claim not in text.lower()


def test_an_earlier_edition_says_that_it_is_one_and_leads_to_the_newest(client: Client) -> None:
    publish(dam_inspector())
    page = read(client.get("/en/actions/ua-84-26/editions/1/"))
    line = page.one("div", class_="stateline")
    assert line.one("p", class_="left").text == "Edition 1 of 3"
    assert line.one("a").attributes["href"] == "/en/actions/ua-84-26/"
    assert "Write now" not in main_text(page)
    assert "Emil Sarkov" not in page.all("div", class_="read")[0].text
    assert "minister@interior.example.org" not in main_text(page)
    assert [entry.text for entry in page.one("ol", class_="editions").all("strong")] == [
        "Edition 3, update 1",
        "Edition 2, correction",
        "Edition 1",
    ]


def test_an_earlier_edition_of_a_stopped_action_says_stop_before_everything(client: Client) -> None:
    first = replace(DAM, number="UA 71/26", index="HV 71")
    stop = replace(first, kind=Kind.STOP, headline="Please do not write", calls=(), deadline=None)
    publish(Story("ua-71-26", [Issued(first), Issued(stop)], stopped_at=NOW - timedelta(days=1)))
    lines = read(client.get("/en/actions/ua-71-26/editions/1/")).all("p", class_="left")
    assert [line.text for line in lines] == ["Please do not write any more", "Edition 1 of 2"]


def test_the_newest_edition_under_its_own_address_is_the_action_itself(client: Client) -> None:
    publish(dam_inspector())
    page = read(client.get("/en/actions/ua-84-26/editions/3/"))
    assert page.one("p", class_="left").text == "21 days left"


def test_what_changed_is_said_in_words(client: Client) -> None:
    publish(dam_inspector())
    entries = read(client.get("/en/actions/ua-84-26/")).one("ol", class_="editions").text
    assert "The last day to write moves from 1 December 2026 to 14 December 2026." in entries
    assert "Emil Sarkov is added." in entries
    assert "The address of Radomir Estel has changed." in entries


def test_a_translation_is_read_in_its_language_and_marked_where_the_interface_speaks_another(client: Client) -> None:
    publish(dam_inspector())
    for prefix, language, direction, headline in (
        ("fr", "fr", "ltr", "Une inspectrice de barrages au secret, sans son insuline"),
        ("ar", "ar", "rtl", "احتجاز مفتشة سدود سراً وحرمانها من الإنسولين"),
        ("zh", "zh-Hans", "ltr", "水坝检查员遭秘密关押，被断胰岛素"),
    ):
        page = read(client.get(f"/{prefix}/actions/ua-84-26/"))
        heading = page.one("h1")
        assert (heading.text, heading.language, heading.direction) == (headline, language, direction)
        assert page.one("title").text.startswith(headline)


def test_without_a_translation_the_source_is_shown_with_its_own_language_and_a_note(client: Client) -> None:
    publish(plain("ua-82-26", "Nurse taken from a clinic"))
    page = read(client.get("/ar/actions/ua-82-26/"))
    assert page.one("html").attributes["dir"] == "rtl"
    for element in (page.one("h1"), page.all("div", class_="read")[0], page.one("ol", class_="calls")):
        assert (element.language, element.direction) == ("en", "ltr")
    assert page.one("h2", id="happened").language == "ar"
    assert "ليس بلغتك بعد" in page.one("div", class_="notice").text


def test_a_language_that_the_interface_does_not_speak_gets_english_round_its_own_text(client: Client) -> None:
    publish(
        Story(
            "ua-90-26",
            [
                Issued(
                    replace(DAM, number="UA 90/26", index="HV 90"),
                    [
                        replace(
                            DAM,
                            number="UA 90/26",
                            index="HV 90",
                            language="pt-BR",
                            headline="Inspetora de barragens detida",
                        )
                    ],
                )
            ],
        )
    )
    page = read(client.get("/pt/actions/ua-90-26/"))
    assert page.one("html").attributes["lang"] == "en"
    assert (page.one("h1").text, page.one("h1").language) == ("Inspetora de barragens detida", "pt-BR")
    assert not page.all("div", class_="notice")
    assert "/pt/outcomes/" in links(page)


def test_a_translation_older_than_its_source_says_so_and_marks_what_drifted(client: Client) -> None:
    publish(older_translation())
    page = read(client.get("/fr/actions/ua-66-26/"))
    notice = page.one("div", class_="notice")
    assert notice.has("class", "loud")
    assert notice.one("a").attributes["href"] == "/en/actions/ua-66-26/"
    drifted = [element.text for element in page.all("p", class_="drifted")]
    assert len(drifted) == 1
    assert drifted[0].startswith("A changé depuis dans l’original")
    assert len(page.all("li", class_="drifted")) == 1
    assert page.all("div", class_="read")[0].all("p")[1].has("class", "drifted") is False


def test_the_addresses_and_the_deadline_beside_an_older_translation_are_the_newest_ones(client: Client) -> None:
    publish(older_translation())
    page = read(client.get("/fr/actions/ua-66-26/"))
    assert "7 Harbour Gate" in main_text(page)
    assert "4 Harbour Gate" not in main_text(page)
    assert "14 décembre 2026" in page.one("div", class_="stateline").text


def test_addresses_keep_their_script_and_direction_and_are_not_to_be_translated(client: Client) -> None:
    recipient = Recipient(name="وزير الداخلية", post=None, lines=("وزير الداخلية", "شارع الميناء 4"), country="XH")
    publish(plain("ua-91-26", "Held", targets=(recipient,), copies=()))
    page = read(client.get("/en/actions/ua-91-26/"))
    address = page.one("address")
    assert (address.direction, address.attributes["translate"]) == ("rtl", "no")
    publish(dam_inspector())
    address = read(client.get("/ar/actions/ua-84-26/")).all("address")[0]
    assert (address.direction, address.language) == ("ltr", "ar")


def test_notes_of_sections_are_shown_to_everybody_with_the_section_that_says_them(client: Client) -> None:
    publish(dam_inspector())
    page = read(client.get("/en/actions/ua-84-26/"))
    note = next(element for element in page.all("p") if "copie à notre bureau" in element.text)
    assert note.language == "fr"
    assert "Réseau France" in note.parent.text  # type: ignore[union-attr]


def test_files_of_the_source_lie_at_the_root_and_those_of_a_translation_under_its_language(client: Client) -> None:
    publish(dam_inspector())
    english = links(read(client.get("/en/actions/ua-84-26/")))
    assert "/actions/ua-84-26/editions/3/sheet.pdf" in english
    assert "/en/actions/ua-84-26/calendar.ics" in english
    french = links(read(client.get("/fr/actions/ua-84-26/")))
    assert "/fr/actions/ua-84-26/editions/3/text" in french
    older = links(read(client.get("/fr/actions/ua-84-26/editions/2/")))
    assert "/fr/actions/ua-84-26/editions/2/text" in older


def test_every_file_that_a_page_leads_to_is_there(client: Client) -> None:
    publish(dam_inspector())
    publish(older_translation())
    for path in (
        "/en/actions/ua-84-26/",
        "/fr/actions/ua-84-26/",
        "/fr/actions/ua-66-26/",
        "/actions/ua-84-26/editions/2/",
    ):
        page = read(client.get(path))
        own = [href.removeprefix("http://127.0.0.1:8000") for href in links(page)]
        for href in own:
            if href.startswith("/"):
                assert client.get(href).status_code == 200, (path, href)


def test_the_command_of_minisign_has_the_key_that_signed(client: Client) -> None:
    publish(dam_inspector())
    page = read(client.get("/en/actions/ua-84-26/"))
    assert page.one("pre").text == f"minisign -Vm text -x edition.minisig -P {KEY.public.line}"


def test_whether_a_letter_may_name_the_network_is_said(client: Client) -> None:
    publish(Story("ua-92-26", [Issued(replace(DAM, number="UA 92/26", index="HV 92"), mention="no")]))
    text = main_text(read(client.get("/en/actions/ua-92-26/")))
    assert "Do not mention this network" in text
    assert "Do not say in your letter that this network asked you to write." in text


def test_text_that_looks_like_markup_stays_text(client: Client) -> None:
    evil = "<script>alert(1)</script><b onmouseover=x>\u202eabc"
    publish(plain("ua-93-26", evil, summary=evil, body=(evil,), concerns=(evil,), calls=(evil,), background=(evil,)))
    for path in ("/", "/actions/ua-93-26/", "/ar/actions/ua-93-26/"):
        content = client.get(path).content.decode()
        assert "<script" not in content
        assert "<b onmouseover" not in content
        assert "\u202e" not in content


def test_the_short_link_on_paper_leads_to_the_newest_edition(client: Client) -> None:
    publish(dam_inspector())
    answer = client.get("/ua-84-26")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/actions/ua-84-26/")
    answer = client.get("/ar/ua-84-26")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/ar/actions/ua-84-26/")


@pytest.mark.parametrize(
    "path", ["/", "/actions/ua-84-26/", "/ar/actions/ua-84-26/", "/outcomes/", "/about/", "/check/"]
)
def test_a_page_and_its_style_sheet_are_light(client: Client, path: str) -> None:
    publish(dam_inspector())
    page = client.get(path)
    sheet = read(page).one("link", rel="stylesheet").attributes["href"]
    assert sheet is not None
    style = client.get(sheet.partition("?")[0])
    weight = len(page.content) + int(style.headers["Content-Length"])
    style.close()
    assert weight < 60_000


def wrote(country: str, many: int, state: str = "handed over", route: str = "network-email", **more: int) -> None:
    """So many people, each with one letter in that state."""
    for place in range(many):
        Letter.objects.create(
            owner=Letter.objects.count() + 1,
            slug="ua-84-26",
            n=3,
            key=f"targets.{place}",
            role="target",
            route=route,
            state=state,
            country=country,
            language="de",
            message_id=f"<{Letter.objects.count()}@letters.example.org>",
            made_at=NOW,
            state_at=NOW,
            **more,
        )


def test_the_letters_so_far_are_told_in_words_in_a_picture_and_in_tables(client: Client, moment: Clock) -> None:
    publish(dam_inspector())
    assert not read(client.get("/en/actions/ua-84-26/")).all("section", **{"aria-labelledby": "so-far"})
    wrote("DE", 40)
    wrote("AT", 30)
    wrote("LI", 3)
    wrote("DE", 1, "reported", "own-paper", count=25)
    moment.time = NOW + timedelta(minutes=1)
    part = read(client.get("/en/actions/ua-84-26/")).one("section", **{"aria-labelledby": "so-far"})
    said = (
        "74 people or groups wrote. 73 letters were handed over by the network. "
        "25 letters are reported by their writers."
    )
    assert part.all("p")[0].text == said
    picture = part.one("img")
    assert (picture.attributes["alt"], picture.attributes["src"]) == (said, "/en/actions/ua-84-26/letters.svg")
    assert [one.text for one in part.all("summary")] == ["Way", "Country", "Language"]
    rows = [[cell.text for cell in row.children if not isinstance(cell, str)] for row in part.all("tr")]
    assert ["E-mail, sent by the network", "73", "73", "0"] in rows
    assert ["Liechtenstein", "fewer than 5", "fewer than 5", "fewer than 5"] in rows
    assert "Small numbers are not told" in part.text
    assert [one for one in links(part) if "letters." in one] == [
        "/en/actions/ua-84-26/letters.csv",
        "/en/actions/ua-84-26/letters.json",
    ]


def test_numbers_of_letters_are_at_most_a_minute_old(client: Client, moment: Clock) -> None:
    publish(dam_inspector())
    client.get("/en/actions/ua-84-26/")
    wrote("DE", 9)
    moment.time = NOW + timedelta(minutes=1)
    assert "9 letters were handed over" in main_text(read(client.get("/en/actions/ua-84-26/")))


def test_an_open_action_leads_to_the_page_for_groups(client: Client) -> None:
    publish(dam_inspector())
    publish(stopped())
    assert "/en/actions/ua-84-26/together/" in links(read(client.get("/en/actions/ua-84-26/")))
    assert not any("together" in one for one in links(read(client.get(f"/en/actions/{stopped().slug}/"))))
