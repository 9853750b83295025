"""Telling the operators that the outbox waits: by e-mail, through the same ledger, at most once a day for each reason.

It is the one message that goes while the program itself has paused the outbox; where the mail server is what fails, it
goes when that works again, and until then the log and `tocsin outbox list` say it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from django.conf import settings

from tocsin.delivery.channels.email.message import Mail
from tocsin.delivery.incoming.tokens import AddressKind, address, new_token, token_hash
from tocsin.delivery.kinds import Kind, Route
from tocsin.delivery.models import Letter
from tocsin.delivery.states import LetterState
from tocsin.records.fields import Sealed
from tocsin.staff.models import Grant
from tocsin.staff.roles import Role

KEY: Final = "operator"
ONCE_IN: Final = timedelta(days=1)


class Alarm(StrEnum):
    """Why somebody has to look."""

    ERRORS = "errors"
    CARRIER = "carrier"
    HELD = "held"


_WORDS: Mapping[Alarm, tuple[str, str]] = {
    Alarm.ERRORS: (
        "The outbox is paused: letters are frozen",
        "Several letters met an error that nobody expected, so the outbox of {url} waits for half an hour and then "
        "tries again.\n\nNothing is lost. “tocsin outbox list --state frozen” names the letters, the log tells the "
        "error under each one's reference, and “tocsin outbox retry” sends them once it is mended.",
    ),
    Alarm.HELD: (
        "Letters wait for you: many are nearly the same",
        "Letters of {url} are held because many others share nearly all their words. They may be one person's flood, "
        "or many people's honest letters.\n\nLook at “tocsin outbox list --state held”, then let them go with “tocsin "
        "outbox release NUMBER …”. They are not sent before, and not after the deadline.",
    ),
    Alarm.CARRIER: (
        "The outbox waits: the mail or fax server does not take anything",
        "The server that letters of {url} are handed to has failed several times in a row. The outbox tries again by "
        "itself, at least every half hour.\n\nNothing is lost. “tocsin doctor --mail” looks at the server and at DNS.",
    ),
}


def tell_operators(alarm: Alarm, now: datetime) -> int:
    """In the caller's transaction, if there is one; how many people are told."""
    lately = Letter.objects.filter(key=KEY, role=alarm.value, made_at__gt=now - ONCE_IN)
    if lately.exists():
        return 0
    grants = Grant.objects.filter(role=Role.OPERATOR, ended_at=None, confirmed_at__isnull=False, person__active=True)
    people = sorted(set(grants.values_list("person__email", flat=True)))
    for email in people:
        _put(alarm, email, now)
    return len(people)


def _put(alarm: Alarm, to: str, now: datetime) -> None:
    subject, text = _WORDS[alarm]
    token, domain = new_token(), settings.ENVIRONMENT.mail_domain
    said = {"to": to, "sender": address(AddressKind.BOUNCE, token, domain), "subject": subject}
    Letter.objects.create(
        kind=Kind.NOTICE,
        owner=0,
        slug="",
        n=0,
        key=KEY,
        role=alarm.value,
        route=Route.NETWORK_EMAIL,
        state=LetterState.READY,
        content=Sealed.of(Letter, "content", {**said, "text": text.format(url=settings.ENVIRONMENT.url)}),
        message_id=f"<{new_token()}@{domain}>",
        token_hash=token_hash(token),
        next_try=now,
        released_at=now,
        made_at=now,
        state_at=now,
    )


def mail_of(letter: Letter, now: datetime) -> Mail:
    """The message. Needs the desk key."""
    assert letter.content is not None, "what a notice says is kept until it is told"
    said = letter.content.open()
    return Mail(
        sender_name=settings.ENVIRONMENT.network,
        sender=said["sender"],
        to=said["to"],
        to_name="",
        subject=said["subject"],
        text=said["text"],
        message_id=letter.message_id,
        date=now,
        envelope_from=said["sender"],
        headers=(("Auto-Submitted", "auto-generated"),),
    )
