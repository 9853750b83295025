"""Codes of the record in words that pages and messages share: outcomes, kinds of editions, what an edition changed.

The language is the one that is active.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tocsin.actions.publishing.shapes import EditionRecord
from tocsin.actions.states import Outcome
from tocsin.casefile import Kind

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
_REVISED: Final = gettext_noop("The text was revised.")


def outcome(code: str | None) -> str:
    """What became of the people of a case, in a word or two."""
    said = _OUTCOMES.get(code or "")
    return _(said) if said else _("Closed")


def death(code: str | None) -> str | None:
    """A death, told in one sentence; None where it is none."""
    said = _DEATHS.get(code or "")
    return _(said) if said else None


def kind(edition: EditionRecord) -> str | None:
    """What an edition is, where it is more than the first of its case: “update 1”."""
    if edition["kind"] == Kind.UPDATE and edition["update"]:
        return _("update %(n)s") % {"n": edition["update"]}
    said = _KINDS.get(edition["kind"])
    return _(said) if said else None


def change(code: str) -> str:
    """The sentence for a code of `changes.py`, with the blank `{name}` in some; for those that need neither number nor
    day.
    """
    return _(_CHANGES.get(code, _REVISED))
