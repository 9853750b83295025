"""A file that is no whole backup, or has no place to go, is refused in plain words and changes nothing."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import transaction

from tests.conftest import IN_CI
from tests.network import NOW, Network
from tests.project.backups import empty, everything, rows_in
from tocsin.cli import cli
from tocsin.project.backup import restore
from tocsin.records.errors import BadInput, Refused

on_disk = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def _refused(file: Path, before: dict[str, Any]) -> str:
    """In plain words, at the command too, and nothing is changed."""
    result = CliRunner().invoke(cli, ["restore", str(file)])
    assert result.exit_code in {1, 2}, (result.output, result.exception)
    assert isinstance(result.exception, SystemExit)
    assert 1 <= result.stderr.count("\n") <= 3
    assert "Nothing was changed." in result.stderr
    assert everything() == before
    return result.stderr


@on_disk
def test_a_backup_is_not_brought_into_a_database_with_something_in_it(backup: Path) -> None:
    assert "not empty" in _refused(backup, everything())


@on_disk
def test_a_cut_backup_is_refused(backup: Path, data: Path, tmp_path: Path) -> None:
    content = backup.read_bytes()
    empty()
    before = everything()
    with tarfile.open(backup) as whole:
        end = max(one.offset_data + one.size for one in whole)
    for length in {0, 1, 511, 512, 700, 1024, 3000, end // 2, end - 1}:
        (tmp_path / "cut.tar").write_bytes(content[:length])
        assert "backup of Tocsin" in _refused(tmp_path / "cut.tar", before), length


@on_disk
def test_an_altered_backup_is_refused_or_is_none(backup: Path, data: Path, tmp_path: Path) -> None:
    """One bit, anywhere: either it is refused, or it stood where nothing is said (the filling, the date of making)."""
    content, whole = backup.read_bytes(), rows_in(backup)
    empty()
    before, altered = everything(), tmp_path / "altered.tar"
    step = 211 if IN_CI else 1511
    for place in range(0, len(content), step):
        altered.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        with transaction.atomic(), suppress(BadInput):
            restore(altered, NOW)
            assert rows_in(altered) == whole
            transaction.set_rollback(True)
        assert everything() == before


def _rewritten(file: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    with tarfile.open(file) as archive:
        members = {one.name: archive.extractfile(one).read() for one in archive}  # type: ignore[union-attr]
    change(members)
    new = file.with_name("rewritten.tar")
    with tarfile.open(new, "w") as archive:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return new


def _with_manifest(**changes: Any) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        members["manifest.json"] = json.dumps(json.loads(members["manifest.json"]) | changes).encode()

    return change


def _with_rows(change_rows: Callable[[list[Any]], None]) -> Callable[[dict[str, bytes]], None]:
    """Rows changed by somebody who also corrects the hash."""

    def change(members: dict[str, bytes]) -> None:
        from hashlib import sha256

        rows = [json.loads(line) for line in gzip.decompress(members["rows.jsonl.gz"]).splitlines()]
        change_rows(rows)
        members["rows.jsonl.gz"] = gzip.compress(b"\n".join(json.dumps(row).encode() for row in rows))
        _with_manifest(sha256=sha256(members["rows.jsonl.gz"]).hexdigest())(members)

    return change


def _of_a_stranger(rows: list[Any]) -> None:
    next(row for row in rows if row["model"] == "actions.case")["fields"]["section"] = 999


WRONG: dict[str, Callable[[dict[str, bytes]], None]] = {
    "no manifest": lambda members: members.pop("manifest.json") and None,
    "no rows": lambda members: members.pop("rows.jsonl.gz") and None,
    "a list for a manifest": lambda members: members.update({"manifest.json": b"[]"}),
    "no JSON": lambda members: members.update({"manifest.json": b"\xff{"}),
    "another format": _with_manifest(format="tocsin-backup/2"),
    "another hash": _with_manifest(sha256="0" * 64),
    "no migrations": _with_manifest(migrations=None),
    "odd migrations": _with_manifest(migrations=[["actions"]]),
    "no counts": _with_manifest(counts=7),
    "a row less": _with_rows(lambda rows: rows.pop() and None),
    "a row of another program": _with_rows(lambda rows: rows.append({"model": "auth.user", "pk": 1, "fields": {}})),
    "a table that is not in a backup": _with_rows(lambda rows: rows.append({"model": "nothing", "pk": 1})),
    "a row that points to nothing": _with_rows(_of_a_stranger),
    "a field that there is none": _with_rows(lambda rows: rows[0]["fields"].update(other=1)),
    "a value that is none": _with_rows(lambda rows: rows[-1]["fields"].update(at="yesterday")),
}


@on_disk
def test_a_backup_that_somebody_rewrote_is_refused(backup: Path, data: Path) -> None:
    empty()
    before = everything()
    for name, change in WRONG.items():
        assert "backup" in _refused(_rewritten(backup, change), before).lower(), name


@on_disk
def test_a_backup_of_another_version_is_refused_with_what_to_do(backup: Path, data: Path) -> None:
    empty()
    older = _rewritten(backup, _with_manifest(migrations=[["actions", "0001_initial"]], version="0.0.9"))
    assert "version 0.0.9" in _refused(older, everything())


@on_disk
def test_a_foreign_file_is_refused(network: Network, tmp_path: Path) -> None:
    before = everything()
    (tmp_path / "letter.txt").write_text("Your Excellency,")
    (tmp_path / "rows.gz").write_bytes(gzip.compress(b"{}"))
    with tarfile.open(tmp_path / "other.tar", "w") as archive:
        archive.add(tmp_path / "letter.txt", "letter.txt")
    with tarfile.open(tmp_path / "packed.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "letter.txt", "manifest.json")
    with tarfile.open(tmp_path / "link.tar", "w") as archive:
        link = tarfile.TarInfo("manifest.json")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    for name in ("letter.txt", "rows.gz", "other.tar", "packed.tar.gz", "link.tar", "."):
        assert "not a backup of Tocsin" in _refused(tmp_path / name, before)
    assert "There is no file" in _refused(tmp_path / "nothing.tar", before)


@on_disk
def test_a_database_with_rows_in_it_is_not_even_brought_up_to_date_for_a_restore(
    backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tocsin.project import backup as module

    def forbidden(*arguments: object, **more: object) -> None:
        raise AssertionError

    monkeypatch.setattr(module, "call_command", forbidden)
    with pytest.raises(Refused, match="not empty"):
        restore(backup, NOW)
