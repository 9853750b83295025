"""Errors of this package. Nothing else leaves it.

LettersError
├── InvalidWriter     the writer's file has a wrong, missing or unknown key
├── InvalidMissions   the list of missions is not in a layout that is known
├── InvalidAppeal     the text is empty, not UTF-8, or names a writer who signs with initials
└── UnwritableFolder  the letters cannot be put where they were asked for
"""


class LettersError(Exception):
    """Base of all. `str(error)` is one plain sentence for a person; `detail` is for the operator's log."""

    def __init__(self, message: str, *, detail: str = "") -> None:
        super().__init__(message)
        self.detail = detail


class InvalidWriter(LettersError):
    """What is said of the writer cannot be used; the sentence names the key."""


class InvalidMissions(LettersError):
    """The list of missions cannot be read; the sentence names the line or the column."""


class InvalidAppeal(LettersError):
    """The appeal's text cannot be sent as it is."""


class UnwritableFolder(LettersError):
    """The folder for the letters cannot be made or written."""
