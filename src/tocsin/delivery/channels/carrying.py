"""What every way of handing a message to its next carrier has in common: it gives a Receipt or raises a Refusal."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Receipt:
    """The next carrier took it. answer: its codes, for the ledger. final: whether it was the recipient's own server or
    machine, so that the letter is “accepted” and not only “handed over”. job: the carrier's own number for it.
    """

    answer: str
    final: bool = False
    job: str = ""


class Refusal(Exception):
    """The next carrier did not take it. `str(error)` is one plain sentence for the writer, without private data.

    answer: reply codes for the ledger (“550 5.1.1”), never the server's own words, which may quote the letter.
    permanent: refused for good. carrier_down: our own carrier fails, whoever the recipient is; nothing is said of the
    address, and every other letter waits too. in_doubt: it may have been taken; it is sent again with the same
    Message-ID.
    """

    def __init__(
        self, told: str, answer: str, *, permanent: bool, carrier_down: bool = False, in_doubt: bool = False
    ) -> None:
        super().__init__(told)
        self.answer = answer
        self.permanent = permanent
        self.carrier_down = carrier_down
        self.in_doubt = in_doubt
