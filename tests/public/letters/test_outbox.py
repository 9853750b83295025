"""The outbox of the test mode: what would have been sent, for testers; nothing of it where letters go out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.network import NOW
from tests.public.reading import links, main_text, read
from tocsin.delivery.channels.email.message import Mail
from tocsin.delivery.channels.outbox import keep, keep_mail, keep_sheet
from tocsin.public.letters.outbox import folder, with_links

pytestmark = pytest.mark.django_db

MAIL = Mail(
    sender_name="C. A. via Tocsin network",
    sender="appeal-abc@letters.example.org",
    to="minister@interior.example.org",
    to_name="Radomir Estel",
    subject="Mirela Dovan (UA 1/26, Halvara)",
    text="Your Excellency,\n\nsee http://127.0.0.1:8000/letters/abc/confirm/def/ and <script>alert(1)</script>.",
    message_id="<one@letters.example.org>",
    date=NOW,
    envelope_from="bounce-abc@letters.example.org",
)


@pytest.fixture(autouse=True)
def empty() -> Iterator[None]:
    shutil.rmtree(folder(), ignore_errors=True)
    yield
    shutil.rmtree(folder(), ignore_errors=True)


def only_message(client: Client) -> str:
    found = [href for href in links(read(client.get("/en/outbox/"))) if href.startswith("/en/outbox/") and href[11:]]
    assert len(found) == 1
    return found[0]


def test_every_page_of_the_test_mode_leads_to_it(client: Client) -> None:
    banner = read(client.get("/en/")).one("div", class_="test-mode")
    assert links(banner) == ["/en/outbox/"]
    assert "nothing reaches an official" in banner.text
    assert "There is nothing yet." in main_text(read(client.get("/en/outbox/")))


def test_messages_stand_there_with_recipient_subject_and_time(client: Client) -> None:
    keep_mail(folder(), MAIL)
    keep_mail(folder(), replace(MAIL, message_id="<two@letters.example.org>", subject="Ein zweiter – für später"))
    page = read(client.get("/en/outbox/"))
    rows = [row.text for row in page.one("ul", class_="sent").all("li")]
    assert len(rows) == 2
    assert any("[TEST] Ein zweiter – für später" in row for row in rows)
    assert all("minister@interior.example.org" in row and "UTC" in row for row in rows)


def test_a_message_shows_its_headers_and_its_links_work(client: Client) -> None:
    keep_mail(folder(), MAIL)
    page = read(client.get(only_message(client)))
    text = main_text(page)
    assert '"C. A. via Tocsin network" <appeal-abc@letters.example.org>' in text
    assert "not sent" in text
    assert "<script>alert(1)</script>" in text
    assert not page.one("main").all("script")
    assert "http://127.0.0.1:8000/letters/abc/confirm/def/" in links(page)


def test_pages_of_a_fax_and_of_paper_can_be_had_as_files(client: Client) -> None:
    keep_sheet(folder(), MAIL, "fax", "+12025550141", b"II*\0fax")
    page = read(client.get(only_message(client)))
    assert "+12025550141" in main_text(page)
    answer = client.get(next(href for href in links(page) if href.endswith("/0")))
    assert (answer.content, answer.headers["Content-Type"]) == (b"II*\0fax", "image/tiff")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="fax.tiff"'
    assert client.get(f"{only_message(client)}/1").status_code == 404


def test_what_comes_with_a_message_is_never_run(client: Client) -> None:
    content = (
        b"From: a@example.org\r\nTo: b@example.org\r\nSubject: =?utf-8?q?=3Cb=3Ebold?=\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\nContent-Type: text/plain; charset=no-such\r\n\r\n'
        b"hello\r\n--x\r\nContent-Type: text/html\r\n"
        b'Content-Disposition: attachment; filename="../../evil\\".html"\r\n\r\n<script>alert(1)</script>\r\n--x--\r\n'
    )
    keep(folder(), content, "<three@letters.example.org>")
    page = read(client.get(only_message(client)))
    assert page.one("h1").text == "<b>bold"
    answer = client.get(f"{only_message(client)}/0")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="file-1"'


@pytest.mark.parametrize("name", ["nothing", "a" * 40, "..%2f..%2fkeys", "%00"])
def test_only_messages_are_there(client: Client, name: str) -> None:
    keep_mail(folder(), MAIL)
    assert client.get(f"/outbox/{name}").status_code == 404
    assert client.get(f"/outbox/{name}/0").status_code == 404


def test_where_letters_go_out_there_is_no_such_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_mail(folder(), MAIL)
    message = only_message(client)
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, delivery="live"))
    for path in ("/outbox/", message, f"{message}/0"):
        assert client.get(path).status_code == 404
    assert b"/outbox/" not in client.get("/en/").content


def test_it_is_kept_by_nobody(client: Client) -> None:
    keep_mail(folder(), MAIL)
    for path in ("/outbox/", only_message(client)):
        assert client.get(path).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("see https://example.org/a.", ["https://example.org/a"]),
        ("(https://example.org/a), or <https://example.org/b>", ["https://example.org/a", "https://example.org/b"]),
        ("javascript:alert(1) ftp://x", []),
        ('https://example.org/"onmouseover="alert(1)', ["https://example.org/"]),
    ],
)
def test_web_addresses_in_plain_text_become_links_and_nothing_else(text: str, linked: list[Any]) -> None:
    made = with_links(text)
    import re

    assert re.findall('<a href="([^"]*)"', made) == linked
