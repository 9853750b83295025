"""A full disk: what was accepted is there, what was not is said, and it goes on by itself."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.network import Network
from tocsin.appeals.tokens import PrivateKey

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_on_a_full_disk_nothing_accepted_is_lost_and_nothing_lost_is_called_saved(
    network: Network, tmp_path: Path
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("is about SQLite's files")
    network.now = datetime.now(UTC)
    slug = str(network.published(deadline=network.now.date() + timedelta(days=20)).slug)
    database = _copied(tmp_path / "data")
    lines = _written(tmp_path / "data", slug)
    accepted = [line[2] for line in lines if line[1] == "303"]
    refused = [line for line in lines if line[1] != "303"]
    # Before and after there is room; in between there came to be none, and each of those got their text back.
    assert [line[1] for line in lines[:3]] == ["303"] * 3
    assert [line[1] for line in lines[-3:]] == ["303"] * 3
    assert refused
    assert {(line[1], line[2]) for line in refused} == {("500", "kept")}
    hashes = {PrivateKey(path.strip("/").rpartition("/")[2]).hash for path in accepted}
    with closing(sqlite3.connect(database)) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert {row for (row,) in opened.execute("SELECT token_hash FROM appeals_appeal")} == hashes
        letters = opened.execute("SELECT count(*) FROM delivery_letter WHERE kind = 'letter' GROUP BY owner")
        assert [row for (row,) in letters] == [2] * len(hashes)


def _copied(data: Path) -> Path:
    """The database of the tests and its keys, for a process of its own."""
    (data / "database").mkdir(parents=True)
    shutil.copytree(settings.KEYRING.folder, data / "keys")
    copy = data / "database" / "tocsin.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM INTO '{copy}'")
    return copy


def _written(data: Path, slug: str) -> list[list[str]]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TOCSIN_", "DATABASE_"))}
    environment = {**kept, "TOCSIN_DATA": str(data), "DJANGO_SETTINGS_MODULE": "tocsin.project.settings"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.writers", slug, "1"],
        env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    assert "each morning" not in done.stderr
    return [line.split(" ", 2) for line in done.stdout.splitlines()]
