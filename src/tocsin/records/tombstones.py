"""What was erased, as marks on the disk: beside the database and in no backup, so that no restore brings it back.

One line a thing under TOCSIN_DATA, `case:<uid>`, `staff:<id>@<joined>`, `appeal:<hash of its link>` or
`member:<keyed hash of their mailbox>@<left>`: ids alone, never a name.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from tocsin.records.errors import BadInput

FILE = "tombstones.txt"
_MARK = re.compile(
    r"case:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|staff:[0-9]{1,18}@[0-9]{14}|appeal:[0-9a-f]{64}"
    r"|member:[0-9a-f]{64}@[0-9]{14}"
)


def _file() -> Path:
    folder: Path = settings.ENVIRONMENT.data
    return folder / FILE


def mark(kind: str, name: object) -> None:
    """Write one mark, on disk before this returns. Once is enough; twice does no harm."""
    mark_all(kind, [name])


def mark_all(kind: str, names: Iterable[object]) -> None:
    """The same for many: the file is read once, and written once."""
    known = marked(kind)
    new = [name for name in dict.fromkeys(map(str, names)) if name not in known]
    if not new:
        return
    file = _file()
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="ascii") as stream:
        # A line of its own, whatever a crash left of the one before.
        stream.write("\n" + "".join(f"{kind}:{name}\n" for name in new))
        stream.flush()
        os.fsync(stream.fileno())
    folder = os.open(file.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def marked(kind: str) -> set[str]:
    """The names of a kind that bear a mark. A line that a crash cut off names nothing: it could name another thing.

    Line by line: of a million who left, the file is larger than what is kept of it.
    """
    start = f"{kind}:"
    try:
        with _file().open(encoding="ascii", errors="replace") as lines:
            return {line[len(start) : -1] for line in lines if line.startswith(start) and _is_whole(line)}
    except FileNotFoundError:
        return set()
    except OSError:
        raise BadInput(f"“{_file()}” cannot be read: correct its owner. It says what must stay erased.") from None


def _is_whole(line: str) -> bool:
    return line.endswith("\n") and _MARK.fullmatch(line[:-1]) is not None
