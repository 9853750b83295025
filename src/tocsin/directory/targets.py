"""Offices that are written to: finding, adding and changing them. The one door to the targets of the directory."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.casefile import Recipient
from tocsin.directory.assembling import assemble, load_offices, post_value, recipient_of, recipients_of
from tocsin.directory.checked import checked_language
from tocsin.directory.editing import edit_office, merge_offices
from tocsin.directory.kinds import ContactKind, ContactState
from tocsin.directory.models import ContactPoint, Holder, Office, Salutation
from tocsin.directory.recipients import check_recipient
from tocsin.directory.searching import found, keep_words
from tocsin.records import history
from tocsin.records.errors import BadInput, Refused
from tocsin.records.turns import take_turn
from tocsin.staff.access import require
from tocsin.staff.models import Person
from tocsin.staff.roles import Deed

__all__ = [
    "add_office",
    "edit_office",
    "find_office",
    "merge_offices",
    "near_offices",
    "offices_for",
    "recipient_of",
    "recipients_of",
]


def find_office(recipient: Recipient, language: str, today: date | None = None) -> Office | None:
    """The office from which `recipient_of` gives exactly this recipient. today: the clock's day in UTC without it."""
    if not _can_be_kept(recipient):
        return None
    day = today or timezone.now().date()
    same = Office.objects.filter(merged_into=None, country=recipient.country, post=recipient.post)
    if recipient.name is not None:
        same = same.filter(Q(holders__name=recipient.name) | Q(organisation=recipient.name))
    offices = load_offices(same.values_list("pk", flat=True))
    return next((office for office in offices if assemble(office, language, day) == recipient), None)


def near_offices(recipient: Recipient, today: date | None = None) -> list[Office]:
    """Offices that may be meant: of the same name, the same post and state, or the same e-mail address.

    Not those that say exactly the same in any of their languages.
    """
    if not _can_be_kept(recipient):
        return []
    day = today or timezone.now().date()
    alike = Q(pk__in=[])
    if recipient.name:
        alike |= _reads("organisation", recipient.name) | _reads("holders__name", recipient.name)
    if recipient.post:
        alike |= _reads("post", recipient.post) & Q(country=recipient.country)
    for address in recipient.email:
        alike |= Q(contacts__kind=ContactKind.EMAIL, contacts__value__iexact=address)
    offices = load_offices(Office.objects.filter(alike, merged_into=None).values_list("pk", flat=True))
    return [office for office in offices if not _says(office, recipient, day)]


def _reads(field: str, text: str) -> Q:
    """Whether a column holds the text, in capitals or not. SQLite by itself knows the capitals of ASCII alone."""
    return Q((f"{field}__iexact", text)) | Q((f"{field}__in", [text.upper(), text.lower(), text.title()]))


def _can_be_kept(recipient: Recipient) -> bool:
    """What the directory would not take cannot be in it; a database need not be asked, and might refuse to be."""
    try:
        check_recipient(recipient)
    except BadInput:
        return False
    return True


def _says(office: Office, recipient: Recipient, day: date) -> bool:
    languages = [item.language for item in office.salutations.all()] or ["en"]
    return any(assemble(office, language, day) == recipient for language in languages)


def offices_for(person: Person, text: str = "", country: str | None = None) -> list[Office]:
    """Offices that hold every word of the text in title, organisation, holder or a contact, by state and title."""
    return sorted(
        found(person, text, country),
        key=lambda one: (one.country or "", one.post or "", one.organisation or "", one.pk),
    )


@transaction.atomic
def add_office(actor: Person, recipient: Recipient, language: str, now: datetime) -> Office:
    """Keep a recipient as an office, everything as printed. language: of the document that names it."""
    require(actor, Deed.DIRECTORY, anywhere=True)
    take_turn("directory")
    check_recipient(recipient)
    tag = checked_language(language)
    known = find_office(recipient, tag, now.date())
    if known is not None:
        raise Refused(
            _("This office is in the directory already: it has the number %(pk)s.") % {"pk": known.pk}, "known-office"
        )
    office = _keep(recipient, tag, now)
    keep_words([office.pk])
    history.note(now, actor.pk, "office added", f"office:{office.pk}", country=recipient.country)
    return office


def _keep(recipient: Recipient, language: str, now: datetime) -> Office:
    """With a post, the name is whoever holds it; without, it is the organisation itself."""
    holds_office = recipient.post is not None
    office = Office.objects.create(
        post=recipient.post, organisation=None if holds_office else recipient.name, country=recipient.country
    )
    if holds_office and recipient.name is not None:
        Holder.objects.create(office=office, name=recipient.name)
    if recipient.salutation is not None:
        Salutation.objects.create(office=office, language=language, text=recipient.salutation)
    ContactPoint.objects.bulk_create(
        ContactPoint(
            office=office,
            kind=kind.value,
            value=value,
            position=position,
            state=ContactState.UNVERIFIED,
            state_since=now,
        )
        for kind, values in _contacts(recipient).items()
        for position, value in enumerate(values)
    )
    return office


def _contacts(recipient: Recipient) -> dict[ContactKind, tuple[str, ...]]:
    return {
        ContactKind.POST: (post_value(recipient.lines),) if recipient.lines else (),
        ContactKind.EMAIL: recipient.email,
        ContactKind.FAX: recipient.fax,
        ContactKind.PHONE: recipient.phone,
        ContactKind.SOCIAL: recipient.social,
    }
