"""The public pages in states and languages that the demonstration lacks, before the Nu HTML checker and axe-core."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.public.rows import NOW, whole_network
from tocsin.public import clock

from .programs import run_script
from .test_html import BROWSER, NU, complaints, name_of

PATHS = (
    "/",
    "/?country=XQ",
    "/actions/ua-84-26/",
    "/actions/ua-84-26/editions/1/",
    "/actions/ua-66-26/",
    "/actions/ua-70-26/",
    "/actions/ua-61-26/",
    "/actions/ua-52-26/",
    "/actions/ua-80-26/",
    "/actions/ua-82-26/",
    "/actions/ua-83-26/",
    "/actions/ua-40-26/",
    "/countries/XH/",
    "/concerns/held-in-secret/",
    "/outcomes/",
    "/check/",
    "/check/?number=UA+84/26",
    "/check/?number=UA+70/26",
    "/join/",
    "/join/sent/",
    f"/join/{'q' * 32}/",
    f"/leave/{'q' * 32}/",
    "/about/",
    "/no/such/page/",
)
LANGUAGES = ("en", "fr", "es", "ar", "zh", "de")
IN_BROWSER = (
    "fr-actions-ua-66-26-",
    "ar-actions-ua-82-26-",
    "zh-actions-ua-83-26-",
    "de-actions-ua-84-26-",
    "en-actions-ua-40-26-",
    "ar-check-number-ua-70-26",
    "ar-join-",
    "fr-join-",
)
"""What the demonstration does not show: older and missing translations, the last day, more time, a take-down."""


@pytest.fixture
def pages(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Every page as a file, beside the style sheet that it names."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    whole_network()
    for name in ("tocsin.css", "bell.svg"):
        shutil.copy(settings.STATIC_ROOT / name, tmp_path)
    client = Client()
    made = []
    for language in LANGUAGES:
        for path in PATHS:
            content = client.get(f"/{language}{path}").content.decode()
            file = tmp_path / f"{language}{re.sub('[^a-z0-9]+', '-', path.lower())}.html"
            file.write_text(re.sub(r'href="/static/([a-z.]+)\?v=[0-9a-f]+"', r'href="\1"', content), "utf-8")
            made.append(file)
    return made


@NU
def test_every_public_page_is_valid_html_without_errors_or_warnings(pages: list[Path]) -> None:
    assert complaints(pages) == []


@pytest.fixture
def seen(pages: list[Path]) -> list[dict[str, Any]]:
    """What the browser saw on a narrow screen, light and dark."""
    chosen = [page for page in pages if page.stem in IN_BROWSER]
    found = run_script("browser.mjs", chosen, shutil.which("chromium"), "320")
    assert len(found) == len(IN_BROWSER) * 2
    return found


@BROWSER
def test_no_public_page_breaks_a_rule_of_accessibility_or_scrolls_sideways(seen: list[dict[str, Any]]) -> None:
    assert {name_of(look): look["violations"] for look in seen if look["violations"]} == {}
    assert {name_of(look): look["content"] for look in seen if look["content"] > look["window"]} == {}
    asked = {Path(url).name for look in seen for url in look["requests"]}
    assert asked <= {"tocsin.css", "bell.svg"}
