"""Taking an appeal in: kept for later, or with its letters. What a page says is saved is on disk before it says so."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import get_language

from tocsin.actions.models import PublicRecord
from tocsin.actions.states import EditionState
from tocsin.appeals import notices
from tocsin.appeals.addressees import Addressee, Addressees, Shown, addressees_of
from tocsin.appeals.composing import chosen, letters_of, pages_of, route_of
from tocsin.appeals.guarding import (
    Visit,
    check_person,
    count_visit,
    fingerprints_of,
    is_flood,
)
from tocsin.appeals.matter import GoneFromPublic, Matter, NoLongerOpen, matter_at
from tocsin.appeals.models import Appeal, AppealState
from tocsin.appeals.tokens import PrivateKey, message_id, seal_for, sender_token
from tocsin.appeals.wish import MOST_CHARACTERS, Answers, Fault, Wish
from tocsin.delivery.incoming.tokens import new_token, token_hash
from tocsin.delivery.kinds import BY_NETWORK, Kind, Route, Why
from tocsin.delivery.models import Letter
from tocsin.delivery.pacing import target_of
from tocsin.delivery.states import LetterState
from tocsin.letters import InvalidAppeal, glyph_problem
from tocsin.letters.appeal import read_appeal
from tocsin.letters.signature import signature_of
from tocsin.records.errors import Refused
from tocsin.records.fields import Sealed
from tocsin.records.persons import keyed_hash, person_of, token_from

CONFIRM_WITHIN: Final = timedelta(hours=24)
REMIND_AFTER: Final = timedelta(hours=20)
MOST_KEPT: Final = 6 * MOST_CHARACTERS
"""Of a draft: it may be too long to be sent, and is not a place to store things in."""

MOST_PAGES: Final = 3
"""Of a letter that the network prints or faxes: an official's machine is not to be emptied by one text."""

ANY_DAY: Final = date(2000, 1, 1)
"""For questions to which the date on a letter makes no difference."""

ON_SHEETS: Final = frozenset({Route.NETWORK_FAX, Route.NETWORK_PAPER})


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


def save_draft(wish: Wish, slug: str, visit: Visit, now: datetime, token: str | None = None) -> str:
    """Keep what was written, for a later day; the token of its private page. Seven days after the last touch it is
    erased. token: of a draft that is kept already. Raises NotThere, GoneFromPublic, NotYet (a flood).
    """
    matter = matter_at(slug, now)
    check_person(visit, slug, now)
    if len(wish.text) > MOST_KEPT:
        raise NotYet([Fault.TEXT_LONG])
    key = _key_of_draft(token) or PrivateKey.make()
    values = _values_of(wish, key, now)
    with transaction.atomic():
        count_visit(visit, now)
        appeal = _draft(key) or _new(matter, key, now)
        _set(appeal, values)
        appeal.save()
    return key.text


