"""The desk's pages before the Nu HTML checker and axe-core."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.desk.conftest import CODE, SET_UP, SIGN_IN, Clock, SignIn, desk_process, moment, sign_in  # noqa: F401 - fixtures
from tests.network import NOW, SECRET, Network
from tocsin.actions.drafts import begin_edition, submit_draft
from tocsin.casefile import Kind
from tocsin.directory.health import record_health_of
from tocsin.directory.kinds import ContactEvent, ContactKind
from tocsin.staff.models import Session
from tocsin.staff.second_factor import code_at
from tocsin.staff.signing_in import offer_authenticator

from .programs import run_script
from .test_html import BROWSER, NU, complaints, name_of


@pytest.fixture
def files(network: Network, moment: Clock, sign_in: SignIn, tmp_path: Path) -> list[Path]:  # noqa: F811 - a fixture
    """Every page of the desk as a file, beside the sheets that it names."""
    for name in ("tocsin.css", "desk.css", "bell.svg"):
        shutil.copy(settings.STATIC_ROOT / name, tmp_path)
    return [_kept(tmp_path, name, content) for name, content in _pages(network, sign_in)]


def _pages(network: Network, sign_in: SignIn) -> Iterator[tuple[str, str]]:  # noqa: F811 - the fixture's type
    case = network.published(headline="Dam inspector held in secret")
    begin_edition(network.amina, str(case.pk), Kind.UPDATE, NOW)
    submit_draft(network.amina, str(case.pk), NOW)
    network.draft(headline="Nurse taken from a clinic")
    record_health_of(None, ContactKind.EMAIL, "minister@interior.example.org", ContactEvent.BOUNCED, NOW)
    newcomer = Client()
    yield "sign-in", newcomer.get(f"{SIGN_IN}?next=/desk/account/").content.decode()
    yield "wrong", newcomer.post(SIGN_IN, {"email": "x@example.org", "secret": "wrong"}).content.decode()
    newcomer.post(SIGN_IN, {"email": "chen@example.org", "secret": SECRET})
    yield "set-up", newcomer.get(SET_UP).content.decode()
    code = code_at(offer_authenticator(Session.objects.get(whole=False)), NOW)
    yield "recovery-codes", newcomer.post(SET_UP, {"code": code}).content.decode()
    bo = sign_in(network.bo)
    for name, path in (("home", ""), ("case", f"cases/{case.pk}/"), ("sessions", "account/"), ("notice", "nothing")):
        yield name, bo.get(f"/desk/{path}").content.decode()
    half = Client()
    half.post(SIGN_IN, {"email": "bo@example.org", "secret": SECRET})
    yield "code", half.get(CODE).content.decode()


def _kept(folder: Path, name: str, content: str) -> Path:
    file = folder / f"{name}.html"
    file.write_text(re.sub(r"/static/([\w.]+)\?v=\w+", r"\1", content), "utf-8")
    return file


@NU
def test_pages_of_the_desk_are_valid_html(files: list[Path]) -> None:
    assert len(files) == 9
    assert complaints(files) == []


@BROWSER
def test_pages_of_the_desk_break_no_rule_of_accessibility_and_fit_every_width(files: list[Path]) -> None:
    seen: list[dict[str, Any]] = run_script("browser.mjs", files, shutil.which("chromium"), "320,390,768,1280,1600")
    assert {name_of(look): look["violations"] for look in seen if look["violations"]} == {}
    assert {name_of(look): look["content"] for look in seen if look["content"] > look["window"]} == {}
    assert len(seen) == len(files) * 10
