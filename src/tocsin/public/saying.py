"""Codes of the record in the reader's words: outcomes, kinds of editions, what changed, names of states."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from tocsin.actions.publishing.shapes import CaseRecord, Change, EditionRecord
from tocsin.actions.states import Outcome
from tocsin.casefile import Kind
from tocsin.casefile.writing.wording import Wording
from tocsin.letters.countries import country_name
from tocsin.public import times
from tocsin.public.reader import Reader
from tocsin.typesetting import clean

_OUTCOMES: Mapping[str, str] = {
    Outcome.RELEASED: gettext_noop("Released"),
    Outcome.CHARGES_DROPPED: gettext_noop("Charges dropped"),
    Outcome.SENTENCE_COMMUTED: gettext_noop("Sentence commuted"),
    Outcome.EXECUTION_STAYED: gettext_noop("Execution stayed"),
    Outcome.CONDITIONS_IMPROVED: gettext_noop("Conditions improved"),
    Outcome.PROTECTED: gettext_noop("Under protection"),
    Outcome.FOUND: gettext_noop("Found"),
    Outcome.RETURNED: gettext_noop("Returned"),
    Outcome.SENTENCED: gettext_noop("Sentenced"),
    Outcome.KILLED: gettext_noop("Killed"),
    Outcome.EXECUTED: gettext_noop("Executed"),
    Outcome.DIED: gettext_noop("Died"),
    Outcome.NO_NEWS: gettext_noop("No news"),
}

_DEATHS: Mapping[str, str] = {
    Outcome.KILLED: gettext_noop("A person whom this action was about was killed."),
    Outcome.EXECUTED: gettext_noop("A person whom this action was about was put to death."),
    Outcome.DIED: gettext_noop("A person whom this action was about has died."),
}

_KINDS: Mapping[str, str] = {
    Kind.UPDATE: gettext_noop("update"),
    Kind.REISSUE: gettext_noop("issued again"),
    Kind.CORRECTION: gettext_noop("correction"),
    Kind.STOP: gettext_noop("stop"),
    Kind.OUTCOME: gettext_noop("outcome"),
}

_CHANGES: Mapping[str, str] = {
    "person-added": gettext_noop("{name} is added."),
    "persons-changed": gettext_noop("What is said of the people at risk has changed."),
    "calls-changed": gettext_noop("What to ask for has changed."),
    "target-added": gettext_noop("{name} is now written to as well."),
    "target-removed": gettext_noop("{name} is no longer written to."),
    "address-changed": gettext_noop("The address of {name} has changed."),
    "salutation-changed": gettext_noop("The form of address for {name} has changed."),
    "headline-changed": gettext_noop("The headline has changed."),
    "text-changed": gettext_noop("The account of what has happened was revised."),
    "background-changed": gettext_noop("The background was revised."),
    "languages-changed": gettext_noop("The languages to write in have changed."),
}
_REVISED = gettext_noop("The text was revised.")


def outcome(code: str | None) -> str:
    """What became of the people of a case, in a word or two."""
    said = _OUTCOMES.get(code or "")
    return _(said) if said else _("Closed")


def death(code: str | None) -> str | None:
    """A death, told in one sentence; None where it is none."""
    said = _DEATHS.get(code or "")
    return _(said) if said else None


def edition_name(edition: EditionRecord, words: Wording) -> str:
    """“Edition 3, update 1”."""
    name = _("Edition %(n)s") % {"n": edition["n"]}
    return words.listed(name, kind(edition))


def kind(edition: EditionRecord) -> str | None:
    """What an edition is, where it is more than the first of its case: “update 1”."""
    if edition["kind"] == Kind.UPDATE and edition["update"]:
        return _("update %(n)s") % {"n": edition["update"]}
    said = _KINDS.get(edition["kind"])
    return _(said) if said else None


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
    said = _CHANGES.get(change["code"], _REVISED)
    return format_html(_(said), name=format_html("<bdi>{}</bdi>", clean(change.get("name") or "")))


def _deadline_moved(change: Change, words: Wording) -> SafeString:
    old, new = (words.day(date.fromisoformat(day)) if day else None for day in (change.get("old"), change.get("new")))
    if old and new:
        return format_html(_("The last day to write moves from {old} to {new}."), old=old, new=new)
    return format_html(_("The last day to write is {new}."), new=new) if new else SafeString(_(_REVISED))


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
