"""Errors of this package. Nothing else leaves it.

LettersError
├── InvalidWriter     the writer's file has a wrong, missing or unknown key
├── InvalidPeople     the list of people for an evening has wrong rows, or is no such list
├── InvalidMissions   the list of missions is not in a layout that is known
├── InvalidAppeal     the text is empty, not UTF-8, or names a writer who signs with initials
└── UnwritableFolder  the letters cannot be put where they were asked for
    └── OccupiedFolder    other letters are there already, or another run is at work
"""

from collections.abc import Sequence


class LettersError(Exception):
    """Base of all. `str(error)` is one plain sentence for a person; `detail` is for the operator's log."""

    def __init__(self, message: str, *, detail: str = "") -> None:
        super().__init__(message)
        self.detail = detail


class InvalidWriter(LettersError):
    """What is said of the writer cannot be used; the sentence names the key, and so does `key` where there is one."""

    def __init__(self, message: str, *, key: str = "", detail: str = "") -> None:
        super().__init__(message, detail=detail)
        self.key = key


class InvalidPeople(LettersError):
    """The list of people cannot be used. `wrong`: one sentence a wrong row, in the list's order; none left out."""

    def __init__(self, wrong: Sequence[str]) -> None:
        super().__init__(" ".join(wrong[:3]))
        self.wrong = tuple(wrong)

    @property
    def lines(self) -> tuple[str, ...]:
        """At most three lines for a person; the last says how many more rows are wrong."""
        more = len(self.wrong) - 3
        shown = self.wrong[:3]
        if more <= 0:
            return shown
        return (*shown[:-1], f"{shown[-1]} And {more:,} more {'row is' if more == 1 else 'rows are'} wrong.")


class InvalidMissions(LettersError):
    """The list of missions cannot be read; the sentence names the line or the column."""


class InvalidAppeal(LettersError):
    """The appeal's text cannot be sent as it is."""


class UnwritableFolder(LettersError):
    """The folder for the letters cannot be made or written."""


class OccupiedFolder(UnwritableFolder):
    """Letters that must not be mixed with these are in the folder, or being put there."""
