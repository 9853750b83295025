"""What the doctor says of an installation, as an operator hears it. The machine itself is in `test_commands.py`."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

TOCSIN = Path(sys.executable).with_name("tocsin")
INSTALLATION = {
    "public address",
    "delivery",
    "data folder",
    "database",
    "durability",
    "keys",
    "keys closed to the public pages",
}
_LOOK = """
import json
from tocsin.doctor import examine_installation
print(json.dumps([one.to_json() for one in examine_installation()]))
"""


def run(folder: Path, *command: str | Path, **settings: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("TOCSIN_", "DATABASE_URL", "DJANGO_"))
    }
    return subprocess.run(
        command,
        env={**kept, "TOCSIN_DATA": str(folder), **settings},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )


def examined(folder: Path, **settings: str) -> dict[str, tuple[bool, str]]:
    """What is said of the installation alone; the machine is looked at once, in the last test."""
    said = run(folder, sys.executable, "-c", _LOOK, **settings).stdout
    return {one["what"]: (one["good"], one["told"]) for one in json.loads(said)}


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """On SQLite, as the operators' page sets it up."""
    folder = tmp_path_factory.mktemp("installation") / "data"
    folder.mkdir(mode=0o700)
    run(folder, TOCSIN, "keys", "make")
    run(folder, TOCSIN, "migrate")
    return folder


@pytest.fixture
def data(installation: Path, tmp_path: Path) -> Path:
    """One of one's own."""
    return Path(shutil.copytree(installation, tmp_path / "data"))


def test_a_machine_on_which_nothing_was_set_up_yet_is_not_a_bad_one(tmp_path: Path) -> None:
    found = examined(tmp_path / "nothing")
    waiting = {what for what, (_, told) in found.items() if "not set up yet" in told}
    assert waiting == {"data folder", "database", "keys"}
    assert all(good for good, _ in (found[what] for what in waiting))
    assert not (tmp_path / "nothing").exists()


def test_what_was_set_up_is_found_good(data: Path) -> None:
    found = examined(data)
    assert set(found) == INSTALLATION
    # Whether the kernel has Landlock is the machine's.
    assert all(good for what, (good, _) in found.items() if what != "keys closed to the public pages")
    assert "FULL" in found["durability"][1]


def test_no_secret_is_told(data: Path) -> None:
    done = subprocess.run(
        [TOCSIN, "doctor"], env={**os.environ, "TOCSIN_DATA": str(data)}, capture_output=True, text=True, check=False
    )
    said = done.stdout + done.stderr
    assert f"data folder: {data} can be written" in said
    for name in ("signing.key", "desk.key", "secret.key"):
        secret = (data / "keys" / name).read_text().split()[-1]
        assert secret not in said
        assert secret[-20:] not in said


def test_a_key_that_others_may_read_is_bad(data: Path) -> None:
    (data / "keys" / "desk.key").chmod(0o640)
    good, told = examined(data)["keys"]
    assert not good
    assert "desk.key" in told


def test_a_key_that_is_gone_is_bad_once_there_is_a_database(data: Path) -> None:
    (data / "keys" / "signing.key").unlink()
    assert examined(data)["keys"] == (False, "There is no signing.key: make the keys with “tocsin keys make”.")


def test_halves_that_do_not_belong_together_are_bad(data: Path, tmp_path: Path) -> None:
    run(tmp_path / "other", TOCSIN, "keys", "make")
    (data / "keys" / "desk.pub").write_bytes((tmp_path / "other" / "keys" / "desk.pub").read_bytes())
    assert not examined(data)["keys"][0]


def test_a_folder_that_anybody_may_look_into_is_bad(data: Path) -> None:
    data.chmod(0o755)
    assert not examined(data)["data folder"][0]


def test_tables_of_another_version_are_bad(data: Path) -> None:
    with closing(sqlite3.connect(data / "database" / "tocsin.sqlite3")) as database, database:
        database.execute("DELETE FROM django_migrations WHERE app = 'staff'")
    good, told = examined(data)["database"]
    assert not good
    assert "tocsin migrate" in told


def test_a_database_that_cannot_be_reached_is_bad_and_its_address_is_not_told(data: Path) -> None:
    name, words = "somebody", "their-words"
    found = examined(data, DATABASE_URL=f"postgresql://{name}:{words}@127.0.0.1:1/tocsin")
    assert not found["database"][0]
    assert not [told for _, told in found.values() if name in told or words in told]


def test_a_setting_that_cannot_be_used_is_named_and_the_rest_left_out(tmp_path: Path) -> None:
    found = examined(tmp_path, TOCSIN_URL="http://actions.example.org")
    assert not found["settings"][0]
    assert "TOCSIN_URL" in found["settings"][1]
    assert not INSTALLATION & set(found)
