"""What this machine and this installation have and lack, for operators."""

from __future__ import annotations

import os
import platform
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from tocsin.casefile import CaseFileError
from tocsin.casefile.reading import Reader, read_document
from tocsin.project.keyring import DESK_FILES, DESK_ONLY

if TYPE_CHECKING:
    from tocsin.project.environment import Environment

NOT_YET = "not set up yet"
_PROBE_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing that was looked at; `told` says what was found and, where it is bad, what to do."""

    what: str
    good: bool
    told: str

    def to_json(self) -> dict[str, str | bool]:
        return {"what": self.what, "good": self.good, "told": self.told}


def examine(*, mail: bool = False) -> list[Examined]:
    """Look at everything once; nothing is changed, and no secret is told. mail: also at what live delivery needs."""
    return [_python(), *_reader(), _cold_reading(), _typesetting(), *examine_installation(mail=mail)]


# --- the machine ----------------------------------------------------------------------------------------------------


def _python() -> Examined:
    return Examined("Python", sys.version_info >= (3, 12), platform.python_version())


def _reader() -> Iterator[Examined]:
    """Whether documents are read behind closed doors."""
    try:
        with Reader() as reader:
            granted = reader.isolation()
    except CaseFileError as error:
        yield Examined("reading documents", False, str(error))
        return
    yield Examined(
        "reading: limits of time and memory",
        granted.get("limits", False),
        "10 s and 512 MB"
        if granted.get("limits")
        else "the system refuses them: a hostile document can use up the machine",
    )
    yield Examined(
        "reading: no foreign files",
        True,
        "closed by Landlock"
        if granted.get("files")
        else "not closed: the kernel has no Landlock; the other walls stand",
    )
    doors = [name for name in ("namespace", "seccomp") if granted.get(name)]
    told = (
        f"closed by {' and '.join(doors)}"
        if doors
        else "the kernel refuses both a network namespace and seccomp: read documents from strangers on another machine"
    )
    yield Examined("reading: no network", bool(doors), told)


def _cold_reading() -> Examined:
    """Read the document that ships with the program, in a process started for it alone, as `tocsin read` does."""
    content = files("tocsin.project").joinpath("demo/document.txt").read_bytes()
    try:
        number = read_document(content, "document.txt").case.number
    except CaseFileError as error:
        return Examined("reading a document", False, f"{error} ({error.detail})")
    return Examined("reading a document", number == "UA 84/26", f"the demonstration's case is {number}")


def _typesetting() -> Examined:
    from tocsin.typesetting import TypesettingError, missing_characters

    try:
        missing = missing_characters("Aa Ωω Яя אב ابج हि ไทย 中文 日本 한국")
    except (TypesettingError, OSError) as error:
        return Examined("fonts", False, str(error))
    return Examined(
        "fonts",
        not missing,
        "all scripts"
        if not missing
        else f"no glyph for {', '.join(map(str, missing))}: install the packages that requirements/run.txt names",
    )


# --- the installation -----------------------------------------------------------------------------------------------


def examine_installation(*, mail: bool = False) -> Iterator[Examined]:
    """What the settings say, and whether it is there. A machine on which nothing was set up yet is not a bad one.

    Only where delivery is live, or mail is asked for, is anybody outside this machine asked anything.
    """
    from tocsin.project.environment import BadSetting

    os.environ["DJANGO_SETTINGS_MODULE"] = "tocsin.project.settings"
    try:
        import django
        from django.conf import settings

        django.setup()
    except BadSetting as error:
        yield Examined("settings", False, str(error))
        return
    from tocsin.mail_doctor import examine_mail

    environment = settings.ENVIRONMENT
    yield _address(environment.url, is_https=environment.is_https)
    yield _delivery(environment)
    yield _data_folder(environment.data)
    database = list(_database())
    yield from database
    # Told apart by the words, for the database is asked once.
    yield _keys(settings.KEYRING.folder, needed=not database[0].told.startswith(NOT_YET))
    yield _closed_to_pages(environment.data)
    if mail or environment.is_live:
        yield from examine_mail(environment)


def _address(url: str, *, is_https: bool) -> Examined:
    return Examined("public address", True, url if is_https else f"{url}, for this machine alone")


def _delivery(environment: Environment) -> Examined:
    from tocsin.mail_doctor import missing_for_live

    if environment.is_live:
        return Examined("delivery", True, "live: letters leave this machine")
    missing = missing_for_live(environment)
    told = f"not set: {', '.join(missing)}" if missing else "see “tocsin doctor --mail”"
    return Examined("delivery", True, f"test: letters stay in the outbox on this machine; for live delivery, {told}")


def _data_folder(folder: Path) -> Examined:
    what = "data folder"
    if not folder.exists():
        return Examined(what, True, f"{NOT_YET}: {folder} is not there; “tocsin keys make” makes it")
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return Examined(what, False, f"{folder} cannot be written by you: correct its owner, or TOCSIN_DATA")
    if folder.stat().st_mode & stat.S_IRWXO:
        return Examined(what, False, f"anybody on this machine may look into {folder}: chmod o-rwx")
    return Examined(what, True, f"{folder} can be written")


def _database() -> Iterator[Examined]:
    """Whether it can be reached and is of this version, and, where it is, how much it keeps of what it acknowledged."""
    from django.db import DatabaseError, connection

    name = "SQLite" if connection.vendor == "sqlite" else "PostgreSQL"
    if connection.vendor == "sqlite" and not Path(str(connection.settings_dict["NAME"])).exists():
        yield Examined("database", True, f"{NOT_YET}: run “tocsin keys make”, then “tocsin migrate”")
        return
    try:
        yield _tables(name)
        yield _durability_of_sqlite() if name == "SQLite" else _durability_of_postgresql()
        if name == "PostgreSQL":
            yield _public_role()
    except DatabaseError as error:
        # What it said may name a user or quote a row.
        told = f"{name} cannot be asked ({type(error).__name__}): see that it runs, and what DATABASE_URL says"
        yield Examined("database", False, told)


def _tables(name: str) -> Examined:
    from django.db import connection

    from tocsin.project.tables import pending

    if "django_migrations" not in connection.introspection.table_names():
        return Examined("database", True, f"{NOT_YET}: {name} answers; run “tocsin migrate”")
    waiting = pending()
    told = f"{waiting} steps behind this program: run “tocsin migrate”" if waiting else "up to date"
    return Examined("database", not waiting, f"{name}, {told}")


def _asked(*questions: str) -> list[str]:
    """The one value that each question answers."""
    from django.db import connection

    answers = []
    with connection.cursor() as cursor:
        for question in questions:
            cursor.execute(question)
            answers.append(str(cursor.fetchone()[0]))
    return answers


def _durability_of_sqlite() -> Examined:
    journal, synchronous, deleting = _asked("PRAGMA journal_mode", "PRAGMA synchronous", "PRAGMA secure_delete")
    good = (journal, synchronous, deleting) == ("wal", "2", "1")
    told = "write-ahead log, synchronous FULL; what is deleted is overwritten"
    bad = (
        f"journal {journal}, synchronous {synchronous}, secure_delete {deleting}: the disk of TOCSIN_DATA must be local"
    )
    return Examined("durability", good, told if good else bad)


def _durability_of_postgresql() -> Examined:
    names = ("synchronous_commit", "fsync", "full_page_writes")
    values = dict(zip(names, _asked(*(f"SHOW {name}" for name in names)), strict=True))
    off = [name for name, value in values.items() if value == "off"]
    if off:
        return Examined("durability", False, f"{', '.join(off)} is off: what is saved may be lost with the power")
    return Examined("durability", True, ", ".join(f"{name} {value}" for name, value in values.items()))


def _public_role() -> Examined:
    """Whether the role of the public pages reads what is public, writes what writers send, and nothing else."""
    from django.db import connection

    from tocsin.project.tables import PUBLIC_ROLE, tables_of_public_role

    what = "role of the public pages"
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [PUBLIC_ROLE])
        if cursor.fetchone() is None:
            told = f"there is no role {PUBLIC_ROLE}: make it, then run “tocsin migrate”"
            return Examined(what, False, told)
        cursor.execute(
            "SELECT relname, has_table_privilege(%s, oid, 'INSERT') FROM pg_class "
            "WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace "
            "AND has_table_privilege(%s, oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE')",
            [PUBLIC_ROLE, PUBLIC_ROLE],
        )
        rights = dict(cursor.fetchall())
    read, written = tables_of_public_role()
    if set(rights) != read | written or {table for table, writes in rights.items() if writes} != written:
        told = f"{PUBLIC_ROLE} has other rights than it should: run “tocsin migrate” as the owner of the tables"
        return Examined(what, False, told)
    return Examined(what, True, f"{PUBLIC_ROLE} reads {len(read)} tables, writes {len(written)}, and no other")


# --- the keys -------------------------------------------------------------------------------------------------------


def _keys(folder: Path, *, needed: bool) -> Examined:
    """Whether the desk's keys are there, fit each other, and are for their owner alone."""
    from django.conf import settings

    from tocsin.keys import KeysError
    from tocsin.project.environment import BadSetting

    open_to_others = [name for name in DESK_FILES if _mode(folder / name) & (stat.S_IRWXG | stat.S_IRWXO)]
    if open_to_others:
        return Examined("keys", False, f"others may read {' and '.join(open_to_others)}: chmod 600")
    try:
        settings.KEYRING.signing_key()
        fits = settings.KEYRING.desk_key().public == settings.KEYRING.desk_public_key()
    except (KeysError, BadSetting) as error:
        if not needed and not _there(folder):
            return Examined("keys", True, f"{NOT_YET}: run “tocsin keys make”")
        return Examined("keys", False, str(error))
    if not fits:
        return Examined("keys", False, "desk.pub is not the half of desk.key: bring back the two that belong together")
    return Examined("keys", True, "signing key and desk key are there, for their owner alone")


