"""Texts for translators as PO, the form that their own tools read and write."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from datetime import datetime

import polib

from tocsin.actions.translating.memory import Memory
from tocsin.actions.translating.segments import Segment
from tocsin.actions.translating.tags import language_of
from tocsin.casefile import CaseFile
from tocsin.records.errors import BadInput

MAX_BYTES = 500_000
"""A case is a few pages; polib's time grows with the square of a text's lines."""
_ALIKE = 0.5
"""From this likeness on, an older translation is offered for a text that changed."""


def export_po(case: CaseFile, segments: list[Segment], memory: Memory, language: str, now: datetime) -> str:
    """All segments with what is translated of them; where a text changed, its old translation, marked fuzzy."""
    file = polib.POFile(wrapwidth=0)
    file.metadata = {
        "Project-Id-Version": f"{case.number or 'urgent action'}, {case.index or 'draft'}",
        "PO-Revision-Date": now.strftime("%Y-%m-%d %H:%M+0000"),
        "Language": language.replace("-", "_"),
        "X-Source-Language": case.language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    file.header = _ADVICE
    sources = {one.source for one in segments}
    old = {source: entry["text"] for source, entry in memory.items() if source not in sources}
    for segment in segments:
        file.append(_entry(segment, memory, old))
    return str(file) + "\n"


_ADVICE = """Translate the text after msgid into msgstr. Keep names, dates and figures exact.
A text marked fuzzy has changed: its old source and its old translation are shown; bring it up and take the mark off.
Texts that are not translated yet stay in the source language until all are done."""


def _entry(segment: Segment, memory: Memory, old: dict[str, str]) -> polib.POEntry:
    known = memory.get(segment.source)
    entry = polib.POEntry(
        msgctxt=segment.path, msgid=segment.source, msgstr=known["text"] if known else "", comment=segment.note
    )
    if known is None:
        before = difflib.get_close_matches(segment.source, old, n=1, cutoff=_ALIKE)
        if before:
            entry.msgstr, entry.previous_msgid = old[before[0]], before[0]
            entry.flags.append("fuzzy")
    return entry


class _Lines(str):
    """A file's content as polib is to take it: parted at line feeds alone. A text may hold what else parts lines."""

    __slots__ = ()

    def splitlines(self, keepends: bool = False) -> list[str]:
        return self.split("\n")


def read_po(content: bytes, language: str) -> dict[str, str]:
    """Translations by source text; what is empty or still fuzzy is left out. BadInput where it is no PO file of this
    language, or translates one text in two ways.
    """
    if len(content) > MAX_BYTES:
        raise BadInput(f"The translation is larger than {MAX_BYTES // 1_000} kB.")
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
        # polib opens the file that a text of one line names; what begins with a comment is no name.
        file = polib.pofile(_Lines(f"#\n{text}"), wrapwidth=0)
    except (OSError, ValueError, IndexError):
        raise BadInput("This is not a PO file in UTF-8: give what “tocsin translate export” wrote.") from None
    said = language_of(file.metadata.get("Language", ""))
    if said not in {"", language_of(language)}:
        raise BadInput(f"The file says that it is in “{said}”, and “{language}” was asked for.")
    words: dict[str, str] = {}
    for entry in _finished(file):
        if words.setdefault(entry.msgid, entry.msgstr) != entry.msgstr:
            start = entry.msgid[:40]
            raise BadInput(f"The file translates one text in two ways: “{start}”. Take one of them for every place.")
    if not words:
        raise BadInput("Nothing in the file is translated.")
    return words


def _finished(file: polib.POFile) -> Iterator[polib.POEntry]:
    for entry in file:
        if entry.msgid and entry.msgstr.strip() and not entry.obsolete and "fuzzy" not in entry.flags:
            yield entry
