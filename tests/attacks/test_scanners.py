"""Mail programs and scanners open every link of every message, several times. None of that may change anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client

from tests.network import NOW, Network
from tests.public.reading import Element, links, read
from tests.remembered_rows import everything
from tocsin.actions.models import Case
from tocsin.appeals import notices
from tocsin.appeals.confirming import confirm
from tocsin.appeals.entering import save_draft, send_letters
from tocsin.appeals.guarding import Visit
from tocsin.appeals.handing import load
from tocsin.appeals.models import Appeal
from tocsin.appeals.wish import Wish
from tocsin.delivery.channels.email.message import Mail
from tocsin.delivery.kinds import Kind
from tocsin.delivery.models import Letter
from tocsin.public import clock

pytestmark = pytest.mark.django_db

WISH = {
    "country": "DE",
    "language": "en",
    "text": "Please say today where Mirela Dovan is, and let a doctor bring her insulin.",
    "name": "Chen Adler",
    "place": "Leipzig",
    "email": "chen@example.net",
    "consent": True,
    "ways": {"copies.0": "own-mail"},
}


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def case(network: Network) -> Case:
    return network.published()


def taken_in(case: Case) -> tuple[str, str]:
    """Token and code of an appeal that waits to be confirmed."""
    entered = send_letters(Wish.of(WISH), str(case.slug), Visit(), NOW, n=1)
    found = re.search(r"/confirm/(\w+)/", text_of(Letter.objects.get(kind=Kind.NOTICE, key="confirm")))
    assert found is not None
    return entered.token, found[1]


def text_of(notice: Letter) -> str:
    mail = load(notice, NOW)
    assert isinstance(mail, Mail)
    return mail.text


def links_in_mails() -> list[str]:
    found = []
    for notice in Letter.objects.filter(kind=Kind.NOTICE):
        found += re.findall(r"https?://\S+", text_of(notice))
    return found


def fetch(client: Client, address: str) -> None:
    """As scanners do: with and without the body, three times, from nowhere in particular."""
    parts = urlsplit(address)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    for _ in range(3):
        assert client.get(path).status_code < 500
        assert client.head(path).status_code < 500
        assert client.get(path, headers={"accept-language": "ar"}).status_code < 500


def test_no_link_of_any_message_changes_anything(case: Case, client: Client) -> None:
    token, code = taken_in(case)
    before = everything()
    asked = links_in_mails()
    assert any("/confirm/" in one for one in asked)
    for address in asked:
        fetch(client, address)
    assert everything() == before
    confirm(token, code, NOW)
    appeal = Appeal.objects.get()
    for key in notices.WORDINGS:
        if key not in {"confirm", "remind"}:
            told_apart = {
                "to": "ana@example.org",
                "tongue": "en",
                "link": f"{settings.ENVIRONMENT.url}/actions/{case.slug}/",
            }
            values = told_apart if key == "outcome" else {"recipient": "Radomir Estel"}
            notices.tell(appeal, key, "UA 1/26", NOW, **values)
    told = links_in_mails()
    assert len(set(told)) > len(set(asked)) or len(told) > len(asked)
    before = everything()
    for address in told:
        fetch(client, address)
    assert everything() == before


def test_nothing_that_the_pages_behind_them_lead_to_changes_anything(case: Case, client: Client) -> None:
    token, code = taken_in(case)
    draft = save_draft(Wish.of(WISH), str(case.slug), Visit(), NOW)
    slug = case.slug
    first = [
        f"/letters/{token}/",
        f"/letters/{token}/confirm/{code}/",
        f"/letters/{draft}/",
        f"/actions/{slug}/",
        f"/actions/{slug}/together/?country=DE&language=en",
    ]
    before, seen = everything(), set[str]()
    waiting = list(first)
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        fetch(client, path)
        waiting += [one for one in leading_on(client, path) if one not in seen]
    assert len([one for one in seen if "together.pdf" in one]) == 2
    assert any(one.endswith(".eml") for one in seen)
    assert any(one.endswith("/write/") for one in seen)
    assert everything() == before


def leading_on(client: Client, path: str) -> Iterator[str]:
    """Links of our own site on a page of the letters or of the action."""
    if not (path.startswith(("/letters/", "/actions/")) and urlsplit(path).path.endswith("/")):
        return
    answer = client.get(path)
    if answer.status_code != 200:
        return
    page: Element = read(answer)
    for href in links(page):
        parts = urlsplit(href)
        if not parts.scheme and parts.path.startswith(("/letters/", "/actions/", "/outbox/")):
            yield href
