"""What a mail server's answer means for the letter, for the address, and for everybody else's letters."""

from __future__ import annotations

from enum import StrEnum

from tocsin.delivery.channels.carrying import Refusal
from tocsin.delivery.channels.email.wire import Reply


class Stage(StrEnum):
    """How far the conversation has come. Up to SENDER it is between our carrier and us, whoever the recipient is."""

    CONNECT = "connect"
    GREETING = "greeting"
    HELLO = "hello"
    TLS = "tls"
    SIGN_IN = "sign-in"
    SENDER = "sender"
    RECIPIENT = "recipient"
    DATA = "data"
    TEXT = "text"


_OURS = frozenset({Stage.CONNECT, Stage.GREETING, Stage.HELLO, Stage.TLS, Stage.SIGN_IN, Stage.SENDER})
_CARRIER_FAILS = "The mail server that sends for the network does not work at the moment; the letter waits."
_LATER = "The mail server does not take the letter at the moment; it is tried again."
_IN_DOUBT = "The mail server did not say whether it took the letter; it is sent again, and may arrive twice."
_TOO_LARGE = "The letter is larger than the mail server takes."
_NO_ADDRESS = "The mail server says that this address does not take letters."
_REFUSED = "The mail server refused the letter."

# RFC 3463: bad mailbox, bad system, bad syntax, moved, null MX (RFC 7505); mailbox disabled.
_OF_THE_ADDRESS = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
_OF_THE_RECIPIENT = frozenset({"550", "551", "553"})
_AT_RECIPIENT = "recipient"


def is_about_address(answer: str) -> bool:
    """Whether an answer (“550 5.1.1”, “5.1.1”, “550 recipient”) says that nobody can be reached there.

    Policies, sizes and full mailboxes say nothing of the kind: they must not mark a contact point for everybody.
    """
    first, _, second = answer.strip().partition(" ")
    return (second or first) in _OF_THE_ADDRESS or (first in _OF_THE_RECIPIENT and second == _AT_RECIPIENT)


def names_the_address(answer: str) -> bool:
    """Whether an answer says so by its enhanced code. An old code without one is also what a relay says that does not
    like us: it must not strike off everybody who is mailed that hour.
    """
    return answer.strip().rpartition(" ")[2] in _OF_THE_ADDRESS


def of_recipient(code: str) -> str:
    """How an old code without its second part is noted where it was the recipient that was refused."""
    return f"{code} {_AT_RECIPIENT}" if code in _OF_THE_RECIPIENT else code


def refusal_of(stage: Stage, reply: Reply) -> Refusal:
    """What a refusing answer at that stage means."""
    if stage in {Stage.SENDER, Stage.RECIPIENT, Stage.DATA, Stage.TEXT} and _is_about_size(reply):
        return Refusal(_TOO_LARGE, reply.answer, permanent=True)
    if stage in _OURS or reply.code == 421 or reply.code in {530, 535, 538}:
        return Refusal(_CARRIER_FAILS, reply.answer, permanent=False, carrier_down=True)
    if reply.code < 500 or _is_policy_on_recipient(stage, reply):
        return Refusal(_LATER, reply.answer, permanent=False)
    answer = of_recipient(reply.answer) if stage is Stage.RECIPIENT else reply.answer
    return Refusal(_NO_ADDRESS if is_about_address(answer) else _REFUSED, answer, permanent=True)


def silence_of(stage: Stage, answer: str) -> Refusal:
    """What it means that no answer came: too late, none at all, or none of SMTP. answer: our own word for it."""
    if stage is Stage.TEXT:
        return Refusal(_IN_DOUBT, answer, permanent=False, in_doubt=True)
    ours = stage in _OURS
    return Refusal(_CARRIER_FAILS if ours else _LATER, answer, permanent=False, carrier_down=ours)


def _is_about_size(reply: Reply) -> bool:
    return reply.enhanced == "5.3.4" or (reply.code == 552 and not reply.enhanced)


def _is_policy_on_recipient(stage: Stage, reply: Reply) -> bool:
    """“Relaying denied” and its like pass when our own carrier is set right: no letter ends by them."""
    return stage is Stage.RECIPIENT and reply.enhanced.startswith("5.7.")
