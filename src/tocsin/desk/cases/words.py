"""What a case is made of, in the desk's words: outcomes, kinds of editions, fields, uses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tocsin.actions.states import Outcome
from tocsin.casefile import Kind

_OUTCOMES: Final = {
    Outcome.RELEASED: gettext_noop("Released"),
    Outcome.CHARGES_DROPPED: gettext_noop("Charges dropped"),
    Outcome.SENTENCE_COMMUTED: gettext_noop("Sentence commuted"),
    Outcome.EXECUTION_STAYED: gettext_noop("Execution stayed"),
    Outcome.CONDITIONS_IMPROVED: gettext_noop("Conditions improved"),
    Outcome.PROTECTED: gettext_noop("Protected"),
    Outcome.FOUND: gettext_noop("Found alive"),
    Outcome.RETURNED: gettext_noop("Returned to a country where they are in danger"),
    Outcome.SENTENCED: gettext_noop("Sentenced"),
    Outcome.KILLED: gettext_noop("Killed"),
    Outcome.EXECUTED: gettext_noop("Executed"),
    Outcome.DIED: gettext_noop("Died"),
    Outcome.NO_NEWS: gettext_noop("No news: we do not know"),
    Outcome.OTHER: gettext_noop("Something else"),
}

KINDS: Final = {
    Kind.UPDATE: (
        gettext_noop("Further information"),
        gettext_noop("Something happened. Letters are still wanted, with new facts, calls or a new deadline."),
    ),
    Kind.CORRECTION: (
        gettext_noop("Correction"),
        gettext_noop("Something that we published is wrong. The page says what was changed."),
    ),
    Kind.REISSUE: (
        gettext_noop("Reissue"),
        gettext_noop("Nothing new is known and letters are still wanted: the same call with a new deadline."),
    ),
    Kind.STOP: (
        gettext_noop("Stop, with an explanation"),
        gettext_noop(
            "Says in our own words why no more letters are wanted. If letters do harm now, press “Stop” on the case "
            "page first: that takes seconds and one person."
        ),
    ),
    Kind.OUTCOME: (
        gettext_noop("Outcome"),
        gettext_noop("Says what became of the people, thanks those who wrote, and closes the case."),
    ),
}

_FIELDS: Final = {
    "headline": gettext_noop("The headline"),
    "summary": gettext_noop("The summary"),
    "body": gettext_noop("What happened"),
    "people.name": gettext_noop("Their names"),
    "people.gender": gettext_noop("Their gender"),
    "people.pronouns": gettext_noop("Their pronouns"),
    "people.detail": gettext_noop("Details of them: age, work, health"),
    "calls": gettext_noop("What is asked of the authorities"),
    "model_letter": gettext_noop("The model letter"),
    "background": gettext_noop("The background"),
}

_USES: Final = {
    "publish": gettext_noop("Publishing: page, sheet, letters"),
    "alert": gettext_noop("Alerts to members, wherever they are"),
    "media": gettext_noop("Giving it to the media"),
}


def outcome(code: str) -> str:
    known = _OUTCOMES.get(Outcome(code)) if code in set(Outcome) else None
    return _(known) if known else code


def outcomes() -> tuple[tuple[str, str], ...]:
    """Code and words, as they are offered."""
    return tuple((one.value, _(words)) for one, words in _OUTCOMES.items())


def field(code: str) -> str:
    return _(_FIELDS.get(code, code))


def fields(codes: Iterable[str]) -> str:
    """In one line."""
    return " · ".join(field(code) for code in codes)


def use(code: str) -> str:
    return _(_USES.get(code, code))


USES: Final = tuple(_USES)
EVERY_FIELD: Final = tuple(_FIELDS)
