"""What was erased, as marks on the disk: beside the database and in no backup, so that no restore brings it back.

One line a thing under TOCSIN_DATA, `case:<uid>`, `staff:<id>@<joined>` or `appeal:<hash of its link>`: ids alone, never
a name.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from django.conf import settings

from tocsin.records.errors import BadInput

FILE = "tombstones.txt"
_MARK = re.compile(
    r"(case):([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})|(staff):([0-9]{1,18}@[0-9]{14})|(appeal):([0-9a-f]{64})"
)


def _file() -> Path:
    folder: Path = settings.ENVIRONMENT.data
    return folder / FILE


def mark(kind: str, name: object) -> None:
    """Write one mark, on disk before this returns. Once is enough; twice does no harm."""
    if str(name) in marked(kind):
        return
    file = _file()
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="ascii") as stream:
        # A line of its own, whatever a crash left of the one before.
        stream.write(f"\n{kind}:{name}\n")
        stream.flush()
        os.fsync(stream.fileno())
    folder = os.open(file.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def marked(kind: str) -> set[str]:
    """The names of a kind that bear a mark. A line that a crash cut off names nothing: it could name another thing."""
    try:
        lines = _file().read_text("ascii", errors="replace").split("\n")[:-1]
    except FileNotFoundError:
        return set()
    except OSError:
        raise BadInput(f"“{_file()}” cannot be read: correct its owner. It says what must stay erased.") from None
    found = [match for match in map(_MARK.fullmatch, lines) if match]
    return {match[2] or match[4] or match[6] for match in found if kind in {match[1], match[3], match[5]}}
