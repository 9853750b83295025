"""The vocabularies of the directory."""

from __future__ import annotations

from enum import StrEnum


class ContactKind(StrEnum):
    """A way to reach an office."""

    POST = "post"
    EMAIL = "email"
    FAX = "fax"
    PHONE = "phone"
    SOCIAL = "social"
    WEB_FORM = "web_form"


class ContactState(StrEnum):
    """What is known of a contact point. The moves between them stand in `health.MOVES`."""

    UNVERIFIED = "unverified"
    WORKING = "working"
    FAILING = "failing"
    DEAD = "dead"


class ContactEvent(StrEnum):
    """What happened to a contact point."""

    CONFIRMED = "confirmed"
    """It was taken by the official's own server, or somebody made sure of it."""
    BOUNCED = "bounced"
    REPORTED_FAILING = "reported_failing"
    """A writer or a section says that it does not work."""
    GIVEN_UP = "given_up"
    CORRECTED = "corrected"
    """What is written there was changed, or entered again."""


class Register(StrEnum):
    """How formal a salutation is."""

    FORMAL = "formal"
    PLAIN = "plain"


class Source(StrEnum):
    """Where a mission was learned of."""

    OWN = "own"
    """A list in our own layout, kept by the network."""
    EMBASSIES = "embassies"
    """The public-domain database of embassies."""
