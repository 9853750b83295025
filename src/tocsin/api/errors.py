"""Why an address has no file. Both are turned into an answer by `answers.answered`.

Unanswered
├── NotHere   404: there is no such thing
└── Gone      410: there was, and it is no longer published
"""

from __future__ import annotations


class Unanswered(Exception):
    """`str(error)` is plain words in the reader's language; `status` is the code of the answer."""

    status = 404
    word = "not found"


class NotHere(Unanswered):
    """There is no such action, edition, language or place."""


class Gone(Unanswered):
    """The case was taken down, or the consent that it rests on has ended: the same words for both."""

    status = 410
    word = "gone"
