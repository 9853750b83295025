"""An office, its holder, contact points and salutations put together again as one recipient."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from tocsin.casefile import Recipient
from tocsin.directory.kinds import ContactKind, ContactState, Register
from tocsin.directory.models import ContactPoint, Holder, Office, Salutation
from tocsin.letters.languages import fallback_chain, same_language


def recipient_of(office: Office, language: str, today: date) -> Recipient:
    """The recipient that a document in this language names.

    Exactly as it was put in, as long as nothing was changed. Contact points that are given up are left out.
    """
    return recipients_of([office.pk], language, today)[office.pk]


def recipients_of(office_ids: Iterable[int], language: str, today: date) -> dict[int, Recipient]:
    """By the ids asked for; ids that are not there are left out. The number of queries does not grow with them."""
    leads_to = {
        office_id: merged_into or office_id
        for office_id, merged_into in Office.objects.filter(pk__in=list(office_ids)).values_list("pk", "merged_into")
    }
    loaded = {office.pk: office for office in load_offices(leads_to.values())}
    return {asked: assemble(loaded[office_id], language, today) for asked, office_id in leads_to.items()}


def load_offices(office_ids: Iterable[int]) -> list[Office]:
    """Offices with everything that belongs to them, by id: four queries."""
    offices = Office.objects.filter(pk__in=set(office_ids)).order_by("pk")
    return list(offices.prefetch_related("holders", "contacts", "salutations"))


def assemble(office: Office, language: str, today: date) -> Recipient:
    """Of an office from `load_offices`: asks the database nothing."""
    contacts = [contact for contact in office.contacts.all() if contact.state != ContactState.DEAD]
    holder = current_holder(office.holders.all(), today)
    lines = next((post_lines(contact) for contact in contacts if contact.kind == ContactKind.POST), ())
    return Recipient(
        name=holder.name if holder else office.organisation,
        post=office.post,
        lines=lines,
        country=office.country,
        email=_values(contacts, ContactKind.EMAIL),
        fax=_values(contacts, ContactKind.FAX),
        phone=_values(contacts, ContactKind.PHONE),
        social=_values(contacts, ContactKind.SOCIAL),
        salutation=_salutation(office.salutations.all(), language),
    )


def current_holder(holders: Iterable[Holder], today: date) -> Holder | None:
    """Who is in office on that day: of several, the one who came last."""
    in_office = [
        holder
        for holder in holders
        if (holder.since is None or holder.since <= today) and (holder.until is None or holder.until >= today)
    ]
    return max(in_office, key=lambda holder: (holder.since or date.min, holder.pk), default=None)


def post_lines(contact: ContactPoint) -> tuple[str, ...]:
    """The printed lines of a postal contact point."""
    return tuple(json.loads(contact.value))


def post_value(lines: Iterable[str]) -> str:
    """The value of a postal contact point."""
    return json.dumps(list(lines), ensure_ascii=False)


def _values(contacts: Iterable[ContactPoint], kind: ContactKind) -> tuple[str, ...]:
    return tuple(contact.value for contact in contacts if contact.kind == kind)


def _salutation(salutations: Iterable[Salutation], language: str) -> str | None:
    """The formal one for this language, or for one that serves it; never one of another language."""
    formal = {item.language: item.text for item in salutations if item.register == Register.FORMAL}
    exact = next((formal[tag] for tag in fallback_chain(language) if tag in formal), None)
    if exact is not None:
        return exact
    return next((text for tag, text in sorted(formal.items()) if same_language(tag, language)), None)
