"""The vocabularies of the ledger: routes, kinds, and why something is held back."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a row of the ledger is."""

    LETTER = "letter"
    NOTICE = "notice"
    """A message from the network to a writer: a link to confirm, news of their letters."""


class Route(StrEnum):
    """How a letter travels."""

    NETWORK_EMAIL = "network-email"
    """E-mail from the network's domain in the writer's name."""
    OWN_MAIL = "own-mail"
    """The writer's own mailbox: link, draft or copying."""
    NETWORK_FAX = "network-fax"
    OWN_FAX = "own-fax"
    """A file for a fax machine of the writer's own."""
    OWN_PAPER = "own-paper"
    NETWORK_PAPER = "network-paper"
    """Printed and posted by a section's volunteers."""
    THROUGH_MISSION = "through-mission"
    """On paper to the embassy, with the request to forward it: where no post goes to the state itself."""
    WEB_FORM = "web-form"


BY_NETWORK = frozenset({Route.NETWORK_EMAIL, Route.NETWORK_FAX, Route.NETWORK_PAPER})
"""Routes on which the network hands over, so that the writer's address is confirmed first."""

BY_WORKER = frozenset({Route.NETWORK_EMAIL, Route.NETWORK_FAX})
"""Routes on which a machine hands over, without people."""


class SaidFailing(StrEnum):
    """How a writer knows that an address does not reach the office. A code out of a short list and no text, so that
    nothing about a person is kept with it.
    """

    CAME_BACK = "came-back"
    """The message, or by post the letter, came back."""
    NO_ANSWER = "no-answer"
    NOT_A_FAX = "not-a-fax"
    """Somebody answers the number, and no machine does."""
    NO_FORM = "no-form"
    """The form is gone, or cannot be sent."""
    MOVED = "moved"
    """The office says that it is reached another way now."""


class Why(StrEnum):
    """Why a letter stands where it stands, where the state alone does not say it. For pages: a code, no text."""

    STOPPED = "stopped"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    """The case is no longer public."""
    DEADLINE = "deadline"
    TAKEN_BACK = "taken-back"
    """By the writer."""
    NOT_CONFIRMED = "not-confirmed"
    FLOOD = "flood"
    """Many nearly the same at once: an operator looks first."""
    OPERATOR = "operator"
    ADDRESS = "address"
    """The address or number does not exist."""
    GIVEN_UP = "given-up"
    """Tried for five days, or ten times by fax."""
    TEST = "test"
    """Of the test mode: kept on this machine, not sent."""
    UNPRINTABLE = "unprintable"
    """It has a character that no font has, so it cannot be faxed."""
    RESTORED = "restored"
    """A backup was brought back: nobody knows what was handed over since."""
    ERROR = "error"
    ALREADY = "already"
    """The same person has a letter to the same official for the same edition."""
