"""What this machine has and lacks, for operators."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from tocsin.casefile import CaseFileError
from tocsin.casefile.reading import Reader, read_document


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing that was looked at; `told` says what was found and, where it is bad, what to do."""

    what: str
    good: bool
    told: str

    def to_json(self) -> dict[str, str | bool]:
        return {"what": self.what, "good": self.good, "told": self.told}


def examine() -> list[Examined]:
    """Look at everything once; nothing is changed."""
    return [_python(), *_reader(), _cold_reading(), _typesetting()]


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
    content = files("tocsin.demo").joinpath("document.txt").read_bytes()
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
