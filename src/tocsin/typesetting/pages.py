"""From a template and data to PDF."""

from __future__ import annotations

import json
import re
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tocsin.typesetting.characters import MissingCharacter, texts_in
from tocsin.typesetting.fonts import shared_fonts

if TYPE_CHECKING:
    import typst

FIXED_TIME = datetime(2000, 1, 1, tzinfo=UTC)

_NO_GLYPH = re.compile(r"the text(?: contains the disallowed codepoint)? `\"(?P<text>.*?)\"`", re.DOTALL)
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)", re.DOTALL)

_of_this_thread = threading.local()


class TypesettingError(Exception):
    """Base of all. `str(error)` is for a person; `detail` is for the operator's log and may hold words of the text."""

    def __init__(self, message: str, *, detail: str = "") -> None:
        super().__init__(message)
        self.detail = detail


class CharactersWithoutGlyph(TypesettingError):
    """`missing` names each character that no font has, with its place."""

    def __init__(self, missing: tuple[MissingCharacter, ...]) -> None:
        super().__init__(f"No font has {'; '.join(map(str, missing))}.")
        self.missing = missing


def typeset(template: Path, data: Any, *, created: datetime = FIXED_TIME) -> bytes:
    """Set data by a typst template into one tagged PDF (PDF/A-2a, PDF/UA-1).

    data: JSON-like, cleaned (`clean_all`); the template reads it from `sys.inputs.data`. Files beside the template
    may be imported by it, nothing else may.
    created: goes into the file instead of the present moment, so that the same input gives the same bytes.

    Raises CharactersWithoutGlyph (ask `missing_characters` first to learn all at once), TypesettingError.
    """
    import typst

    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    try:
        document = _compiler(template.parent).compile(
            input=template, sys_inputs=inputs, format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=created
        )
    except typst.TypstError as error:
        raise _explained(error, data) from error
    assert isinstance(document, bytes)
    return document


def _compiler(root: Path) -> typst.Compiler:
    """The compiler of this thread for one folder of templates: they must not be shared between threads."""
    import typst

    compilers: dict[Path, typst.Compiler] = _of_this_thread.__dict__.setdefault("compilers", {})
    if root not in compilers:
        compilers[root] = typst.Compiler(root=root, font_paths=shared_fonts(), ignore_system_fonts=True)
    return compilers[root]


def _explained(error: typst.TypstError, data: Any) -> TypesettingError:
    """Name the characters and their places where that is what is wrong."""
    match = _NO_GLYPH.search(error.message)
    if not match:
        return TypesettingError("The pages could not be set.", detail=error.diagnostic or error.message)
    text = _ESCAPE.sub(lambda part: chr(int(part[1], 16)) if part[1] else part[2], match["text"])
    place = next((place for place, whole in texts_in(data) if text in whole), "")
    return CharactersWithoutGlyph(tuple(MissingCharacter(place, one) for one in dict.fromkeys(text)))
