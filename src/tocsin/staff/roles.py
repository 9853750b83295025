"""Roles, and what each may do: one table of data."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """What somebody does for the network; one person may have several."""

    AUTHOR = "author"
    REVIEWER = "reviewer"
    TRANSLATOR = "translator"
    COORDINATOR = "coordinator"
    """Section coordinator."""
    OPERATOR = "operator"


class Deed(StrEnum):
    """Something that is done to a case, the directory, the staff or the system."""

    SEE = "see"
    """Cases that are not public, the directory, the staff."""
    WRITE = "write"
    """Import, make, edit, submit, update, outcome, consent, sealed notes."""
    APPROVE = "approve"
    PUBLISH = "publish"
    LESSEN = "lessen"
    """Stop, take down, withdraw, end consent: whatever only lessens exposure."""
    OPEN_SEALED = "open sealed notes"
    TRANSLATE = "translate"
    READ_TRANSLATION = "second-read a translation"
    LOCALISE = "localise"
    """Section notes and extensions."""
    DIRECTORY = "keep the directory"
    SECTIONS = "keep sections"
    STAFF = "keep the staff"
    CONFIRM_STAFF = "confirm staff"
    KEYS = "keep the keys"
    OUTBOX = "keep the outbox"
    """Hold, release, retry and pause what goes out."""
    ALERTS = "keep the alerts"
    """Let alerts go on that were paused, end one, set how many go to one mail domain."""
    PRINT = "print and post letters"
    REPLIES = "read what officials reply"
    MEMBERS = "keep the members"
    """Import and export lists of them."""
    ERASE_MEMBER = "erase a member"


A, R, T, C, O = Role.AUTHOR, Role.REVIEWER, Role.TRANSLATOR, Role.COORDINATOR, Role.OPERATOR  # noqa: E741

MAY: Mapping[Deed, frozenset[Role]] = {
    Deed.SEE: frozenset({A, R, T, C, O}),
    Deed.WRITE: frozenset({A}),
    Deed.APPROVE: frozenset({R}),
    Deed.PUBLISH: frozenset({A, R}),
    Deed.LESSEN: frozenset({A, R, C, O}),
    Deed.OPEN_SEALED: frozenset({A, R}),
    Deed.TRANSLATE: frozenset({T}),
    Deed.READ_TRANSLATION: frozenset({T, R}),
    Deed.LOCALISE: frozenset({C}),
    Deed.DIRECTORY: frozenset({A, R, C}),
    Deed.SECTIONS: frozenset({O}),
    Deed.STAFF: frozenset({C, O}),
    Deed.CONFIRM_STAFF: frozenset({A, R, C, O}),
    Deed.KEYS: frozenset({O}),
    Deed.OUTBOX: frozenset({O}),
    Deed.ALERTS: frozenset({R, O}),
    Deed.PRINT: frozenset({C, O}),
    Deed.REPLIES: frozenset({A, R, C}),
    Deed.MEMBERS: frozenset({C}),
    Deed.ERASE_MEMBER: frozenset({C, O}),
}
