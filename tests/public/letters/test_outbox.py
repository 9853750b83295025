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
from tocsin.public.letters.outbox import PAGE, folder, with_links

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


ALERT = (
    "From: Tocsin network <alerts@letters.example.org>\r\nTo: {to}\r\nSubject: Mirela Dovan\r\n"
    "List-Unsubscribe: <{url}/leave/abcd/>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="x"\r\n\r\n'
    "--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nas text\r\n"
    "--x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>as HTML</p><script>alert(1)</script>\r\n--x--\r\n"
)


def keep_alert(number: int = 1, to: str = "nora@example.org", url: str = "") -> None:
    content = ALERT.format(to=to, url=url or settings.ENVIRONMENT.url)
    keep(folder(), content.encode(), f"<alert-{number}@letters.example.org>")


def test_an_alert_can_be_seen_as_mail_programs_show_it_where_nothing_in_it_runs(client: Client) -> None:
    keep_alert()
    page = read(client.get(only_message(client)))
    assert "as text" in main_text(page)
    answer = client.get(next(href for href in links(page) if href.endswith("/html")))
    assert b"<p>as HTML</p>" in answer.content
    policy = answer.headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "form-action 'none'", "base-uri 'none'", "frame-ancestors 'none'"} < set(policy)
    assert not any(one.startswith("script-src") for one in policy)


def test_a_message_without_html_has_no_such_page(client: Client) -> None:
    keep_mail(folder(), MAIL)
    page = read(client.get(only_message(client)))
    assert "mail program" not in main_text(page)
    assert client.get(f"{only_message(client)}/html").status_code == 404


def test_the_button_of_mail_programs_for_leaving_is_there_and_posts_what_they_post(client: Client) -> None:
    keep_alert()
    main = read(client.get(only_message(client))).one("main")
    (form,) = main.all("form")
    assert (form.attributes["method"], form.attributes["action"]) == ("post", "/leave/abcd/")
    (said,) = form.all("input")
    assert (said.attributes["name"], said.attributes["value"]) == ("List-Unsubscribe", "One-Click")


def test_there_is_no_button_that_posts_elsewhere(client: Client) -> None:
    keep_alert(url="https://elsewhere.example.net")
    assert not read(client.get(only_message(client))).one("main").all("form")


def test_hundreds_of_messages_are_shown_by_pages_and_found_by_their_recipient(client: Client) -> None:
    for number in range(PAGE * 2 + 3):
        keep_alert(number, f"member{number}@example.org")
    seen, path = [], "/en/outbox/"
    for expected in (PAGE, PAGE, 3):
        page = read(client.get(path))
        seen += [row.text for row in page.one("ul", class_="sent").all("li")]
        assert len(page.one("ul", class_="sent").all("li")) == expected
        path = next((href for href in links(page) if f"page={len(seen) // PAGE + 1}" in href), "")
    assert len(set(seen)) == PAGE * 2 + 3
    assert path == ""
    found = read(client.get("/en/outbox/?to=MEMBER77@")).one("ul", class_="sent").all("li")
    assert ["member77@example.org" in row.text for row in found] == [True]
    assert "Nothing went to this recipient." in main_text(read(client.get("/en/outbox/?to=nobody&page=9")))


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
    assert client.get(f"/outbox/{name}/html").status_code == 404


def test_where_letters_go_out_there_is_no_such_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_mail(folder(), MAIL)
    message = only_message(client)
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, delivery="live"))
    for path in ("/outbox/", message, f"{message}/0", f"{message}/html"):
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
