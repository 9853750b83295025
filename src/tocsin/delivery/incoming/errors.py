"""Errors of this package. Reading a message raises none.

IncomingError
└── UnusableDoor   the place at which mail is to be taken cannot be had
"""

from __future__ import annotations


class IncomingError(Exception):
    """Base of all. `str(error)` says what to do."""


class UnusableDoor(IncomingError):
    """HOST:PORT is not of this machine, or another program has it."""
