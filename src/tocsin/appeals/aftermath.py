"""What follows when a letter ends: the address is marked for everybody, and its writer is told."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from tocsin.actions.models import PublicRecord
from tocsin.actions.publishing.record import refresh_where_reached
from tocsin.appeals import notices
from tocsin.appeals.matter import matter_at
from tocsin.appeals.models import Appeal, AppealState
from tocsin.delivery.channels import outbox
from tocsin.delivery.channels.email.replies import is_about_address
from tocsin.delivery.kinds import Kind, Route, Why
from tocsin.delivery.models import Letter
from tocsin.delivery.states import Event
from tocsin.directory.health import record_health_of
from tocsin.directory.kinds import ContactEvent, ContactKind
from tocsin.letters.addresses import email_of, fax_of
from tocsin.records.errors import NotThere

_HELD_BACK = {
    Why.STOPPED: "stopped",
    Why.SUPERSEDED: "superseded",
    Why.WITHDRAWN: "withdrawn",
    Why.DEADLINE: "deadline",
}


def after(letter: Letter, event: Event, now: datetime) -> None:
    """In the transaction that writes the end down."""
    if letter.key == "outcome":
        # The one notice that outlives its appeal; it goes 28 days later, like any other.
        return
    if not Appeal.objects.filter(pk=letter.owner).exclude(state=AppealState.ERASED).exists():
        _leave_nothing(letter)
        return
    if letter.kind == Kind.NOTICE:
        return
    if _fails(letter, event):
        mark_contact(letter, ContactEvent.BOUNCED, now)
    elif event is Event.ACCEPT:
        mark_contact(letter, ContactEvent.CONFIRMED, now)
    key = _news(letter, event)
    if key is not None:
        tell_writer(letter, key, now)


def _fails(letter: Letter, event: Event) -> bool:
    """Whether this end says that the address or number reaches nobody."""
    if event is Event.GIVE_UP:
        return letter.route == Route.NETWORK_FAX
    return event is Event.REFUSE and is_about_address(letter.last_answer)


def _news(letter: Letter, event: Event) -> str | None:
    if event is Event.REFUSE:
        return "bounced" if is_about_address(letter.last_answer) else "refused"
    if event is Event.GIVE_UP:
        return "failed"
    return _HELD_BACK.get(Why(letter.why)) if letter.why else None


def _leave_nothing(letter: Letter) -> None:
    """Its writer erased everything while it was being handed over: what the outbox of the test mode kept of it goes."""
    outbox.forget(settings.ENVIRONMENT.data / "outbox", [letter.message_id])
    if letter.kind == Kind.NOTICE:
        letter.delete()


def mark_contact(letter: Letter, event: ContactEvent, now: datetime) -> None:
    """The address or number, for all sections and on all pages that print it."""
    if not letter.contact:
        return
    kind = ContactKind.FAX if letter.route == Route.NETWORK_FAX else ContactKind.EMAIL
    printed = _as_printed(letter, now)
    moved = [contact for one in printed for contact in record_health_of(None, kind, one, event, now)]
    if moved:
        refresh_where_reached(printed, now)


def _as_printed(letter: Letter, now: datetime) -> list[str]:
    """The address or number in all the forms in which the case prints it, which are those of the directory."""
    try:
        case = matter_at(letter.slug, now).case
    except NotThere:
        return [letter.contact]
    forms = [letter.contact]
    for recipient in (*case.targets, *case.copies):
        forms += (one for one in recipient.email if email_of(one) == letter.contact)
        forms += (one for one in recipient.fax if fax_of(one, recipient.country) == letter.contact)
    return list(dict.fromkeys(forms))


def tell_writer(letter: Letter, key: str, now: datetime) -> None:
    """News of one letter; that an action ended is told once, however many of the writer's letters it held back."""
    appeal = Appeal.objects.filter(pk=letter.owner, confirmed_at__isnull=False, content__isnull=False).first()
    if appeal is None:
        # Nobody confirmed an address, so there is none that may be written to; their page says it.
        return
    about_all = key in _HELD_BACK.values()
    if about_all and Letter.objects.filter(owner=appeal.pk, kind=Kind.NOTICE, key=key, n=letter.n).exists():
        return
    number = PublicRecord.objects.filter(slug=letter.slug).values_list("record__number", flat=True).first()
    notices.tell(appeal, key, str(number or ""), now, recipient=letter.recipient)
