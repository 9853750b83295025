"""The page as it opens: what is guessed, whom one writes to, and what stands beside the sheet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from tests.network import Network, case_file
from tests.public.conftest import Clock
from tests.public.reading import Element, headings, links, main_text, read
from tocsin.actions.exposure import stop_case, take_down
from tocsin.actions.models import Case, PublicRecord
from tocsin.actions.section_words import extend_deadline
from tocsin.casefile import WriteIn
from tocsin.directory.models import Section
from tocsin.public.write import guess

from .conftest import Writer, at

pytestmark = pytest.mark.django_db


def chosen_in(page: Element, name: str) -> str:
    options = [one for one in page.one("select", id=name).all("option") if "selected" in one.attributes]
    return options[0].attributes["value"] or "" if options else ""


def recipients(page: Element) -> list[str]:
    return [one.text for one in at(page, "to").all("li")]


@pytest.mark.parametrize(
    ("wishes", "country"),
    [
        (("de-AT", "en"), "AT"),
        (("de", "en-GB"), "GB"),
        (("de",), "DE"),
        (("zh-TW",), "TW"),
        (("zh-Hant",), "TW"),
        (("pt",), "BR"),
        (("ar",), "EG"),
        (("fr-Latn-CH-1996",), "CH"),
        (("de-ZZ", "fr"), "DE"),
        (("qqq",), ""),
        ((), ""),
    ],
)
def test_the_country_is_guessed_from_the_wishes_of_the_browser(wishes: tuple[str, ...], country: str) -> None:
    assert guess.country_of(wishes, "XH") == country


def test_nobody_is_taken_to_write_from_within_the_state_because_of_a_language_alone() -> None:
    assert guess.country_of(("fa",), "IR") == ""
    assert guess.country_of(("fa-IR",), "IR") == "IR"


@pytest.mark.parametrize(
    ("wishes", "write_in", "language"),
    [
        (("de-DE", "en"), WriteIn(("en",), own_language=True), "de"),
        (("de-DE", "en"), WriteIn(("en",), own_language=False), "en"),
        (("fr-CA",), WriteIn(("en", "fr"), own_language=False), "fr"),
        (("eo", "sw"), WriteIn(("ar", "fr"), own_language=True), "ar"),
        (("zh-CN",), WriteIn(("en", "zh-Hans"), own_language=False), "zh-Hans"),
        ((), WriteIn((), own_language=True), "en"),
    ],
)
def test_the_language_is_a_wish_in_which_the_letter_may_be(
    wishes: tuple[str, ...], write_in: WriteIn, language: str
) -> None:
    assert guess.language_of(wishes, case_file(write_in=write_in)) == language


def test_it_opens_with_what_the_browser_tells_and_says_so(writer: Writer) -> None:
    writer.language = "de-AT, de;q=0.8"
    page = writer.open("")
    assert (chosen_in(page, "country"), chosen_in(page, "language")) == ("AT", "de")
    assert "Guessed from your browser’s language" in main_text(page)
    assert writer.response.headers["Cache-Control"] == "no-cache"
    assert "Accept-Language" in writer.response.headers["Vary"]
    assert not writer.response.cookies


def test_the_language_of_the_address_is_the_first_wish_for_the_letter(writer: Writer) -> None:
    page = writer.open("/fr")
    assert (chosen_in(page, "country"), chosen_in(page, "language")) == ("DE", "fr")


def test_it_tells_whom_one_writes_to_until_when_and_what_to_ask_for(writer: Writer) -> None:
    page = writer.open()
    assert page.one("h1").text == "Write for Mirela Dovan"
    assert "21 days left, until the end of Monday 14 December 2026, UTC+3." in main_text(page)
    assert recipients(page) == [
        "Radomir EstelMinister of the InteriorBy e-mail, fax or post",
        "Human Rights CommissionerCopyBy e-mail or post",
        "Embassy of the Republic of HalvaraHer Excellency the AmbassadorCopy. Accredited in: Germany, AustriaBy post",
    ]
    asked = [one.text for one in page.all("li", class_="asked")]
    assert asked == ["say without delay where Mirela Dovan is", "give her insulin and a doctor today"]
    assert headings(page) == ["You", "Who gets it", "Your letter", "How you are named", "How each letter travels"]
    for rule in ("Be polite", "Leave party politics", "exactly as the action does", "how you heard of it"):
        assert rule in main_text(page)


def test_another_country_has_another_embassy_or_the_plain_word_that_none_is_known(writer: Writer) -> None:
    writer.open()
    writer.fill(country="JP")
    page = writer.press("look")
    assert len(recipients(page)) == 2
    assert "we know of none in your country. The state written to: Halvara." in main_text(page)
    writer.fill(country="AT")
    page = writer.press("look")
    assert len(recipients(page)) == 3
    assert writer.fields["to"] == ["targets.0", "copies.0", "mission"]


def test_without_a_country_it_says_that_the_embassy_depends_on_it(writer: Writer) -> None:
    writer.language = ""
    page = writer.open()
    assert chosen_in(page, "country") == ""
    assert "Choose your country above" in main_text(page)


def test_every_way_is_offered_the_best_first_with_what_the_stamp_costs(writer: Writer, network: Network) -> None:
    Section.objects.filter(code="DE").update(
        shown={
            "name": "Section DE",
            "email": "",
            "web": "",
            "after_deadline": {},
            "letters": {"postage_home": "€0.95", "postage_abroad": "€1.25", "prints": True},
        }
    )
    network.follow(network_case())
    ways = [[one.text for one in item.all("label")] for item in ways_list(writer.open())]
    assert ways[0] == [
        "E-mail, sent by usMinutes after you confirm",
        "From my own mailboxYou get it ready to send",
        "Fax, sent by usAfter you confirm, by day at their place",
        "PaperPDF for a window envelope, €1.25",
        "Printed and posted by volunteers of: Section DEAfter you confirm; its volunteers see your letter",
        "Fax, with a machine of my ownYou get a file to fax",
    ]
    assert ways[2][0] == "PaperPDF for a window envelope, €0.95"
    ways_chosen = [values for name, values in writer.fields.items() if name.startswith("way.")]
    assert ways_chosen == [["network-email"], ["network-email"], ["own-paper"]]


def test_where_no_post_goes_the_embassy_is_asked_to_forward(writer: Writer, network: Network) -> None:
    Section.objects.filter(code="DE").update(
        shown={
            "name": "Section DE",
            "email": "",
            "web": "",
            "after_deadline": {},
            "letters": {"postage_home": "€0.95", "no_post_to": ["XH"]},
        }
    )
    network.follow(network_case())
    first = next(iter(ways_list(writer.open())))
    assert "Paper, through the embassyNo post goes there now: the embassy is asked to forward it, €0.95" in first.text
    assert "PaperPDF" not in first.text


def test_an_address_that_fails_is_said_to_fail_and_comes_last(writer: Writer, network: Network) -> None:
    row = PublicRecord.objects.get()
    row.record["failing"] = {"minister@interior.example.org": "2026-11-18T09:00:00+00:00"}
    row.save()
    page = writer.open()
    assert "minister@interior.example.org has been failing since 18 November." in recipients(page)[0]
    values = [one.attributes["value"] for one in ways_list(page)[0].all("input")]
    assert values == ["network-fax", "own-paper", "own-fax", "network-email", "own-mail"]
    assert "has been failing since 18 November" in ways_list(page)[0].all("label")[-1].text


def test_the_model_letter_is_to_be_read_and_the_network_not_to_be_named(network: Network, client: Client) -> None:
    from tocsin.actions.drafts import Edit, edit_draft
    from tocsin.actions.states import MentionNetwork

    made = network.draft(model_letter="I write to you about Mirela Dovan.\n\nPlease free her.")
    edit_draft(network.amina, str(made.pk), Edit(mention_network=MentionNetwork.NO), network.now)
    network.publish(made)
    page = read(client.get(f"/en/actions/{made.slug}/write/"))
    assert "A model letter: to read, not to copy" in main_text(page)
    assert [one.text for one in page.one("blockquote").all("p")][1] == "Please free her."
    assert "Do not say in your letter that this network asked you to write." in main_text(page)


def test_the_action_leads_to_it_from_its_state_and_from_its_foot(writer: Writer, client: Client) -> None:
    page = read(client.get(writer.home.removesuffix("write/")))
    assert links(page).count(writer.home) == 2


def test_a_stopped_action_takes_no_letter(writer: Writer, network: Network) -> None:
    stop_case(network.bo, str(network_case().pk), network.now)
    page = writer.open()
    assert page.one("h1").text == "Please do not write any more"
    assert not page.all("form")


def test_after_the_deadline_only_writers_of_a_section_with_more_time_may_write(
    writer: Writer, network: Network, moment: Clock
) -> None:
    section = network.sections["DE"]
    extend_deadline(network.dara, str(network_case().pk), section, date(2026, 12, 20), "Slow post.", network.now)
    moment.time += timedelta(days=23)
    page = writer.open()
    assert "4 days left, until the end of Sunday 20 December 2026" in main_text(page)
    writer.introduce(country="FR")
    page = writer.press("look")
    notice = page.one("div", role="alert").text
    assert "Too late from this country" in notice
    assert "For writers of the section in Germany: until Sunday 20 December 2026" in notice
    assert not [one for one in page.all("button") if one.attributes["value"] == "send"]
    writer.fill(country="DE")
    page = writer.press("look")
    assert not page.all("div", role="alert")
    moment.time += timedelta(days=5)
    assert writer.open().one("h1").text == "The deadline has passed"


def test_what_is_not_public_is_not_there(writer: Writer, network: Network, client: Client) -> None:
    take_down(network.bo, str(network_case().pk), network.now)
    assert read(client.get(writer.home), 410).one("h1").text == "This action was taken down"
    read(client.get("/actions/ua-99-26/write/"), 404)


def test_it_is_light(writer: Writer) -> None:
    for prefix in ("/en", "/ar", "/zh", "/es"):
        writer.open(prefix)
        assert len(writer.response.content) < 45_000


def network_case() -> Case:
    return Case.objects.get()


def ways_list(page: Element) -> list[Element]:
    return page.one("ul", class_="letters").all("li")
