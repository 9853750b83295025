"""A worker in a process of its own, for tests that kill it: the real hand-over to a real mail server, and a clock that
the test sets forward so that leases of the killed end without waiting.

    python -m tests.delivery.hander PORT SECONDS_FORWARD      hands over until nothing is due
    python -m tests.delivery.hander --make COUNT              makes tables and so many letters
"""

from __future__ import annotations

import os
import random
import sys
from datetime import UTC, datetime, timedelta

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tocsin.project.settings"
django.setup()

from django.db import DatabaseError, connection  # noqa: E402 - once the settings are there

from tocsin.delivery.carriers import Mailer  # noqa: E402
from tocsin.delivery.channels.email.message import Mail  # noqa: E402
from tocsin.delivery.channels.email.server import SmtpServer  # noqa: E402
from tocsin.delivery.handing import GO, HandOver  # noqa: E402
from tocsin.delivery.kinds import Kind, Route  # noqa: E402
from tocsin.delivery.models import Letter  # noqa: E402
from tocsin.delivery.states import LetterState  # noqa: E402
from tocsin.project.tables import set_up  # noqa: E402


def make(count: int) -> None:
    """Each to another domain, so that no pace holds them up."""
    now = datetime.now(UTC)
    set_up(now)
    Letter.objects.bulk_create(
        Letter(
            kind=Kind.LETTER,
            owner=number,
            slug="xh-1-26",
            n=1,
            key="targets.0",
            role="target",
            route=Route.NETWORK_EMAIL,
            state=LetterState.READY,
            contact=f"office@{number}.example.org",
            target=str(number),
            domain=f"{number}.example.org",
            message_id=f"<letter{number}@mail.example.org>",
            next_try=now,
            made_at=now,
            released_at=now,
            state_at=now,
        )
        for number in range(count)
    )


def mail_of(letter: Letter, now: datetime) -> Mail:
    return Mail(
        sender_name="Ana",
        sender="appeal-a@mail.example.org",
        to=letter.contact,
        to_name="Office",
        subject="Mirela Dovan",
        text="Please say where she is.",
        message_id=letter.message_id,
        date=now,
        envelope_from="bounce-a@mail.example.org",
    )


def hand_over(port: int, forward: timedelta) -> None:
    hander = HandOver(
        {Route.NETWORK_EMAIL: Mailer(SmtpServer("127.0.0.1", port), None, "mail.example.org")},
        lambda letter, now: GO,
        mail_of,
        lambda letter, event, now: None,
        lambda: datetime.now(UTC) + forward,
        random.Random(1),
    )
    while True:
        try:
            moved = hander.round(patience_seconds=0.02)
        except DatabaseError:
            connection.close()
            continue
        if not moved and hander.is_idle:
            break
    hander.close()


if __name__ == "__main__":
    if sys.argv[1] == "--make":
        make(int(sys.argv[2]))
    else:
        hand_over(int(sys.argv[1]), timedelta(seconds=int(sys.argv[2])))
