"""A backup in one file, for either database: rows as JSON lines, with a manifest that says what must be in them.

It holds no key. What is sealed stays sealed in it: without the desk key nobody reads a draft or a note out of a backup.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import shutil
import tarfile
import zlib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, Final, TypeGuard

from django.apps import apps
from django.core import serializers
from django.core.management import call_command
from django.core.serializers.base import DeserializationError
from django.db import DataError, IntegrityError, connection, models, transaction
from django.db.migrations.loader import MigrationLoader

from tocsin import __version__
from tocsin.actions.exposure import HOLD_WORDS, end_lapsed, take_down_again
from tocsin.actions.models import Draft
from tocsin.alerts.models import Alert
from tocsin.appeals.forgetting import erase_again as erase_appeals_again
from tocsin.appeals.forgetting import forget
from tocsin.delivery.kinds import Why
from tocsin.delivery.switching import hold_all
from tocsin.keys import KeysError
from tocsin.members.leaving import erase_again as erase_members_again
from tocsin.members.models import Member
from tocsin.project.tables import open_to_public_role, pending
from tocsin.records.errors import BadInput, Refused
from tocsin.records.moments import one_moment
from tocsin.records.scrubbing import scrub
from tocsin.records.written_once import deletion_allowed
from tocsin.staff.models import Person
from tocsin.staff.personal import erase_again
from tocsin.staff.sessions import end_everybodys_sessions

FORMAT = "tocsin-backup/1"
_CHUNK = 500
_MANIFEST, _ROWS = "manifest.json", "rows.jsonl.gz"
_LARGEST_MANIFEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore brought back. taken_down, erased: cases and people that were so since the backup, and are again.

    opens_sealed: whether the desk key of this place opens what is sealed in it.
    """

    rows: int
    taken_down: int
    erased: int
    opens_sealed: bool


def our_models() -> list[type[models.Model]]:
    """Every model of ours, those that others point to first."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("tocsin.")]
    return [model for model in serializers.sort_dependencies([(None, ours)]) if model in ours]


def _in_order() -> list[type[models.Model]]:
    """An order in which rows can be inserted: a row comes after those that its keys point to."""
    waiting, ordered = our_models(), []
    while waiting:
        ready = [model for model in waiting if not _points_to(model) & set(waiting) - {model}]
        ordered += ready
        waiting = [model for model in waiting if model not in ready]
    return ordered


def _points_to(model: type[models.Model]) -> set[Any]:
    return {
        field.related_model
        for field in model._meta.get_fields()
        if field.many_to_one or (field.one_to_one and field.concrete)
    }


def back_up(file: Path, now: datetime) -> int:
    """Write a backup, whole or not at all; how many rows. One moment of the database, however long it takes.

    What was published with a consent that has ended is erased first. A file that is there already is never written
    over: it may be the only good backup, or the database itself.
    """
    if not file.name or not file.parent.is_dir():
        raise BadInput(f"“{file}” cannot be written: there is no such folder.")
    if os.path.lexists(file):
        raise BadInput(f"There is something at “{file}” already: name a file that is not there yet.")
    end_lapsed(now)
    part, rows = file.with_name(f".{file.name}.part"), file.with_name(f".{file.name}.rows")
    try:
        with one_moment():
            counts = _write_rows(rows)
            manifest = _manifest(counts, _sha256_of(rows), now)
        _write(part, manifest, rows)
        part.replace(file)
        _to_disk(file.parent)
    except OSError as error:
        raise BadInput(f"“{file}” cannot be written: {error.strerror}.") from None
    finally:
        part.unlink(missing_ok=True)
        rows.unlink(missing_ok=True)
    return sum(counts.values())


def _to_disk(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    os.fsync(opened)
    os.close(opened)


def _manifest(counts: dict[str, int], sha256: str, now: datetime) -> bytes:
    applied = sorted(map(list, MigrationLoader(connection).applied_migrations or ()))
    manifest = {
        "format": FORMAT,
        "version": __version__,
        "made_at": now.isoformat(),
        "migrations": [one for one in applied if one[0] in _labels()],
        "counts": counts,
        "sha256": sha256,
    }
    return json.dumps(manifest, indent=1).encode()


def _labels() -> set[str]:
    return {model._meta.app_label for model in our_models()}


def _write_rows(file: Path) -> dict[str, int]:
    """All rows as compressed JSON lines, one after the other, so that no size of database fills the memory."""
    counts: dict[str, int] = {}
    with _private(file) as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as stream:
        for model in _in_order():
            label = model._meta.label_lower
            counts[label] = 0
            for row in model._default_manager.order_by("pk").iterator(chunk_size=_CHUNK):
                (value,) = serializers.serialize("python", [row])
                line = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_as_text)
                stream.write(line.encode() + b"\n")
                counts[label] += 1
    return counts


def _as_text(value: date | datetime) -> str:
    """To the microsecond, which Django's own JSON would cut to the millisecond."""
    return value.isoformat()


