"""Where there is no page: plain words, the right status, nothing about the inside."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, OperationalError
from django.test import Client

from tocsin.public import errors, published

from .reading import links, main_text, read
from .rows import NOW, plain, publish

ADDRESSES = (
    "/actions/ua-40-26/",
    "/actions/ua-40-26/editions/1/",
    "/actions/ua-40-26/editions/99/",
    "/ua-40-26",
    "/fr/actions/ua-40-26/",
    "/actions/ua-40-26/text",
    "/actions/ua-40-26/sheet.pdf",
    "/actions/ua-40-26/casefile.json",
    "/actions/ua-40-26/edition.json",
    "/actions/ua-40-26/edition.minisig",
)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ADDRESSES)
def test_every_address_of_a_case_taken_down_answers_410(client: Client, path: str) -> None:
    publish(plain("ua-40-26", "Gone", taken_down_at=NOW))
    assert client.get(path).status_code == 410


@pytest.mark.django_db
def test_the_notice_of_a_take_down_is_the_same_at_every_page_of_the_case(client: Client) -> None:
    publish(plain("ua-40-26", "Gone", taken_down_at=NOW))
    publish(plain("ua-41-26", "Lapsed", visible_until=NOW))
    paths = ("/en/actions/ua-40-26/", "/en/actions/ua-40-26/editions/1/", "/en/ua-40-26", "/en/actions/ua-41-26/")
    texts = {main_text(read(client.get(path), 410)) for path in paths}
    assert len(texts) == 1
    assert "Please do not write about it" in texts.pop()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/nothing/",
        "/actions/ua-1-26/",
        "/actions/ua-1-26/editions/1/",
        "/ua-1-26",
        "/check/keys/xyz",
        "/countries/ZZZ/",
    ],
)
def test_what_never_was_answers_404_in_plain_words(client: Client, path: str) -> None:
    page = read(client.get(f"/en{path}"), 404)
    assert page.one("h1").text == "There is no page at this address"
    assert "/en/" in links(page)


@pytest.mark.django_db
def test_an_edition_that_is_not_there_answers_404(client: Client) -> None:
    publish(plain("ua-82-26", "Nurse taken"))
    for n in ("0", "2", "99999999999999999999"):
        assert client.get(f"/actions/ua-82-26/editions/{n}/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/check", "/check/"),
        ("/fr", "/fr/"),
        ("/fr/outcomes", "/fr/outcomes/"),
        ("/actions/ua-82-26", "/actions/ua-82-26/"),
    ],
)
def test_a_forgotten_slash_is_added(client: Client, path: str, to: str) -> None:
    publish(plain("ua-82-26", "Nurse taken"))
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Location"]) == (301, to)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["//evil.example.org", "/%0d%0aSet-Cookie:x=1", "/concerns/a%0ab", "/concerns/%00/", "/check/?number=%00"]
)
def test_strange_addresses_lead_nowhere_else(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in {200, 301, 404}
    assert not answer.headers.get("Location", "/").startswith("//")
    assert "Set-Cookie" not in answer.headers


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/", "/actions/ua-82-26/", "/outcomes/", "/about/", "/healthz", "/check/key", "/ua-82-26"]
)
@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options"])
def test_a_page_can_only_be_read(client: Client, path: str, method: str) -> None:
    answer = getattr(client, method)(path)
    page = read(answer, 405)
    assert page.one("h1").text == "This page can only be read"
    assert answer.headers["Allow"] == "GET, HEAD"


@pytest.mark.django_db
def test_the_head_of_a_page_is_the_head_of_what_get_gives(client: Client) -> None:
    whole, head = client.get("/about/"), client.head("/about/")
    assert head.content == b""
    assert head.headers["ETag"] == whole.headers["ETag"]


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> int:
        raise OperationalError("no such table: secret_table for user amina@example.org")

    monkeypatch.setattr(published, "version", fail)


def test_a_failure_shows_a_reference_alone_and_logs_it(broken: None, caplog: pytest.LogCaptureFixture) -> None:
    client = Client(raise_request_exception=False)
    with caplog.at_level(logging.ERROR):
        page = read(client.get("/fr/about/"), 500)
    assert page.one("h1").text == "Une erreur s’est produite ici"
    reference = page.one("code").text
    assert any(reference in message for message in caplog.messages)
    assert "secret_table" not in page.text
    assert "amina" not in page.text


def test_a_failure_of_the_failure_page_still_answers(broken: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(errors, "frame_for", fail)
    answer = Client(raise_request_exception=False).get("/")
    assert answer.status_code == 500
    assert b"Reference: " in answer.content
    assert b"secret" not in answer.content


def test_the_process_says_whether_it_answers_and_nothing_of_why_not(client: Client, broken: None) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (503, b"not ok\n")


@pytest.mark.django_db
def test_the_process_says_ok(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content, answer.headers["Content-Type"]) == (
        200,
        b"ok\n",
        "text/plain; charset=utf-8",
    )
    assert issubclass(OperationalError, DatabaseError)


@pytest.mark.parametrize("code", [code for code, _ in settings.LANGUAGES])
def test_errors_speak_every_language(code: str) -> None:
    page = read(Client().get(f"/{code}/no/such/page/"), 404)
    assert page.one("html").attributes["lang"] == ("zh-Hans" if code == "zh-hans" else code)
