"""Taking an appeal in: kept for later, or with its letters. What a page says is saved is on disk before it says so."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language

from tocsin.appeals import notices
from tocsin.appeals.addressees import Addressee, Addressees, addressees_of
from tocsin.appeals.composing import chosen, route_of
from tocsin.appeals.guarding import Visit, check_visit, is_flood, remember_shingles
from tocsin.appeals.matter import Matter, NoLongerOpen, matter_at
from tocsin.appeals.models import Appeal, AppealState
from tocsin.appeals.tokens import PrivateKey, message_id, seal_for, sender_token
from tocsin.appeals.wish import MOST_CHARACTERS, Answers, Fault, Wish
from tocsin.delivery.incoming.tokens import new_token, token_hash
from tocsin.delivery.kinds import BY_NETWORK, Kind, Route
from tocsin.delivery.models import Letter
from tocsin.delivery.states import LetterState
from tocsin.letters import InvalidAppeal
from tocsin.letters.appeal import read_appeal
from tocsin.letters.signature import signature_of
from tocsin.records.errors import Refused
from tocsin.records.fields import Sealed

CONFIRM_WITHIN: Final = timedelta(hours=24)
REMIND_AFTER: Final = timedelta(hours=20)


class NotYet(Refused):
    """Something is missing or wrong; nothing was kept, and the page shows everything that was written again."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        super().__init__("Something is missing before the letters can be sent.", "not-yet")
        self.faults = tuple(faults)


class HasChanged(Refused):
    """The action has another edition than the one that the writer read. Nothing was sent."""

    def __init__(self, n: int) -> None:
        super().__init__("The action was updated after you began.", "has-changed")
        self.n = n


@dataclass(frozen=True, slots=True)
class Entered:
    """token: of the private page. waits: whether a link was sent that has to be confirmed."""

    token: str
    waits: bool


@transaction.atomic
def save_draft(wish: Wish, slug: str, visit: Visit, now: datetime, token: str | None = None) -> str:
    """Keep what was written, for a later day; the token of its private page. Seven days after the last touch it is
    erased. token: of a draft that is kept already. Raises NotThere, GoneFromPublic, NotYet (a flood).
    """
    matter = matter_at(slug, now)
    check_visit(visit, slug, now)
    key = PrivateKey(token) if token else PrivateKey.make()
    appeal = Appeal.objects.select_for_update().filter(token_hash=key.hash, state=AppealState.DRAFT).first()
    if appeal is None:
        key = PrivateKey.make()
        appeal = _new(matter, key, now)
    _put(appeal, wish, now)
    appeal.save()
    return key.text


@transaction.atomic
def send_letters(  # noqa: PLR0913 - what comes from a form
    wish: Wish, slug: str, visit: Visit, now: datetime, *, n: int, token: str | None = None
) -> Entered:
    """Take in an appeal with all its letters. n: the edition that the writer read.

    Those that the network sends wait until the writer has confirmed their address; the others are in the writer's
    hands. Raises NotThere, GoneFromPublic, NoLongerOpen, HasChanged, NotYet; nothing is kept then.
    """
    matter = matter_at(slug, now)
    why = matter.closed_for(wish.country, now)
    if why is not None:
        raise NoLongerOpen(why)
    if matter.n != n:
        raise HasChanged(matter.n)
    addressees = addressees_of(matter, wish.country)
    faults = faults_of(wish, addressees)
    if faults:
        raise NotYet(faults)
    asks = any(route_of(wish, one) in BY_NETWORK for one in chosen(wish, addressees))
    check_visit(replace(visit, address=(wish.usable_email or "") if asks else ""), slug, now)
    key = PrivateKey(token) if token else PrivateKey.make()
    appeal = Appeal.objects.select_for_update().filter(token_hash=key.hash, state=AppealState.DRAFT).first()
    if appeal is None:
        key = PrivateKey.make()
        appeal = _new(matter, key, now)
    appeal.n = matter.n
    _put(appeal, wish, now)
    return _with_letters(appeal, key, wish, matter, addressees, now)


def faults_of(wish: Wish, addressees: Addressees) -> list[Fault]:
    """All that is missing before these letters can be sent, in the order of the page."""
    people = chosen(wish, addressees)
    by_network = any(route_of(wish, one) in BY_NETWORK for one in people)
    checks = (
        (Fault.COUNTRY, not wish.country),
        (Fault.LANGUAGE, not wish.language),
        (Fault.NOBODY, not people),
        (Fault.TEXT_LONG, len(wish.text) > MOST_CHARACTERS),
        (Fault.NAME, not wish.name),
        (Fault.PLACE, not (wish.place or (wish.sign_as == "full" and wish.address))),
        (Fault.EMAIL, bool(wish.email) and wish.usable_email is None),
        (Fault.EMAIL_NEEDED, not wish.email and (by_network or wish.hears or wish.answers is Answers.TO_ME)),
        (Fault.CONSENT, not wish.consent),
    )
    found = [fault for fault, is_wrong in checks if is_wrong]
    return [*found, *_faults_of_text(wish)]


