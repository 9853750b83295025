"""The editions of a case, the files of one of them, and how anybody checks that they are genuine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from babel import Locale, UnknownLocaleError
from babel.units import format_unit
from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tocsin.actions.publishing.shapes import CaseRecord, EditionRecord
from tocsin.public import saying, times
from tocsin.public.reader import Reader
from tocsin.public.tongues import normal
from tocsin.typesetting import fonts_for


@dataclass(frozen=True, slots=True)
class EditionEntry:
    """here: whether it is the one on the page. changes: a sentence for each."""

    name: str
    index: str
    href: str
    day: times.Day
    here: bool
    changes: tuple[SafeString, ...]


@dataclass(frozen=True, slots=True)
class File:
    label: str
    href: str
    form: str
    size: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What it takes to check an edition: two files and one command. sha256: of the text."""

    text: str
    signature: str
    command: str | None
    sha256: str
    check: str


@dataclass(frozen=True, slots=True)
class OtherLanguage:
    name: str
    tag: str
    direction: str
    href: str
    here: bool


def edition_entries(record: CaseRecord, shown: int, reader: Reader) -> tuple[EditionEntry, ...]:
    """All editions, the newest first."""
    return tuple(_entry(record, one, shown, reader) for one in record["editions"])


def _entry(record: CaseRecord, edition: EditionRecord, shown: int, reader: Reader) -> EditionEntry:
    own = "" if edition["n"] == record["live"] else f"editions/{edition['n']}/"
    return EditionEntry(
        name=saying.edition_name(edition, reader.words),
        index=edition["index"],
        href=reader.to(f"/actions/{record['slug']}/{own}"),
        day=times.day(date.fromisoformat(edition["issued"]), reader.words),
        here=edition["n"] == shown,
        changes=saying.changes(edition, reader.words),
    )


def files_of(
    record: CaseRecord, edition: EditionRecord, language: str, reader: Reader, *, calendar: bool
) -> tuple[File, ...]:
    """calendar: whether the deadline is worth noting down."""
    folder, sizes = folder_of(record, edition, language), edition["sizes"].get(language, {})
    listed = (
        (_("Sheet for printing"), "sheet.pdf", "PDF", "sheet"),
        (_("Plain text"), "text", "TXT", "text"),
        (_("Data"), "casefile.json", "JSON", "casefile"),
    )
    files = [File(label, folder + name, form, _size(sizes.get(part, 0), reader)) for label, name, form, part in listed]
    if calendar:
        files.append(
            File(_("Deadline for your calendar"), reader.to(f"/actions/{record['slug']}/calendar.ics"), "ICS", "")
        )
    return tuple(files)


def folder_of(record: CaseRecord, edition: EditionRecord, language: str) -> str:
    """Where the files of an edition lie: the source's at the root, a translation's under its language."""
    prefix = "" if language == edition["language"] else f"/{language}"
    return f"{prefix}/actions/{record['slug']}/editions/{edition['n']}/"


def proof_of(record: CaseRecord, edition: EditionRecord, language: str, key: str | None, reader: Reader) -> Proof:
    """key: the line of the public key, where it is known."""
    folder = settings.ENVIRONMENT.url + folder_of(record, edition, language)
    return Proof(
        text=f"{folder}text",
        signature=f"{folder}edition.minisig",
        command=f"minisign -Vm text -x edition.minisig -P {key}" if key else None,
        sha256=edition["renditions"][language]["text"],
        check=reader.to("/check/"),
    )


def languages_of(record: CaseRecord, edition: EditionRecord, shown: str, reader: Reader) -> tuple[OtherLanguage, ...]:
    """The languages in which it can be read; none where there is but one."""
    newest = edition["n"] == record["live"]
    tags = sorted(
        {*(record["headlines"] if newest else edition["renditions"])}, key=lambda tag: (tag != edition["language"], tag)
    )
    if len(tags) < 2:
        return ()
    return tuple(
        OtherLanguage(_own_name(tag), normal(tag), fonts_for(tag).direction, f"/{tag}{reader.path}", tag == shown)
        for tag in tags
    )


def _own_name(tag: str) -> str:
    """What a language calls itself."""
    try:
        name = Locale.parse(tag, sep="-").get_display_name()
    except (UnknownLocaleError, ValueError):
        name = None
    return str(name or tag)


def _size(size_bytes: int, reader: Reader) -> str:
    kilobytes = max(round(size_bytes / 1000), 1)
    return (
        str(format_unit(kilobytes, "digital-kilobyte", length="short", locale=reader.words.locale))
        if size_bytes
        else ""
    )
