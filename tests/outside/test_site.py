"""The public pages of the running demonstration before the Nu HTML checker and in a browser before axe-core."""

from __future__ import annotations

import base64
import io
import re
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from .programs import run_script
from .test_html import BROWSER, NU, complaints

LANGUAGES = ("en", "ar", "zh")
PLACES = (
    "",
    "outcomes/",
    "countries/XH/",
    "concerns/forced-eviction/",
    "actions/ua-1-26/",
    "actions/ua-1-26/editions/1/",
    "actions/ua-2-26/",
    "actions/ua-5-26/",
    "actions/ua-6-26/",
    "actions/ua-7-26/",
    "actions/ua-8-26/",
    "actions/ua-1-26/together/?country=DE&language=en",
    "outbox/",
    "outbox/?to=nora.lind",
    "outbox/?to=nobody&page=2",
    "join/",
    "letters/erased/",
    "check/?number=UA+6%2F26",
    "about/",
    "nothing/here/",
)
"""An open case, an older edition, one that ends soon, one expired, stopped, closed by a release and by a death."""


@pytest.fixture(scope="module")
def addresses(site: str) -> list[str]:
    message = re.search(rb"/en/(outbox/[^/\"]+)\"", fetch(f"{site}/en/outbox/"))
    assert message, "the demonstration has written letters"
    places = (*PLACES, message[1].decode())
    return [*(f"{site}/{language}/{place}" for language in LANGUAGES for place in places), *alerts(site)]


READERS = {"en": "nora.lind", "ar": "salma.nour", "zh": "wei.chen"}


def alerts(site: str) -> Iterator[str]:
    """Of each language the newest alert, as text and as mail programs show it, and its reader's own page."""
    for language, reader in READERS.items():
        found = re.search(rb"/en/(outbox/[^/\"?]+)\"", fetch(f"{site}/en/outbox/?to={reader}"))
        assert found, "the demonstration has sent alerts"
        message = f"{site}/{language}/{found[1].decode()}"
        yield message
        yield f"{message}/html"
        own = re.search(rb"/me/[a-z2-7]+/", fetch(message))
        assert own, "every alert leads to the page of one's own"
        yield f"{site}/{language}{own[0].decode()}"


def fetch(address: str) -> bytes:
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return bytes(answer.read())
    except urllib.error.HTTPError as error:
        if error.code != 404:
            raise
        return bytes(error.read())


@NU
def test_every_page_of_the_site_is_valid_html(addresses: list[str], tmp_path: Path) -> None:
    files = []
    for number, address in enumerate(addresses):
        files.append(tmp_path / f"{number:02}.html")
        files[-1].write_bytes(fetch(address))
    # A letter in another language than the page's stands in the outbox.
    assert [one for one in complaints(files) if "appears to be written in" not in one] == []


def test_no_page_of_the_site_is_heavier_than_60_kb(addresses: list[str], site: str) -> None:
    sheet = len(fetch(f"{site}/static/tocsin.css"))
    heavy = {address: len(fetch(address)) + sheet for address in addresses}
    assert {address: size for address, size in heavy.items() if size > 60_000} == {}


@pytest.fixture(scope="module")
def seen(addresses: list[str]) -> list[dict[str, Any]]:
    found = run_script("browser.mjs", addresses, shutil.which("chromium"), "320,1280")  # type: ignore[arg-type]
    assert len(found) == len(addresses) * 4
    return found


def name_of(look: dict[str, Any]) -> str:
    return f"{look['file']} at {look['width']} px, {look['scheme']}"


@BROWSER
def test_no_page_of_the_site_breaks_a_rule_of_accessibility(seen: list[dict[str, Any]]) -> None:
    assert {name_of(look): look["violations"] for look in seen if look["violations"]} == {}
    assert min(look["passed"] for look in seen if look["thorough"]) >= 10


@BROWSER
def test_no_page_of_the_site_scrolls_sideways(seen: list[dict[str, Any]]) -> None:
    assert {name_of(look): look["content"] for look in seen if look["content"] > look["window"]} == {}


@BROWSER
def test_no_page_of_the_site_asks_anybody_else_for_anything(seen: list[dict[str, Any]]) -> None:
    assert {name_of(look): look["requests"] for look in seen if look["requests"]} == {}


@BROWSER
def test_the_chart_of_letters_is_dark_on_a_dark_page_though_the_policy_allows_no_style_in_a_document(site: str) -> None:
    """The ink of the legend's box, as a reader sees it in an image."""
    shots = run_script(
        "chart.mjs",
        [f"{site}/en/about/", f"{site}/en/actions/ua-1-26/letters.svg"],  # type: ignore[list-item]
        shutil.which("chromium"),
    )
    ink = {}
    for one in shots:
        picture = Image.open(io.BytesIO(base64.b64decode(one["shot"]))).convert("L")
        ink[one["scheme"]] = int(picture.getpixel((7, 9)))  # type: ignore[arg-type]
    assert ink["light"] < 60
    assert ink["dark"] > 200