def _there(folder: Path) -> bool:
    return any((folder / name).exists() for name in DESK_FILES)


def _mode(file: Path) -> int:
    try:
        return file.stat().st_mode
    except OSError:
        return 0


_PROBE = """
import os, sys
from pathlib import Path
from tocsin.project.shelter import shut_out_keys

shut = shut_out_keys(Path(sys.argv[1]), os.environ)
for file in sys.argv[2:]:
    try:
        open(file, "rb").close()
        print("open")
    except FileNotFoundError:
        pass
    except OSError:
        print("closed")
print("kernel" if shut else "no kernel")
"""
"""In a process of its own, for the doors that it closes stay closed."""


def _closed_to_pages(data: Path) -> Examined:
    """Close the desk's keys as `tocsin serve --public` does, and try to read them."""
    what = "keys closed to the public pages"
    wanted = [str(data / "keys" / name) for name in DESK_FILES]
    wanted += [file for key in DESK_ONLY if (file := os.environ.get(f"{key}_FILE"))]
    try:
        done = subprocess.run(
            [sys.executable, "-c", _PROBE, str(data), *wanted],
            check=True,
            capture_output=True,
            text=True,
            timeout=_PROBE_SECONDS,
        )
    except (OSError, subprocess.SubprocessError):
        return Examined(what, False, "could not be tried: the installation is broken, install again")
    found = done.stdout.split("\n")
    if "open" in found:
        told = "they can be read: serve the pages as a user who may not read them"
        return Examined(what, False, told)
    if "closed" in found:
        return Examined(what, True, "closed by Landlock" if "kernel" in found else "closed by the files' rights")
    able = "will be closed by Landlock" if "kernel" in found else "the kernel has no Landlock: serve as another user"
    return Examined(what, True, able)
