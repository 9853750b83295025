"""What this room says: why a rule forbids something and what to do, and what was just done. In the desk's words, for
the services speak of commands.
"""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tocsin.desk import said
from tocsin.records.errors import BadInput, Refused

said.tell(
    {
        "reviewing.approved": gettext_noop("Approved. It is not public yet: publish it now, or set a time."),
        "reviewing.sent-back": gettext_noop("Sent back to its writers, with what you wrote."),
        "reviewing.taken-back": gettext_noop("It is in draft again. Nobody can approve it until it is sent to review."),
        "reviewing.submitted": gettext_noop("Sent to review."),
        "reviewing.settled": gettext_noop("The remark is settled."),
        "reviewing.published": gettext_noop("Published. It is live now."),
        "reviewing.already": gettext_noop("It was published already. Nothing was done twice."),
        "reviewing.planned": gettext_noop("The time is set. It goes live by itself if nothing of it changes."),
        "reviewing.unplanned": gettext_noop("The time is cancelled. It stays approved."),
    }
)

_RULES: Final = {
    "no-draft": gettext_noop("There is no open draft of this case."),
    "state": gettext_noop("This draft is not in a state for that any more: somebody was faster. Look where it stands."),
    "text-changed": gettext_noop(
        "The text is no longer the one that was sent to review: a word, an address or a consent has changed. "
        "It has to be sent to review and approved again."
    ),
    "changed-since": gettext_noop("Somebody changed this draft since you opened this page. Read it again."),
    "two-people": gettext_noop("Nobody but its writers has agreed to this text: another person has to approve it."),
    "own-secret": gettext_noop("Somebody else set your secret. Choose one of your own on your account page first."),
    "no-consent": gettext_noop("Nobody has agreed to publication yet. Record the consent first."),
    "unconsented-name": gettext_noop("A text says a name, and nobody agreed that the name is published."),
    "no-deadline": gettext_noop("There is no deadline. Set one in the text."),
    "no-zone": gettext_noop("The deadline has no time zone. Set one in the text."),
    "no-outcome": gettext_noop("An outcome says what happened. Choose it in the text."),
    "schema": gettext_noop("The text is not whole: a field that everything rests on is missing or wrong."),
    "lapses": gettext_noop("By then a consent ends or an address changes, so it would not be this text any more."),
    "retired-key": gettext_noop("The signing key was retired. Ask an operator to bring back the newest one."),
    "another-key": gettext_noop("The signing key is not the one that is known. Ask an operator to bring it back."),
    "index-taken": gettext_noop("Its index number belongs to another document already."),
    "taken-down": gettext_noop("This case was taken down: nothing more is published of it."),
    "role": gettext_noop("Whoever set the time may not publish any more."),
    "unexpected": gettext_noop("Something went wrong that nobody expected. An operator finds it in the log."),
}
"""Codes of rules. Of those that are not here the rule's own words are said."""

BAD_INPUT: Final = (
    gettext_noop("Say what is to be changed: in a note, or at a field."),
    gettext_noop("The remark is empty: say what is to be changed."),
    gettext_noop("The remark is on no field of a case."),
    gettext_noop("That moment has passed: take a later one, or publish now."),
    gettext_noop("That is more than a year ahead."),
    gettext_noop("The deadline will have passed by then: nobody could write any more."),
    gettext_noop("That day lies too far away."),
    gettext_noop("There is no such time on that day: the clocks are put forward over it. Take a time an hour later."),
    gettext_noop("That time comes twice on that day: the clocks are put back. Take another, or say it in Etc/UTC."),
    gettext_noop("There is no such text to compare."),
)
"""Sentences of the services, as they are there."""


def why(error: Refused | BadInput) -> str:
    """A sentence for a person: what is wrong and what to do."""
    rule = error.rule if isinstance(error, Refused) else ""
    return rule_in_words(rule) or _(str(error))


def rule_in_words(rule: str) -> str:
    """Empty for a rule that this room has no words for."""
    return _(_RULES[rule]) if rule in _RULES else ""
