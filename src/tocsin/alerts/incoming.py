"""What comes back to alerts: notices of failure, each at the address that one member's alert had as its sender.

Nothing that comes in is answered, and nothing of its text is kept: a notice moves one byte of the ledger, and may end
the sending to one mailbox. Automatic answers, and what people write to such an address, are taken and dropped.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from tocsin.alerts.models import Alert
from tocsin.alerts.sending import bounces
from tocsin.alerts.sending.names import bounced, is_ours
from tocsin.delivery.incoming.lmtp import Answer
from tocsin.delivery.incoming.notices import Notice, Verdict
from tocsin.delivery.incoming.reading import Kind, read_incoming
from tocsin.members.models import Member, MemberState

__all__ = ["is_known", "is_ours", "take_in"]

MOST_IN_A_ROW: Final = 5
"""So many alerts in a row that a mailbox did not take, for reasons that may pass, and it gets no more …"""

NOT_BEFORE: Final = timedelta(days=14)
"""… but not sooner than this after the first of them: a mailbox that is full in the holidays is emptied after them."""


def is_known(address: str) -> bool:
    """Whether it was made here for an alert and a member; nothing is asked of the database."""
    return bounced(address) is not None


def take_in(recipient: str, mail_from: str, message: bytes, now: datetime) -> Answer:
    """One message to one of our addresses."""
    found = bounced(recipient)
    if found is None:
        return Answer.UNKNOWN
    incoming = read_incoming(message, mail_from)
    if incoming.kind is Kind.BOUNCE and incoming.notice is not None:
        _note(*found, incoming.notice, now)
    return Answer.TAKEN


@transaction.atomic
def _note(alert: int, member: int, notice: Notice, now: datetime) -> None:
    """The token settles whose alert it is; what the notice says of addresses is not asked."""
    if notice.verdict is Verdict.DELIVERED:
        return
    if notice.verdict is Verdict.PERMANENT and not bounces.mark(alert, member, now):
        return
    if notice.is_about_address:
        Member.objects.filter(pk=member, state=MemberState.ACTIVE).update(state=MemberState.FAILING)
    else:
        _count(alert, member, now)


def _count(alert: int, number: int, now: datetime) -> None:
    """One more alert that did not arrive, for a reason that may pass. However many notices come of it, it is one."""
    member = Member.objects.select_for_update().filter(pk=number, state=MemberState.ACTIVE).first()
    if member is None or alert <= (member.soft_alert or 0) or not Alert.objects.filter(pk=alert).exists():
        return
    if member.soft_since is None or bounces.took_one_between(number, member.soft_alert or 0, alert):
        member.soft_bounces, member.soft_since = 0, now
    member.soft_bounces += 1
    member.soft_alert = alert
    if member.soft_bounces >= MOST_IN_A_ROW and now - member.soft_since >= NOT_BEFORE:
        member.state = MemberState.FAILING
    member.save(update_fields=["soft_bounces", "soft_since", "soft_alert", "state"])
