"""The outbox on disk: a Maildir in which each message has one file, named after its Message-ID.

A message kept twice is there once. What `forget` is told is gone from all three folders, with what a crash left behind.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from hashlib import sha256
from heapq import nlargest
from itertools import islice
from pathlib import Path

_NAME = re.compile(r"[0-9a-f]{40}\Z")
_FOLDERS = ("tmp", "new", "cur")
_SHOWN = ("new", "cur")
_HEAD_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Kept:
    """One message as the outbox page lists it. name: what `read` takes."""

    name: str
    sender: str
    to: str
    subject: str
    kept_at: datetime
    size_bytes: int


def keep(folder: Path, message: bytes, message_id: str) -> Path:
    """Put a message there, on disk when this returns; the same Message-ID again takes the old one's place."""
    for name in _FOLDERS:
        (folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    name = _name_of(message_id)
    draft, kept = folder / "tmp" / f"{name}.{os.getpid()}", folder / "new" / name
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(message)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(kept)
    _settle(folder / "new")
    for seen in _files(folder / "cur", {name}):
        seen.unlink(missing_ok=True)
    return kept


def listed(folder: Path, limit: int, first: int = 0, to: str = "") -> tuple[Kept, ...]:
    """Messages, the newest first. first: how many to leave out. to: in the recipient, whatever its case."""
    found = [(file.stat().st_mtime_ns, file) for name in _SHOWN for file in _files(folder / name)]
    newest = nlargest(first + limit, found) if not to else sorted(found, reverse=True)
    kept = (one for _, file in newest if (one := _kept(file)) and to.lower() in one.to.lower())
    return tuple(islice(kept, first, first + limit))


def is_empty(folder: Path) -> bool:
    """Whether no message lies there, nor what a crash left of one."""
    return not any(True for name in _FOLDERS for _ in _files(folder / name))


def read(folder: Path, name: str) -> bytes | None:
    """One message by its name in the list; None where there is none such."""
    if not _NAME.match(name):
        return None
    for place in _SHOWN:
        for file in _files(folder / place, {name}):
            try:
                return file.read_bytes()
            except FileNotFoundError:
                continue
    return None


def forget(folder: Path, message_ids: Iterable[str]) -> int:
    """Take messages away, wherever a mail program or a crash left them; how many files went."""
    names = {_name_of(message_id) for message_id in message_ids}
    gone = 0
    for place in _FOLDERS:
        for file in _files(folder / place, names):
            file.unlink(missing_ok=True)
            gone += 1
        if (folder / place).is_dir():
            _settle(folder / place)
    return gone


def _name_of(message_id: str) -> str:
    return sha256(message_id.encode()).hexdigest()[:40]


def _files(folder: Path, names: set[str] | None = None) -> Iterator[Path]:
    """Messages of one folder, whatever flags (`:2,S`) or process numbers follow their names."""
    try:
        entries = list(os.scandir(folder))
    except FileNotFoundError:
        return
    for entry in entries:
        stem = entry.name[:40]
        if _NAME.match(stem) and entry.name[40:41] in {"", ":", "."} and (names is None or stem in names):
            yield Path(entry.path)


def _kept(file: Path) -> Kept | None:
    try:
        with file.open("rb") as content:
            head = BytesHeaderParser().parsebytes(content.read(_HEAD_BYTES))
        status = file.stat()
    except FileNotFoundError:
        return None
    moment = datetime.fromtimestamp(status.st_mtime, UTC)
    sender, to, subject = (_decoded(head, name) for name in ("From", "To", "Subject"))
    return Kept(file.name[:40], sender, to, subject, moment, status.st_size)


def _decoded(head: Message, name: str) -> str:
    return " ".join(str(make_header(decode_header(str(head.get(name, ""))))).split())


def _settle(folder: Path) -> None:
    """A new name, or one taken away, survives a power cut only when the folder itself is on disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
