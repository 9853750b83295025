"""The page of writing before the Nu HTML checker and axe-core: opened, with letters and advice, refused, and closed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.test import Client

from tests.missions import put_in_force
from tests.network import NOW, Network
from tests.public.conftest import Clock
from tests.public.write.conftest import MISSIONS, Writer
from tocsin.actions.exposure import stop_case
from tocsin.public import clock

from .gallery import Gallery
from .programs import run_script
from .test_html import BROWSER, NU, complaints, name_of

LANGUAGES = ("en", "ar", "zh")


@pytest.fixture
def pages(network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Each state of the page in three languages."""
    moment = Clock()
    moment.time = NOW
    monkeypatch.setattr(clock, "now", moment.now)
    put_in_force(network.amina, network.bo, MISSIONS.encode(), NOW)
    case = network.published(model_letter="I write to you about Mirela Dovan.\n\nPlease say where she is.")
    gallery = Gallery(tmp_path)
    for language in LANGUAGES:
        _write(Writer(Client(), f"/actions/{case.slug}/write/", moment), language, gallery)
    stop_case(network.bo, str(case.pk), network.now)
    writer = Writer(Client(), f"/actions/{case.slug}/write/", moment)
    writer.open()
    gallery.keep("stopped", writer.response)
    return gallery.files


def _write(writer: Writer, language: str, gallery: Gallery) -> None:
    writer.open(f"/{language}")
    gallery.keep(f"{language}-opened", writer.response)
    writer.fill(country="", email="no", to=None)
    writer.press("send", 422)
    gallery.keep(f"{language}-refused", writer.response)
    writer.open(f"/{language}")
    writer.introduce(
        text="I write about Mirela Dowan. Free her!!! [YOUR NAME]", sign_as="full", address="Lane 8\nLeipzig"
    )
    writer.fill(**{"way__copies.0": "own-paper"})
    writer.press("look")
    gallery.keep(f"{language}-letters", writer.response)


@NU
def test_the_page_of_writing_is_valid_html_in_every_state(pages: list[Path]) -> None:
    assert complaints(pages) == []


@BROWSER
def test_the_page_of_writing_breaks_no_rule_of_accessibility_and_does_not_scroll_sideways(pages: list[Path]) -> None:
    seen = run_script("browser.mjs", pages, shutil.which("chromium"), "320,1280")
    assert len(seen) == len(pages) * 4
    assert {name_of(look): look["violations"] for look in seen if look["violations"]} == {}
    assert {name_of(look): look["content"] for look in seen if look["content"] > look["window"]} == {}
    asked = {Path(url).name for look in seen for url in look["requests"]}
    assert asked <= {"tocsin.css", "bell.svg", "write.js"}
