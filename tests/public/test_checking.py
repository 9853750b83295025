"""Whether a number, a text or a file is genuine, and whether it still holds."""

from __future__ import annotations

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tocsin.actions.models import Rendition, VerifyingKey
from tocsin.keys import SecretKey, verify

from .conftest import Clock
from .reading import Element, links, main_text, read
from .rows import KEY, NOW, closed, dam_inspector, plain, publish, stopped, text_of, whole_network

pytestmark = pytest.mark.django_db


def found(page: Element) -> str:
    return page.one("h1").text


def ask(client: Client, number: str) -> Element:
    return read(client.get("/en/check/", {"number": number}))


def paste(client: Client, text: str) -> Element:
    return read(client.post("/en/check/", {"text": text}))


def test_an_empty_form_explains_itself(client: Client) -> None:
    page = read(client.get("/en/check/"))
    assert found(page) == "Check that it is genuine"
    assert len(page.all("form")) == 2


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("UA 84/26", "Genuine and current"),
        ("  ua   84/26 ", "Genuine and current"),
        ("UA 70/26", "Genuine, but stopped: please do not write any more"),
        ("UA 80/26", "Genuine, but its deadline has passed"),
        ("UA 61/26", "Genuine, but closed: please send no more letters"),
        ("UA 40/26", "This action was taken down"),
        ("HV 12/0418/2026", "Genuine, but no longer current"),
        ("UA 99/26", "This number is not known here"),
        ("<script>", "This number is not known here"),
        ("\x00", "Check that it is genuine"),
    ],
)
def test_a_number_is_looked_up(client: Client, number: str, said: str) -> None:
    whole_network()
    assert found(ask(client, number)) == said


def test_only_what_holds_is_shown_as_good(client: Client) -> None:
    whole_network()
    assert not ask(client, "UA 84/26").one("div", class_="finding").has("class", "bad")
    for number in ("UA 70/26", "UA 80/26", "UA 61/26", "UA 40/26", "UA 99/26"):
        assert ask(client, number).one("div", class_="finding").has("class", "bad"), number


def test_a_verdict_names_what_was_checked_and_leads_to_what_holds(client: Client) -> None:
    publish(dam_inspector())
    text = Rendition.objects.get(slug="ua-84-26", n=3, language="fr").text
    assert text is not None
    page = paste(client, text)
    assert found(page) == "Genuine and current"
    assert [item.text for item in page.one("ul", class_="dotted").all("li")] == [
        "UA 84/26",
        "edition 3",
        "French",
        "the text of an edition",
    ]
    assert "/en/actions/ua-84-26/" in links(page)


def test_a_pasted_text_survives_the_line_ends_of_a_browser(client: Client) -> None:
    publish(dam_inspector())
    text = text_of(dam_inspector().editions[2].case, 3).decode()
    assert found(paste(client, text.replace("\n", "\r\n").rstrip())) == "Genuine and current"


def test_an_altered_text_is_called_altered_with_the_line(client: Client) -> None:
    publish(dam_inspector())
    text = text_of(dam_inspector().editions[2].case, 3).decode()
    page = paste(client, text.replace("Dam inspector", "Dam Inspector"))
    assert found(page) == "Altered: this is not what was published"
    assert "in line 4" in main_text(page)


@pytest.mark.parametrize("column", ["text", "casefile", "sheet", "signature"])
def test_every_file_of_an_edition_is_known(client: Client, column: str) -> None:
    publish(dam_inspector())
    content = getattr(Rendition.objects.get(slug="ua-84-26", n=3, language="en"), column)
    content = content.encode() if isinstance(content, str) else bytes(content)
    page = read(client.post("/en/check/", {"file": SimpleUploadedFile("f", content)}))
    assert found(page) == "Genuine and current"


def test_any_other_file_is_not_known(client: Client) -> None:
    publish(dam_inspector())
    for content in (b"nothing of ours", b"%PDF-1.7 \x00\xff", b"\xff\xfe\x00"):
        page = read(client.post("/en/check/", {"file": SimpleUploadedFile("f", content)}))
        assert found(page) == "Not known here"


def test_nothing_is_not_checked(client: Client) -> None:
    assert found(paste(client, "  \n ")) == "There was nothing to check"
    assert found(read(client.post("/en/check/", {}))) == "There was nothing to check"


def test_a_file_that_is_too_large_is_refused_unread(client: Client) -> None:
    page = read(client.post("/en/check/", {"file": SimpleUploadedFile("f", b"x" * 5_200_000)}), 413)
    assert found(page) == "The file is too large to be checked here"
    page = read(client.post("/en/check/", {"file": SimpleUploadedFile("f", b"x" * 5_050_000)}), 413)
    assert found(page) == "The file is too large to be checked here"


def test_a_broken_form_is_refused_in_plain_words(client: Client) -> None:
    answer = client.post("/en/check/", b"--x\r\nbroken", content_type="multipart/form-data; boundary=")
    assert found(read(answer, 400)) == "This request could not be understood"
    many = "&".join(f"a{n}=1" for n in range(1200))
    answer = client.post("/en/check/", many, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in {400, 413}


def test_what_is_asked_is_kept_by_nobody(client: Client) -> None:
    publish(stopped())
    for answer in (client.get("/check/?number=UA+70/26"), client.post("/check/", {"text": "x"})):
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_deadline_that_passes_changes_the_verdict(client: Client, moment: Clock) -> None:
    publish(plain("ua-82-26", "Nurse taken"))
    assert found(ask(client, "UA 82/26")) == "Genuine and current"
    moment.time = NOW.replace(month=12, day=2)
    assert found(ask(client, "UA 82/26")) == "Genuine, but its deadline has passed"


def test_keys_are_handed_out_as_minisign_takes_them(client: Client) -> None:
    publish(closed())
    answer = client.get("/check/key")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode() == KEY.public.to_text()
    assert client.get(f"/check/keys/{KEY.public.name}").content == answer.content
    assert client.get(f"/check/keys/{'0' * 16}").status_code == 404


def test_after_a_rotation_the_old_key_is_kept_and_the_new_one_is_current(client: Client) -> None:
    publish(closed())
    new = SecretKey(bytes(8), hashlib.sha256(b"new").digest()).public
    VerifyingKey.objects.update(retired_at=NOW)
    VerifyingKey.objects.create(key_id=new.name, public_key=new.to_text(), made_at=NOW)
    assert client.get("/check/key").content.decode() == new.to_text()
    assert client.get(f"/check/keys/{KEY.public.name}").content.decode() == KEY.public.to_text()
    page = read(client.get("/en/actions/ua-61-26/"))
    assert KEY.public.line in page.one("pre").text


def test_the_commands_on_the_page_hold(client: Client) -> None:
    publish(dam_inspector())
    hrefs = [href.removeprefix("http://127.0.0.1:8000") for href in links(read(client.get("/fr/actions/ua-84-26/")))]
    text = client.get(next(href for href in hrefs if href.endswith("/editions/3/text"))).content
    signature = client.get(next(href for href in hrefs if href.endswith("edition.minisig"))).content.decode()
    assert verify(text, signature, KEY.public)


def test_there_is_no_key_before_there_is_one(client: Client) -> None:
    assert client.get("/check/key").status_code == 404
