"""Every page of the desk before the Nu HTML checker and axe-core: with content, with faults, in English and Arabic."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.desk.conftest import Clock, SignIn, desk_process, moment, sign_in  # noqa: F401 - fixtures
from tests.desk.test_access import ROWS
from tests.network import Network
from tocsin.desk.importing import warm

from .desk_pages import Shown, pages_of, signing_in
from .desk_scene import make_scene
from .programs import run_script
from .test_html import BROWSER, NU, complaints, name_of

PUBLIC_PAGES = {"en-preview", "ar-preview"}
"""Pages of the public side that the desk shows; their own tests look at them."""


@pytest.fixture(scope="module")
def kept() -> Iterator[list[Shown]]:
    """What the first of these tests made, for those after it."""
    yield []
    warm.stop()


@pytest.fixture
def shown(kept: list[Shown], network: Network, moment: Clock, sign_in: SignIn) -> list[Shown]:  # noqa: F811 - fixtures
    if not kept:
        scene = make_scene(network)
        kept += signing_in(network)
        for language in ("en", "ar"):
            kept += pages_of(network, scene, sign_in, language)
    return kept


@pytest.fixture
def files(shown: list[Shown], tmp_path: Path) -> list[Path]:
    """Each as a file, beside the sheets and scripts that it names."""
    for file in Path(settings.STATIC_ROOT).iterdir():
        if file.is_file():
            shutil.copy(file, tmp_path)
    return [_kept(tmp_path, one) for one in shown if one.name not in PUBLIC_PAGES]


def _kept(folder: Path, page: Shown) -> Path:
    file = folder / f"{page.name}.html"
    assert not file.exists(), page.name
    file.write_text(re.sub(r"/static/([\w.-]+)\?v=\w+", r"\1", page.body.decode()), "utf-8")
    return file


def test_every_address_that_answers_a_page_is_looked_at(shown: list[Shown]) -> None:
    seen = {one.of for one in shown if one.of}
    read = {key for key, row in ROWS.items() if row.reads is not None} - FILES
    asked_again = {f"{key}-empty" for key, row in ROWS.items() if row.posts is not None and row.empty == 422} - NO_PAGES
    assert (read - seen, asked_again - seen) == (set(), set())
    names = [one.name for one in shown]
    assert len(set(names)) == len(names)


FILES = {"desk-chart", "desk-numbers-csv", "desk-po-out"}
"""What answers a file or a picture."""

NO_PAGES = {"desk-autosave-empty", "desk-translate-save-empty"}
"""What answers a script."""


@NU
def test_pages_of_the_desk_are_valid_html(files: list[Path]) -> None:
    # What is in a language that the interface is not yet spoken in is taken for the reader's mistake.
    assert [one for one in complaints(files) if "appears to be written in" not in one] == []


@BROWSER
def test_pages_of_the_desk_break_no_rule_of_accessibility_and_fit_every_width(files: list[Path]) -> None:
    # What an empty form is answered has the same parts in either direction.
    files = [file for file in files if not (file.name.startswith("ar-") and file.stem.endswith("-empty"))]
    seen: list[dict[str, Any]] = run_script("desk.mjs", files, shutil.which("chromium"), "320,390,768,1280,1600")
    assert {name_of(look): look["violations"] for look in seen if look["violations"]} == {}
    assert {name_of(look): look["content"] for look in seen if look["content"] > look["window"]} == {}
    assert {Path(look["file"]).name: look["errors"] for look in seen if look["errors"]} == {}
    assert len(seen) == len(files) * 6
