"""Texts for translators as PO, the form that their own tools read and write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import polib
from django.utils.translation import gettext as _

from tocsin.actions.translating.memory import Memory
from tocsin.actions.translating.segments import Segment
from tocsin.actions.translating.standing import earlier_of, seen_of
from tocsin.actions.translating.tags import language_of
from tocsin.actions.translating.typed import Typed
from tocsin.casefile import CaseFile
from tocsin.records.errors import BadInput

MAX_BYTES = 500_000
"""A case is a few pages; polib's time grows with the square of a text's lines."""
_SEEN: Final = re.compile(r"\[seen ([0-9a-f]{16}|nothing)\]")
"""What stood there when the file was made, in the note of each text, which tools keep."""
_LATELY: Final = timedelta(hours=1)
"""Where a file does not say what stood there: what others changed since then is not overwritten."""


def export_po(case: CaseFile, segments: list[Segment], memory: Memory, language: str, now: datetime) -> str:
    """All segments with what is translated of them; where a text changed, its old translation, marked fuzzy."""
    file = polib.POFile(wrapwidth=0)
    file.metadata = {
        "Project-Id-Version": f"{case.number or 'urgent action'}, {case.index or 'draft'}",
        "POT-Creation-Date": now.strftime("%Y-%m-%d %H:%M+0000"),
        "PO-Revision-Date": now.strftime("%Y-%m-%d %H:%M+0000"),
        "Language": language.replace("-", "_"),
        "X-Source-Language": case.language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    file.header = _ADVICE
    for segment in segments:
        file.append(_entry(segment, segments, memory))
    return str(file) + "\n"


_ADVICE = """Translate the text after msgid into msgstr. Keep names, dates and figures exact.
A text marked fuzzy has changed: its old source and its old translation are shown; bring it up and take the mark off.
Texts that are not translated yet stay in the source language until all are done."""


def _entry(segment: Segment, segments: list[Segment], memory: Memory) -> polib.POEntry:
    known = memory.get(segment.source)
    note = f"{segment.note}\n[seen {seen_of(known) or 'nothing'}]"
    entry = polib.POEntry(
        msgctxt=segment.path, msgid=segment.source, msgstr=known["text"] if known else "", comment=note
    )
    if known is None and (before := earlier_of(segment, segments, memory)):
        entry.previous_msgid, entry.msgstr = before
        entry.flags.append("fuzzy")
    return entry


class _Lines(str):
    """A file's content as polib is to take it: parted at line feeds alone. A text may hold what else parts lines."""

    __slots__ = ()

    def splitlines(self, keepends: bool = False) -> list[str]:
        return self.split("\n")


@dataclass(frozen=True, slots=True)
class Read:
    """What a file says. typed: by source text. fuzzy, empty: how many texts of it were passed over as not finished."""

    typed: dict[str, Typed]
    fuzzy: int
    empty: int


def read_po(content: bytes, language: str) -> dict[str, str]:
    """Translations by source text; what is empty or still fuzzy is left out. BadInput where it is no PO file of this
    language, or translates one text in two ways.
    """
    return _words_in(_file_in(content, language))


def read_po_seen(content: bytes, language: str, now: datetime) -> Read:
    """The same with what stood in the place of each text when the file was made, so that nothing that was changed since
    then is overwritten unseen.
    """
    file = _file_in(content, language)
    words = _words_in(file)
    made_at = _made_at(file) or now - _LATELY
    told = {one.msgid: match[1] for one in file if (match := _SEEN.search(one.comment or ""))}
    seen = {source: "" if mark == "nothing" else mark for source, mark in told.items()}
    living = [one for one in file if one.msgid and not one.obsolete]
    return Read(
        {source: Typed(text, seen.get(source, made_at)) for source, text in words.items()},
        fuzzy=sum("fuzzy" in one.flags for one in living),
        empty=sum(not one.msgstr.strip() for one in living if "fuzzy" not in one.flags),
    )


def _made_at(file: polib.POFile) -> datetime | None:
    try:
        return datetime.strptime(file.metadata.get("POT-Creation-Date", ""), "%Y-%m-%d %H:%M%z").astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _file_in(content: bytes, language: str) -> polib.POFile:
    if len(content) > MAX_BYTES:
        raise BadInput(_("The translation is larger than %(value)s kB.") % {"value": MAX_BYTES // 1_000})
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
        # polib opens the file that a text of one line names; what begins with a comment is no name.
        file = polib.pofile(_Lines(f"#\n{text}"), wrapwidth=0)
    except (OSError, ValueError, IndexError):
        raise BadInput(_("This is not a PO file in UTF-8: give the one that was exported here.")) from None
    said = language_of(file.metadata.get("Language", ""))
    if said not in {"", language_of(language)}:
        raise BadInput(
            _("The file says that it is in “%(said)s”, and “%(language)s” was asked for.")
            % {"said": said, "language": language}
        )
    return file


def _words_in(file: polib.POFile) -> dict[str, str]:
    words: dict[str, str] = {}
    for entry in _finished(file):
        if words.setdefault(entry.msgid, entry.msgstr) != entry.msgstr:
            start = entry.msgid[:40]
            raise BadInput(
                _("The file translates one text in two ways: “%(start)s”. Take one of them for every place.")
                % {"start": start}
            )
    if not words:
        raise BadInput(_("Nothing in the file is translated."))
    return words


def _finished(file: polib.POFile) -> Iterator[polib.POEntry]:
    for entry in file:
        if entry.msgid and entry.msgstr.strip() and not entry.obsolete and "fuzzy" not in entry.flags:
            yield entry