def send_letters(  # noqa: PLR0913 - what comes from a form
    wish: Wish, slug: str, visit: Visit, now: datetime, *, n: int, token: str | None = None, known: str = ""
) -> Entered:
    """Take in an appeal with all its letters. n: the edition that the writer read. known: by which the mailbox is known
    (`person_of`) that this writer has shown to be theirs: letters of that address go without being confirmed once more.

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
    if any(route_of(wish, one) in ON_SHEETS for one in chosen(wish, addressees)):
        fault = unprintable(wish, matter, addressees)
        if fault is not None:
            raise NotYet([fault])
    check_person(visit, slug, now)
    asks = any(route_of(wish, one) in BY_NETWORK for one in chosen(wish, addressees))
    visit = replace(visit, address=(wish.usable_email or "") if asks else "")
    key = _key_of_draft(token) or _key_of_form(wish, slug, visit)
    earlier = Appeal.objects.filter(token_hash=key.hash).exclude(state=AppealState.DRAFT).first()
    if earlier is not None:
        # The same button pressed twice: it is one appeal, and the page is the same.
        return Entered(key.text, earlier.state == AppealState.WAITING)
    from tocsin.appeals.confirming import let_go

    # All that takes time is done before the transaction, for in SQLite only one of those goes on at a time.
    prepared = _prepare(wish, key, matter, addressees, now, is_known=_is_known(wish, known))
    try:
        with transaction.atomic():
            _check_unchanged(matter)
            count_visit(visit, now)
            appeal = _draft(key) or _new(matter, key, now)
            _write(prepared, appeal)
            if prepared.is_known:
                let_go(appeal, wish, matter, now)
    except IntegrityError:
        if not Appeal.objects.filter(token_hash=key.hash).exists():
            raise
        # Pressed twice at the same moment: the other one was first.
    return Entered(key.text, prepared.waits)


def _key_of_form(wish: Wish, slug: str, visit: Visit) -> PrivateKey:
    """The same for the same form sent again. Made of all that the writer said, so that nobody makes it again who does
    not know that, this server included once it has forgotten the text.
    """
    if not visit.stamp:
        return PrivateKey.make()
    said = json.dumps([slug, visit.stamp, wish.to_json()], ensure_ascii=False, sort_keys=True)
    return PrivateKey(token_from(keyed_hash(settings.SECRET_KEY, "form", said)))


@dataclass(frozen=True, slots=True)
class _Prepared:
    """All that is written down of an appeal. rows: letters, and the notices with the link; values: of its own row.

    waits: whether a link has to be confirmed. is_known: whether letters go that else would wait for one.
    """

    values: dict[str, Any]
    rows: list[Letter]
    waits: bool
    is_known: bool


def _is_known(wish: Wish, known: str) -> bool:
    return bool(known) and wish.usable_email is not None and person_of(wish.usable_email) == known


def _prepare(  # noqa: PLR0913
    wish: Wish, key: PrivateKey, matter: Matter, addressees: Addressees, now: datetime, *, is_known: bool
) -> _Prepared:
    rows = list(_rows(wish, matter, addressees, now))
    waits = any(row.state == LetterState.WAITING for row in rows) or wish.hears
    values = {
        **_values_of(wish, key, now, addressees.shown),
        "n": matter.n,
        "content": sealed_for_desk(wish, key, now, addressees.shown),
        "state": AppealState.WAITING if waits else AppealState.SENT,
        "held": is_flood(fingerprints_of(wish, matter.slug)),
    }
    if waits and not is_known:
        code = new_token()
        values |= {"confirm_hash": token_hash(code), "confirm_until": now + CONFIRM_WITHIN}
        asked = Appeal(slug=matter.slug, n=matter.n)
        rows += links_to_confirm(asked, key.text, code, matter, wish, now)
    return _Prepared(values, rows, waits and not is_known, waits and is_known)


def _write(prepared: _Prepared, appeal: Appeal) -> None:
    _set(appeal, prepared.values)
    appeal.save()
    for row in prepared.rows:
        row.owner = appeal.pk
    Letter.objects.bulk_create(prepared.rows)


def _check_unchanged(matter: Matter) -> None:
    """Within the transaction: nothing was published, stopped or taken down since the case was read."""
    row = PublicRecord.objects.filter(slug=matter.slug).values_list("state", "record__live").first()
    if row is None or row[0] == EditionState.TAKEN_DOWN:
        raise GoneFromPublic
    if row[0] in {EditionState.STOPPED, EditionState.CLOSED}:
        raise NoLongerOpen(Why.STOPPED)
    if row[1] != matter.n:
        raise HasChanged(row[1])


def _key_of_draft(token: str | None) -> PrivateKey | None:
    """The key of a draft that is there; a token that names none is not taken over, for somebody else may know it."""
    key = PrivateKey(token) if token else None
    return key if key and Appeal.objects.filter(token_hash=key.hash, state=AppealState.DRAFT).exists() else None


def _draft(key: PrivateKey) -> Appeal | None:
    return Appeal.objects.select_for_update().filter(token_hash=key.hash, state=AppealState.DRAFT).first()


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
    return [*(fault for fault, is_wrong in checks if is_wrong), *_faults_of_text(wish)]


def unprintable(wish: Wish, matter: Matter, addressees: Addressees) -> Fault | None:
    """Why the network cannot print or fax a letter of these: a character that no font has, or too many pages."""
    sheets = [one for one in letters_of(wish, matter, addressees, ANY_DAY) if one.route in ON_SHEETS]
    if any(glyph_problem(one.letter) for one in sheets):
        return Fault.GLYPH
    if any(pages_of(one.letter) > MOST_PAGES for one in sheets):
        return Fault.PAGES
    return None


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


def _values_of(wish: Wish, key: PrivateKey, now: datetime, shown: Shown | None = None) -> dict[str, Any]:
    """What the writer says, sealed to their link. shown: None for a draft, whose writer is shown it anew."""
    return {
        "kept": sealed_for_writer(wish, key.public, now, shown),
        "language": wish.language,
        "country": wish.country,
        "hears": wish.hears,
        "touched_at": now,
    }


def _set(appeal: Appeal, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(appeal, name, value)


def sealed_for_writer(wish: Wish, reader_key: bytes | memoryview, now: datetime, shown: Shown | None) -> bytes:
    """What the writer's own page is made of: opened with their link alone."""
    return seal_for(reader_key, {**wish.to_json(), **(shown.to_json() if shown else {}), "day": now.isoformat()})


def sealed_for_desk(wish: Wish, key: PrivateKey, now: datetime, shown: Shown) -> Sealed:
    """What the worker needs to hand over and to tell: opened with the desk key alone."""
    known = {"wish": wish.to_json(), "token": key.text, "day": now.isoformat(), "tongue": get_language() or "en"}
    return Sealed.of(Appeal, "content", {**known, **shown.to_json()})


def ask_to_confirm(  # noqa: PLR0913, PLR0917 - what stands in the link, and where it goes
    appeal: Appeal, token: str, code: str, matter: Matter, wish: Wish, now: datetime
) -> None:
    """The link by e-mail, now and once more before it ends."""
    rows = links_to_confirm(appeal, token, code, matter, wish, now)
    for row in rows:
        row.owner = appeal.pk
    Letter.objects.bulk_create(rows)


def links_to_confirm(  # noqa: PLR0913, PLR0917
    appeal: Appeal, token: str, code: str, matter: Matter, wish: Wish, now: datetime
) -> list[Letter]:
    """The rows of both messages, not saved."""
    link = f"{settings.ENVIRONMENT.url}/letters/{token}/confirm/{code}/"
    number, domain = matter.record["number"], notices.domain_of(wish)
    return [
        notices.row_of(appeal, "confirm", number, now, domain, link=link),
        notices.row_of(appeal, "remind", number, now + REMIND_AFTER, domain, link=link),
    ]


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
        is_test=not settings.ENVIRONMENT.is_live,
        not_after=deadline.at if deadline else None,
        made_at=now,
        state_at=now,
    )
