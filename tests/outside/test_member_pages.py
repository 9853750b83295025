"""A member's own page and that of joining, in every language: valid, within reach of all, no wider than a telephone."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.members.conftest import People, data, moment, network, people  # noqa: F401 - fixtures

from .programs import run_script
from .test_html import BROWSER, NU, complaints


@pytest.fixture
def pages(people: People, tmp_path: Path) -> list[Path]:  # noqa: F811
    """As files, beside the style sheet: with nothing, with all of it, with something not read, with a country added."""
    for name in ("tocsin.css", "bell.svg"):
        shutil.copy(settings.STATIC_ROOT / name, tmp_path)
    path = people.join()
    said = {"do": "save", "country": ["DE", "XH"], "region": "145", "quiet": "on", "group": "7b", "group_size": "24"}
    made = []
    for language in ("en", "fr", "es", "ar", "zh"):
        contents = [people.client.get(f"/{language}{path}").content]
        people.client.post(path, {**said, "paused_until": "2027-01-31"})
        contents.append(people.client.get(f"/{language}{path}?saved").content)
        contents.append(people.client.post(f"/{language}{path}", {**said, "paused_until": "soon"}).content)
        added = {**said, "do": "add", "also": "SY", "email": "ana@example.org"}
        contents += [people.client.post(f"/{language}{one}", added).content for one in (path, "/join/")]
        for number, content in enumerate(contents):
            file = tmp_path / f"{language}-{number}.html"
            file.write_text(re.sub(r'href="/static/([a-z.]+)\?v=[0-9a-f]+"', r'href="\1"', content.decode()), "utf-8")
            made.append(file)
    return made


@NU
def test_the_page_is_valid_html_without_errors_or_warnings(pages: list[Path]) -> None:
    assert complaints(pages) == []


@BROWSER
def test_the_page_breaks_no_rule_of_accessibility_and_does_not_scroll_sideways(pages: list[Path]) -> None:
    chosen = [page for page in pages if page.stem in {"ar-1", "fr-2", "es-3", "ar-4"}]
    seen: list[dict[str, Any]] = run_script("browser.mjs", chosen, shutil.which("chromium"), "320")
    assert [look["violations"] for look in seen if look["violations"]] == []
    assert [look["content"] for look in seen if look["content"] > look["window"]] == []
