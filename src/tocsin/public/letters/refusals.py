"""Why something was not done, in the reader's words: what is wrong, what was kept, what to do."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tocsin.appeals.entering import HasChanged, NotYet
from tocsin.appeals.matter import GoneFromPublic, NoLongerOpen
from tocsin.appeals.wish import Fault
from tocsin.delivery.kinds import Why
from tocsin.public.letters.page import Trouble
from tocsin.records.errors import BadInput, Refused

_KEPT = gettext_noop("Nothing was changed, and your text is kept.")

_BY_RULE: Mapping[str, tuple[str, str]] = {
    "letter-state": (
        gettext_noop("This letter has moved on meanwhile"),
        gettext_noop("What is true of it now stands below."),
    ),
    "replaced": (
        gettext_noop("Another letter has taken this one’s place already"),
        gettext_noop("It stands below, with what can be done about it."),
    ),
    "route": (gettext_noop("This way is not open any more"), gettext_noop("The ways that are left stand below.")),
    "email-needed": (
        gettext_noop("For this we need your e-mail address"),
        gettext_noop("Take a way of your own, or write again and give an address."),
    ),
    "links": (
        gettext_noop("No more links are sent for these letters"),
        gettext_noop("Take a way of your own, or write again tomorrow."),
    ),
    "unprintable": (
        gettext_noop("We cannot print or fax this letter"),
        gettext_noop("It has too many pages, or a character that no font has. Take another way, or write it again."),
    ),
    "not-yours": (
        gettext_noop("This letter is sent by the network"),
        gettext_noop("Its state is known here: you need not tell us."),
    ),
    "nothing-waits": (
        gettext_noop("Nothing waits to be confirmed"),
        gettext_noop("How each letter stands, you see below."),
    ),
    "link-ended": (
        gettext_noop("This link has ended"),
        gettext_noop("It works for 24 hours, and a newer link ends an older one. Your page can send you a new one."),
    ),
    "has-changed": (
        gettext_noop("This action was updated after you wrote"),
        gettext_noop("The letters were not sent. Read what has changed, then go on with your text."),
    ),
    "failing": (
        gettext_noop("Say how you know that the address does not work"),
        gettext_noop("Choose one of the sentences below the letter. Of some letters nothing of this kind can be said."),
    ),
    "not-there": (
        gettext_noop("This letter is not on your page"),
        gettext_noop("How each letter stands, you see below."),
    ),
}

_CLOSED: Mapping[Why, tuple[str, str]] = {
    Why.STOPPED: (
        gettext_noop("Please send no more letters for this action"),
        gettext_noop("It was stopped. The letters were not sent."),
    ),
    Why.DEADLINE: (
        gettext_noop("The last day of this action has passed"),
        gettext_noop("The letters were not sent."),
    ),
    Why.WITHDRAWN: (
        gettext_noop("This action is no longer public"),
        gettext_noop("Please do not write about it, and do not pass on what you have."),
    ),
}

_OTHERWISE = (gettext_noop("This cannot be done now"), gettext_noop("How each letter stands, you see below."))


def trouble_of(error: Refused | BadInput) -> Trouble:
    """The words for what a service refused."""
    heading, sentence = _words(error)
    return Trouble(_(heading), (_(sentence), _(_KEPT)))


def _words(error: Refused | BadInput) -> tuple[str, str]:
    match error:
        case BadInput():
            return (
                gettext_noop("This number cannot be used"),
                gettext_noop("How many letters were sent is a whole number from 1 to 5000."),
            )
        case NotYet() if Fault.FLOOD in error.faults:
            return (
                gettext_noop("Too much came from the same place today"),
                gettext_noop("Try again tomorrow, or send your letters yourself: your own ways stand below."),
            )
        case HasChanged():
            return _BY_RULE["has-changed"]
        case GoneFromPublic():
            return _CLOSED[Why.WITHDRAWN]
        case NoLongerOpen():
            return _CLOSED.get(error.why, _OTHERWISE)
        case _:
            return _BY_RULE.get(error.rule, _OTHERWISE)
