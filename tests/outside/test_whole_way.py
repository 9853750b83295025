"""The whole way of a writer as people go it: in a browser, from the home page to letters at their offices' mail server.

With and without scripts, on a phone and on a desktop, in three languages, light and dark; two letters by e-mail, one as
a file for a fax machine, one to print.
"""

from __future__ import annotations

import base64
import itertools
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pytest

from .live import Live, check_fax, check_mails, mails_of, text_of, walk
from .test_html import BROWSER

pytestmark = BROWSER

TONGUES = {
    "en": ("en-GB", "en", "ltr", "en"),
    "ar": ("ar-EG", "ar", "rtl", "ar"),
    "zh": ("zh-CN", "zh-Hans", "ltr", "zh-Hans"),
}
"""By language: the browser's wish, how the page then calls itself, its direction, and the language of the letter."""

TEXTS = {
    "en": "I work on bridges, and I have never met Mirela Dovan. But I know what it is to sign a report.\n\n"
    "I respectfully ask you to say today where she is, and to let a doctor of her own choosing see her.",
    "ar": "أنا معلّمة، وأفكر كل صباح في ابنة ميريلا دوفان.\n\nأرجو منكم باحترام أن تعلنوا اليوم مكانها.",
    "zh": "我是一名教师，每天早晨都想起米蕾拉·多万的女儿。\n\n我恭敬地请您今天说明她在哪里。",
}
SENTENCE = {"en": "I repair trains.", "ar": "أصلح القطارات.", "zh": "我修理火车。"}
"""Of somebody who chooses sentences instead of typing."""

WAYS = {
    "targets.0": "network-email",
    "targets.1": "own-fax",
    "copies.0": "network-email",
    "mission": "own-paper",
}
ADDRESS = "Beispielgasse 48\n10999 Berlin"


def writers(slugs: list[str]) -> Iterator[dict[str, Any]]:
    """Every language with and without scripts on both widths; full names, initials and sentences that were chosen take
    turns.
    """
    ways = itertools.product(TONGUES, (True, False), (390, 1280))
    for number, (tongue, javascript, width) in enumerate(ways):
        letters = "ABCDEFGHIJKL"[number]
        full = number % 2 == 0
        name = f"{letters}na {letters}arcía"
        assisted = number % 4 == 3
        yield {
            "tongue": tongue,
            "slug": slugs[number % len(slugs)],
            "locale": TONGUES[tongue][0],
            "javascript": javascript,
            "width": width,
            "scheme": "dark" if number % 3 else "light",
            "country": "DE",
            "language": TONGUES[tongue][3],
            "assisted": assisted,
            "text": SENTENCE[tongue] if assisted else TEXTS[tongue],
            "sign_as": "full" if full else "initials",
            "name": name,
            "named": name if full else f"{letters}. {letters}.",
            "place": "Berlin",
            "address": ADDRESS if full else "",
            "email": f"{letters.lower()}na@writers{number}.example.net",
            "answers": "to-me" if number % 6 == 0 else "passed-on",
            "ways": WAYS,
            "by_network": 2,
        }


Walked = list[tuple[dict[str, Any], dict[str, Any]]]


@pytest.fixture(scope="module")
def walked(live: Live) -> Walked:
    """Every writer with what they saw."""
    people = list(writers(live.slugs))
    assert len(people) == 12
    return list(zip(people, walk(live, people), strict=True))


def test_everybody_came_from_the_home_page_to_four_letters_well_within_five_minutes(walked: Walked) -> None:
    for writer, saw in walked:
        _, language, direction, _ = TONGUES[writer["tongue"]]
        assert saw["page"] == [language, direction]
        assert saw["waiting"] == ["yours"] * 4, writer["email"]
        assert sorted(saw["states"]) == ["moving", "moving", "yours", "yours"]
        assert saw["after"] == saw["mine"]
        assert saw["seconds"] < 300


def test_no_page_on_the_way_scrolls_sideways_fails_or_asks_anybody_else(walked: Walked) -> None:
    assert [(writer["email"], saw["sideways"]) for writer, saw in walked if saw["sideways"]] == []
    assert [(writer["email"], saw["errors"]) for writer, saw in walked if saw["errors"]] == []
    assert [(writer["email"], saw["asked"]) for writer, saw in walked if saw["asked"]] == []


def test_scripts_add_buttons_to_copy_and_count_words_and_nothing_that_is_needed(walked: Walked) -> None:
    for writer, saw in walked:
        assert bool(saw["copies"]) is writer["javascript"], writer["email"]
        # What was put together from sentences is counted by the page itself.
        assert bool(saw["counted"]) is (writer["javascript"] or writer["assisted"]), writer["email"]


def test_every_letter_by_mail_is_what_its_writer_was_shown_signed_and_with_a_token_of_its_own(
    walked: Walked, live: Live
) -> None:
    for writer, saw in walked:
        check_mails(live, writer, saw)
    mails = [mail for writer, _ in walked for mail in mails_of(live, writer)]
    assert len({mail.message_id for mail in mails}) == len({mail.mail_from for mail in mails}) == 2 * len(walked)
    for writer, _ in walked:
        assert live.is_signed(live.mailbox.next_to(writer["email"]))


def test_the_page_behind_the_link_shows_the_same_words_once_more(walked: Walked) -> None:
    for _, saw in walked:
        shown = {one["recipient"]: one["text"] for one in saw["previews"]}
        assert len(saw["confirm"]) == 2
        for one in saw["confirm"]:
            assert one["text"].split() == shown[one["recipient"]].split()


def test_every_letter_by_mail_holds_what_its_writer_wrote(walked: Walked, live: Live) -> None:
    for writer, saw in walked:
        assert writer["text"].split("\n\n")[0] in saw["text"]
        assert saw["text"] == writer["text"] or writer["assisted"]
        for mail in mails_of(live, writer):
            assert saw["text"] in text_of(mail)
            assert writer["email"] not in text_of(mail)
            assert (writer["name"] in text_of(mail)) is (writer["sign_as"] == "full")


def test_the_letter_to_print_is_a_pdf_with_the_writers_words(walked: Walked) -> None:
    for writer, saw in walked:
        (letter,) = [content for one in saw["pdfs"] if (content := words_in(base64.b64decode(one)))]
        wanted = (saw["text"], writer["named"], "10999", "Berlin")
        if writer["tongue"] == "ar":
            # Words that run both ways are read out of a PDF in the reader's own order; no character may be missing.
            assert set(bare("".join(wanted))) <= set(letter)
        else:
            assert [one for one in wanted if bare(one) not in bare(letter)] == []


def words_in(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    return unicodedata.normalize("NFKC", text)


def bare(text: str) -> str:
    """Without spaces and hyphens: one at a line's end is read out of a PDF as something else."""
    return re.sub(r"[\s\-\u2010\u00ad\x02\ufffe]+", "", unicodedata.normalize("NFKC", text))


def test_the_letter_to_fax_is_a_fax_file(walked: Walked) -> None:
    for _, saw in walked:
        (fax,) = saw["faxes"]
        check_fax(fax)
