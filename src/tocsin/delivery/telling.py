"""Notices that bring along all that they say: to operators and to members. They hang on no appeal and no edition.

Whoever writes such rows tells here, when Django starts, what makes the message of one; delivery knows nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from tocsin.delivery.channels.email.message import Mail
from tocsin.delivery.incoming.tokens import AddressKind, address, new_token, token_hash
from tocsin.delivery.kinds import Kind, Route
from tocsin.delivery.models import Letter
from tocsin.delivery.states import LetterState
from tocsin.records.fields import Sealed

type Maker = Callable[[Letter, datetime], Mail | None]
"""Makes the message of a row; None where it says nothing true any more. Needs the desk key."""

_MAKERS: dict[str, Maker] = {}


def made_by(key: str, maker: Maker) -> None:
    """Tell who makes the messages of the rows with this key."""
    _MAKERS[key] = maker


def brings_all(letter: Letter) -> bool:
    return letter.key in _MAKERS


def mail_of(letter: Letter, now: datetime) -> Mail | None:
    return _MAKERS[letter.key](letter, now)


def row_of(  # noqa: PLR0913
    key: str, role: str, said: Mapping[str, Any], now: datetime, *, owner: int = 0, domain: str = ""
) -> Letter:
    """The row, not saved. role: what it tells. said: JSON, sealed with it. domain: of `records.persons.domain_of`."""
    token, host = new_token(), settings.ENVIRONMENT.mail_domain
    return Letter(
        kind=Kind.NOTICE,
        owner=owner,
        slug="",
        n=0,
        key=key,
        role=role,
        route=Route.NETWORK_EMAIL,
        state=LetterState.READY,
        content=Sealed.of(Letter, "content", {**said, "sender": address(AddressKind.BOUNCE, token, host)}),
        domain=domain,
        message_id=f"<{new_token()}@{host}>",
        token_hash=token_hash(token),
        next_try=now,
        released_at=now,
        made_at=now,
        state_at=now,
    )


def said_in(letter: Letter) -> dict[str, Any]:
    """What was sealed with the row."""
    assert letter.content is not None, "what a notice says is kept until it is told"
    said: dict[str, Any] = letter.content.open()
    return said


def mail(letter: Letter, to: str, subject: str, text: str, now: datetime, tongue: str = "") -> Mail:  # noqa: PLR0913, PLR0917
    """The message in the form of all of these. tongue: the language of the text, where it is known."""
    sender = said_in(letter)["sender"]
    language = (("Content-Language", tongue),) if tongue else ()
    return Mail(
        sender_name=settings.ENVIRONMENT.network,
        sender=sender,
        to=to,
        to_name="",
        subject=subject,
        text=text,
        message_id=letter.message_id,
        date=now,
        envelope_from=sender,
        headers=(("Auto-Submitted", "auto-generated"), *language),
    )
