"""From a document to a live, signed edition with a French translation, by two people, through the desk's pages alone.

Once without scripts, wide and light, in English; once with them, on a tablet, dark, in Arabic. Both came to the desk
for the first time: they choose a secret, set up an authenticator, and have recovery codes. PICTURES names a folder for
pictures of every step; then two more pairs go the same way, for the other combinations.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.desk.importing.documents import text
from tests.keys.stock import accepts

from .conftest import SHARED
from .live import talking
from .programs import HERE
from .test_html import BROWSER

pytestmark = BROWSER

WAYS = (
    ("plain", False, 1280, "light", "en"),
    ("scripts", True, 1280, "dark", "ar"),
    ("tablet", False, 820, "light", "en"),
    ("mirrored", True, 820, "dark", "ar"),
)
"""Name, scripts, width, colours and language; the last two only for pictures."""

FRENCH = "En français :"
HEADLINE = "Shopkeeper taken away by soldiers"
SEED = SHARED / "seeds" / "000_dab34a167d98e6b7.txt"


@pytest.fixture(scope="module")
def pairs(site: str, site_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    folder = tmp_path_factory.mktemp("whole-way")
    pictures = os.environ.get("PICTURES", "")
    desk = re.sub(r":(\d+)$", lambda port: f":{int(port[1]) + 1}", site)
    deadline = (datetime.now(UTC) + timedelta(days=21)).date().isoformat()
    return [
        {
            "name": name, "javascript": javascript, "width": width, "scheme": scheme, "language": language,
            "site": site, "desk": desk, "pictures": pictures, "deadline": deadline,
            "people": list(_people(site_folder, name)),
            "document": str(_document(folder, name, seed=javascript)),
            "summary": "Nobody has seen her since four soldiers led her away.",
            "person": "Bina Shrestha", "headline": f"{HEADLINE}, {name}",
            "note": "The headline says too little.", "comment": "Say what happened.", "french": FRENCH,
        }
        for name, javascript, width, scheme, language in WAYS[: 4 if pictures else 2]
    ]  # fmt: skip


def _document(folder: Path, name: str, *, seed: bool) -> Path:
    """Without the last day and the person, which its author adds. With the real one, where it is."""
    file = folder / f"{name}.txt"
    if seed and SEED.exists():
        shutil.copy(SEED, file)
    else:
        number = 500 + [way[0] for way in WAYS].index(name)
        swaps = {"Bina Shrestha": f"Bina {name.title()}", "31/118/2004": f"31/{number}/2004"}
        file.write_text(text(f"{number}/04", f"{name}@office.example.org", **swaps), "utf-8")
    return file


def _people(site_folder: Path, name: str) -> Iterator[dict[str, str]]:
    """Both translate too: one does, the other reads it. An operator has set their first secret."""
    first = f"set by somebody else, {name}"
    people = [
        (role, who, f"{who.lower()}.{name}@example.org") for role, who in (("author", "Vera"), ("reviewer", "Wim"))
    ]
    command = [sys.executable, "-m", "tests.outside.newcomers", first, json.dumps(people)]
    environment = {**os.environ, "TOCSIN_DATA": str(site_folder / "data")}
    subprocess.run(command, env=environment, cwd=HERE.parents[1], check=True)
    for _role, who, email in people:
        yield {"email": email, "first": first, "secret": f"a secret of {who}’s own, {name}"}


Walked = list[tuple[dict[str, Any], dict[str, Any]]]


@pytest.fixture(scope="module")
def walked(pairs: list[dict[str, Any]]) -> Walked:
    with talking("desk_walk.mjs", pairs, lambda _what, _of: "") as found:
        if pairs[0]["pictures"]:
            (Path(pairs[0]["pictures"]) / "found.json").write_text(json.dumps(found, indent=1), "utf-8")
        return list(zip(pairs, found, strict=True))


def test_two_people_who_never_saw_the_desk_bring_a_document_to_a_live_edition(walked: Walked) -> None:
    assert [found["stopped"] for _, found in walked if "stopped" in found] == []
    for pair, found in walked:
        assert found["codes"] >= 8
        assert found["kept"] == [pair["deadline"], pair["summary"]]
        assert found["person"] == pair["person"]
        assert found["warnings"][1] == 0
        assert found["remarks"] == 2, "the reviewer's words stand beside the fields"
        assert ("autosaved" in found) is pair["javascript"]
        assert found.get("beside", False) is (pair["javascript"] and pair["width"] >= 1200), "the preview"
        assert found.get("live", [200] * 4) == [200] * 4
        assert found["texts"] >= 5
        assert found["said"]


def test_the_way_is_short(walked: Walked) -> None:
    """Of what one presses and types, by two people together, without what signing in for the first time takes."""
    for _, found in walked:
        assert found["clicks"] <= 60
        assert found["pages"] <= 60
        assert found["seconds"] < 300


def test_no_page_on_the_way_scrolls_sideways_fails_or_asks_anybody_else(walked: Walked) -> None:
    assert [(found["name"], found["sideways"]) for _, found in walked if found["sideways"]] == []
    assert [(found["name"], found["errors"]) for _, found in walked if found["errors"]] == []
    assert [(found["name"], found["asked"]) for _, found in walked if found["asked"]] == []


def test_the_public_page_says_it_in_english_and_in_french(walked: Walked) -> None:
    for pair, found in walked:
        for language in ("en", "fr"):
            spoken, heading, words = found[f"public_{language}"]
            assert spoken == language
            assert pair["headline"] in heading
            assert (FRENCH in heading) is (language == "fr")
            assert pair["summary"] in words


@pytest.mark.needs("minisign")
def test_the_signature_is_good_and_of_these_words_alone(walked: Walked, site: str, tmp_path: Path) -> None:
    key = _got(f"{site}/check/key").decode()
    for pair, found in walked:
        content, signature = (_got(f"{found['public']}{name}") for name in ("text", "edition.minisig"))
        assert pair["headline"].encode() in content
        assert accepts(tmp_path, content, signature, key)
        assert not accepts(tmp_path, content.replace(b"e", b"a", 1), signature, key)


def _got(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=30) as answer:
        return bytes(answer.read())
