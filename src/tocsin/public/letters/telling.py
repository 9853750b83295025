"""What is true of a letter, in words: one table for every state by every route, and one for every reason.

Never more than is known. That a server took a letter says nothing of whether anybody reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext_noop

from tocsin.delivery.kinds import Route, Why
from tocsin.delivery.states import LetterState

type Mark = Literal["done", "moving", "yours", "bad", ""]
"""The mark beside the words; empty where there is nothing to do."""


@dataclass(frozen=True, slots=True)
class Telling:
    """heading: a few words; a moment is put behind it where `dated`. sentence: what it means and what happens next."""

    mark: Mark
    heading: str
    sentence: str
    dated: bool = True


_S, _R = LetterState, Route

_TELLINGS: Mapping[LetterState, Mapping[Route | None, Telling]] = {
    _S.WRITTEN: {
        None: Telling("yours", gettext_noop("Yours to send"), gettext_noop("Send it, then tell us."), dated=False),
        _R.OWN_MAIL: Telling(
            "yours",
            gettext_noop("Ready for your mailbox"),
            gettext_noop("Press send in your own program, then tell us."),
            dated=False,
        ),
        _R.OWN_PAPER: Telling(
            "yours",
            gettext_noop("Yours to print"),
            gettext_noop("Print it, sign it, post it, then tell us."),
            dated=False,
        ),
        _R.THROUGH_MISSION: Telling(
            "yours",
            gettext_noop("Yours to print"),
            gettext_noop("No post goes there now. The letter asks the embassy to forward it: post it to the embassy."),
            dated=False,
        ),
        _R.OWN_FAX: Telling(
            "yours",
            gettext_noop("Yours to fax"),
            gettext_noop("Give the file to a fax machine or a fax service, then tell us."),
            dated=False,
        ),
        _R.WEB_FORM: Telling(
            "yours",
            gettext_noop("Yours to send by their form"),
            gettext_noop("Open the form of the office, paste the text into it, send it, then tell us."),
            dated=False,
        ),
    },
    _S.WAITING: {
        None: Telling(
            "yours",
            gettext_noop("Waiting for your confirmation"),
            gettext_noop(
                "It goes as soon as you press the button behind the link that we sent to your e-mail address."
            ),
            dated=False,
        ),
        _R.NETWORK_PAPER: Telling(
            "yours",
            gettext_noop("Waiting for your confirmation"),
            gettext_noop(
                "Volunteers print it once you press the button behind the link that we sent to your e-mail address."
            ),
            dated=False,
        ),
    },
    _S.READY: {
        None: Telling(
            "moving",
            gettext_noop("Queued"),
            gettext_noop("It leaves when its turn comes: only a few letters a minute go to one office."),
            dated=False,
        ),
        _R.NETWORK_FAX: Telling(
            "moving",
            gettext_noop("Queued"),
            gettext_noop("Faxes are sent between 8 and 20 o’clock at the other end; a busy line is tried again."),
            dated=False,
        ),
        _R.NETWORK_PAPER: Telling(
            "moving",
            gettext_noop("In the print queue"),
            gettext_noop("Volunteers of the section print and post it."),
            dated=False,
        ),
    },
    _S.HANDED_OVER: {
        None: Telling("moving", gettext_noop("Handed over"), gettext_noop("Whether anyone reads it, we cannot see.")),
        _R.NETWORK_EMAIL: Telling(
            "moving",
            gettext_noop("Handed over"),
            gettext_noop(
                "We gave the letter to our mail server. The office’s server has not answered yet; when it accepts or "
                "refuses the letter, this page says so. Whether anyone reads it, we cannot see."
            ),
        ),
        _R.NETWORK_FAX: Telling(
            "moving",
            gettext_noop("Handed over"),
            gettext_noop(
                "Our fax server took the letter and dials the number. Whether anyone reads it, we cannot see."
            ),
        ),
        _R.NETWORK_PAPER: Telling(
            "done",
            gettext_noop("Posted by volunteers"),
            gettext_noop("They say that it is in the post. Whether it arrives, we cannot see."),
        ),
    },
    _S.ACCEPTED: {
        None: Telling("done", gettext_noop("Accepted"), gettext_noop("Whether anyone reads it, we cannot see.")),
        _R.NETWORK_EMAIL: Telling(
            "done",
            gettext_noop("Accepted by the office’s server"),
            gettext_noop("The office’s mail server took the letter. Whether anyone reads it, we cannot see."),
        ),
        _R.NETWORK_FAX: Telling(
            "done",
            gettext_noop("Accepted by the other machine"),
            gettext_noop("The machine at the other end took every page. Whether anyone reads it, we cannot see."),
        ),
    },
    _S.BOUNCED: {
        None: Telling(
            "bad",
            gettext_noop("Bounced"),
            gettext_noop(
                "The mail server at the other end refused it for good, or sent it back. Your letter was kept."
            ),
        ),
        _R.NETWORK_PAPER: Telling(
            "bad", gettext_noop("Came back"), gettext_noop("The post returned it. Your letter was kept.")
        ),
    },
    _S.FAILED: {
        None: Telling(
            "bad",
            gettext_noop("Not taken"),
            gettext_noop(
                "We tried for as long as it makes sense, and the other side never took it. Your letter was kept."
            ),
        ),
        _R.NETWORK_FAX: Telling(
            "bad",
            gettext_noop("Not taken"),
            gettext_noop("The number was dialled ten times, and no machine took the letter. Your letter was kept."),
        ),
    },
    _S.UNKNOWN: {
        None: Telling(
            "",
            gettext_noop("Handed over, and no news"),
            gettext_noop(
                "Five days have passed without an answer of the other side. It may have arrived. Nothing is left to do."
            ),
        ),
    },
    _S.HELD: {
        None: Telling(
            "moving",
            gettext_noop("Held"),
            gettext_noop(
                "Somebody of the network looks at it before it goes. Nothing is lost, and nothing is yours to do."
            ),
        ),
    },
    _S.FROZEN: {
        None: Telling(
            "moving",
            gettext_noop("Stuck by a fault of ours"),
            gettext_noop("It was not sent. The network has been told, and sends it when the fault is mended."),
        ),
    },
    _S.RECALLED: {None: Telling("", gettext_noop("Held back"), gettext_noop("It was not sent."))},
    _S.EXPIRED: {None: Telling("", gettext_noop("Not sent in time"), gettext_noop("It was not sent."))},
    _S.REPORTED: {
        None: Telling("done", gettext_noop("Sent, as you told us"), gettext_noop("Whether it arrives, we cannot see.")),
        _R.OWN_PAPER: Telling(
            "done", gettext_noop("Posted, as you told us"), gettext_noop("Whether it arrives, we cannot see.")
        ),
        _R.THROUGH_MISSION: Telling(
            "done",
            gettext_noop("Posted to the embassy, as you told us"),
            gettext_noop("Whether the embassy forwards it, we cannot see."),
        ),
        _R.OWN_FAX: Telling(
            "done", gettext_noop("Faxed, as you told us"), gettext_noop("Whether anyone reads it, we cannot see.")
        ),
    },
}

_ENDS: Mapping[Why, str] = {
    Why.STOPPED: gettext_noop(
        "The action was stopped: please send no more letters, and do not post what you have printed."
    ),
    Why.SUPERSEDED: gettext_noop(
        "The action was updated before it could go. Read what has changed, and send your text again under the new "
        "edition."
    ),
    Why.WITHDRAWN: gettext_noop(
        "The action is no longer public. Please do not write about it, and do not pass on what you have."
    ),
    Why.DEADLINE: gettext_noop("The last day had passed before it could go."),
    Why.TAKEN_BACK: gettext_noop("You took it back."),
    Why.NOT_CONFIRMED: gettext_noop("It was not confirmed within seven days."),
    Why.FLOOD: gettext_noop("Many letters nearly the same as this came in at once, so one of us looks first."),
    Why.OPERATOR: gettext_noop("Whoever runs this network has stopped it for the moment."),
    Why.ADDRESS: gettext_noop("The address does not work: whoever writes next is told so."),
    Why.TEST: gettext_noop("This is a test: it was kept on this machine, and nobody has received it."),
    Why.UNPRINTABLE: gettext_noop("It has a character that no font has, so it cannot be faxed."),
    Why.GIVEN_UP: gettext_noop("E-mail is tried for five days, a fax ten times."),
    Why.RESTORED: gettext_noop(
        "A backup was brought back, and we do not know whether it had gone. One of us looks, so that it does not go "
        "twice."
    ),
    Why.ERROR: gettext_noop("Whoever runs this network finds it by its reference."),
    Why.ALREADY: gettext_noop(
        "You have another letter to the same office for this edition: one from each person is enough."
    ),
}


def telling_of(state: str, route: str) -> Telling:
    """Every state by every route has words, also where the two do not come together today."""
    by_route = _TELLINGS[LetterState(state)]
    return by_route.get(Route(route), by_route[None])


def reason_of(why: str) -> str:
    """The sentence for a reason, not translated yet; empty where the state says it all."""
    return _ENDS[Why(why)] if why else ""
