"""The ledger in the desk's words: states, reasons, ways, answers. Never “delivered”: nobody can know that."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tocsin.delivery.kinds import Kind, Route, Why
from tocsin.delivery.states import LetterState
from tocsin.desk.saying import Mark

S = LetterState
STATES: Final = {
    S.READY: gettext_noop("Ready to go"),
    S.HELD: gettext_noop("Held"),
    S.FROZEN: gettext_noop("Frozen by an error"),
    S.HANDED_OVER: gettext_noop("Handed over"),
    S.ACCEPTED: gettext_noop("Accepted by the server"),
    S.BOUNCED: gettext_noop("Bounced"),
    S.FAILED: gettext_noop("Failed"),
    S.UNKNOWN: gettext_noop("Unknown: no news in five days"),
    S.RECALLED: gettext_noop("Held back for good"),
    S.EXPIRED: gettext_noop("Too late to go"),
    S.REPORTED: gettext_noop("Sent, as the writer told us"),
    S.WAITING: gettext_noop("Waits for its writer to confirm"),
    S.WRITTEN: gettext_noop("In its writer’s hands"),
}
_LOOKS: Final = {
    S.READY: "moving", S.HANDED_OVER: "moving", S.ACCEPTED: "done", S.REPORTED: "done", S.HELD: "yours",
    S.FROZEN: "failed", S.BOUNCED: "failed", S.FAILED: "failed",
}  # fmt: skip
_WHYS: Final = {
    Why.STOPPED: gettext_noop("The case was stopped."),
    Why.SUPERSEDED: gettext_noop("A later edition took its place."),
    Why.WITHDRAWN: gettext_noop("The case is no longer public."),
    Why.DEADLINE: gettext_noop("The deadline has passed."),
    Why.TAKEN_BACK: gettext_noop("Its writer took it back."),
    Why.NOT_CONFIRMED: gettext_noop("Its writer did not confirm it in time."),
    Why.FLOOD: gettext_noop("Many letters that are nearly the same came at once: somebody looks first."),
    Why.OPERATOR: gettext_noop("An operator did this."),
    Why.ADDRESS: gettext_noop("The address or number does not exist."),
    Why.GIVEN_UP: gettext_noop("It was tried for five days, or ten times by fax."),
    Why.TEST: gettext_noop("Test mode: it was kept here and sent to nobody."),
    Why.UNPRINTABLE: gettext_noop("It has a character that no font has, so it cannot be faxed."),
    Why.RESTORED: gettext_noop("A backup was brought back: nobody knows what was handed over since."),
    Why.ERROR: gettext_noop("Our own mail or fax server failed, or errors piled up."),
    Why.ALREADY: gettext_noop("The same person has a letter to this official already."),
}
_ROUTES: Final = {
    Route.NETWORK_EMAIL: gettext_noop("E-mail by the network"),
    Route.OWN_MAIL: gettext_noop("The writer’s own e-mail"),
    Route.NETWORK_FAX: gettext_noop("Fax by the network"),
    Route.OWN_FAX: gettext_noop("The writer’s own fax"),
    Route.OWN_PAPER: gettext_noop("Paper, posted by the writer"),
    Route.NETWORK_PAPER: gettext_noop("Paper, printed and posted by volunteers"),
    Route.THROUGH_MISSION: gettext_noop("Paper, through the embassy"),
    Route.WEB_FORM: gettext_noop("The office’s own form"),
}
_KINDS: Final = {Kind.LETTER: gettext_noop("Letter"), Kind.NOTICE: gettext_noop("Notice to a writer")}
_DEEDS: Final = {
    "hold": gettext_noop("Held by"),
    "release": gettext_noop("Released by"),
    "retry": gettext_noop("Tried again by"),
    "pause": gettext_noop("Paused by"),
}
_ANSWERS: Final = (
    ("posted", gettext_noop("A volunteer put it into the post.")),
    ("4.", gettext_noop("The server asks to try later.")),
    ("5.1.", gettext_noop("The server says that there is no such address.")),
    ("5.2.", gettext_noop("The mailbox is full, closed or takes no more.")),
    ("5.3.", gettext_noop("The server itself does not take it.")),
    ("5.4.", gettext_noop("The server cannot be reached.")),
    ("5.7.", gettext_noop("The server refuses it by a rule of its own.")),
    ("5", gettext_noop("The server refuses it for good.")),
    ("4", gettext_noop("The server asks to try later.")),
    ("2", gettext_noop("The server took it.")),
)
"""By how an answer's most telling part begins."""


def state_of(code: str) -> str:
    return _(STATES.get(LetterState(code), code))


def mark_of(code: str) -> Mark:
    return Mark(state_of(code), _LOOKS.get(LetterState(code), ""))


def why(code: str) -> str:
    return _(_WHYS[Why(code)]) if code in set(Why) else code


def route(code: str) -> str:
    return _(_ROUTES[Route(code)])


def kind(code: str) -> str:
    return _(_KINDS[Kind(code)])


def deed(code: str) -> str:
    return _(_DEEDS[code])


def answer(codes: str) -> str:
    """What the codes of a last answer mean; empty where they tell nothing more than they are."""
    parts = codes.split()
    telling = next((part for part in parts if part.count(".") == 2), parts[0] if parts else "")
    return next((_(words) for begin, words in _ANSWERS if telling.startswith(begin)), "")
