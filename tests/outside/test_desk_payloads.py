"""Scripts in every field that the staff fill in, in documents, and in what officials answer: none runs at the desk.

Each page is shown in a real browser with the headers that the desk sends, and once more as if the browser knew no
content security policy. A trap that is tried on the same words first tells that what runs is noticed.
"""

from __future__ import annotations

import html
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from django.conf import settings

from tests.desk.conftest import Clock, SignIn, desk_process, moment, sign_in  # noqa: F401 - fixtures
from tests.network import Network
from tocsin.desk.importing import warm

from .desk_pages import Shown, pages_of
from .desk_scene import Say, make_scene
from .programs import run
from .test_html import BROWSER

pytestmark = BROWSER

KINDS: Final = {
    "elements": "</textarea></title></script><script>ran('{0}')</script><img src=x onerror=ran('{0}')>",
    "attributes": "\" autofocus onfocus=ran('{0}') x='\"><svg onload=ran('{0}')>' onfocus=ran('{0}') autofocus y='",
    "escaped": "&lt;script&gt;ran('{0}')&lt;/script&gt;&#60;img src=x onerror=ran('{0}')&#62;javascript:ran('{0}')",
}
"""With the field's name in it."""

SOMEWHERE: Final = {
    "headline", "summary", "body", "person", "detail", "call", "concern", "background", "target", "salutation",
    "reason", "remark", "term", "half", "translation", "document", "file name", "new summary", "impossible",
    "why held", "words for the head", "why paused", "why slow",
}  # fmt: skip
"""Fields whose words are seen on some page, so that they went all the way."""


def hostile(kind: str, written: dict[str, str]) -> Say:
    def say(field: str, words: str) -> str:
        written[field] = KINDS[kind].format(field.replace(" ", "-"))
        return f"{words} {written[field]}"

    return say


@pytest.fixture(params=KINDS)
def attacked(
    request: pytest.FixtureRequest,
    network: Network,
    moment: Clock,  # noqa: F811 - fixtures
    sign_in: SignIn,  # noqa: F811 - fixtures
) -> Iterator[tuple[dict[str, str], list[Shown]]]:
    written: dict[str, str] = {}
    scene = make_scene(network, hostile(request.param, written))
    yield written, [*pages_of(network, scene, sign_in, "en")]
    warm.stop()


def test_nothing_that_anybody_types_ever_runs_at_the_desk(
    attacked: tuple[dict[str, str], list[Shown]], tmp_path: Path
) -> None:
    written, pages = attacked
    found = look(written, pages, tmp_path)
    assert found["trap"] >= len(written) / 2, "the trap does not notice anything"
    assert len(found["pages"]) == 2 * len(pages)
    assert {(one["name"], one["policy"]): one["ran"] for one in found["pages"] if one["ran"]} == {}
    assert {one["name"]: one["strange"] for one in found["pages"] if one["strange"]} == {}
    seen = {field for one in found["pages"] for field in one["seen"]}
    assert SOMEWHERE - seen == set()


def look(written: dict[str, str], pages: list[Shown], folder: Path) -> dict[str, Any]:
    for one in pages:
        (folder / f"{one.name}.html").write_bytes(one.body)
    given = {
        "static": str(settings.STATIC_ROOT),
        "marks": {field: " ".join(words.split()) for field, words in written.items()},
        "alive": [made for one in written.values() for made in (html.unescape(one), f'<input value="{one}">')],
        "pages": [
            {"name": one.name, "path": one.path, "headers": one.headers, "file": str(folder / f"{one.name}.html")}
            for one in pages
        ],
    }
    script = Path(__file__).with_name("desk_payloads.mjs")
    told: dict[str, Any] = json.loads(run("node", script, shutil.which("chromium"), given=json.dumps(given)))
    return told
