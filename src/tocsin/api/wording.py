"""Texts of cases where other programs read them: nothing in them may end a line, a field or an element early."""

from __future__ import annotations

import re

from django.utils.translation import gettext

from tocsin.actions.states import EditionState
from tocsin.typesetting import clean

# Not characters, and the only ones that a cleaned text may still have and XML 1.0 may not.
_NO_CHARACTERS = re.compile("[\ufffe\uffff]")


def lines_of(text: str) -> str:
    """The text with line feeds as its only line ends and without controls."""
    return _NO_CHARACTERS.sub("", clean(text))


def one_line(text: str) -> str:
    return " ".join(lines_of(text).split())


def titled(headline: str, state: EditionState) -> str:
    """The headline of a case, with its state before it where that is not live."""
    titles = {
        EditionState.STOPPED: gettext("Stopped: %(headline)s"),
        EditionState.CLOSED: gettext("Closed: %(headline)s"),
        EditionState.EXPIRED: gettext("Deadline passed: %(headline)s"),
    }
    return titles[state] % {"headline": headline} if state in titles else headline
