"""From an update at the desk to mailboxes in three languages, and out again by one click; joining, choosing, leaving.

In the running demonstration, with a browser: the staff with scripts on a wide screen, readers without on a narrow, dark
one. PICTURES names a folder for pictures of every step.
"""

from __future__ import annotations

import json
import os
import re
import urllib.parse
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from .live import talking
from .test_html import BROWSER

pytestmark = BROWSER

READERS = {
    "en": "nora.lind@example.org",
    "fr": "camille.roy@example.org",
    "ar": "salma.nour@example.org",
}
JOINS = "zoe.new@example.org"
STAYS = "wei.chen@example.org"


def code_of(folder: Path, email: str) -> str:
    """A recovery code that nobody else here uses: the last one."""
    lines = (folder / "codes.txt").read_text("utf-8").splitlines()
    start = lines.index(email) + 1
    return lines[lines.index("", start) - 1]


def one_click(what: str, address: str) -> str:
    """What a mail provider's machine sends (RFC 8058): no cookie, no page of ours before; the status and the address
    that answered in the end.
    """
    assert what == "one click"
    body = urllib.parse.urlencode({"List-Unsubscribe": "One-Click"}).encode()
    with urllib.request.urlopen(urllib.request.Request(address, body), timeout=30) as answer:
        return json.dumps([answer.status, answer.url == address, answer.headers["Set-Cookie"]])


@pytest.fixture(scope="module")
def walked(site: str, site_folder: Path) -> dict[str, Any]:
    today = datetime.now(UTC).date()
    given = {
        "site": site,
        "desk": re.sub(r":(\d+)$", lambda port: f":{int(port[1]) + 1}", site),
        "pictures": os.environ.get("PICTURES", ""),
        "secret": (site_folder / "secret.txt").read_text("utf-8").strip(),
        "author": {"email": "amina@example.org", "code": code_of(site_folder, "amina@example.org")},
        "reviewer": {"email": "bo@example.org", "code": code_of(site_folder, "bo@example.org")},
        "case": 1,
        "deadlines": [(today + timedelta(days=days)).isoformat() for days in (30, 37)],
        "readers": READERS,
        "joins": JOINS,
        "stays": STAYS,
    }
    with talking("alerts_walk.mjs", given, one_click) as found:
        (one,) = found
        return one


def test_the_way_goes_to_its_end(walked: dict[str, Any]) -> None:
    assert walked.get("stopped") is None
    assert walked["errors"] == []
    assert walked["sideways"] == []
    assert walked["asked"] == []


def test_somebody_joins_by_the_page_chooses_and_takes_along_what_is_held(walked: dict[str, Any]) -> None:
    joined = walked["joined"]
    assert (joined["saved"], joined["language"], joined["further"]) == (1, "fr", "all")
    assert joined["held"]["email"] == JOINS
    assert joined["held"]["wishes"]["languages"][0] == "fr"
    assert joined["held"]["origin"] == "page"
    assert joined["held"]["consented_at"]


def test_the_desk_shows_the_alert_until_it_is_done(walked: dict[str, Any]) -> None:
    assert [one["mark"] for one in walked["states"]] == ["Some wait for their turn"] * 2
    for whole, one in zip(walked["audience"], walked["states"], strict=True):
        assert f"of {whole} members" in one["figures"][0]


def test_the_alert_reaches_members_in_three_languages(walked: dict[str, Any]) -> None:
    for language, mail in walked["mails"].items():
        assert mail["html"] == [language, "rtl" if language == "ar" else "ltr"]
        assert mail["subject"].startswith("[TEST] ")
        assert mail["loaded"] == 0
        assert sum("/write/" in one for one in mail["links"]) == 1
        assert "/me/" in mail["text"]
    assert len({mail["subject"] for mail in walked["mails"].values()}) == 3


def test_leaving_takes_one_click_in_each_of_its_forms(walked: dict[str, Any]) -> None:
    by_program, before, by_link = walked["left"]
    assert by_program
    assert before != by_link
    assert json.loads(walked["provider"]) == [200, True, None]
    assert walked["gone"] == 404


def test_who_left_is_counted_no_more_and_gets_nothing_more(walked: dict[str, Any]) -> None:
    first, second = walked["audience"]
    assert first - second == len(READERS) + 1
    assert walked["after"] == []
