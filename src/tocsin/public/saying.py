"""Codes of the record in the reader's words: outcomes, kinds of editions, what changed, names of states."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.actions.publishing import wordings
from tocsin.actions.publishing.shapes import CaseRecord, Change, EditionRecord
from tocsin.actions.publishing.wordings import death, kind, outcome
from tocsin.casefile.writing.wording import Wording
from tocsin.letters.countries import country_name
from tocsin.public import times
from tocsin.public.reader import Reader
from tocsin.typesetting import clean

__all__ = ["changes", "countries", "country", "death", "edition_name", "kind", "outcome"]


def edition_name(edition: EditionRecord, words: Wording) -> str:
    """“Edition 3, update 1”."""
    name = _("Edition %(n)s") % {"n": edition["n"]}
    return words.listed(name, kind(edition))


def changes(edition: EditionRecord, words: Wording) -> tuple[SafeString, ...]:
    """What an edition changed, a sentence each; the same sentence stands once."""
    return tuple(dict.fromkeys(_change(one, words) for one in edition["changes"]))


def _change(change: Change, words: Wording) -> SafeString:
    special: Mapping[str, Callable[[Change, Wording], SafeString]] = {
        "deadline-moved": _deadline_moved,
        "call-added": _calls_added,
        "call-removed": _calls_removed,
    }
    if change["code"] in special:
        return special[change["code"]](change, words)
    return format_html(
        wordings.change(change["code"]), name=format_html("<bdi>{}</bdi>", clean(change.get("name") or ""))
    )


def _deadline_moved(change: Change, words: Wording) -> SafeString:
    old, new = (words.day(date.fromisoformat(day)) if day else None for day in (change.get("old"), change.get("new")))
    if old and new:
        return format_html(_("The last day to write moves from {old} to {new}."), old=old, new=new)
    return format_html(_("The last day to write is {new}."), new=new) if new else SafeString(wordings.change(""))


def _calls_added(change: Change, words: Wording) -> SafeString:
    number = change.get("count", 1)
    said = ngettext("{number} thing more to ask for.", "{number} things more to ask for.", number)
    return format_html(said, number=times.count(number, words))


def _calls_removed(change: Change, words: Wording) -> SafeString:
    number = change.get("count", 1)
    said = ngettext("{number} thing is no longer asked for.", "{number} things are no longer asked for.", number)
    return format_html(said, number=times.count(number, words))


def country(code: str, reader: Reader) -> str:
    """A state's name; its code where it has no name that is known here."""
    return country_name(code, reader.tongue.tag) or code


def countries(record: CaseRecord, reader: Reader) -> str:
    """The states that a case is about."""
    return reader.words.listed(*(country(code, reader) for code in record["countries"]))
