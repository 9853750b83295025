"""Alerts in the desk's words. Never “delivered”: what is known is that a mail server took it."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tocsin.desk import said
from tocsin.desk.saying import Mark

_KINDS: Final = {
    "new": gettext_noop("New action"),
    "update": gettext_noop("Update"),
    "stop": gettext_noop("Stop"),
    "outcome": gettext_noop("Outcome"),
    "digest": gettext_noop("Weekly digest"),
}
_STATES: Final = {
    "planning": gettext_noop("Being planned"),
    "sending": gettext_noop("Going out"),
    "held": gettext_noop("Held by sections"),
    "paused": gettext_noop("Paused"),
    "done": gettext_noop("Done"),
    "turns": gettext_noop("Some wait for their turn"),
    "recalled": gettext_noop("Called back"),
}
_LOOKS: Final = {"planning": "moving", "sending": "moving", "held": "yours", "paused": "yours", "done": "done"}
_PART_STATES: Final = _STATES | {"held": gettext_noop("Held for now")}
COUNTS: Final = {
    "handed": gettext_noop("Handed over"),
    "digested": gettext_noop("Told by a digest"),
    "waiting": gettext_noop("To go"),
    "turns": gettext_noop("Wait for their turn"),
    "bounced": gettext_noop("Bounced"),
    "refused": gettext_noop("Refused"),
    "gone": gettext_noop("Left or paused"),
    "recalled": gettext_noop("Called back"),
    "given_up": gettext_noop("Given up"),
    "passed": gettext_noop("Turn never came"),
}
ALWAYS: Final = frozenset({"handed", "waiting", "turns", "bounced"})
"""Shown also where there are none."""
_DEEDS: Final = {
    "paused": gettext_noop("Paused"),
    "resumed": gettext_noop("Resumed"),
    "ended": gettext_noop("Ended for good"),
    "held": gettext_noop("Held for adaptation"),
    "released": gettext_noop("Let go"),
    "worded": gettext_noop("Wrote words for the head"),
    "words approved": gettext_noop("Approved the words for the head"),
    "limited": gettext_noop("Set a ceiling for a mail domain"),
    "unlimited": gettext_noop("Lifted the ceiling of a mail domain"),
    "always held": gettext_noop("Holds new alerts and updates from now on"),
    "no longer held": gettext_noop("Holds new alerts and updates no longer"),
}
_REFUSALS: Final = {
    "alert-ended": gettext_noop("This alert, or this part of it, has ended meanwhile. Nothing was changed."),
    "alert-kind": gettext_noop("A stop, an outcome and a digest are not held back. Nothing was changed."),
    "held-long": gettext_noop("This part was held for a day already: it goes now."),
    "not-held": gettext_noop("This part of the alert is not held any more. Nothing was changed."),
    "no-words": gettext_noop("There are no words that wait for approval. Nothing was changed."),
    "four-eyes": gettext_noop("Somebody else approves what you wrote."),
    "changed": gettext_noop("The words changed since you read them: read them again below."),
}

said.tell(
    {
        "alerts.pause": gettext_noop("Paused. Nothing of it goes until somebody resumes it."),
        "alerts.resume": gettext_noop("It goes on where it stopped."),
        "alerts.end": gettext_noop("Ended. Members who have not got it never will."),
        "alerts.hold": gettext_noop("Held. It goes by itself when the time is over."),
        "alerts.release": gettext_noop("Let go."),
        "alerts.words": gettext_noop("Kept. A second person approves these words before they go out."),
        "alerts.approve": gettext_noop("Approved. The words stand at the head when this part goes."),
        "alerts.ceiling": gettext_noop("Kept. It counts from the next message on."),
        "alerts.always": gettext_noop("Kept. It counts from the next edition on."),
    }
)


def kind(code: str) -> str:
    return _(_KINDS.get(code, code))


def state(code: str) -> Mark:
    return Mark(_(_STATES.get(code, code)), _LOOKS.get(code, ""))


def part_state(code: str) -> str:
    return _(_PART_STATES.get(code, code))


def count(name: str) -> str:
    return _(COUNTS[name])


def deed(code: str) -> str:
    return _(_DEEDS.get(code, code))


def refusal(rule: str, otherwise: str) -> str:
    return _(_REFUSALS.get(rule, otherwise))
