"""Errors that every service may raise.

Refused           a rule forbids it: says which, and what to do (exit code 1)
└── NotThere      there is no such thing, or not for this person: the same words for both
BadInput          what was given cannot be used (exit code 2)
"""


class Refused(Exception):
    """A rule forbids it. `str(error)` is plain words; `rule` is its code, for logs, tests and scripts."""

    def __init__(self, message: str, rule: str = "refused") -> None:
        super().__init__(message)
        self.rule = rule


class NotThere(Refused):
    """Hidden and missing answer alike."""

    def __init__(self, what: str) -> None:
        super().__init__(f"There is no {what}, or it is not yours to see.", "not-there")


class BadInput(Exception):
    """What was given cannot be used; the sentence says what is wrong with it."""
