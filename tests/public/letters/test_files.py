"""Files of letters: each what it says it is, of the writer's own letters alone, and with no name in the file's name."""

from __future__ import annotations

import io
from datetime import timedelta
from email import policy
from email.parser import BytesParser
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pypdfium2
import pytest
from PIL import Image

from tests.network import NOW, Network
from tests.public.reading import Element, links
from tests.remembered_rows import everything
from tocsin.actions.models import Case
from tocsin.appeals.forgetting import forget

from .conftest import Desk, Mine, letters

pytestmark = pytest.mark.django_db

LONG = "Please say where Mirela Dovan is today, and let a doctor bring her insulin to her. " * 40


def text_of(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    text = "\n".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return text


def pages_in(content: bytes) -> int:
    document = pypdfium2.PdfDocument(content)
    count = len(document)
    document.close()
    return count


def owned(desk: Desk, way: str, **changes: Any) -> Mine:
    return desk.sent(to=["targets.0"], ways={"targets.0": way}, **changes)


def file_of(mine: Mine, ending: str, status: int = 200) -> Any:
    return mine.file(f"{letters()[0].pk}{ending}", status)


def test_the_letter_to_print_has_address_salutation_and_text(desk: Desk) -> None:
    mine = owned(desk, "own-paper")
    assert f"{mine.path}{letters()[0].pk}.pdf" in links(mine.page())
    answer = file_of(mine, ".pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    text = text_of(answer.content)
    for part in ("4 Harbour Gate", "Your Excellency", "never met Mirela Dovan", "C. A., Leipzig", "23 November 2026"):
        assert part in text
    assert "Chen" not in text


def test_names_of_files_say_nothing_of_the_writer(desk: Desk) -> None:
    mine = owned(desk, "own-paper", sign_as="full")
    names = {ending: file_of(mine, ending).headers["Content-Disposition"] for ending in (".pdf", "-label.pdf", ".tiff")}
    stem = f"{desk.case.slug}-01-target-minister-of-the-interior"
    assert names[".pdf"] == f'inline; filename="{stem}.pdf"'
    assert names[".tiff"] == f'attachment; filename="{stem}.tiff"'
    assert not any("chen" in name.lower() or "adler" in name.lower() for name in names.values())


def test_the_page_for_a_fax_machine_is_a_fax(desk: Desk) -> None:
    mine = owned(desk, "own-fax")
    page = mine.page()
    assert "+12025550141" in [one.attributes.get("value") for one in page.all("input")]
    picture = Image.open(io.BytesIO(file_of(mine, ".tiff").content))
    assert (picture.width, picture.info["compression"]) == (1728, "group4")


def test_the_draft_opens_as_one_that_is_not_sent(desk: Desk) -> None:
    mine = owned(desk, "own-mail")
    answer = file_of(mine, ".eml")
    assert answer.headers["Content-Type"] == "message/rfc822"
    draft = BytesParser(policy=policy.default).parsebytes(answer.content)
    assert draft["X-Unsent"] == "1"
    assert draft["To"] == "Radomir Estel <minister@interior.example.org>"
    assert draft["From"] is None
    assert draft["Message-ID"] is None
    body = draft.get_body(("plain",))
    assert body is not None
    assert "never met Mirela Dovan" in body.get_content()


def test_a_short_letter_has_links_into_mail_programs_and_a_long_one_says_why_not(desk: Desk) -> None:
    mine = owned(desk, "own-mail")
    found = links(mine.entry(letters()[0]))
    mailto = next(href for href in found if href.startswith("mailto:"))
    assert mailto.startswith("mailto:minister@interior.example.org?subject=Mirela%20Dovan")
    gmail = parse_qs(urlsplit(next(href for href in found if "mail.google.com" in href)).query)
    assert gmail["to"] == ["minister@interior.example.org"]
    assert "never met Mirela Dovan" in gmail["body"][0]
    outlook = [href for href in found if "outlook." in href]
    assert len(outlook) == 2
    assert all(len(urlsplit(href).query) <= 2048 for href in outlook)
    long = owned(desk, "own-mail", text=LONG)
    entry = long.entry(letters()[1])
    assert not any(href.startswith("mailto:") or "outlook." in href for href in links(entry))
    assert "too long for a link into a mail program" in entry.text
    assert any(href.endswith(".eml") for href in links(entry))
    copied = entry.one("textarea").text
    assert "Please say where Mirela Dovan is today" in copied


def test_links_in_scripts_that_are_long_in_addresses_are_measured_as_they_stand_there(desk: Desk) -> None:
    mine = owned(desk, "own-mail", language="ar", text="أرجو أن تقولوا أين ميريلا دوفان. " * 60)
    entry = mine.entry(letters()[0])
    assert not any(href.startswith("mailto:") for href in links(entry))
    assert "too long for links into Gmail and Outlook" in entry.text


def test_a_letter_without_a_window_has_the_address_to_cut_out(desk: Desk) -> None:
    mine = owned(desk, "own-paper", envelope="none")
    assert any(href.endswith("-label.pdf") for href in links(mine.page()))
    assert "4 Harbour Gate" in text_of(file_of(mine, "-label.pdf").content)
    window = owned(desk, "own-paper", envelope="din-5008-b")
    entry = window.entry(letters()[1])
    assert "fits a window envelope" in entry.text
    assert not any(href.endswith("-label.pdf") for href in links(entry))


def test_all_letters_to_print_come_in_one_file(desk: Desk) -> None:
    mine = desk.sent(ways={"targets.0": "own-paper", "copies.0": "own-paper"})
    assert f"{mine.path}all.pdf" in links(mine.page())
    content = mine.file("all.pdf").content
    assert pages_in(content) == 3
    assert "Embassy of the Republic of Halvara" in text_of(content)
    mine.press("sent", letter=letters()[0].pk)
    assert pages_in(mine.file("all.pdf").content) == 2


def test_a_letter_through_the_embassy_asks_it_to_forward(desk: Desk, network: Network, case: Case) -> None:
    from tocsin.actions.publishing.record import refresh
    from tocsin.directory.sections import approve_section, edit_section

    edit_section(network.dara, "DE", {"letters": {"no_post_to": ["XH"], "postage_home": "€0.95"}}, NOW)
    approve_section(network.bo, "DE", NOW)
    refresh(case, NOW)
    mine = owned(desk, "through-mission")
    entry = mine.entry(letters()[0])
    assert "asks the embassy to forward it" in entry.text
    assert "A stamp: €0.95." in entry.text
    text = text_of(file_of(mine, ".pdf").content)
    assert "Musterallee 12" in text


def test_a_character_that_no_font_has_is_named_and_costs_only_that_letter(desk: Desk) -> None:
    mine = owned(desk, "own-paper", text="Please say where Mirela Dovan is \ue123 today.")
    assert "cannot be printed" in mine.entry(letters()[0]).text
    answer = file_of(mine, ".pdf", 422)
    assert "E123" in answer.content.decode()


def test_there_are_no_files_of_what_is_gone_or_cannot_be(desk: Desk, network: Network, case: Case) -> None:
    mine = owned(desk, "own-paper")
    mine.file("999.pdf", 404)
    mine.file(f"{letters()[0].pk}.exe", 404)
    mine.client.get("/en/letters/unknown/1.pdf")
    draft = desk.kept()
    draft.file("all.pdf", 404)
    network.follow(case, headline="Dam inspector seen alive")
    file_of(mine, ".pdf", 404)
    mine.file("all.pdf", 404)


def test_once_the_text_is_erased_there_are_no_files(desk: Desk) -> None:
    mine = owned(desk, "own-paper")
    mine.press("sent", letter=letters()[0].pk)
    forget(NOW + timedelta(days=29))
    file_of(mine, ".pdf", 404)


def test_fetching_files_changes_nothing(desk: Desk) -> None:
    mine = desk.sent(ways={"targets.0": "own-mail", "copies.0": "own-paper"})
    before = everything()
    for letter in letters():
        for ending in (".pdf", "-label.pdf", ".tiff", ".eml"):
            assert mine.client.get(f"{mine.path}{letter.pk}{ending}").status_code in {200, 404}
    assert everything() == before


def fields(entry: Element) -> dict[str, str]:
    return {one.attributes.get("id") or "": one.attributes.get("value") or "" for one in entry.all("input")}


def test_what_is_to_be_copied_stands_in_fields_without_a_script(desk: Desk) -> None:
    mine = owned(desk, "own-mail")
    letter = letters()[0]
    found = fields(mine.entry(letter))
    assert found[f"to-{letter.pk}"] == "minister@interior.example.org"
    assert found[f"subject-{letter.pk}"].startswith("Mirela Dovan")
    for one in mine.entry(letter).all("textarea"):
        assert "readonly" in one.attributes
