"""The pages behind private links, and the page for groups, before the Nu HTML checker and axe-core, in every state."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.test import Client

from tests.missions import put_in_force
from tests.network import NOW, Network
from tests.public.conftest import Clock
from tests.public.letters.conftest import MISSIONS, Desk, Mine, happens
from tocsin.actions.exposure import stop_case
from tocsin.actions.models import Case
from tocsin.appeals.aftermath import mark_contact
from tocsin.appeals.models import Appeal, Reply
from tocsin.appeals.private import open_appeal
from tocsin.appeals.recalling import sweep
from tocsin.appeals.tokens import seal_for
from tocsin.delivery.kinds import Why
from tocsin.delivery.models import Letter
from tocsin.delivery.states import Event
from tocsin.directory.kinds import ContactEvent
from tocsin.public import clock

from .gallery import Gallery
from .programs import run_script
from .test_html import BROWSER, NU, complaints, name_of

LANGUAGES = ("en", "ar", "zh")
BY_NETWORK = {"targets.0": "network-email", "copies.0": "network-email", "mission": "own-paper"}
OWN_WAYS = {"targets.0": "own-mail", "copies.0": "own-paper", "mission": "own-paper"}


def letters_of(mine: Mine) -> tuple[Letter, ...]:
    return open_appeal(mine.token, NOW).letters


@pytest.fixture
def pages(network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    moment = Clock()
    moment.time = NOW
    monkeypatch.setattr(clock, "now", moment.now)
    put_in_force(network.amina, network.bo, MISSIONS.encode(), NOW)
    case = network.published()
    gallery, recalled = Gallery(tmp_path), []
    for language in LANGUAGES:
        desk = Desk(Client(), moment, case)
        _waiting(desk, language, gallery)
        recalled.append((language, _on_its_way(desk, language, gallery)))
        _by_own_hands(desk, language, gallery)
        _together(case, language, gallery)
    stop_case(network.bo, str(case.pk), NOW)
    sweep(NOW)
    for language, mine in recalled:
        gallery.keep(f"{language}-recalled", mine.client.get(f"/{language}/letters/{mine.token}/"))
        gallery.keep(f"{language}-together-closed", mine.client.get(f"/{language}/actions/{case.slug}/together/"))
    return gallery.files


def _waiting(desk: Desk, language: str, gallery: Gallery) -> None:
    """A text that is kept, letters that wait, the page behind the link, an old link, the question before erasing."""
    draft = desk.kept(email=f"draft@{language}.example.net")
    gallery.keep(f"{language}-draft", desk.client.get(f"/{language}/letters/{draft.token}/"))
    mine = desk.sent(email=f"waits@{language}.example.net")
    path = f"/{language}/letters/{mine.token}/"
    gallery.keep(f"{language}-waiting", desk.client.get(path))
    link = f"/{language}{mine.confirm_link()}"
    gallery.keep(f"{language}-link", desk.client.get(link))
    mine.press("again")
    gallery.keep(f"{language}-link-ended", desk.client.get(link))
    gallery.keep(f"{language}-erase", desk.client.post(path, {"do": "erase"}))


def _on_its_way(desk: Desk, language: str, gallery: Gallery) -> Mine:
    """One letter handed over and answered, one that came back, one to print."""
    mine = desk.sent(email=f"sent@{language}.example.net", hears=True, ways=BY_NETWORK)
    mine.confirm()
    minister, commissioner, embassy = letters_of(mine)
    happens(minister, Event.TAKE, handed_at=NOW)
    happens(commissioner, Event.REFUSE, Why.ADDRESS, last_answer="550 5.1.1")
    mark_contact(commissioner, ContactEvent.BOUNCED, NOW)
    appeal = Appeal.objects.get(pk=minister.owner)
    Reply.objects.create(
        appeal=appeal,
        letter=minister.pk,
        kept=seal_for(appeal.reader_key, {"text": "We have read it.\n\nThe office", "attachments": ["answer.pdf"]}),
        digest="0" * 64,
        received_at=NOW,
    )
    path = f"/{language}/letters/{mine.token}/"
    gallery.keep(f"{language}-on-its-way", desk.client.get(path))
    gallery.keep(
        f"{language}-refused", desk.client.post(path, {"do": "sent", "letter": str(embassy.pk), "count": "many"})
    )
    waits = desk.sent(email=f"held-back@{language}.example.net", ways=BY_NETWORK)
    waits.confirm()
    return waits


def _by_own_hands(desk: Desk, language: str, gallery: Gallery) -> None:
    mine = desk.sent(email="", ways=OWN_WAYS)
    mine.press("sent", letter=letters_of(mine)[2].pk)
    gallery.keep(f"{language}-own-hands", desk.client.get(f"/{language}/letters/{mine.token}/"))


def _together(case: Case, language: str, gallery: Gallery) -> None:
    path = f"/{language}/actions/{case.slug}/together/"
    gallery.keep(f"{language}-together-refused", Client().post(path, {"country": "DE", "count": "many"}))


@NU
def test_private_pages_are_valid_html_in_every_state(pages: list[Path]) -> None:
    assert len(pages) == 11 * len(LANGUAGES)
    assert complaints(pages) == []


@BROWSER
def test_private_pages_break_no_rule_of_accessibility_and_do_not_scroll_sideways(pages: list[Path]) -> None:
    seen = run_script("browser.mjs", pages, shutil.which("chromium"), "320,1280")
    assert len(seen) == len(pages) * 4
    assert {name_of(look): look["violations"] for look in seen if look["violations"]} == {}
    assert {name_of(look): look["content"] for look in seen if look["content"] > look["window"]} == {}
    asked = {Path(url).name for look in seen for url in look["requests"]}
    assert asked <= {"tocsin.css", "bell.svg", "copy.js"}
