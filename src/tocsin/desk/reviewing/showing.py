"""Differences as they are shown: names in words, pieces with what they are, who wrote them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from tocsin.actions.comparing import Change, Comparison, Difference
from tocsin.actions.wordwise import Part, Piece
from tocsin.desk.reviewing.naming import field_name, old_name, part_name, value_in_words
from tocsin.desk.scripts import listed

_CHANGES: Final = {
    Change.ADDED: gettext_noop("New"),
    Change.REMOVED: gettext_noop("Taken out"),
    Change.MOVED: gettext_noop("Moved"),
}


@dataclass(frozen=True, slots=True)
class Changed:
    """One field that is different. path: of a remark on it, empty where none is taken; typed: what was typed there.

    note: “New”, “Moved; it was paragraph 3”. by: who wrote it.
    """

    name: str
    note: str
    by: str
    bits: tuple[Piece, ...]
    path: str = ""
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """count: “4 of 23 fields”. whole: everything is new, so nothing is marked as added."""

    count: str
    changes: tuple[Changed, ...]
    whole: bool


def shown_of(
    comparison: Comparison, hands: dict[str, str], *, whole: bool, typed: dict[str, str] | None = None
) -> Shown:
    """typed: remarks by path; None where none are taken."""
    if whole:
        # Who wrote it is told where several did.
        several = hands if len(set(hands.values())) > 1 else {}
        entries = _entries(comparison.differences)
        changes = tuple(_entry(path, parts, several, typed) for path, parts in entries.items())
    else:
        changes = tuple(_changed(one, hands.get(one.path, ""), typed) for one in comparison.differences)
    if whole:
        count = ngettext("%d field.", "%d fields.", comparison.fields) % comparison.fields
    else:
        numbers = {"changed": len(changes), "all": comparison.fields}
        count = ngettext("%(changed)d of %(all)d field.", "%(changed)d of %(all)d fields.", comparison.fields) % numbers
    return Shown(count, changes, whole)


def _entries(differences: tuple[Difference, ...]) -> dict[str, list[Difference]]:
    """The particulars of one person or office together, by its path."""
    found: dict[str, list[Difference]] = {}
    for one in differences:
        name, _dot, rest = one.path.partition(".")
        number = rest.partition(".")[0]
        found.setdefault(f"{name}.{number}" if number.isdigit() else one.path, []).append(one)
    return found


def _entry(path: str, parts: list[Difference], hands: dict[str, str], typed: dict[str, str] | None) -> Changed:
    """All of it as plain text, a line each where it has several parts."""
    lines = [(one.path, value_in_words(one.path, "".join(piece.text for piece in one.pieces))) for one in parts]
    told = [
        text if at == path else _("%(thing)s: %(part)s") % {"thing": part_name(at), "part": text} for at, text in lines
    ]
    by = listed(dict.fromkeys(hands[one.path] for one in parts if one.path in hands))
    bits = (Piece(Part.KEPT, "\n".join(told)),)
    takes = typed is not None
    return Changed(field_name(path), "", by, bits, path if takes else "", (typed or {}).get(path, ""))


def _changed(one: Difference, by: str, typed: dict[str, str] | None) -> Changed:
    note = _(_CHANGES[one.change]) if one.change in _CHANGES else ""
    if one.was is not None:
        note = _("Moved; it was number %(n)d") % {"n": one.was + 1}
    bits = tuple(Piece(piece.part, value_in_words(one.path, piece.text)) for piece in one.pieces)
    takes = typed is not None and one.change is not Change.REMOVED
    path = one.path if takes else ""
    name = field_name(one.path)
    if one.change is Change.REMOVED and (at := _place(one.path)) is not None:
        # The numbers of what is left are those of the new text.
        name, note = old_name(one.path), _("Taken out; it was number %(n)d") % {"n": at + 1}
    return Changed(name, note, by, bits, path, (typed or {}).get(path, "") if path else "")


def _place(path: str) -> int | None:
    number = [part for part in path.split(".") if part.isdigit()]
    return int(number[0]) if number else None
