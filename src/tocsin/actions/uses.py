"""Where an office of the directory stands: in drafts, in live editions, in letters; and settling an address for all."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final, cast

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Min, Q

from tocsin.actions.models import Case, Draft, Rendition
from tocsin.actions.overview import line_of
from tocsin.actions.publishing.record import refresh_where_reached
from tocsin.actions.states import OPEN_DRAFT, EditionState
from tocsin.casefile import CaseFile, Recipient
from tocsin.casefile.writing.wording import title_of, wording_for
from tocsin.delivery.kinds import Kind
from tocsin.delivery.models import Letter
from tocsin.delivery.pacing import target_of
from tocsin.delivery.states import LetterState
from tocsin.directory.access import access_office_for
from tocsin.directory.assembling import current_holder, post_lines
from tocsin.directory.correcting import NameChange, Settling, correct_office, settle_contact
from tocsin.directory.kinds import ContactKind
from tocsin.directory.models import ContactPoint, Office
from tocsin.letters.addresses import email_of, fax_of
from tocsin.staff.access import may
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed

_WENT: Final = (LetterState.HANDED_OVER, LetterState.ACCEPTED, LetterState.UNKNOWN, LetterState.REPORTED)
_CAME_BACK: Final = (LetterState.BOUNCED, LetterState.FAILED)
_WAIT: Final = (LetterState.FROZEN, LetterState.HELD, LetterState.READY)


@dataclass(frozen=True, slots=True)
class CaseUse:
    """A case in which an office stands. printed: what a live edition prints that the office does not say any more."""

    id: int
    number: str | None
    headline: str | None
    printed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LetterCount:
    """Letters by e-mail and fax: that went, that came back or failed, that wait. since: when the first was written."""

    went: int = 0
    came_back: int = 0
    waiting: int = 0
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Uses:
    """drafts: open ones of cases of the own section. Of other sections' not
    even how many there are is told. live: cases whose
    newest edition prints it; those are public.
    """

    drafts: tuple[CaseUse, ...]
    live: tuple[CaseUse, ...]
    letters: LetterCount


def uses_of(person: Person, office_id: int, now: datetime) -> Uses:
    """Where an office stands, as far as this person may see it."""
    office = access_office_for(person, office_id)
    ids = {office.pk, *office.doubles.values_list("pk", flat=True)}
    drafts = _drafts(person, ids, now)
    contacts = list(office.contacts.all())
    return Uses(drafts, tuple(_live_of(office, contacts, now)), letters_to(contacts))


def _drafts(person: Person, ids: set[int], now: datetime) -> tuple[CaseUse, ...]:
    found = []
    opened = Draft.objects.select_related("case__section").filter(state__in=OPEN_DRAFT).defer("content")
    if person.section_id is not None:
        # In the question itself, so that other sections' drafts are not told by the time it takes either.
        opened = opened.filter(case__section=person.section_id)
    for draft in opened.order_by("-case_id"):
        if ids & set(draft.links.values()) and may(person, Deed.SEE, draft.case.section_id):
            headline = line_of(person, draft.case, now)["headline"]
            found.append(CaseUse(draft.case_id, draft.case.number, headline))
    return tuple(found)


# --- live editions --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Printed:
    """What the newest edition of a live case prints."""

    case: int
    number: str | None
    headline: str
    recipients: tuple[Recipient, ...]


def _read(rendition: int) -> CaseFile:
    """Raises Rendition.DoesNotExist where it was emptied meanwhile."""
    row = Rendition.objects.only("casefile").get(pk=rendition, casefile__isnull=False)
    return CaseFile.from_json(json.loads(bytes(cast("bytes", row.casefile))))


@lru_cache(maxsize=4096)
def _marks(rendition: int, _digest: str) -> frozenset[int]:
    """What an edition prints of its recipients, each as a hash. Editions never change, so one is gone through once.

    No word is kept: a case that is taken down must not live on in the memory of any process. `hash` goes by a key that
    each process draws for itself.
    """
    case = _read(rendition)
    return frozenset(hash(mark) for one in (*case.targets, *case.copies) for mark in _known_by(one))


def _known_by(recipient: Recipient) -> Iterator[Hashable]:
    """By what an office is found again: addresses and numbers, its name with its post and country, its postal block."""
    yield from (value.casefold() for value in (*recipient.email, *recipient.fax))
    yield recipient.name, recipient.post, recipient.country
    if recipient.lines:
        yield recipient.lines


def _live(known_by: Iterable[Hashable]) -> Iterator[_Printed]:
    """Live cases whose newest edition prints one of these (see `_known_by`), the newest case first."""
    wanted = frozenset(map(hash, known_by))
    live = Case.objects.filter(public_record__state=EditionState.LIVE, taken_down_at=None)
    numbers = dict(live.values_list("pk", "number"))
    newest: dict[int, tuple[int, str]] = {}
    sources = Rendition.objects.filter(
        edition__case__in=list(numbers), is_source=True, newest=True, casefile__isnull=False
    )
    for case, pk, digest in sources.order_by("n").values_list("edition__case", "pk", "casefile_sha256"):
        newest[case] = (pk, digest)
    for case, (pk, digest) in sorted(newest.items(), reverse=True):
        if not wanted.isdisjoint(_marks(pk, digest)):
            read = _read(pk)
            headline = title_of(read, wording_for(read.language))
            yield _Printed(case, numbers[case], headline, (*read.targets, *read.copies))


def _live_of(office: Office, contacts: list[ContactPoint], now: datetime) -> Iterator[CaseUse]:
    """Cases that print one of its addresses, its name with its post, or its postal block."""
    holder = current_holder(office.holders.all(), now.date())
    names = {holder.name for holder in office.holders.all()} | {office.organisation}
    blocks = {post_lines(one) for one in contacts if one.kind == ContactKind.POST}
    values = {one.value.casefold() for one in contacts if one.kind != ContactKind.POST}
    present = values | {line.casefold() for block in blocks for line in block}
    present |= {(text or "").casefold() for text in (office.post, holder.name if holder else office.organisation)}
    called = {(name, office.post, office.country) for name in names}
    for one in _live({*values, *called, *blocks}):
        mine = [
            recipient
            for recipient in one.recipients
            if values & {value.casefold() for value in (*recipient.email, *recipient.fax)}
            or (recipient.name in names and recipient.post == office.post and recipient.country == office.country)
            or (recipient.lines and recipient.lines in blocks)
        ]
        if mine:
            said = [text for recipient in mine for text in _said(recipient) if text.casefold() not in present]
            yield CaseUse(one.case, one.number, one.headline, tuple(dict.fromkeys(said)))


def _said(recipient: Recipient) -> Iterator[str]:
    yield from filter(None, (recipient.name, recipient.post))
    yield from (*recipient.lines, *recipient.email, *recipient.fax)


def cases_printing(values: Iterable[str]) -> dict[str, list[CaseUse]]:
    """Live cases by the address or number that they print, case-folded: one look at all of them."""
    wanted = {value.casefold() for value in values}
    found: dict[str, list[CaseUse]] = {}
    for one in _live(wanted):
        said = {value.casefold() for recipient in one.recipients for value in (*recipient.email, *recipient.fax)}
        for value in said & wanted:
            found.setdefault(value, []).append(CaseUse(one.case, one.number, one.headline))
    return found


# --- letters --------------------------------------------------------------------------------------------------------


def letters_to(contacts: Iterable[ContactPoint]) -> LetterCount:
    """Letters to these addresses and numbers; in test mode those of the test mode."""
    rows = Letter.objects.filter(
        kind=Kind.LETTER, target__in=targets_of(contacts), is_test=not settings.ENVIRONMENT.is_live
    )
    told = rows.aggregate(
        went=Count("pk", filter=Q(state__in=_WENT)),
        came_back=Count("pk", filter=Q(state__in=_CAME_BACK)),
        waiting=Count("pk", filter=Q(state__in=_WAIT)),
        since=Min("made_at"),
    )
    return LetterCount(**told)


def last_answer_to(contact: ContactPoint) -> str:
    """Codes of what a server said last as it refused a letter to it (“550 5.1.1”); empty where none did."""
    bad = [*_CAME_BACK, LetterState.FROZEN]
    rows = Letter.objects.filter(kind=Kind.LETTER, target__in=targets_of([contact]), state__in=bad)
    rows = rows.exclude(last_answer="")
    return rows.order_by("-state_at").values_list("last_answer", flat=True).first() or ""


def targets_of(contacts: Iterable[ContactPoint]) -> set[str]:
    """By which the ledger knows them: an address or number as a machine takes it."""
    taken = (
        email_of(one.value) if one.kind == ContactKind.EMAIL else fax_of(one.value, one.office.country)
        for one in contacts
        if one.kind in {ContactKind.EMAIL, ContactKind.FAX}
    )
    return {target_of(one) for one in taken if one}


# --- correcting once ------------------------------------------------------------------------------------------------


@transaction.atomic
def settle_everywhere(  # noqa: PLR0913, PLR0917 - as of `settle_contact`
    actor: Person, contact_id: int, settling: Settling, value: str, reason: str, now: datetime
) -> None:
    """Say what is true of an address, and let the public pages that print it say so."""
    touched = settle_contact(actor, contact_id, settling, value, reason, now)
    if touched:
        refresh_where_reached(touched, now)


@transaction.atomic
def correct_everywhere(  # noqa: PLR0913, PLR0917 - as of `correct_office`
    actor: Person, office_id: int, was: dict[str, str], given: dict[str, str], name: NameChange, now: datetime
) -> list[str]:
    """Correct an office, and let the public pages that print one of its addresses say how it works now."""
    done = correct_office(actor, office_id, was, given, name, now)
    if {"email", "fax"} & set(done):
        lists = [texts.get(key, "") for texts in (was, given) for key in ("email", "fax")]
        refresh_where_reached({line.strip() for text in lists for line in text.splitlines() if line.strip()}, now)
    return done
