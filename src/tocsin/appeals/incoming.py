"""Mail that comes to our own addresses: notices of failure, automatic answers, and what officials reply.

The token in the address says which letter it is about; whoever does not have it can do nothing. Nothing that comes in
is ever answered, so that no loop can begin: a reply is passed on to its writer as news from us, and that is all.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import re
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, close_old_connections, transaction

from tocsin.actions.models import PublicRecord
from tocsin.appeals import notices
from tocsin.appeals.aftermath import after
from tocsin.appeals.models import Appeal, AppealState, Reply
from tocsin.appeals.tokens import seal_for
from tocsin.delivery import ledger
from tocsin.delivery.channels.fax.timing import plan_fax_retry
from tocsin.delivery.incoming.lmtp import Answer
from tocsin.delivery.incoming.message import header, message_of
from tocsin.delivery.incoming.notices import Verdict
from tocsin.delivery.incoming.reading import Incoming, Kind, read_incoming
from tocsin.delivery.incoming.tokens import AddressKind, parsed, token_hash
from tocsin.delivery.kinds import Kind as Row
from tocsin.delivery.kinds import Route, Why
from tocsin.delivery.models import Letter
from tocsin.delivery.states import Event, LetterState, allows
from tocsin.records.fields import Sealed

log = logging.getLogger(__name__)

MOST_REPLIES = 10
"""Replies to one letter that are kept and passed on: more is no answer, it is a flood."""

MOST_KEPT = 1_000_000
"""Bytes of a message that are kept for the desk: an office that sends more shall not fill the disk."""

ONE_NOTICE_IN = timedelta(hours=24)
"""A writer gets one message about replies to one letter in this time; the page shows all of them."""


def handler_at(clock: Callable[[], datetime]) -> Callable[[str, str, bytes], Answer]:
    """What the LMTP door calls, in threads of its own."""

    def handle(recipient: str, mail_from: str, message: bytes) -> Answer:
        close_old_connections()
        try:
            return take_in(recipient, mail_from, message, clock())
        except DatabaseError:
            log.exception("an incoming message could not be stored; its server will try again")
            return Answer.LATER
        finally:
            close_old_connections()

    return handle


def knows(recipient: str) -> Answer:
    """Whether a letter belongs to this address; asked by the LMTP door before it takes a message."""
    close_old_connections()
    try:
        found = parsed(recipient, settings.ENVIRONMENT.mail_domain)
        is_known = found is not None and Letter.objects.filter(token_hash=token_hash(found[1])).exists()
        return Answer.TAKEN if is_known else Answer.UNKNOWN
    except DatabaseError:
        log.exception("a recipient could not be looked up; the sender's server will try again")
        return Answer.LATER
    finally:
        close_old_connections()


def address_in(message: bytes) -> str | None:
    """The address of ours to which a message came, where its head names one."""
    head = message_of(message)
    named = (header(head, name) for name in ("x-original-to", "delivered-to", "envelope-to", "to"))
    found = (one for text in named for one in re.findall(r"[^\s<>,;]+@[^\s<>,;]+", text))
    return next((one for one in found if parsed(one, settings.ENVIRONMENT.mail_domain)), None)


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
