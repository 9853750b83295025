"""Alerts in test mode: each lies in the outbox on this machine, and the ledger goes on as if it went."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from tocsin.delivery.channels.email.stream import Outcome, Parcel, Record
from tocsin.delivery.channels.outbox.maildir import keep

ANSWER: Final = "250 kept in the outbox of the test mode"
_MESSAGE_ID: Final = re.compile(rb"^Message-ID: (<[^>]+>)", re.MULTILINE)


class OutboxStream:
    """As `Stream`, without a server. folder: TOCSIN_DATA/outbox."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def run(self, parcels: Iterator[Parcel], record: Record, may_go: Callable[[], bool]) -> None:
        """One after the other, each on disk before it is recorded."""
        for parcel in parcels:
            if not may_go():
                return
            octets = parcel.make()
            named = _MESSAGE_ID.search(octets)
            assert named is not None, "every message has a Message-ID"
            keep(self._folder, octets, named[1].decode())
            record([Outcome(parcel, None, ANSWER)])

    def close(self) -> None:
        """Nothing is open."""
