"""Errors of the operator's settings for the channels. What a carrier answers is a `Refusal` (`carrying.py`).

ChannelError
├── UnusableServer   TOCSIN_SMTP does not name a mail server
├── UnusableKey      the DKIM key cannot be used
└── UnusableFax      TOCSIN_SENDFAX does not name HylaFAX's program
"""

from __future__ import annotations


class ChannelError(Exception):
    """Base of all. `str(error)` names the setting and says what to do."""


class UnusableServer(ChannelError):
    """TOCSIN_SMTP is not the address of a mail server."""


class UnusableKey(ChannelError):
    """The key, the selector or the domain for DKIM cannot be used."""


class UnusableFax(ChannelError):
    """TOCSIN_SENDFAX is not a program that can be run."""
