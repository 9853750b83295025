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

from tocsin.delivery import telling
from tocsin.delivery.channels.email.message import Mail
from tocsin.delivery.models import Letter
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
    said = {"to": to, "subject": subject, "text": text.format(url=settings.ENVIRONMENT.url)}
    telling.row_of(KEY, alarm.value, said, now).save()


def mail_of(letter: Letter, now: datetime) -> Mail:
    """The message. Needs the desk key."""
    said = telling.said_in(letter)
    return telling.mail(letter, said["to"], said["subject"], said["text"], now)


telling.made_by(KEY, mail_of)