def _private(file: Path) -> IO[bytes]:
    """A file for its owner alone, from its first byte on."""
    return os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _sha256_of(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _write(file: Path, manifest: bytes, rows: Path) -> None:
    with _private(file) as stream:
        with tarfile.open(fileobj=stream, mode="w") as archive:
            entry = tarfile.TarInfo(_MANIFEST)
            entry.size = len(manifest)
            archive.addfile(entry, io.BytesIO(manifest))
            entry = tarfile.TarInfo(_ROWS)
            entry.size = rows.stat().st_size
            with rows.open("rb") as content:
                archive.addfile(entry, content)
        stream.flush()
        os.fsync(stream.fileno())


def restore(file: Path, now: datetime) -> Restored:
    """Bring a backup into an empty database, whole or not at all.

    What was taken down or erased since stays so: the marks on this disk say it, and are heeded in the same transaction.
    """
    with TemporaryDirectory(prefix="tocsin-restore-") as folder:
        rows = Path(folder) / _ROWS
        manifest = _unpack(file, rows)
        _check_version(manifest)
        pending()
        _check_empty()
        call_command("migrate", verbosity=0)
        with transaction.atomic():
            _make_room()
            counts = _insert(rows)
            if counts != manifest["counts"]:
                raise BadInput("The backup is not whole: rows are missing. Take another one.")
            _reset_sequences()
            for model, room in _NAMED_OUTSIDE.items():
                _leave_room(model, room)
            down, erased = take_down_again(now), erase_again(now)
            erase_appeals_again(now)
            erased += erase_members_again(now)
            hold_all(Why.RESTORED, now)
            end_everybodys_sessions()
    if connection.vendor == "postgresql":
        open_to_public_role()
    down += end_lapsed(now)
    forget(now)
    scrub(*HOLD_WORDS, Person, Member)
    return Restored(sum(counts.values()), down, erased, _opens_sealed())


def _check_empty() -> None:
    """Before anything is changed: also a database of an older version, of which no row is ours to touch."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    for model in our_models():
        there = model not in _made_by_migrations() and model._meta.db_table in tables
        if there and model._default_manager.exists():
            raise Refused(
                "The database is not empty: restore into a new one (another TOCSIN_DATA or DATABASE_URL).", "not-empty"
            )


def _made_by_migrations() -> list[type[models.Model]]:
    """What stands in a database that was only set up (`tocsin migrate`)."""
    return [
        apps.get_model("actions", "PublicVersion"),
        apps.get_model("actions", "VerifyingKey"),
        apps.get_model("directory", "InventedState"),
        apps.get_model("delivery", "Switch"),
    ]


def _make_room() -> None:
    for model in _made_by_migrations():
        with deletion_allowed(model._meta.db_table):
            model._default_manager.all().delete()


def _opens_sealed() -> bool:
    """Whether the desk key of this place opens what is sealed in the rows; a sample of one."""
    draft = Draft.objects.exclude(content=None).order_by("-pk").first()
    try:
        return draft is None or draft.content.open() is not None
    except KeysError:
        return False


def _unpack(file: Path, rows: Path) -> dict[str, Any]:
    try:
        # No compression around the archive: what a foreign file would unpack to is not even begun.
        with tarfile.open(file, "r:") as archive:
            manifest = json.loads(_member(archive, _MANIFEST).read(_LARGEST_MANIFEST))
            with rows.open("wb") as target:
                shutil.copyfileobj(_member(archive, _ROWS), target)
    except FileNotFoundError:
        raise BadInput(f"There is no file “{file}”.") from None
    except (OSError, tarfile.TarError, KeyError, ValueError):
        raise BadInput("This is not a backup of Tocsin.") from None
    if not _is_manifest(manifest) or _sha256_of(rows) != manifest["sha256"]:
        raise BadInput("This is not a whole backup of Tocsin: take another one.")
    return manifest


def _is_manifest(value: Any) -> TypeGuard[dict[str, Any]]:
    kinds = {"format": str, "version": str, "migrations": list, "counts": dict, "sha256": str}
    return (
        isinstance(value, dict)
        and all(isinstance(value.get(name), kind) for name, kind in kinds.items())
        and value["format"] == FORMAT
        and all(isinstance(one, list) and len(one) == 2 for one in value["migrations"])
    )


def _member(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    stream = archive.extractfile(name)
    if stream is None:
        raise KeyError(name)
    return stream


def _check_version(manifest: dict[str, Any]) -> None:
    ours = {key for key in MigrationLoader(None).disk_migrations if key[0] in _labels()}
    theirs = {(str(app), str(name)) for app, name in manifest["migrations"]}
    if theirs != ours:
        raise BadInput(
            f"The backup was made by version {manifest['version']} with other tables: restore it with that version, "
            "then upgrade."
        )


def _insert(rows: Path) -> dict[str, int]:
    counts = {model._meta.label_lower: 0 for model in our_models()}
    try:
        with gzip.open(rows, "rt", encoding="utf-8") as stream:
            for line in stream:
                for found in serializers.deserialize("jsonl", line):
                    counts[found.object._meta.label_lower] += 1
                    found.save()
        connection.check_constraints()
    except (DeserializationError, IntegrityError, DataError, KeyError, ValueError, OSError, EOFError, zlib.error):
        raise BadInput("The backup holds rows that do not belong together: take another one.") from None
    return counts


def _reset_sequences() -> None:
    from django.core.management.color import no_style

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), our_models()):
            cursor.execute(statement)


_NAMED_OUTSIDE: Final[dict[type[models.Model], int]] = {Member: 10_000_000, Alert: 10_000}
"""Whose ids stand hidden in mails that are out, with room for those that were given after the backup was written."""


def _leave_room(model: type[models.Model], room: int) -> None:
    """No new row gets an id that one had which the backup does not know: a bounce, a link or a Message-ID in a mail to
    somebody would be taken for another's.
    """
    last = (model._default_manager.aggregate(last=models.Max("pk"))["last"] or 0) + room
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, last])
            return
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])
