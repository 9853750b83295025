"""HTML documents before the Nu HTML checker, and in a browser before axe-core."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from .programs import HTML_CHECKER, run, run_script

NU = pytest.mark.needs("java", "outside/node_modules/vnu-jar")
BROWSER = pytest.mark.needs("node", "chromium", "outside/node_modules/axe-core", "outside/node_modules/playwright-core")


def complaints(files: list[Path], kinds: tuple[str, ...] = ("error", "info")) -> list[str]:
    """What the checker has to say; its warnings are of the kind "info"."""
    report = run("java", "-jar", HTML_CHECKER, "--format", "json", "--stdout", "--exit-zero-always", *files)
    return [
        f"{Path(message['url']).name}, line {message.get('lastLine')}: {message['message']}: {message.get('extract')}"
        for message in json.loads(report)["messages"]
        if message["type"] in kinds or message["type"] == "non-document-error"
    ]


@NU
def test_the_checker_finds_what_is_wrong(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.html"
    wrong.write_text('<!doctype html>\n<html lang="en"><title>x</title><p><ul></ul></p>', "utf-8")
    assert complaints([wrong])


@NU
def test_pages_are_valid_html_without_errors_or_warnings(pages: list[Path]) -> None:
    assert complaints(pages) == []


@NU
def test_pages_of_generated_cases_are_valid_html(strange_pages: list[Path]) -> None:
    assert len(strange_pages) >= 50
    # The checker warns of characters for private use, which a case may hold.
    assert complaints(strange_pages, ("error",)) == []


@pytest.fixture(scope="module")
def seen(pages: list[Path]) -> list[dict[str, Any]]:
    """What the browser saw of every page at every width, light and dark."""
    found = run_script("browser.mjs", pages, shutil.which("chromium"))
    assert len(found) == len(pages) * 6
    return found


def name_of(look: dict[str, Any]) -> str:
    return f"{Path(look['file']).name} at {look['width']} px, {look['scheme']}"


@BROWSER
def test_no_page_breaks_a_rule_of_accessibility_at_any_width_in_light_and_dark(seen: list[dict[str, Any]]) -> None:
    assert {name_of(look): look["violations"] for look in seen if look["violations"]} == {}
    assert min(look["passed"] for look in seen if look["thorough"]) >= 10


@BROWSER
def test_no_page_scrolls_sideways_on_a_phone(seen: list[dict[str, Any]]) -> None:
    assert {name_of(look): look["content"] for look in seen if look["content"] > look["window"]} == {}


@BROWSER
def test_a_page_is_dark_where_the_reader_wants_it_dark(seen: list[dict[str, Any]]) -> None:
    assert {(look["scheme"], look["ground"]) for look in seen} == {
        ("light", "rgb(255, 255, 255)"),
        ("dark", "rgb(18, 18, 18)"),
    }


@BROWSER
def test_no_page_asks_anybody_for_anything(seen: list[dict[str, Any]]) -> None:
    assert {name_of(look): look["requests"] for look in seen if look["requests"]} == {}
