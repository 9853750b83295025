"""Texts of the people of an evening: files in the folder of their list, and nowhere else.

A list may come from anybody; it must not put other files of this machine on paper.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path, PurePosixPath

from tocsin.casefile import UnreadableDocument
from tocsin.casefile.reading.extraction.plain import decode
from tocsin.letters.errors import InvalidAppeal

MAX_TEXT_BYTES = 400_000
MAX_BYTES_TOGETHER = 50_000_000

_DRIVE = re.compile(r"[A-Za-z]:")


class TextsBeside:
    """Reads texts by their names in the list, each relative to the list's folder."""

    def __init__(self, folder: Path) -> None:
        self._root = folder.resolve()
        self._read_bytes = 0

    def __call__(self, name: str) -> str:
        """The text of one file; InvalidAppeal says why there is none."""
        content = _bytes_of(self._path_of(name), name)
        self._read_bytes += len(content)
        if self._read_bytes > MAX_BYTES_TOGETHER:
            raise InvalidAppeal("the texts up to here are larger than 50 MB together: make the list in two parts.")
        try:
            return decode(content)
        except UnreadableDocument:
            raise InvalidAppeal(f"the file “{name[:80]}” is not text: save it as plain text.") from None

    def _path_of(self, name: str) -> Path:
        """Where the file really is; symbolic links are followed before it is asked whether that is in the folder."""
        parts = PurePosixPath(name.replace("\\", "/"))
        outside = InvalidAppeal(f"“{name[:80]}” leads out of the folder of the list: put the text beside the list.")
        if "\0" in name or parts.is_absolute() or ".." in parts.parts or _DRIVE.match(name):
            raise outside
        try:
            path = (self._root / parts).resolve(strict=True)
        except (OSError, RuntimeError, ValueError):
            raise InvalidAppeal(f"there is no file “{name[:80]}” in the folder of the list.") from None
        if not path.is_relative_to(self._root):
            raise outside
        return path


def _bytes_of(path: Path, name: str) -> bytes:
    """The content of a regular file; a pipe or a device is not waited for, a link put there meanwhile not followed."""
    try:
        with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW), "rb") as stream:  # noqa: PTH123 - the flags matter
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise InvalidAppeal(f"“{name[:80]}” is not a file with a text.")
            content = stream.read(MAX_TEXT_BYTES + 1)
    except OSError as error:
        raise InvalidAppeal(f"the file “{name[:80]}” cannot be read: {error.strerror}.") from None
    if len(content) > MAX_TEXT_BYTES:
        raise InvalidAppeal(f"the file “{name[:80]}” is larger than 400 kB: a letter should be a page.")
    return content