def _faults_of_text(wish: Wish) -> list[Fault]:
    if len(wish.text) > MOST_CHARACTERS or not wish.language:
        return []
    if not wish.text.strip():
        return [Fault.TEXT_EMPTY]
    signature = signature_of(wish.writer(), wish.language)
    try:
        read_appeal(wish.text, wish.language, signature)
    except InvalidAppeal:
        return [Fault.NAME_IN_TEXT if signature.is_betrayed_by(" ".join(wish.text.split())) else Fault.TEXT_EMPTY]
    return []


def _new(matter: Matter, key: PrivateKey, now: datetime) -> Appeal:
    return Appeal(slug=matter.slug, n=matter.n, token_hash=key.hash, reader_key=key.public, made_at=now)


def _put(appeal: Appeal, wish: Wish, now: datetime) -> None:
    """What the writer says, sealed to their link."""
    appeal.kept = seal_for(appeal.reader_key, {**wish.to_json(), "day": now.isoformat()})
    appeal.language, appeal.country, appeal.hears = wish.language, wish.country, wish.hears
    appeal.touched_at = now


def _with_letters(  # noqa: PLR0913, PLR0917 - all that a letter is made of
    appeal: Appeal, key: PrivateKey, wish: Wish, matter: Matter, addressees: Addressees, now: datetime
) -> Entered:
    letters = list(_rows(wish, matter, addressees, now))
    waits = any(row.state == LetterState.WAITING for row in letters) or wish.hears
    appeal.content = sealed_for_desk(wish, key, now)
    appeal.state = AppealState.WAITING if waits else AppealState.SENT
    appeal.held = is_flood(wish, matter.slug)
    code = new_token()
    if waits:
        appeal.confirm_hash, appeal.confirm_until = token_hash(code), now + CONFIRM_WITHIN
    appeal.save()
    for row in letters:
        row.owner = appeal.pk
    Letter.objects.bulk_create(letters)
    remember_shingles(wish, matter.slug)
    if waits:
        ask_to_confirm(appeal, key.text, code, matter, wish, now)
    return Entered(key.text, waits)


def sealed_for_desk(wish: Wish, key: PrivateKey, now: datetime) -> Sealed:
    """What the worker needs to hand over and to tell: opened with the desk key alone."""
    known = {"wish": wish.to_json(), "token": key.text, "day": now.isoformat(), "tongue": get_language() or "en"}
    return Sealed.of(Appeal, "content", known)


def ask_to_confirm(  # noqa: PLR0913, PLR0917 - what stands in the link, and where it goes
    appeal: Appeal, token: str, code: str, matter: Matter, wish: Wish, now: datetime
) -> None:
    """The link by e-mail, now and once more before it ends."""
    link = f"{settings.ENVIRONMENT.url}/letters/{token}/confirm/{code}/"
    domain, number = notices.domain_of(wish), matter.record["number"]
    notices.tell(appeal, "confirm", number, now, domain=domain, link=link)
    notices.tell(appeal, "remind", number, now + REMIND_AFTER, domain=domain, link=link)


def _rows(wish: Wish, matter: Matter, addressees: Addressees, now: datetime) -> Iterable[Letter]:
    for one in chosen(wish, addressees):
        route = route_of(wish, one)
        if route is not None:
            yield row_of(one, route, wish, matter, now)


def row_of(one: Addressee, route: Route, wish: Wish, matter: Matter, now: datetime) -> Letter:
    """A letter's row, not saved: waiting for confirmation where the network sends it, else in the writer's hands."""
    by_network = route in BY_NETWORK
    contact = {Route.NETWORK_EMAIL: one.email, Route.NETWORK_FAX: one.fax}.get(route) or ""
    deadline, section, name = matter.deadline_for(wish.country), matter.section_of(wish.country), message_id()
    return Letter(
        kind=Kind.LETTER,
        slug=matter.slug,
        n=matter.n,
        key=one.key,
        role=one.role.value,
        route=route.value,
        state=LetterState.WAITING if by_network else LetterState.WRITTEN,
        recipient=one.name[:300],
        contact=contact,
        country=wish.country,
        language=wish.language,
        section=section["code"] if section else "",
        target=target_of(contact),
        domain=contact.rpartition("@")[2].lower()[:64] if route is Route.NETWORK_EMAIL else "",
        message_id=name,
        token_hash=token_hash(sender_token(name)) if by_network else None,
        not_after=deadline.at if deadline else None,
        made_at=now,
        state_at=now,
    )


def target_of(contact: str) -> str:
    """By which the pace for one address or number is kept."""
    return hashlib.sha256(contact.lower().encode()).hexdigest() if contact else ""
