"""Mail that comes to our own addresses: notices of failure, automatic answers, and what officials reply.

The token in the address says which letter it is about; whoever does not have it can do nothing. Nothing that comes in
is ever answered, so that no loop can begin: a reply is passed on to its writer as news from us, and that is all.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from tocsin.actions.models import PublicRecord
from tocsin.appeals import notices
from tocsin.appeals.aftermath import after
from tocsin.appeals.models import Appeal, AppealState, Reply
from tocsin.appeals.tokens import seal_for
from tocsin.delivery import ledger
from tocsin.delivery.channels.fax.timing import plan_fax_retry
from tocsin.delivery.incoming.lmtp import Answer
from tocsin.delivery.incoming.notices import Verdict
from tocsin.delivery.incoming.reading import Incoming, Kind, read_incoming
from tocsin.delivery.incoming.tokens import AddressKind, parsed, token_hash
from tocsin.delivery.kinds import Kind as Row
from tocsin.delivery.kinds import Route, Why
from tocsin.delivery.models import Letter
from tocsin.delivery.states import Event, LetterState, allows
from tocsin.records.fields import Sealed

MOST_REPLIES = 10
"""Replies to one letter that are kept and passed on: more is no answer, it is a flood."""

MOST_KEPT = 1_000_000
"""Bytes of a message that are kept for the desk: an office that sends more shall not fill the disk."""

ONE_NOTICE_IN = timedelta(hours=24)
"""A writer gets one message about replies to one letter in this time; the page shows all of them."""


def is_ours(address: str) -> bool:
    """Whether it has the form of a letter's address, whoever made it."""
    return parsed(address, settings.ENVIRONMENT.mail_domain) is not None


def is_known(address: str) -> bool:
    """Whether a letter belongs to it."""
    found = parsed(address, settings.ENVIRONMENT.mail_domain)
    return found is not None and Letter.objects.filter(token_hash=token_hash(found[1])).exists()


@transaction.atomic
def take_in(recipient: str, mail_from: str, message: bytes, now: datetime) -> Answer:
    """One message to one of our addresses. When this returns TAKEN, what has to be kept is on disk."""
    found = parsed(recipient, settings.ENVIRONMENT.mail_domain)
    if found is None:
        return Answer.UNKNOWN
    kind, token = found
    letter = Letter.objects.select_for_update().filter(token_hash=token_hash(token)).first()
    if letter is None:
        return Answer.UNKNOWN
    incoming = read_incoming(message, mail_from)
    if incoming.kind is Kind.BOUNCE:
        _bounce(letter, incoming, now)
    elif kind is AddressKind.APPEAL and letter.kind == Row.LETTER:
        _reply(letter, incoming, message, now)
    return Answer.TAKEN


def _bounce(letter: Letter, incoming: Incoming, now: datetime) -> None:
    """The token settles which letter it is; what the notice says of addresses is not asked."""
    assert incoming.notice is not None
    if letter.route == Route.NETWORK_FAX and incoming.notice.verdict is not Verdict.DELIVERED:
        _fax_failed(letter, now)
        return
    event = {Verdict.PERMANENT: Event.REFUSE, Verdict.DELIVERED: Event.ACCEPT}.get(incoming.notice.verdict)
    if event is None or not allows(letter.state, event) or letter.state == LetterState.READY:
        return
    # Also where it names another address: who writes to an office that forwards to a dead mailbox reaches nobody.
    why = Why.ADDRESS if incoming.notice.is_about_address else None
    ledger.move(letter, event, now, why, last_answer=incoming.notice.code[:120])
    after(letter, event, now)


def _fax_failed(letter: Letter, now: datetime) -> None:
    """HylaFAX dialled once, and nobody took it: it is dialled again later, ten times in all."""
    retry = plan_fax_retry(letter.attempts)
    if letter.state != LetterState.HANDED_OVER:
        return
    if retry.after is not None:
        ledger.move(letter, Event.RETRY, now, next_try=now + retry.after)
        return
    ledger.move(letter, Event.GIVE_UP, now, Why.GIVEN_UP)
    after(letter, Event.GIVE_UP, now)


def _reply(letter: Letter, incoming: Incoming, message: bytes, now: datetime) -> None:
    appeal = Appeal.objects.filter(pk=letter.owner).exclude(state=AppealState.ERASED).first()
    digest = hashlib.sha256(message).hexdigest()
    known = Reply.objects.filter(letter=letter.pk)
    # What calls itself automatic stands on the page, in case a person wrote it after all, and is not passed on.
    by_machine = incoming.kind is Kind.AUTOMATIC
    alike = known.filter(by_machine=by_machine)
    if appeal is None or known.filter(digest=digest).exists() or alike.count() >= MOST_REPLIES:
        return
    told_lately = alike.filter(received_at__gt=now - ONE_NOTICE_IN).exists()
    names = [one.name for one in incoming.attached]
    Reply.objects.create(
        appeal=appeal,
        letter=letter.pk,
        kept=seal_for(appeal.reader_key, {"text": incoming.text, "attachments": names}),
        content=Sealed.of(Reply, "content", {"base64": base64.b64encode(message[:MOST_KEPT]).decode("ascii")}),
        by_machine=by_machine,
        digest=digest,
        received_at=now,
    )
    if not by_machine and not told_lately and appeal.confirmed_at is not None:
        _pass_on(appeal, letter, incoming, names, now)


def _pass_on(appeal: Appeal, letter: Letter, incoming: Incoming, names: list[str], now: datetime) -> None:
    """From our own address. Files that came with it are named, not passed on: a state that answers may also attack."""
    number = PublicRecord.objects.filter(slug=letter.slug).values_list("record__number", flat=True).first()
    text = "\n\n".join(filter(None, (incoming.text, ", ".join(names))))
    notices.tell(appeal, "reply", str(number or ""), now, recipient=letter.recipient, reply=text)
