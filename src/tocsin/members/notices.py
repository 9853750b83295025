"""What the network writes to a member besides alerts: the link to confirm, and their own link again.

A row of the ledger like any notice, worded when it goes by a process with the desk key: the public process, which
writes the row, cannot know a member's link.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tocsin.delivery import telling
from tocsin.delivery.channels.email.message import Mail
from tocsin.delivery.incoming.tokens import token_hash
from tocsin.delivery.models import Letter
from tocsin.members.models import Member, MemberState

KEY: Final = "member"
"""Of the rows of the ledger that are notices to members."""


class Role(StrEnum):
    """What a notice tells."""

    JOIN = "join"
    AGAIN = "again"


_WORDS: Mapping[Role, tuple[str, tuple[str, ...]]] = {
    Role.JOIN: (
        gettext_noop("Please confirm that you want alerts"),
        (
            gettext_noop("Somebody gave this address to get the alerts of {network}. We hope it was you."),
            gettext_noop("Open this page and press the button. Nothing is sent before:"),
            "{link}",
            gettext_noop("The link works for seven days. If it was not you, do nothing: then the address is erased."),
        ),
    ),
    Role.AGAIN: (
        gettext_noop("You get our alerts already"),
        (
            gettext_noop("Somebody gave this address to get the alerts of {network}. You get them already."),
            gettext_noop("On your own page you choose what you want to hear of, pause, or leave:"),
            "{link}",
            gettext_noop("The link is yours alone. If it was not you who asked, do nothing: nothing has changed."),
        ),
    ),
}
_LAST = gettext_noop("This message was made by a machine. Nobody reads what you answer to it.")


def owner_of(member_pk: int) -> int:
    """`Letter.owner` of what goes to a member; ids of appeals stand above zero."""
    return -member_pk


def mail_of(letter: Letter, now: datetime) -> Mail | None:
    """The message; None where the link in it would not work any more. Needs the desk key."""
    said = telling.said_in(letter)
    member = Member.objects.filter(pk=-letter.owner).first()
    found = _of_member(Role(letter.role), said, member, now) if member else None
    if found is None:
        return None
    to, link = found
    subject, text = worded(Role(letter.role), said["tongue"], link)
    return telling.mail(letter, to, subject, text, now, said["tongue"])


def _of_member(role: Role, said: Mapping[str, Any], member: Member, now: datetime) -> tuple[str, str] | None:
    """To whom, and the link."""
    if role is Role.JOIN:
        is_open = member.confirm_until is not None and now < member.confirm_until
        if not is_open or member.confirm_hash != token_hash(said["code"]):
            return None
        return said["to"], f"{settings.ENVIRONMENT.url}/join/{said['code']}/"
    if member.state != MemberState.ACTIVE or member.content is None:
        return None
    own = member.content.open()
    return own["email"], f"{settings.ENVIRONMENT.url}/me/{own['link']}/"


def worded(role: Role, tongue: str, link: str) -> tuple[str, str]:
    """Subject and text in a language of the interface."""
    subject, paragraphs = _WORDS[role]
    values = {"network": settings.ENVIRONMENT.network}
    with translation.override(tongue):
        said = [link if one == "{link}" else _(one).format(**values) for one in (*paragraphs, _LAST)]
        return _(subject), "\n\n".join(said)
